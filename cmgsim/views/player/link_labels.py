"""Where the words of a link stand: beside its line, off every box, and clear of other words and other lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import hypot, inf
from typing import Final

from attrs import frozen

from cmgsim.views.player.lettering import SMALL, width
from cmgsim.views.player.links import Link, Point
from cmgsim.views.player.places import HEIGHT, TITLE, WIDTH, Box

_SHARES: Final = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.12, 0.88, 0.94)
"""Where on a line its words are tried, as shares of its length."""
_OFF_LINE: Final = (18, 24, 30, 38, 48, 60)
_TUBE: Final = 10
"""Half of a channel's width, with some air."""
_HEIGHT: Final = 20
_AIR: Final = 2


@frozen
class Words:
    """A label and the middle of its place."""

    text: str
    at: tuple[int, int]


def place_labels(links: Sequence[Link], boxes: Mapping[str, Box]) -> dict[str, Words]:
    """By link, its words and where they stand; of links that say the same to the same box, one is lettered."""
    lettered: dict[tuple[str, str], str] = {}
    taken: list[Box] = []
    placed: dict[str, Words] = {}
    for link in links:
        text = link.label()
        if text is None or (link.acceptor, text) in lettered:
            continue
        lettered[link.acceptor, text] = link.id
        best = _best(_candidates(link, text, boxes[link.acceptor]), links, tuple(boxes.values()), taken)
        taken.append(best)
        x, y = best.centre
        placed[link.id] = Words(text, (round(x), round(y)))
    return placed


def _best(spots: Iterator[Box], links: Sequence[Link], boxes: Sequence[Box], taken: Sequence[Box]) -> Box:
    """The first spot that is clear of everything, or of those that are not the one that disturbs least."""
    best: Box | None = None
    least: float = inf
    for spot in spots:
        cost = _cost(spot, links, boxes, taken)
        if cost < least:
            best, least = spot, cost
        if cost == 0:
            break
    assert best is not None
    return best


def _candidates(link: Link, text: str, acceptor: Box) -> Iterator[Box]:
    """Rectangles that hold the words: over or under the box that accepts a channel, else beside the line."""
    wide, high = width(text, SMALL) + 2 * _AIR, _HEIGHT
    if link.kind == "channel":
        for top in (acceptor.y - high - 2, acceptor.y + acceptor.h + 2):
            yield Box(round(acceptor.x + acceptor.w - wide), top, round(wide), high)
    for off in _OFF_LINE:
        for share in _SHARES:
            (x, y), (dx, dy) = _point(link.points, share)
            for sign in (-1, 1):
                # beside the line: far enough that the corner of the rectangle keeps off it
                reach = off - 9 + (abs(dy) * wide + abs(dx) * high) / 2
                across = (-dy * sign * reach, dx * sign * reach)
                left, upper = x + across[0] - wide / 2, y + across[1] - high / 2
                yield Box(round(left), round(upper), round(wide), high)


def _point(points: Sequence[Point], share: float) -> tuple[Point, Point]:
    """The point at *share* of the way along *points*, and the direction of the line there."""
    legs = list(pairwise(points))
    lengths = [hypot(bx - ax, by - ay) for (ax, ay), (bx, by) in legs]
    left: float = share * sum(lengths)
    for ((ax, ay), (bx, by)), length in zip(legs, lengths, strict=True):
        if left <= length or (bx, by) == points[-1]:
            part = left / length if length else 0.0
            return (ax + part * (bx - ax), ay + part * (by - ay)), (
                (bx - ax) / (length or 1),
                (by - ay) / (length or 1),
            )
        left -= length
    return points[-1], (1.0, 0.0)


def _cost(spot: Box, links: Sequence[Link], boxes: Sequence[Box], taken: Sequence[Box]) -> float:
    outside = spot.x < 2 or spot.y < TITLE or spot.x + spot.w > WIDTH - 2 or spot.y + spot.h > HEIGHT - 2
    hits = sum(spot.meets(box, _AIR) for box in (*boxes, *taken))
    if outside or hits:
        return 1_000 * (outside + hits)
    return sum(
        _crosses(spot, other.points, _TUBE if other.kind == "channel" else 2)
        for other in links
        if other.kind != "look-up"
    )


def _crosses(spot: Box, points: Sequence[Point], margin: float) -> bool:
    """Whether a line runs through *spot*, or nearer than *margin*."""
    left, top = spot.x - margin, spot.y - margin
    right, bottom = spot.x + spot.w + margin, spot.y + spot.h + margin
    return any(_clips(a, b, (left, top, right, bottom)) for a, b in pairwise(points))


def _clips(a: Point, b: Point, frame: tuple[float, float, float, float]) -> bool:
    """Whether the line from *a* to *b* enters *frame* (Liang and Barsky)."""
    left, top, right, bottom = frame
    (x, y), (dx, dy) = a, (b[0] - a[0], b[1] - a[1])
    enters, leaves = 0.0, 1.0
    for step, room in ((-dx, x - left), (dx, right - x), (-dy, y - top), (dy, bottom - y)):
        if step == 0:
            if room < 0:
                return False
        elif step < 0:
            enters = max(enters, room / step)
        else:
            leaves = min(leaves, room / step)
    return enters <= leaves
