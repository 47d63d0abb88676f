"""The fault catalogue: complete, bilingual, founded, and true to the documented refusals."""

from __future__ import annotations

import re
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmgsim.facts import sources
from cmgsim.facts.failures import (
    FAILURES,
    PROVENANCE,
    SLOTS,
    STATUSES,
    facts_failures,
    failure,
    fill,
    parse_fault,
    parse_ports,
    service_status,
)
from cmgsim.facts.rows import Role
from cmgsim.facts.rules import RULES

KINDS = [
    "ports-blocked",
    "ports-dropped",
    "proxy",
    "tls-inspection",
    "verb-blocked",
    "header-blocked",
    "token-expired",
    "content-token-expired",
    "untrusted-certificate",
    "certificate-name-mismatch",
    "server-certificate-expired",
    "crl-unreachable",
    "cname-missing",
    "cname-wrong",
    "connection-point-certificate-missing",
    "management-point-binding-wrong",
    "instance-down",
    "connection-point-down",
    "management-point-down",
    "service-connection-point-offline",
    "entra-unreachable",
    "app-secret-expired",
    "name-taken",
    "cmg-stopped",
    "blob-blocked",
    "endpoint-blocked",
    "internet-down",
]

STEPS = {
    "deployment": ["F1"],
    "channel": ["F2"],
    "communication": ["F2", "F3", "F4", "F5"],
    "content": ["F2", "F3", "F4", "F5", "C1", "C2", "C3", "C4", "C5", "C6"],
    "content-distribution": ["D1", "D2", "D3", "D4"],
}

CHANNEL = {"channel": "F2", "communication": "F2", "content": "F2"}
CLIENT = {"communication": "F3", "content": "F3"}
SERVER = {"communication": "F5", "content": "F5"}

every_row = pytest.mark.parametrize("row", FAILURES, ids=lambda row: row.kind)


def texts(row):
    """The texts for people of *row*, by name."""
    named = {name: getattr(row, name) for name in ("title", "client", "fix", "condition")}
    for key, variant in row.variants.items():
        named |= {f"{key}.client": variant.client, f"{key}.fix": variant.fix}
    return {name: text for name, text in named.items() if text is not None}


def slots(text):
    return sorted({name for _, name, _, _ in Formatter().parse(text) if name is not None})


def test_every_kind_of_the_interface_is_there_once_and_in_its_order():
    assert KINDS == [row.kind for row in FAILURES]


@every_row
def test_the_rules_that_a_fault_breaks_exist(row):
    named = {*row.breaks, *row.stops.values(), *(rule for case in row.cases for rule in case.breaks)}

    assert set() == named - set(RULES)
    assert row.breaks


@every_row
def test_a_flow_stops_at_one_of_its_own_steps(row):
    for stops in (row.stops, *(case.stops for case in row.cases)):
        assert [] == [(flow, rule) for flow, rule in stops.items() if rule not in STEPS[flow]]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("proxy", {}),
        ("tls-inspection", CHANNEL),
        ("token-expired", CLIENT),
        ("content-token-expired", {"content": "C5"}),
        ("untrusted-certificate", CLIENT),
        ("certificate-name-mismatch", CLIENT),
        ("server-certificate-expired", CLIENT),
        ("crl-unreachable", CLIENT),
        ("cname-missing", CHANNEL),
        ("cname-wrong", CHANNEL),
        ("connection-point-certificate-missing", SERVER),
        ("management-point-binding-wrong", SERVER),
        ("instance-down", CHANNEL),
        ("connection-point-down", CHANNEL),
        ("management-point-down", SERVER),
        ("service-connection-point-offline", {"deployment": "F1"}),
        ("entra-unreachable", {"deployment": "F1", "communication": "F3"}),
        ("app-secret-expired", {"deployment": "F1"}),
        ("name-taken", {"deployment": "F1"}),
        ("cmg-stopped", CHANNEL),
        ("blob-blocked", {"content": "C6", "content-distribution": "D4"}),
        ("internet-down", {"deployment": "F1", **CHANNEL, "content-distribution": "D4"}),
    ],
)
def test_where_flows_stop(kind, expected):
    assert expected == dict(failure(kind).stops)


