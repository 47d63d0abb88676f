"""The words around the numbers of a run, in both languages: headings, columns, captions."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cmgsim.facts.failure_rows import Bilingual
from cmgsim.flows.nouns import Language

_TEXTS: Final = {
    # The page
    "kind": ("Simulation of a cloud management gateway", "Simulation d'une passerelle de gestion cloud"),
    "about": (
        "{requests} requests, seed {seed}, replications: {replications}, engine {engine}",
        "{requests} demandes, graine {seed}, réplications : {replications}, moteur {engine}",
    ),
    "answer": ("The answer", "La réponse"),
    "made by": ("Made by cmgsim {version}.", "Établi par cmgsim {version}."),
    "independent": (
        "cmgsim is not made, endorsed or supported by Microsoft.",
        "cmgsim n'est ni fait, ni approuvé, ni soutenu par Microsoft.",
    ),
    # Latency
    "latency": ("How long requests take", "Combien de temps prennent les demandes"),
    "chart title": (
        "Cumulative distribution of the latency of answered requests",
        "Distribution cumulée de la latence des demandes servies",
    ),
    "chart description": (
        "The curve rises from the fastest to the slowest answered request; the table below holds its values.",
        (
            "La courbe monte de la demande servie la plus rapide à la plus lente ; le tableau qui suit en donne les "
            "valeurs."
        ),
    ),
    "chart x": (
        "latency from creation to answer, logarithmic",
        "latence de la création à la réponse, logarithmique",
    ),
    "chart caption": (
        "Share of the answered requests (upwards) that took no longer than a time (to the right).",
        "Part des demandes servies (vers le haut) qui n'ont pas pris plus qu'un temps (vers la droite).",
    ),
    "mark": ("p{percent}: {latency}", "p{percent} : {latency}"),
    "distribution": (
        "Latency that a share of the answered requests did not exceed",
        "Latence qu'une part des demandes servies n'a pas dépassée",
    ),
    "share": ("Share of requests", "Part des demandes"),
    "at most": ("at most ({unit})", "au plus ({unit})"),
    "latency by activity": ("Latency by activity, in {unit}", "Latence par activité, en {unit}"),
    "interval": ("{low} to {high}", "{low} à {high}"),
    "intervals": (
        "In brackets: 95 % confidence interval, where the run is long enough to give one.",
        "Entre parenthèses : intervalle de confiance à 95 %, là où la simulation est assez longue pour en donner un.",
    ),
    "stages": ("Where the time went", "Où le temps est passé"),
    "stage table": (
        "Average time of an answered request by stage, in {unit}",
        "Temps moyen d'une demande servie par étape, en {unit}",
    ),
    "stage": ("stage", "étape"),
    "of latency": ("share of the latency", "part de la latence"),
    "stages left out": (
        "Stages that took less than a thousandth are left out.",
        "Les étapes de moins d'un millième sont omises.",
    ),
    # Ends
    "outcomes": ("How requests ended", "Comment les demandes ont fini"),
    "outcome table": ("Requests by activity and end", "Demandes par activité et par issue"),
    "activity": ("activity", "activité"),
    "all": ("all", "toutes"),
    "created": ("created", "créées"),
    "ok": ("answered", "servies"),
    "refused": ("refused", "refusées"),
    "timed_out": ("given up", "abandonnées"),
    "lost": ("lost", "perdues"),
    "in_flight": ("still in flight", "encore en cours"),
    "answered share": ("share answered", "part servie"),
    # Stations and connections
    "stations": ("How busy the stations were", "Charge des stations"),
    "station table": (
        "Stations that served somebody; waits in {unit}",
        "Stations qui ont servi quelqu'un ; attentes en {unit}",
    ),
    "idle table": ("Stations that served somebody", "Stations qui ont servi quelqu'un"),
    "station": ("station", "station"),
    "served": ("served", "servies"),
    "utilisation": ("workers busy", "postes occupés"),
    "mean_wait_s": ("mean wait", "attente moyenne"),
    "p95_wait_s": ("95 % waited at most", "attente de 95 % au plus"),
    "theory": ("wait in theory", "attente théorique"),
    "theory why": ("{names}: {formula}, {why}", "{names} : {formula}, {why}"),
    "no formula": ("no formula", "pas de formule"),
    "busiest": ("busiest 5 min", "5 min chargées"),
    "mean_queue": ("mean queue", "file moyenne"),
    "max_queue": ("longest queue", "file maximale"),
    "nobody waited": ("Nobody waited at any station.", "Personne n'a attendu à aucune station."),
    "idle": ("Served nobody: {names}.", "N'ont servi personne : {names}."),
    "egress": (
        "{amount} GB left Azure for clients and connection points, over all replications.",
        "{amount} Go ont quitté Azure vers les clients et les points de connexion, toutes réplications comprises.",
    ),
    "connections": ("Connections against the documented limit", "Connexions face à la limite documentée"),
    "connection table": (
        "Connections open at once on each instance",
        "Connexions ouvertes à la fois sur chaque instance",
    ),
    "instance": ("instance", "instance"),
    "mean": ("mean", "moyenne"),
    "max": ("longest", "maximum"),
    "peak": ("most", "maximum"),
    "limit": ("documented limit", "limite documentée"),
    "of limit": ("most, of the limit", "maximum sur limite"),
    "over": ("above the limit", "au-dessus de la limite"),
    # Trust
    "assumptions": ("What these numbers rest on", "Sur quoi reposent ces nombres"),
    "founded": ("Numbers that this run used: {counts}.", "Nombres dont cette simulation s'est servie : {counts}."),
    "assumed": ("{n} assumed", "supposés : {n}"),
    "practitioner": ("{n} from practitioners", "de praticiens : {n}"),
    "given": ("{n} given by the scenario without evidence", "donnés par le scénario sans preuve : {n}"),
    "measured": ("{n} measured", "mesurés : {n}"),
    "documented": ("{n} documented", "documentés : {n}"),
    "assumption table": ("Numbers used, the least founded first", "Nombres utilisés, les moins fondés d'abord"),
    "name": ("name", "nom"),
    "value": ("value", "valeur"),
    "plausible": ("plausible", "plausible"),
    "confidence": ("founded on", "fondement"),
    "why": ("why, and source", "pourquoi, et source"),
    "assumed row": ("assumption", "hypothèse"),
    "practitioner row": ("practitioners", "praticiens"),
    "given row": ("scenario", "scénario"),
    "drawn": ("drawn: {law}, with this mean", "tirage : {law}, de cette moyenne"),
    "measured row": ("measured", "mesuré"),
    "documented row": ("documentation", "documentation"),
    "limits": ("What this does not tell", "Ce que ceci ne dit pas"),
    "not validated": (
        (
            "The model is checked against the documentation and against queueing theory. It has not been validated "
            "against a production CMG."
        ),
        (
            "Le modèle est vérifié face à la documentation et à la théorie des files d'attente. Il n'a pas été validé "
            "sur une passerelle en production."
        ),
    ),
    "not modelled": (
        (
            "Not modelled: failures of Azure that the scenario does not name, the site database behind a management "
            "point, the work of encryption, other traffic on the same lines."
        ),
        (
            "Hors du modèle : les pannes d'Azure que le scénario ne nomme pas, la base de données du site derrière un "
            "point de gestion, le coût du chiffrement, le reste du trafic sur les mêmes lignes."
        ),
    ),
    "only assumed": (
        "Times of service that no page documents are assumptions: measure them before relying on this.",
        "Les temps de service qu'aucune page ne documente sont des hypothèses : mesurez-les avant de vous y fier.",
    ),
    # Reproduction
    "again": ("How to get this again", "Comment refaire ceci"),
    "same": (
        "The same scenario, seed and version give the same fingerprint on any machine.",
        "Même scénario, même graine, même version : même empreinte, sur toute machine.",
    ),
    "command": ("command", "commande"),
    "scenario": ("scenario", "scénario"),
    "scenario_sha256": ("scenario, SHA-256", "scénario, SHA-256"),
    "seed": ("seed", "graine"),
    "replications": ("replications", "réplications"),
    "engine": ("engine", "moteur"),
    "fingerprint": ("fingerprint of the requests", "empreinte des demandes"),
    "versions": ("versions", "versions"),
    "platform": ("platform", "plate-forme"),
    "documentation": ("documentation", "documentation"),
}
WORDS: Final[Mapping[str, Bilingual]] = MappingProxyType({key: Bilingual(*texts) for key, texts in _TEXTS.items()})


def word(lang: Language, key: str, **slots: str) -> str:
    """
    The words called *key*, slots filled, typeset.

    Example:
        >>> word("en", "idle", names="instance-2")
        'Served nobody: instance-2.'
    """
    return WORDS[key].in_language(lang).format(**slots)
