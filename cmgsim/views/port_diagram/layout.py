"""
Where boxes and arrows of a port diagram stand: every arrow is horizontal, on a track of its own.

Rows follow what is reached in Azure: sign-in, management, the CMG, its storage. Whoever opens something to it stands in
the same row, on the side of its zone, so that no arrow crosses another and none meets a box that is not its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from attrs import frozen

from cmgsim.facts.rows import Role, Zone
from cmgsim.flows.nouns import Language
from cmgsim.views.port_diagram.diagram import Arrow, Box, Diagram, more
from cmgsim.views.port_diagram.lettering import fitted

TITLE_FONT, NAME_FONT, LABEL_FONT = 16, 13, 14
TITLE_LINE, NAME_LINE = 20, 17
TRACK: Final = 52
"""Height of an arrow with its label above and its rule below."""
GAP: Final = 26
"""Between boxes that stand above each other."""
PADDING: Final = 14
HEAD: Final = 118
"""Above the zones: title and note."""
ZONE_HEAD: Final = 44
MARGIN: Final = 24
BOX: Final = 228
"""Width of a box."""
REACH: Final = 196
"""Length of an arrow within a zone."""
SIDE: Final = 22
"""Between a box and the edge of its zone."""
_MOST_NAMES: Final = 4
_TARGETS: Final = (Role.ENTRA_ID, Role.AZURE_RESOURCE_MANAGER, Role.CMG, Role.BLOB_STORAGE)
_BEHIND: Final = (Role.MANAGEMENT_POINT, Role.SOFTWARE_UPDATE_POINT)
"""Opened to by the connection points, on premises."""


@frozen
class Placed:
    """A box with its place and its lines."""

    box: Box
    x: float
    y: float
    w: float
    h: float
    title: tuple[str, ...]
    names: tuple[str, ...]


@frozen
class Line:
    """An arrow, or the part of it on one side of a proxy."""

    arrow: Arrow
    x1: float
    x2: float
    y: float
    text: str
    source: Role
    target: Role


@frozen
class Panel:
    """A zone."""

    zone: Zone
    x: float
    w: float


@frozen
class Layout:
    """Everything with its place."""

    width: float
    height: float
    top: float
    bottom: float
    """Of the zones."""
    panels: tuple[Panel, ...]
    boxes: tuple[Placed, ...]
    lines: tuple[Line, ...]


def layout(picture: Diagram, lang: Language = "en") -> Layout:
    """The places of *picture*."""
    columns = _columns(Role.PROXY in picture.boxes)
    tracks = {role: _tracks(picture.arrows, role) for role in _TARGETS}
    inside = _inside(picture.arrows)
    rows = _rows(picture, tracks, inside, lang)
    boxes, lines = list[Placed](), list[Line]()
    _place_targets(picture, columns, tracks, rows, lang, boxes, lines)
    _place_openers(picture, columns, tracks, inside, rows, lang, boxes, lines)
    bottom = max(placed.y + placed.h for placed in boxes) + SIDE
    panels = tuple(Panel(zone, *columns[zone]) for zone in (Zone.ON_PREMISES, Zone.AZURE, Zone.INTERNET))
    width = columns[Zone.INTERNET][0] + columns[Zone.INTERNET][1] + MARGIN
    return Layout(width, bottom + MARGIN, float(HEAD), bottom, panels, tuple(boxes), tuple(lines))


Columns = Mapping[object, tuple[float, float]]


def _columns(proxied: bool) -> Columns:  # noqa: FBT001  # one thing to know
    """Left and width of each zone and column."""
    behind = MARGIN + SIDE
    opener = behind + BOX + REACH
    proxy = opener + BOX + (REACH if proxied else 0)
    site_end = proxy + (BOX if proxied else 0) + SIDE
    azure = site_end + REACH
    azure_box = azure + SIDE
    azure_end = azure_box + BOX + SIDE
    client = azure_end + REACH + SIDE
    return {
        "behind": (behind, BOX), "opener": (opener, BOX), "proxy": (proxy, BOX), "cloud": (azure_box, BOX),
        "client": (client, BOX),
        Zone.ON_PREMISES: (MARGIN, site_end - MARGIN), Zone.AZURE: (azure, azure_end - azure),
        Zone.INTERNET: (client - SIDE, BOX + 2 * SIDE),
    }  # fmt: skip


def _tracks(arrows: Sequence[Arrow], role: Role) -> tuple[list[Arrow], list[Arrow]]:
    """What is opened to *role* from the site, what runs through the proxy last, and what from the internet."""
    left = [arrow for arrow in arrows if arrow.dst is role and arrow.src is not Role.CLIENT]
    return sorted(left, key=lambda arrow: arrow.via is not None), [
        arrow for arrow in arrows if arrow.dst is role and arrow.src is Role.CLIENT
    ]


def _inside(arrows: Sequence[Arrow]) -> dict[Role, list[Arrow]]:
    return {role: [arrow for arrow in arrows if arrow.dst is role] for role in _BEHIND}


Rows = Mapping[Role, tuple[float, float]]


def _rows(
    picture: Diagram,
    tracks: Mapping[Role, tuple[list[Arrow], list[Arrow]]],
    inside: Mapping[Role, list[Arrow]],
    lang: Language,
) -> Rows:
    """Top and height of the row of each target."""
    rows, y = dict[Role, tuple[float, float]](), float(HEAD + ZONE_HEAD)
    for role in _TARGETS:
        if role not in picture.boxes:
            continue
        left, right = tracks[role]
        openers = {arrow.src for arrow in left} & {Role.CMG_CONNECTION_POINT, Role.SITE_SERVER}
        wanted = [_height(picture.boxes[one], max(len(left), len(right)), lang) for one in (role, *sorted(openers))]
        if role is Role.CMG:
            behind = [_height(picture.boxes[one], len(inside[one]), lang) for one in _BEHIND if one in picture.boxes]
            wanted.append(sum(behind) + GAP * (len(behind) - 1))
        if role is Role.AZURE_RESOURCE_MANAGER:  # the service connection point stands beside two rows
            first = rows.get(Role.ENTRA_ID, (0.0, 0.0))[1] + GAP
            wanted.append(_height(picture.boxes[Role.SERVICE_CONNECTION_POINT], 1, lang) - first)
        rows[role] = (y, max(wanted))
        y += max(wanted) + GAP
    return rows


def _lettered(box: Box, lang: Language) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Title and names, in lines that fit."""
    room = BOX - 2 * PADDING
    title = fitted(box.title, room, TITLE_FONT, 4)
    told = box.names if len(box.names) <= _MOST_NAMES else box.names[: _MOST_NAMES - 1]
    names = [line for name in told for line in fitted(name, room, NAME_FONT, 2)]
    if len(told) < len(box.names):
        names.append(more(len(box.names) - len(told), lang))
    return title, tuple(names)


