"""Requests and answers as beats: hop by hop the first time, as one journey when they go the same way again."""

from __future__ import annotations

import re
from typing import Final

from cmgsim.facts.activities import CATALOGUE, REPLAY_REQUESTS
from cmgsim.facts.rows import Role
from cmgsim.flows.beats import Beat, Line, Scene, ends, line, quoted
from cmgsim.flows.narration_texts import TEXTS
from cmgsim.flows.words import Duration, Node, Phrase, Size, Slot, Text
from cmgsim.trace import Record

_REFUSED: Final = 400
_KINDS: Final = (*CATALOGUE.values(), *REPLAY_REQUESTS.values())
_NAMES: Final = tuple(row.name for row in _KINDS)
_REASON: Final = re.compile(r" with \d+ (.+)$")
_FROM_A_DEVICE: Final = "a device"
"""How the text of an answer begins that somebody else gave in the place of whom was asked."""


def ask(scene: Scene, position: int) -> Beat:
    """A request; with its answer where the two stand side by side, with its whole way where that has been told."""
    record = scene.records[position]
    slots = _asked(record)
    if record.rule == "F3" and record.dst_role == Role.INSTANCE:
        onward = _known_way(scene, position)
        if onward is None:
            return scene.tell([position], line(slots, "request.F3"))
        push, relay = scene.records[onward[0]], scene.records[onward[-1]]
        slots |= {"point": _node(push), "server": _node(relay), "step": quoted(record, push, relay)}
        return scene.tell([position, *onward], line(slots, "request.F3.again"))
    scene.news(*_hop(record))
    told = line(slots, f"request.{record.rule}.{record.verb}", *_keys("request", record))
    reply = scene.next(position, "on", record.connection, test=lambda r: r.kind == "response")
    if reply is None or Role.CMG_CONNECTION_POINT in (record.src_role, record.dst_role) or record.rule == "C4":
        return scene.tell([position], told)
    made = _provisioned(scene, reply)
    return scene.tell([position, reply, made], told, _answered(scene, record, reply, made))


def answer(scene: Scene, position: int, *, before: int | None = None) -> Beat:
    """
    A response, with those that carry it on to whoever asked first.

    Args:
        scene: The story.
        position: Of the response.
        before: Of the state that it goes with, if one does.
    """
    hops = [position]
    while (more := scene.next(hops[-1], "of", scene.records[position].request, test=_is_response)) is not None:
        hops.append(more)
    first, last = scene.records[hops[0]], scene.records[hops[-1]]
    slots: dict[str, Slot] = {
        **ends(first), "step": quoted(*(scene.records[hop] for hop in hops)), "status": _status(first),
        "client": Node(last.dst, last.dst_role), "bytes": Size(last.bytes or 0),
    }  # fmt: skip
    return scene.tell([before, *hops], line(slots, *_answer_keys(first, last)))


def located(scene: Scene, opening: Record) -> Node | None:
    """Which instance a connection to the load balancer leads to, by what travels on it."""
    message = scene.first("on", opening.connection)
    return None if message is None or message.dst_role != Role.INSTANCE else _node(message)


def _asked(record: Record) -> dict[str, Slot]:
    return {
        **ends(record),
        "verb": Text(str(record.verb)),
        "port": Text(str(record.port)),
        "protocol": Text(str(record.protocol)),
        "bytes": Size(record.bytes or 0),
        "purpose": Phrase(purpose(record)),
        "credential": Phrase(_credential(record)),
        "resource": Phrase(_resource(record)),
    }


def _known_way(scene: Scene, position: int) -> list[int] | None:
    """
    The further hops of a client's request, if they follow and such a way has been told before.

    Another connection point may have its turn; the connection that it opens for that to the server is part of the way.
    """
    request = scene.records[position].request
    push = scene.next(position, "of", request, test=lambda r: r.rule == "F4")
    relay = None if push is None else scene.next(push, "of", request, test=lambda r: r.rule == "F5")
    if push is None or relay is None or any(_hop(scene.records[hop]) not in scene.said for hop in (push, relay)):
        return None
    last = scene.records[relay]
    opened = scene.next(push, "opens", last.src, test=lambda r: r.connection == last.connection)
    accepted = None if opened is None else scene.next(opened, "ends", last.connection)
    return [push, *(hop for hop in (opened, accepted) if hop is not None), relay]


def _hop(record: Record) -> tuple[object, ...]:
    """What a leg of the way is known by: between which roles, on which port."""
    return "way", record.rule, record.src_role, record.dst_role, record.port if record.rule == "F5" else None


def _provisioned(scene: Scene, reply: int) -> int | None:
    response = scene.records[reply]
    if response.src_role != Role.AZURE_RESOURCE_MANAGER:
        return None
    return scene.next(reply, "changes", response.src, test=lambda r: "is provisioned" in r.text)


def _answered(scene: Scene, request: Record, reply: int, made: int | None) -> Line:
    response = scene.records[reply]
    slots: dict[str, Slot] = {**ends(request), "status": _status(response), "bytes": Size(response.bytes or 0)}
    if made is not None:
        slots["waited"] = Duration(scene.records[made].t_ns - request.t_ns)
        return line(slots, "answered.created")
    if (response.status or 0) >= _REFUSED:
        return line(slots, "answered.error")
    if request.dst_role == Role.ENTRA_ID:
        return line(slots, "answered.token")
    content = ("answered.content",) if request.rule == "C6" and request.verb == "GET" else ()
    return line(slots, *content, f"answered.{request.rule}", "answered")


def _answer_keys(first: Record, last: Record) -> tuple[str, ...]:
    if (first.status or 0) >= _REFUSED:
        if first.text.startswith(_FROM_A_DEVICE):
            return ("response.device",)
        return f"response.{first.rule}.error", "response.refused" if first is not last else "response.error"
    if last.rule == "C2":
        return ("response.C1",)
    if first is not last and last.dst_role == Role.CLIENT:
        return ("response.back",)
    return (*_keys("response", first), "response")


def _keys(kind: str, record: Record) -> tuple[str, ...]:
    far_end = record.dst_role if kind == "request" else record.src_role
    return f"{kind}.{record.rule}.{far_end}", f"{kind}.{record.rule}", kind


def purpose(record: Record) -> str:
    """Key of the phrase for what a client asks for, by the name of the row in the request catalogue."""
    named = next((word for word in record.text.split() if word in _NAMES), None)
    path = record.path or ""
    by_path = (row.name for row in _KINDS if row.verb == record.verb and path.endswith(row.path))
    name = f"purpose.{named or next(by_path, '')}"
    return name if name in TEXTS else "purpose"


def _credential(record: Record) -> str:
    """How the client proves who it is: the two families of addresses tell it."""
    path = record.path or ""
    if "CCM_Proxy_ServerAuth" in path:
        return "credential.token"
    return "credential.certificate" if "CCM_Proxy_MutualAuth" in path else "credential"


def _resource(record: Record) -> str:
    name = f"resource.{(record.path or '').rsplit('/', 1)[-1]}"
    return name if name in TEXTS else "resource"


def _status(response: Record) -> Text:
    reason = _REASON.search(response.text)
    return Text(f"{response.status} {reason[1]}" if reason else str(response.status))


def _is_response(record: Record) -> bool:
    return record.kind == "response"


def _node(record: Record) -> Node:
    return Node(record.dst, record.dst_role)
