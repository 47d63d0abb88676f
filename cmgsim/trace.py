"""
What happened, in order: message records and the request log.

A `Record` is one line of a trace (schema `cmgsim.trace/1`); a `Trace` is a header and its records, and reads and
writes JSON Lines. Nothing here knows an engine: both engines and all views meet in these types.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from attrs import frozen

SCHEMA: Final = "cmgsim.trace/1"

KINDS: Final = (
    "dns-query",
    "dns-answer",
    "connect",
    "accepted",
    "refused",
    "timed-out",
    "closed",
    "request",
    "response",
    "state",
)


class Record(NamedTuple):
    """
    One thing that happened. A named tuple and not an attrs class because a trace holds many (0.2 against 0.5 µs each).

    `t_ns` of a message is the instant it leaves `src`; `accepted`, `refused` and `timed-out` carry the instant the
    opener learns of it. In a run it is negative before time zero, while the channels are built.
    """

    t_ns: int
    kind: str
    src: str
    dst: str
    src_role: str
    dst_role: str
    src_zone: str
    dst_zone: str
    rule: str | None = None
    """Step of a flow that this record carries out: an F, C or D id."""
    port_rule: str | None = None
    """Row of the port table that allows the connection: a P id."""
    protocol: str | None = None
    port: int | None = None
    """Port at the accepting side of the connection."""
    connection: str | None = None
    opened_by: str | None = None
    """The node that opened the connection; replies and forwarded requests travel against that direction."""
    via: str | None = None
    """The proxy that the connection runs through."""
    verb: str | None = None
    path: str | None = None
    status: int | None = None
    request: str | None = None
    """Correlation id, the same on every hop of one client request."""
    bytes: int | None = None
    """Size of the message on this hop."""
    text: str = ""
    """One short English sentence for people."""


@frozen
class Trace:
    """
    A run as messages.

    Example:
        >>> trace = Trace({"schema": SCHEMA}, (Record(0, "state", "cmg", "cmg", "cmg", "cmg", "azure", "azure"),))
        >>> Trace.from_jsonl(trace.to_jsonl()) == trace
        True
    """

    header: dict[str, Any]
    records: tuple[Record, ...]

    def __iter__(self) -> Iterator[Record]:
        return iter(self.records)

    def __len__(self) -> int:
        return len(self.records)

    def to_jsonl(self) -> str:
        """The trace as JSON Lines: the header, then one record a line."""
        lines: Iterable[dict[str, Any]] = (self.header, *(record._asdict() for record in self.records))
        return "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)

    @classmethod
    def from_jsonl(cls, text: str) -> Trace:
        """The trace that *text* holds; ValueError names the first line that is not one, and what is wrong with it."""
        lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
        if not lines:
            raise ValueError(f"line 1: a trace begins with a {SCHEMA} header, and there is nothing")
        header = _parsed(*lines[0])
        if header.get("schema") != SCHEMA:
            raise ValueError(f"line {lines[0][0]}: not a {SCHEMA} header")
        return cls(header, tuple(_record(number, _parsed(number, line)) for number, line in lines[1:]))


_NUMBERS: Final = ("t_ns", "port", "status", "bytes")
_WORDS: Final = {int: "a whole number", str: "text"}
_REQUIRED: Final = ("t_ns", "kind", "src", "dst", "src_role", "dst_role", "src_zone", "dst_zone")


def _parsed(number: int, line: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError(f"line {number}: not JSON") from None
    if isinstance(value, dict):
        return value
    raise ValueError(f"line {number}: not an object")


def _record(number: int, fields: dict[str, Any]) -> Record:
    unknown = [name for name in fields if name not in Record._fields]
    missing = [name for name in _REQUIRED if fields.get(name) is None]
    if unknown or missing:
        what = f"unknown {', '.join(unknown)}" if unknown else f"{', '.join(missing)} missing"
        raise ValueError(f"line {number}: not a record: {what}")
    for name, value in fields.items():
        wanted = int if name in _NUMBERS else str
        if value is not None and type(value) is not wanted:
            raise ValueError(f"line {number}: {name} is {value!r}, where {_WORDS[wanted]} would be right")
    if fields["kind"] not in KINDS:
        raise ValueError(f"line {number}: there is no kind {fields['kind']!r} (one of {', '.join(KINDS)})")
    values: dict[str, Any] = {name: "" if name == "text" and value is None else value for name, value in fields.items()}
    return Record(**values)
