"""Who proves what to whom, message by message: the question that a class on security asks at every arrow."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from cmgsim.facts.failure_rows import Bilingual
from cmgsim.facts.rows import Role
from cmgsim.flows.words import Node, Slot
from cmgsim.trace import Record

# fmt: off
_PROOFS: Final = MappingProxyType({
    "dns": Bilingual(
        "Nobody: a look-up is neither signed nor encrypted here.",
        "Personne : une résolution de nom n'est ici ni signée ni chiffrée."),
    "connect": Bilingual(
        "{dst:cap} proves who it is to {src} with its server certificate.",
        "{dst:cap} prouve son identité {src:to} avec son certificat serveur."),
    "connect.plain": Bilingual(
        "Nobody: this connection is not encrypted.", "Personne : cette connexion n'est pas chiffrée."),
    "connect.F2": Bilingual(
        "Both: {dst} shows the CMG's server authentication certificate, {src} the certificate of its role.",
        "Les deux : {dst} présente le certificat d'authentification serveur de la passerelle, {src} le certificat de "
        "son rôle."),
    "connect.client": Bilingual(
        "{dst:cap} proves that it is the CMG, with the server authentication certificate.",
        "{dst:cap} prouve qu'il s'agit de la passerelle, avec le certificat d'authentification serveur."),
    "connect.F5": Bilingual(
        "Both: {dst} shows its server certificate, {src} its client authentication certificate.",
        "Les deux : {dst} présente son certificat serveur, {src} son certificat d'authentification client."),
    "request.F1.entra-id": Bilingual(
        "{src:cap} proves who it is to {dst} with the secret of its application.",
        "{src:cap} prouve son identité {dst:to} avec le secret de son application."),
    "request.F1": Bilingual(
        "{src:cap} shows {dst} the token that Microsoft Entra ID has issued.",
        "{src:cap} présente {dst:to} le jeton délivré par Microsoft Entra ID."),
    "request.F3.entra-id": Bilingual(
        "{src:cap} proves to {dst} which device or user it is.",
        "{src:cap} prouve {dst:to} quel appareil ou quel utilisateur il est."),
    "request.F3.token": Bilingual(
        "{src:cap} proves who it is to {dst} with its token.",
        "{src:cap} prouve son identité {dst:to} avec son jeton."),
    "request.F3.certificate": Bilingual(
        "{src:cap} proves who it is to {dst} with its client authentication certificate.",
        "{src:cap} prouve son identité {dst:to} avec son certificat d'authentification client."),
    "request.F4": Bilingual(
        "Nothing new: both ends showed their certificates when the channel was opened.",
        "Rien de nouveau : les deux bouts ont présenté leur certificat à l'ouverture du canal."),
    "request.F5": Bilingual(
        "{dst:cap} checks what the client has sent along to prove who it is.",
        "{dst:cap} vérifie ce que le client a joint pour prouver son identité."),
    "request.C4": Bilingual(
        "{src:cap} shows {dst} the access token for content, good for 24 hours.",
        "{src:cap} présente {dst:to} le jeton d'accès au contenu, valable 24 heures."),
    "request.C6": Bilingual(
        "{src:cap} asks for exactly the place that the CMG has named.",
        "{src:cap} demande exactement l'emplacement que la passerelle a indiqué."),
    "request.D4": Bilingual(
        "{src:cap} shows {dst} the access token for the storage.",
        "{src:cap} présente {dst:to} le jeton d'accès au stockage."),
    "response": Bilingual(
        "Nothing new: the answer comes on the connection of its request.",
        "Rien de nouveau : la réponse vient par la connexion de sa demande."),
})
# fmt: on

_CMG: Final = (Role.LOAD_BALANCER, Role.INSTANCE)


def proof(record: Record, slots: dict[str, Slot]) -> tuple[Bilingual, dict[str, Slot]] | None:
    """The sentence about *record* with its slots; None where nothing travels."""
    key = _key(record)
    ends: dict[str, Slot] = {"src": Node(record.src, record.src_role), "dst": Node(record.dst, record.dst_role)}
    return None if key is None else (_PROOFS[key], {**slots, **ends})


def _key(record: Record) -> str | None:
    match record.kind:
        case "dns-query" | "dns-answer":
            return "dns"
        case "connect":
            return _of_connection(record)
        case "request":
            return _of_request(record)
        case "response":
            return "response"
        case _:
            return None


def _of_connection(record: Record) -> str:
    if record.protocol == "HTTP":
        return "connect.plain"
    if record.dst_role in _CMG:
        return "connect.client" if record.src_role == Role.CLIENT else "connect.F2"
    return "connect.F5" if record.rule == "F5" else "connect"


def _of_request(record: Record) -> str | None:
    if record.rule == "F3" and record.dst_role == Role.INSTANCE:
        way = "certificate" if "CCM_Proxy_MutualAuth" in (record.path or "") else "token"
        return f"request.F3.{way}"
    keys = (f"request.{record.rule}.{record.dst_role}", f"request.{record.rule}")
    return next((key for key in keys if key in _PROOFS), None)