@every_row
def test_a_variant_is_for_a_step_where_flows_stop_or_a_rule_that_breaks_or_a_way_around(row):
    assert set() == set(row.variants) - {*row.stops.values(), *row.breaks, "around"}


@every_row
def test_a_log_line_is_about_something_that_there_is(row):
    known = {*RULES, *Role, "HTTPS", "TCP-TLS", "DNS"}

    assert set() == {word for line in row.logs for word in line.about} - known


def test_only_a_fault_that_stops_a_flow_has_an_answer():
    assert [] == [row.kind for row in FAILURES if row.answer != "none" and not row.stops]


@pytest.mark.parametrize(
    ("ports", "breaks", "stops"),
    [
        pytest.param("10124-10139", ("N3", "P3", "P6"), CHANNEL, marks=pytest.mark.rule("N3")),
        pytest.param("10126", ("N3", "P3", "P6"), CHANNEL, marks=pytest.mark.rule("N3")),
        pytest.param("10140-10155", ("N1", "P4"), {}, marks=pytest.mark.rule("N1")),
        pytest.param(
            "443",
            ("N2", "P1", "P2", "P5", "P11"),
            {"deployment": "F1", **CHANNEL, "content-distribution": "D4"},
            marks=pytest.mark.rule("N2"),
        ),
        ("80,8530-8531", (), {}),
    ],
)
def test_blocked_ports_break_the_rows_they_hit(ports, breaks, stops):
    row = failure("ports-blocked", ports)

    assert breaks == row.breaks
    assert stops == dict(row.stops)


@pytest.mark.parametrize(
    ("verb", "rule", "stops"),
    [
        pytest.param("HEAD", "V1", {"content": "C6"}, marks=pytest.mark.rule("V1")),
        pytest.param("CCM_POST", "V2", CLIENT, marks=pytest.mark.rule("V2")),
        pytest.param("BITS_POST", "V3", {"communication": "F3"}, marks=pytest.mark.rule("V3")),
        pytest.param("GET", "V4", {"communication": "F3", "content": "C6"}, marks=pytest.mark.rule("V4")),
        pytest.param("PROPFIND", "V5", {"content": "C4"}, marks=pytest.mark.rule("V5")),
    ],
)
def test_a_blocked_verb_stops_the_flows_that_use_it(verb, rule, stops):
    row = failure("verb-blocked", verb)

    assert ((rule,), stops, 405) == (row.breaks, dict(row.stops), row.status)


@pytest.mark.parametrize(
    ("header", "rule", "stops"),
    [
        pytest.param("Range", "H1", {"content": "C6"}, marks=pytest.mark.rule("H1")),
        pytest.param("CCMClientID", "H2", {"communication": "F5"}, marks=pytest.mark.rule("H2")),
        pytest.param("CCMClientIDSignature", "H3", {"communication": "F5"}, marks=pytest.mark.rule("H3")),
        pytest.param("CCMClientTimestamp", "H4", {"communication": "F5"}, marks=pytest.mark.rule("H4")),
        pytest.param("CCMClientTimestampsSignature", "H5", {"communication": "F5"}, marks=pytest.mark.rule("H5")),
    ],
)
def test_a_removed_header_stops_the_flow_that_needs_it(header, rule, stops):
    row = failure("header-blocked", header.lower())

    assert ((rule,), stops) == (row.breaks, dict(row.stops))


def test_the_values_offered_are_the_documented_verbs_and_headers():
    assert ("HEAD", "CCM_POST", "BITS_POST", "GET", "PROPFIND") == failure("verb-blocked").values
    assert [f"H{n}" for n in range(1, 6)] == [case.breaks[0] for case in failure("header-blocked").cases]


def test_a_value_that_makes_no_difference_leaves_the_row():
    assert failure("instance-down") == failure("instance-down", "instance-3")


def test_an_unknown_kind_is_a_key_error():
    with pytest.raises(KeyError):
        failure("ports-blokced")


