"""
Does a trace follow the documented flow? An empty list of departures says so.

What a trace breaks is told once, at the record that breaks it. A trace that says that it stopped conforms up to there:
what the steps before it need has to be shown, the rest is not missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from cmgsim.facts.rows import Deployment, Role
from cmgsim.flows.channel_laws import CHANNEL_LAWS
from cmgsim.flows.documented import FLOWS
from cmgsim.flows.examination import TRACE, Case, Check, Departure, Situation, asked_as, lay_out, told
from cmgsim.flows.laws import LAWS, WELL_FORMED
from cmgsim.flows.port_laws import PORT_LAWS
from cmgsim.flows.script import Flow
from cmgsim.trace import Record

__all__ = ["Departure", "departures"]

_GOOD: Final = range(200, 300)
_FORWARDED: Final = ("F3", "C2")
"""Steps whose answers to a client come from the site, through the channel."""


def departures(
    trace: Iterable[Record],
    flow: Flow | str,
    *,
    deployment: Deployment | str = Deployment.SCALE_SET,
    instances: int = 1,
    connection_points: int = 1,
    proxy: bool = False,
    complete: bool | None = None,
) -> list[Departure]:
    """
    Where *trace* departs from *flow*, in order of position; empty for a trace that conforms.

    Args:
        trace: A `Trace`, or its records.
        flow: The documented flow, or its name.
        deployment: How the CMG stands in Azure.
        instances: Its number of VM instances.
        connection_points: How many connection points build channels.
        proxy: Whether a proxy stands between them and the internet.
        complete: Whether the whole flow must be there. None: it must, unless the last record says that the flow
            stopped; then what comes before that step must. False: the trace is a part, nothing is missed.

    Raises:
        KeyError: There is no flow of that name.

    Example:
        >>> [departure.rule for departure in departures((), "channel")]
        ['F2']
    """
    script = FLOWS[flow] if isinstance(flow, str) else flow
    situation = Situation(Deployment(deployment), instances, connection_points, proxy)
    case = lay_out(tuple(trace), script, situation, complete=complete)
    found = _found(case, WELL_FORMED) or _found(case, (*LAWS, *PORT_LAWS, *CHANNEL_LAWS, *STEP_LAWS))
    return sorted(found, key=lambda departure: departure.position)


def _found(case: Case, checks: Iterable[Check]) -> list[Departure]:
    """What the checks find; of several at one record the first, since the others mostly follow from it."""
    first: dict[tuple[int, str], Departure] = {}
    for departure in (departure for check in checks for departure in check(case)):
        at_the_end = departure.position == len(case.records)
        first.setdefault((departure.position, departure.message if at_the_end else ""), departure)
    return list(first.values())


def records_carry_out_their_steps(case: Case) -> Iterator[Departure]:
    """Each record says which step it carries out, and is one of the moves of that step."""
    for position, record in enumerate(case.records):
        step = case.flow.step(record.rule)
        if step is None:
            has = f"the flow {case.flow.name} has {', '.join(case.flow.rules)}"
            text = f"{told(record)} carries out {record.rule or 'no step'}; {has}"
            yield Departure(position, record.rule or TRACE, text)
        elif not step.carried_out_by(_without_blame(case, position)):
            row = f" on {record.port_rule}" if record.port_rule else ""
            text = f"{told(record)}{row}, opened by {record.opened_by or 'nobody'}, is not part of step {step.rule}"
            yield Departure(position, step.rule, f"{text} ({step.initiator} to {step.acceptor})")


def _without_blame(case: Case, position: int) -> Record:
    """The record; of the last one of a story that stopped, without the row on which a connection before it failed."""
    record = case.records[position]
    if case.stopped is None or position + 1 < len(case.records):
        return record
    failed = any(one.port_rule == record.port_rule for one in case.records if one.kind in ("refused", "timed-out"))
    return record._replace(port_rule=None) if failed else record


def steps_come_in_order(case: Case) -> Iterator[Departure]:
    """A step begins after the one before it; a step of the content flows is not taken up again either."""
    furthest, begun, told = -1, list[int](), list[int]()
    for position, record in enumerate(case.records):
        place = case.flow.place(record.rule)
        if place is None:
            continue
        if place < furthest and place not in told:
            late, once = place not in begun, record.rule is not None and not record.rule.startswith("F")
            if late or (once and record.kind != "closed"):
                told.append(place)
                verb = "begins" if late else "goes on"
                text = f"{record.rule} {verb} after {case.flow.rules[furthest]} has begun; steps come in order"
                yield Departure(position, case.flow.rules[place], text)
        begun.append(place)
        furthest = max(furthest, place)


def requests_pass_from_hand_to_hand(case: Case) -> Iterator[Departure]:
    """Whoever has received a request passes it on, and a client's request is answered by the site, not before it."""
    having: dict[str, list[Record]] = {}
    passed: dict[str, list[str]] = {}
    for position, record in enumerate(case.records):
        request = asked_as(record)
        hops = having.setdefault(request, [])
        if record.kind == "request":
            if hops and hops[-1].dst != record.src:
                text = f"{record.src} passes on the request {request}, which {hops[-1].dst} has"
                yield Departure(position, record.rule or TRACE, text)
            hops.append(record)
            passed.setdefault(request, []).append(record.dst_role)
        elif record.kind == "response" and hops:
            hops.pop()
            if record.rule in _FORWARDED and record.dst_role == Role.CLIENT and record.status in _GOOD:
                yield from _unasked(position, record, passed.get(request, []))


