"""What a loss does to a layout: which targets it misses, the documented numbers among them."""

from __future__ import annotations

import pytest

import cmgsim
from cmgsim.model.scenario_file import loads
from cmgsim.sizing.failures import failures

LAB = """
[cmg]
vm_size = "B2s"
[targets]
survives = []
assurance = 0.5
[[connection_points]]
proxy = {proxy}
[[clients]]
count = 12
"""


def losses(proxy="false"):
    answer = cmgsim.size(loads(LAB.format(proxy=proxy)), engine="simpy", replications=5)
    return answer.recommended, {row["id"]: row for row in failures(answer, answer.recommended)["rows"]}


@pytest.mark.slow
def test_one_instance_of_two_that_is_left_with_twelve_sessions_exceeds_the_documented_ten():
    layout, found = losses()

    assert (2, 1) == (layout.instances, layout.connection_points)
    assert (["connections-per-instance"], False) == (found["one instance"]["missed"], found["one instance"]["meets"])
    assert 1.2 <= found["one instance"]["of_limit"]
    assert "the proxy" not in found


@pytest.mark.slow
def test_without_its_proxy_a_site_has_no_channel():
    _, found = losses("true")

    assert "success" in found["the proxy"]["missed"]
    assert found["the proxy"]["missed"] == found["the site's internet"]["missed"]
