"""A port diagram as a drawing that diagrams.net (draw.io) and its extensions edit."""

from __future__ import annotations

from typing import Any, Final

from cmgsim.flows.nouns import Language, printable
from cmgsim.model.scenario import Scenario
from cmgsim.views.markup import Markup, tag
from cmgsim.views.port_diagram.diagram import ZONES, diagram
from cmgsim.views.port_diagram.layout import Line, Placed, layout

# html=0: what a name says is text, never markup.
_ZONE: Final = (
    "rounded=1;arcSize=2;html=0;whiteSpace=wrap;verticalAlign=top;fontStyle=1;fontColor=#57606A;fillColor={fill};"
    "strokeColor=#D0D7DE;spacingTop=8;"
)
_BOX: Final = "rounded=1;arcSize=8;html=0;whiteSpace=wrap;fillColor=#FFFFFF;strokeColor=#57606A;fontSize=13;"
_TEXT: Final = "text;html=0;whiteSpace=wrap;align=left;verticalAlign=top;fontSize={size};"
_ARROW: Final = (
    "html=0;endArrow=block;endFill=1;startArrow=oval;startFill=1;strokeColor=#0B5CAD;strokeWidth=2;fontSize=12;"
    "labelBackgroundColor=none;verticalAlign=bottom;exitX={exit_x};exitY={exit_y};entryX={entry_x};entryY={entry_y};"
    "exitDx=0;exitDy=0;entryDx=0;entryDy=0;"
)
_FILL: Final = {"azure": "#EEF5FD"}


def drawio(scenario: Scenario, lang: Language = "en") -> str:
    """
    The port diagram of *scenario* as an `mxfile`.

    Example:
        >>> from cmgsim.model.scenario_file import contoso
        >>> drawio(contoso()).count('edge="1"') > 5
        True
    """
    picture = diagram(scenario, lang)
    places = layout(picture, lang)
    cells = [tag("mxCell", id="0"), tag("mxCell", id="1", parent="0")]
    for panel in places.panels:
        style = _ZONE.format(fill=_FILL.get(panel.zone, "#F6F8FA"))
        cells.append(
            _shape(f"zone-{panel.zone}", ZONES[panel.zone].in_language(lang), style, panel.x, places.top, panel.w,
                   places.bottom - places.top)
        )  # fmt: skip
    boxes = {placed.box.role: placed for placed in places.boxes}
    for role, placed in boxes.items():
        text = "\n".join((placed.box.title, *(printable(name) for name in placed.names)))
        cells.append(_shape(str(role), text, _BOX, placed.x, placed.y, placed.w, placed.h))
    for number, line in enumerate(places.lines, 1):
        cells.append(_edge(number, line, boxes[line.source], boxes[line.target]))
    width, below = places.width - 48, places.bottom + 16
    cells.append(_shape("heading", picture.title, _TEXT.format(size=20), 24, 20, width, 32))
    cells.append(_shape("note", picture.note, _TEXT.format(size=12), 24, 56, width, 48))
    rules = "\n".join((*picture.rules, picture.signature))
    cells.append(_shape("rules", rules, _TEXT.format(size=12), 24, below, width, 20 * (len(picture.rules) + 1)))
    model = tag("mxGraphModel", tag("root", *cells), grid="1", page="1", pageWidth="1654", pageHeight="1169")
    return f"{tag('mxfile', tag('diagram', model, id='ports', name=picture.title), host='cmgsim')}\n"


def _shape(name: str, text: str, style: str, x: float, y: float, w: float, h: float) -> Markup:
    return tag("mxCell", _geometry(x=x, y=y, width=w, height=h), **_cell(name, text, style), vertex="1", parent="1")


def _edge(number: int, line: Line, source: Placed, target: Placed) -> Markup:
    rightwards = line.x2 > line.x1
    style = _ARROW.format(
        exit_x=int(rightwards),
        exit_y=_share(line.y, source),
        entry_x=int(not rightwards),
        entry_y=_share(line.y, target),
    )
    text = f"{line.text} ({line.arrow.rule})"
    return tag(
        "mxCell", tag("mxGeometry", relative="1", as_="geometry"), **_cell(f"edge-{number}", text, style), edge="1",
        parent="1", source=str(source.box.role), target=str(target.box.role),
    )  # fmt: skip


def _cell(name: str, text: str, style: str) -> dict[str, Any]:
    # A line break in an attribute is a character of its own, or a reader makes a space of it.
    value = Markup("&#10;".join(_escaped(line) for line in text.split("\n")))
    return {"id": name, "value": value, "style": style}


def _escaped(text: str) -> str:
    return tag("x", text)[3:-4]


def _geometry(**sides: float) -> Markup:
    return tag("mxGeometry", **{side: f"{value:.0f}" for side, value in sides.items()}, as_="geometry")


def _share(y: float, placed: Placed) -> str:
    return f"{(y - placed.y) / placed.h:.4f}"
