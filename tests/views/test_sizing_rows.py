"""What rows of the report say in French: every purpose, every unit, every source that is ours."""

from __future__ import annotations

from itertools import product

from cmgsim.model.allow_list import firewall_list
from cmgsim.model.assumption_rows import assumption_rows
from cmgsim.model.scenario_file import contoso, from_document
from cmgsim.sizing.cost import cost
from cmgsim.sizing.layout import Layout
from cmgsim.sizing.lists import firewall_for_people
from cmgsim.sizing.needs import Needs
from cmgsim.sizing.screening import Screen
from cmgsim.validation.known_answers import KNOWN_ANSWERS
from cmgsim.views.sizing.known_words import known_in
from cmgsim.views.sizing.page_rows import PURPOSES, cost_source, listed, source, unit_word

ALIKE = {"ms", "s", "min", "h", "bit/s", "connections"}


def test_every_purpose_of_the_firewall_list_has_its_french():
    told = set()
    for deployment, instances, proxy in product(("scale-set", "classic"), (1, 2), (False, True)):
        scenario = from_document(
            {
                "cmg": {"deployment": deployment, "instances": instances},
                "connection_points": [{"proxy": proxy}],
                "clients": [{"count": 1}],
            }
        )
        told |= {row["purpose"] for row in firewall_list(scenario)}

    assert set() == told - set(PURPOSES)


def test_inputs_have_french_units_and_sources():
    rows = assumption_rows(contoso())

    assert set() == {row["unit"] for row in rows if unit_word("fr", row["unit"]) == row["unit"]} - ALIKE
    assert [] == [row["source"] for row in rows if "of cmgsim" in source("fr", row["source"])]


def test_lines_of_the_cost_have_french_sources():
    lines = cost(Screen(contoso(), Needs.of(contoso())), Layout("A2_v2", 3, 2), None)["lines"]

    assert [] == [line["id"] for line in lines if cost_source("fr", line) == line["source"] != "–"]


def test_a_list_for_a_spreadsheet_has_french_headings_and_the_same_rows():
    rows = firewall_for_people(contoso(), Layout("A2_v2", 3, 1))
    found = listed("fr", rows)

    assert listed("en", rows) == rows
    assert [tuple(row.values())[-3] for row in rows] == [row["note"] for row in found]
    assert {"sortant", "interne"} == {row["sens"] for row in found}
    assert [row["ports"] for row in rows] == [row["ports"] for row in found]


def test_every_known_answer_has_its_french():
    keys = ("id", "model", "quantity", "unit")
    rows = [{key: getattr(answer, key) for key in keys} for answer in KNOWN_ANSWERS]

    assert [] == [row["id"] for row in rows if row["quantity"] == known_in("fr", row)[1]]
