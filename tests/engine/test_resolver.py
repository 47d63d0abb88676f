"""Names by hand: which resolver answers, after how many round trips, and for how long it is remembered."""

from __future__ import annotations

import pytest
from engine.network_world import CLIENT_NS, START_NS, TASK, World

from cmgsim.engine.connections import ConnectionFailed
from cmgsim.engine.resolver import NameCache


def look_up_cmg(world, *, at_ns=START_NS, cache=None, opener="client-1"):
    return world.network.resolver.service(world.node(opener), rules=("C2", "C3"), at_ns=at_ns, job=TASK, cache=cache)


@pytest.mark.rule("C2", "C3")
def test_an_alias_costs_two_round_trips_and_each_answer_leaves_in_the_middle():
    world = World()

    assert START_NS + 4 * CLIENT_NS == look_up_cmg(world)
    assert [
        (START_NS, "dns-query", "public-dns", "C2"),
        (START_NS + CLIENT_NS, "dns-answer", "client-1", "C2"),
        (START_NS + 2 * CLIENT_NS, "dns-query", "azure-dns", "C3"),
        (START_NS + 3 * CLIENT_NS, "dns-answer", "client-1", "C3"),
    ] == [(r.t_ns, r.kind, r.dst, r.rule) for r in world.records]


@pytest.mark.rule("E5")
@pytest.mark.parametrize("service", [None, "GraniteFalls.CloudApp.Net", "granitefalls.cloudapp.net"])
def test_a_name_in_azure_costs_one_round_trip(service):
    world = World(service=service)

    assert START_NS + 2 * CLIENT_NS == look_up_cmg(world)
    assert ["azure-dns", "client-1"] == [r.dst for r in world.records]


@pytest.mark.parametrize(
    ("late_ns", "asked"),
    [(0, []), (59_999_999_999, []), (60_000_000_000, ["azure-dns"]), (3_600_000_000_000, ["public-dns", "azure-dns"])],
)
def test_a_cache_forgets_an_address_after_a_minute_and_an_alias_after_an_hour(late_ns, asked):
    world, cache = World(), NameCache()
    known_ns = look_up_cmg(world, cache=cache)
    world.records.clear()

    done_ns = look_up_cmg(world, at_ns=known_ns + late_ns, cache=cache)

    assert asked == [r.dst for r in world.records if r.kind == "dns-query"]
    assert known_ns + late_ns + len(asked) * 2 * CLIENT_NS == done_ns


@pytest.mark.parametrize(("late_ns", "asked"), [(-1, ["azure-dns"]), (0, ["public-dns", "azure-dns"])])
def test_an_alias_is_forgotten_an_hour_after_public_dns_gave_it(late_ns, asked):
    world, cache = World(), NameCache()
    look_up_cmg(world, cache=cache)
    world.records.clear()

    look_up_cmg(world, at_ns=START_NS + 2 * CLIENT_NS + 3_600_000_000_000 + late_ns, cache=cache)

    assert asked == [r.dst for r in world.records if r.kind == "dns-query"]


@pytest.mark.rule("C2")
def test_a_missing_alias_is_known_after_one_round_trip_and_not_remembered():
    world, cache = World(faults=[("cname-missing", None)]), NameCache()
    for _ in range(2):
        with pytest.raises(ConnectionFailed) as caught:
            look_up_cmg(world, cache=cache)
        assert ("no-name", START_NS + 2 * CLIENT_NS, 3) == (
            caught.value.outcome, caught.value.at_ns, caught.value.status,
        )  # fmt: skip

    assert [None, 3, None, 3] == [r.status for r in world.records]


@pytest.mark.rule("C2")
def test_a_wrong_alias_gives_an_address_without_azure_and_is_not_remembered_either():
    world, cache = World(faults=[("cname-wrong", None)]), NameCache()
    assert START_NS + 2 * CLIENT_NS == look_up_cmg(world, cache=cache)
    assert ["public-dns", "client-1"] == [r.dst for r in world.records]

    world.conditions.remove(world.conditions.active[0])
    assert START_NS + 4 * CLIENT_NS == look_up_cmg(world, cache=cache)


@pytest.mark.parametrize(
    ("name", "resolver"),
    [
        ("GraniteFalls.blob.core.windows.net", "azure-dns"),
        ("granitefalls.BLOB.core.windows.net", "azure-dns"),
        ("GraniteFalls.cloudapp.net", "azure-dns"),
        ("login.microsoftonline.com", "public-dns"),
        ("management.azure.com", "public-dns"),
    ],
)
def test_azure_answers_for_the_names_of_the_deployment(name, resolver):
    world = World()

    at_ns = world.network.resolver.other(world.node("client-1"), name, rule="C6", at_ns=START_NS, job=TASK)

    assert START_NS + 2 * CLIENT_NS == at_ns
    assert [resolver, f"{name} has an address"] == [world.records[0].dst, world.records[1].text]


def test_without_its_line_the_site_asks_no_name_server_outside():
    world = World(faults=[("internet-down", None)])
    look_up_cmg(world, opener="cmg-connection-point-1")
    assert [] == world.records

    look_up_cmg(world, opener="client-1")
    assert 4 == len(world.records)
