"""
What of a trace takes time: look-ups, attempts to connect, and exchanges of a request and its answer.

Every record begins a span, ends one, or is a moment of its own, so that nothing is shown twice and nothing is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from attrs import define, field, frozen

from cmgsim.trace import Record, Trace

SpanKind = Literal["look-up", "attempt", "exchange"]
OUTCOMES: Final = ("accepted", "refused", "timed-out")
_REFUSED: Final = 400
_NO_NAME: Final = 3

_Key = tuple[str | None, ...]


@frozen
class Span:
    """From one record to the one that answers it; positions count from 0."""

    kind: SpanKind
    begin: int
    end: int | None
    """None: the trace ends before an answer does."""
    opened: Record
    answered: Record | None
    parent: int | None = None
    """Where the exchange begins that this one is a further hop of."""
    attempt: int | None = None
    """Where the attempt begins that opened its connection."""

    @property
    def failed(self) -> bool:
        """Whether the answer is a refusal, or there is none."""
        answer = self.answered
        if answer is None or answer.kind in OUTCOMES[1:]:
            return True
        status = answer.status or 0
        return status == _NO_NAME if answer.kind == "dns-answer" else status >= _REFUSED


@define
class _Reader:
    """Spans that have begun and wait for their end."""

    found: list[Span] = field(factory=list)
    moments: list[int] = field(factory=list)
    waiting: dict[_Key, list[Span]] = field(factory=dict)
    attempts: dict[str | None, int] = field(factory=dict)
    hops: dict[str, dict[str, int]] = field(factory=dict)
    """By request and by node, where the hop begins on which the request came to the node last."""

    def read(self, place: int, record: Record) -> None:
        """The next record."""
        match record.kind:
            case "dns-query":
                self._begin(Span("look-up", place, None, record, None), "", record.src, record.dst)
            case "connect":
                self.attempts[record.connection] = place
                self._begin(Span("attempt", place, None, record, None), record.connection)
            case "request":
                attempt = self.attempts.get(record.connection)
                span = Span("exchange", place, None, record, None, self._parent(record), attempt)
                self._begin(span, record.connection, record.request, record.src)
                if record.request is not None:
                    self.hops.setdefault(record.request, {})[record.dst] = place
            case "dns-answer":
                self._end(place, record, "", record.dst, record.src)
            case "response":
                # The far end of a connection may be a load balancer, and who answers an instance behind it.
                self._end(place, record, record.connection, record.request, record.dst)
            case kind if kind in OUTCOMES:
                self._end(place, record, record.connection)
            case _:
                self.moments.append(place)

    def _begin(self, span: Span, *key: str | None) -> None:
        self.waiting.setdefault(key, []).append(span)

    def _end(self, place: int, record: Record, *key: str | None) -> None:
        waiting = self.waiting.get(key)
        if not waiting:
            self.moments.append(place)
            return
        span = waiting.pop(0)
        self.found.append(Span(span.kind, span.begin, place, span.opened, record, span.parent, span.attempt))

    def _parent(self, record: Record) -> int | None:
        """The hop on which this request came to who passes it on."""
        return None if record.request is None else self.hops.get(record.request, {}).get(record.src)


def spans(trace: Trace | Sequence[Record]) -> tuple[tuple[Span, ...], tuple[int, ...]]:
    """
    The spans of *trace* in the order in which they begin, and the positions of the records that stand for themselves.

    Example:
        >>> ends = *["a", "b"], *["client", "cmg"], *["internet", "azure"]
        >>> rows = [
        ...     Record(t, kind, *ends, connection="c1") for t, kind in ((0, "connect"), (9, "accepted"), (9, "closed"))
        ... ]
        >>> [(span.kind, span.begin, span.end) for span in spans(rows)[0]], spans(rows)[1]
        ([('attempt', 0, 1)], (2,))
    """
    reader = _Reader()
    for place, record in enumerate(trace):
        reader.read(place, record)
    unanswered = [span for waiting in reader.waiting.values() for span in waiting]
    return tuple(sorted((*reader.found, *unanswered), key=lambda span: span.begin)), tuple(reader.moments)
