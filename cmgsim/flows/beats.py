"""
The beats of a story: records that belong together in the telling, and what each beat says.

A look-up and its answer, an attempt and its outcome, a request and the answer to it are one beat. A beat names
sentences of the catalogue and gives the values of their slots; no language is spoken here.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence

from attrs import define, field, frozen

from cmgsim.facts.steps import STEPS
from cmgsim.flows.narration_texts import TEXTS
from cmgsim.flows.script import OUTCOMES
from cmgsim.flows.words import Node, Rules, Slot, note_of
from cmgsim.trace import Record

Slots = Mapping[str, Slot]

# Begins at the beginning of a word and never goes back: a name may be ten thousand letters long.
_HOST = re.compile(r"(?<![\w-])[\w-]++(?:\.[\w-]++)+")


@frozen
class Line:
    """A sentence: its key in the catalogue, and its slots."""

    key: str
    slots: Slots = field(factory=dict)


@frozen
class Attempt:
    """What attempts to build a channel have in common when they are told as one."""

    opener: str
    protocol: str
    outcome: str
    variant: str


@frozen
class Beat:
    """Records told together, in at most two sentences; in none where nothing new is said."""

    positions: tuple[int, ...]
    t_ns: int
    lines: tuple[Line, ...] = ()
    group: Attempt | None = None
    """Of an attempt to build a channel: many alike are told as one."""


Positions = dict[tuple[object, ...], list[int]]


@define
class Scene:
    """The records with an index of what follows what, and what has been told so far."""

    records: Sequence[Record]
    told: set[int] = field(factory=set)
    said: set[tuple[object, ...]] = field(factory=set)
    """What need not be said again."""
    _index: Positions = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        for position, record in enumerate(self.records):
            for key in _keys(record):
                self._index.setdefault(key, []).append(position)

    def next(self, after: int, *key: object, test: Callable[[Record], bool] = lambda _: True) -> int | None:
        """The first record after *after* with this key, if it passes *test* and has not been told."""
        positions = self._index.get(key, [])
        place = bisect_right(positions, after)
        if place == len(positions):
            return None
        found = positions[place]
        return None if found in self.told or not test(self.records[found]) else found

    def first(self, *key: object) -> Record | None:
        """The first record of all with this key."""
        positions = self._index.get(key, [])
        return self.records[positions[0]] if positions else None

    def tell(self, positions: Sequence[int | None], *lines: Line, group: Attempt | None = None) -> Beat:
        """A beat of these records; they are told now."""
        there = tuple(position for position in positions if position is not None)
        self.told.update(there)
        return Beat(there, self.records[there[0]].t_ns, lines, group)

    def news(self, *what: object) -> bool:
        """Whether this has not been said before; from now on it has."""
        if what in self.said:
            return False
        self.said.add(what)
        return True


def _keys(record: Record) -> list[tuple[object, ...]]:
    """Under what a record is looked for."""
    by_kind: dict[str, list[tuple[object, ...]]] = {
        "dns-query": [("asks", record.src)],
        "dns-answer": [("answers", record.src, record.dst)],
        "state": [("changes", record.src)],
        "connect": [("opens", record.src)],
        "request": [("on", record.connection), ("of", record.request)],
        "response": [("on", record.connection), ("of", record.request), ("replies", record.src)],
        **{outcome: [("ends", record.connection)] for outcome in OUTCOMES},
    }
    return by_kind.get(record.kind, [])


def line(slots: Slots, *keys: str) -> Line:
    """A line by the first of *keys* that the catalogue has."""
    return Line(next(key for key in keys if key in TEXTS), slots)


def host(text: str) -> str:
    """
    The last host name in *text*; empty if there is none.

    Example:
        >>> host("cmg.contoso.com leads to granitefalls.cloudapp.net")
        'granitefalls.cloudapp.net'
    """
    found = _HOST.findall(text)
    return found[-1] if found else ""


def ends(record: Record) -> dict[str, Slot]:
    """The slots that every sentence about a message may use: its ends, and the step to quote."""
    return {
        "src": Node(record.src, record.src_role),
        "dst": Node(record.dst, record.dst_role),
        "step": quoted(record),
    }


def quoted(*records: Record) -> Rules:
    """The steps that *records* carry out, with the port notes of the channels that they open."""
    rules: list[str] = []
    for record in records:
        note = note_of(record.port_rule) if record.kind == "connect" else None
        rules += [rule for rule in (record.rule, note) if rule is not None and rule in STEPS and rule not in rules]
    return Rules(tuple(rules))
