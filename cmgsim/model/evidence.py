"""Which numbers of a scenario were measured, and how that is known: the table `[measured]`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from attrs import frozen

from cmgsim.model.key_path import Step, names_of_tables, parse_path, text_of_path
from cmgsim.model.scenario import Scenario
from cmgsim.model.scenario_kinds import Bad, Kind, Place, Text
from cmgsim.model.units import QuantityError
from cmgsim.model.wording import describe

TABLE: Final = "measured"
Claim = tuple[str, str]
"""A key path, and how the value there, or every value beneath it, is known."""


@frozen
class Claims(Kind):
    """Key paths and texts; where a path leads is found out when the whole scenario is known."""

    most: int
    by: Text

    @property
    def takes(self) -> str:
        """What would be right, in words."""
        return 'a table of key paths and texts, as { "cmg.service_time" = "CMGService.log of a Monday" }'

    def read(self, raw: Any, at: Place) -> tuple[Claim, ...] | Bad:
        """The claims in the order of the file."""
        if not isinstance(raw, Mapping):
            return at.wrong(f"{describe(raw)} is no table", self.takes)
        claims = list(flat(raw))
        if len(claims) > self.most:
            return at.wrong(f"has {len(claims):,} keys", f"at most {self.most:,}")
        read = [(path, self.by.read(by, at.to(path))) for path, by in claims]
        return tuple((path, by) for path, by in read if isinstance(by, str))

    def write(self, value: Iterable[Claim]) -> dict[str, str]:
        """The table."""
        return dict(value)

    def schema(self) -> dict[str, Any]:
        """A table of texts, or of tables of them where a path has no quotes: which there are depends on the rest."""
        return {"type": "object"}


def flat(claims: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """
    Paths and texts, where a path without quotes made tables in tables.

    Example:
        >>> list(flat({"cmg": {"workers": "a test"}, "clients[0].timeout": "a trace"}))
        [('cmg.workers', 'a test'), ('clients[0].timeout', 'a trace')]
    """
    for name, by in claims.items():
        path = f"{prefix}.{name}" if prefix else str(name)
        if isinstance(by, Mapping):
            yield from flat(by, path)
        else:
            yield path, by


def evidence(scenario: Scenario, path: str) -> str | None:
    r"""
    How the value at *path* is known, as the scenario says it; None where it does not.

    Example:
        >>> from cmgsim.model.scenario_file import loads
        >>> site = loads("clients = [{name = 'pcs', count = 9}]\n[measured]\n'clients.pcs.count' = 'the console'")
        >>> evidence(site, "clients[0].count"), evidence(site, "clients[0].retry")
        ('the console', None)
    """
    return next((by for claimed, by in scenario.measured if covers(claimed, path)), None)


def covers(claimed: str, path: str) -> bool:
    """
    Whether *path* is the claimed one or lies beneath it.

    Example:
        >>> covers("clients[0]", "clients[0].count"), covers("cmg.worker", "cmg.workers")
        (True, False)
    """
    return path == claimed or path.startswith((f"{claimed}.", f"{claimed}["))


def by_position(tables: Mapping[str, Any], path: str) -> str:
    """
    *path* with the positions of tables where it has their names, as far as *tables* of a file know them.

    Example:
        >>> by_position({"clients": [{"name": "pcs"}]}, "clients.pcs.count")
        'clients[0].count'

    Raises:
        QuantityError: It is no key path.
    """
    place: Any = tables
    steps: list[Step] = []
    for step in parse_path(path):
        names = names_of_tables(steps, place) if _is_list(place) else []
        known = names.index(step) if step in names else step
        steps.append(known)
        place = _beneath(place, known)
    return text_of_path(steps)


def _is_list(place: Any) -> bool:
    return isinstance(place, Sequence) and not isinstance(place, str)


def _beneath(place: Any, step: Step) -> Any:
    if isinstance(place, Mapping):
        return place.get(step)
    return place[step] if _is_list(place) and isinstance(step, int) and step < len(place) else None


def forget(document: dict[str, Any], path: str) -> None:
    """
    Take back from the raw *document* what it claims of the value at *path*, which has just been set to another one.

    Example:
        >>> site = {"cmg": {"workers": 8}, "measured": {"cmg.workers": "a test"}}
        >>> forget(site, "cmg.workers")
        >>> site["measured"]
        {}
    """
    claims = document.get(TABLE)
    if not isinstance(claims, Mapping) or path.startswith(TABLE):
        return
    document[TABLE] = {claimed: by for claimed, by in flat(claims) if not _about(document, claimed, path)}


def _about(document: Mapping[str, Any], claimed: str, path: str) -> bool:
    try:
        known = by_position(document, claimed)
        return covers(known, path) or covers(path, known)
    except QuantityError:  # the check of the whole scenario says so
        return False