@pytest.mark.parametrize(
    ("kind", "parameter", "role", "default"),
    [
        ("ports-blocked", "ports", None, None),
        ("proxy", None, None, None),
        ("endpoint-blocked", "fqdn", None, None),
        ("instance-down", "node", Role.INSTANCE, "instance-1"),
        ("connection-point-down", "node", Role.CMG_CONNECTION_POINT, "cmg-connection-point-1"),
        ("management-point-down", "node", Role.MANAGEMENT_POINT, "management-point-1"),
    ],
)
def test_what_a_value_is_and_what_stands_for_it(kind, parameter, role, default):
    row = failure(kind)

    assert (parameter, role, default) == (row.parameter, row.role, row.default)


# Status and status text as public pages print them, written here a second time.
PUBLISHED = {
    "token-expired": (401, "CMGService_Invalid_Token"),
    "connection-point-certificate-missing": (403, "CMGConnector_Clientcertificaterequired"),
    "management-point-binding-wrong": (403, "CMGConnector_Forbidden"),
    "untrusted-certificate": (12175, "ERROR_WINHTTP_SECURE_FAILURE"),
    "certificate-name-mismatch": (12175, "ERROR_WINHTTP_SECURE_FAILURE"),
    "crl-unreachable": (12175, "ERROR_WINHTTP_SECURE_FAILURE"),
    "cname-missing": (3, "NXDOMAIN"),
    "app-secret-expired": (401, "AADSTS7000222"),
    "name-taken": (409, "StorageAccountAlreadyTaken"),
}


def test_documented_statuses_are_the_published_ones():
    documented = {
        row.kind: (row.status, row.status_text)
        for row in FAILURES
        if row.status is not None and row.evidence == "documented"
    }

    assert PUBLISHED == documented


@pytest.mark.parametrize(
    ("kind", "flag"),
    [
        ("untrusted-certificate", "INVALID_CA"),
        ("certificate-name-mismatch", "CERT_CN_INVALID"),
        ("server-certificate-expired", "CERT_DATE_INVALID"),
        ("crl-unreachable", "CERT_REV_FAILED"),
    ],
)
def test_one_code_for_all_handshakes_and_a_flag_that_tells_why(kind, flag):
    row = failure(kind)

    assert 12175 == row.status
    assert row.logs[0].text.endswith(f"WINHTTP_CALLBACK_STATUS_FLAG_{flag} is set")


@every_row
def test_a_status_text_never_comes_without_evidence_that_can_be_printed(row):
    assert row.evidence in PROVENANCE
    assert [] == [line.file for line in row.logs if line.evidence not in PROVENANCE]


@every_row
def test_a_modelled_log_line_says_what_is_modelled(row):
    assert [] == [line.text for line in row.logs if line.evidence == "assumed" and not line.note]


@every_row
def test_log_lines_are_complete_and_plain(row):
    assert row.logs
    for line in row.logs:
        assert line.file.endswith(".log")
        assert line.component
        assert line.severity in {1, 2, 3}
        assert line.text.isascii()
        assert set() == set(slots(line.text)) - set(SLOTS)


@every_row
def test_both_languages_are_there_with_the_same_slots(row):
    for name, text in texts(row).items():
        assert text.en.strip(), name
        assert text.fr.strip(), name
        assert text.en != text.fr
        assert slots(text.en) == slots(text.fr)
        assert set() == set(slots(text.en)) - set(SLOTS)


@every_row
def test_a_slot_for_the_value_stands_only_where_there_is_a_value(row):
    using = [name for name, text in texts(row).items() if "value" in slots(text.en)]

    assert row.parameter is not None or not using


@every_row
def test_a_text_is_one_or_two_sentences_and_a_title_is_none(row):
    for name, text in texts(row).items():
        for words in (text.en, text.fr):
            ends = len(re.findall(r"[.!?](?=\s|$)", words))
            assert ends == 0 if name == "title" else (ends in {1, 2} and words.endswith("."))


def french_slips(text):
    """Places where French typography is not kept: high punctuation, quotation marks, apostrophes."""
    return re.findall(r"(?<!\u202f)[;?!](?=\s|$)|(?<!\u00a0):(?=\s|$)|«(?!\u00a0)|(?<!\u00a0)»| [;:?!»]|'", text)


