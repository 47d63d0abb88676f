"""
Scenario files: from TOML to a `Scenario`, or to one error that lists every problem.

No input, however odd, gives anything else; a `Scenario` that was read is valid, and nothing checks it again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from attrs import evolve

from cmgsim.errors import Problem, ScenarioError
from cmgsim.model.evidence import forget
from cmgsim.model.key_path import Step, joined, text_of_path
from cmgsim.model.scenario import Scenario
from cmgsim.model.scenario_change import Setting, parse_setting, put, with_change
from cmgsim.model.scenario_check import check
from cmgsim.model.scenario_keys import ROOT, homes
from cmgsim.model.scenario_kinds import Place, Report
from cmgsim.model.scenario_sections import Draft
from cmgsim.model.scenario_toml import MAX_FILE_BYTES, failure, parse_toml, refuse_excess
from cmgsim.model.units import QuantityError
from cmgsim.model.wording import describe, guess, shown

__all__ = [
    "contoso", "document", "from_document", "load", "loads", "read_bytes", "scenario_sha256", "with_change",
    "with_settings",
]  # fmt: skip

Settings = Iterable[str]
"""`KEY.PATH=VALUE`, or `@FILE` for the keys of a TOML file; they are put into the document before it is checked."""


DEEPEST: Final = 3
"""Steps to a key of a table in a table; what a key holds is a value, even if it is a table."""


def load(path: str | os.PathLike[str], settings: Settings = ()) -> Scenario:
    """
    The scenario of a TOML file.

    Raises:
        ScenarioError: It cannot be read or is invalid; every problem, in the order of the file.
    """
    source = shown(os.fspath(path), 200)
    return loads(read_bytes(Path(path), source), source, settings, Path(path).parent)


def loads(
    text: str | bytes, source: str = "scenario", settings: Settings = (), folder: str | os.PathLike[str] = "."
) -> Scenario:
    r"""
    The scenario of a TOML text.

    Args:
        text: The text, or its bytes in UTF-8, with or without a byte order mark.
        source: What errors name as their source.
        settings: Keys to set before checking, each `KEY.PATH=VALUE`.
        folder: Where the names of files of observed times begin.

    Example:
        >>> loads("[[clients]]\ncount = 10", settings=["cmg.instances=4"]).cmg.instances
        4
    """
    return from_document(parse_toml(text, source), source, settings, folder)


def contoso(settings: Settings = ()) -> Scenario:
    """
    The built-in scenario: ten thousand clients and a CMG of two instances, for an hour.

    Example:
        >>> sum(cohort.count for cohort in contoso().clients)
        10000
    """
    written = list(settings)
    scenario = loads(files("cmgsim.model").joinpath("contoso.toml").read_bytes(), "contoso.toml", written)
    return evolve(scenario, built_in=True, given=tuple(setting.path for setting in _parsed(written)[0]))


def from_document(
    document: Mapping[str, Any],
    source: str = "scenario",
    settings: Settings = (),
    folder: str | os.PathLike[str] = ".",
) -> Scenario:
    """
    The scenario of a document as TOML or JSON give it: mappings, lists, text, numbers and flags.

    Example:
        >>> from_document({"clients": [{"count": 10}]}).clients[0].count
        10
    """
    parsed, problems = _parsed(settings)
    if not isinstance(document, Mapping):
        raise failure(source, f"{describe(document)} where a table of tables belongs")
    refuse_excess(document, source)
    return _read(document, source, parsed, problems, folder=Path(folder))


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


def read_bytes(path: Path, source: str) -> bytes:
    """
    The bytes of a file, at most one more than a scenario may have.

    Raises:
        ScenarioError: It cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        raise failure(source, "there is no such file", _near(path)) from None
    except IsADirectoryError:
        raise failure(source, "is a directory", "a TOML file") from None
    except (OSError, ValueError) as error:
        raise failure(source, f"cannot be read: {getattr(error, 'strerror', None) or error}") from None


def _near(path: Path) -> str:
    try:
        names = sorted(each.name for each in path.parent.iterdir() if each.suffix == ".toml")
    except OSError:
        return ""
    near = guess(path.name, names[:1_000])
    return f"did you mean `{shown(near)}`?" if near else ""


def _read(
    raw: Mapping[str, Any],
    source: str,
    settings: list[Setting],
    problems: list[Problem],
    setter: str = "--set",
    folder: Path = Path(),
) -> Scenario:
    changed = deepcopy(dict(raw)) if settings else dict(raw)
    paths: list[str] = []
    for setting in settings:
        try:
            paths.append(put(changed, setting))
            forget(changed, paths[-1])
        except QuantityError as error:
            problems.append(Problem(setter, setting.path, error.message, error.expected))
    refuse_excess(changed, source)
    report = Report(homes=homes(), folder=folder)
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
    order: dict[str, tuple[int, int]] = {}
    _number(document, "", order)
    return sorted(dict.fromkeys(report.problems), key=lambda problem: _rank(problem[0], order))


def _number(value: Any, path: str, order: dict[str, tuple[int, int]]) -> None:
    """Note for every path under *path* where it begins and where it ends, counted in paths."""
    order[path] = (len(order), 0)
    if isinstance(value, (Mapping, list)):
        for step, each in value.items() if isinstance(value, Mapping) else enumerate(value):
            _number(each, joined(path, step if isinstance(step, int) else str(step)), order)
    order[path] = (order[path][0], len(order))


def _rank(path: str, order: Mapping[str, tuple[int, int]]) -> tuple[int, bool]:
    """Where a path stands; one that the document lacks, at the end of the table that should have it."""
    if path in order:
        return order[path][0], False
    while path not in order:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return order[path][1], True


def _under(path: str, paths: Iterable[str]) -> bool:
    return any(path == each or path.startswith((f"{each}.", f"{each}[")) for each in paths)


def _of_file(name: str) -> list[Setting]:
    """
    The keys of a part of a scenario file, one setting each; a table of an array is found by its name or position.

    Raises:
        ScenarioError: It cannot be read, or is no TOML.
    """
    part = parse_toml(read_bytes(Path(name), f"--set @{shown(name, 200)}"), f"--set @{shown(name, 200)}")
    return [Setting(text_of_path(steps), value) for steps, value in _leaves(part, ())]


def _leaves(value: Any, steps: tuple[Step, ...]) -> Iterator[tuple[tuple[Step, ...], Any]]:
    if isinstance(value, Mapping) and len(steps) < DEEPEST:
        for name, each in value.items():
            yield from _leaves(each, (*steps, str(name)))
    elif isinstance(value, list) and len(steps) == 1 and value and all(isinstance(each, Mapping) for each in value):
        for position, each in enumerate(value):
            name = each.get("name")
            yield from _leaves(each, (*steps, name if isinstance(name, str) else position))
    else:
        yield steps, value


def _parsed(settings: Settings) -> tuple[list[Setting], list[Problem]]:
    parsed: list[Setting] = []
    problems: list[Problem] = []
    for text in settings:
        try:
            parsed += _of_file(text[1:]) if text.startswith("@") else [parse_setting(text)]
        except ScenarioError as error:
            problems += error.problems
        except QuantityError as error:
            problems.append(Problem("--set", "", error.message, error.expected))
    return parsed, problems
