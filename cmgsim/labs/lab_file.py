"""Labs on disk: the ten that come with the package, and those that a trainer writes, in the same TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from cmgsim.errors import Problem, ScenarioError
from cmgsim.facts.failure_rows import Bilingual
from cmgsim.labs.lab import Lab
from cmgsim.model.wording import cure, describe

_TEXTS: Final = ("title", "story")
_NUMBERS: Final = ("level", "instances", "connection_points", "seed")
_WORDS: Final = ("name", "flow", "deployment", "authentication", "cloud")
_REQUIRED: Final = ("name", "title", "story", "flow", "faults")
KEYS: Final = (*_WORDS, *_TEXTS, *_NUMBERS, "faults", "hints")
_TEXT: Final = 'a text, or one in each language: { en = "…", fr = "…" }'
_LEVELS: Final = (1, 3)
_STAND_INS: Final = MappingProxyType({"name": "lab", "title": "lab", "story": "lab", "flow": "channel", "faults": ()})
"""For what a file lacks, so that the rest of it can be tried out."""


def built_in() -> dict[str, Lab]:
    """
    The labs that come with the package, the easiest first.

    Example:
        >>> len(built_in())
        10
    """
    found = (read_lab(file.read_text(encoding="utf-8"), file.name) for file in _files())
    return {lab.name: lab for lab in sorted(found, key=lambda lab: (lab.level, lab.name))}


def _files() -> list[Any]:
    folder = files("cmgsim.labs").joinpath("built_in")
    return sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)


def find_lab(name: str) -> Lab:
    """
    The lab that comes with the package under this name, or the one in the file *name*.

    Raises:
        ScenarioError: There is none, or the file is no lab.
    """
    known = built_in()
    if name in known:
        return known[name]
    if not name.endswith(".toml"):
        wrong = Problem("arguments", "", f"there is no lab {describe(name)}", cure(name, tuple(known)))
        raise ScenarioError((wrong,))
    try:
        return read_lab(Path(name).read_text(encoding="utf-8"), name)
    except UnicodeDecodeError:
        problem = Problem(name, "", "it is not text in UTF-8", "a lab in TOML")
    except FileNotFoundError:
        problem = Problem(name, "", "there is no such file", "a lab in TOML")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        problem = Problem(name, "", f"cannot read it: {reason}", "a lab in TOML")
    raise ScenarioError((problem,))


def read_lab(text: str, source: str) -> Lab:
    """
    The lab that *text* describes.

    Raises:
        ScenarioError: It does not; every problem.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError((Problem(source, "", f"not TOML: {error}", "a lab in TOML"),)) from None
    table = document.get("lab")
    if not isinstance(table, dict):
        raise ScenarioError((Problem(source, "lab", "the table is missing", "[lab] with name, title, story, …"),))
    problems = [*_problems(table, source), *_when_played(table, source)]
    if problems:
        raise ScenarioError(tuple(problems))
    return _lab(table)


def _problems(table: Mapping[str, Any], source: str) -> Iterator[Problem]:
    for key in table:
        if key not in KEYS:
            yield Problem(source, f"lab.{key}", "there is no such key", cure(key, KEYS))
    for key in _REQUIRED:
        if key not in table:
            yield Problem(source, f"lab.{key}", "is missing", _wanted(key))
    for key, value in table.items():
        if key in KEYS and not _fits(key, value):
            yield Problem(source, f"lab.{key}", f"{describe(value)} does not fit", _wanted(key))


def _wanted(key: str) -> str:
    if key in _TEXTS:
        return _TEXT
    if key == "level":
        return "1, 2 or 3"
    if key in _NUMBERS:
        return "a whole number"
    if key == "hints":
        return f"a list, each {_TEXT}"
    return "a list of faults, each KIND or KIND=VALUE" if key == "faults" else "a text"


def _fits(key: str, value: Any) -> bool:
    if key in _TEXTS:
        return _is_text(value)
    if key in _NUMBERS:
        return type(value) is int and (key != "level" or _LEVELS[0] <= value <= _LEVELS[1])
    if key == "hints":
        return isinstance(value, list) and all(map(_is_text, value))
    if key == "faults":
        return isinstance(value, list) and bool(value) and all(isinstance(one, str) for one in value)
    return isinstance(value, str) and bool(value.strip())


def _is_text(value: Any) -> bool:
    in_both = (
        isinstance(value, dict) and sorted(value) == ["en", "fr"] and all(isinstance(v, str) for v in value.values())
    )
    return in_both or (isinstance(value, str) and bool(value.strip()))


def _bilingual(value: Any) -> Bilingual:
    return Bilingual(value, value) if isinstance(value, str) else Bilingual(value["en"].strip(), value["fr"].strip())


def _lab(table: Mapping[str, Any]) -> Lab:
    plain = {key: table[key] for key in (*_WORDS, *_NUMBERS) if key in table}
    return Lab(
        title=_bilingual(table["title"]),
        story=_bilingual(table["story"]),
        faults=tuple(table["faults"]),
        hints=tuple(_bilingual(hint) for hint in table.get("hints", ())),
        **{"level": 1, **plain},
    )


def _when_played(table: Mapping[str, Any], source: str) -> Iterator[Problem]:
    """What is wrong with the flow and its faults, found by playing them, whatever else is wrong with the file."""
    fitting = {key: value for key, value in table.items() if key in KEYS and _fits(key, value)}
    lab = _lab({**_STAND_INS, **fitting})
    try:
        played = lab.play().records
    except ScenarioError as error:
        for one in error.problems:
            yield Problem(source, f"lab: {one.key_path or one.source}", one.message, one.expected)
        return
    for fault in lab.faults if fitting.keys() >= {"flow", "faults"} else ():
        if played == lab.play(tuple(other for other in lab.faults if other != fault)).records:
            wrong = f"nobody can find {describe(fault)}: the flow is the same without it"
            yield Problem(source, "lab.faults", wrong, "a fault that this flow meets")
