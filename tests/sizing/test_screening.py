"""What formulas exclude: the cases that a planner computes by hand."""

from __future__ import annotations

import math

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from cmgsim.explain.limits import documented_rule
from cmgsim.model.scenario_file import loads
from cmgsim.sizing.layout import Layout, with_layout
from cmgsim.sizing.needs import Needs
from cmgsim.sizing.screening import Screen, largest

ALL = largest()


def screen(devices: int, extra: str = "", **needs: object) -> Screen:
    scenario = loads(f"[[clients]]\ncount = {devices}\n[[management_points]]\ncount = 15\n{extra}")
    return Screen(scenario, evolve(Needs.of(scenario), **needs))


def smallest(devices: int, vm_size: str, extra: str = "", **needs: object) -> tuple[int, int] | None:
    found = screen(devices, extra, **needs).smallest(vm_size, ALL)
    return None if found is None else (found.instances, found.connection_points)


@pytest.mark.parametrize(
    ("devices", "vm_size", "instances", "points"),
    [
        (25_000, "A2_v2", 5, 2),  # K01: 25,000 / 6,000; ports 25,000 / 16,384
        (25_000, "A4_v2", 3, 2),  # K02: 25,000 / 10,000
        (96_000, "A2_v2", 16, 6),  # K04: 16 x 6,000; ports 96,000 / 16,384
        (160_000, "A4_v2", 16, 10),
        (16_384, "A2_v2", 3, 1),
        (16_385, "A2_v2", 3, 2),  # K05
        (6_000, "A2_v2", 1, 1),
        (6_001, "A2_v2", 2, 1),
    ],
)
def test_nothing_need_be_survived_and_the_answer_is_the_documented_rule(devices, vm_size, instances, points):
    rule = documented_rule(with_layout(screen(devices).scenario, Layout(vm_size, 1, 1)))

    assert (instances, points) == smallest(devices, vm_size, survives=())
    assert (instances, points) == (rule["instances"], rule["connection_points"])


@pytest.mark.parametrize(
    ("devices", "vm_size", "instances", "points"),
    [
        (25_000, "A2_v2", 6, 3),  # five left carry 5,000 each; two points left carry 12,500 ports each
        (24_000, "A2_v2", 5, 3),  # four left carry exactly 6,000
        (24_001, "A2_v2", 6, 3),
        (25_000, "A4_v2", 4, 3),
        (10_000, "A2_v2", 3, 2),
        (150_000, "A4_v2", 16, 11),
        (1, "A2_v2", 2, 2),
    ],
)
def test_one_of_each_may_fail_and_those_left_carry_all(devices, vm_size, instances, points):
    assert (instances, points) == smallest(devices, vm_size)


def test_a_lab_size_follows_the_rule_of_one_connection_point_for_four_instances():
    assert (16, 4) == smallest(160, "B2s", survives=())  # K03


@pytest.mark.parametrize(("devices", "vm_size"), [(90_001, "A2_v2"), (150_001, "A4_v2")])
def test_sixteen_instances_of_which_one_may_fail_carry_fifteen_times_the_limit(devices, vm_size):
    assert smallest(devices, vm_size) is None
    assert smallest(devices - 1, vm_size) is not None


def test_headroom_is_kept_free_of_every_documented_limit():
    assert (6, 3) == smallest(25_000, "A2_v2", headroom=0.1)  # five left carry 5,000 of 5,400
    assert (7, 3) == smallest(27_001, "A2_v2", headroom=0.1)


def test_the_margin_that_excludes_five_instances_is_that_of_the_documentation():
    margin = screen(25_000).broken(Layout("A2_v2", 5, 3))

    assert margin
    assert ("connections-per-instance", "instance", 6_250.0, 6_000.0) == (
        margin.id, margin.state, margin.value, margin.limit,
    )  # fmt: skip


def test_work_that_no_station_could_do_excludes_whatever_the_connections():
    slow = '[cmg]\nservice_time = "20 s"'  # 4.4 requests a second are 88 busy workers of 16 an instance

    assert (9, 4) == smallest(2_500, "A2_v2", slow, utilisation=0.7)
    assert (7, 3) == smallest(2_500, "A2_v2", slow, utilisation=None)


def test_a_management_point_that_cannot_keep_up_excludes_everything():
    scenario = loads('[[clients]]\ncount = 10000\n[[management_points]]\nservice_time = "2 s"')
    margin = Screen(scenario, Needs.of(scenario)).broken(Layout("A2_v2", 16, 16))

    assert margin
    assert "utilisation-management-point" == margin.id


@settings(max_examples=40)
@given(
    st.integers(1, 150_000),
    st.sampled_from(("A2_v2", "A4_v2")),
    st.integers(1, 15),
    st.integers(1, 15),
)
def test_one_instance_more_never_raises_what_each_carries(devices, vm_size, instances, points):
    looked = screen(devices)
    fewer, more = (
        {(m.id, m.state): m.value for m in looked.margins(Layout(vm_size, n, points)) if m.id != "survives"}
        for n in (instances, instances + 1)
    )
    each = [key for key in fewer if key[0] in ("connections-per-instance", "utilisation-instance")]

    assert [] == [key for key in each if more[key] > fewer[key]]


@settings(max_examples=25)
@given(st.integers(1, 140_000), st.integers(1, 10_000), st.sampled_from(("A2_v2", "A4_v2")))
def test_more_devices_never_need_less(devices, more, vm_size):
    before, after = (smallest(n, vm_size) or (math.inf, math.inf) for n in (devices, devices + more))

    assert before[0] <= after[0]
    assert before[1] <= after[1]
