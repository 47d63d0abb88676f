"""
Where each role stands on the map: three zones from left to right, few and large boxes, always in the same place.

Coordinates are set by hand, so that a class finds everything again in every flow. What a hand has not foreseen (other
roles, from a trace that somebody else wrote) is laid out in layers by who talks to whom.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

import networkx as nx
from attrs import frozen

from cmgsim.facts.rows import Role, Zone

WIDTH: Final = 1000
HEIGHT: Final = 490
TITLE: Final = 40
"""Height of the top of each zone, which is kept free for its name."""


@frozen
class Box:
    """A rectangle: left, top, width, height."""

    x: int
    y: int
    w: int
    h: int

    @property
    def centre(self) -> tuple[float, float]:
        """Its middle."""
        return self.x + self.w / 2, self.y + self.h / 2

    def meets(self, other: Box, margin: float = 0) -> bool:
        """Whether two rectangles overlap, or come nearer than *margin*."""
        return (
            self.x < other.x + other.w + margin
            and other.x < self.x + self.w + margin
            and self.y < other.y + other.h + margin
            and other.y < self.y + self.h + margin
        )

    def crossed(self, start: tuple[float, float], end: tuple[float, float]) -> bool:
        """
        Whether a straight line from *start* to *end* runs through the rectangle.

        Example:
            >>> box = Box(10, 10, 20, 20)
            >>> box.crossed((0, 20), (40, 20)), box.crossed((0, 0), (40, 5))
            (True, False)
        """
        enters, leaves = 0.0, 1.0
        for low, size, begin, finish in ((self.x, self.w, start[0], end[0]), (self.y, self.h, start[1], end[1])):
            if begin == finish:
                if not low < begin < low + size:
                    return False
                continue
            edges = sorted(((low - begin) / (finish - begin), (low + size - begin) / (finish - begin)))
            enters, leaves = max(enters, edges[0]), min(leaves, edges[1])
        return enters < leaves


ZONES: Final = MappingProxyType(
    {Zone.ON_PREMISES: Box(2, 2, 438, 486), Zone.INTERNET: Box(446, 2, 196, 486), Zone.AZURE: Box(648, 2, 350, 486)}
)

PLACES: Final[Mapping[Role, tuple[Box, ...]]] = MappingProxyType(
    {
        Role.CONSOLE: (Box(8, 46, 136, 62),),
        Role.MANAGEMENT_POINT: (Box(8, 152, 136, 62),),
        Role.SOFTWARE_UPDATE_POINT: (Box(8, 262, 136, 84),),
        Role.SITE_SERVER: (Box(8, 414, 136, 62),),
        Role.SERVICE_CONNECTION_POINT: (Box(250, 46, 184, 84),),
        Role.PROXY: (Box(250, 56, 184, 50),),
        Role.CMG_CONNECTION_POINT: (Box(250, 144, 184, 104), Box(246, 260, 188, 104)),
        Role.FIREWALL: (Box(250, 436, 184, 42),),
        Role.CLIENT: (Box(462, 322, 104, 84),),
        Role.PUBLIC_DNS: (Box(462, 424, 104, 56),),
        Role.ENTRA_ID: (Box(682, 42, 140, 52),),
        Role.AZURE_DNS: (Box(682, 98, 140, 30),),
        Role.LOAD_BALANCER: (Box(684, 348, 134, 78),),
        Role.BLOB_STORAGE: (Box(682, 432, 140, 54),),
        Role.AZURE_RESOURCE_MANAGER: (Box(862, 42, 130, 80),),
        Role.CMG: (Box(862, 190, 130, 84),),
        Role.INSTANCE: (Box(862, 152, 130, 54), Box(862, 230, 130, 54), Box(862, 308, 130, 54)),
        Role.MICROSOFT_GRAPH: (Box(862, 372, 130, 52),),
        Role.TABLE_STORAGE: (Box(862, 372, 130, 52),),
        Role.KEY_VAULT: (Box(862, 432, 130, 54),),
    }
)
"""By role, the places that its nodes take in order; the last one stands for all that are left."""

MAKES_ROOM: Final = Box(250, 384, 184, 42)
"""Where the proxy goes when the service connection point is there too."""
CORRIDOR: Final = 448
"""Between the site's roles and the internet: where what runs through the proxy goes along."""

BENDS: Final[Mapping[tuple[Role, Role], tuple[tuple[int, int], ...]]] = MappingProxyType(
    {
        (Role.SERVICE_CONNECTION_POINT, Role.AZURE_RESOURCE_MANAGER): ((640, 138), (838, 138)),
        (Role.SITE_SERVER, Role.BLOB_STORAGE): ((460, 415), (600, 415)),
    }
)
"""Corners of links that would run through a box if they went straight."""


def layers(names: Sequence[str], links: Iterable[tuple[str, str]], room: Box) -> dict[str, Box]:
    """
    Boxes in *room* for nodes that have no place of their own: who opens stands left of whom it opens to.

    Example:
        >>> boxes = layers(["a", "b"], [("a", "b")], Box(0, 0, 400, 100))
        >>> boxes["a"].x < boxes["b"].x
        True
    """
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(names)
    known = frozenset(names)
    graph.add_edges_from((a, b) for a, b in links if a in known and b in known and a != b)
    condensed = nx.condensation(graph)
    columns = [
        [name for name in names if any(name in condensed.nodes[group]["members"] for group in generation)]
        for generation in nx.topological_generations(condensed)
    ]
    boxes = {}
    step = room.w // max(1, len(columns))
    for place, column in enumerate(columns):
        height = min(62, max(12, room.h // len(column) - 8))
        for row, name in enumerate(column):
            boxes[name] = Box(room.x + place * step, room.y + row * (height + 8), step - 40, height)
    return boxes
