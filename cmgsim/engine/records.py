"""From records as they were written to records as they happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from cmgsim.trace import Record

ENDS: Final = ("closed", "refused", "timed-out")
"""Kinds of record after which nothing travels on the connection."""


def happened(records: Iterable[Record], end_ns: int) -> tuple[Record, ...]:
    """
    The records of a run that ended at *end_ns*, in order of time.

    The network computes a whole way when it begins and writes its records ahead. What did not come to pass because
    the client gave up, the connection broke or the run ended is left out here.

    Example:
        >>> opening = Record(0, "connect", "c", "i", "client", "instance", "internet", "azure", connection="c1")
        >>> kinds = {5: "accepted", 6: "request", 3: "timed-out"}
        >>> ahead = [opening, *(opening._replace(t_ns=t_ns, kind=kind) for t_ns, kind in kinds.items())]
        >>> [record.kind for record in happened(ahead, end_ns=10)]
        ['connect', 'timed-out']
    """
    return tuple(_until(sorted(records, key=lambda record: record.t_ns), end_ns))


def _until(records: list[Record], end_ns: int) -> Iterator[Record]:
    opened: set[str] = set()
    over: set[str] = set()
    for record in records:
        if record.t_ns >= end_ns:
            return
        if record.connection is None:
            yield record
            continue
        if record.kind == "connect":
            opened.add(record.connection)
        if record.connection in opened and record.connection not in over:
            yield record
        if record.kind in ENDS:
            over.add(record.connection)  # also one that was given up before it was opened
