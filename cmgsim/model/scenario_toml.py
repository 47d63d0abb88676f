"""From the bytes of a file to a raw document, within bounds: whatever they hold, a document or one error."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any, Final

from cmgsim.errors import Problem, ScenarioError
from cmgsim.model.wording import shown

MAX_FILE_BYTES: Final = 2**20
"""A thousand times a long scenario; reading more would only keep the machine busy."""
MAX_DEPTH: Final = 32
"""A scenario is six tables deep."""
MAX_VALUES: Final = 200_000
"""Keys and list items of one document."""
MAX_DOTS: Final = 100
"""Parts of one dotted key: the time that TOML's reader takes grows with their square."""
_DOTTED: Final = re.compile(rf"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){{{MAX_DOTS}}}""")
_TOML_PLACE: Final = re.compile(r"(.*?) ?\(at (line \d+, column \d+|end of document)\)", re.DOTALL)
_IN_WORDS: Final = {
    "Cannot overwrite a value": "a key or a table is given twice",
    "Invalid value": "a value is missing or wrong",
}


def parse_toml(text: str | bytes, source: str) -> dict[str, Any]:
    """The document of a TOML text, in UTF-8 where it is bytes, with or without a byte order mark."""
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(data) > MAX_FILE_BYTES:
        raise failure(source, "is larger than 1 MiB", "a scenario of a few hundred lines")
    try:
        decoded = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise failure(source, f"line {line} is not UTF-8", "save the file with the encoding UTF-8") from None
    if _DOTTED.search(decoded):
        raise failure(source, f"has a key of more than {MAX_DOTS} parts", "no more than six")
    try:
        return tomllib.loads(decoded)
    except tomllib.TOMLDecodeError as error:
        match = _TOML_PLACE.fullmatch(str(error))
        message, place = match.groups() if match else (str(error), "")
        words = _IN_WORDS.get(message, shown(message, 200))
        raise ScenarioError((Problem(source, place, f"not TOML: {words}"),)) from None
    except RecursionError:
        raise failure(source, "is nested too deeply", f"at most {MAX_DEPTH} levels") from None
    except ValueError:
        raise failure(source, "has a number with thousands of digits", "numbers that a computer can hold") from None


def refuse_excess(document: object, source: str) -> None:
    """Bound depth and size before anything walks the document, even one that contains itself."""
    pending: list[tuple[object, int]] = [(document, 0)]
    values = 0
    while pending:
        value, depth = pending.pop()
        values += 1
        if depth > MAX_DEPTH:
            raise failure(source, "is nested too deeply", f"at most {MAX_DEPTH} levels")
        if values > MAX_VALUES:
            raise failure(source, "has too many values", f"at most {MAX_VALUES:,}")
        if isinstance(value, Mapping):
            pending.extend((each, depth + 1) for each in value.values())
        elif isinstance(value, (list, tuple)):
            pending.extend((each, depth + 1) for each in value)


def failure(source: str, message: str, expected: str = "") -> ScenarioError:
    """The error of a source that is wrong as a whole."""
    return ScenarioError((Problem(source, "", message, expected),))
