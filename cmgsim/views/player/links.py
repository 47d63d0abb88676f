"""
Links of a map: from whom a connection is opened to whom, as a line between two boxes that leaves the others alone.

Lines share the side of a box evenly, so that channels run beside each other and not on top of each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Literal

from attrs import define, field

from cmgsim.facts.rows import Role
from cmgsim.flows.words import Ports, Voice
from cmgsim.trace import Record
from cmgsim.views.player.arrows import Stage, line_id
from cmgsim.views.player.casting import Actor
from cmgsim.views.player.places import BENDS, CORRIDOR, Box

Point = tuple[float, float]
Side = Literal["left", "right", "top", "bottom"]
Kind = Literal["connection", "channel", "look-up", "inner"]

_ROLES: Final = tuple(Role)
_APART: Final = 20
"""Between two channels that leave a box on the same side: a channel is drawn as a tube."""
_ARROW: Final = " → "
_CLEAR: Final = 14
"""Between a box and the middle of a line that goes around it: half a tube, and some air."""
_CORNER: Final = 10
"""Kept free at the corners of a box."""


@define
class Link:
    """A line of the map."""

    id: str
    opener: str
    acceptor: str
    kind: Kind
    via: str | None = None
    to_proxy: bool = False
    bends: tuple[Point, ...] = ()
    traffic: dict[str, dict[int, None]] = field(factory=dict)
    """Ports by protocol, in the order of their first use."""
    rules: dict[str, None] = field(factory=dict)
    points: list[Point] = field(factory=list)

    def label(self) -> str | None:
        """Protocol and ports, of a fallback the ports in the order of the attempts; None where no words are needed."""
        if self.kind in ("look-up", "inner"):
            return None
        several = len(self.traffic) > 1
        return _ARROW.join(
            f"{'' if several else f'{protocol} '}{_runs(tuple(ports))}" for protocol, ports in self.traffic.items()
        )

    def written(self) -> dict[str, Any]:
        """The link as the page draws it, without its label."""
        first = next(iter(self.traffic), None)
        ports = [port for numbers in self.traffic.values() for port in numbers]
        return {
            "id": self.id, "from": self.opener, "to": self.acceptor, "kind": self.kind,
            "points": [[round(x), round(y)] for x, y in self.points],
            **({"protocol": first, "ports": ports} if first is not None else {}),
            **({"rule": next(iter(self.rules))} if self.rules else {}),
            "plug": [round(coordinate) for coordinate in self.points[0]],
        }  # fmt: skip


def _runs(ports: Sequence[int]) -> str:
    """Ports with a dash where they follow each other, the same in both languages."""
    return Ports(tuple(ports)).in_words(Voice("en")).replace(" to ", "–").replace(" and ", ", ")


def links(stages: Iterable[Stage], actors: Mapping[str, Actor]) -> list[Link]:
    """The lines for what the *stages* show."""
    found: dict[str, Link] = {}
    for stage in stages:
        for record in stage.records:
            if record.kind in ("dns-query", "connect", "request"):
                _link(found, stage, record)
                _inner(found, stage, record)
    lines = list(found.values())
    _attach(lines, actors)
    boxes = [actor.box for actor in actors.values()]
    around = [line for line in lines if line.via is None and not line.to_proxy and _detour(line, boxes)]
    if around:
        _attach(lines, actors)
    return lines


def _detour(line: Link, boxes: Sequence[Box]) -> bool:
    """Give a straight line that runs through boxes corners above the first of them, and say whether it did."""
    if len(line.points) > 2:
        return False
    start, end = line.points
    inside = [box for box in boxes if box.crossed(start, end)]
    if not inside:
        return False
    box = min(inside, key=lambda box: abs(box.centre[0] - start[0]))
    height = box.y - _CLEAR
    corners: tuple[Point, Point] = ((box.x - _CLEAR, height), (box.x + box.w + _CLEAR, height))
    line.bends = corners if start[0] < end[0] else corners[::-1]
    return True


def _link(found: dict[str, Link], stage: Stage, record: Record) -> None:
    opening = stage.opened.get(record.connection or "", record)
    ends = stage.drawn[opening.src], stage.drawn[opening.dst]
    look_up = record.kind == "dns-query"
    kind: Kind = "look-up" if look_up else "channel" if stage.is_channel(record) else "connection"
    name = line_id(*ends, look_up=look_up)
    link = found.setdefault(name, Link(name, *ends, kind))
    link.to_proxy = opening.dst_role == Role.PROXY
    if opening.via is not None:
        link.via = stage.drawn[opening.via]
    roles = opening.src_role, opening.dst_role
    if roles[0] in _ROLES and roles[1] in _ROLES and not look_up:
        link.bends = BENDS.get((Role(roles[0]), Role(roles[1])), ())
    link.traffic.setdefault(str(opening.protocol), {})[opening.port or 0] = None
    if opening.port_rule:
        link.rules[opening.port_rule] = None


def _inner(found: dict[str, Link], stage: Stage, record: Record) -> None:
    """The last part of a way through the load balancer, which no connection of its own stands for."""
    route = stage.route(record) or []
    opening = stage.opened.get(record.connection or "")
    if opening is None:
        return
    far = record.dst if record.src == opening.src else record.src
    if opening.dst in route and far != opening.dst:
        ends = stage.drawn[opening.dst], stage.drawn[far]
        name = line_id(*ends)
        found.setdefault(name, Link(name, *ends, "inner"))


def _attach(lines: Sequence[Link], actors: Mapping[str, Actor]) -> None:
    """Give each line its points: ends spread evenly over the sides of their boxes, bends between."""
    boxes = {name: actor.box for name, actor in actors.items()}
    ends: dict[tuple[str, Side, bool], list[tuple[float, Link, int]]] = {}
    for line in lines:
        chain = _chain(line, boxes)
        for place, (name, toward) in enumerate(((line.opener, chain[1]), (line.acceptor, chain[-2]))):
            side = _side(boxes[name], toward)
            along = toward[1] if side in ("left", "right") else toward[0]
            ends.setdefault((name, side, line.kind == "look-up"), []).append((along, line, place))
    spots: dict[tuple[str, int], Point] = {}
    for (name, side, _), members in ends.items():
        ordered = sorted(members, key=lambda member: (member[0], member[1].id, member[2]))
        for (_, line, place), spot in zip(ordered, _spread(boxes[name], side, len(ordered)), strict=True):
            spots[line.id, place] = spot
    for line in lines:
        middle = _chain(line, boxes)[1:-1]
        line.points = [spots[line.id, 0], *middle, spots[line.id, 1]]


def _chain(line: Link, boxes: Mapping[str, Box]) -> list[Point]:
    """The corners of a line, from middle to middle."""
    inner: list[Point] = list(line.bends)
    opener, acceptor = boxes[line.opener], boxes[line.acceptor]
    if line.to_proxy and opener.y > acceptor.y + acceptor.h + opener.h / 2:
        inner = [(CORRIDOR, opener.centre[1]), (CORRIDOR, acceptor.centre[1])]
    if line.via is not None:
        proxy = boxes[line.via]
        edge = proxy.x + proxy.w
        inner = [
            (CORRIDOR, opener.centre[1]),
            (CORRIDOR, proxy.centre[1] + _APART / 2),
            (edge - _APART, proxy.centre[1]),
        ]
    return [opener.centre, *inner, acceptor.centre]


def _side(box: Box, toward: Point) -> Side:
    x, y = toward
    if box.x - _CORNER <= x <= box.x + box.w + _CORNER:
        return "top" if y < box.centre[1] else "bottom"
    return "left" if x < box.centre[0] else "right"


def _spread(box: Box, side: Side, count: int) -> list[Point]:
    """*count* points on a side of *box*, evenly, as near to its middle as they may be."""
    length = (box.h if side in ("left", "right") else box.w) - 2 * _CORNER
    apart = min(_APART, length / (count - 1)) if count > 1 else 0
    offsets = [(place - (count - 1) / 2) * apart for place in range(count)]
    x, y = box.centre
    match side:
        case "left":
            return [(box.x, y + offset) for offset in offsets]
        case "right":
            return [(box.x + box.w, y + offset) for offset in offsets]
        case "top":
            return [(x + offset, box.y) for offset in offsets]
        case "bottom":
            return [(x + offset, box.y + box.h) for offset in offsets]
