"""What is on the wire at a step: connection, request, answer, size and proof, as rows of a label and a value."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Any, Final

from cmgsim.facts.activities import CATALOGUE, REPLAY_REQUESTS
from cmgsim.facts.failure_rows import Bilingual
from cmgsim.facts.http import HEADERS
from cmgsim.facts.rows import RequestKind
from cmgsim.flows.beats import host
from cmgsim.flows.nouns import LONGEST_TEXT, printable
from cmgsim.flows.words import Size
from cmgsim.trace import Record
from cmgsim.views.player.proofs import proof
from cmgsim.views.player.shelf import Pair
from cmgsim.views.player.speech import Speech, plain

_REQUESTS: Final = (*REPLAY_REQUESTS.values(), *CATALOGUE.values())
_HEADER_NAMES: Final = MappingProxyType({row.rule: row.name for row in HEADERS})

# fmt: off
_LABELS: Final = MappingProxyType({
    "connection": Bilingual("Connection", "Connexion"),
    "opened": Bilingual("Opened by", "Ouverte par"),
    "through": Bilingual("Through", "Par"),
    "way": Bilingual("Direction", "Sens"),
    "request": Bilingual("Request", "Demande"),
    "headers": Bilingual("Headers", "En-têtes"),
    "answer": Bilingual("Answer", "Réponse"),
    "size": Bilingual("Size", "Taille"),
    "name": Bilingual("Name", "Nom"),
    "proof": Bilingual("Proof", "Preuve"),
})
_WAYS: Final = MappingProxyType({
    "with": Bilingual("from who opened the connection", "depuis qui a ouvert la connexion"),
    "against": Bilingual("towards who opened the connection", "vers qui a ouvert la connexion"),
    "inside": Bilingual("inside the channel, towards who opened it", "dans le canal, vers qui l'a ouvert"),
    "inside.with": Bilingual("inside the channel, from who opened it", "dans le canal, depuis qui l'a ouvert"),
})
# fmt: on


def on_the_wire(record: Record, answer: Record | None, speech: Speech, *, inside: bool) -> Iterator[tuple[Pair, Pair]]:
    """
    The rows for a step.

    Args:
        record: The message that the step is about.
        answer: The answer, where the step shows it too.
        speech: Both languages.
        inside: Whether it travels inside a channel that was opened before.
    """
    for name, value in _rows(record, answer, speech, inside=inside):
        yield plain(_LABELS[name]), value


def _rows(record: Record, answer: Record | None, speech: Speech, *, inside: bool) -> Iterator[tuple[str, Pair]]:
    if record.kind == "dns-query":
        yield "name", _twice(host(record.text))
    if record.protocol is not None:
        yield "connection", _twice(f"{record.protocol} {record.port}")
    if record.opened_by is not None:
        role = record.src_role if record.opened_by == record.src else record.dst_role
        yield "opened", speech.node(record.opened_by, role)
    if record.via is not None:
        yield "through", speech.node(record.via, "proxy")
    if (way := direction(record)) is not None:
        yield "way", plain(_WAYS[{"against": "inside", "with": "inside.with"}[way] if inside else way])
    if record.verb is not None:
        yield "request", _twice(f"{record.verb} {printable(record.path or '', LONGEST_TEXT)}")
    if names := headers(record):
        yield "headers", _twice(", ".join(names))
    yield from _answered(record if record.kind == "response" else answer, record, speech)
    told = proof(record, {})
    if told is not None:
        yield "proof", speech.say(*told)


def _answered(answer: Record | None, record: Record, speech: Speech) -> Iterator[tuple[str, Pair]]:
    if answer is not None and answer.status is not None:
        yield "answer", _twice(str(answer.status))
    sizes = [message.bytes for message in dict.fromkeys((record, answer)) if message is not None and message.bytes]
    if sizes:
        english, french = ([speech.value(Size(size))[place] for size in sizes] for place in (0, 1))
        yield "size", (" → ".join(english), " → ".join(french))


def direction(record: Record) -> str | None:
    """Whether a message goes `with` the opening of its connection or `against` it; None where nothing travels."""
    if record.kind not in ("connect", "request", "response") or record.opened_by is None:
        return None
    return "with" if record.opened_by == record.src else "against"


def headers(record: Record) -> list[str]:
    """The documented headers that a request carries."""
    kind = request_kind(record)
    return [_HEADER_NAMES[rule] for rule in (kind.headers if kind is not None else ())]


def request_kind(record: Record) -> RequestKind | None:
    """The row of the request catalogue that *record* is; None where it is none of a client's."""
    if record.kind != "request":
        return None
    words, path = record.text.split(), record.path or ""
    named = next((row for row in _REQUESTS if row.name in words), None)
    return named or next((row for row in _REQUESTS if row.verb == record.verb and path.endswith(row.path)), None)


def _twice(text: str) -> Pair:
    return text, text


def shown(value: Any) -> Pair:
    """Something that reads alike in both languages."""
    return _twice(printable(str(value), LONGEST_TEXT))
