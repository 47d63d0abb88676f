"""Setting single keys by their path: what an administrator changes, what `--set` says, what a sweep varies."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from attrs import frozen

from cmgsim.errors import Problem, ScenarioError
from cmgsim.model.key_path import Step, names_of_tables, parse_path, text_of_path
from cmgsim.model.scenario import Change, Scenario
from cmgsim.model.scenario_keys import ROOT, key_at
from cmgsim.model.scenario_kinds import Kind, Place, Report
from cmgsim.model.scenario_sections import Draft, Key, Table, Tables
from cmgsim.model.units import QuantityError
from cmgsim.model.wording import cure, describe, shown


@frozen
class Setting:
    """One key path and the value that it is to have, as a file would hold it."""

    path: str
    value: Any

    @classmethod
    def of(cls, path: str, value: Any) -> Setting:
        """The setting of a value from Python, which may be in base units."""
        key = key_at(parse_path(path))
        return cls(path, key.kind.raw(value) if key and isinstance(key.kind, Kind) else value)


@frozen
class Found:
    """A key of a draft, found by its path."""

    path: str
    """With positions where the path had names."""
    draft: Draft
    key: Key


def parse_setting(text: str) -> Setting:
    """
    What `--set` says: `key.path=value`, the value as in a file, or plain text.

    Example:
        >>> parse_setting("cmg.instances=4"), parse_setting("cmg.service_time=20 ms")
        (Setting(path='cmg.instances', value=4), Setting(path='cmg.service_time', value='20 ms'))

    Raises:
        QuantityError: It has no `=`, or no key path before it.
    """
    path, sign, value = text.partition("=")
    if not sign:
        raise QuantityError(f"`{shown(text)}` sets nothing", "KEY.PATH=VALUE, as `cmg.instances=4`")
    steps = parse_path(path.strip())
    key = key_at(steps)
    return Setting(text_of_path(steps), _toml_value(value.strip(), textual=key is not None and _textual(key)))


def find(root: Draft, steps: Iterable[Step]) -> Found:
    """
    The key of *root* that the steps lead to, a table by its position or by its name.

    Raises:
        QuantityError: There is no such key; the error says what would be right.
        Unreadable: A table on the way could not be read.
    """
    walked, draft, key = _followed(root, steps)
    if key is not None and isinstance(key.kind, Kind):
        return Found(text_of_path(walked), draft, key)
    if key is not None and isinstance(key.kind, Tables) and walked[-1] == key.name:
        raise QuantityError(
            f"`{text_of_path(walked)}` is an array of tables", f"`{text_of_path([*walked, 0])}` and a key"
        )
    raise QuantityError(f"`{text_of_path(walked)}` is a table", "the path of one of its keys")


def leading(root: Draft, steps: Iterable[Step]) -> str:
    """
    The path of a key or of a table of *root*, with positions where it had names.

    Raises:
        QuantityError: There is no such key or table; the error says what would be right.
        Unreadable: A table on the way could not be read.
    """
    walked, _, _ = _followed(root, steps)
    return text_of_path(walked)


def _followed(root: Draft, steps: Iterable[Step]) -> tuple[list[Step], Draft, Key | None]:
    """Where the steps lead: the path, with positions where it had names, and its last key behind the table of that."""
    draft, key, walked, rest = root, None, list[Step](), list(steps)
    while rest:
        name = str(rest.pop(0))
        key = draft.section.key(name)
        if key is None:
            known = [each.name for each in draft.section.keys]
            raise QuantityError(f"there is no key `{shown(text_of_path([*walked, name]))}`", cure(name, known))
        walked.append(name)
        if isinstance(key.kind, Kind) and rest:
            raise QuantityError(f"`{text_of_path(walked)}` holds a value, not a table", "the path ends there")
        if rest and not isinstance(key.kind, Kind):
            draft = draft[name] if isinstance(key.kind, Table) else _one_of(draft[name], key.kind, walked, rest)
    return walked, draft, key


def with_change(scenario: Scenario, change: Change) -> Scenario:
    """
    *scenario* with the values that *change* sets, in base units or as a file would hold them.

    Each value is checked by itself; what belongs together was checked when the scenario was read.

    Example:
        >>> from cmgsim.model.scenario import Clients
        >>> one = Scenario(clients=(Clients(count=1),))
        >>> with_change(one, Change(at_ns=0, set=(("cmg.instances", 4),))).cmg.instances
        4

    Raises:
        ScenarioError: A path leads nowhere or a value is not what its key takes.
    """
    root, report = Draft(ROOT, scenario), Report()
    for path, value in change.set:
        place = Place(report, path)
        try:
            found = find(root, parse_path(path))
        except QuantityError as error:
            place.wrong(error.message, error.expected)
            continue
        assert isinstance(found.key.kind, Kind)
        found.draft.values[found.key.name] = found.key.kind.read(found.key.kind.raw(value), place)
    if report.problems:
        raise ScenarioError(tuple(Problem("change", *problem) for problem in report.problems))
    changed: Scenario = root.built()
    return changed


def put(document: dict[str, Any], setting: Setting) -> str:
    """
    Set one key of a raw document, making the tables on the way; the path, with positions where it had names.

    Raises:
        QuantityError: The path leads through something that is no table, or to a table that does not exist.
    """
    steps = parse_path(setting.path)
    place: Any = document
    walked: list[Step] = []
    for step, following in pairwise(steps):
        place, found = _enter(place, step, following, walked)
        walked.append(found)
    last = steps[-1]
    if not isinstance(place, dict) or isinstance(last, int):
        raise QuantityError(f"`{text_of_path(walked)}` is no table", "the path of a key")
    place[last] = setting.value
    return text_of_path([*walked, last])


def _enter(place: Any, step: Step, following: Step, walked: list[Step]) -> tuple[Any, Step]:
    """The table or list that *step* leads to, and the step itself, as a position where it was a name."""
    if isinstance(place, list):
        position = step if isinstance(step, int) else _position(step, names_of_tables(walked, place), walked)
        if position >= len(place):
            raise QuantityError(
                f"there is no `{text_of_path([*walked, position])}`", f"positions 0 to {len(place) - 1}"
            )
        return place[position], position
    if not isinstance(place, dict) or isinstance(step, int):
        raise QuantityError(f"`{text_of_path(walked)}` is no table", "the path of a key")
    if step not in place:
        _refuse_a_name(step, following, walked)
        place[step] = [{}] if isinstance(following, int) else {}
    return place[step], step


def _refuse_a_name(step: str, following: Step, walked: list[Step]) -> None:
    """Of an array of tables that the file does not have, none has a name."""
    key = ROOT.key(step) if not walked else None
    if key is not None and isinstance(key.kind, Tables) and isinstance(following, str):
        raise QuantityError(
            f"the file has no `[[{step}]]` that could be called {describe(following)}",
            f"a position, as `{text_of_path([step, 0])}`",
        )


def _one_of(tables: list[Draft], kind: Tables, walked: list[Step], rest: list[Step]) -> Draft:
    step = rest.pop(0)
    names = [each["name"] if each.section.key("name") else None for each in tables]
    position = step if isinstance(step, int) else _position(step, names, walked)
    if position >= len(tables):
        raise QuantityError(f"there is no `{text_of_path([*walked, position])}`", f"positions 0 to {len(tables) - 1}")
    walked.append(position)
    return tables[position]


def _position(name: str, names: list[Any], walked: list[Step]) -> int:
    if name in names:
        return names.index(name)
    known = [each for each in names if isinstance(each, str)]
    right = cure(name, known) if known else f"a position, as `{text_of_path([*walked, 0])}`"
    raise QuantityError(f"no table of `{text_of_path(walked)}` is called {describe(name)}", right)


def _textual(key: Key) -> bool:
    return isinstance(key.kind, Kind) and key.kind.textual


def _toml_value(text: str, *, textual: bool) -> Any:
    try:
        document = tomllib.loads(f"value = {text}")
    except (ValueError, RecursionError):
        return text
    value = document.get("value")
    alone = len(document) == 1 and (isinstance(value, str) or not textual)
    return value if alone else text
