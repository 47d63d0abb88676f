"""A port diagram as SVG: light, printable in black and white, readable from the last row, and told in words too."""

from __future__ import annotations

from typing import Final

from cmgsim.flows.nouns import Language
from cmgsim.model.scenario import Scenario
from cmgsim.views.markup import Markup, join, tag
from cmgsim.views.port_diagram.diagram import ZONES, Diagram, diagram
from cmgsim.views.port_diagram.layout import (
    LABEL_FONT,
    MARGIN,
    NAME_FONT,
    NAME_LINE,
    TITLE_FONT,
    TITLE_LINE,
    Layout,
    Line,
    Placed,
    layout,
)
from cmgsim.views.port_diagram.lettering import fitted

_STYLE: Final = f"""
text {{ font-family: 'Segoe UI', 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif; fill: #1b1f24; }}
.sheet {{ fill: #ffffff; }}
.title {{ font-size: 26px; font-weight: 600; }}
.note {{ font-size: 15px; fill: #57606a; }}
.zone {{ fill: #f6f8fa; stroke: #d0d7de; stroke-width: 1; }}
.azure {{ fill: #eef5fd; stroke: #b6d1ee; }}
.zone-name {{ font-size: 15px; font-weight: 600; fill: #57606a; letter-spacing: 0.04em; }}
.box {{ fill: #ffffff; stroke: #57606a; stroke-width: 1.5; }}
.role {{ font-size: {TITLE_FONT}px; font-weight: 600; }}
.name {{ font-size: {NAME_FONT}px; fill: #57606a; }}
.arrow {{ stroke: #0b5cad; stroke-width: 2; }}
.dot, .tip {{ fill: #0b5cad; }}
.ports {{ font-size: {LABEL_FONT}px; font-weight: 600; }}
.rule {{ font-size: {NAME_FONT}px; fill: #57606a; }}
.legend {{ font-size: 14px; fill: #1b1f24; }}
"""
_ROUND: Final = 8
_TIP: Final = 11
_LEGEND_LINE: Final = 22
_NOTE_LINE: Final = 21


def port_svg(scenario: Scenario, lang: Language = "en") -> str:
    """
    The port diagram of *scenario* as one SVG file.

    Example:
        >>> from cmgsim.model.scenario_file import contoso
        >>> port_svg(contoso()).startswith("<svg xmlns=")
        True
    """
    picture = diagram(scenario, lang)
    places = layout(picture, lang)
    legend, height = _legend(picture, places)
    drawing = tag(
        "svg",
        tag("title", picture.title, id="title"),
        tag("desc", " ".join(picture.sentences), id="description"),
        tag("style", Markup(_STYLE)),
        tag("rect", width=_number(places.width), height=_number(height), class_="sheet"),
        tag("text", fitted(picture.title, places.width - 2 * MARGIN, 26, 1)[0], x=MARGIN, y=44, class_="title"),
        *_note(picture, places),
        *_zones(places, lang),
        *(_line(line) for line in places.lines),
        *(_box(placed) for placed in places.boxes),
        legend,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_number(places.width)} {_number(height)}",
        role="img",
        aria_labelledby="title description",
        lang=lang,
    )
    return f"{drawing}\n"


def _note(picture: Diagram, places: Layout) -> list[Markup]:
    lines = fitted(picture.note, places.width - 2 * MARGIN, 15, 2)
    return [tag("text", line, x=MARGIN, y=72 + _NOTE_LINE * place, class_="note") for place, line in enumerate(lines)]


def _zones(places: Layout, lang: Language) -> list[Markup]:
    return [
        join(
            tag(
                "rect", x=_number(panel.x), y=_number(places.top), width=_number(panel.w),
                height=_number(places.bottom - places.top), rx=_ROUND, class_=f"zone {panel.zone}",
            ),
            tag(
                "text", ZONES[panel.zone].in_language(lang), x=_number(panel.x + panel.w / 2),
                y=_number(places.top + 28), text_anchor="middle", class_="zone-name",
            ),
        )
        for panel in places.panels
    ]  # fmt: skip


def _box(placed: Placed) -> Markup:
    lines = len(placed.title) * TITLE_LINE + len(placed.names) * NAME_LINE
    y = placed.y + (placed.h - lines) / 2
    texts = []
    for text, style, height in (
        *((text, "role", TITLE_LINE) for text in placed.title),
        *((text, "name", NAME_LINE) for text in placed.names),
    ):
        y += height
        texts.append(
            tag("text", text, x=_number(placed.x + placed.w / 2), y=_number(y - 5), text_anchor="middle", class_=style)
        )
    frame = tag(
        "rect", x=_number(placed.x), y=_number(placed.y), width=_number(placed.w), height=_number(placed.h),
        rx=_ROUND, class_="box",
    )  # fmt: skip
    return tag("g", frame, *texts)


def _line(line: Line) -> Markup:
    forwards = 1 if line.x2 > line.x1 else -1
    neck, middle = line.x2 - forwards * _TIP, (line.x1 + line.x2) / 2
    top, low = _number(line.y - 6), _number(line.y + 6)
    tip = f"{_number(line.x2)},{_number(line.y)} {_number(neck)},{top} {_number(neck)},{low}"
    return tag(
        "g",
        tag("line", x1=_number(line.x1), y1=_number(line.y), x2=_number(neck), y2=_number(line.y), class_="arrow"),
        tag("circle", cx=_number(line.x1 + forwards * 6), cy=_number(line.y), r=5, class_="dot"),
        tag("polygon", points=tip, class_="tip"),
        tag("text", line.text, x=_number(middle), y=_number(line.y - 8), text_anchor="middle", class_="ports"),
        tag("text", line.arrow.rule, x=_number(middle), y=_number(line.y + 19), text_anchor="middle", class_="rule"),
    )


def _legend(picture: Diagram, places: Layout) -> tuple[Markup, float]:
    """What each rule says, below the zones; and how high the whole picture becomes."""
    y, texts = places.bottom + 34, list[Markup]()
    for rule in (*picture.rules, picture.signature):
        for line in fitted(rule, places.width - 2 * MARGIN, 14, 2):
            texts.append(tag("text", line, x=MARGIN, y=_number(y), class_="legend"))
            y += _LEGEND_LINE
    return tag("g", *texts), y + 4


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
