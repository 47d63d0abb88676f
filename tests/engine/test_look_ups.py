"""Names that clients look up, how long they remember them, and what it takes."""

from __future__ import annotations

import pytest
from engine.fleet_runs import one, play, seen
from theory import NS_PER_S

from cmgsim.validation.queues import asking, quiet


@pytest.mark.rule("E5")
def test_a_client_remembers_names_for_their_time_to_live():
    network = {"dns_ttl_cname": "1 h", "dns_ttl_address": "60 s"}
    named = {"service_name": "GraniteFalls.contoso.com"}
    cohort = one("0 s", "59 s", "60 s", "119 s", "3600 s")
    log = play(quiet(cmg=named, network=network, cohort=cohort, seconds=3_700), trace=True)

    asked = [
        (t_ns // NS_PER_S, dst) for t_ns, dst in seen(log, "dns-query", "t_ns", "dst", rule="F3", src_role="client")
    ]
    both = ["public-dns", "azure-dns"]
    assert [*((0, name) for name in both), (60, "azure-dns"), *((3_600, name) for name in both)] == asked


def test_every_client_asks_for_itself():
    log = play(quiet(cohort=asking(3, at=["0 s"]), seconds=10), trace=True)

    assert ["laptops-1", "laptops-2", "laptops-3"] == seen(log, "dns-query", "src", src_role="client")


def test_looking_up_takes_a_round_trip_for_the_alias_and_one_for_the_address():
    network = {"client_azure": {"latency": "40 ms"}}
    named = {"service_name": "GraniteFalls.contoso.com"}

    with_alias, without = (
        play(quiet(cmg=cmg, network=network, cohort=one(), seconds=10)).requests["dns_ns"].tolist()
        for cmg in (named, {})
    )

    assert ([160_000_000], [80_000_000]) == (with_alias, without)
