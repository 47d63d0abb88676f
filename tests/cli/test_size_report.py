"""What `cmgsim size -o` writes: one sizing, opened as its readers open it."""

from __future__ import annotations

import csv
import json
import re

import pytest
from command_line import called
from player_browser import AXE, CHROMIUM, chromium
from report_pages import Page

from cmgsim.cli.size_report import FILES
from cmgsim.views.sizing.definitions import DEFINITIONS

HOSTILE = "=1+1<script>alert(1)</script>"
SCENARIO = """
[scenario]
name = '{name}'
[targets]
assurance = 0.5
p50_latency = "5 s"
success = 0.9
utilisation = 0.7
[[clients]]
name = '{name}'
count = 60
[[clients.activities]]
request = "policy"
every = "1 min"
"""
PRICES = """
currency = '{name}'
date = "2026-11-01"
source = "@SUM(A1) <b>"
taxes = 0.2
vm_hour = {{ A2_v2 = 0.1 }}
public_ip_hour = 0.01
"""
NUMBER = re.compile(r"\d[\d,.\u202f]*\d|\d")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One report of a scenario, with prices, whose every name is an attack."""
    place = tmp_path_factory.mktemp("sizing")
    scenario, prices = place / "a.toml", place / "prices.toml"
    scenario.write_text(SCENARIO.format(name=HOSTILE), encoding="utf-8")
    prices.write_text(PRICES.format(name=HOSTILE), encoding="utf-8")
    done = called("size", scenario, "--prices", prices, "--engine", "simpy", "-o", place / "out", "--json")
    assert 0 == done.code, done.err
    (place / "answer.json").write_text(done.out, encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def document(folder):
    return json.loads((folder / "out" / "report.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def html(folder):
    return (folder / "out" / "report.html").read_text(encoding="utf-8")


def strings(value):
    """Every text and number of a document as JSON."""
    if isinstance(value, dict):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)
    elif value is not None:
        yield str(value)


@pytest.mark.slow
def test_everything_is_written_and_nothing_else(folder):
    assert sorted(FILES) == sorted(file.name for file in (folder / "out").iterdir())


@pytest.mark.slow
def test_the_report_holds_the_answer_that_was_printed(folder, document):
    assert json.loads((folder / "answer.json").read_text(encoding="utf-8")) == document["answer"]


@pytest.mark.slow
def test_the_report_has_the_known_answers_that_take_seconds_and_says_how_many_are_left_out(document, html):
    known = ["mm1-number", "mm1-wait", "mm1-p95", "mginf-number", "hash-fullest"]

    assert known == [row["id"] for row in document["known_answers"]]
    assert "10 of the 15 known answers are left out" in html


@pytest.mark.slow
def test_every_number_of_the_page_stands_in_report_json(document, html):
    known = {number for text in strings(document) for number in NUMBER.findall(text.replace("\xa0", " "))}
    shown = [number for text in Page(html).texts for number in NUMBER.findall(text.replace("\xa0", " "))]

    assert 300 < len(shown)
    assert [] == [number for number in shown if number not in known]


@pytest.mark.slow
def test_every_number_of_the_first_page_has_definition_unit_and_source(document):
    first, facts = document["pages"][0], document["facts"]
    for block in first["blocks"]:
        told = [NUMBER.findall(facts[key]["shown"]) for key in block["numbers"]]
        words = re.sub(r"A\d_v\d|p\d+|2026-11-01", "", block["text"].replace(HOSTILE, ""))
        missing = set(NUMBER.findall(words)) - {number for each in told for number in each}

        assert set() == missing, block["text"]
    assert [] == [key for key, fact in facts.items() if not fact["definition"] or not fact["source"]]


@pytest.mark.slow
def test_every_column_of_numbers_has_definition_and_source_and_leads_there(document, html):
    heads = [
        head
        for page in document["pages"]
        for block in page["blocks"]
        for head in block.get("columns", ())
        if head["numbers"]
    ]

    assert 30 < len(heads)
    assert [] == [head["id"] for head in heads if not head["definition"] or not head["source"]]
    assert [] == [head["id"] for head in heads if f'id="means-{head["id"]}"' not in html]


def test_every_kind_of_number_is_defined_in_both_languages():
    rows = [row.as_row(lang) for row in DEFINITIONS.values() for lang in ("en", "fr")]

    assert [] == [row for row in rows if not row["name"] or not row["definition"].endswith(".") or not row["source"]]


@pytest.mark.slow
def test_the_page_says_the_recommendation_first(document, html):
    found = document["answer"]["recommended"]

    assert {"vm_size": "A2_v2", "instances": 2, "connection_points": 2} == found
    assert document["pages"][0]["blocks"][0]["text"].startswith("Recommendation: 2 × A2_v2 and 2 connection points.")
    assert html.index('id="decision"') < html.index('id="curve"')


@pytest.mark.slow
def test_names_cannot_become_markup_or_formulas(folder, html):
    assert "<script" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;" in html
    for name in ("firewall.csv", "endpoints.csv", "assumptions.csv"):
        with (folder / "out" / name).open(encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]

        assert [] == [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.slow
def test_the_page_needs_no_script_and_no_network(html):
    assert [] == re.findall(r"<script|\son\w+=|javascript:|https?://(?!www\.w3\.org)", html)
    assert "default-src &#x27;none&#x27;" in html


@pytest.mark.slow
def test_ids_are_unique_and_links_lead_to_one(html):
    ids = re.findall(r'\sid="([^"]+)"', html)

    assert sorted(set(ids)) == sorted(ids)
    assert set() == set(re.findall(r'href="#([^"]+)"', html)) - set(ids)


@pytest.mark.slow
def test_headings_charts_and_tables_can_be_heard(html):
    page = Page(html)

    assert 1 == len(page.named("h1"))
    assert [] == [svg for svg in page.named("svg") if svg.get("role") != "img" and svg.get("aria-hidden") != "true"]
    assert len(page.named("table")) == len(page.named("caption"))
    assert [] == [cell for cell in page.named("th") if cell.get("scope") not in ("row", "col")]


@pytest.mark.slow
def test_the_firewall_list_is_that_of_ports(folder, document):
    done = called(
        "ports", folder / "a.toml", "--set", "cmg.instances=2", "--set", "connection_points[0].count=2", "--json"
    )

    assert done.json == document["answer"]["access"]["firewall"]
    with (folder / "out" / "firewall.csv").open(encoding="utf-8", newline="") as file:
        assert len(done.json) == len(list(csv.DictReader(file)))


@pytest.mark.slow
def test_a_cost_is_quantity_times_price_and_what_has_no_price_has_none(document):
    cost = document["answer"]["cost"]
    lines = {line["id"]: line["cost"] for line in cost["lines"]}

    assert 2 * 730 * 0.1 == pytest.approx(lines["vm-hours"]["expected"])
    assert 730 * 0.01 == pytest.approx(lines["public-ip"]["high"])
    assert (2 * 73 + 7.3) * 1.2 == pytest.approx(cost["total"]["expected"])
    assert ["egress", "storage", "key-vault-operations", "certificate"] == cost["without"]
    assert [None] * 4 == [lines[name] for name in cost["without"]]


@pytest.mark.slow
def test_the_manifest_says_how_to_get_it_again(folder, document):
    manifest = json.loads((folder / "out" / "manifest.json").read_text(encoding="utf-8"))

    assert manifest == document["manifest"]
    assert ["cmgsim", "size", "a.toml"] == manifest["command"][:3]


@pytest.mark.slow
def test_every_sum_has_its_currency_and_leads_to_its_definition(document):
    money = {block["id"]: block for block in document["pages"][7]["blocks"] if block["kind"] == "table"}
    heads = [head for block in money.values() for head in block["columns"] if head["id"].startswith("cost_")]

    assert ["cost-table", "neighbours-table"] == list(money)
    assert 6 == len(heads)
    assert {(HOSTILE, True)} == {(head["unit"], bool(head["definition"])) for head in heads}


@pytest.mark.slow
def test_the_checklist_speaks_of_the_sizing(document):
    rows = next(block["rows"] for block in document["pages"][-1]["blocks"] if block.get("id") == "stress-table")
    told = {cells[0]["shown"]: cells[1]["shown"] for cells in rows}

    assert 20 == len(told)
    assert "At most 60 replications of a layout" in told["4.3 Estimation approach"]
    assert told["4.2 Run length"].startswith("60 s that are judged")


@pytest.mark.slow
def test_no_number_is_without_a_unit(document):
    heads = [head for page in document["pages"] for block in page["blocks"] for head in block.get("columns", ())]

    assert [] == [head["id"] for head in heads if head["numbers"] and not head["unit"]]
    assert [] == [key for key, fact in document["facts"].items() if not fact["unit"]]


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None or not AXE.exists(), reason="a browser opens the page, axe-core judges it")
def test_the_page_is_read_without_script_and_stands_in_nobodys_way(folder):
    pytest.importorskip("playwright", reason="playwright drives the browser")
    address = (folder / "out" / "report.html").as_uri()
    with chromium() as browser:
        plain = browser.new_context(java_script_enabled=False, viewport={"width": 1366, "height": 900}).new_page()
        plain.goto(address)
        decision = plain.locator("#decision").bounding_box()
        judged = browser.new_context(bypass_csp=True, viewport={"width": 400, "height": 900}).new_page()
        judged.goto(address)
        judged.evaluate(AXE.read_text("utf-8"))
        violations = judged.evaluate("axe.run().then(found => found.violations.map(each => each.id))")
        width = judged.evaluate("document.documentElement.scrollWidth")

    assert decision["y"] + decision["height"] < 900
    assert ([], 400) == (violations, width)


@pytest.mark.slow
def test_two_reports_are_compared(folder):
    report, other = folder / "out" / "report.json", folder / "other.json"
    same = called("diff", report, folder / "answer.json")
    done = called(
        "size", folder / "a.toml", "--set", "targets.survives=[]", "--engine", "simpy", "--json",
    )  # fmt: skip
    other.write_text(done.out, encoding="utf-8")
    found = called("diff", folder / "answer.json", other, "--json").json

    assert (0, True) == (same.code, "cost" not in same.out)
    assert {"instances": 1, "connection_points": 1, "vm_size": "A2_v2"} == (
        next(row["after"] for row in found["answer"] if row["name"] == "recommended")
    )
    assert ["open", "no longer used"] == [row["change"] for row in found["firewall"] if row["rule"] in ("P2", "P3")][:2]


def test_something_else_than_a_sizing_cannot_be_compared(tmp_path):
    file = tmp_path / "a.json"
    file.write_text('{"schema": "cmgsim.summary/1"}', encoding="utf-8")
    done = called("diff", file, tmp_path / "none.json")

    assert (2, "") == (done.code, done.out)
    assert "a.json: is no sizing (report.json" in done.err
    assert "none.json: there is no such file" in done.err
    assert "Traceback" not in done.err


@pytest.mark.slow
def test_without_a_layout_the_report_says_no(tmp_path):
    scenario = tmp_path / "a.toml"
    scenario.write_text(SCENARIO.format(name="x").replace("5 s", "100 ms"), encoding="utf-8")
    done = called("size", scenario, "--engine", "simpy", "-o", tmp_path / "out", "--lang", "fr")
    html = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")

    assert 1 == done.code
    assert "Non\xa0: rien jusqu" in html
    assert "Pare-feu" not in html
