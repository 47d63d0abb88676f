"""What happens in each stage of a request, in both languages; the stages are those of the request log."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cmgsim.facts.failure_rows import typeset_french
from cmgsim.flows.nouns import Language

_STAGES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "earlier_attempts": ("earlier attempts and waits between them", "tentatives précédentes et attentes"),
        "dns": ("looking the name up", "recherche du nom"),
        "connect": ("connecting to the CMG", "connexion à la passerelle"),
        "instance_wait": ("waiting at the instance", "attente à l'instance"),
        "instance_service": ("served by the instance", "service de l'instance"),
        "channel": ("down the channel to the connection point", "par le canal jusqu'au point de connexion"),
        "connection_point_wait": ("waiting at the connection point", "attente au point de connexion"),
        "connection_point_service": ("served by the connection point", "service du point de connexion"),
        "server_wait": ("waiting at the server on premises", "attente au serveur du site"),
        "server_service": ("served by the server on premises", "service du serveur du site"),
        "response": ("the answer's way back", "retour de la réponse"),
    }
)


def stage_name(lang: Language, stage: str) -> str:
    """
    What happens in a *stage* of a request.

    Example:
        >>> stage_name("en", "dns")
        'looking the name up'
    """
    english, french = _STAGES[stage]
    return typeset_french(french) if lang == "fr" else english
