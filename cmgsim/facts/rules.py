"""
Every rule of the documentation by its id: what it is called, and the rows that state it.

The source page restarts its numbering in every section, so the ids are ours: F and C for the two flows, D for the
newer one, N for the port notes, P, E, H and V for the rows of its tables and lists.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from attrs import frozen

from cmgsim.facts.endpoints import ENDPOINTS, NAMES, Endpoint
from cmgsim.facts.http import HEADERS, VERBS, Header, Verb
from cmgsim.facts.ports import PORTS
from cmgsim.facts.rows import PortRule
from cmgsim.facts.steps import STEPS, Step

Row = Step | PortRule | Endpoint | Header | Verb


@frozen
class Rule:
    """One documented rule."""

    rule: str
    english: str
    french: str
    rows: tuple[Row, ...]
    """The rows that state it; never empty."""


_PORTS_OF_NOTE: Final = MappingProxyType({"N1": ("P4",), "N2": ("P2", "P5"), "N3": ("P3", "P6")})
"""The rows of the port table that refer to a note."""

# fmt: off
_PORT_TITLES: Final = MappingProxyType({
    "P1": ("Service connection point to Azure: HTTPS 443, to deploy the CMG",
           "Point de connexion de service vers Azure : HTTPS 443, pour déployer la passerelle"),
    "P2": ("CMG connection point to a scale set of one instance: HTTPS 443",
           "Point de connexion de passerelle vers un groupe de machines virtuelles d'une instance : HTTPS 443"),
    "P3": ("CMG connection point to a scale set of two or more instances: HTTPS 10124 to 10139",
           "Point de connexion de passerelle vers un groupe de deux instances ou plus : HTTPS 10124 à 10139"),
    "P4": ("CMG connection point to a classic cloud service, preferred: TCP-TLS 10140 to 10155",
           "Point de connexion de passerelle vers un service cloud classique, de préférence : TCP-TLS 10140 à 10155"),
    "P5": ("CMG connection point to a classic cloud service of one instance, fallback: HTTPS 443",
           "Point de connexion de passerelle vers un service classique d'une instance, en secours : HTTPS 443"),
    "P6": ("CMG connection point to a classic cloud service of two or more instances, fallback: HTTPS 10124 to 10139",
           "Point de connexion de passerelle vers un service à plusieurs instances, secours : HTTPS 10124-10139"),
    "P7": ("Client to CMG: HTTPS 443, for everything a client asks",
           "Client vers la passerelle : HTTPS 443, pour toutes ses demandes"),
    "P8": ("Client to blob storage: HTTPS 443, for content",
           "Client vers le stockage Blob : HTTPS 443, pour le contenu"),
    "P9": ("CMG connection point to management point: HTTPS 443 or HTTP 80",
           "Point de connexion de passerelle vers le point de gestion : HTTPS 443 ou HTTP 80"),
    "P10": ("CMG connection point to software update point: 443 or 80, 8530 or 8531",
            "Point de connexion de passerelle vers le point de mise à jour logicielle : 443 ou 80, 8530 ou 8531"),
    "P11": ("Site server to blob storage: HTTPS 443, to distribute content",
            "Serveur de site vers le stockage Blob : HTTPS 443, pour distribuer le contenu"),
})

_ENDPOINT_TITLES: Final = MappingProxyType({
    "E1": ("What the service connection point has to reach", "Ce que le point de connexion de service doit atteindre"),
    "E2": ("What the CMG connection point has to reach",
           "Ce que le point de connexion de passerelle de gestion cloud doit atteindre"),
    "E3": ("What the client has to reach", "Ce que le client doit atteindre"),
    "E4": ("What the console has to reach", "Ce que la console doit atteindre"),
    "E5": ("How service name, deployment name and prefix are built",
           "Comment se forment nom du service, nom du déploiement et préfixe"),
})
# fmt: on


def _step_rules() -> list[Rule]:
    ports = {row.rule: row for row in PORTS}
    return [
        Rule(row.rule, row.english, row.french, (row, *(ports[name] for name in _PORTS_OF_NOTE.get(row.rule, ()))))
        for row in STEPS.values()
    ]


def _port_rules() -> list[Rule]:
    return [Rule(row.rule, *_PORT_TITLES[row.rule], (row,)) for row in PORTS]


def _endpoint_rules() -> list[Rule]:
    return [
        Rule(rule, *titles, tuple(row for row in (*ENDPOINTS, *NAMES) if row.rule == rule))
        for rule, titles in _ENDPOINT_TITLES.items()
    ]


def _http_rules() -> list[Rule]:
    headers = [Rule(row.rule, f"HTTP header {row.name}", f"En-tête HTTP {row.name}", (row,)) for row in HEADERS]
    verbs = [Rule(row.rule, f"HTTP verb {row.name}", f"Verbe HTTP {row.name}", (row,)) for row in VERBS]
    return headers + verbs


RULES: Final = MappingProxyType(
    {row.rule: row for row in (*_step_rules(), *_port_rules(), *_endpoint_rules(), *_http_rules())}
)
"""By id, in the page's order."""


def rule(name: str) -> Rule:
    """
    The rule of this id; KeyError if there is none.

    Example:
        >>> rule("H1").english, [row.rule for row in rule("N3").rows]
        ('HTTP header Range', ['N3', 'P3', 'P6'])
    """
    return RULES[name]
