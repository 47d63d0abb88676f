"""Every rule id of the contract exists, is named and is stated by rows."""

from __future__ import annotations

import pytest

from cmgsim.facts.rules import RULES, rule

COUNTS = {"F": 5, "C": 6, "D": 4, "N": 3, "P": 11, "E": 5, "H": 5, "V": 5}
PROMISED = [f"{letter}{number}" for letter, count in COUNTS.items() for number in range(1, count + 1)]


def test_the_rules_are_those_of_the_contract_and_no_others():
    assert PROMISED == list(RULES)


@pytest.mark.parametrize("name", PROMISED)
def test_each_rule_is_stated_by_at_least_one_row_of_its_own(name):
    assert name in {row.rule for row in rule(name).rows}


@pytest.mark.parametrize("name", PROMISED)
def test_each_row_of_a_rule_has_a_source(name):
    assert all(str(row.source) for row in rule(name).rows)


@pytest.mark.parametrize("name", PROMISED)
def test_each_rule_is_named_in_two_languages(name):
    named = rule(name)

    assert named.english
    assert named.french
    assert named.english != named.french


@pytest.mark.rule("N1", "N2", "N3")
def test_a_port_note_is_stated_by_the_rows_that_refer_to_it_too():
    rows = {name: [row.rule for row in rule(name).rows] for name in ("N1", "N2", "N3")}

    assert {"N1": ["N1", "P4"], "N2": ["N2", "P2", "P5"], "N3": ["N3", "P3", "P6"]} == rows


def test_an_unknown_rule_is_no_rule():
    with pytest.raises(KeyError):
        rule("P12")
