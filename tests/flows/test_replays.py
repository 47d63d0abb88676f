"""What the engine plays is what is documented, in every situation, whole and broken; and it can be told."""

from __future__ import annotations

import re
from itertools import product

import pytest
from flows.mutations import changed

import cmgsim
from cmgsim.facts.failures import FAILURES
from cmgsim.flows.conformance import departures
from cmgsim.flows.documented import FLOWS
from cmgsim.flows.narration import narrate, sentences
from cmgsim.flows.nouns import LANGUAGES
from cmgsim.flows.telling import tell
from cmgsim.views.mermaid import mermaid
from cmgsim.views.plantuml import plantuml

LONGEST = 45
VALUES = {
    "ports-blocked": ["443", "10124-10139", "10140-10155"],
    "ports-dropped": ["443", "10125", "10124-10155"],
    "verb-blocked": ["HEAD", "CCM_POST", "BITS_POST", "GET", "PROPFIND"],
    "header-blocked": ["Range", "CCMClientID", "CCMClientTimestampsSignature"],
    "instance-down": ["instance-1"],
    "connection-point-down": ["cmg-connection-point-1"],
    "management-point-down": ["management-point-1"],
    "endpoint-blocked": ["login.microsoftonline.com", "GraniteFalls.contoso.com", "GraniteFalls.blob.core.windows.net"],
}
FAULTS = [f"{row.kind}={value}" if value else row.kind for row in FAILURES for value in VALUES.get(row.kind, [""])]
SITUATIONS = [(kind, n, points) for kind in ("scale-set", "classic") for n, points in ((1, 1), (2, 2), (3, 4), (16, 4))]


def situation(kind: str, instances: int, points: int) -> dict[str, object]:
    return {"deployment": kind, "instances": instances, "connection_points": points}


@pytest.mark.rule("N1", "N2", "N3", "P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P10", "P11")
@pytest.mark.parametrize("name", FLOWS)
@pytest.mark.parametrize(("kind", "instances", "points"), SITUATIONS)
def test_a_replay_conforms_to_its_flow(name, kind, instances, points):
    there = situation(kind, instances, points)

    assert [] == departures(cmgsim.replay(name, **there), name, **there)


@pytest.mark.parametrize("authentication", ["entra", "certificate", "site-token"])
@pytest.mark.parametrize("cloud", ["public", "us-government"])
def test_a_client_may_prove_who_it_is_in_any_way(authentication, cloud):
    assert [] == departures(cmgsim.replay("all", authentication=authentication, cloud=cloud), "all")


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_replay_conforms_up_to_where_it_stopped(fault):
    found = []
    for name, (kind, instances, points) in product(FLOWS, SITUATIONS[:6]):
        there = situation(kind, instances, points)
        trace = cmgsim.replay(name, **there, faults=[fault])
        wrong = departures(trace, name, **there, proxy=fault == "proxy")
        found += [(name, there, str(departure)) for departure in wrong]

    assert [] == found


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["", *FAULTS])
def test_whatever_is_played_can_be_told(fault):
    for language, name, (kind, instances, points) in product(LANGUAGES, FLOWS, SITUATIONS[1::2]):
        faults = [fault] if fault else []
        trace = cmgsim.replay(name, **situation(kind, instances, points), faults=faults)
        said = [one.text for one in sentences(trace, language)]

        assert [] == [text for text in said if len(re.findall(r"[^\W_](?:[\w’'.:/-]*\w)?", text)) > LONGEST]
        assert [] == [text for text in said if re.search(r"[{}“]|\(\)|None", text)]
        assert len(said) < 75
        assert len(trace) == sum(len(beat.positions) for beat in tell(trace.records))
        assert narrate(trace, language, faults)[len(said) :] or not fault


@pytest.mark.parametrize("name", FLOWS)
def test_every_record_of_a_replay_is_drawn(name):
    trace = cmgsim.replay(name, deployment="classic", instances=3, connection_points=2, faults=["ports-blocked=10140"])

    assert len(trace) == sum(re.match(r"    (p\d|Note)", line) is not None for line in mermaid(trace).splitlines())
    assert len(trace) == sum(re.match(r"p\d|note", line) is not None for line in plantuml(trace).splitlines())


@pytest.mark.rule("N3")
def test_a_replay_with_a_wrong_port_departs():
    trace = changed(cmgsim.replay("channel", instances=2), {"port": 10126}, port=10125)

    assert ["N3"] == [departure.rule for departure in departures(trace, "channel", instances=2)][:1]
