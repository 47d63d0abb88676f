"""Port diagrams: every connection of the firewall list from its opener, nothing inbound, nothing overlapping."""

from __future__ import annotations

import re
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest
from builders import contoso
from command_line import ROOT

from cmgsim.facts.rows import Role, Zone
from cmgsim.flows.nouns import LANGUAGES
from cmgsim.model.allow_list import firewall_list
from cmgsim.model.scenario_file import load, loads
from cmgsim.views.port_diagram.diagram import diagram
from cmgsim.views.port_diagram.drawio import drawio
from cmgsim.views.port_diagram.layout import LABEL_FONT, NAME_FONT, TITLE_FONT, layout
from cmgsim.views.port_diagram.lettering import fitted, width
from cmgsim.views.port_diagram.port_mermaid import port_mermaid
from cmgsim.views.port_diagram.port_svg import port_svg

LONG = "W" * 55
HOSTILE = f"""
[scenario]
name = "<script>%%{{init}}%%"
[cmg]
instances = 16
deployment = "classic"
service_name = "granitefallsgranitefallsgranitefalls.very-long-name.contoso.com"
[[connection_points]]
name = "</text><script>alert(1)"
count = 6
proxy = true
[[connection_points]]
[[management_points]]
name = "{LONG}"
count = 3
[[management_points]]
protocol = "http"
[[software_update_points]]
port = 8530
[[software_update_points]]
[[clients]]
name = "رقم{LONG}"
count = 10
"""
SCENARIOS = {
    "contoso": contoso(),
    "one": contoso(instances=1),
    "sixteen": contoso(instances=16),
    "classic": contoso(deployment="classic", instances=1),
    "proxy": contoso(settings={"connection_points[0].proxy": True}),
    "government": contoso(cloud="us-government"),
    "without content": contoso(content=False),
    "hostile": loads(HOSTILE),
}


def svg(name, lang="en"):
    return ET.fromstring(port_svg(SCENARIOS[name], lang))  # noqa: S314  # our own


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_row_of_the_firewall_list_has_an_arrow(name):
    rows = {(r["src_role"], r["dst_role"], r["rule"], r["protocol"]) for r in firewall_list(SCENARIOS[name])}
    arrows = {(str(a.src), str(a.dst), a.rule, a.protocol) for a in diagram(SCENARIOS[name]).arrows}

    assert rows == arrows


@pytest.mark.parametrize("name", SCENARIOS)
def test_no_arrow_leads_into_the_site(name):
    boxes = {placed.box.role: placed for placed in layout(diagram(SCENARIOS[name])).boxes}
    for line in layout(diagram(SCENARIOS[name])).lines:
        inwards = boxes[line.target].box.zone is Zone.ON_PREMISES
        assert not inwards or boxes[line.source].box.zone is Zone.ON_PREMISES


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", SCENARIOS)
def test_boxes_and_arrows_and_labels_keep_apart(name, lang):
    places = layout(diagram(SCENARIOS[name], lang), lang)
    boxes = [(b.x, b.y, b.x + b.w, b.y + b.h) for b in places.boxes]
    labels = []
    for line in places.lines:
        half = width(line.text, LABEL_FONT) / 2
        middle = (line.x1 + line.x2) / 2
        assert 2 * half < abs(line.x2 - line.x1)
        labels.append((middle - half, line.y - 22, middle + half, line.y + 23))

    for one, other in combinations([*boxes, *labels], 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


@pytest.mark.parametrize("name", SCENARIOS)
def test_an_arrow_touches_its_own_two_boxes_and_no_other(name):
    places = layout(diagram(SCENARIOS[name]))
    for line in places.lines:
        left, right = sorted((line.x1, line.x2))
        met = [b.box.role for b in places.boxes if b.x <= right and left <= b.x + b.w and b.y <= line.y <= b.y + b.h]
        assert sorted((line.source, line.target)) == sorted(met)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", SCENARIOS)
def test_what_stands_in_a_box_fits_it(name, lang):
    for placed in layout(diagram(SCENARIOS[name], lang), lang).boxes:
        for lines, font in ((placed.title, TITLE_FONT), (placed.names, NAME_FONT)):
            assert [] == [text for text in lines if width(text, font) > placed.w]
        assert 20 * len(placed.title) + 17 * len(placed.names) < placed.h


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_picture_is_told_in_words(name):
    root = svg(name)
    space = "{http://www.w3.org/2000/svg}"

    assert ("img", "title description") == (root.get("role"), root.get("aria-labelledby"))
    assert root.find(f"{space}title").text
    assert root.find(f"{space}desc").text.count(" opens ") == len(diagram(SCENARIOS[name]).arrows)


def test_a_picture_needs_nothing_from_elsewhere():
    for scenario in SCENARIOS.values():
        assert [] == re.findall(r"<script|<image|href|@import|url\(|\bon\w+=", port_svg(scenario))


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_drawing_is_an_mxfile_whose_edges_join_its_boxes(name):
    root = ET.fromstring(drawio(SCENARIOS[name]))  # noqa: S314  # our own
    cells = {cell.get("id"): cell for cell in root.iter("mxCell")}
    edges = [cell for cell in cells.values() if cell.get("edge")]

    assert ("mxfile", "0", "1") == (root.tag, *list(cells)[:2])
    assert len(layout(diagram(SCENARIOS[name])).lines) == len(edges)
    assert [] == [edge.get("id") for edge in edges if {edge.get("source"), edge.get("target")} - set(cells)]
    assert {"html=0"} <= {part for cell in cells.values() for part in (cell.get("style") or "").split(";")}
    assert [] == [cell.get("id") for cell in cells.values() if "html=1" in (cell.get("style") or "")]


@pytest.mark.parametrize("name", SCENARIOS)
def test_mermaid_draws_every_arrow_between_known_nodes(name):
    lines = port_mermaid(SCENARIOS[name]).splitlines()
    nodes = {match[1] for line in lines if (match := re.fullmatch(r'        (\w+)\["([^"<>#;%{}]|<br/>)*"\]', line))}
    edges = [re.fullmatch(r'    (\w+) -- "([^"<>#;%{}]+)" --> (\w+)', line) for line in lines if "-->" in line]

    assert "flowchart LR" == lines[0]
    assert all(edges)
    assert {end for edge in edges for end in (edge[1], edge[3])} <= nodes
    assert len(diagram(SCENARIOS[name]).arrows) == len(edges)


@pytest.mark.rule("N1")
def test_through_a_proxy_there_are_two_connections():
    lines = layout(diagram(SCENARIOS["proxy"])).lines
    ends = [(line.source, line.target, line.text) for line in lines if Role.PROXY in {line.source, line.target}]

    assert [
        (Role.PROXY, Role.CMG, "HTTPS 10124-10125"),
        (Role.CMG_CONNECTION_POINT, Role.PROXY, "HTTP 80"),
    ] == ends


@pytest.mark.parametrize(("text", "lines"), [("a.b", ("a.b",)), ("", ("",)), ("x" * 300, ("x" * 10, "x" * 8 + "…"))])
def test_lettering_breaks_and_cuts(text, lines):
    assert lines == fitted(text, 100, 16, 2)


def test_the_picture_in_the_documentation_is_the_one_that_is_drawn():
    scenario = load(ROOT / "examples" / "scenarios" / "contoso.toml")

    assert port_svg(scenario) == (ROOT / "docs" / "pictures" / "ports-of-contoso.svg").read_text(encoding="utf-8")
