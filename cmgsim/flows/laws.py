"""
What holds for every trace, whatever it shows: order of time, one outcome an attempt, no message without a connection.

The first group says what a record is; a trace that breaks it is not examined further.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from cmgsim.facts.roles import zone_of
from cmgsim.facts.rows import Role, Zone
from cmgsim.flows.examination import TRACE, Case, Check, Departure, Talk, asked_as, told
from cmgsim.flows.script import OUTCOMES
from cmgsim.trace import KINDS, Record

_ON_CONNECTIONS: Final = (*OUTCOMES, "connect", "closed", "request", "response")
_SAME_AS_OPENING: Final = ("port", "protocol", "port_rule", "via")
_DNS: Final = ("DNS", 53)


def kinds_are_known(case: Case) -> Iterator[Departure]:
    """A record is of one of the ten kinds."""
    for position, record in enumerate(case.records):
        if record.kind not in KINDS:
            text = f"{record.kind!r} is not a kind of record; the kinds are {', '.join(KINDS)}"
            yield Departure(position, TRACE, text)


def roles_stand_in_their_zones(case: Case) -> Iterator[Departure]:
    """A node has a role, and stands in the zone of that role."""
    for position, record in enumerate(case.records):
        ends = ((record.src, record.src_role, record.src_zone), (record.dst, record.dst_role, record.dst_zone))
        if (wrong := next(filter(None, (_misplaced(*end) for end in ends)), None)) is not None:
            yield Departure(position, TRACE, wrong)


def _misplaced(name: str, role: str, zone: str) -> str | None:
    if role not in tuple(Role):
        return f"{name} has the role {role!r}, which does not exist"
    return None if zone == zone_of(role) else f"{name} stands in {zone}; a {role} stands in {zone_of(role)}"


def records_have_their_columns(case: Case) -> Iterator[Departure]:
    """A state is of one node; a message has two ends; what travels on a connection names it; an answer has a status."""
    for position, record in enumerate(case.records):
        if (wrong := _missing_column(record)) is not None:
            yield Departure(position, TRACE, f"{told(record)} {wrong}")


def _missing_column(record: Record) -> str | None:
    if (record.kind == "state") != (record.src == record.dst):
        return "has one end" if record.kind != "state" else "has two ends; a state is of one node"
    if record.kind in _ON_CONNECTIONS and record.connection is None:
        return "names no connection"
    if record.kind == "request" and record.verb is None:
        return "lacks its verb"
    if record.kind == "response" and record.status is None:
        return "lacks its status"
    if record.kind.startswith("dns") and ((record.protocol, record.port) != _DNS or record.connection is not None):
        return "is not plain DNS on port 53, without a connection"
    return None


WELL_FORMED: Final[tuple[Check, ...]] = (kinds_are_known, roles_stand_in_their_zones, records_have_their_columns)


def time_never_decreases(case: Case) -> Iterator[Departure]:
    """Records stand in order of occurrence."""
    for position, (before, record) in enumerate(pairwise(case.records), 1):
        if record.t_ns < before.t_ns:
            text = f"time goes back from {before.t_ns} to {record.t_ns} ns; records stand in order of time"
            yield Departure(position, TRACE, text)


def nobody_connects_inwards(case: Case) -> Iterator[Departure]:
    """No connection is opened from outside towards the local network."""
    for position, record in case.openings():
        if record.src_zone != Zone.ON_PREMISES and record.dst_zone == Zone.ON_PREMISES:
            text = (
                f"{record.src} in {record.src_zone} opens a connection to {record.dst} on premises; only connections "
                "opened from there may carry messages inwards"
            )
            yield Departure(position, "F4", text)


def attempts_have_one_outcome(case: Case) -> Iterator[Departure]:
    """After `connect` comes exactly one of accepted, refused, timed-out, and an id is used once."""
    for talk in case.talks.values():
        if talk.opened is None or talk.opened != talk.positions[0]:
            yield Departure(talk.positions[0], TRACE, f"connection {talk.id} is used before it is opened")
            continue
        again = [place for place in talk.positions[1:] if case.records[place].kind == "connect"]
        if again:
            yield Departure(again[0], TRACE, f"connection {talk.id} is opened twice; each attempt has an id of its own")
        elif len(talk.outcomes) > 1:
            kinds = " and ".join(case.records[place].kind for place in talk.outcomes)
            yield Departure(talk.outcomes[1], TRACE, f"the attempt {talk.id} has two outcomes, {kinds}; one is right")
        elif not talk.outcomes and (case.complete or case.stopped or len(talk.positions) > 1):
            expected = ", ".join(OUTCOMES)
            yield Departure(talk.opened, TRACE, f"the attempt {talk.id} has no outcome; one of {expected} follows")


def messages_travel_on_open_connections(case: Case) -> Iterator[Departure]:
    """Between the two ends of an accepted connection, before it is closed, with the columns of its opening."""
    for talk in case.talks.values():
        if talk.opened != talk.positions[0] or len(talk.outcomes) != 1:
            continue
        for position in talk.positions:
            if (wrong := _wrong_on(case, talk, position)) is not None:
                record = case.records[position]
                yield Departure(position, record.rule or TRACE, f"{told(record)} {wrong}")
                break


def _wrong_on(case: Case, talk: Talk, position: int) -> str | None:
    record, opening = case.records[position], case.opening(talk)
    if record.opened_by != opening.src:
        return f"says that {record.opened_by} opened {talk.id}; {opening.src} did"
    for column in _SAME_AS_OPENING:
        if getattr(record, column) != getattr(opening, column):
            return f"has {column} {getattr(record, column)} on {talk.id}, which has {getattr(opening, column)}"
    if record.kind in ("request", "response", "closed"):
        if talk.accepted is None or position < talk.accepted:
            return f"travels on {talk.id}, which is not accepted"
        if talk.closed is not None and position > talk.closed:
            return f"travels on {talk.id}, which is closed"
    far_end = _far_end(case, talk, opening) if record.kind in ("request", "response") else opening.dst
    ends = (record.src, record.dst) if record.kind in OUTCOMES else tuple(sorted((record.src, record.dst)))
    expected = (opening.src, far_end) if record.kind in OUTCOMES else tuple(sorted((opening.src, far_end)))
    return None if ends == expected else f"is not between {opening.src} and {far_end}, the ends of {talk.id}"


def _far_end(case: Case, talk: Talk, opening: Record) -> str:
    """Who speaks at the far end: behind a load balancer the one instance to which it handed the connection."""
    if opening.dst_role == Role.LOAD_BALANCER:
        for record in (case.records[position] for position in talk.positions):
            if record.kind in ("request", "response") and Role.INSTANCE in (record.src_role, record.dst_role):
                return record.src if record.src_role == Role.INSTANCE else record.dst
    return opening.dst


def answers_match_requests(case: Case) -> Iterator[Departure]:
    """A response answers the last open request of its id, on the same connection, in the opposite direction."""
    waiting: dict[str, list[int]] = {}
    for position, record in enumerate(case.records):
        if record.kind == "request":
            waiting.setdefault(asked_as(record), []).append(position)
        elif record.kind == "response":
            hops = waiting.get(asked_as(record), [])
            asked = case.records[hops.pop()] if hops else None
            if asked is None:
                yield Departure(position, record.rule or TRACE, f"{told(record)} answers no request {asked_as(record)}")
            elif (asked.src, asked.dst, asked.connection) != (record.dst, record.src, record.connection):
                awaited = f"{asked.dst} has to answer {asked.src} on {asked.connection}"
                text = f"{told(record)} on {record.connection} answers out of turn; {awaited}"
                yield Departure(position, record.rule or TRACE, text)
    if case.complete:
        for position in sorted(place for hops in waiting.values() for place in hops):
            record = case.records[position]
            text = f"the request {asked_as(record)} from {record.src} to {record.dst} is never answered"
            yield Departure(position, record.rule or TRACE, text)


def look_ups_are_answered(case: Case) -> Iterator[Departure]:
    """A name server answers whoever asked it."""
    waiting: dict[tuple[str, str], list[int]] = {}
    for position, record in enumerate(case.records):
        if record.kind == "dns-query":
            waiting.setdefault((record.src, record.dst), []).append(position)
        elif record.kind == "dns-answer":
            asked = waiting.get((record.dst, record.src))
            if asked:
                asked.pop(0)
            else:
                text = f"{record.src} answers {record.dst}, which did not ask"
                yield Departure(position, record.rule or TRACE, text)
    if case.complete:
        for position in sorted(place for asked in waiting.values() for place in asked):
            record = case.records[position]
            yield Departure(position, record.rule or TRACE, f"{record.dst} never answers the look-up of {record.src}")


LAWS: Final[tuple[Check, ...]] = (
    time_never_decreases,
    nobody_connects_inwards,
    attempts_have_one_outcome,
    messages_travel_on_open_connections,
    answers_match_requests,
    look_ups_are_answered,
)
