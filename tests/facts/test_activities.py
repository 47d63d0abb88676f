"""The request catalogue."""

from __future__ import annotations

import pytest

from cmgsim.facts.activities import (
    CATALOGUE,
    REPLAY_REQUESTS,
    default_activities,
    external_path,
    monthly_egress_bytes,
    role_id,
)
from cmgsim.facts.http import HEADERS, verb_rule
from cmgsim.facts.limits import EGRESS_HIGH, EGRESS_LOW
from cmgsim.facts.rows import Authentication

ALL = [*CATALOGUE.values(), *REPLAY_REQUESTS.values()]
IDS = [row.name for row in ALL]
MINUTE, HOUR, DAY = 60 * 10**9, 3_600 * 10**9, 86_400 * 10**9

# name, verb, target, period, random delay
DOCUMENTED = [
    ("policy", "CCM_POST", "management-point", 60 * MINUTE, 0),
    ("state", "CCM_POST", "management-point", 15 * MINUTE, 0),
    ("status", "CCM_POST", "management-point", None, 0),
    ("heartbeat", "BITS_POST", "management-point", 7 * DAY, 0),
    ("hardware-inventory", "BITS_POST", "management-point", 7 * DAY, 240 * MINUTE),
    ("software-inventory", "BITS_POST", "management-point", 7 * DAY, 0),
    ("scan", "POST", "software-update-point", 7 * DAY, 120 * MINUTE),
    ("location", "CCM_POST", "management-point", 25 * HOUR, 0),
    ("registration", "CCM_POST", "management-point", None, 0),
    ("token", "GET", "management-point", 8 * HOUR, 0),
    ("notification", "POST", "management-point", 15 * MINUTE, 0),
    ("content", "GET", "blob-storage", None, 0),
]


def test_the_catalogue_has_the_promised_rows_with_their_schedules():
    assert DOCUMENTED == [(r.name, r.verb, str(r.target), r.every_ns, r.jitter_ns) for r in CATALOGUE.values()]


@pytest.mark.rule("H1", "H2", "H3", "H4", "H5", "V1", "V4", "V5")
def test_the_requests_of_a_replay_carry_the_documented_headers():
    expected = {
        "policy-body": ("GET", ("H2", "H3", "H4", "H5")),
        "content-manifest": ("PROPFIND", ()),
        "content-head": ("HEAD", ()),
        "content-range": ("GET", ("H1",)),
    }

    assert expected == {row.name: (row.verb, row.headers) for row in REPLAY_REQUESTS.values()}


@pytest.mark.rule("V1", "V2", "V3", "V4", "V5")
def test_the_catalogue_uses_every_documented_verb_and_post_besides():
    assert {"V1", "V2", "V3", "V4", "V5", None} == {verb_rule(row.verb) for row in ALL}
    assert {"scan", "notification"} == {row.name for row in ALL if verb_rule(row.verb) is None}


@pytest.mark.parametrize("row", ALL, ids=IDS)
def test_headers_are_named_by_rules_that_exist(row):
    assert set(row.headers) <= {header.rule for header in HEADERS}


@pytest.mark.parametrize("row", ALL, ids=IDS)
def test_every_size_has_a_plausible_range_around_it(row):
    for figure in (row.up, row.down):
        low, high = figure.plausible
        assert 0 < low <= figure.value <= high


@pytest.mark.parametrize("row", ALL, ids=IDS)
def test_a_size_is_documented_only_where_a_page_shows_it(row):
    shown = {"token": {"up", "down"}, "notification": {"up", "down"}, "content": {"down"}, "content-range": {"down"}}
    documented = {name for name in ("up", "down") if getattr(row, name).confidence == "documented"}

    assert shown.get(row.name, set()) == documented


def test_default_schedules_are_those_with_a_documented_period():
    assert {"status", "registration", "content"} == set(CATALOGUE) - {row.name for row in default_activities()}


def test_only_clients_that_sign_in_to_entra_ask_for_a_token():
    asking = {way for way in Authentication if "token" in {row.name for row in default_activities(way)}}

    assert {Authentication.ENTRA} == asking


def test_state_messages_are_sent_in_some_slots_only():
    assert {"state": 0.3} == {row.name: row.share for row in ALL if row.share != 1}


def test_the_default_schedules_cause_the_documented_egress_of_a_default_configuration():
    megabytes = monthly_egress_bytes(default_activities()) / 1e6

    assert 0.95 * EGRESS_LOW.value < megabytes < 1.05 * EGRESS_LOW.value
    assert megabytes < EGRESS_HIGH.value


@pytest.mark.rule("F3")
@pytest.mark.parametrize(
    ("name", "authentication", "expected"),
    [
        ("policy", Authentication.CERTIFICATE, "/CCM_Proxy_MutualAuth/7/ccm_system/request"),
        ("policy", Authentication.ENTRA, "/CCM_Proxy_ServerAuth/7/ccm_system_tokenauth/request"),
        ("policy", Authentication.SITE_TOKEN, "/CCM_Proxy_ServerAuth/7/ccm_system_tokenauth/request"),
        ("token", Authentication.ENTRA, "/CCM_Proxy_ServerAuth/7/CCM_STS"),
        ("content", Authentication.ENTRA, "/<container>/<file>"),
    ],
)
def test_the_address_follows_from_the_way_of_authentication(name, authentication, expected):
    assert expected == external_path(CATALOGUE[name], authentication, "7")


def test_role_ids_look_like_those_in_public_logs():
    assert role_id(1).startswith("72057594037927")
