"""
Scenario files: from TOML to a `Scenario`, or to one error that lists every problem.

No input, however odd, gives anything else; a `Scenario` that was read is valid, and nothing checks it again.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from attrs import evolve

from cmgsim.errors import Problem, ScenarioError
from cmgsim.model.key_path import joined
from cmgsim.model.scenario import Scenario
from cmgsim.model.scenario_change import Setting, parse_setting, put, with_change
from cmgsim.model.scenario_check import check
from cmgsim.model.scenario_kinds import Place, Report
from cmgsim.model.scenario_schema import ROOT
from cmgsim.model.scenario_sections import Draft
from cmgsim.model.units import QuantityError
from cmgsim.model.wording import guess, shown

__all__ = [
    "contoso", "document", "from_document", "load", "loads", "scenario_sha256", "with_change", "with_settings",
]  # fmt: skip

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

Settings = Iterable[str]
"""`KEY.PATH=VALUE`, as `--set` takes them; they are put into the document before it is checked."""


def load(path: str | os.PathLike[str], settings: Settings = ()) -> Scenario:
    """
    The scenario of a TOML file.

    Raises:
        ScenarioError: It cannot be read or is invalid; every problem, in the order of the file.
    """
    source = shown(os.fspath(path), 200)
    try:
        with Path(path).open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        raise _failure(source, "there is no such file", _near(Path(path))) from None
    except IsADirectoryError:
        raise _failure(source, "is a directory", "a TOML file") from None
    except (OSError, ValueError) as error:
        raise _failure(source, f"cannot be read: {getattr(error, 'strerror', None) or error}") from None
    return loads(data, source, settings)


def loads(text: str | bytes, source: str = "scenario", settings: Settings = ()) -> Scenario:
    """
    The scenario of a TOML text.

    Args:
        text: The text, or its bytes in UTF-8, with or without a byte order mark.
        source: What errors name as their source.
        settings: Keys to set before checking, each `KEY.PATH=VALUE`.

    Example:
        >>> loads("[[clients]]\\ncount = 10", settings=["cmg.instances=4"]).cmg.instances
        4
    """
    return from_document(_toml(text, source), source, settings)


def contoso(settings: Settings = ()) -> Scenario:
    """
    The built-in scenario: ten thousand clients and a CMG of two instances, for an hour.

    Example:
        >>> sum(cohort.count for cohort in contoso().clients)
        10000
    """
    return loads(files("cmgsim.model").joinpath("contoso.toml").read_bytes(), "contoso.toml", settings)


def from_document(document: Mapping[str, Any], source: str = "scenario", settings: Settings = ()) -> Scenario:
    """
    The scenario of a document as TOML or JSON give it: mappings, lists, text, numbers and flags.

    Example:
        >>> from_document({"clients": [{"count": 10}]}).clients[0].count
        10
    """
    parsed, problems = _parsed(settings)
    _refuse_excess(document, source)
    return _read(document, source, parsed, problems)


def with_settings(scenario: Scenario, settings: Mapping[str, Any]) -> Scenario:
    """
    *scenario* with some keys set, checked as a whole: what a sweep varies.

    Values are as in a file (`"20 ms"`, 4) or in base units (20_000_000, a `Distribution`).

    Example:
        >>> with_settings(contoso(), {"cmg.instances": 4, "cmg.service_time": "20 ms"}).cmg.instances
        4
    """
    written = [Setting.of(path, value) for path, value in settings.items()]
    changed = _read(document(scenario), "settings", written, [], "settings")
    return evolve(changed, given=tuple(dict.fromkeys((*scenario.given, *(each.path for each in written)))))


def document(scenario: Scenario) -> dict[str, Any]:
    """
    The canonical form: every key, defaults filled in, quantities in base units; `from_document` takes it back.

    Example:
        >>> document(contoso())["scenario"]["duration"]
        '3600000000000 ns'
    """
    return ROOT.write(scenario)


def scenario_sha256(scenario: Scenario) -> str:
    """SHA-256 of the canonical form: the same for every file that means the same, however it is written."""
    text = json.dumps(document(scenario), sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _read(
    raw: Mapping[str, Any], source: str, settings: list[Setting], problems: list[Problem], setter: str = "--set"
) -> Scenario:
    changed = deepcopy(dict(raw)) if settings else dict(raw)
    paths: list[str] = []
    for setting in settings:
        try:
            paths.append(put(changed, setting))
        except QuantityError as error:
            problems.append(Problem(setter, setting.path, error.message, error.expected))
    report = Report()
    draft = ROOT.read(changed, Place(report))
    assert isinstance(draft, Draft)
    check(draft, Place(report))
    found = _sorted(report, changed)
    if found or problems:
        named = (Problem(setter if _under(path, paths) else source, path, *words) for path, *words in found)
        raise ScenarioError((*named, *problems))
    scenario: Scenario = draft.built()
    return evolve(scenario, given=tuple(report.given))


def _sorted(report: Report, document: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """The problems in the order in which their keys stand in the document, each once."""
    order = {path: position for position, path in enumerate(_paths(document))}
    return sorted(dict.fromkeys(report.problems), key=lambda problem: _rank(problem[0], order))


def _rank(path: str, order: Mapping[str, int]) -> int:
    while path and path not in order:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return order.get(path, -1)


def _paths(value: Any, path: str = "") -> Iterator[str]:
    steps: Iterable[tuple[str | int, Any]] = ()
    if isinstance(value, Mapping):
        steps = ((str(key), each) for key, each in value.items())
    elif isinstance(value, list):
        steps = enumerate(value)
    for step, each in steps:
        here = joined(path, step)
        yield here
        yield from _paths(each, here)


def _under(path: str, paths: Iterable[str]) -> bool:
    return any(path == each or path.startswith((f"{each}.", f"{each}[")) for each in paths)


def _parsed(settings: Settings) -> tuple[list[Setting], list[Problem]]:
    parsed: list[Setting] = []
    problems: list[Problem] = []
    for text in settings:
        try:
            parsed.append(parse_setting(text))
        except QuantityError as error:
            problems.append(Problem("--set", "", error.message, error.expected))
    return parsed, problems


def _toml(text: str | bytes, source: str) -> dict[str, Any]:
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(data) > MAX_FILE_BYTES:
        raise _failure(source, "is larger than 1 MiB", "a scenario of a few hundred lines")
    try:
        decoded = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _failure(source, f"line {line} is not UTF-8", "save the file with the encoding UTF-8") from None
    if _DOTTED.search(decoded):
        raise _failure(source, f"has a key of more than {MAX_DOTS} parts", "no more than six")
    try:
        return tomllib.loads(decoded)
    except tomllib.TOMLDecodeError as error:
        match = _TOML_PLACE.fullmatch(str(error))
        message, place = match.groups() if match else (str(error), "")
        raise ScenarioError((Problem(source, place, f"not TOML: {shown(message, 200)}"),)) from None
    except RecursionError:
        raise _failure(source, "is nested too deeply", f"at most {MAX_DEPTH} levels") from None
    except ValueError:
        raise _failure(source, "has a number with thousands of digits", "numbers that a computer can hold") from None


def _refuse_excess(document: object, source: str) -> None:
    """Bound depth and size before anything walks the document, even one that contains itself."""
    pending: list[tuple[object, int]] = [(document, 0)]
    values = 0
    while pending:
        value, depth = pending.pop()
        values += 1
        if depth > MAX_DEPTH:
            raise _failure(source, "is nested too deeply", f"at most {MAX_DEPTH} levels")
        if values > MAX_VALUES:
            raise _failure(source, "has too many values", f"at most {MAX_VALUES:,}")
        if isinstance(value, Mapping):
            pending.extend((each, depth + 1) for each in value.values())
        elif isinstance(value, (list, tuple)):
            pending.extend((each, depth + 1) for each in value)


def _near(path: Path) -> str:
    try:
        names = sorted(each.name for each in path.parent.iterdir() if each.suffix == ".toml")
    except OSError:
        return ""
    near = guess(path.name, names[:1_000])
    return f"did you mean `{shown(near)}`?" if near else ""


def _failure(source: str, message: str, expected: str = "") -> ScenarioError:
    return ScenarioError((Problem(source, "", message, expected),))
