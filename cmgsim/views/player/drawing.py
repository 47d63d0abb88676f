"""The map of a story: boxes, lines and words, with which node and which connection each of them shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import define, field

from cmgsim.facts.rows import Zone
from cmgsim.views.player.arrows import Stage
from cmgsim.views.player.casting import Actor, drawn
from cmgsim.views.player.lettering import FONT, LINE, SMALL
from cmgsim.views.player.link_labels import place_labels
from cmgsim.views.player.links import Link, links
from cmgsim.views.player.places import HEIGHT, WIDTH, ZONES
from cmgsim.views.player.shelf import Shelf, Texts
from cmgsim.views.player.words import ZONE_NAMES


@define
class Maps:
    """The maps of a page; boxes and lines that several share stand on shelves of their own."""

    texts: Texts
    maps: Shelf = field(factory=Shelf)
    nodes: Shelf = field(factory=Shelf)
    links: Shelf = field(factory=Shelf)
    _known: dict[object, int] = field(factory=dict)

    def draw(self, actors: Sequence[Actor], stages: Sequence[Stage]) -> int:
        """
        The number of the map on which the *stages* are shown.

        Args:
            actors: The boxes.
            stages: The stories that share the map.
        """
        lines = links(stages, {actor.id: actor for actor in actors})
        look = (*actors, *((line.id, line.kind, line.label(), tuple(line.points)) for line in lines))
        if look not in self._known:
            self._known[look] = self.maps.put(self._map(actors, lines))
        return self._known[look]

    def _map(self, actors: Sequence[Actor], lines: Sequence[Link]) -> dict[str, Any]:
        return {
            "width": WIDTH, "height": HEIGHT, "font": FONT, "small": SMALL, "line": LINE,
            "zones": [_zone(self.texts, zone) for zone in Zone],
            "nodes": [self.nodes.put(actor.written()) for actor in actors],
            "drawn": {name: box for name, box in drawn(actors).items() if name != box},
            "links": self._links(actors, lines),
        }  # fmt: skip

    def _links(self, actors: Sequence[Actor], lines: Sequence[Link]) -> list[int]:
        labels = place_labels(lines, {actor.id: actor.box for actor in actors})
        numbers = []
        for line in lines:
            row, text = line.written(), line.label()
            if text is not None:
                row["label"] = self.texts.same(text)
            if line.id in labels:
                row["label_at"] = list(labels[line.id].at)
            numbers.append(self.links.put(row))
        return numbers


def _zone(texts: Texts, zone: Zone) -> dict[str, Any]:
    box = ZONES[zone]
    return {"id": str(zone), "name": texts.put(ZONE_NAMES[zone]), "x": box.x, "y": box.y, "w": box.w, "h": box.h}
