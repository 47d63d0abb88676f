"""
From records to beats: which records are told together, and by which sentence.

One function for each kind of record with which a beat begins; `telling_messages` has those for requests and answers.
A sentence is looked for under the most special key first (`connect.F2.tcp-tls.failed`), then under wider ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from cmgsim.facts.rows import Role
from cmgsim.flows.beats import Attempt, Beat, Line, Scene, ends, host, line
from cmgsim.flows.crowds import in_chorus, summed_up
from cmgsim.flows.telling_messages import answer, ask, located
from cmgsim.flows.words import Duration, Node, Rules, Slot, Text
from cmgsim.trace import Record

_CMG: Final = (Role.LOAD_BALANCER, Role.INSTANCE)
_FALLBACKS: Final = ("P5", "P6")

# What a state is about, by a word of its text, which is stable; the first word that is in it decides.
_ABOUT: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "F1": ("provisioning", "setup", "certificate", "ready", "error", "provisioned"),
        "F2": ("channel", "not tried", "down"),
    }
)


def tell(records: Sequence[Record]) -> tuple[Beat, ...]:
    """The beats of a story, in order; every record is in exactly one."""
    scene, beats = Scene(records), list[Beat]()
    for position, record in enumerate(records):
        if position not in scene.told:
            beats.append(_TELLERS.get(record.kind, _other)(scene, position))
    return tuple(in_chorus(summed_up(records, beats)))


def _other(scene: Scene, position: int) -> Beat:
    record = scene.records[position]
    return scene.tell([position], line({**ends(record), "text": Text(record.text)}, "other"))


def _look_up(scene: Scene, position: int) -> Beat:
    query = scene.records[position]
    asked = host(query.text)
    slots: dict[str, Slot] = {**ends(query), "name": Text(asked)}
    reply = scene.next(position, "answers", query.dst, query.src)
    if reply is None:
        return scene.tell([position], line(slots, "look-up.unanswered"))
    found, positions, key, alias = scene.records[reply], [position, reply], "look-up.address", ""
    if found.status:
        key = "look-up.unknown"
    elif "leads to" in found.text:
        key, alias = "look-up.alias", host(found.text)
        slots["alias"] = Text(alias)
        more = scene.next(reply, "asks", query.src, test=lambda r: (r.rule, host(r.text)) == (query.rule, alias))
        if more is not None:
            key = "look-up.alias-address"
            positions += [more, *filter(None, [scene.next(more, "answers", scene.records[more].dst, query.src)])]
    news = [scene.news("look-up", query.src, query.rule, name, found.status) for name in (asked, alias)]
    if not news[0]:
        return scene.tell(positions)
    return scene.tell(positions, line(slots, f"{key}.{query.rule}", key))


def _attempt(scene: Scene, position: int) -> Beat:
    opening = scene.records[position]
    end = scene.next(position, "ends", opening.connection)
    if end is not None and opening.dst_role == Role.PROXY and scene.records[end].kind == "accepted":
        through = scene.next(end, "opens", opening.src, test=lambda r: r.via == opening.dst)
        if through is not None:
            further = scene.next(through, "ends", scene.records[through].connection)
            told = [position, end, *_talk_with_proxy(scene, end, opening.connection), through]
            return _outcome(scene, told, further, scene.records[through], leg=opening)
    return _outcome(scene, [position], end, opening)


def _talk_with_proxy(scene: Scene, after: int, connection: str | None) -> list[int]:
    """The request to connect further and its answer: the two connections that follow from them tell it all."""
    asked = scene.next(after, "on", connection)
    if asked is None:
        return []
    answered = scene.next(asked, "on", connection)
    return [asked] if answered is None else [asked, answered]


def _outcome(
    scene: Scene, positions: list[int], end: int | None, opening: Record, *, leg: Record | None = None
) -> Beat:
    """What becomes of an attempt, with what its success brings about at once; *leg* is its way to the proxy."""
    slots: dict[str, Slot] = {**ends(opening), "protocol": Text(str(opening.protocol)), "port": Text(str(opening.port))}
    if leg is not None:
        slots |= {"via": Node(leg.dst, leg.dst_role), "via_port": Text(str(leg.port))}
    variant = "through" if leg is not None else _variant(opening)
    keys = [f"connect.{opening.rule}.{variant}", f"connect.{opening.rule}", "connect"]
    if end is None:
        return scene.tell(positions, line(slots, *(f"{key}.failed" for key in keys)), line({}, "unanswered"))
    outcome = scene.records[end]
    channel = opening.rule == "F2" and opening.dst_role in _CMG
    group = Attempt(opening.src, str(opening.protocol), outcome.kind, variant) if channel else None
    if outcome.kind == "accepted":
        effect, told = _effect(scene, end, opening, variant)
        return scene.tell([*positions, end, effect], line(slots, *keys), *told, group=group)
    slots["waited"] = Duration(outcome.t_ns - opening.t_ns)
    how = "refused.certificate" if outcome.status else outcome.kind
    slots["status"] = Text(str(outcome.status))
    return scene.tell([*positions, end], line(slots, *(f"{key}.failed" for key in keys)), line(slots, how), group=group)


def _variant(opening: Record) -> str:
    if opening.rule != "F2":
        return opening.dst_role
    if opening.dst_role == Role.PROXY:
        return "proxy"
    return "fallback" if opening.port_rule in _FALLBACKS else str(opening.protocol).lower()


def _effect(scene: Scene, end: int, opening: Record, variant: str) -> tuple[int | None, list[Line]]:
    """The state that an accepted connection brings about, and how it is told."""
    if opening.rule == "F2" and opening.dst_role in _CMG:
        state = scene.next(end, "changes", opening.src, test=lambda r: r.text.startswith("channel"))
        return state, [line({}, f"accepted.F2.{variant}", "accepted.F2")]
    if opening.dst_role == Role.LOAD_BALANCER:
        state = scene.next(end, "changes", opening.dst, test=lambda r: r.rule == opening.rule)
        instance = located(scene, opening) if state is None else _handed_to(scene.records[state])
        if instance is not None:
            return state, [line({"instance": instance}, f"accepted.{opening.rule}", "accepted.F3")]
        return state, []
    return None, []


def _handed_to(state: Record) -> Node:
    return Node(state.text.split()[-1] if state.text else state.src, Role.INSTANCE)


def _state(scene: Scene, position: int) -> Beat:
    record = scene.records[position]
    slots = ends(record)
    if position == len(scene.records) - 1:
        told = line(slots, "stopped" if record.text.startswith("stopped") else f"end.{record.rule}", "other")
        return _other(scene, position) if told.key == "other" else scene.tell([position], told)
    if record.src_role == Role.LOAD_BALANCER:
        return scene.tell([position], line({**slots, "instance": _handed_to(record)}, "state.hands"))
    if record.rule == "C5":
        reply = scene.next(position, "replies", record.src, test=lambda r: r.rule == "C5")
        if reply is not None:
            return answer(scene, reply, before=position)
    about = next((word for word in _ABOUT.get(record.rule or "", ()) if word in record.text), "")
    if about == "not tried" and not scene.news(record.src, about):
        return scene.tell([position])
    told = line({**slots, "note": Rules(("N1",))}, f"state.{record.rule}.{about}", f"state.{record.rule}", "other")
    return _other(scene, position) if told.key == "other" else scene.tell([position], told)


def _close(scene: Scene, position: int) -> Beat:
    """Closing is told only of a channel: any other connection simply has done its work."""
    record = scene.records[position]
    channel = Role.CMG_CONNECTION_POINT in (record.src_role, record.dst_role) and (
        record.src_role in _CMG or record.dst_role in _CMG
    )
    return scene.tell([position], *([line(ends(record), "closed.F2")] if channel else []))


_TELLERS: Final[Mapping[str, Callable[[Scene, int], Beat]]] = MappingProxyType(
    {
        "dns-query": _look_up,
        "connect": _attempt,
        "request": ask,
        "response": answer,
        "state": _state,
        "closed": _close,
    }
)