def test_the_check_of_french_typography_can_fail():
    assert ["'", " :", "?"] == french_slips("l'accès : quoi?")
    assert [] == french_slips("l’accès\u00a0: «\u00a0quoi\u00a0»\u202f?")


@every_row
def test_french_texts_keep_french_typography(row):
    assert {} == {name: slips for name, text in texts(row).items() if (slips := french_slips(text.fr))}


@every_row
def test_french_texts_use_the_french_terms(row):
    english = re.compile(r"\bCMG\b|management point|connection point|scale set|\btoken\b", re.IGNORECASE)

    assert {} == {name: text.fr for name, text in texts(row).items() if english.search(text.fr)}


def test_a_slot_without_a_value_stays_visible():
    assert "<service_name>:10124" == fill("{service_name}:{port}", {"port": 10124})


def test_every_text_can_be_filled():
    for row in FAILURES:
        for template in [*(text.fr for text in texts(row).values()), *(line.text for line in row.logs)]:
            assert "{" not in fill(template, {})


def test_what_the_service_refuses_by_itself():
    assert [
        ("no-connection-point", 503, "CMGService_NoConnector", "assumed"),
        ("no-dynamic-port", 503, "CMGConnector_NoDynamicPort", "assumed"),
        ("storage-busy", 503, "Server Busy", "assumed"),
        ("unmapped-url", 404, "Not Found", "assumed"),
        ("unknown-name", 3, "NXDOMAIN", "documented"),
    ] == [(row.name, row.status, row.status_text, row.evidence.value) for row in STATUSES]
    assert [] == [slip for row in STATUSES for slip in french_slips(row.meaning.fr)]
    assert "NXDOMAIN" == service_status("unknown-name").status_text


def test_every_source_is_a_listed_one():
    cited = [
        source for row in FAILURES for source in (row.source, row.answer_source, *(line.source for line in row.logs))
    ]

    assert [] == [source.key for source in cited if source not in sources.SOURCES]


def test_the_table_of_failures_has_the_promised_keys():
    table = facts_failures()

    assert KINDS == [row["kind"] for row in table]
    assert [
        "kind",
        "parameter",
        "breaks",
        "stops",
        "status",
        "status_text",
        "evidence",
        "log_file",
        "log_line",
        "fix",
        "source",
    ] == list(table[0])
    assert ("assumed", "SMS_CLOUD_PROXYCONNECTOR.log") == (table[0]["evidence"], table[0]["log_file"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("proxy", ("proxy", None)),
        (" verb-blocked = CCM_POST ", ("verb-blocked", "CCM_POST")),
        ("endpoint-blocked=a=b", ("endpoint-blocked", "a=b")),
    ],
)
def test_a_fault_is_a_kind_and_perhaps_a_value(text, expected):
    assert expected == parse_fault(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "KIND or KIND=VALUE"), ("=443", "KIND or KIND=VALUE"), ("ports-blocked=", "missing after ports-blocked=")],
)
def test_half_a_fault_is_refused(text, message):
    with pytest.raises(ValueError, match=message):
        parse_fault(text)


@given(st.lists(st.tuples(st.integers(1, 65535), st.integers(1, 65535)).map(sorted).map(tuple), min_size=1))
def test_ranges_of_ports_are_read_as_they_are_written(ranges):
    text = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges)

    assert tuple(ranges) == parse_ports(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "'' is neither a port nor a range"),
        ("https", "'https' is neither a port nor a range"),
        ("443,", "'' is neither a port nor a range"),
        ("443-", "'443-' is neither a port nor a range"),
        ("-443", "'-443' is neither a port nor a range"),
        ("1-2-3", "'1-2-3' is neither a port nor a range"),
        ("٤٤٣", "is neither a port nor a range"),
        ("0", "0 in '0' is not a port"),
        ("443,65536", "65536 in '65536' is not a port"),
        ("10139-10124", "ends before it begins"),
    ],
)
def test_ports_that_cannot_be_read_are_refused_with_the_reason(text, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        parse_ports(text)
