"""A run of the kernel: what to do whenever it comes back because something is full, or used up."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cmgsim.errors import OutOfMemory
from cmgsim.fast import fields as f
from cmgsim.fast.collecting import WaitCollector, WindowCollector
from cmgsim.fast.kernel import advance
from cmgsim.fast.log_columns import LogColumns
from cmgsim.fast.machine import build
from cmgsim.model.arrivals import Arrivals
from cmgsim.model.online import Online
from cmgsim.model.plan import Plan
from cmgsim.model.plan_world import World
from cmgsim.model.randomness import Streams
from cmgsim.request_log import Names, window_ns


class Running:
    """The machine, and beside it what grows with the run."""

    def __init__(
        self,
        plan: Plan,
        world: World,
        names: Names,
        streams: Streams,
        who: Online,
        asked: Iterator[Arrivals],
        *,
        visits: bool,
        requests: bool = True,
    ) -> None:
        general = plan.scenario.general
        self.machine = build(plan, world, names, streams, who, visits=visits, requests=requests)
        self.names, self.arrived = names, 0
        self.log = LogColumns(plan, names)
        self.waits = WaitCollector(len(plan.stations))
        self.windows = WindowCollector(window_ns((general.warm_up_ns, general.duration_ns)))
        self.asked = asked
        self._find_log()

    def go_on(self) -> None:
        """Until the end."""
        registers = self.machine.registers
        while (full := advance(registers)) != f.DONE:
            if full == f.MORE_ARRIVALS:
                self._lay_out()
            elif full == f.MORE_WAITS:
                self._hand_over_waits()
            elif full == f.END_OF_WINDOW:
                self._note_window()
            elif full == f.MORE_ROOM_FOR_STAGES:
                self._widen()
            else:
                self._grow(int(full))
        self._hand_over_waits()

    def _grow(self, full: int) -> None:
        try:
            self.machine.grow(full)
        except MemoryError:
            registers = self.machine.registers
            raise OutOfMemory(int(registers[f.NOW]), int(registers[f.ATTEMPTS])) from None

    def _lay_out(self) -> None:
        registers, asked = self.machine.registers, next(self.asked, None)
        registers[f.ARRIVED], registers[f.FIRST_REQUEST] = 0, self.arrived
        if asked is None:
            registers[f.REQUESTS], registers[f.ARE_ALL] = 0, 1
            return
        self.machine.place("incoming", np.stack(asked.in_order))
        registers[f.REQUESTS] = len(asked)
        self.arrived += len(asked)
        if registers[f.KEEPS_REQUESTS]:
            self.log.extend(asked)
            self._find_log()

    def _note_window(self) -> None:
        machine = self.machine
        machine.registers[f.NEXT_WINDOW] += self.windows.width_ns
        self.windows.add(machine.tables["stations"])

    def _hand_over_waits(self) -> None:
        stations = self.machine.tables["stations"]
        self.waits.add(self.machine.tables["waits"], stations[:, f.WAITS_KEPT])
        stations[:, f.WAITS_KEPT] = 0

    def _widen(self) -> None:
        registers = self.machine.registers
        slot = registers[f.RECORDED_SLOT]
        took = self.machine.tables["attempts"][slot, f.STAGE : f.STAGE + 10]
        self.log.widen(int(registers[f.TOO_NARROW]), int(registers[f.RECORDED_ROW]), took)
        registers[f.TOO_NARROW] = 0
        self._find_log()

    def _find_log(self) -> None:
        self.machine.place("columns", self.log.addresses)
        self.machine.registers[f.WIDE] = self.log.wide
