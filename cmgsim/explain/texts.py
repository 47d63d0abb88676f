"""What an explanation says, in both languages: sentences, reasons, names of limits, words of tables."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cmgsim.facts.failure_rows import Bilingual

Catalogue = Mapping[str, Bilingual]

# fmt: off
SENTENCES: Final[Catalogue] = MappingProxyType({
    "yes": Bilingual(
        "Yes: every station keeps up with its load, and no documented limit is exceeded.",
        "Oui : chaque station suit sa charge, et aucune limite documentée n'est dépassée."),
    "no": Bilingual("No, this scenario does not hold as it stands:", "Non, ce scénario ne tient pas en l'état :"),
    "unstable": Bilingual(
        "{name}: unstable. Work for {load} workers arrives at each, which has {workers}: queues grow without end.",
        "{name} : instable. Du travail pour {load} postes arrive à chacune, qui en a {workers} : les files croissent "
        "sans fin."),
    "exceeded": Bilingual(
        "{name}: {value} {unit}, and the documented limit is {limit} ({source}).",
        "{name} : {value} {unit}, et la limite documentée est {limit} ({source})."),
    "load": Bilingual(
        "{clients} clients make {rate} requests a second, at any hour alike.",
        "{clients} clients font {rate} demandes par seconde, à toute heure également."),
    "load with bursts": Bilingual(
        "{clients} clients make {rate} requests a second in the mean, {hour} in the busiest hour, and {burst} at the "
        "same instant at most.",
        "{clients} clients font {rate} demandes par seconde en moyenne, {hour} dans l'heure la plus chargée, et "
        "{burst} au même instant au plus."),
    "load by hours": Bilingual(
        "{clients} clients make {rate} requests a second in the mean of the run, {hour} in the busiest hour, and "
        "{five} in the busiest five minutes, from {at} on.",
        "{clients} clients font {rate} demandes par seconde en moyenne, {hour} dans l'heure la plus chargée, et {five} "
        "dans les cinq minutes les plus chargées, à partir de {at}."),
    "nobody online": Bilingual(
        "Nobody asks for anything: all {clients} clients are offline while the run lasts. `scenario.start` says on "
        "which day and at which hour it begins.",
        "Personne ne demande rien : les {clients} clients sont hors ligne tant que dure la simulation. "
        "`scenario.start` dit quel jour et à quelle heure elle commence."),
    "busiest then": Bilingual(
        "In those five minutes {name} is used {share} of the time.",
        "Pendant ces cinq minutes, {name} : utilisé {share} du temps."),
    "overloaded then": Bilingual(
        "{name}: overloaded for a time. In the five minutes from {at} on it is asked for {share} of its workers' time: "
        "a queue builds up.",
        "{name} : surchargé un temps. Pendant les cinq minutes à partir de {at}, {share} du temps de ses postes lui "
        "sont demandés : une file se forme."),
    "scaled": Bilingual(
        "Assumed sizes of {cohort} are multiplied by {factor}, so that a client comes to {target} MB a month.",
        "Les tailles supposées de {cohort} sont multipliées par {factor}, pour {target} Mo par client et mois."),
    "caveat hours": Bilingual(
        "Clients come at some hours more than at others: waits by formula are for the mean of the run.",
        "Les clients arrivent plus à certaines heures qu'à d'autres : les attentes calculées valent pour la moyenne."),
    "no work": Bilingual(
        "No request takes any worker's time, so nothing can be busy.",
        "Aucune demande n'occupe de poste : rien ne peut être chargé."),
    "busiest": Bilingual(
        "The busiest station is {name}: its workers serve {share} of the time, and a request waits {wait} there in "
        "the mean ({formula}).",
        "La station la plus chargée est {name} : ses postes servent {share} du temps, et une demande y attend {wait} "
        "en moyenne ({formula})."),
    "busiest without wait": Bilingual(
        "The busiest station is {name}: its workers are asked for {share} of the time. No formula gives the wait: "
        "{why}",
        "La station la plus chargée est {name} : ses postes sont demandés {share} du temps. Aucune formule ne donne "
        "l'attente : {why}"),
    "burst clears": Bilingual(
        "The largest burst brings {burst} requests to {name} at once; the workers need {time} for them.",
        "La plus grande rafale amène {burst} demandes à la fois à {name} ; il faut {time} aux postes pour les servir."),
    "binds": Bilingual(
        "What binds first is {name}: {share} of it is used, so clients and requests may grow by a factor of {growth}.",
        "Ce qui limite en premier : {name}. {share} sont utilisés : clients et demandes peuvent croître d'un facteur "
        "{growth}."),
    "binds already": Bilingual(
        "What binds most is {name}: {share} of it is asked for; it would hold {growth} times the clients and requests.",
        "Ce qui limite le plus : {name}. {share} en sont demandés ; cela suffirait à {growth} fois les clients et "
        "demandes."),
    "work of": Bilingual("the work of each {role}", "le travail de chaque {role}"),
    "limit of": Bilingual("{name} ({value} of {limit} {unit})", "{name} ({value} sur {limit} {unit})"),
    "at limit": Bilingual(
        "At its limit: {name}, {value} of {limit} {unit} ({source}).",
        "À sa limite : {name}, {value} sur {limit} {unit} ({source})."),
    "short": Bilingual(
        "Advice not followed: {name}, {value} where at least {limit} are recommended ({source}).",
        "Conseil non suivi : {name}, {value} là où au moins {limit} sont recommandés ({source})."),
    "advice exceeded": Bilingual(
        "To be checked: {name}, {value} {unit} where {limit} are allowed ({source}).",
        "À vérifier : {name}, {value} {unit} là où {limit} sont admis ({source})."),
    "hash": Bilingual(
        "The hash spreads unevenly: with {mean} connections an instance in the mean the fullest holds about {fullest}; "
        "some instance is above {limit} with a probability of {chance}.",
        "Le hachage répartit inégalement : avec {mean} connexions par instance en moyenne, la plus remplie en a "
        "environ {fullest} ; une instance dépasse {limit} avec une probabilité de {chance}."),
    "growth": Bilingual(
        "Growing to {instances} instances changes the port of the first one too: open {ports} in the firewall before "
        "({rule}).",
        "Passer à {instances} instances change aussi le port de la première : ouvrir d'abord {ports} dans le pare-feu "
        "({rule})."),
    "rule met": Bilingual(
        "The documented sizing rule gives the same as the scenario has: instances {instances}, connection points "
        "{points}.",
        "La règle documentée donne ce que le scénario a : instances {instances}, points de connexion {points}."),
    "rule": Bilingual(
        "The documented sizing rule gives: instances {instances}, connection points {points}; the scenario has "
        "{have_instances} and {have_points}.",
        "La règle documentée donne : instances {instances}, points de connexion {points} ; le scénario en a "
        "{have_instances} et {have_points}."),
    "rule differs": Bilingual(
        "The rule takes all {clients} devices as connected at once; here only {held} connections are open in the mean.",
        "La règle compte les {clients} appareils comme connectés à la fois ; ici, {held} connexions seulement sont "
        "ouvertes en moyenne."),
    "caveat faults": Bilingual(
        "The scenario breaks things ({of}); these numbers are for the time when all is well.",
        "Le scénario prévoit des pannes ({of}) ; ces nombres valent quand tout va bien."),
    "caveat unmet deployment": Bilingual(
        "{of} changes nothing in a run, which deploys nothing: `cmgsim flow deployment` shows it.",
        "{of} ne change rien à une simulation, qui ne déploie rien : `cmgsim flow deployment` le montre."),
    "caveat unmet administration": Bilingual(
        "{of}: nobody changes anything and no egress is watched here, so a run does not notice.",
        "{of} : personne ne change rien et aucun trafic sortant n'est surveillé ici, la simulation ne le remarque "
        "donc pas."),
    "caveat unmet request": Bilingual(
        "{of}: no client here makes a request that would meet it, so a run does not notice.",
        "{of} : aucun client ne fait ici de demande que cela toucherait, la simulation ne le remarque donc pas."),
    "caveat unmet header": Bilingual(
        "{of}: no request here carries this header (those that are signed appear in `cmgsim flow`), so a run does not "
        "notice.",
        "{of} : aucune demande ne porte ici cet en-tête (celles qui sont signées paraissent dans `cmgsim flow`), la "
        "simulation ne le remarque donc pas."),
    "caveat unmet http": Bilingual(
        "{of}: no request here goes to a management point by HTTPS, so a run does not notice.",
        "{of} : aucune demande ne va ici en HTTPS à un point de gestion, la simulation ne le remarque donc pas."),
    "caveat unmet token": Bilingual(
        "{of}: no request here carries a token, so a run does not notice.",
        "{of} : aucune demande ne porte ici de jeton, la simulation ne le remarque donc pas."),
    "caveat unmet relayed": Bilingual(
        "{of}: nothing here is relayed to the site, so a run does not notice.",
        "{of} : rien n'est relayé ici vers le site, la simulation ne le remarque donc pas."),
    "caveat unmet ports": Bilingual(
        "{of}: no role of the site opens these ports in this deployment, so a run does not notice.",
        "{of} : aucun rôle du site n'ouvre ces ports dans ce déploiement, la simulation ne le remarque donc pas."),
    "caveat unmet proxy": Bilingual(
        "{of}: the channels here are HTTPS or run through a proxy already, so a run does not notice.",
        "{of} : les canaux sont ici en HTTPS ou passent déjà par un proxy, la simulation ne le remarque donc pas."),
    "caveat unmet channels": Bilingual(
        "{of}: only a channel that is built anew would meet it, and those here stand when the run begins.",
        "{of} : seul un canal établi à neuf le rencontrerait, et ceux d'ici le sont au début de la simulation."),
    "caveat unmet alias": Bilingual(
        "{of}: the service name is the deployment name here, so there is no CNAME and a run does not notice.",
        "{of} : le nom du service est ici celui du déploiement ; sans CNAME, la simulation ne le remarque pas."),
    "caveat unmet name": Bilingual(
        "{of}: nobody here asks for that name (`cmgsim endpoints` lists those that are asked for), so a run does not "
        "notice.",
        "{of} : personne ne demande ici ce nom (`cmgsim endpoints` donne ceux qui le sont), la simulation ne le "
        "remarque donc pas."),
    "caveat unmet instance": Bilingual(
        "{of}: there is no such instance while it lasts, so a run does not notice.",
        "{of} : cette instance n'existe pas pendant ce temps, la simulation ne le remarque donc pas."),
    "caveat untouched": Bilingual(
        "{of}: no request was on its way while it lasted, so it touched none.",
        "{of} : aucune demande n'était en cours pendant ce temps, il n'en a donc touché aucune."),
    "caveat changes": Bilingual(
        "The scenario changes {of} on the way; these numbers are for the time before.",
        "Le scénario modifie {of} en cours de route ; ces nombres valent avant."),
    "caveat repeats": Bilingual(
        "Bytes a day and more take the run as repeated, with its fixed times.",
        "Les octets par jour et au-delà supposent la simulation répétée, avec ses heures fixes."),
    "caveat late": Bilingual(
        "Clients give up before an answer can be there, even without any wait: {of}.",
        "Les clients abandonnent avant qu'une réponse puisse arriver, même sans attente : {of}."),
    "caveat retries": Bilingual(
        "Requests that fail are tried again, which adds load; no formula here counts retries.",
        "Les demandes qui échouent sont répétées, ce qui ajoute de la charge ; aucune formule ne le compte ici."),
    "caveat slower": Bilingual(
        "Instances hold more connections than documented for {of}; their work is taken to be slower in proportion.",
        "Les instances ont plus de connexions que documenté pour {of} ; leur travail est compté plus lent d'autant."),
    "caveat model": Bilingual(
        "Formulas assume that a load lasts; the model has not been validated against a production CMG.",
        "Les formules supposent une charge durable ; le modèle n'a pas été validé sur une passerelle en production."),
    "next": Bilingual("Next: `{command}` {purpose}.", "Ensuite : `{command}` {purpose}."),
    "next more": Bilingual("shows whether these numbers hold", "montre si ces nombres suffisent"),
    "next measure": Bilingual(
        "lists the inputs to measure; no number of instances of one CMG alone cures this",
        "donne les entrées à mesurer ; aucun nombre d'instances d'une passerelle ne suffit à lui seul"),
    "next firewall": Bilingual(
        "shows what the firewall needs before a second instance",
        "montre ce qu'il faut au pare-feu avant une deuxième instance"),
    "next run": Bilingual("simulates what formulas leave out", "simule ce que les formules laissent de côté"),
})

REASONS: Final[Catalogue] = MappingProxyType({
    "exponential": Bilingual(
        "random arrivals and exponential service: the formula is exact.",
        "arrivées aléatoires et service exponentiel : la formule est exacte."),
    "exponential, periodic": Bilingual(
        "exponential service; very many periodic clients look like random arrivals, fewer wait less.",
        "service exponentiel ; de très nombreux clients périodiques ressemblent à des arrivées aléatoires, moins de "
        "clients attendent moins."),
    "exponential, few sources": Bilingual(
        "exponential service; so few periodic clients come more evenly than at random: the wait is an upper bound.",
        "service exponentiel ; si peu de clients périodiques arrivent plus régulièrement qu'au hasard : l'attente est "
        "majorée."),
    "enough workers": Bilingual(
        "as many workers as clients, each of which comes by the clock and not before it was served: nobody waits.",
        "autant de postes que de clients, dont chacun revient à heure fixe et servi depuis longtemps : pas d'attente."),
    "by the clock": Bilingual(
        "constant service and clients that come by the clock, each at a moment of its own: the formula is exact for "
        "the mean of many runs; in one run the same moments come again and again.",
        "service constant et clients réguliers comme une horloge, chacun à son moment : la formule est exacte pour la "
        "moyenne de nombreuses simulations ; dans une seule, les mêmes moments se répètent."),
    "one source": Bilingual(
        "exponential service and one client that comes by the clock: the formula is exact.",
        "service exponentiel et un seul client, régulier comme une horloge : la formule est exacte."),
    "finite": Bilingual(
        "exponential service and few periodic clients: a finite population that is served as often.",
        "service exponentiel et peu de clients périodiques : une population finie servie aussi souvent."),
    "finite, general": Bilingual(
        "few periodic clients: a finite population that is served as often, with Allen and Cunneen's factor.",
        "peu de clients périodiques : une population finie servie aussi souvent, au facteur d'Allen et Cunneen."),
    "one worker": Bilingual(
        "random arrivals and one worker: the mean is exact (Pollaczek-Khinchine), the percentile is not.",
        "arrivées aléatoires et un seul poste : la moyenne est exacte (Pollaczek-Khintchine), le centile non."),
    "one worker, periodic": Bilingual(
        "one worker; very many periodic clients look like random arrivals, fewer wait less.",
        "un seul poste ; de très nombreux clients périodiques ressemblent à des arrivées aléatoires, moins de clients "
        "attendent moins."),
    "one worker, few sources": Bilingual(
        "one worker; so few periodic clients come more evenly than at random: the wait is an upper bound.",
        "un seul poste ; si peu de clients périodiques arrivent plus régulièrement qu'au hasard : l'attente est "
        "majorée."),
    "general": Bilingual(
        "several workers and a service time that is not exponential: Allen and Cunneen's approximation.",
        "plusieurs postes et un service non exponentiel : approximation d'Allen et Cunneen."),
    "general, periodic": Bilingual(
        "several workers and a service time that is not exponential: Allen and Cunneen's approximation, many clients.",
        "plusieurs postes et un service non exponentiel : approximation d'Allen et Cunneen, clients nombreux."),
    "general, few sources": Bilingual(
        "Allen and Cunneen's approximation; so few periodic clients come more evenly than at random and wait less.",
        "approximation d'Allen et Cunneen ; si peu de clients périodiques arrivent plus régulièrement et attendent "
        "moins."),
    "in turn": Bilingual(
        "the instance deals requests out in turn, one worker each: every k-th request comes here.",
        "l'instance distribue les demandes à tour de rôle, un poste chacun : une demande sur k arrive ici."),
    "in turn, merged": Bilingual(
        "the instances deal requests out in turn, which is smoother than random: Allen and Cunneen's approximation.",
        "les instances distribuent les demandes à tour de rôle, plus régulièrement qu'au hasard : approximation "
        "d'Allen et Cunneen."),
    "added": Bilingual("it was added while the scenario ran.", "elle a été ajoutée en cours de simulation."),
    "no requests": Bilingual("nothing arrives here.", "rien n'arrive ici."),
    "no service time": Bilingual(
        "service takes no time, so nobody waits.", "le service ne prend aucun temps : pas d'attente."),
    "unstable": Bilingual(
        "more work arrives than can be done, so waits have no mean.",
        "il arrive plus de travail qu'il ne peut en être fait : l'attente n'a pas de moyenne."),
    "fixed times": Bilingual(
        "requests come at fixed times all at once, and formulas are for steady arrivals.",
        "les demandes arrivent toutes à la fois à heures fixes, et les formules valent pour des arrivées régulières."),
})

LIMIT_NAMES: Final[Catalogue] = MappingProxyType({
    "connections-per-instance": Bilingual("connections per instance", "connexions par instance"),
    "network-of-vm-size": Bilingual("network of the VM size", "réseau de la taille de VM"),
    "instances-per-cmg": Bilingual("instances of one CMG", "instances d'une passerelle"),
    "instances-for-availability": Bilingual("instances, for availability", "instances, pour la disponibilité"),
    "connections-in-a-burst": Bilingual(
        "connections per instance in the largest burst", "connexions par instance dans la plus grande rafale"),
    "dynamic-ports-per-connection-point": Bilingual(
        "clients per connection point (dynamic ports)", "clients par point de connexion (ports dynamiques)"),
    "instances-per-connection-point": Bilingual("instances per connection point", "instances par point de connexion"),
    "connection-points-for-availability": Bilingual(
        "connection points, for availability", "points de connexion, pour la disponibilité"),
    "clients-per-management-point": Bilingual("clients per management point", "clients par point de gestion"),
    "management-points-per-primary-site": Bilingual("management points of a site", "points de gestion d'un site"),
    "clients-per-software-update-point-shared": Bilingual(
        "clients per update point (shared server)", "clients par point de mise à jour (serveur partagé)"),
    "clients-per-software-update-point-dedicated": Bilingual(
        "clients per update point (own server)", "clients par point de mise à jour (serveur dédié)"),
    "clients-per-primary-site": Bilingual("clients of a primary site", "clients d'un site principal"),
    "clients-per-hierarchy": Bilingual("clients of a hierarchy", "clients d'une hiérarchie"),
    "egress-threshold-14-days": Bilingual("egress in 14 days (threshold)", "trafic sortant en 14 jours (seuil)"),
    "requests-per-blob": Bilingual("downloads of one file", "téléchargements d'un même fichier"),
    "load-balancer-idle-timeout": Bilingual("longest time a connection is kept", "durée de maintien d'une connexion"),
})

UNITS: Final[Catalogue] = MappingProxyType({
    "count": Bilingual("", ""),
    "connections": Bilingual("connections", "connexions"),
    "clients": Bilingual("clients", "clients"),
    "req/s": Bilingual("requests/s", "demandes/s"),
    "GB": Bilingual("GB", "Go"),
    "MB": Bilingual("MB", "Mo"),
    "min": Bilingual("min", "min"),
})

NAMES: Final[Catalogue] = MappingProxyType({
    "periodic": Bilingual("periodic", "périodique"),
    "poisson": Bilingual("at random", "au hasard"),
    "fixed": Bilingual("fixed times", "heures fixes"),
    "hours": Bilingual("by the hour", "selon l'heure"),
    "idle": Bilingual("idle", "au repos"),
    "ok": Bilingual("ok", "ok"),
    "busy": Bilingual("busy", "chargée"),
    "unstable": Bilingual("unstable", "instable"),
    "at-limit": Bilingual("at limit", "à la limite"),
    "exceeded": Bilingual("EXCEEDED", "DÉPASSÉE"),
    "short": Bilingual("advice", "conseil"),
    "check": Bilingual("check", "à vérifier"),
    "exact": Bilingual("exact", "exacte"),
    "limit": Bilingual("many clients", "clients nombreux"),
    "approximation": Bilingual("approximate", "approchée"),
    "instance": Bilingual("VM instance", "instance de VM"),
    "cmg-connection-point": Bilingual("connection point", "point de connexion"),
    "management-point": Bilingual("management point", "point de gestion"),
    "software-update-point": Bilingual("update point", "point de mise à jour"),
    "load-balancer": Bilingual("load balancer", "équilibreur"),
    "because": Bilingual("{what}: {why}", "{what} : {why}"),
    "activities": Bilingual("What clients ask for", "Ce que demandent les clients"),
    "stations": Bilingual("Stations, identical ones pooled", "Stations, identiques regroupées"),
    "by units": Bilingual("{name}: with fewer and more", "{name} : avec moins et plus"),
    "latency": Bilingual(
        "A client's first request when nothing waits, in milliseconds",
        "Première demande d'un client quand rien n'attend, en millisecondes"),
    "limits": Bilingual("Documented limits", "Limites documentées"),
    "channels": Bilingual("Channels, in the order of attempts", "Canaux, dans l'ordre des tentatives"),
    "head activity": Bilingual("activity", "activité"),
    "head clients": Bilingual("clients", "clients"),
    "head rate": Bilingual("requests/s", "demandes/s"),
    "head hour": Bilingual("busiest hour", "heure chargée"),
    "head when": Bilingual("when", "quand"),
    "head burst": Bilingual("at once", "à la fois"),
    "head station": Bilingual("station", "station"),
    "head workers": Bilingual("workers", "postes"),
    "head use": Bilingual("used", "utilisé"),
    "head wait": Bilingual("mean wait", "attente"),
    "head p95": Bilingual("p95 wait", "attente p95"),
    "head formula": Bilingual("formula", "formule"),
    "head units": Bilingual("number", "nombre"),
    "head state": Bilingual("state", "état"),
    "head limit": Bilingual("limit", "limite"),
    "head value": Bilingual("here", "ici"),
    "head name": Bilingual("of what", "de quoi"),
    "head each": Bilingual("each holds", "en porte"),
    "head unit": Bilingual("unit", "unité"),
    "head points": Bilingual("connection points", "points de connexion"),
    "head ports": Bilingual("protocol and ports", "protocole et ports"),
    "head rule": Bilingual("rule", "règle"),
    "head accepts": Bilingual("accepts", "reçoit"),
    "head dns": Bilingual("DNS", "DNS"),
    "head connect": Bilingual("connect", "connexion"),
    "head instance": Bilingual("instance", "instance"),
    "head channel": Bilingual("channel", "canal"),
    "head point": Bilingual("conn. point", "pt connexion"),
    "head server": Bilingual("server", "serveur"),
    "head response": Bilingual("answer", "réponse"),
    "head total": Bilingual("total", "total"),
    "egress": Bilingual(
        "Egress: {day} GB a day, {fortnight} in 14 days (threshold {threshold}: warning at {warning}, critical at "
        "{critical}), {month} a month, {each} MB a client and month (documented: {low} to {high}).",
        "Trafic sortant : {day} Go par jour, {fortnight} en 14 jours (seuil {threshold} : avertissement à {warning}, "
        "critique à {critical}), {month} par mois, {each} Mo par client et mois (documenté : {low} à {high})."),
    "connections": Bilingual(
        "Connections at once: {sessions} notification sessions and {requests} of requests; {mean} an instance in the "
        "mean, about {fullest} on the fullest, {limit} documented.",
        "Connexions simultanées : {sessions} sessions de notification et {requests} de demandes ; {mean} par instance "
        "en moyenne, environ {fullest} sur la plus remplie, {limit} documentées."),
    "network": Bilingual(
        "Each instance sends {sent} Mbit/s; its size has {limit} Mbit/s.",
        "Chaque instance envoie {sent} Mbit/s ; sa taille a {limit} Mbit/s."),
    "network unknown": Bilingual(
        "Each instance sends {sent} Mbit/s; no page states the bandwidth of its size.",
        "Chaque instance envoie {sent} Mbit/s ; aucune page n'indique le débit de sa taille."),
    "content": Bilingual(
        "Content: {rate} downloads/s in the mean, {hour} in the busiest hour; one file allows {limit}.",
        "Contenu : {rate} téléchargements/s en moyenne, {hour} dans l'heure la plus chargée ; un fichier en admet "
        "{limit}."),
})
# fmt: on