def _height(box: Box, tracks: int, lang: Language) -> float:
    title, names = _lettered(box, lang)
    return max(2 * PADDING + TITLE_LINE * len(title) + NAME_LINE * len(names), TRACK * max(tracks, 1) + PADDING)


def _spread(top: float, height: float, count: int) -> list[float]:
    """The heights of *count* arrows, evenly beside a box."""
    return [top + height * (2 * place + 1) / (2 * count) for place in range(count)]


def _put(box: Box, column: tuple[float, float], y: float, h: float, lang: Language) -> Placed:
    return Placed(box, column[0], y, column[1], h, *_lettered(box, lang))


def _place_targets(
    picture: Diagram,
    columns: Columns,
    tracks: Mapping[Role, tuple[list[Arrow], list[Arrow]]],
    rows: Rows,
    lang: Language,
    boxes: list[Placed],
    lines: list[Line],
) -> None:
    left_x, right_x = columns["cloud"][0], columns["cloud"][0] + BOX
    opener_x, proxy_x = columns["opener"][0] + BOX, columns["proxy"][0]
    for role, (y, h) in rows.items():
        boxes.append(_put(picture.boxes[role], columns["cloud"], y, h, lang))
        left, right = tracks[role]
        for arrow, at in zip(left, _spread(y, h, len(left)), strict=True):
            begins, source = (proxy_x + BOX, Role.PROXY) if arrow.via else (opener_x, arrow.src)
            lines.append(Line(arrow, begins, left_x, at, arrow.ports, source, role))
        for arrow, at in zip(right, _spread(y, h, len(right)), strict=True):
            lines.append(Line(arrow, columns["client"][0], right_x, at, arrow.ports, arrow.src, role))


def _place_openers(
    picture: Diagram,
    columns: Columns,
    tracks: Mapping[Role, tuple[list[Arrow], list[Arrow]]],
    inside: Mapping[Role, list[Arrow]],
    rows: Rows,
    lang: Language,
    boxes: list[Placed],
    lines: list[Line],
) -> None:
    for opener, targets in (
        (Role.SERVICE_CONNECTION_POINT, (Role.ENTRA_ID, Role.AZURE_RESOURCE_MANAGER)),
        (Role.CMG_CONNECTION_POINT, (Role.CMG,)),
        (Role.SITE_SERVER, (Role.BLOB_STORAGE,)),
        (Role.CLIENT, (Role.CMG, Role.BLOB_STORAGE)),
    ):
        beside = [rows[role] for role in targets if role in rows]
        if opener in picture.boxes and beside:
            top, bottom = beside[0][0], beside[-1][0] + beside[-1][1]
            column = columns["client" if opener is Role.CLIENT else "opener"]
            boxes.append(_put(picture.boxes[opener], column, top, bottom - top, lang))
    _place_proxy(picture, columns, tracks[Role.CMG][0], rows[Role.CMG], lang, boxes, lines)
    y, height = rows[Role.CMG]
    behind = [role for role in _BEHIND if role in picture.boxes]
    heights = [_height(picture.boxes[role], len(inside[role]), lang) for role in behind]
    spare = (height - sum(heights) - GAP * (len(behind) - 1)) / max(len(behind), 1)
    for role, wanted in zip(behind, heights, strict=True):
        boxes.append(_put(picture.boxes[role], columns["behind"], y, wanted + spare, lang))
        for arrow, at in zip(inside[role], _spread(y, wanted + spare, len(inside[role])), strict=True):
            begins, ends = columns["opener"][0], columns["behind"][0] + BOX
            lines.append(Line(arrow, begins, ends, at, arrow.ports, arrow.src, role))
        y += wanted + spare + GAP


def _place_proxy(
    picture: Diagram,
    columns: Columns,
    left: Sequence[Arrow],
    row: tuple[float, float],
    lang: Language,
    boxes: list[Placed],
    lines: list[Line],
) -> None:
    if Role.PROXY not in picture.boxes:
        return
    heights = _spread(*row, len(left))
    through = [at for arrow, at in zip(left, heights, strict=True) if arrow.via]
    half = row[1] / (2 * len(left))
    top, bottom = through[0] - half, through[-1] + half
    boxes.append(_put(picture.boxes[Role.PROXY], columns["proxy"], top, bottom - top, lang))
    to_proxy = [arrow for arrow in picture.arrows if arrow.dst is Role.PROXY]
    for arrow, at in zip(to_proxy, _spread(top, bottom - top, len(to_proxy)), strict=True):
        begins, ends = columns["opener"][0] + BOX, columns["proxy"][0]
        lines.append(Line(arrow, begins, ends, at, arrow.ports, arrow.src, Role.PROXY))
