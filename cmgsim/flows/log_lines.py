"""
The logs of a trace: which line stands in which file at what time, and which record it tells of.

One list for everything that shows logs: the player's pane and the files that CMTrace opens. Lines of what is broken
come from the fault catalogue, lines of what goes well from the routine rows; times, names and sizes from the trace.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, Literal
from zlib import crc32

from attrs import field, frozen

from cmgsim.facts.failure_rows import LogLine
from cmgsim.facts.limits import LOGS_TO_SITE, LOGS_TO_STORAGE
from cmgsim.facts.routine_logs import ROUTINE_LOGS, RoutineLine
from cmgsim.facts.rows import Confidence, Role
from cmgsim.flows.clues import clues, log_text
from cmgsim.flows.nouns import LONGEST_TEXT, printable
from cmgsim.flows.relevance import Concern, concern, known_faults, to_blame
from cmgsim.flows.verdict import stopped_at
from cmgsim.trace import Record, Trace

_LOST: Final = ("refused", "timed-out")
_REFUSED: Final = 400
_CLIENT_FORMAT: Final = (Role.CLIENT, Role.MANAGEMENT_POINT)
"""Whose logs have the client's format on disk; a management point is built on the client's framework."""
_TRANSPORTS: Final = MappingProxyType({"HTTPS": "Http", "TCP-TLS": "Tcp"})
_ENDPOINTS: Final = MappingProxyType({"ccm_system": "MP_PolicyManager", "ccm_system_tokenauth": "MP_PolicyManager"})
"""Name of the endpoint that a message goes to, where the first part of its path is not itself that name."""
_NANOSECONDS: Final = 1_000_000
_PUBLISHED: Final = re.compile(r"|CCM_Proxy_\w+|\d+")
"""What the CMG puts before a path of the site: the family of addresses and the id of the role."""


@frozen
class LogEntry:
    """One line of a log. Two formats exist on disk; the line is the same."""

    t_ns: int
    """When the component writes it: the time of its record."""
    position: int
    """Of the record in the trace that it tells of."""
    node: str
    """On whose disk it is born."""
    role: str
    file: str
    component: str
    thread: int
    severity: Literal[1, 2, 3]
    """1 information, 2 warning, 3 error."""
    text: str
    """ASCII on one line; `~~` where the product breaks a server's line."""
    evidence: Confidence = Confidence.ASSUMED
    """How well the wording is founded; `facts.failures.PROVENANCE` says it in words."""
    note: str = field(default="", repr=False)
    fault: str | None = None
    """The fault that made it, as `kind` or `kind=value`; None: routine."""

    @property
    def format(self) -> Literal["client", "server"]:
        """Which of the two formats its file has on disk."""
        return "client" if self.role in _CLIENT_FORMAT else "server"

    @property
    def in_cloud(self) -> bool:
        """Whether it is born in a virtual machine of the CMG, from where it comes to the site late."""
        return self.role == Role.INSTANCE

    @property
    def at_site_ns(self) -> int:
        """When an administrator at the site can read it: at once, or after the two copies of five minutes each."""
        return synced_ns(self.t_ns) if self.in_cloud else self.t_ns


