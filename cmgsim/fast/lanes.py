"""The lanes of the event loop: for delays that never change, whose events come in the order in which they begin."""

from __future__ import annotations

from attrs import frozen

from cmgsim.fast import fields as f
from cmgsim.model.scenario import Clients


@frozen
class Lanes:
    """Which constant delays have a lane of their own."""

    delays: tuple[int, ...]

    @classmethod
    def of(cls, cohorts: tuple[Clients, ...]) -> Lanes:
        """The deadlines and keep-alive times of all cohorts, as many as there are lanes."""
        deadlines = [int(one.timeout.parameters[0]) for one in cohorts if one.timeout.is_constant]
        kept = [one.keep_alive_ns for one in cohorts if one.keep_alive_ns]
        return cls(tuple(dict.fromkeys([*deadlines, *kept]))[: f.MAX_LANES - f.WAYS])

    def number(self, delay_ns: int | None) -> int:
        """The lane of a delay, or NONE: it goes through the heap."""
        return int(f.WAYS) + self.delays.index(delay_ns) if delay_ns in self.delays else int(f.NONE)

    @property
    def count(self) -> int:
        """How many lanes there are, with those of messages."""
        return int(f.WAYS) + len(self.delays)
