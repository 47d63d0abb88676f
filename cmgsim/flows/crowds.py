"""
Crowds: what many do alike is told once.

Sixteen instances and four connection points make sixty-four channels. The attempts of one connection point that are
many and alike become one beat, and what every connection point does in the same way becomes one beat of all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from attrs import evolve

from cmgsim.facts.rows import Role
from cmgsim.flows.beats import Attempt, Beat, Line, ends, line, quoted
from cmgsim.flows.words import Each, Node, Ports, Slot, Text
from cmgsim.trace import Record

_MANY: Final = 4
"""Instances that one connection point is told to reach one by one; more are told as one."""
_OF_CHANNELS: Final = ("look-up", "connect.F2", "channels", "state.F2")


def summed_up(records: Sequence[Record], beats: Sequence[Beat]) -> list[Beat]:
    """Attempts of one connection point that are many and alike become one beat, where the first of them stood."""
    alike: dict[Attempt, list[Beat]] = {}
    reached: dict[str, dict[str, None]] = {}
    for beat in beats:
        if beat.group is not None:
            alike.setdefault(beat.group, []).append(beat)
            reached.setdefault(beat.group.opener, {})[_opening(records, beat).dst] = None
    story = []
    for beat in beats:
        if beat.group is None or len(reached[beat.group.opener]) <= _MANY or len(alike[beat.group]) == 1:
            story.append(beat)
        elif beat is alike[beat.group][0]:
            story.append(_as_one(records, beat.group, alike[beat.group]))
    return story


def _opening(records: Sequence[Record], beat: Beat) -> Record:
    """The attempt that a beat is about; through a proxy the second of its two."""
    return [r for r in (records[position] for position in beat.positions) if r.kind == "connect"][-1]


def _as_one(records: Sequence[Record], group: Attempt, members: list[Beat]) -> Beat:
    openings = [_opening(records, beat) for beat in members]
    slots: dict[str, Slot] = {
        **members[0].lines[0].slots,
        **ends(openings[0]),
        "step": quoted(*openings),
        "protocol": Text(group.protocol),
        "count": Text(str(len(members))),
        "ports": Ports(tuple(opening.port or 0 for opening in openings)),
    }
    positions = sorted(position for beat in members for position in beat.positions)
    return Beat(
        tuple(positions),
        members[0].t_ns,
        (line(slots, f"channels.{group.variant}.{group.outcome}", f"channels.{group.outcome}"),),
    )


def in_chorus(beats: Sequence[Beat]) -> list[Beat]:
    """What every connection point does in the same way becomes one beat, where the first of them did it."""
    verses: dict[object, list[tuple[Slot, Beat]]] = {}
    for beat in beats:
        if (singer := _singer(beat)) is not None:
            verses.setdefault(_words(beat), []).append((singer, beat))
    everyone = len(dict.fromkeys(singer for verse in verses.values() for singer, _ in verse))
    story = []
    for beat in beats:
        verse = verses[_words(beat)] if _singer(beat) is not None else []
        if everyone < 2 or not everyone == len(verse) == len(dict.fromkeys(singer for singer, _ in verse)):
            story.append(beat)
        elif beat is verse[0][1]:
            story.append(_together([member for _, member in verse]))
    return story


def _singer(beat: Beat) -> Slot | None:
    """The connection point whose work on its channels a beat tells."""
    if not beat.lines or not beat.lines[0].key.startswith(_OF_CHANNELS):
        return None
    source = beat.lines[0].slots["src"]
    return source if isinstance(source, Node) and source.role == Role.CMG_CONNECTION_POINT else None


def _words(beat: Beat) -> object:
    """What a beat says, whoever does it."""
    singer = _singer(beat)
    return tuple((said.key, frozenset(item for item in said.slots.items() if item[1] != singer)) for said in beat.lines)


def _together(members: list[Beat]) -> Beat:
    first = members[0]
    lines = tuple(Line(said.key, {**said.slots, "src": Each(len(members))}) for said in first.lines)
    positions = sorted(position for beat in members for position in beat.positions)
    return evolve(first, positions=tuple(positions), lines=lines)
