"""What a connection analyzer would report of the same run: an ordered list of checks, in our own words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from cmgsim.facts.failure_rows import Bilingual
from cmgsim.facts.rows import Role
from cmgsim.flows.nouns import LONGEST_TEXT, printable
from cmgsim.flows.words import Node
from cmgsim.trace import Record
from cmgsim.views.player.arrows import label
from cmgsim.views.player.shelf import Pair, Texts
from cmgsim.views.player.speech import Speech, plain

_CMG: Final = (Role.LOAD_BALANCER, Role.INSTANCE)
_SERVERS: Final = (Role.MANAGEMENT_POINT, Role.SOFTWARE_UPDATE_POINT)
_LOST: Final = ("refused", "timed-out")
_REFUSED: Final = 400

_NAME: Final = Bilingual("The service name leads to the CMG", "Le nom du service mène à la passerelle")
_SERVICE: Final = Bilingual("The CMG accepts connections", "La passerelle accepte des connexions")
_CHANNEL: Final = Bilingual("{dst:cap} holds a channel", "{dst:cap} tient un canal")
_PROOF: Final = Bilingual("The client's proof of identity is accepted", "La preuve d'identité du client est acceptée")
_SERVER: Final = Bilingual("{dst:cap} answers through the channel", "{dst:cap} répond par le canal")
_SKIPPED: Final = Bilingual("not reached: an earlier check failed", "pas atteint : un contrôle précédent a échoué")
_FINE: Final = Bilingual("as it should be", "comme il se doit")


def analyze(records: Sequence[Record], texts: Texts) -> list[dict[str, Any]]:
    """The checks of a communication flow, in the order in which they depend on each other."""
    speech, rows, failed = Speech.of(records), list[dict[str, Any]](), False
    for check, there in _checks(records, speech):
        verdict, detail = ("skipped", plain(_SKIPPED)) if failed and not there else _judged(there)
        rows.append({"check": texts.put(check), "result": verdict, "detail": texts.put(detail)})
        failed = failed or verdict == "fail"
    return rows


def _checks(records: Sequence[Record], speech: Speech) -> Iterator[tuple[Pair, list[Record]]]:
    def of(test: Callable[[Record], bool]) -> list[Record]:
        return [record for record in records if test(record)]

    yield plain(_NAME), of(lambda r: r.kind == "dns-answer" and r.rule == "F2")
    yield plain(_SERVICE), of(lambda r: r.kind in ("accepted", *_LOST) and r.dst_role in _CMG)
    points = dict.fromkeys((r.src, r.src_role) for r in records if r.src_role == Role.CMG_CONNECTION_POINT)
    for name, role in points:
        mine = of(lambda r, name=name: r.src == name and r.rule == "F2" and _of_channel(r))  # type: ignore[misc]
        yield speech.say(_CHANNEL, {"dst": Node(name, role)}), mine
    yield plain(_PROOF), of(lambda r: r.kind == "response" and r.dst_role == Role.CLIENT and r.src_role in _CMG)[:1]
    for role in _SERVERS:
        answers = of(lambda r, role=role: r.kind == "response" and r.src_role == role)  # type: ignore[misc]
        lost = of(lambda r, role=role: r.kind in _LOST and r.dst_role == role)  # type: ignore[misc]
        name = next((r.src for r in answers), f"{role}-1")
        yield speech.say(_SERVER, {"dst": Node(name, role)}), answers or lost


def _of_channel(record: Record) -> bool:
    return (record.kind in ("accepted", *_LOST) and record.dst_role in _CMG) or "is down" in record.text


def _judged(there: Sequence[Record]) -> tuple[str, Pair]:
    """One success is enough; else the last failure tells."""
    good = [r for r in there if r.kind not in _LOST and (r.status or 0) < _REFUSED and _works(r)]
    if good:
        status = good[0].status
        return "ok", plain(_FINE) if not status else (str(status), str(status))
    if not there:
        return "skipped", plain(_SKIPPED)
    last = there[-1]
    if last.kind == "response":
        text = printable(last.text.rsplit(" with ", 1)[-1], LONGEST_TEXT)
        return "fail", (text, text)
    told = label(last)
    where = f"{last.protocol} {last.port}: " if last.kind in _LOST else ""
    return "fail", (where + told[0], where.replace(": ", "\u00a0: ") + told[1])


def _works(record: Record) -> bool:
    return not (record.kind == "dns-answer" and record.status) and record.kind != "state"
