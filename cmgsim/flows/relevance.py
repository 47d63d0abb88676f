"""
What of a fault concerns one story: the records that show it, the rules broken there, and the log lines due.

A fault's row speaks of everything that it can break. A story shows a part of it: one role opened one connection to one
port, and its own log tells of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from attrs import field, frozen

from cmgsim.facts.failures import Failure, LogLine, failure, parse_fault, parse_ports
from cmgsim.facts.roles import ROLES
from cmgsim.facts.rows import Role, Zone
from cmgsim.facts.rules import RULES
from cmgsim.facts.steps import STEPS
from cmgsim.flows.words import note_of
from cmgsim.trace import Record

_LOST: Final = MappingProxyType({"refusal": "refused", "silence": "timed-out"})
_NEEDS: Final = MappingProxyType({"E1": Role.SERVICE_CONNECTION_POINT, "E2": Role.CMG_CONNECTION_POINT,
                                  "E3": Role.CLIENT, "E4": Role.CONSOLE})  # fmt: skip
"""Who has to reach what an endpoint rule lists."""
_CMG: Final = (Role.LOAD_BALANCER, Role.INSTANCE)
_ZONES: Final = MappingProxyType({str(row.role): row.zone for row in ROLES})
_REFUSED: Final = 400
"""From here on an HTTP or WinHTTP status is a refusal."""
_NO_NAME: Final = 3
"""The code of DNS for a name that it does not know."""
_NOT_TRIED: Final = "is not tried"
"""What a connection point says of TCP-TLS where a proxy stands in between."""

Shows = Callable[[Record, str], bool]


@frozen
class Concern:
    """One fault, and the part of it that a story shows."""

    text: str
    """The fault, as `kind` or `kind=value`."""
    row: Failure
    value: str
    records: tuple[Record, ...] = field(repr=False)
    """Those that show it; empty: the story never meets it."""
    rules: tuple[str, ...]
    """Broken there, in the page's order."""

    @property
    def failed(self) -> bool:
        """Whether something went wrong, and was not merely done another way."""
        return any(
            r.kind in _LOST.values() or (r.status or 0) >= _REFUSED or r.status == _NO_NAME for r in self.records
        )

    @property
    def logs(self) -> tuple[tuple[LogLine, Record], ...]:
        """The lines due, each with the last record that it tells of."""
        due = ((line, [r for r in self.records if self.tells(line, r)]) for line in self.row.logs)
        return tuple((line, told[-1]) for line, told in due if told)

    def tells(self, line: LogLine, record: Record) -> bool:
        """Whether *line* is about *record*, so that one of its ends writes it."""
        there = (*self.rules, record.rule, record.protocol, record.dst_role)
        return line.role in (record.src_role, record.dst_role) and (
            not line.about or any(word in there for word in line.about)
        )


def known_faults(faults: object) -> Iterator[str]:
    """Those that the catalogue has: a trace may come from a file, and its header may say anything."""
    for text in faults if isinstance(faults, list | tuple) else ():
        try:
            failure(*parse_fault(str(text)))
        except (KeyError, ValueError):
            continue
        yield str(text)


def concern(text: str, records: Sequence[Record], *, stopped: bool = False) -> Concern:
    """
    What of the fault *text* the story shows.

    Args:
        text: A fault that the catalogue knows.
        records: The story.
        stopped: If no record shows the fault and it stops flows at the last step, take that step to show it.
    """
    kind, given = parse_fault(text)
    row = failure(kind, given)
    value = given or row.default or ""
    shows = _SHOWS.get(kind) or _by_answer(row)
    there = tuple(record for record in records if shows(record, value) and _lost_as(row, record))
    if stopped and not there and records and records[-1].rule in row.stops.values():
        there = tuple(record for record in records if record.rule == records[-1].rule)
    return Concern(text, row, value, there, _rules(row, there))


def to_blame(faults: object, records: Sequence[Record], rule: str) -> list[Concern]:
    """The faults to blame for a stop at *rule*: those that the story shows and that stop flows there, if there are."""
    known = list(known_faults(faults))
    met = [one for one in (concern(text, records) for text in known) if one.records]
    here = [one for one in met if rule in one.row.stops.values()]
    guessed = (concern(text, records, stopped=True) for text in known)
    return here or met or [one for one in guessed if one.records]


def rules_of(concerns: Iterable[Concern]) -> tuple[str, ...]:
    """The rules that these break together, in the page's order."""
    return _sorted({rule for one in concerns for rule in one.rules})


