"""The heads of steps, for lists and timelines: at most sixty characters."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from cmgsim.facts.failure_rows import Bilingual
from cmgsim.flows.beats import Beat, host
from cmgsim.flows.nouns import printable
from cmgsim.flows.words import Node, Slot, Text
from cmgsim.trace import Record
from cmgsim.views.player.shelf import Pair
from cmgsim.views.player.speech import Speech

LONGEST_TITLE: Final = 60

# fmt: off
_TITLES: Final = MappingProxyType({
    "look-up": Bilingual("Look-up of {name}", "Résolution de {name}"),
    "connect": Bilingual("{protocol} {port} to {dst}", "{protocol} {port} vers {dst}"),
    "channel": Bilingual("Channel: {protocol} {port} to {dst}", "Canal : {protocol} {port} vers {dst}"),
    "channels": Bilingual("Channels to the VM instances", "Canaux vers les instances"),
    "request": Bilingual("{verb} to {dst}", "{verb} {dst:to}"),
    "request.F4": Bilingual("Down the channel to {dst}", "Par le canal vers {dst}"),
    "response": Bilingual("Answer {status} to {dst}", "Réponse {status} {dst:to}"),
    "state": Bilingual("{src:cap}", "{src:cap}"),
    "state.F1": Bilingual("The CMG takes shape", "La passerelle prend forme"),
    "state.F2": Bilingual("{src:cap}: channel", "{src:cap} : canal"),
    "state.C1": Bilingual("Access token and sources", "Jeton d'accès et sources"),
    "state.C5": Bilingual("The token is checked", "Le jeton est vérifié"),
    "state.C6": Bilingual("The certificate is trusted", "Le certificat est approuvé"),
    "state.D1": Bilingual("The content is ordered", "Le contenu est demandé"),
    "state.D2": Bilingual("A temporary copy", "Une copie temporaire"),
    "state.D3": Bilingual("Access to the storage", "Accès au stockage"),
    "end": Bilingual("The end of the flow", "La fin du flux"),
    "stop": Bilingual("The flow stops here", "Le flux s'arrête ici"),
})
# fmt: on


def title(kind: str, beat: Beat, record: Record, answer: Record | None, speech: Speech) -> Pair:
    """The head of a step of this *kind* about *record*; *answer* is the last record of an answer."""
    key = f"{kind}.{record.rule}" if f"{kind}.{record.rule}" in _TITLES else kind
    if kind == "connect" and record.rule == "F2" and record.dst_role != "proxy":
        key = "channels" if beat.lines[0].key.startswith("channels") else "channel"
    far = answer if answer is not None and kind == "response" else record
    slots: dict[str, Slot] = {
        "src": Node(record.src, record.src_role),
        "dst": Node(far.dst, far.dst_role),
        "name": Text(host(record.text)),
        "protocol": Text(str(record.protocol)),
        "port": Text(str(record.port)),
        "verb": Text(str(record.verb)),
        "status": Text(str(record.status)),
    }
    english, french = speech.say(_TITLES[key], slots)
    return printable(english, LONGEST_TITLE), _french(french)


def _french(text: str) -> str:
    """Cut like English, but with the spaces of French typography kept."""
    return text if len(text) <= LONGEST_TITLE else text[: LONGEST_TITLE - 1] + "…"
