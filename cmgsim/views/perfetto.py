"""
A trace in the format of Chrome's trace viewer, which Perfetto opens: a process for each node, arrows along requests.

Times are microseconds with three decimals, so that no nanosecond is lost; they begin at zero, because the viewers do
not draw what lies before it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import MappingProxyType
from typing import Any, Final

from attrs import define, field

from cmgsim.flows.nouns import LONGEST_TEXT, printable
from cmgsim.trace import Record, Trace
from cmgsim.views.sequence import participants
from cmgsim.views.spans import Span, spans

BANNER: Final = "Simulated by cmgsim"
TRACKS: Final = ("open connections", "connecting", "look-ups", "requests", "what happens")
"""Of each node, in this order; several of the same name where things overlap."""
_OPEN, _CONNECTING, _LOOK_UPS, _REQUESTS, _MOMENTS = range(len(TRACKS))
_TRACK_OF: Final = MappingProxyType({"attempt": _CONNECTING, "look-up": _LOOK_UPS, "exchange": _REQUESTS})

Event = dict[str, Any]


def perfetto(trace: Trace) -> str:
    """
    *trace* as Chrome trace JSON.

    Example:
        >>> json.loads(perfetto(Trace({}, ())))["traceEvents"]
        []
    """
    picture = _Picture(trace)
    events = [*picture.slices(), *picture.moments()]
    document = {
        "displayTimeUnit": "ns",
        "otherData": {"banner": BANNER, "scenario": printable(str(trace.header.get("scenario", "")))},
        "traceEvents": [*picture.names(), *events],
    }
    return json.dumps(document, ensure_ascii=True, separators=(",", ":")) + "\n"


@define
class _Lanes:
    """Tracks of one kind at one node: of things that overlap, each has its own."""

    free_at: list[int] = field(factory=list)

    def place(self, begin_ns: int, end_ns: int) -> int:
        """The number of the first track that is free from *begin_ns* on."""
        for lane, free in enumerate(self.free_at):
            if free <= begin_ns:
                self.free_at[lane] = end_ns
                return lane
        self.free_at.append(end_ns)
        return len(self.free_at) - 1


class _Picture:
    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.found, self.alone = spans(trace)
        self.nodes = {node.name: (number, node.label) for number, node in enumerate(participants(trace), 1)}
        times = [record.t_ns for record in trace]
        self.zero, self.end = min([0, *times]), max([0, *times])
        self.lanes: dict[tuple[int, int], _Lanes] = {}

    def names(self) -> Iterator[Event]:
        """What processes and threads are called, in which order they stand."""
        for number, label in self.nodes.values():
            yield _meta("process_name", number, 0, name=label)
            yield _meta("process_sort_index", number, 0, sort_index=number)
        for (number, track), lanes in sorted(self.lanes.items()):
            for lane in range(len(lanes.free_at)):
                yield _meta("thread_name", number, _thread(track, lane), name=TRACKS[track])
                yield _meta("thread_sort_index", number, _thread(track, lane), sort_index=_thread(track, lane))

    def slices(self) -> Iterator[Event]:
        """Spans, connections while they are open, and the arrows along the hops of a request."""
        begun: dict[int, Event] = {}
        for span in self.found:
            end_ns = self.end if span.answered is None else span.answered.t_ns
            event = self._slice(_TRACK_OF[span.kind], span.opened, span.opened.t_ns, end_ns, _title(span), _about(span))
            begun[span.begin] = event
            yield event
            if span.parent is not None and span.parent in begun:
                yield from _arrow(begun[span.parent], event, span.begin)
        yield from self._open_connections()

    def moments(self) -> Iterator[Event]:
        """Records that stand for themselves, and answers at whoever gives them."""
        answers = [span.end for span in self.found if span.end is not None and span.kind == "exchange"]
        for place in sorted((*self.alone, *answers)):
            record = self.trace.records[place]
            number = self.nodes[record.src][0]
            self.lanes.setdefault((number, _MOMENTS), _Lanes([0]))
            yield {
                "ph": "i", "s": "t", "name": _said(record), "cat": record.kind, "pid": number,
                "tid": _thread(_MOMENTS, 0), "ts": self._ts(record.t_ns), "args": _record(place, record),
            }  # fmt: skip

    def _open_connections(self) -> Iterator[Event]:
        closed = {self.trace.records[p].connection: p for p in self.alone if self.trace.records[p].kind == "closed"}
        for span in self.found:
            if span.kind == "attempt" and span.answered is not None and span.answered.kind == "accepted":
                record, place = span.answered, closed.get(span.opened.connection)
                end_ns = self.end if place is None else self.trace.records[place].t_ns
                title = f"{record.connection}: {record.protocol} {record.port} to {record.dst}"
                about = {"connection": record.connection, "closed": place is not None}
                yield self._slice(_OPEN, record, record.t_ns, end_ns, title, about)

    def _slice(self, track: int, record: Record, begin_ns: int, end_ns: int, title: str, about: Event) -> Event:
        number = self.nodes[record.src][0]
        lane = self.lanes.setdefault((number, track), _Lanes()).place(begin_ns, end_ns)
        return {
            "ph": "X", "name": printable(title), "cat": TRACKS[track], "pid": number, "tid": _thread(track, lane),
            "ts": self._ts(begin_ns), "dur": (end_ns - begin_ns) / 1_000, "args": about,
        }  # fmt: skip

    def _ts(self, t_ns: int) -> float:
        return (t_ns - self.zero) / 1_000


def _title(span: Span) -> str:
    record, answer = span.opened, span.answered
    came = "no answer" if answer is None else answer.kind if answer.status is None else str(answer.status)
    match span.kind:
        case "look-up":
            return record.text
        case "attempt":
            return f"{record.protocol} {record.port} to {record.dst}: {came}"
        case _:
            return f"{record.verb or 'request'} {record.request or ''}: {came}"


def _about(span: Span) -> Event:
    about = _record(span.begin, span.opened)
    if span.end is not None and span.answered is not None:
        about["answer"] = _record(span.end, span.answered)
    return about


def _record(place: int, record: Record) -> Event:
    kept = {key: value for key, value in record._asdict().items() if value is not None and key not in {"text", "kind"}}
    texts = {key: printable(value, LONGEST_TEXT) if isinstance(value, str) else value for key, value in kept.items()}
    return {"record": place + 1, "kind": record.kind, **texts, "text": printable(record.text, LONGEST_TEXT)}


def _said(record: Record) -> str:
    return f"{record.status} {record.request or ''}".rstrip() if record.kind == "response" else printable(record.text)


def _thread(track: int, lane: int) -> int:
    return (track + 1) * 10_000 + lane


def _meta(kind: str, number: int, thread: int, **args: object) -> Event:
    return {"ph": "M", "name": kind, "pid": number, "tid": thread, "args": args}


def _arrow(tail: Event, head: Event, number: int) -> Iterator[Event]:
    common = {"id": number + 1, "name": "hop", "cat": "hop"}
    yield {"ph": "s", **common, **{key: tail[key] for key in ("pid", "tid", "ts")}}
    yield {"ph": "f", "bp": "e", **common, **{key: head[key] for key in ("pid", "tid", "ts")}}
