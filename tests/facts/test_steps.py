"""The numbered steps: who does what to whom."""

from __future__ import annotations

import pytest

from cmgsim.facts.steps import STEPS, steps_of

# rule, initiator, acceptor
DOCUMENTED = [
    ("F1", "service-connection-point", "azure-resource-manager"),
    ("F2", "cmg-connection-point", "cmg"),
    ("F3", "client", "cmg"),
    ("F4", "cmg", "cmg-connection-point"),
    ("F5", "cmg-connection-point", "management-point"),
    ("C1", "management-point", "client"),
    ("C2", "client", "public-dns"),
    ("C3", "client", "azure-dns"),
    ("C4", "client", "cmg"),
    ("C5", "cmg", "client"),
    ("C6", "client", "blob-storage"),
    ("D1", "site-server", "site-server"),
    ("D2", "site-server", "site-server"),
    ("D3", "site-server", "site-server"),
    ("D4", "site-server", "blob-storage"),
    ("N1", "cmg-connection-point", "cmg"),
    ("N2", "cmg-connection-point", "cmg"),
    ("N3", "cmg-connection-point", "cmg"),
]


@pytest.mark.rule("F1", "F2", "F3", "F4", "F5", "C1", "C2", "C3", "C4", "C5", "C6")
@pytest.mark.rule("D1", "D2", "D3", "D4", "N1", "N2", "N3")
def test_each_step_goes_from_the_documented_role_to_the_documented_role():
    assert DOCUMENTED == [(row.rule, str(row.initiator), str(row.acceptor)) for row in STEPS.values()]


@pytest.mark.rule("D1", "D2", "D3", "D4")
def test_the_distribution_steps_come_from_the_newer_text_alone():
    newer = [row.rule for row in STEPS.values() if "newer" in str(row.source)]

    assert [row.rule for row in steps_of("D")] == newer


@pytest.mark.rule("C6")
def test_the_late_trust_condition_is_noted_at_both_steps():
    assert "C6" in STEPS["C4"].note
    assert "C4" in STEPS["C6"].note


@pytest.mark.rule("C1")
def test_the_content_token_lasts_a_day_in_both_languages():
    assert "24 hours" in STEPS["C1"].english
    assert "24 heures" in STEPS["C1"].french


@pytest.mark.rule("N1", "N3")
@pytest.mark.parametrize(("rule", "first", "last"), [("N1", "10140", "10155"), ("N3", "10124", "10139")])
def test_the_port_notes_name_their_range_in_both_languages(rule, first, last):
    words = (STEPS[rule].english, STEPS[rule].french)

    assert all(first in text and last in text for text in words)


@pytest.mark.parametrize("row", STEPS.values(), ids=list(STEPS))
def test_each_step_is_one_sentence_in_each_language(row):
    for text in (row.english, row.french):
        assert text.endswith(".")
        assert text.count(". ") == 0
