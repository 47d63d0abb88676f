"""Ports of a swept stretch: given back all at once, and yet found by whoever needs one in time, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from builders import contoso

from cmgsim.engine.timeline import timeline
from cmgsim.fast import fields as f
from cmgsim.fast import forward_table as t
from cmgsim.fast.forward_clients import FINE, NO_PORTS
from cmgsim.fast.forward_holdings import UNDECIDED, follow_ports
from cmgsim.fast.run import begin
from cmgsim.model.plan import lower

SECOND = 10**9
POINT = 1
"""The second of two connection points; nobody uses the first."""


class Ports:
    """The ports of a site, and requests that pass on and are answered at these seconds."""

    def __init__(self, dynamic_ports, port_rest):
        points = {"count": 2, "dynamic_ports": dynamic_ports, "port_rest": port_rest}
        plan = lower(contoso(clients=1, settings={"connection_points": [points]}))
        self.machine = begin(plan, timeline(plan, seed=1, replication=0), seed=1).machine
        self.way = np.full((t.ROWS, 0), f.NEVER, np.int64)

    def follow(self, passed_on, answered):
        """One stretch more: who passes on when, and who of all so far is answered when."""
        first = self.way.shape[1]
        self.way = np.pad(self.way, ((0, 0), (0, len(passed_on))), constant_values=f.NEVER)
        self.way[t.POINT, first:] = self.machine.registers[f.INSTANCES] + POINT
        self.way[t.INSTANCE, first:] = 0
        self.way[t.POINT + t.LEFT, first:] = np.array(passed_on, np.int64) * SECOND
        for place, second in answered.items():
            self.way[t.DONE, place] = second * SECOND
        passing = np.arange(first, self.way.shape[1], dtype=np.int64)
        return follow_ports(self.machine.registers, self.way, passing, np.array(list(answered), np.int64))

    @property
    def used(self):
        """Ports in use or at rest, and the most there ever were, of both connection points."""
        return self.machine.tables["ports"][:, [f.PORTS_USED, f.MOST_USED]].tolist()


@pytest.mark.slow
def test_a_port_rests_and_then_is_given_out_again():
    ports = Ports(3, "10 s")

    assert FINE == ports.follow([1, 2], {0: 3, 1: 4})
    assert [[0, 0], [2, 2]] == ports.used
    assert FINE == ports.follow([13], {})
    assert [[0, 0], [2, 2]] == ports.used, "the first came back at 3 s, rested ten, and was taken at once"
    assert FINE == ports.follow([13], {})
    assert [[0, 0], [3, 3]] == ports.used


@pytest.mark.slow
def test_who_comes_before_a_port_has_rested_finds_none():
    ports = Ports(2, "10 s")

    assert FINE == ports.follow([1, 2], {0: 3})
    assert NO_PORTS == ports.follow([12], {})


@pytest.mark.slow
def test_whoever_is_answered_in_a_stretch_may_have_passed_on_before_it():
    ports = Ports(2, "1 s")

    assert FINE == ports.follow([1, 1], {})
    assert FINE == ports.follow([5], {0: 3})
    assert [[0, 0], [2, 2]] == ports.used


@pytest.mark.slow
def test_connections_of_answered_requests_are_closed():
    ports = Ports(3, "1 s")
    ports.machine.tables["stations"][0, f.CONNECTED] = 5
    ports.follow([1, 1, 1], {0: 2, 2: 4})

    assert 3 == ports.machine.tables["stations"][0, f.CONNECTED]


@pytest.mark.slow
@pytest.mark.parametrize(("port_rest", "answered"), [("0 s", 1), ("1 s", 4)], ids=["no rest", "no room in the ring"])
def test_where_ports_cannot_be_laid_to_rest_at_once_nothing_has_been_done(port_rest, answered):
    ports = Ports(3, port_rest)
    ports.machine.tables["stations"][0, f.CONNECTED] = 5

    assert UNDECIDED == ports.follow([1] * answered, dict.fromkeys(range(answered), 2))
    assert [[0, 0], [0, 0]] == ports.used
    assert 5 == ports.machine.tables["stations"][0, f.CONNECTED]