def _unasked(position: int, record: Record, passed: list[str]) -> Iterator[Departure]:
    if record.src_role != Role.INSTANCE:
        return
    if Role.CMG_CONNECTION_POINT not in passed:
        text = f"{record.src} answers {record.dst} by itself; client requests go down the channel to a connection point"
        yield Departure(position, "F4", text)
    elif Role.MANAGEMENT_POINT not in passed and Role.SOFTWARE_UPDATE_POINT not in passed:
        text = f"the request {record.request} is answered without a management point or a software update point"
        yield Departure(position, "F5", text)


def content_waits_for_trust(case: Case) -> Iterator[Departure]:
    """A client goes to the storage after the CMG told it the place (C5) and it trusts the CMG's certificate (C6)."""
    located = trusted = False
    for position, record in enumerate(case.records):
        located |= record.kind == "response" and record.rule == "C5" and record.status in _GOOD
        trusted |= record.kind == "state" and record.rule == "C6" and record.src_role == Role.CLIENT
        if record.kind == "connect" and (record.src_role, record.dst_role) == (Role.CLIENT, Role.BLOB_STORAGE):
            if not trusted:
                text = f"{record.src} connects to {record.dst} before it trusts the certificate of the CMG"
                yield Departure(position, "C6", text)
            elif not located:
                text = f"{record.src} connects to {record.dst} before the CMG has told it the place"
                yield Departure(position, "C5", text)


def steps_are_shown(case: Case) -> Iterator[Departure]:
    """A complete trace shows every step with what it needs; one that stopped, the steps before its end."""
    end, last = len(case.records), case.flow.place(case.stopped)
    steps = case.flow.steps if case.complete else case.flow.steps[: last or 0]
    for step in steps:
        own = [record for record in case.records if record.rule == step.rule]
        if not own:
            yield Departure(end, step.rule, f"step {step.rule} ({step.initiator} to {step.acceptor}) is not shown")
            continue
        for move in step.moves:
            if move.needed and not any(move.fits(record) for record in own):
                yield Departure(end, step.rule, f"step {step.rule} shows no {move}")


STEP_LAWS: Final[tuple[Check, ...]] = (
    records_carry_out_their_steps,
    steps_come_in_order,
    requests_pass_from_hand_to_hand,
    content_waits_for_trust,
    steps_are_shown,
)
