"""Who stands on a map: the nodes that take part, those that share a box, and what is written in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from attrs import evolve, frozen

from cmgsim.facts.roles import zone_of
from cmgsim.facts.rows import Role, Zone
from cmgsim.flows.nouns import printable
from cmgsim.flows.words import Ports, Voice
from cmgsim.trace import Record
from cmgsim.views.player.lettering import LINE, role_names, short, short_names, wrapped
from cmgsim.views.player.places import HEIGHT, MAKES_ROOM, PLACES, TITLE, ZONES, Box, layers

_ROLES: Final = tuple(Role)
_UNKNOWN: Final = Role.SITE_SERVER


@frozen
class Actor:
    """A box of the map: one node, or several that share it."""

    id: str
    role: str
    zone: str
    box: Box
    names: tuple[str, ...]
    """The nodes of the trace that it stands for, its own first."""
    several: bool
    """Whether there are others of its role, so that it needs its number."""

    def written(self) -> dict[str, Any]:
        """The box as the page draws it."""
        box = self.box
        lines = max(1, (box.h - 4) // LINE)
        labels = {lang: self._label(lang) for lang in ("en", "fr")}
        row: dict[str, Any] = {
            "id": self.id, "role": self.role, "zone": self.zone, "x": box.x, "y": box.y, "w": box.w, "h": box.h,
            "lines": {lang: wrapped(text, box.w, lines) for lang, text in labels.items()},
            "name": labels, "short": {lang: self._short(lang) for lang in ("en", "fr")},
        }  # fmt: skip
        return row if len(self.names) == 1 else {**row, "stands_for": list(self.names)}

    def _label(self, lang: Any) -> str:
        if self.role not in _ROLES:
            return printable(self.id)
        noun, suffix = role_names(Role(self.role), several=len(self.names) > 1).in_language(lang), self._suffix(lang)
        return f"{noun} {suffix}".strip()

    def _short(self, lang: Any) -> str:
        if self.role not in _ROLES:
            return short(printable(self.id))
        suffix = self._suffix(lang)
        numbered = all(part.isdigit() for part in re.split(r"\D+", suffix) if part) and suffix != ""
        noun = short_names(Role(self.role)).in_language(lang)
        return short(f"{noun} {suffix.replace(' to ', '-').replace(' à ', '-')}" if numbered else suffix or noun)

    def _suffix(self, lang: Any) -> str:
        """What comes after the noun: a number where there are several, the node's own name, or nothing."""
        if self.role == Role.LOAD_BALANCER:
            return "" if self.id == self.role else printable(self.id)
        numbers = [re.fullmatch(rf"{self.role}-([0-9]+)", name) for name in self.names]
        if all(numbers) and len(self.names) > 1:
            return Ports(tuple(int(match[1]) for match in numbers if match)).in_words(Voice(lang))
        if len(self.names) > 1:
            return f"× {len(self.names)}"
        if numbers[0] is not None:
            return numbers[0][1] if self.several or self.role == Role.INSTANCE else ""
        return "" if self.id == self.role else printable(self.id)


def cast(records: Iterable[Record]) -> tuple[Actor, ...]:
    """The boxes for everybody who takes part in *records*, from left to right."""
    rows = list(records)
    ends = (end for r in rows for end in ((r.src, r.src_role, r.src_zone), (r.dst, r.dst_role, r.dst_zone)))
    nodes = {name: (role, zone) for name, role, zone in ends}
    known = [name for name, (role, _) in nodes.items() if role in _ROLES]
    by_role: dict[str, list[str]] = {}
    for name in sorted(known, key=_natural):
        by_role.setdefault(nodes[name][0], []).append(name)
    if Role.INSTANCE in by_role and Role.CMG in by_role:
        by_role.setdefault(Role.LOAD_BALANCER, []).extend(by_role.pop(Role.CMG))
    actors = [actor for role, names in by_role.items() for actor in _of_role(Role(role), names)]
    if Role.SERVICE_CONNECTION_POINT in by_role:
        actors = [evolve(actor, box=MAKES_ROOM) if actor.role == Role.PROXY else actor for actor in actors]
    actors += _strangers([name for name in nodes if name not in known], nodes, rows)
    return tuple(sorted(actors, key=_from_the_left(actors)))


def _from_the_left(actors: Iterable[Actor]) -> Callable[[Actor], tuple[int, int, int, str]]:
    """Where a box stands in the order from left to right; those of one role stay together, from top to bottom."""
    first: dict[str, tuple[int, int]] = {}
    for actor in actors:
        place = actor.box.x + actor.box.w // 2, actor.box.y
        first[_kin(actor)] = min(place, first.get(_kin(actor), place))
    return lambda actor: (*first[_kin(actor)], actor.box.y, actor.id)


def _kin(actor: Actor) -> str:
    return actor.role if actor.role in _ROLES else actor.id


def _of_role(role: Role, names: Sequence[str]) -> list[Actor]:
    places = PLACES[role]
    groups: list[tuple[str, ...]] = [(name,) for name in names[: len(places)]]
    if len(names) > len(places):
        groups = [*groups[:-1], tuple(names[len(places) - 1 :])]
    if role is Role.LOAD_BALANCER:
        groups = [tuple(names)]
    return [
        Actor(group[0], str(role), str(zone_of(role)), box, group, len(names) > 1 and role is not Role.LOAD_BALANCER)
        for group, box in zip(groups, places, strict=False)
    ]


def _strangers(names: Sequence[str], nodes: Mapping[str, tuple[str, str]], records: Sequence[Record]) -> list[Actor]:
    """Nodes of roles that cmgsim does not know, in the free part of their zone."""
    actors = []
    for zone, room in ZONES.items():
        there = [
            name
            for name in names
            if nodes[name][1] == zone or (zone is Zone.INTERNET and nodes[name][1] not in tuple(Zone))
        ]
        if there:
            links = [(record.src, record.dst) for record in records]
            free = Box(room.x + 8, HEIGHT - 130, room.w - 16, 120 - TITLE // 2)
            for name, box in layers(there, links, free).items():
                actors.append(Actor(name, nodes[name][0], str(zone), box, (name,), several=False))
    return actors


def _natural(name: str) -> list[tuple[int, str]]:
    """So that instance-2 comes before instance-10."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", name)]


def drawn(actors: Iterable[Actor]) -> dict[str, str]:
    """By node of the trace, the box that it is drawn in."""
    return {name: actor.id for actor in actors for name in actor.names}
