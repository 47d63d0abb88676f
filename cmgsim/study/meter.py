"""How far a study is, in a line: runs that count, how many a second, and the time that remains."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from attrs import define, field

EVERY_S: Final = 0.2
"""More often nobody can read it."""


@define(eq=False)
class Meter:
    """
    Writes the line again and again over itself, in a terminal as in a notebook, and ends it when all is done.

    Example:
        >>> told = []
        >>> meter = Meter(told.append, clock=iter([0.0, 10.0]).__next__)
        >>> meter(100, 400)
        >>> meter(200, 400)
        >>> told[-1].strip()
        '200 of 400 runs, 10.0 runs/s, 0:00:20 left'
    """

    write: Callable[[str], object] = field(factory=lambda: sys.stderr.write)
    clock: Callable[[], float] = time.monotonic
    _began: tuple[float, int] | None = field(default=None, init=False)
    _told_s: float = field(default=0.0, init=False)

    def __call__(self, done: int, total: int) -> None:
        """What `progress` of a sweep is called with."""
        now = self.clock()
        if self._began is None:
            self._began, self._told_s = (now, done), now - EVERY_S
        if now - self._told_s < EVERY_S and done < total:
            return
        self._told_s = now
        self.write(f"\r{self.line(done, total, now):<60}" + ("\n" if done >= total else ""))

    def line(self, done: int, total: int, now: float) -> str:
        """What is told."""
        began_s, before = self._began or (now, done)
        rate = (done - before) / (now - began_s) if now > began_s else 0.0
        if not rate or done >= total:
            return f"{done:,} of {total:,} runs"
        return f"{done:,} of {total:,} runs, {rate:.1f} runs/s, {timedelta(seconds=round((total - done) / rate))} left"
