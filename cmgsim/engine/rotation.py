"""Which management point a client turns to: its own, until too many attempts have failed in too short a time."""

from __future__ import annotations

from collections import deque

from cmgsim.engine.work import Attempt
from cmgsim.facts.rows import RequestKind
from cmgsim.facts.schedules import ROTATION_WINDOW
from cmgsim.model.plan import FAILURES, rotates


class Rotation:
    """
    What clients remember of failed attempts at management points.

    Args:
        points: How many management points there are.
    """

    def __init__(self, points: int) -> None:
        self.points = points
        self.chosen: dict[int, int] = {}
        """By client: the management point that it has turned to, counted from 0."""
        self._failures: dict[int, deque[int]] = {}

    def concerns(self, kind: RequestKind) -> bool:
        """Whether a client may make this request to another management point."""
        return self.points > 1 and rotates(kind)

    def failed(self, attempt: Attempt, client: int, now_ns: int) -> bool:
        """Note a failed attempt; whether the client turns to another management point because of it."""
        failures = self._failures.setdefault(client, deque(maxlen=FAILURES))
        failures.append(now_ns)
        if len(failures) < FAILURES or now_ns - failures[0] > ROTATION_WINDOW.ns:
            return False
        failures.clear()
        current = self.chosen.get(client, attempt.server % self.points)
        others = int(attempt.draws.uniforms("rotation")(0) * (self.points - 1))
        self.chosen[client] = (current + 1 + others) % self.points
        return True
