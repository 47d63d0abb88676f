"""Break one thing in a good trace: what to change, given by the columns of the records it is about."""

from __future__ import annotations

from collections.abc import Iterable

from cmgsim.trace import Record, Trace


def where(trace: Iterable[Record], **columns: object) -> list[int]:
    """Positions of the records that have these values."""
    found = [
        position
        for position, record in enumerate(trace)
        if all(getattr(record, column) == value for column, value in columns.items())
    ]
    assert found, f"no record has {columns}"
    return found


def changed(trace: Trace, to: dict[str, object], **columns: object) -> Trace:
    """Every record with these values gets other ones."""
    places = where(trace, **columns)
    return Trace(trace.header, tuple(r._replace(**to) if i in places else r for i, r in enumerate(trace)))


def without(trace: Trace, **columns: object) -> Trace:
    """Records with these values are gone."""
    places = where(trace, **columns)
    return Trace(trace.header, tuple(r for i, r in enumerate(trace) if i not in places))


def moved(trace: Trace, position: int, to: int) -> Trace:
    """One record stands elsewhere, at the time of what stands there."""
    records = list(trace.records)
    record = records.pop(position)
    before = records[to - 1].t_ns if to else 0
    records.insert(to, record._replace(t_ns=before))
    return Trace(trace.header, tuple(records))


def doubled(trace: Trace, position: int) -> Trace:
    """One record stands there twice."""
    records = list(trace.records)
    return Trace(trace.header, (*records[: position + 1], records[position], *records[position + 1 :]))
