"""How connection points build their channels: every instance, row by row of the port table, through a proxy in two."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import frozen

from cmgsim.facts.ports import channel_attempts
from cmgsim.facts.rows import PortRule, Role
from cmgsim.flows.examination import Case, Check, Departure, Talk
from cmgsim.flows.port_laws import channel_fault, instance_number, is_channel
from cmgsim.trace import Record


@frozen
class _Attempt:
    """One attempt of a connection point to reach one instance, allowed by the port table."""

    position: int
    record: Record
    talk: Talk
    place: int
    """Which of the documented attempts it is, counted from 0."""


def proxies_take_two_connections(case: Case) -> Iterator[Departure]:
    """Through a proxy an attempt is two connections: to the proxy first, then through it to the far end."""
    legs: dict[tuple[str, str], int] = {}
    for position, record in enumerate(case.records):
        if record.kind == "accepted" and record.dst_role == Role.PROXY:
            legs[record.src, record.dst] = legs.get((record.src, record.dst), 0) + 1
        elif record.kind == "connect" and is_channel(record) and (case.situation.proxy or record.via is not None):
            leg = (record.src, record.via or "")
            if legs.get(leg, 0):
                legs[leg] -= 1
                continue
            text = f"{record.src} opens {record.connection} to {record.dst} without a connection to the proxy before it"
            yield Departure(position, "F2", f"{text}; through a proxy there are two")


def attempts_follow_the_rows(case: Case) -> Iterator[Departure]:
    """The next row is tried only after the last one failed, and none while a channel is open."""
    rows = _rows(case)
    for (name, k), attempts in _attempts(case).items():
        last: _Attempt | None = None
        for attempt in attempts:
            where = f"{name} tries {attempt.record.protocol} {attempt.record.port} to instance {k}"
            if (wrong := _out_of_order(rows, last, attempt)) is not None:
                yield Departure(attempt.position, "N1" if len(rows) > 1 else "F2", f"{where} {wrong}")
            last = attempt


def _out_of_order(rows: tuple[PortRule, ...], last: _Attempt | None, attempt: _Attempt) -> str | None:
    first = rows[0].protocols[0]
    if last is None:
        return None if attempt.place == 0 else f"first; {first} has to fail before that"
    if not any(place < attempt.position for place in last.talk.outcomes):
        return f"before its attempt on {last.record.protocol} {last.record.port} has failed"
    if last.talk.accepted is not None:
        if last.talk.closed is None or last.talk.closed > attempt.position:
            return f"although its channel on {last.record.protocol} {last.record.port} is open"
        return None if attempt.place == 0 else f"after a loss; {first} comes first again"
    expected = (last.place + 1) % len(rows)
    return None if attempt.place == expected else f"out of turn; {rows[expected].protocols[0]} comes next"


def every_instance_is_tried(case: Case) -> Iterator[Departure]:
    """When the channel is built, each connection point has tried each instance to the last row, and holds a channel."""
    if not case.complete or case.flow.place("F2") is None:
        return
    end, attempts = len(case.records), _attempts(case)
    names = tuple(dict.fromkeys(name for name, _ in attempts))
    if not names:
        return  # the whole step is missing, and is missed as such
    expected = range(len(names), len(names) + _excused(case, names) + 1)
    if case.situation.connection_points not in expected:
        text = f"{len(names)} connection points build channels; there are {case.situation.connection_points}"
        yield Departure(end, "F2", text)
    for name in names:
        for k in range(1, case.situation.instances + 1):
            if (wrong := _given_up(case, attempts.get((name, k), []))) is not None:
                yield Departure(end, "N1" if len(_rows(case)) > 1 else "F2", f"{name} {wrong} instance {k}")


def _excused(case: Case, names: tuple[str, ...]) -> int:
    """How many connection points make no attempt and say why."""
    states = (record for record in case.records if (record.kind, record.rule) == ("state", "F2"))
    return len({r.src for r in states if r.src_role == Role.CMG_CONNECTION_POINT and r.src not in names})


def _given_up(case: Case, attempts: list[_Attempt]) -> str | None:
    if not attempts:
        return "never tries"
    if any(attempt.talk.accepted is not None for attempt in attempts):
        return None
    rows = _rows(case)
    if attempts[-1].place < len(rows) - 1:
        return f"gives up after {attempts[-1].record.protocol}; {rows[-1].protocols[0]} is the fallback for"
    return None


def _rows(case: Case) -> tuple[PortRule, ...]:
    there = case.situation
    return channel_attempts(there.deployment, there.instances, through_proxy=there.proxy)


def _attempts(case: Case) -> dict[tuple[str, int], list[_Attempt]]:
    """Attempts by connection point and instance, in order; those that break the port table are told elsewhere."""
    rows, found = _rows(case), dict[tuple[str, int], list[_Attempt]]()
    for position, record in case.openings():
        k = instance_number(record.dst, record.dst_role)
        if k is None or not is_channel(record) or channel_fault(record, case.situation):
            continue
        place = next(place for place, row in enumerate(rows) if record.protocol in row.protocols)
        found.setdefault((record.src, k), []).append(_Attempt(position, record, case.talk(record), place))
    return found


CHANNEL_LAWS: Final[tuple[Check, ...]] = (
    proxies_take_two_connections,
    attempts_follow_the_rows,
    every_instance_is_tried,
)
