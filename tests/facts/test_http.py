"""Headers and verbs."""

from __future__ import annotations

import pytest

from cmgsim.facts.http import HEADERS, VERBS, header_rule, verb_rule


@pytest.mark.rule("H1", "H2", "H3", "H4", "H5")
def test_the_documented_headers_in_the_documented_order():
    expected = [
        ("H1", "Range"),
        ("H2", "CCMClientID"),
        ("H3", "CCMClientIDSignature"),
        ("H4", "CCMClientTimestamp"),
        ("H5", "CCMClientTimestampsSignature"),
    ]

    assert expected == [(row.rule, row.name) for row in HEADERS]


@pytest.mark.rule("V1", "V2", "V3", "V4", "V5")
def test_the_documented_verbs_in_the_documented_order():
    expected = [("V1", "HEAD"), ("V2", "CCM_POST"), ("V3", "BITS_POST"), ("V4", "GET"), ("V5", "PROPFIND")]

    assert expected == [(row.rule, row.name) for row in VERBS]


@pytest.mark.rule("H1")
def test_the_mistranslated_name_is_explained_and_not_used():
    assert "Gamme" in HEADERS[0].note
    assert "Gamme" not in {row.name for row in HEADERS}


@pytest.mark.rule("H5")
def test_only_one_header_is_seen_on_the_wire_under_another_name():
    assert {"H5": "CCMClientTimestampSignature"} == {
        row.rule: row.wire_name for row in HEADERS if row.wire_name != row.name
    }


@pytest.mark.rule("H5")
@pytest.mark.parametrize("name", ["CCMClientTimestampsSignature", "CCMClientTimestampSignature"])
def test_both_spellings_are_the_same_rule(name):
    assert header_rule(name) == "H5"


def test_an_unknown_header_has_no_rule():
    assert header_rule("Gamme") is None


@pytest.mark.rule("V2")
def test_post_is_not_listed_and_the_note_says_what_that_breaks():
    assert verb_rule("POST") is None
    assert "POST" in VERBS[1].note
