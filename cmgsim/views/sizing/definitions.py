"""What each number of a report is: its name, its unit, what it means, and what it comes from, in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import Any, Final

from attrs import frozen

from cmgsim.facts.failure_rows import Bilingual
from cmgsim.flows.nouns import Language

SOURCES: Final = MappingProxyType({
    "simulation": Bilingual("simulation of the busiest window", "simulation de la fenêtre la plus chargée"),
    "loss": Bilingual("one simulation of the loss", "une simulation de la perte"),
    "formula": Bilingual("formula, from the scenario", "formule, à partir du scénario"),
    "scenario": Bilingual("the scenario", "le scénario"),
    "documented": Bilingual(
        "documented: Size and scale numbers of the CMG and its connection points",
        "documenté : Size and scale numbers, passerelle et points de connexion"),
    "tables": Bilingual("documented: port and endpoint tables", "documenté : tables des ports et des points d'accès"),
    "prices": Bilingual("the user's price file", "le fichier de prix de l'utilisateur"),
    "statistics": Bilingual("counted over the replications", "compté sur les réplications"),
    "assumptions": Bilingual("the list of assumptions, page 9", "la liste des hypothèses, page 9"),
    "arrivals": Bilingual("arrivals as they are drawn for replication 0", "arrivées tirées pour la réplication 0"),
    "selftest": Bilingual(
        "simulation of a textbook queue by this build", "simulation d'une file d'école par cette version"),
    "build": Bilingual("this build", "cette version"),
})  # fmt: skip

UNITS: Final = MappingProxyType({
    "count": Bilingual("", ""),
    "word": Bilingual("", ""),
    "share": Bilingual("%", "%"),
    "s": Bilingual("s", "s"),
    "connections": Bilingual("connections", "connexions"),
    "ports": Bilingual("ports", "ports"),
    "requests": Bilingual("requests", "demandes"),
    "money": Bilingual("a month", "par mois"),
    "own": Bilingual("as in its row", "comme dans sa ligne"),
    "errors": Bilingual("standard errors", "erreurs types"),
    "factor": Bilingual("times", "fois"),
    "stars": Bilingual("of 5", "sur 5"),
    "port": Bilingual("port", "port"),
})  # fmt: skip


@frozen
class Definition:
    """One kind of number."""

    name: Bilingual
    unit: str
    meaning: Bilingual
    source: str

    def as_row(self, lang: Language) -> dict[str, str]:
        """In one language, as `report.json` holds it."""
        return {
            "name": self.name.in_language(lang),
            "unit": UNITS[self.unit].in_language(lang),
            "definition": self.meaning.in_language(lang),
            "source": SOURCES[self.source].in_language(lang),
        }


def _of(*rows: tuple[str, str, str, str, str, str, str]) -> MappingProxyType[str, Definition]:
    return MappingProxyType(
        {
            key: Definition(Bilingual(en, fr), unit, Bilingual(says, dit), source)
            for key, en, fr, unit, says, dit, source in rows
        }
    )


# fmt: off
DEFINITIONS: Final = _of(
    ("instances", "instances", "instances", "count",
     "VM instances of the CMG.", "Instances de VM de la passerelle.", "formula"),
    ("connection_points", "connection points", "points de connexion", "count",
     "Servers with the CMG connection point role.", "Serveurs ayant le rôle de point de connexion.", "formula"),
    ("rule_instances", "instances by the rule", "instances selon la règle", "count",
     "All devices, divided by the documented number of one instance, rounded up.",
     "Tous les appareils, divisés par le nombre documenté d'une instance, arrondi au-dessus.", "documented"),
    ("rule_points", "connection points by the rule", "points de connexion selon la règle", "count",
     "The larger of one for every four instances and one for every 16,384 devices.",
     "Le plus grand de un pour quatre instances et un pour 16 384 appareils.", "documented"),
    ("devices", "devices", "appareils", "count", "Devices of all cohorts.", "Appareils de toutes les cohortes.",
     "scenario"),
    ("connected", "clients connected", "clients connectés", "connections",
     "Clients connected at once: one for each notification session, and those that ask without having one.",
     "Clients connectés à la fois : un par session de notification, et ceux qui demandent sans en avoir.", "formula"),
    ("binding_value", "binding value", "valeur déterminante", "own",
     "What the next smaller layout would have of the constraint that decides.",
     "Ce que la disposition juste plus petite aurait de la contrainte déterminante.", "formula"),
    ("binding_limit", "its limit", "sa limite", "own",
     "The most that it may have.", "Le plus qu'elle puisse en avoir.", "documented"),
    ("met", "windows with all targets met", "fenêtres avec tous les objectifs tenus", "count",
     "Replications in which every target was met with nothing down and with each unit down that may fail.",
     "Réplications où chaque objectif est tenu, sans panne et avec chaque élément qui peut tomber.", "statistics"),
    ("replications", "replications", "réplications", "count",
     "Independent simulations of the window, each in every state.",
     "Simulations indépendantes de la fenêtre, chacune dans chaque état.", "statistics"),
    ("lower_bound", "lower bound", "borne inférieure", "share",
     "Lower end of Wilson's two-sided 95 % interval for the share of windows in which all targets are met.",
     "Borne basse de l'intervalle bilatéral de Wilson à 95 % pour la part des fenêtres où tout est tenu.",
     "statistics"),
    ("assurance", "assurance", "assurance", "share",
     "Share of windows that has to be reached for certain.", "Part des fenêtres à atteindre sûrement.", "scenario"),
    ("level", "confidence level", "niveau de confiance", "share",
     "How often such intervals hold the truth.", "Combien de fois de tels intervalles contiennent le vrai.", "build"),
    ("target", "target", "objectif", "own",
     "What has to be met; the scenario's, or a usual value where it names none.",
     "Ce qui doit être tenu ; du scénario, ou une valeur usuelle à défaut.", "scenario"),
    ("documented_inputs", "documented inputs", "entrées documentées", "count",
     "Numbers of the run that a public page states.", "Nombres de l'exécution qu'une page publique énonce.",
     "assumptions"),
    ("measured_inputs", "measured inputs", "entrées mesurées", "count",
     "Numbers that the scenario states itself.", "Nombres que le scénario énonce lui-même.", "assumptions"),
    ("assumed_inputs", "guessed inputs", "entrées supposées", "count",
     "Numbers that no page states and nobody has measured here.",
     "Nombres qu'aucune page n'énonce et que personne n'a mesurés ici.", "assumptions"),
    ("stars", "stars", "étoiles", "stars",
     "Share of the inputs that are documented or measured, in fifths. Says nothing of statistics.",
     "Part des entrées documentées ou mesurées, en cinquièmes. Ne dit rien des statistiques.", "assumptions"),
    ("flip_at", "where the answer changes", "où la réponse change", "own",
     "First value at which formulas give another layout.",
     "Première valeur pour laquelle les formules donnent une autre disposition.", "formula"),
    ("value_now", "now", "actuel", "own", "The value in this scenario.", "La valeur dans ce scénario.", "scenario"),
    ("mean_connections", "mean connections", "connexions moyennes", "connections",
     "Connected clients over the instances left.", "Clients connectés par instance restante.", "formula"),
    ("fullest", "fullest instance", "instance la plus remplie", "connections",
     "Expected number on the instance that the load balancer's hash gives most to.",
     "Nombre attendu sur l'instance que le hachage remplit le plus.", "formula"),
    ("instance_limit", "documented connections", "connexions documentées", "connections",
     "Simultaneous client connections that one instance of the size is documented to carry.",
     "Connexions simultanées qu'une instance de cette taille porte selon la documentation.", "documented"),
    ("above_limit", "chance above it", "probabilité au-dessus", "share",
     "Probability that some instance holds more than documented.",
     "Probabilité qu'une instance dépasse le nombre documenté.", "formula"),
    ("site_value", "value", "valeur", "own", "What the scenario has.", "Ce qu'a le scénario.", "formula"),
    ("site_limit", "documented", "documenté", "own", "The documented number.", "Le nombre documenté.", "documented"),
    ("open_rows", "rows to open", "lignes à ouvrir", "count",
     "Rows of ports that today's layout does not need, one for each way.",
     "Lignes de ports dont la disposition actuelle n'a pas besoin, une par chemin.", "tables"),
    ("closed_rows", "rows no longer used", "lignes inutiles", "count",
     "Rows of ports that only today's layout needs.", "Lignes de ports dont seule la disposition actuelle a besoin.",
     "tables"),
    ("vm_hours", "VM-hours", "heures de VM", "own", "Instances times 730 hours.", "Instances fois 730 heures.",
     "formula"),
    ("egress", "egress", "trafic sortant", "own",
     "Gigabytes that leave Azure in thirty days: by the messages; the ends are the documented 100 and 300 MB a client.",
     "Gigaoctets sortis d'Azure en trente jours ; bornes documentées de 100 et 300 Mo par client.", "formula"),
    ("cost", "cost", "coût", "money", "Quantity times price, taxes included in sums.",
     "Quantité fois prix, taxes comprises dans les sommes.", "prices"),
    ("quantity", "quantity", "quantité", "own", "What a month takes of it.", "Ce qu'un mois en prend.", "formula"),
    ("judged", "simulated window", "fenêtre simulée", "s",
     "Time whose requests are judged, between a warm-up and a drain.",
     "Temps dont les demandes sont jugées, entre une mise en régime et une vidange.", "simulation"),
    ("requests_per_run", "requests a run", "demandes par exécution", "requests",
     "Requests of one run, warm-up and drain included.", "Demandes d'une exécution, tout compris.", "simulation"),
    ("runs", "runs", "exécutions", "count", "Simulations that were run.", "Simulations exécutées.", "simulation"),
    ("seed", "seed", "graine", "count", "Of replication 0; the next ones count on.",
     "De la réplication 0 ; les suivantes continuent.", "scenario"),
    ("p50", "p50", "p50", "s", "Latency that half of the requests do not exceed, mean over replications.",
     "Latence que la moitié des demandes ne dépasse pas, moyenne des réplications.", "simulation"),
    ("p95", "p95", "p95", "s", "Latency that 95 % of the requests do not exceed, mean over replications.",
     "Latence que 95 % des demandes ne dépassent pas, moyenne des réplications.", "simulation"),
    ("p99", "p99", "p99", "s", "Latency that 99 % of the requests do not exceed, mean over replications.",
     "Latence que 99 % des demandes ne dépassent pas, moyenne des réplications.", "simulation"),
    ("p95_low", "p95, interval from", "p95, intervalle de", "s",
     "Lower end of Student's 95 % interval over replications.",
     "Borne basse de l'intervalle de Student à 95 % sur les réplications.", "simulation"),
    ("p95_high", "to", "à", "s", "Upper end of the same interval.", "Borne haute du même intervalle.", "simulation"),
    ("used_instance", "instance", "instance", "share",
     "Share of the workers' time that the busiest instance serves, mean over replications.",
     "Part du temps des postes où l'instance la plus chargée sert, moyenne des réplications.", "simulation"),
    ("used_point", "connection point", "point de connexion", "share",
     "The same of the busiest connection point.", "La même du point de connexion le plus chargé.", "simulation"),
    ("used_management", "management point", "point de gestion", "share",
     "The same of the busiest management point.", "La même du point de gestion le plus chargé.", "simulation"),
    ("used_peak", "highest of any window", "la plus haute de toutes", "share",
     "The highest utilisation of any station in any replication.",
     "L'utilisation la plus haute d'une station dans une réplication.", "simulation"),
    ("held_mean", "mean of instances", "moyenne des instances", "connections",
     "Connections open at once on an instance, time average.",
     "Connexions ouvertes à la fois sur une instance, moyenne dans le temps.", "simulation"),
    ("held_fullest", "fullest instance", "instance la plus remplie", "connections",
     "Most connections open at once on any instance in any replication.",
     "Le plus de connexions ouvertes à la fois sur une instance, toutes réplications.", "simulation"),
    ("ports_each", "ports per connection point", "ports par point de connexion", "ports",
     "Clients that are relayed, over the connection points: each pins one dynamic port.",
     "Clients relayés, par point de connexion : chacun occupe un port dynamique.", "formula"),
    ("ports_limit", "dynamic ports", "ports dynamiques", "ports",
     "Dynamic range of Windows.", "Plage dynamique de Windows.", "documented"),
    ("success", "answered", "servies", "share",
     "Share of the judged requests that were answered, of those whose end is known.",
     "Part des demandes jugées qui ont reçu une réponse, parmi celles dont la fin est connue.", "simulation"),
    ("of_limit", "of the documented", "du nombre documenté", "share",
     "Most connections of an instance, over the documented number.",
     "Le plus de connexions d'une instance, rapporté au nombre documenté.", "loss"),
    ("loss_p95", "p95 meanwhile", "p95 pendant ce temps", "s",
     "95th percentile over all requests created during the loss; more without an answer have none.",
     "95e centile des demandes créées pendant la perte ; sans réponse, il n'existe pas.", "loss"),
    ("during", "requests meanwhile", "demandes pendant ce temps", "requests",
     "Requests created while the loss lasted.", "Demandes créées pendant la perte.", "loss"),
    ("failed", "not answered", "sans réponse", "requests",
     "Of these, refused, given up or lost for good.", "Parmi elles, refusées, abandonnées ou perdues.", "loss"),
    ("still_waiting", "still trying", "encore en cours", "requests",
     "Of these, waiting or trying again when the simulation ended.",
     "Parmi elles, en attente ou en nouvel essai à la fin de la simulation.", "loss"),
    ("recovers", "time to recover", "temps de retour", "s",
     "From the end of the loss until every later step meets the latency targets again.",
     "De la fin de la perte jusqu'à ce que chaque pas suivant tienne à nouveau les objectifs de latence.", "loss"),
    ("time", "from", "à partir de", "s", "Time since the start of the scenario.",
     "Temps depuis le début du scénario.", "arrivals"),
    ("requests", "requests", "demandes", "requests", "Requests created in the bar.", "Demandes créées dans la barre.",
     "arrivals"),
    ("low", "low", "bas", "own", "Lowest plausible value.", "Plus basse valeur plausible.", "assumptions"),
    ("high", "high", "haut", "own", "Highest plausible value.", "Plus haute valeur plausible.", "assumptions"),
    ("p95_at_low", "p95 at low", "p95 au bas", "s", "p95 of replication 0 with the input at its low end.",
     "p95 de la réplication 0 avec l'entrée au plus bas.", "simulation"),
    ("p95_at_high", "p95 at high", "p95 au haut", "s", "p95 of replication 0 with the input at its high end.",
     "p95 de la réplication 0 avec l'entrée au plus haut.", "simulation"),
    ("factor", "change", "changement", "factor", "The value there over the value now.",
     "La valeur à cet endroit sur la valeur actuelle.", "formula"),
    ("port_first", "ports", "ports", "port", "TCP ports at the accepting side.", "Ports TCP du côté qui accepte.",
     "tables"),
    ("since", "from instances", "dès instances", "count", "From how many instances on the row is needed.",
     "À partir de combien d'instances la ligne est nécessaire.", "tables"),
    ("low_end", "low", "bas", "own", "The least that is to be expected.", "Le moins qu'il faille attendre.", "formula"),
    ("expected", "expected", "attendu", "own", "What is expected.", "Ce qui est attendu.", "formula"),
    ("high_end", "high", "haut", "own", "The most that is to be expected.", "Le plus qu'il faille attendre.",
     "formula"),
    ("value", "value", "valeur", "own", "As the run uses it; a random quantity by its mean.",
     "Telle que l'exécution l'emploie ; une grandeur aléatoire par sa moyenne.", "assumptions"),
    ("rank", "effect rank", "rang d'effet", "count",
     "1: moves latency and load most between its plausible ends, by formula.",
     "1 : déplace le plus latence et charge entre ses bornes plausibles, par formule.", "formula"),
    ("truth", "theory", "théorie", "own", "What theory gives.", "Ce que donne la théorie.", "selftest"),
    ("estimate", "this build", "cette version", "own", "Mean over replications.", "Moyenne des réplications.",
     "selftest"),
    ("z", "z", "z", "errors", "Distance from theory in standard errors; beyond 4.89 it is an error.",
     "Distance à la théorie en erreurs types ; au-delà de 4,89 c'est une erreur.", "selftest"),
)
# fmt: on


def rows_of(keys: Iterable[str], lang: Language) -> dict[str, dict[str, Any]]:
    """The definitions called *keys*, by key, in the order in which they stand in the table."""
    wanted = set(keys)
    return {key: row.as_row(lang) for key, row in DEFINITIONS.items() if key in wanted}
