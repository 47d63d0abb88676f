"""The names that a story tells, for the slots of what people see, and wordings for what it does not tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

from cmgsim.facts.endpoints import ENDPOINTS
from cmgsim.facts.failures import SLOTS, Bilingual, fill
from cmgsim.facts.rows import Role
from cmgsim.flows.beats import host
from cmgsim.flows.nouns import Language, printable
from cmgsim.trace import Record

_GROUP: Final = re.compile("/resourceGroups/([^/]+)")
"""The resource group bears the prefix."""
_ROLE_ID: Final = re.compile(r"/CCM_Proxy_\w+/(\d+)/")
_NUMBER: Final = re.compile(r"\d+")
_ASKING: Final = (Role.CLIENT, Role.CMG_CONNECTION_POINT)
_BLOB: Final = ".blob.core."

_NOUNS: Final = MappingProxyType(
    {
        "service_name": Bilingual("the CMG's service name", "le nom du service"),
        "deployment_name": Bilingual("the deployment name", "le nom du déploiement"),
        "blob_name": Bilingual("the CMG's blob storage", "le stockage Blob"),
        "entra_name": Bilingual("Microsoft Entra ID", "Microsoft Entra ID"),
        "manager_name": Bilingual("Azure Resource Manager", "Azure Resource Manager"),
        "management_point": Bilingual("the management point", "le point de gestion"),
        "port": Bilingual("443", "443"),
        "value": Bilingual("this", "ceci"),
    }
)
"""What a sentence says where the story does not tell the name."""


def clues(records: Sequence[Record]) -> dict[str, object]:
    """What the story itself tells about the names that a text leaves open."""
    known: dict[str, object] = {}
    for record in records:
        for slot, value in _told_by(record):
            known.setdefault(slot, printable(value))
    if (manager := _manager_of(str(known.get("entra_name", "")))) is not None:
        known.setdefault("manager_name", manager)
    return known


def sentence(text: Bilingual, known: dict[str, object], language: Language) -> str:
    """*text* with its slots filled from what is *known*, else with a noun."""
    nouns = {slot: noun.in_language(language) for slot, noun in _NOUNS.items()}
    return fill(text.in_language(language), {**nouns, **known})


def log_text(template: str, known: dict[str, object], record: Record) -> str:
    """
    A log line about *record*; what neither it nor *known* tells is left out.

    Example:
        >>> row = Record(0, "state", *["client-1"] * 2, *["client"] * 2, *["internet"] * 2)
        >>> log_text("app '{app_id}' of {service_name}:{port} asks", {}, row)
        'app of client-1 asks'
    """
    values: dict[str, object] = {"service_name": printable(record.dst), "blob_name": printable(record.dst)}
    values |= {"entra_name": printable(record.dst), "management_point": printable(record.dst)} | known
    values.setdefault("guid", logged_id(record))
    values |= {"port": record.port} if record.port is not None else {}
    for slot in SLOTS:
        if slot not in values:
            template = re.sub(rf"[ :/]?'?\{{{slot}\}}'?", "", template)
    return fill(template, values)


def logged_id(record: Record) -> str:
    """
    The id of a message or connection in the form that logs have; its first group still tells which one it is.

    `r12` becomes a0000012-…; what has no id gets one of zeros.

    Example:
        >>> row = Record(0, "connect", *["client-1"] * 2, *["client"] * 2, *["internet"] * 2, connection="c3")
        >>> logged_id(row)
        'c0000003-0000-4000-8000-000000000000'
    """
    number = _NUMBER.search(record.request or record.connection or "")
    letter = "c" if record.request is None else "a"
    return f"{'0' * 8 if number is None else f'{letter}{int(number[0]) % 10**7:07d}'}-0000-4000-8000-000000000000"


def _told_by(record: Record) -> list[tuple[str, str]]:
    found = _told_by_path(record)
    if record.kind == "dns-query":
        found += _told_by_name(record, host(record.text))
    if record.dst_role == Role.MANAGEMENT_POINT:
        found.append(("management_point", record.dst))
    return found


def _told_by_path(record: Record) -> list[tuple[str, str]]:
    path, found = record.path or "", list[tuple[str, str]]()
    if (group := _GROUP.search(path)) is not None:
        found.append(("prefix", group[1]))
    if (role := _ROLE_ID.search(path)) is not None:
        found.append(("role_id", role[1]))
    if record.verb == "CONNECT":
        found.append(("service_name", path.partition(":")[0]))
    return found


def _told_by_name(record: Record, name: str) -> list[tuple[str, str]]:
    if not name:
        return []
    if name.lower().startswith("login."):
        return [("entra_name", name)]
    if name.lower().startswith("management."):
        return [("manager_name", name)]
    if _BLOB in name.lower():
        return [("blob_name", name), ("prefix", name.partition(".")[0])]
    if record.src_role not in _ASKING:
        return []
    of_azure = [("deployment_name", name), ("prefix", name.partition(".")[0])]
    return [("service_name", name), *(of_azure if record.dst_role == Role.AZURE_DNS else [])]


def _manager_of(entra: str) -> str | None:
    """Azure Resource Manager of the cloud whose sign-in has this name."""
    clouds = [row.cloud for row in ENDPOINTS if row.kind == "entra" and row.pattern == entra.lower()]
    managers = [row.pattern for row in ENDPOINTS if row.kind == "resource-manager" and row.cloud in clouds]
    return managers[0] if managers else None
