"""One run, swept stretch after stretch: what is asked of which station when, and what ends the sweep."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cmgsim.fast import fields as f
from cmgsim.fast import forward_legs as legs
from cmgsim.fast import forward_table as t
from cmgsim.fast.forward_cards import Cards
from cmgsim.fast.forward_clients import INTERTWINED
from cmgsim.fast.forward_fates import account, count, record
from cmgsim.fast.forward_feedback import FOUND, LATE, UNSETTLED, FeedbackError
from cmgsim.fast.forward_held import Held
from cmgsim.fast.forward_service import DRAWN_AT_ONCE, all_free, serve
from cmgsim.fast.forward_sums import Sums
from cmgsim.fast.running import Running
from cmgsim.model.plan_world import World, WorldShape

PIECE: Final = 1 << 14
"""Requests that are asked in one stretch, about: few enough for the processor's cache."""
Integers = NDArray[np.int64]
MOST_PASSES: Final = 40
_BEHIND_CARDS: Final = slice(t.POINT + t.BEGAN, t.DONE + 1)
"""Rows of what happens to a request behind its instance's network card."""


class Sweep:
    """One run, swept; it fills what the event loop would fill."""

    def __init__(self, world: World, running: Running, *, visits: bool) -> None:
        self.running, self.machine, self.way = running, running.machine, t.OnTheWay()
        self.registers = registers = self.machine.registers
        registers[f.CURRENT_ROW] = len(world.rows) - 1
        self.from_ns = registers[f.NOW] = int(world.rows[-1, WorldShape.TIME])
        self.end_ns = int(registers[f.END])
        self.free = all_free(self.machine.tables["stations"][:, f.WORKERS])
        self.drawing = np.empty((2, DRAWN_AT_ONCE)), np.empty(DRAWN_AT_ONCE, np.int64)
        self.cards, self.sums = Cards(self.machine, self.way), Sums(running, visits=visits)
        self.held = Held(self.machine, self.way, visits=visits)
        self.number, self.hasty, self.to_ns = 0, 0, self.from_ns
        self.some_queue = False
        self.took: Integers = np.zeros(10, np.int64)
        self.keeps = registers[f.KEEPS_REQUESTS] == 1

    def run(self) -> str:
        """Sweep to the end; why not, if that cannot be."""
        try:
            self.held.begin()
            for piece, until_ns in self._pieces():
                places = self.way.add(piece, self.number)
                self.number += len(piece[0])
                legs.approach(self.registers, self.way.table, places.start, places.stop)
                while self.from_ns < until_ns:
                    self._stretch(min(until_ns, self.from_ns + (1 << (62 - self.way.bits))))
        except FeedbackError as feedback:
            return str(feedback)
        self._write(np.arange(self.way.count))
        self.sums.finish()
        return ""

    def _pieces(self) -> Iterator[tuple[tuple[Integers, ...], int]]:
        """All requests in order, some at a time, each with a time before which there will be no other."""
        log = self.running.log
        before: tuple[Integers, ...] = (np.empty(0, np.int64),) * 5
        for chunk in self.running.asked:
            self.running.arrived += len(chunk)
            if self.keeps:
                log.extend(chunk)
                self.machine.place("columns", log.addresses)
            columns: tuple[Integers, ...] = chunk.in_order
            while len(columns[0]):
                yield before, int(columns[0][0])
                size = max(PIECE, self.way.count)
                before, columns = tuple(each[:size] for each in columns), tuple(each[size:] for each in columns)
        yield before, self.end_ns

    def _stretch(self, to_ns: int) -> None:
        """What happens from where the sweep is until then."""
        self.to_ns, table = to_ns, self.way.table
        came = self._serve(t.INSTANCE, f.P_INSTANCE)
        served = self._due(t.INSTANCE + t.LEFT)
        if self.hasty and _meet(table, t.INSTANCE + t.LEFT, served):
            raise FeedbackError(FOUND[INTERTWINED])
        some_queue = legs.hand_down(self.registers, table, served)
        at_points, passed_on, at_servers, back = self._beyond_cards(served, some_queue=some_queue)
        for visit, order in ((t.INSTANCE, came), (t.POINT, at_points), (t.SERVER, at_servers)):
            self.sums.add(self.way, visit, order)
        deadline, done = (table[row, : self.way.count] for row in (t.DEADLINE, t.DONE))
        if np.any((deadline < to_ns) & (done > deadline)):
            raise FeedbackError(LATE)
        answered = self._due(t.DONE, (t.SERVER + t.LEFT, back))
        self.held.follow(self.from_ns, to_ns, passed_on, answered, by_instants=self.hasty > 0)
        self._let_go()
        self.from_ns = to_ns

    def _due(self, row: int, after: tuple[int, Integers] | None = None) -> Integers:
        """Those for which something happens in this stretch, in order."""
        return self.way.due(row, self.from_ns, self.to_ns, after)

    def _serve(self, visit: int, purpose: int, after: tuple[int, Integers] | None = None) -> Integers:
        """Serve those who come in this stretch, in their order."""
        order = self._due(visit + t.CAME, after)
        self.hasty += serve(self.registers, self.way.table, order, visit, purpose, self.free, *self.drawing)
        return order

    def _beyond_cards(self, served: Integers, *, some_queue: bool) -> tuple[Integers, ...]:
        """Pass after pass, until one brings about the answers that it was made with."""
        cards, table, count = self.cards, self.way.table, self.way.count
        cards.begin(served if some_queue else served[:0])
        cards.send_requests(self._returned())
        before = (table[_BEHIND_CARDS, :count].copy(), self.free.copy()) if cards.have_requests else None
        for _ in range(MOST_PASSES):
            orders = self._pass(served)
            answers = self._returned()
            if self.hasty and cards.meet(answers):
                raise FeedbackError(FOUND[INTERTWINED])
            if cards.send_answers(answers):
                return orders
            cards.send_requests(answers)
            assert before is not None
            table[_BEHIND_CARDS, :count] = before[0]
            self.free[:] = before[1]
        raise FeedbackError(UNSETTLED)

    def _returned(self) -> Integers:
        """Long answers that come to the cards; none are looked for before there has been one."""
        return self._due(t.RETURNED) if self.some_queue else np.empty(0, np.int64)

    def _pass(self, served: Integers) -> tuple[Integers, ...]:
        """From the cards to the servers and back: who comes to connection points and leaves them, and servers."""
        at_points = self._serve(t.POINT, f.P_POINT, (t.INSTANCE + t.LEFT, served))
        passed_on = self._due(t.POINT + t.LEFT, (t.POINT + t.CAME, at_points))
        legs.pass_on(self.registers, self.way.table, passed_on)
        at_servers = self._serve(t.SERVER, f.P_SERVER, (t.POINT + t.LEFT, passed_on))
        back = self._due(t.SERVER + t.LEFT, (t.SERVER + t.CAME, at_servers))
        self.some_queue |= legs.come_back(self.registers, self.way.table, back)
        return at_points, passed_on, at_servers, back

    def _let_go(self) -> None:
        """Write down who has been answered."""
        is_done = self.way.table[t.DONE, : self.way.count] < self.to_ns
        self._write(np.flatnonzero(is_done))
        self.way.keep(np.flatnonzero(~is_done))

    def _write(self, those: NDArray[np.intp]) -> None:
        """Write these into the log, with wider columns where they need them; or count them."""
        registers, log = self.registers, self.running.log
        registers[f.EVENTS] += account(registers, self.way.table, those)
        if not self.keeps:
            count(registers, self.way.table, those, self.took)
            return
        while (place := record(registers, self.way.table, those, self.took)) != f.NONE:
            wide = sum(1 << stage for stage, took in enumerate(self.took.tolist()) if took >= f.NARROW_END)
            log.widen(wide, int(self.way.table[t.NUMBER, place]), self.took, self.number)
            self.machine.place("columns", log.addresses)
            registers[f.WIDE] = log.wide


def _meet(table: Integers, row: int, order: Integers) -> bool:
    """Whether one of two that come at the same instant was served in no time."""
    times, hasty = table[row, order], table[t.HASTY, order]
    return bool(np.any((times[1:] == times[:-1]) & ((hasty[1:] | hasty[:-1]) == 1)))
