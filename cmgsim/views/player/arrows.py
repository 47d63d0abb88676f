"""
Moves: what travels on the map and stands as an arrow in the sequence, one for each record that a step shows.

A message knows its link by who opened the connection to whom; the message itself may go the other way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from attrs import define, field

from cmgsim.facts.failure_rows import Bilingual
from cmgsim.facts.rows import Role
from cmgsim.flows.beats import host
from cmgsim.flows.nouns import printable
from cmgsim.flows.words import Size, Voice
from cmgsim.trace import Record
from cmgsim.views.player.shelf import Pair

LONGEST_LABEL: Final = 32
"""Characters that stand on an arrow."""
_CMG: Final = (Role.LOAD_BALANCER, Role.INSTANCE)
_REFUSED: Final = 400

# fmt: off
_OUTCOMES: Final = MappingProxyType({
    "accepted": Bilingual("accepted", "acceptée"),
    "refused": Bilingual("refused", "refusée"),
    "timed-out": Bilingual("no answer", "pas de réponse"),
    "closed": Bilingual("closed", "fermée"),
    "address": Bilingual("address", "adresse"),
    "alias": Bilingual("alias (CNAME)", "alias (CNAME)"),
    "unknown": Bilingual("no such name", "nom inconnu"),
    "state": Bilingual("new state", "nouvel état"),
    "stop": Bilingual("stops here", "arrêt ici"),
    "end": Bilingual("done", "terminé"),
})
# fmt: on


@define
class Stage:
    """The records of one story, with what each connection is and where it is drawn."""

    records: Sequence[Record]
    drawn: Mapping[str, str]
    """Node of the trace to the node that stands for it on the map."""
    opened: dict[str, Record] = field(factory=dict)
    """By connection, the record that opened it."""

    def __attrs_post_init__(self) -> None:
        for record in self.records:
            if record.kind == "connect" and record.connection is not None:
                self.opened.setdefault(record.connection, record)

    def line(self, record: Record) -> str | None:
        """The id of the line of the map that *record* runs along; None for what happens at one node."""
        if record.kind in ("dns-query", "dns-answer"):
            asks, knows = (record.src, record.dst) if record.kind == "dns-query" else (record.dst, record.src)
            return line_id(self.drawn.get(asks, asks), self.drawn.get(knows, knows), look_up=True)
        opening = self.opened.get(record.connection or "")
        if opening is None:
            return None
        return line_id(self.drawn.get(opening.src, opening.src), self.drawn.get(opening.dst, opening.dst))

    def is_channel(self, record: Record) -> bool:
        """Whether the connection of *record* is a channel between a connection point and the CMG."""
        opening = self.opened.get(record.connection or "")
        return opening is not None and opening.src_role == Role.CMG_CONNECTION_POINT and opening.dst_role in _CMG

    def route(self, record: Record) -> list[str] | None:
        """The nodes on the way where it does not go straight: through a proxy, through the load balancer."""
        opening = self.opened.get(record.connection or "")
        if opening is None:
            return None
        inner = [opening.via] if opening.via else []
        far = record.dst if record.src == opening.src else record.src
        if far != opening.dst:
            inner.append(opening.dst)
        if record.src != opening.src:
            inner.reverse()
        return [record.src, *inner, record.dst] if inner else None

    def moves(self, positions: Sequence[int]) -> Iterator[tuple[Record, dict[str, Any], Pair]]:
        """Each record that is seen to move, what the page needs of it, and its label; what looks alike once."""
        there = [self.records[position] for position in positions]
        seen: set[tuple[object, ...]] = set()
        travelling = [record for record in there if record.src != record.dst] or there[:1]
        for record in travelling:
            look = (self.drawn.get(record.src), self.drawn.get(record.dst), record.kind, record.t_ns, record.protocol)
            if record.kind != "closed" and look not in seen and not self._hidden(record, seen):
                seen.add(look)
                yield record, self._move(record), label(record)

    def _hidden(self, record: Record, seen: set[tuple[object, ...]]) -> bool:
        """Of a crowd that one box stands for, the first is enough."""
        ends = (self.drawn.get(record.src, record.src), self.drawn.get(record.dst, record.dst))
        if ends == (record.src, record.dst):
            return False
        crowd = ("crowd", *ends, record.kind, record.protocol)
        known = crowd in seen and record.request is None
        seen.add(crowd)
        return known

    def _move(self, record: Record) -> dict[str, Any]:
        message = record.kind in ("request", "response")
        flags = {
            "blocked": record.kind in ("refused", "timed-out"),
            "against": message and record.opened_by != record.src,
            "inside": message and self.is_channel(record),
            "channel": not message and self.is_channel(record),
        }
        found = {"link": self.line(record), "route": self.route(record)}
        return {
            "kind": record.kind, "from": record.src, "to": record.dst,
            **{key: value for key, value in found.items() if value is not None},
            **{key: True for key, value in flags.items() if value},
        }  # fmt: skip


def line_id(opener: str, acceptor: str, *, look_up: bool = False) -> str:
    """
    The id of the line between two boxes; look-ups have lines of their own.

    Example:
        >>> line_id("client-1", "public-dns", look_up=True)
        'client-1>public-dns?'
    """
    return f"{opener}>{acceptor}{'?' if look_up else ''}"


def label(record: Record) -> Pair:
    """
    What stands on the arrow of *record*, at most 32 characters.

    Example:
        >>> ends = ("client-1", "instance-1", "client", "instance", "internet", "azure")
        >>> label(Record(0, "request", *ends, protocol="HTTPS", port=443, verb="CCM_POST"))
        ('HTTPS 443 · CCM_POST', 'HTTPS 443 · CCM_POST')
    """
    english, french = _label(record)
    return printable(english, LONGEST_LABEL), printable(french, LONGEST_LABEL)


def _label(record: Record) -> Pair:
    if record.kind == "response":
        return _answer(record)
    said = {
        "connect": f"{record.protocol} {record.port}",
        "request": f"{record.protocol} {record.port} · {record.verb}",
        "dns-query": f"DNS · {host(record.text)}",
    }.get(record.kind)
    return _outcome(_outcome_of(record)) if said is None else _twice(said)


def _outcome_of(record: Record) -> str:
    if record.kind == "dns-answer":
        known = "alias" if "leads to" in record.text else "address"
        return "unknown" if record.status else known
    if record.kind == "state":
        return "stop" if record.text.startswith("stopped at") else "state"
    return record.kind


def _answer(record: Record) -> Pair:
    if record.bytes is None or (record.status or 0) >= _REFUSED:
        return _twice(str(record.status))
    english, french = (Size(record.bytes).in_words(Voice(lang)) for lang in ("en", "fr"))
    return f"{record.status} · {english}", f"{record.status} · {french}"


def _outcome(name: str) -> Pair:
    row = _OUTCOMES[name]
    return row.en, row.fr


def _twice(text: str) -> Pair:
    return text, text
