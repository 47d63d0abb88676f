"""What an answer says, in both languages: sentences, names of constraints, targets, inputs and verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cmgsim.facts.failure_rows import Bilingual

Catalogue = Mapping[str, Bilingual]

# fmt: off
SENTENCES: Final[Catalogue] = MappingProxyType({
    "recommended": Bilingual(
        "Recommendation: {layout}. The documented rule gives {rule}.",
        "Recommandation : {layout}. La règle documentée donne {rule}."),
    "nobody online": Bilingual(
        "Warning: none of the {devices} devices is online while the scenario lasts, so nobody asks for anything. This "
        "layout is what the losses to survive ask for, and says nothing of the load. `scenario.start` says on which "
        "day and at which hour the scenario begins.",
        "Attention : aucun des {devices} appareils n'est en ligne pendant le scénario, et personne ne demande rien. "
        "Cette disposition est ce que les pertes à supporter demandent, et ne dit rien de la charge. "
        "`scenario.start` dit quel jour et à quelle heure le scénario commence."),
    "nobody asks": Bilingual(
        "Warning: in the simulated windows none of the {devices} devices asks for anything. This layout rests on "
        "connections and on the losses to survive alone, and says nothing of the load.",
        "Attention : dans les fenêtres simulées, aucun des {devices} appareils ne demande rien. Cette disposition ne "
        "repose que sur les connexions et les pertes à supporter, et ne dit rien de la charge."),
    "impossible": Bilingual(
        "No: nothing up to {layout} meets the targets, of {sizes}.",
        "Non : rien jusqu'à {layout} n'atteint les objectifs, avec {sizes}."),
    "undecided": Bilingual(
        "Undecided: after {n} replications it is open whether {smaller} is enough; {larger} is.",
        "Indécis : après {n} réplications, on ne sait pas si {smaller} suffit ; {larger} suffit."),
    "undecided, none": Bilingual(
        "Undecided: {n} replications do not tell whether {smaller} is enough; more replications would.",
        "Indécis : {n} réplications ne disent pas si {smaller} suffit ; davantage le diraient."),
    "layout": Bilingual("{instances} × {vm_size} and {points}", "{instances} × {vm_size} et {points}"),
    "point": Bilingual("1 connection point", "1 point de connexion"),
    "points": Bilingual("{n} connection points", "{n} points de connexion"),
    "rule": Bilingual("{instances} and {points}", "{instances} et {points}"),
    "same": Bilingual(
        "The answer is that of the documented rule.", "La réponse est celle de la règle documentée."),
    "differs": Bilingual("Why it differs from the rule: {reasons}.", "Pourquoi elle diffère de la règle : {reasons}."),
    "and": Bilingual("; ", " ; "),
    "reason": Bilingual("{why} ({before} → {after})", "{why} ({before} → {after})"),
    "why connected": Bilingual(
        "the rule takes every device as connected, here {connected} of {devices} are",
        "la règle compte tout appareil comme connecté, ici {connected} sur {devices} le sont"),
    "why work": Bilingual(
        "a station has to keep up with its work", "une station doit venir à bout de son travail"),
    "why survives": Bilingual(
        "the targets have to hold with one {units} down",
        "les objectifs doivent tenir avec un élément en panne ({units})"),
    "why headroom": Bilingual("{share} of each limit stays free", "{share} de chaque limite reste libre"),
    "why utilisation": Bilingual(
        "no station may be busier than the target", "aucune station ne doit dépasser l'utilisation visée"),
    "why simulation": Bilingual(
        "in the simulation the smaller one misses a target", "en simulation, le plus petit manque un objectif"),
    "binding": Bilingual(
        "Binding constraint{part}: {name}{state} ({value} {sign} {limit} with {layout}).",
        "Contrainte déterminante{part} : {name}{state} ({value} {sign} {limit} avec {layout})."),
    "binding, simulated": Bilingual(
        "Binding constraint{part}: {name}{state}, met in {value} of {limit} replications with {layout}{shown}.",
        "Contrainte déterminante{part} : {name}{state}, objectif tenu dans {value} réplications sur "
        "{limit} avec {layout}{shown}."),
    "binding, shown": Bilingual(" ({mean} in the mean, {asked} asked for)", " ({mean} en moyenne, {asked} demandés)"),
    "binding, none left": Bilingual(
        "Binding constraint{part}: {name}{state} ({value} {sign} {limit} in the largest layout).",
        "Contrainte déterminante{part} : {name}{state} ({value} {sign} {limit} dans la plus grande disposition)."),
    "binding, survives": Bilingual(
        "Binding constraint{part}: one {unit} may fail, so there have to be two.",
        "Contrainte déterminante{part} : un élément peut tomber en panne ({unit}), il en faut donc deux."),
    "rule beside": Bilingual(
        "The documented rule gives {rule} of {vm_size}, which is {cmgs} CMGs.",
        "La règle documentée donne {rule} en {vm_size}, soit {cmgs} passerelles."),
    "rule beside, undecided": Bilingual(
        "The documented rule gives {rule} of {vm_size}.", "La règle documentée donne {rule} en {vm_size}."),
    "rule beside, impossible": Bilingual(
        "The documented rule gives {rule} of {vm_size}: it knows no latency and no failure.",
        "La règle documentée donne {rule} en {vm_size} : elle ne connaît ni latence ni panne."),
    "most devices": Bilingual(
        "By formula one CMG of {vm_size} meets the targets up to {devices} devices.",
        "Par formule, une passerelle en {vm_size} tient les objectifs jusqu'à {devices} appareils."),
    "several": Bilingual(
        "By formula one CMG of {vm_size} meets the targets up to {devices} devices: {now} of them need {cmgs} CMGs.",
        "Par formule, une passerelle en {vm_size} tient les objectifs jusqu'à {devices} appareils : pour {now}, il en "
        "faut {cmgs}."),
    "met": Bilingual(
        "All targets met in {met} of {of} simulated windows: in at least {low} of all (95 % Wilson bound; {assurance} "
        "asked for).",
        "Tous les objectifs tenus dans {met} fenêtres simulées sur {of} : dans au moins {low} de toutes (borne de "
        "Wilson à 95 % ; {assurance} demandés)."),
    "targets": Bilingual("Targets{assumed}: {targets}{states}.", "Objectifs{assumed} : {targets}{states}."),
    "assumed targets": Bilingual(
        " (assumed, the scenario names none)", " (supposés, le scénario n'en nomme pas)"),
    "states": Bilingual("; also with one {units} down", " ; aussi avec un élément en panne ({units})"),
    "target latency": Bilingual(
        "{percent} % answered within {longest}", "{percent} % de réponses en {longest} au plus"),
    "target success": Bilingual("{share} answered", "{share} de réponses"),
    "target utilisation": Bilingual("no station busier than {share}", "aucune station occupée à plus de {share}"),
    "evidence": Bilingual(
        "Evidence {stars}: {kinds}. Weakest: {weakest}; the report names all.",
        "Fondement {stars} : {kinds}. Les plus faibles : {weakest} ; le rapport les nomme toutes."),
    "evidence, no guess": Bilingual(
        "Evidence {stars}: {kinds}.", "Fondement {stars} : {kinds}."),
    "inputs documented": Bilingual("inputs documented: {n}", "entrées documentées : {n}"),
    "inputs measured": Bilingual("measured by you: {n}", "mesurées par vous : {n}"),
    "inputs practitioner": Bilingual("known from practitioners: {n}", "connues de praticiens : {n}"),
    "inputs given": Bilingual(
        "given by the scenario without evidence: {n}", "données par le scénario sans preuve : {n}"),
    "inputs assumed": Bilingual("guessed: {n}", "supposées : {n}"),
    "becomes": Bilingual("It would become {layout} if: {reasons}.", "Cela deviendrait {layout} si : {reasons}."),
    "becomes none": Bilingual(
        "No layout would be enough if: {reasons}.", "Aucune disposition ne suffirait si : {reasons}."),
    "steady": Bilingual(
        "No guessed input changes these numbers within its plausible range (by formula).",
        "Aucune entrée supposée ne change ces nombres dans sa plage plausible (par formule)."),
    "if devices more": Bilingual("{at} devices or more", "{at} appareils ou plus"),
    "if devices less": Bilingual("{at} devices or fewer", "{at} appareils ou moins"),
    "if rate more": Bilingual("requests per device from {at} times", "demandes par appareil dès {at} fois"),
    "if rate less": Bilingual("requests per device down to {at} times", "demandes par appareil à {at} fois ou moins"),
    "if input more": Bilingual("{name} from {at}", "{name} dès {at}"),
    "if input less": Bilingual("{name} down to {at}", "{name} à {at} ou moins"),
    "if nothing-down": Bilingual(
        "you accept missing the targets while a unit is down",
        "vous acceptez de manquer les objectifs pendant une panne"),
    "if two-instances-down": Bilingual("two instances may be down at once", "deux instances peuvent être en panne"),
    "flip nothing-down": Bilingual("no unit need be survived", "aucune panne à supporter"),
    "flip two-instances-down": Bilingual("two instances down at once", "deux instances en panne à la fois"),
    "flip devices": Bilingual("devices", "appareils"),
    "flip request-rate": Bilingual("requests per device", "demandes par appareil"),
    "hash": Bilingual(
        "The load balancer's hash is uneven: {mean} connections an instance in the mean{state}, about {fullest} on the "
        "fullest, {limit} documented. Above that answers come later; none is refused.",
        "Le hachage du répartiteur est inégal : {mean} connexions par instance en moyenne{state}, environ {fullest} "
        "sur la plus remplie, {limit} documentées. Au-delà, les réponses tardent ; aucune n'est refusée."),
    "observed connections": Bilingual(
        "You observed at most {observed} clients connected at once, the scenario has {modelled}: {factor} times as "
        "many, for which formulas ask for {layout}.",
        "Vous avez observé au plus {observed} clients connectés à la fois, le scénario en a {modelled} : {factor} fois "
        "autant, pour quoi les formules demandent {layout}."),
    "observed requests": Bilingual(
        "You observed {observed} requests in the busiest hour, the scenario has {modelled}: {factor} times as many, "
        "for which formulas ask for {layout}.",
        "Vous avez observé {observed} demandes dans l'heure la plus chargée, le scénario en a {modelled} : {factor} "
        "fois autant, pour quoi les formules demandent {layout}."),
    "observed without": Bilingual(
        "You observed a peak of {observed}, and the scenario has nothing to compare it with.",
        "Vous avez observé une pointe de {observed}, et le scénario n'a rien à y comparer."),
    "no layout": Bilingual("more than is allowed", "plus que ce qui est permis"),
    "occasion": Bilingual(
        "On another day, {profile}, formulas ask for {layout}: simulate that profile too.",
        "Un autre jour, {profile}, les formules demandent {layout} : simuler aussi ce profil."),
    "occasion none": Bilingual(
        "On another day, {profile}, formulas leave no layout: simulate that profile too.",
        "Un autre jour, {profile}, les formules ne laissent aucune disposition : simuler aussi ce profil."),
    "site": Bilingual(
        "Beside the CMG, {state}: {name}: {value} {unit}, documented {limit}.",
        "À côté de la passerelle, {state} : {name} : {value} {unit}, documenté {limit}."),
    "state at-limit": Bilingual("at a limit", "à la limite"),
    "state exceeded": Bilingual("beyond a limit", "au-delà d'une limite"),
    "state short": Bilingual("short of a number", "en dessous d'un nombre"),
    "window": Bilingual(
        "Simulated: {judged} ({where}), {requests} requests a run, {runs} runs, engine {engine}, seed {seed}.",
        "Simulé : {judged} ({where}), {requests} demandes par exécution, {runs} exécutions, moteur {engine}, graine "
        "{seed}."),
    "where even": Bilingual(
        "clients come evenly, so any window is as busy as this",
        "les clients arrivent également, toute fenêtre est aussi chargée"),
    "where busiest": Bilingual("the busiest part, from {start} on", "la partie la plus chargée, à partir de {start}"),
    "left out": Bilingual(
        "The scenario's own faults ({faults}) and changes ({changes}) are left out: each loss is tried alone.",
        "Les pannes ({faults}) et changements ({changes}) du scénario sont omis : chaque perte est essayée seule."),
    "firewall": Bilingual(
        "Firewall, compared with today ({today}): rows to open: {open}; no longer used: {closed}.",
        "Pare-feu, par rapport à aujourd'hui ({today}) : lignes à ouvrir : {open} ; devenues inutiles : {closed}."),
    "firewall same": Bilingual(
        "Firewall: nothing changes compared with today ({today}).",
        "Pare-feu : rien ne change par rapport à aujourd'hui ({today})."),
    "quantities": Bilingual(
        "A month takes {hours} VM-hours and {egress} GB of egress ({low} to {high}); no prices were given, so there is "
        "no cost.",
        "Un mois prend {hours} heures de VM et {egress} Go de trafic sortant ({low} à {high}) ; aucun prix n'est "
        "donné, donc pas de coût."),
    "cost": Bilingual(
        "A month costs {expected} {currency} ({low} to {high}) at the prices of {date}{without}.",
        "Un mois coûte {expected} {currency} ({low} à {high}) aux prix du {date}{without}."),
    "without": Bilingual(", without {lines}", ", sans {lines}"),
    "not modelled": Bilingual(
        "Not modelled: faults of the Azure platform, the site's database, processor time of TLS by cipher, disks, "
        "other traffic on the lines. The model has not been validated against a production CMG.",
        "Non modélisés : pannes de la plateforme Azure, base de données du site, temps processeur de TLS selon le "
        "chiffrement, disques, autre trafic des lignes. Le modèle n'a pas été validé sur une passerelle en "
        "production."),
})

NAMES: Final[Catalogue] = MappingProxyType({
    "profile steady": Bilingual("with every device online", "tous les appareils en ligne"),
    "profile monday-morning": Bilingual("Monday morning", "lundi matin"),
    "profile patch-tuesday": Bilingual("Patch Tuesday", "mardi des correctifs"),
    "instance": Bilingual("instance", "instance"),
    "connection-point": Bilingual("connection point", "point de connexion"),
    "or": Bilingual("{0} or {1}", "{0} ou {1}"),
    "with instance": Bilingual(" with one instance down", " avec une instance en panne"),
    "with connection-point": Bilingual(" with one connection point down", " avec un point de connexion en panne"),
    "with none": Bilingual("", ""),
    "of instances": Bilingual(" of the instances", " des instances"),
    "of connection_points": Bilingual(" of the connection points", " des points de connexion"),
    "survives": Bilingual("units left", "éléments restants"),
    "connections-per-instance": Bilingual("connections per instance", "connexions par instance"),
    "dynamic-ports-per-connection-point": Bilingual(
        "dynamic ports per connection point", "ports dynamiques par point de connexion"),
    "instances-per-connection-point": Bilingual("instances per connection point", "instances par point de connexion"),
    "network-of-vm-size": Bilingual("network of the VM size, Mbit/s", "réseau de la taille de VM, Mbit/s"),
    "utilisation-instance": Bilingual("utilisation of an instance", "utilisation d'une instance"),
    "utilisation-cmg-connection-point": Bilingual(
        "utilisation of a connection point", "utilisation d'un point de connexion"),
    "utilisation-management-point": Bilingual(
        "utilisation of a management point", "utilisation d'un point de gestion"),
    "utilisation-software-update-point": Bilingual(
        "utilisation of a software update point", "utilisation d'un point de mise à jour"),
    "success": Bilingual("share of requests answered", "part des demandes servies"),
    "utilisation": Bilingual("utilisation", "utilisation"),
    "latency": Bilingual("p{percent} latency", "latence p{percent}"),
    "vm-hours": Bilingual("VM-hours", "heures de VM"),
    "egress": Bilingual("egress", "trafic sortant"),
    "storage": Bilingual("storage", "stockage"),
    "public-ip": Bilingual("public IP address", "adresse IP publique"),
    "key-vault-operations": Bilingual("key vault operations", "opérations du coffre de clés"),
    "certificate": Bilingual("certificate", "certificat"),
})
# fmt: on
