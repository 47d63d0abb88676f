"""
What happened, in order: message records and the request log.

A `Record` is one line of a trace (schema `cmgsim.trace/1`); a `Trace` is a header and its records, and reads and
writes JSON Lines. Nothing here knows an engine: both engines and all views meet in these types.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from attrs import frozen

from cmgsim import display

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

    def _repr_html_(self) -> str:
        return display.html("trace", self)

    def __len__(self) -> int:
        return len(self.records)

    def to_jsonl(self) -> str:
        """The trace as JSON Lines: the header, then one record a line."""
        lines: Iterable[dict[str, Any]] = (self.header, *(record._asdict() for record in self.records))
        return "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)

    @classmethod
    def from_jsonl(cls, text: str) -> Trace:
        """The trace that *text* holds; ValueError names the first line that is not one, and what is wrong with it."""
        # Not splitlines(): a name may hold a sign that Unicode takes for the end of a line, and JSON does not.
        lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
        if not lines:
            raise ValueError(f"line 1: a trace begins with a {SCHEMA} header, and there is nothing")
        header = _parsed(*lines[0])
        if header.get("schema") != SCHEMA:
            raise ValueError(f"line {lines[0][0]}: not a {SCHEMA} header")
        records = tuple(_record(number, _parsed(number, line)) for number, line in lines[1:])
        for before, after, (number, _) in zip(records, records[1:], lines[2:], strict=False):
            if after.t_ns < before.t_ns:
                raise ValueError(f"line {number}: t_ns goes back from {before.t_ns} to {after.t_ns}")
        return cls(header, records)


_FAR: Final = 10**18
"""Nanoseconds; some thirty years: further away no tool can give a date."""
_NUMBERS: Final = MappingProxyType(
    {"t_ns": (-_FAR, _FAR), "port": (0, 65_535), "status": (0, 2**32), "bytes": (0, 2**48)}
)
"""The lowest and the highest value of each number."""
_WORDS: Final = {int: "a whole number", str: "text"}
_REQUIRED: Final = ("t_ns", "kind", "src", "dst", "src_role", "dst_role", "src_zone", "dst_zone")


def _parsed(number: int, line: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError(f"line {number}: not JSON") from None
    if "\\ud" in line.lower() and any(0xD800 <= ord(sign) <= 0xDFFF for sign in json.dumps(value, ensure_ascii=False)):
        raise ValueError(f"line {number}: a text in it holds half a character")
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
        low, high = _NUMBERS.get(name, (0, 0))
        if isinstance(value, int) and not low <= value <= high:
            raise ValueError(f"line {number}: {name} is {value}, where {low} to {high} would be right")
    if fields["kind"] not in KINDS:
        raise ValueError(f"line {number}: there is no kind {fields['kind']!r} (one of {', '.join(KINDS)})")
    values: dict[str, Any] = {name: "" if name == "text" and value is None else value for name, value in fields.items()}
    return Record(**values)