def lost_connection(concerns: Iterable[Concern]) -> Record | None:
    """The last connection that failed because of these."""
    lost = [record for one in concerns for record in one.records if record.kind in _LOST.values()]
    return lost[-1] if lost else None


def _rules(row: Failure, records: Sequence[Record]) -> tuple[str, ...]:
    """Of the row's rules, those that *records* show; of a connection, also what explains it."""
    shown = {rule for rule in row.breaks if any(_broken_by(rule, record) for record in records)}
    if any(rule[0] in "PE" for rule in row.breaks):
        for record in records:
            if record.port_rule and (row.parameter == "ports" or not shown):
                shown |= {note_of(record.port_rule) or record.rule or record.port_rule, record.port_rule}
    elif not shown and records and row.answer != "none":
        shown = set(row.breaks)
    return _sorted(shown)


def _broken_by(rule: str, record: Record) -> bool:
    match rule[0]:
        case "P":
            return record.port_rule == rule
        case "N":
            return note_of(record.port_rule) == rule or _NOT_TRIED in record.text
        case "E" if rule in _NEEDS:
            return record.src_role == _NEEDS[rule]
        case "F" | "C" | "D":
            return record.rule == rule
        case _:
            return True


def _sorted(rules: Iterable[str]) -> tuple[str, ...]:
    there = set(rules)
    return tuple(rule for rule in RULES if rule in there)


def _lost_as(row: Failure, record: Record) -> bool:
    return row.answer not in _LOST or record.kind == _LOST[row.answer]


def _by_answer(row: Failure) -> Shows:
    """A status shows itself, in an answer or in what the client makes of it."""

    def shows(record: Record, _: str) -> bool:
        if row.status is None:
            return bool(row.status_text) and (row.status_text or "") in record.text
        return record.status == row.status and (record.kind == "dns-answer" or (row.status_text or "") in record.text)

    return shows


def _leaves(record: Record) -> bool:
    """Whether it is about a connection out of the organisation."""
    zones = _ZONES.get(record.src_role), _ZONES.get(record.dst_role)
    return zones[0] is Zone.ON_PREMISES and zones[1] is not Zone.ON_PREMISES


def _ports(record: Record, value: str) -> bool:
    return _leaves(record) and any(first <= (record.port or 0) <= last for first, last in parse_ports(value))


def _far_roles(name: str) -> tuple[Role, ...]:
    """Who answers under a name."""
    for sign, role in (("login.", Role.ENTRA_ID), ("management.", Role.AZURE_RESOURCE_MANAGER)):
        if name.lower().startswith(sign):
            return (role,)
    return (Role.BLOB_STORAGE,) if ".blob.core." in name.lower() else _CMG


def _node(record: Record, value: str) -> bool:
    return record.dst == value or (record.dst_role == Role.LOAD_BALANCER and value.startswith(Role.INSTANCE))


def _from_client(record: Record, _: str) -> bool:
    return record.src_role == Role.CLIENT and record.dst_role in _CMG


def _to_cmg(record: Record, _: str) -> bool:
    return record.dst_role in _CMG


def _to(role: Role) -> Shows:
    return lambda record, _: record.dst_role == role


_SHOWS: Final[Mapping[str, Shows]] = MappingProxyType(
    {
        "ports-blocked": _ports,
        "ports-dropped": _ports,
        "proxy": lambda record, _: record.via is not None or _NOT_TRIED in record.text,
        "tls-inspection": lambda record, _: _leaves(record) and record.dst_role in _CMG,
        "untrusted-certificate": _from_client,
        "certificate-name-mismatch": _from_client,
        "server-certificate-expired": _from_client,
        "crl-unreachable": _from_client,
        "cname-wrong": _to_cmg,
        "instance-down": _node,
        "management-point-down": _node,
        "cmg-stopped": _to_cmg,
        "connection-point-down": lambda record, value: (
            record.kind == "state" and record.src == value and "is down" in record.text and record.rule in STEPS
        ),
        "service-connection-point-offline": lambda record, _: "is offline" in record.text,
        "entra-unreachable": _to(Role.ENTRA_ID),
        "blob-blocked": _to(Role.BLOB_STORAGE),
        "endpoint-blocked": lambda record, value: record.dst_role in _far_roles(value),
        "internet-down": lambda record, _: _leaves(record),
    }
)
"""By kind, which records a fault touches; a kind that is not here shows by its status."""
