"""The textbook queues of the known answers in French: by their ids, as the table of the report names them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from cmgsim.facts.failure_rows import typeset_french
from cmgsim.flows.nouns import Language

_WAIT: Final = "attente moyenne"
_MM1: Final = "M/M/1, 1,4 arrivée, 0,5 s"
_MM4: Final = "M/M/4, 6 arrivées, 0,5 s"
# fmt: off
_FRENCH: Final[Mapping[str, tuple[str, str]]] = MappingProxyType({
    "mm1-number": (_MM1, "nombre moyen dans le système"),
    "mm1-wait": (_MM1, _WAIT),
    "mm1-p95": (_MM1, "reste plus que 4,9929 s, le 95e centile"),
    "mm4-busy": (_MM4, "probabilité d'attendre"),
    "mm4-wait": (_MM4, _WAIT),
    "hash-wait": ("quatre M/M/1 derrière un hachage, 6 arrivées, 0,5 s", _WAIT),
    "turns-wait": ("quatre E4/M/1 à tour de rôle, 6 arrivées, 0,5 s", _WAIT),
    "md1-wait": ("M/D/1, 0,8 arrivée, 1 s", _WAIT),
    "mg1-lognormal": ("M/G/1, log-normale avec c² = 4, 0,5 arrivée, 1 s", _WAIT),
    "mg1-erlang": ("M/G/1, Erlang à deux étapes, 0,5 arrivée, 1 s", _WAIT),
    "mg1-hyper": ("M/G/1, hyperexponentielle avec c² = 4, 0,7 arrivée, 1 s", _WAIT),
    "dm1-wait": ("D/M/1, une arrivée toutes les 1,25 s, 1 s", _WAIT),
    "mginf-number": (
        "M/G/inf à partir de vide, 100 arrivées par heure, séjour exponentiel de 30 min",
        "nombre présent après 30 min"),
    "tandem-stay": ("M/M/1 puis M/M/1, 0,6 arrivée, 1 s et 1,25 s", "durée moyenne de bout en bout"),
    "hash-fullest": ("100 connexions hachées vers 4 instances", "nombre attendu sur la plus remplie"),
})
_UNITS: Final = MappingProxyType({"requests": "demandes", "share": "part", "connections": "connexions"})
# fmt: on


def known_in(lang: Language, row: Mapping[str, Any]) -> tuple[str, str, str]:
    """
    Queue, quantity and unit of a known answer, in words.

    Example:
        >>> known_in("fr", {"id": "mm4-wait", "model": "M/M/4", "quantity": "mean wait", "unit": "s"})[1:]
        ('attente moyenne', 's')
    """
    english = (row["model"], row["quantity"], row["unit"])
    if lang == "en":
        return english
    model, quantity = _FRENCH.get(row["id"], english[:2])
    return typeset_french(model), typeset_french(quantity), _UNITS.get(row["unit"], row["unit"])
