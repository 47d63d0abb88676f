"""
Network cards of instances, which send long messages one after the other: requests on their way in, answers out.

A request may wait for an answer, and that answer comes the later for requests that waited before. So a stretch is swept
with the answers of the pass before, until a pass brings about the answers that it was made with. Nothing that happens
depends on anything later, so there is one such pass only, and it is the run.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cmgsim.fast import fields as f
from cmgsim.fast import forward_table as t
from cmgsim.fast.forward_legs import arrive, queue_at_cards
from cmgsim.fast.machine import Machine

Integers = NDArray[np.int64]


class Cards:
    """The cards of all instances, in one stretch after the other."""

    def __init__(self, machine: Machine, way: t.OnTheWay) -> None:
        self._registers, self._way = machine.registers, way
        self._free_ns: Integers = np.zeros(int(machine.registers[f.INSTANCES]), np.int64)
        self._requests = self._unhindered = self._sent = np.empty(0, np.int64)

    def begin(self, served: Integers) -> None:
        """A stretch begins in which instances have served these requests, long ones among them, or none is long."""
        table = self._way.table
        self._requests = served[table[t.UP, served] > self._registers[f.QUEUED_FROM]]
        self._unhindered = table[t.POINT + t.CAME, self._requests]

    @property
    def have_requests(self) -> bool:
        """Whether any request of the stretch meets a card."""
        return len(self._requests) > 0

    def send_requests(self, answers: Integers) -> None:
        """Requests leave the cards, if these answers are what comes to them besides."""
        self._sent, _, _ = self._queue(answers)
        table, left_ns = self._way.table, self._way.table[t.INSTANCE + t.LEFT, self._requests]
        table[t.POINT + t.CAME, self._requests] = self._unhindered + self._sent - left_ns

    def send_answers(self, answers: Integers) -> bool:
        """Answers leave the cards, if the requests have left them as they were sent; or else nothing happens."""
        sent, answers_sent, free_ns = self._queue(answers)
        if not np.array_equal(sent, self._sent):
            return False
        self._free_ns = free_ns
        arrive(self._registers, self._way.table, answers, answers_sent)
        return True

    def meet(self, answers: Integers) -> bool:
        """Whether a request and an answer come at the same instant."""
        table = self._way.table
        come, return_ = table[t.INSTANCE + t.LEFT, self._requests], table[t.RETURNED, answers]
        return bool(np.isin(come, return_).any())

    def _queue(self, answers: Integers) -> tuple[Integers, Integers, Integers]:
        """When requests and answers are sent, and from when on each card is free."""
        table, count = self._way.table, len(self._requests)
        if not count and not len(answers):
            return answers, answers, self._free_ns
        free_ns = self._free_ns.copy()
        those = np.concatenate([self._requests, answers])
        times = np.concatenate([table[t.INSTANCE + t.LEFT, self._requests], table[t.RETURNED, answers]])
        sizes = np.concatenate([table[t.UP, self._requests], table[t.DOWN, answers]])
        rank = np.arange(len(those)) >= count
        order = np.lexsort((those, rank, times))
        in_order = times[order]
        queue_at_cards(self._registers, table, those[order], in_order, sizes[order], free_ns)
        times[order] = in_order
        return times[:count], times[count:], free_ns
