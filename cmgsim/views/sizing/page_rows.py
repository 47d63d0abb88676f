"""What stands in the rows of tables rather than in headings, in both languages: units, zones, purposes, sources."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from cmgsim.facts.failure_rows import Bilingual
from cmgsim.flows.nouns import Language
from cmgsim.views.reasons import reason

# fmt: off
_UNITS: Final = MappingProxyType({
    "factor": Bilingual("times", "fois"),
    "count": Bilingual("count", "nombre"),
    "share": Bilingual("share", "part"),
    "bytes": Bilingual("bytes", "octets"),
    "devices": Bilingual("devices", "appareils"),
    "connections": Bilingual("connections", "connexions"),
    "operations": Bilingual("operations", "opérations"),
    "years": Bilingual("years", "ans"),
    "local time": Bilingual("local time", "heure locale"),
    "d": Bilingual("d", "j"),
    "GB": Bilingual("GB", "Go"),
    "requests/s": Bilingual("requests/s", "demandes/s"),
})
_ZONES: Final = MappingProxyType({
    "on-premises": Bilingual("on premises", "sur site"),
    "internet": Bilingual("internet", "internet"),
    "azure": Bilingual("Azure", "Azure"),
})
PURPOSES: Final = MappingProxyType({
    "deploy the CMG": "déployer la passerelle",
    "channel, preferred protocol": "canal, protocole préféré",
    "channel to a single VM instance": "canal vers une instance de VM seule",
    "channel to a single VM instance when TCP-TLS fails": "canal vers une instance de VM seule si TCP-TLS échoue",
    "channel to two or more VM instances": "canal vers deux instances de VM ou plus",
    "channel to two or more VM instances when TCP-TLS fails":
        "canal vers deux instances de VM ou plus si TCP-TLS échoue",
    "client communication": "communication des clients",
    "download content": "télécharger le contenu",
    "distribute content to the CMG": "distribuer le contenu à la passerelle",
    "internet proxy": "proxy internet",
    "on-premises leg; the port follows the management point's configuration":
        "trajet sur site ; le port suit la configuration du point de gestion",
    "on-premises leg; the port follows the software update point's configuration":
        "trajet sur site ; le port suit la configuration du point de mise à jour",
})
"""By the purpose of a row of the firewall list: the same in French."""
_COST_SOURCES: Final = MappingProxyType({
    "vm-hours": "nombre d'instances, mois de 730 heures",
    "egress": "formule : messages des plannings du scénario, sans journaux, canaux au repos ni TLS ; "
              "bornes : Cost of CMG (2023)",
    "storage": "storage_gb du fichier de prix",
    "public-ip": "une par passerelle (Cost of CMG (2023)), mois de 730 heures",
    "key-vault-operations": "au plus (Cost of CMG (2023))",
    "certificate": "un certificat de serveur ; rien à payer pour celui d'une autorité interne",
})
_SOURCES: Final = MappingProxyType({
    "assumption of cmgsim (version 1)": "hypothèse de cmgsim (version 1)",
    "the built-in scenario": "le scénario intégré",
    "given by the scenario": "donné par le scénario",
})
_LAWS: Final = MappingProxyType({
    "exponential": Bilingual("exponential", "exponentielle"),
    "uniform": Bilingual("uniform", "uniforme"),
    "lognormal": Bilingual("lognormal", "log-normale"),
    "erlang": Bilingual("Erlang", "d'Erlang"),
    "hyperexponential": Bilingual("hyperexponential", "hyperexponentielle"),
    "empirical": Bilingual("empirical", "empirique"),
})
# fmt: on
_HEADINGS: Final = MappingProxyType(
    {
        "rule": "règle",
        "source": "source",
        "source_zone": "zone_source",
        "destination": "destination",
        "destination_zone": "zone_destination",
        "destination_name": "nom_destination",
        "protocol": "protocole",
        "ports": "ports",
        "direction": "sens",
        "tls_inspection": "inspection_tls",
        "note": "note",
        "needed_from_instances": "dès_instances",
        "purpose": "but",
        "role": "rôle",
        "fqdn": "nom",
        "port": "port",
        "kind": "genre",
        "name": "nom",
        "value": "valeur",
        "unit": "unité",
        "confidence": "fondement",
        "why": "pourquoi",
        "plausible": "plage_plausible",
        "used": "employé",
        "rank": "rang_effet",
        "measured_by": "comment_mesurer",
    }
)  # fmt: skip
"""Headings of the lists for spreadsheets, in French."""
_CELLS: Final = MappingProxyType({
    "outbound": "sortant", "inside": "interne", "no": "non", "not stated": "non précisé", "on-premises": "sur site",
    "azure": "Azure", "documented": "documenté", "measured": "mesuré", "practitioner": "praticien",
    "assumed": "supposé",
})  # fmt: skip
_FIXED: Final = ("direction", "tls_inspection", "source_zone", "destination_zone", "confidence")
"""Columns whose cells are words of ours, and never names of the scenario."""
_DRAWN: Final = re.compile(r"; drawn: ([a-z, ]+), with this mean$")


def listed(lang: Language, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """
    Rows of a list for a spreadsheet with headings and fixed words in a language; names are as they are.

    Example:
        >>> listed("fr", [{"ports": "443", "direction": "outbound", "purpose": "download content"}])
        [{'ports': '443', 'sens': 'sortant', 'but': 'télécharger le contenu'}]
    """
    if lang == "en":
        return [dict(row) for row in rows]
    return [{_HEADINGS.get(key, key): _cell(key, value) for key, value in row.items()} for row in rows]


def _cell(key: str, value: Any) -> Any:
    if key == "purpose":
        return purpose("fr", value)
    if key == "unit":
        return unit_word("fr", value)
    if key == "source":
        return source("fr", value)
    if key == "why":
        return reason("fr", value)
    return _CELLS.get(value, value) if key in _FIXED else value


def unit_word(lang: Language, unit: str) -> str:
    """
    The unit of one row.

    Example:
        >>> unit_word("fr", "bytes"), unit_word("fr", "ms"), unit_word("en", "factor")
        ('octets', 'ms', 'times')
    """
    return _UNITS[unit].in_language(lang) if unit in _UNITS else unit


def zone(lang: Language, name: str) -> str:
    """Where a node stands."""
    return _ZONES[name].in_language(lang) if name in _ZONES else name


def purpose(lang: Language, told: str) -> str:
    """What a row of the firewall list is for."""
    return Bilingual(told, PURPOSES.get(told, told)).in_language(lang)


def cost_source(lang: Language, line: Mapping[str, Any]) -> str:
    """What a quantity of the cost comes from."""
    return Bilingual(line["source"], _COST_SOURCES[line["id"]]).in_language(lang)


def source(lang: Language, told: str) -> str:
    """What an input comes from: titles of pages are as they are."""
    return told if lang == "en" else Bilingual(told, _SOURCES[told]).fr if told in _SOURCES else told


def law(lang: Language, row: Mapping[str, Any]) -> str:
    """
    The distribution of an input; empty where it is one number.

    Example:
        >>> law("fr", {"why": "a guess; drawn: exponential, with this mean"}), law("en", {"why": "a guess"})
        ('exponentielle', '')
    """
    found = _DRAWN.search(row["why"])
    names = found[1].split(", ") if found else []
    return ", ".join(_LAWS[name].in_language(lang) if name in _LAWS else name for name in names)
