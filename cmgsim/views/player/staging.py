"""
From a trace to the steps of a page: each beat of the story becomes one step with all that can be asked about it.

Narration, order and grouping are those of `flows`; here a beat gets its arrows, what is on the wire, who proves what,
why it is so, and, where something failed, the remedy.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Sequence
from typing import Any, Final

from attrs import define, field

from cmgsim.flows.beats import Beat, quoted
from cmgsim.flows.telling import tell
from cmgsim.flows.words import note_of
from cmgsim.trace import Record
from cmgsim.views.player.arrows import Stage
from cmgsim.views.player.proofs import proof
from cmgsim.views.player.reasons import REASONS
from cmgsim.views.player.shelf import Pair, Shelf, Texts
from cmgsim.views.player.speech import Speech, plain
from cmgsim.views.player.titles import title
from cmgsim.views.player.wire import direction, headers, on_the_wire

_KINDS: Final = {
    "look-up": "look-up", "connect": "connect", "channels": "connect", "request": "request", "response": "response",
    "end": "end", "stopped": "stop",
}  # fmt: skip
"""The kind of a step, by the first word of its sentence's key; any other tells a state."""
_LOST: Final = ("refused", "timed-out")
_REFUSED: Final = 400
_MESSAGES: Final = ("dns-query", "connect", "request", "response")


@define
class Steps:
    """The shelves that steps stand on."""

    texts: Texts
    steps: Shelf = field(factory=Shelf)
    moves: Shelf = field(factory=Shelf)


@define
class Staged:
    """One story: its steps by number, the time of each, and which records each shows."""

    steps: list[int] = field(factory=list)
    t: list[int] = field(factory=list)
    offsets: list[list[int]] = field(factory=list)
    """Of each step's moves, since the step's time."""
    beats: list[Beat] = field(factory=list)
    _places: dict[int, int] = field(factory=dict)
    _begins: list[tuple[int, int]] = field(factory=list)
    """First record and place of each step, in the order of the records."""

    def place_of(self, position: int) -> int:
        """The place of the step that shows the record at *position*, or of the last one that begins before it."""
        if position in self._places:
            return self._places[position]
        before = bisect_right(self._begins, (position, len(self.beats)))
        return self._begins[before - 1][1] if before else 0

    def add(self, step: int, beat: Beat, offsets: list[int]) -> None:
        """The next step."""
        place = len(self.steps)
        self.steps.append(step)
        self.t.append(beat.t_ns)
        self.offsets.append(offsets)
        self.beats.append(beat)
        self._places.update(dict.fromkeys(beat.positions, place))
        insort(self._begins, (beat.positions[0], place))


def stage(shelves: Steps, stage: Stage, *, stopped: bool, remedy: dict[int, tuple[Pair, Pair]]) -> Staged:
    """
    The steps of a story.

    Args:
        shelves: Where steps, moves and texts go.
        stage: The records and how their nodes are drawn.
        stopped: Whether the flow did not reach its end: then what fails is an error, otherwise a warning.
        remedy: By position of a record that shows a fault, the fault's title and its fix.
    """
    records, speech = stage.records, Speech.of(stage.records)
    staged = Staged()
    for beat in tell(records):
        if beat.lines:
            step, offsets = _step(shelves, stage, speech, beat, stopped=stopped, remedy=remedy)
            staged.add(shelves.steps.put(step), beat, offsets)
    return staged


def _step(
    shelves: Steps, stage: Stage, speech: Speech, beat: Beat, *, stopped: bool, remedy: dict[int, tuple[Pair, Pair]]
) -> tuple[dict[str, Any], list[int]]:
    records = [stage.records[position] for position in beat.positions]
    main, answer = _main(records)
    kind = _KINDS.get(beat.lines[0].key.split(".")[0], "state")
    outcome = _outcome(kind, beat, records, stopped=stopped)
    cure = next((remedy[place] for place in beat.positions if place in remedy), None) if outcome != "ok" else None
    moves, offsets = _moves(shelves, stage, beat)
    texts = shelves.texts
    step = {
        "kind": kind, "rule": main.rule, "badges": list(quoted(*records).ids), "from": main.src, "to": main.dst,
        "outcome": outcome, "moves": moves, "say": texts.put(speech.beat(beat)),
        "title": texts.put(title(kind, beat, main, answer, speech)), "why": _why(texts, kind, main),
        "wire": [[texts.put(name), texts.put(value)] for name, value in on_the_wire(
            main, answer, speech, inside=_inside(stage, main))],
        **_facts(shelves, stage, speech, main, answer),
    }  # fmt: skip
    if cure is not None:
        step["cause"], step["fix"] = texts.put(cure[0]), texts.put(cure[1])
    return {key: value for key, value in step.items() if value not in (None, [], False)}, offsets


def _facts(shelves: Steps, stage: Stage, speech: Speech, main: Record, answer: Record | None) -> dict[str, Any]:
    told = proof(main, {})
    status = main.status if answer is None else answer.status
    return {
        "opened_by": main.opened_by, "direction": direction(main), "protocol": main.protocol and str(main.protocol),
        "port": main.port, "port_rule": main.port_rule, "verb": main.verb, "path": main.path, "status": status,
        "bytes": main.bytes, "headers": headers(main), "inside": _inside(stage, main),
        "channel": main.kind == "connect" and stage.is_channel(main),
        "auth": None if told is None else shelves.texts.put(speech.say(*told)),
    }  # fmt: skip


def _main(records: Sequence[Record]) -> tuple[Record, Record | None]:
    """The record that a step is about, and the answer to it; of two connections through a proxy, the second."""
    first = next((record for record in records if record.kind in _MESSAGES), records[0])
    if first.kind == "connect" and first.dst_role == "proxy":
        first = next((record for record in records if record.kind == "connect" and record.via), first)
    answers = [record for record in records if record.kind == "response" and record is not first]
    return first, answers[-1] if answers and first.kind in ("request", "response") else None


def _inside(stage: Stage, record: Record) -> bool:
    return record.kind in ("request", "response") and stage.is_channel(record)


def _outcome(kind: str, beat: Beat, records: Sequence[Record], *, stopped: bool) -> str:
    failed = any(
        record.kind in _LOST or (record.status or 0) >= _REFUSED or (record.kind == "dns-answer" and record.status)
        for record in records
    )
    if kind == "stop":
        return "fail"
    if failed or beat.lines[0].key.endswith((".down", ".error")):
        return "fail" if stopped else "warn"
    return "warn" if beat.lines[0].key.endswith(".not tried") else "ok"


def _why(texts: Texts, kind: str, record: Record) -> int | None:
    note = note_of(record.port_rule) if record.kind == "connect" else None
    keys = (f"{kind}.{record.rule}", kind, note, f"{record.rule}.{record.dst_role}", record.rule)
    key = next((key for key in keys if key in REASONS), None)
    return None if key is None else texts.put(plain(REASONS[key]))


def _moves(shelves: Steps, stage: Stage, beat: Beat) -> tuple[list[int], list[int]]:
    numbers, offsets = [], []
    for record, move, label in stage.moves(beat.positions):
        numbers.append(shelves.moves.put({**move, "label": shelves.texts.put(label)}))
        offsets.append(record.t_ns - beat.t_ns)
    return numbers, offsets
