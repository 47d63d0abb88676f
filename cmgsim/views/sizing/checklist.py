"""
The reporting checklist STRESS-DES for the study that a sizing is, filled in from its document, in both languages.

`cmgsim.views.stress` describes one scenario and one run of it; here it is known what was asked, and how it was decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from cmgsim.explain.words import number
from cmgsim.facts.failure_rows import Bilingual
from cmgsim.flows.nouns import Language
from cmgsim.results.wording import count

if TYPE_CHECKING:
    from cmgsim.views.sizing.pages import Material

# fmt: off
ITEMS: Final = MappingProxyType({
    "1.1 Purpose of the model": Bilingual(
        "To find the smallest VM size, number of instances and of connection points of a CMG that meets the targets of "
        "page 1. Why they were chosen is for the authors of the study to say.",
        "Trouver la plus petite taille de VM, le plus petit nombre d'instances et de points de connexion d'une "
        "passerelle qui tienne les objectifs de la page 1. Pourquoi ceux-là, les auteurs de l'étude le diront."),
    "1.2 Model outputs": Bilingual(
        "Of each request: outcome, attempts, time in each stage. From these the share of windows that meet every "
        "target, latencies, utilisation, connections and retries of pages 2 and 3.",
        "De chaque demande : issue, essais, temps dans chaque étape. De là, la part des fenêtres qui tiennent tous les "
        "objectifs, et les latences, utilisations, connexions et essais des pages 2 et 3."),
    "1.3 Experimentation aims": Bilingual(
        "Layouts are compared, smallest first, with nothing down and with one of each unit down that may fail.",
        "Les dispositions sont comparées, les plus petites d'abord, sans panne et avec un élément de chaque sorte en "
        "panne."),
    "2.1 Base model overview": Bilingual(
        "Who opens connections to whom, and on which ports: page 6.",
        "Qui se connecte à qui, par quels ports : page 6."),
    "2.2 Base model logic": Bilingual(
        "A client looks the service up, opens HTTPS to the load balancer and is handed to an instance, which passes "
        "the request down a channel that a connection point opened before; that asks a management point or update "
        "point, and the answer returns the same way. Content comes from storage. A client gives an attempt up "
        "after its timeout and tries again after the waits of its list.",
        "Un client résout le nom, ouvre HTTPS vers le répartiteur et est confié à une instance, qui passe la demande "
        "dans un canal qu'un point de connexion avait ouvert ; celui-ci interroge un point de gestion ou de mise à "
        "jour, et la réponse revient par le même chemin. Le contenu vient du stockage. Un client abandonne un essai "
        "après son délai et recommence après les attentes de sa liste."),
    "2.3 Scenario logic": Bilingual(
        "{devices} devices with the schedules of page 9. The {faults} faults and {changes} changes of the scenario are "
        "left out, each loss is tried alone.",
        "{devices} appareils, avec les plannings de la page 9. Les pannes ({faults}) et changements ({changes}) du "
        "scénario sont omis, chaque perte est essayée seule."),
    "2.4 Algorithms": Bilingual(
        "First come, first served at every station; new connections are spread over the instances that probes found "
        "healthy by a hash; connection points take turns, request by request. Formulas exclude layouts first.",
        "Premier arrivé, premier servi à chaque station ; les connexions nouvelles vont par hachage aux instances que "
        "les sondes trouvent saines ; les points de connexion alternent, demande par demande. Des formules excluent "
        "d'abord des dispositions."),
    "2.5 Components": Bilingual(
        "Entities: requests and their attempts. Activities: services, and ways over the network. Resources: the "
        "workers of instances, connection points, management and update points, each station with one queue.",
        "Entités : demandes et essais. Activités : services et trajets du réseau. Ressources : les postes des "
        "instances, points de connexion, de gestion et de mise à jour, une file par station."),
    "3.1 Data sources": Bilingual(
        "{documented} inputs documented, {measured} measured, {assumed} neither: page 9.",
        "{documented} entrées documentées, {measured} mesurées, {assumed} ni l'un ni l'autre : page 9."),
    "3.2 Pre-processing": Bilingual(
        "None by the program; what was measured or given is as the scenario states it.",
        "Aucun par le programme ; le mesuré et le donné sont tels que le scénario les énonce."),
    "3.3 Input parameters": Bilingual(
        "Every number that a run uses, with its source: page 9.",
        "Chaque nombre qu'une exécution emploie, avec sa source : page 9."),
    "3.4 Assumptions": Bilingual(
        "Page 9, the guessed ones first, with their plausible ranges and the reasons.",
        "Page 9, les supposées d'abord, avec leurs plages plausibles et les raisons."),
    "4.1 Initialisation": Bilingual(
        "Channels stand, clients with a notification session are connected, queues are empty; {warm_up} s of warm-up "
        "are left out.",
        "Les canaux sont établis, les clients à session de notification connectés, les files vides ; {warm_up} s de "
        "mise en régime sont omises."),
    "4.2 Run length": Bilingual(
        "{judged} s that are judged and {drain} s in which answers may still arrive; page 3 has its own times.",
        "{judged} s jugées et {drain} s où des réponses peuvent encore arriver ; la page 3 a ses propres durées."),
    "4.3 Estimation approach": Bilingual(
        "At most {budget} replications of a layout under common random numbers, until Wilson's 95 % interval for the "
        "share of windows decides; {runs} runs in all.",
        "Au plus {budget} réplications d'une disposition avec des nombres aléatoires communs, jusqu'à ce que "
        "l'intervalle de Wilson à 95 % pour la part des fenêtres décide ; {runs} exécutions en tout."),
    "5.1 Software": Bilingual("{versions}; engine {engine}.", "{versions} ; moteur {engine}."),
    "5.2 Random sampling": Bilingual(
        "Philox4x64-10, counter-based: a draw is a function of seed, replication, purpose, member, attempt and "
        "occurrence. Seed {seed}.",
        "Philox4x64-10, à compteur : un tirage est une fonction de la graine, de la réplication, de l'objet, du "
        "membre, de l'essai et de l'occurrence. Graine {seed}."),
    "5.3 Model execution": Bilingual(
        "Discrete events on a clock of whole nanoseconds, one run after the other.",
        "Événements discrets sur une horloge en nanosecondes entières, une exécution après l'autre."),
    "5.4 System specification": Bilingual(
        "{platform}; results do not depend on it.", "{platform} ; les résultats n'en dépendent pas."),
    "6.1 Code and scenario": Bilingual(
        "cmgsim {cmgsim} (MIT licence); scenario with SHA-256 {sha256}.",
        "cmgsim {cmgsim} (licence MIT) ; scénario de SHA-256 {sha256}."),
})
# fmt: on
"""By number and title, as the checklist has them: what a sizing says to it."""


def checklist(material: Material, lang: Language) -> Iterator[tuple[str, str]]:
    """Each item, and what stands behind it here."""
    parts = _parts(material, lang)
    for title, text in ITEMS.items():
        yield title, text.in_language(lang).format(**parts)


def _parts(material: Material, lang: Language) -> Mapping[str, Any]:
    answer, manifest = material.answer, material.manifest
    method = answer["method"]
    versions = manifest["versions"]
    return {
        "devices": count(lang, answer["devices"]),
        **{kind: count(lang, number_) for kind, number_ in method["left_out"].items()},
        **{kind: count(lang, number_) for kind, number_ in answer["assumptions"].items()},
        **{key: number(lang, method["window"][f"{key}_s"]) for key in ("warm_up", "judged", "drain")},
        "budget": count(lang, method["budget"]),
        "runs": count(lang, method["runs"]),
        "versions": ", ".join(f"{name} {version}" for name, version in versions.items() if version),
        "engine": method["engine"],
        "seed": str(method["seed"]),
        "platform": manifest["platform"],
        "cmgsim": versions["cmgsim"],
        "sha256": manifest["scenario_sha256"],
    }
