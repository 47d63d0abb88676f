"""Headings, captions and short texts of the report, in both languages."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from cmgsim.facts.failure_rows import Bilingual
from cmgsim.flows.nouns import Language

# fmt: off
WORDS: Final = MappingProxyType({
    "kind": Bilingual("Sizing of a cloud management gateway", "Dimensionnement d'une passerelle de gestion cloud"),
    "about": Bilingual(
        "{devices} devices, seed {seed}, engine {engine}",
        "{devices} appareils, graine {seed}, moteur {engine}"),
    "contents": Bilingual("Contents", "Sommaire"),
    "footer": Bilingual(
        "Made by cmgsim {version}, which is not made, endorsed or supported by Microsoft.",
        "Établi par cmgsim {version}, qui n'est ni fait, ni approuvé, ni soutenu par Microsoft."),
    "decision": Bilingual("1. The decision", "1. La décision"),
    "curve": Bilingual("2. Evidence around the answer", "2. Les chiffres autour de la réponse"),
    "failures": Bilingual("3. When something is lost", "3. Quand quelque chose est perdu"),
    "week": Bilingual("4. The course of time", "4. Le cours du temps"),
    "inputs": Bilingual("5. Where the answer would change", "5. Où la réponse changerait"),
    "firewall": Bilingual("6. Firewall", "6. Pare-feu"),
    "endpoints": Bilingual("7. Endpoints", "7. Points d'accès"),
    "money": Bilingual("8. Cost", "8. Coût"),
    "assumptions": Bilingual("9. Assumptions", "9. Hypothèses"),
    "method": Bilingual("10. Method and validation", "10. Méthode et validation"),
    "means": Bilingual("What each number means", "Ce que signifie chaque nombre"),
    "means caption": Bilingual(
        "Every kind of number of this report; numbers and headings lead here",
        "Chaque sorte de nombre de ce rapport ; nombres et en-têtes mènent ici"),
    "col name": Bilingual("number", "nombre"),
    "col unit": Bilingual("unit", "unité"),
    "col definition": Bilingual("definition", "définition"),
    "col source": Bilingual("source", "source"),
    "x instances": Bilingual("VM instances", "instances de VM"),
    "latency chart": Bilingual("Latency by number of instances", "Latence selon le nombre d'instances"),
    "latency text": Bilingual(
        "Seconds from creation to answer: p50, p95 and p99, each with its 95 % interval; a dotted line is the target, "
        "where it is near.",
        "Secondes de la création à la réponse : p50, p95 et p99, chacun avec son intervalle à 95 % ; un trait "
        "pointillé est l'objectif, s'il est proche."),
    "use chart": Bilingual("Utilisation by number of instances", "Utilisation selon le nombre d'instances"),
    "use text": Bilingual(
        "Share of the workers' time spent serving, of the busiest station of each role.",
        "Part du temps des postes passée à servir, de la station la plus chargée de chaque rôle."),
    "held chart": Bilingual("Connections of an instance", "Connexions d'une instance"),
    "held text": Bilingual(
        "Mean of the instances and the fullest one, against the documented number.",
        "Moyenne des instances et la plus remplie, face au nombre documenté."),
    "ports chart": Bilingual("Dynamic ports of a connection point", "Ports dynamiques d'un point de connexion"),
    "ports text": Bilingual(
        "By formula: one port for each client that is relayed.",
        "Par formule : un port par client relayé."),
    "cost chart": Bilingual("Cost a month", "Coût par mois"),
    "cost text": Bilingual(
        "Expected, in {currency}, at the user's prices.", "Attendu, en {currency}, aux prix de l'utilisateur."),
    "curve table": Bilingual(
        "Layouts around the answer with nothing down; the recommended one in bold",
        "Dispositions autour de la réponse, sans panne ; celle recommandée en gras"),
    "range": Bilingual("{low} to {high}", "{low} à {high}"),
    "paired table": Bilingual(
        "The other layouts against the recommended one, replication by replication",
        "Les autres dispositions face à celle recommandée, réplication par réplication"),
    "use table": Bilingual(
        "Utilisation and connections of the same layouts",
        "Utilisation et connexions des mêmes dispositions"),
    "candidates": Bilingual(
        "Considered: each size and number of instances with its fewest connection points, up to two beyond what "
        "is enough",
        "Considéré : chaque taille et nombre d'instances avec son minimum de points de connexion, jusqu'à deux "
        "au-delà du suffisant"),
    "unstable": Bilingual("∞ (unstable)", "∞ (instable)"),
    "rule table": Bilingual(
        "From the documented rule to the answer, one reason at a time",
        "De la règle documentée à la réponse, une raison à la fois"),
    "step": Bilingual("what is asked for", "ce qui est demandé"),
    "step rule": Bilingual("the documented rule", "la règle documentée"),
    "step connected": Bilingual(
        "clients connected at once, not all devices",
        "clients connectés à la fois, pas tous les appareils"),
    "step work": Bilingual("every station keeps up", "chaque station suit"),
    "step survives": Bilingual("a unit may fail", "un élément peut tomber en panne"),
    "step headroom": Bilingual("headroom stays free", "une réserve reste libre"),
    "step utilisation": Bilingual("utilisation stays below the target", "l'utilisation reste sous l'objectif"),
    "step simulation": Bilingual("all targets met in simulation", "tous les objectifs tenus en simulation"),
    "vm size": Bilingual("VM size", "taille de VM"),
    "verdict": Bilingual("verdict", "verdict"),
    "because": Bilingual("because", "car"),
    "latency state": Bilingual("latency", "latence"),
    "failures text": Bilingual(
        "Each row is one simulation of the recommended layout: the loss begins after {begins} s, lasts {lasts} "
        "s and is watched for {after} s more, in steps of {step} s. Reconnects and retries are in it. "
        "Targets are also missed where an instance has more connections than documented, less the headroom.",
        "Chaque ligne est une simulation de la disposition recommandée : la perte commence après {begins} s, "
        "dure {lasts} s et reste observée {after} s de plus, par pas de {step} s. Reconnexions et nouveaux "
        "essais compris. Les objectifs sont aussi manqués si une instance a plus de connexions que documenté, "
        "réserve déduite."),
    "loss": Bilingual("lost", "perdu"),
    "failures table": Bilingual("What each loss does", "Ce que fait chaque perte"),
    "meets": Bilingual("targets met meanwhile", "objectifs tenus pendant ce temps"),
    "missed": Bilingual("no: {what}", "non : {what}"),
    "hash table": Bilingual(
        "Connections of an instance, by formula: the mean, and what the load balancer's hash makes of it",
        "Connexions d'une instance, par formule : la moyenne, et ce qu'en fait le hachage du répartiteur"),
    "down": Bilingual("down", "en panne"),
    "down none": Bilingual("nothing", "rien"),
    "down instance": Bilingual("one instance", "une instance"),
    "week chart": Bilingual("Requests by time", "Demandes selon le temps"),
    "week text": Bilingual(
        "Requests created in bars of {bar} s; the darkest is the fullest. At most {connected} clients are "
        "connected at once.",
        "Demandes créées par barres de {bar} s ; la plus sombre est la plus pleine. Au plus {connected} clients sont "
        "connectés à la fois."),
    "week cut": Bilingual(
        "Counted out for a sample of {devices} devices and scaled up to all.",
        "Compté sur un échantillon de {devices} appareils et porté à tous."),
    "week table": Bilingual("The fullest bars", "Les barres les plus pleines"),
    "online chart": Bilingual("Devices online by time", "Appareils en ligne selon le temps"),
    "online text": Bilingual(
        "In the middle of each bar; the darkest is the fullest.",
        "Au milieu de chaque barre ; la plus sombre est la plus pleine."),
    "queue chart": Bilingual("Requests waiting, by time", "Demandes en attente, selon le temps"),
    "queue text": Bilingual(
        "Mean number that waits for a worker in parts of {bar} s of the simulated window, which begins {begins} s "
        "after the start, over all stations of a role: the recommended layout with nothing down, replication 0.",
        "Nombre moyen qui attend un poste par parties de {bar} s de la fenêtre simulée, qui commence {begins} s après "
        "le début, sur toutes les stations d'un rôle : la disposition recommandée sans panne, réplication 0."),
    "queue table": Bilingual("The queues of the window", "Les files de la fenêtre"),
    "x window": Bilingual("time in the window, s", "temps dans la fenêtre, s"),
    "days chart": Bilingual("The same devices on other days", "Les mêmes appareils d'autres jours"),
    "days text": Bilingual(
        "Requests of each hour from midnight, with the hours and habits of the ready-made profiles, which are "
        "assumptions. Hours and activities that the scenario states itself stay.",
        "Demandes de chaque heure dès minuit, avec les heures et habitudes des profils tout prêts, qui sont des "
        "hypothèses. Les heures et activités que le scénario énonce restent."),
    "days table": Bilingual(
        "The fullest hour of each day, and the smallest layout that formulas leave; nothing of it was simulated",
        "L'heure la plus pleine de chaque jour, et la plus petite disposition que les formules laissent ; rien n'en "
        "a été simulé"),
    "day": Bilingual("day", "jour"),
    "x hour": Bilingual("hour of the day", "heure du jour"),
    "x time": Bilingual("time since the start, {unit}", "temps depuis le début, {unit}"),
    "min": Bilingual("min", "min"),
    "h": Bilingual("h", "h"),
    "flips text": Bilingual(
        "The nearest first; by formula and bisection, because each step would need a whole sizing. A dash where "
        "no layout is enough.",
        "Le plus proche d'abord ; par formule et dichotomie, car chaque pas demanderait tout un "
        "dimensionnement. Un tiret là où aucune disposition ne suffit."),
    "flips table": Bilingual("Where the integer answer changes", "Où la réponse entière change"),
    "what": Bilingual("what", "quoi"),
    "unit": Bilingual("unit", "unité"),
    "tornado chart": Bilingual(
        "p95 from the low to the high end of each guess",
        "p95 du bas au haut de chaque hypothèse"),
    "tornado text": Bilingual(
        "The bar goes from p95 at the low to p95 at the high end of the plausible range, the line is p95 now, a "
        "diamond marks where the integer answer changes. All with the random numbers of one replication.",
        "La barre va du p95 au bas au p95 au haut de la plage plausible, le trait est le p95 actuel, un losange "
        "marque où la réponse entière change. Tout avec les nombres aléatoires d'une même réplication."),
    "tornado table": Bilingual(
        "The guessed inputs with most effect",
        "Les entrées supposées qui ont le plus d'effet"),
    "x p95": Bilingual("p95 latency, s", "latence p95, s"),
    "input": Bilingual("input", "entrée"),
    "same": Bilingual("the same", "la même"),
    "answer low": Bilingual("answer at low", "réponse au bas"),
    "answer high": Bilingual("answer at high", "réponse au haut"),
    "inbound": Bilingual(
        "Nothing has to be opened inwards: no row leads from the internet or Azure into the site.",
        "Rien n'est à ouvrir vers l'intérieur : aucune ligne ne mène d'internet ou d'Azure vers le site."),
    "notes": Bilingual(
        "N1: TCP-TLS passes no internet proxy. N2: over HTTPS a single instance is reached on 443. N3: two or "
        "more are reached on one port each, from the first port of the range on, the first instance included.",
        "N1 : TCP-TLS ne passe par aucun proxy internet. N2 : en HTTPS, une instance seule est jointe sur 443. "
        "N3 : à partir de deux, chacune a son port, dès le premier de la plage, première instance comprise."),
    "firewall table": Bilingual(
        "Rows for exactly the recommended layout",
        "Lignes pour exactement la disposition recommandée"),
    "changes table": Bilingual("Compared with today's layout", "Par rapport à la disposition actuelle"),
    "growth table": Bilingual(
        "Room to grow: also open for sixteen instances",
        "Réserve : à ouvrir aussi pour seize instances"),
    "rule": Bilingual("rule", "règle"),
    "note": Bilingual("note", "note"),
    "change": Bilingual("change", "changement"),
    "change open": Bilingual("open", "à ouvrir"),
    "change no longer used": Bilingual("no longer used", "devenue inutile"),
    "from": Bilingual("opens", "ouvre"),
    "to": Bilingual("accepts", "accepte"),
    "names": Bilingual("name", "nom"),
    "protocol": Bilingual("protocol", "protocole"),
    "inspection": Bilingual("TLS inspection", "inspection TLS"),
    "inspection no": Bilingual("no", "non"),
    "inspection not stated": Bilingual("not stated", "non précisé"),
    "purpose": Bilingual("purpose", "but"),
    "endpoints table": Bilingual("Names that each role has to reach", "Noms que chaque rôle doit joindre"),
    "role": Bilingual("role", "rôle"),
    "endpoint kind": Bilingual("kind", "genre"),
    "headers": Bilingual(
        "Middleboxes must let pass the headers {headers} and the verbs {verbs}.",
        "Les équipements intermédiaires doivent laisser passer les en-têtes {headers} et les verbes {verbs}."),
    "middlebox": Bilingual(
        "A device that opens TLS between a client or a connection point and the CMG breaks it: both ends check "
        "certificates.",
        "Un équipement qui ouvre TLS entre un client ou un point de connexion et la passerelle le rompt : les "
        "deux bouts vérifient les certificats."),
    "no prices": Bilingual(
        "No price file was given: quantities only. No price ships with cmgsim.",
        "Aucun fichier de prix : quantités seules. cmgsim ne livre aucun prix."),
    "prices": Bilingual(
        "Prices in {currency} of {date}, from {source}; taxes of {taxes} are in the sums.",
        "Prix en {currency} du {date}, d'après {source} ; {taxes} de taxes sont dans les sommes."),
    "cost table": Bilingual("A month of the recommended layout", "Un mois de la disposition recommandée"),
    "line": Bilingual("what", "quoi"),
    "total": Bilingual("total with taxes", "total avec taxes"),
    "neighbours": Bilingual(
        "The same with one instance fewer and more",
        "Le même avec une instance de moins et de plus"),
    "unpriced": Bilingual("Without a price, and in no sum: {lines}.", "Sans prix, et dans aucune somme : {lines}."),
    "evidence": Bilingual(
        "How well the inputs are founded, which says nothing of statistics: {stars}. What is guessed comes "
        "first, the strongest effect at the top.",
        "Le fondement des entrées, qui ne dit rien des statistiques : {stars}. Le supposé d'abord, le plus fort "
        "effet en tête."),
    "assumption table": Bilingual(
        "Numbers that the runs used", "Nombres que les exécutions ont employés"),
    "reason table": Bilingual("Why these numbers were taken", "Pourquoi ces nombres ont été retenus"),
    "why": Bilingual("reason", "raison"),
    "name": Bilingual("name", "nom"),
    "law": Bilingual("distribution", "loi"),
    "class": Bilingual("class", "classe"),
    "class documented": Bilingual("documented", "documenté"),
    "class measured": Bilingual("measured", "mesuré"),
    "class given": Bilingual("given", "donné"),
    "class practitioner": Bilingual("practitioner", "praticien"),
    "class assumed": Bilingual("guessed", "supposé"),
    "source": Bilingual("source", "source"),
    "measure table": Bilingual("Where the guessed inputs can be read", "Où lire les entrées supposées"),
    "measure": Bilingual("how to measure it", "comment le mesurer"),
    "method run": Bilingual(
        "One run: {warm_up} s of warm-up, {judged} s that are judged, {drain} s in which answers may still "
        "arrive. A terminating simulation; every client begins without a cached name or an open request.",
        "Une exécution : {warm_up} s de mise en régime, {judged} s jugées, {drain} s où des réponses peuvent "
        "encore arriver. Simulation terminante ; chaque client commence sans nom en cache ni demande ouverte."),
    "method random": Bilingual(
        "Equal replications of different layouts draw equal random numbers; replication r has the seed plus r. "
        "Percentiles are exact order statistics of each replication; intervals are over replications.",
        "Les mêmes réplications de dispositions différentes tirent les mêmes nombres ; la réplication r a la "
        "graine plus r. Les centiles sont des statistiques d'ordre exactes de chaque réplication ; les "
        "intervalles sont sur elles."),
    "method stop": Bilingual(
        "Replications end when Wilson's interval decides, at the latest after {budget}. Looking after each one "
        "makes a wrong yes a little more likely than one in forty; with no window missed it is exactly that.",
        "Les réplications finissent quand l'intervalle de Wilson décide, au plus tard après {budget}. Regarder "
        "après chacune rend un faux oui un peu plus probable que un sur quarante ; sans fenêtre manquée, c'est "
        "exactement cela."),
    "two confidences": Bilingual(
        "Two confidences, never merged: {low} is what the replications promise if the inputs are right; the "
        "stars say how far the inputs are founded.",
        "Deux confiances, jamais mêlées : {low} est ce que promettent les réplications si les entrées sont "
        "justes ; les étoiles disent à quel point les entrées sont fondées."),
    "known table": Bilingual("Textbook queues, simulated by this build", "Files d'école, simulées par cette version"),
    "known left out": Bilingual(
        "{left_out} of the {all} known answers are left out, because they take minutes with the engine {engine}: "
        "`cmgsim selftest` computes all of them.",
        "{left_out} des {all} réponses connues sont omises, car elles prennent des minutes avec le moteur {engine} : "
        "`cmgsim selftest` les calcule toutes."),
    "known skipped": Bilingual(
        "Known answers of this build: `cmgsim selftest` computes them; they are left out here.",
        "Réponses connues de cette version : `cmgsim selftest` les calcule ; elles sont omises ici."),
    "queue": Bilingual("queue", "file"),
    "quantity": Bilingual("quantity", "grandeur"),
    "agrees": Bilingual("agrees", "concorde"),
    "again table": Bilingual("To get the same numbers again", "Pour retrouver les mêmes nombres"),
    "again command": Bilingual("command", "commande"),
    "again scenario": Bilingual("scenario", "scénario"),
    "again scenario SHA-256": Bilingual("scenario SHA-256", "SHA-256 du scénario"),
    "again seed": Bilingual("seed", "graine"),
    "again engine": Bilingual("engine", "moteur"),
    "again fingerprint": Bilingual("fingerprint", "empreinte"),
    "again versions": Bilingual("versions", "versions"),
    "again platform": Bilingual("platform", "plateforme"),
    "item": Bilingual("item", "élément"),
    "entry": Bilingual("value", "valeur"),
    "stress table": Bilingual(
        "STRESS-DES, the checklist for reporting simulations: what this study says to it",
        "STRESS-DES, la liste de contrôle des études par simulation : ce que dit celle-ci"),
    "twin table": Bilingual(
        "Formulas beside the simulation of the recommended layout; more than a fifth apart is explained",
        "Formules à côté de la simulation de la disposition recommandée ; un écart de plus d'un cinquième est "
        "expliqué"),
    "formula": Bilingual("formula", "formule"),
    "comparison": Bilingual("comparison", "comparaison"),
    "apart agrees": Bilingual("agrees", "concorde"),
    "apart no wait": Bilingual("hardly anybody waits, by both", "presque personne n'attend, selon les deux"),
    "apart chance": Bilingual(
        "apart by chance: the formula lies in the 95 % interval of the simulation",
        "écart dû au hasard : la formule est dans l'intervalle à 95 % de la simulation"),
    "apart periodic": Bilingual("simulated less: {why}", "moins simulé : {why}"),
    "apart approximation": Bilingual("apart: {why}", "écart : {why}"),
    "apart no formula": Bilingual("no formula: {why}", "pas de formule : {why}"),
    "apart few requests": Bilingual(
        "too few requests in the windows to compare", "trop peu de demandes dans les fenêtres pour comparer"),
    "apart unexplained": Bilingual(
        "apart and not explained: do not rest on this number", "écart inexpliqué : ne pas s'appuyer sur ce nombre"),
})
# fmt: on


def word(lang: Language, key: str, **parts: str) -> str:
    """The text called *key*, filled in."""
    return WORDS[key].in_language(lang).format(**parts)
