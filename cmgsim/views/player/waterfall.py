"""Where the time of one request goes: a bar for each stretch of its way, from one departure to the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from cmgsim.facts.failure_rows import Bilingual
from cmgsim.facts.rows import Role
from cmgsim.flows.narration_texts import TEXTS
from cmgsim.flows.telling_messages import purpose
from cmgsim.flows.words import Node
from cmgsim.trace import Record
from cmgsim.views.player.shelf import Texts
from cmgsim.views.player.speech import Speech, plain
from cmgsim.views.player.staging import Staged

_THERE: Final = Bilingual("to {dst}, and its work", "vers {dst}, et son travail")
_BACK: Final = Bilingual("back to {dst}", "retour vers {dst}")


def requests(records: Sequence[Record], staged: Staged, texts: Texts) -> list[dict[str, Any]]:
    """Every request of the story, in order, with its bars; only those that were sent on beyond their first hop."""
    speech = Speech.of(records)
    found: dict[str, list[int]] = {}
    for position, record in enumerate(records):
        if record.request is not None:
            found.setdefault(record.request, []).append(position)
    return [_request(name, positions, records, staged, speech, texts) for name, positions in found.items()]


def _request(
    name: str, positions: Sequence[int], records: Sequence[Record], staged: Staged, speech: Speech, texts: Texts
) -> dict[str, Any]:
    first = records[positions[0]]
    told = plain(TEXTS[purpose(first)])
    start, bars = first.t_ns, []
    arrivals = [*(records[position].t_ns for position in positions[1:]), _arrival(records, positions[-1])]
    for position, until in zip(positions, arrivals, strict=True):
        record = records[position]
        there = Bilingual(_BACK.en, _BACK.fr) if record.kind == "response" else _THERE
        where = texts.put(speech.node(record.dst, record.dst_role))
        label = speech.say(there, {"dst": Node(record.dst, record.dst_role)})
        bars.append([texts.put(label), record.t_ns - start, until - record.t_ns, staged.place_of(position), where])
    title = (f"{first.verb} · {told[0]}", f"{first.verb} · {told[1]}")
    return {"id": name, "name": texts.put(title), "first": staged.place_of(positions[0]), "bars": bars}


def _arrival(records: Sequence[Record], position: int) -> int:
    """When a last message arrives: its receiver goes on at that moment; at its own time where nobody does."""
    last = records[position]
    later = (
        record.t_ns for record in records[position + 1 :] if record.src == last.dst and record.src_role != Role.CMG
    )
    return next(later, last.t_ns)