def synced_ns(t_ns: int) -> int:
    """
    When a line that an instance writes at *t_ns* stands on the site server.

    Instances copy their logs to storage at every fifth minute; the site fetches them five minutes later.

    Example:
        >>> synced_ns(61 * 10**9) // 10**9
        600
    """
    to_storage = LOGS_TO_STORAGE.ns
    return (t_ns // to_storage + 1) * to_storage + LOGS_TO_SITE.ns


def log_lines(trace: Trace | Sequence[Record], faults: Sequence[str] | None = None) -> tuple[LogEntry, ...]:
    """
    Every log line of *trace* in order of time; of lines of one instant, in the order of their records.

    Args:
        trace: A trace, or its records.
        faults: What is broken, as `kind` or `kind=value`; None: what the trace's header says.

    Example:
        >>> row = Record(5, "state", *["site-server"] * 4, *["on-premises"] * 2, "D3", text="gets an access token")
        >>> [(line.file, line.severity, line.text) for line in log_lines([row])]
        [('PkgXferMgr.log', 1, 'Got an access token for the storage')]
    """
    records = tuple(trace)
    given = faults if faults is not None else trace.header.get("faults") if isinstance(trace, Trace) else None
    broken = list(_of_faults(given, records))
    failed = {entry.position for entry in broken}
    routine = (entry for entry in _routine(records) if entry.position not in failed)
    return tuple(sorted((*broken, *routine), key=lambda entry: (entry.t_ns, entry.position)))


def _of_faults(faults: object, records: Sequence[Record]) -> Iterator[LogEntry]:
    """Each line of each fault that the story meets, once for each attempt or request that it tells of."""
    rule = stopped_at(records)
    met = [concern(text, records) for text in known_faults(faults)] if rule is None else to_blame(faults, records, rule)
    places = {record: position for position, record in enumerate(records)}
    known = clues(records)
    for one in met:
        slots = known | ({"value": printable(one.value)} if one.value else {})
        for line, last in one.logs:
            for record in _occasions(one, line, last):
                yield _entry(records, places[record], line, slots, one.text)


def _occasions(one: Concern, line: LogLine, last: Record) -> list[Record]:
    """The records that *line* is written at: of each connection or request the last that the line tells of."""
    told = [record for record in one.records if one.tells(line, record)]
    messages = [record for record in told if record.kind != "state"] or [last]
    failures = [r for r in messages if r.kind in _LOST or (r.status or 0) >= _REFUSED or r.kind == "dns-answer"]
    by_attempt = {(r.request or r.connection or r.src, r.kind == "dns-answer"): r for r in failures or messages[-1:]}
    return list(by_attempt.values())


def _routine(records: Sequence[Record]) -> Iterator[LogEntry]:
    known = clues(records)
    asked: dict[tuple[str | None, str | None], Record] = {}
    for position, record in enumerate(records):
        if record.kind == "request":
            asked[record.request, record.dst] = record
        question = asked.get((record.request, record.src), record)
        for row in ROUTINE_LOGS:
            if _written(row, record, question):
                yield _entry(records, position, row.line, known | _message(record, question), None)


def _written(row: RoutineLine, record: Record, question: Record) -> bool:
    return (
        record.kind == row.kind
        and record.rule == row.rule
        and record.src_role == row.src_role
        and row.dst_role in (None, record.dst_role)
        and (record.status or 0) < _REFUSED
        and row.says in record.text
        and row.of in f"{question.verb} {question.path}"
    )


def _message(record: Record, question: Record) -> dict[str, object]:
    """What a routine line says of a request and its answer."""
    path = question.path or ""
    first = next((part for part in path.split("/") if not _PUBLISHED.fullmatch(part)), "")
    values = {
        "up": question.bytes,
        "down": record.bytes,
        "ms": (record.t_ns - question.t_ns) // _NANOSECONDS,
        "path": path,
        "endpoint": _ENDPOINTS.get(first, first),
        "server": record.src,
        "resource": path.rsplit("/", 1)[-1],
        "transport": _TRANSPORTS.get(record.protocol or "", record.protocol),
        "verb": question.verb,
    }
    return {slot: printable(str(value), LONGEST_TEXT) for slot, value in values.items()}


def _entry(
    records: Sequence[Record], position: int, line: LogLine, slots: Mapping[str, object], fault: str | None
) -> LogEntry:
    record = records[position]
    node = _owner(records, record, line.role)
    text = log_text(line.text, dict(slots), record)
    return LogEntry(
        record.t_ns, position, node, line.role, line.file, line.component, _thread(node, line.component),
        line.severity, text.encode("ascii", "replace").decode(), line.evidence, line.note, fault,
    )  # fmt: skip


def _owner(records: Sequence[Record], record: Record, role: Role) -> str:
    """Whose work the line records: an end of the message, else the first of that role that takes part."""
    ends = (end for r in (record, *records) for end in ((r.src, r.src_role), (r.dst, r.dst_role)))
    return next((name for name, its_role in ends if its_role == role), f"{role}-1")


def _thread(node: str, component: str) -> int:
    """A thread id: the same for one component of one node, in every process."""
    return 1_000 + 4 * (crc32(f"{node}/{component}".encode()) % 2_000)
