"""The sentences of a verdict in both languages, and numbers as people of each write them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

from cmgsim.facts.failure_rows import typeset_french

Language = Literal["en", "fr"]

# fmt: off
_ENGLISH: Final = {
    "latency": "End to end, half of the answered requests took at most {p50}, 95 % at most {p95} and 99 % at "
               "most {p99}.",
    "interval": " (95 % interval: {low} to {high})",
    "no interval": " (no interval: parts of the course differ too much)",
    "no latency": "No request was answered, so there is no latency to report.",
    "few latencies": "Half of the {n} answered requests took at most {middle}, and none took more than {longest}: "
                     "too few for other percentiles.",
    "one latency": "The only answered request took {longest}: too little for percentiles.",
    "stages": "The time of an answered request goes here: {parts}.",
    "station": "The busiest station is {name}: its workers serve {share} of the time, and a request waits {wait} there "
               "on average.",
    "unstable": "Unstable: {names}. More comes there than can be served, so waits and queues grow as long as the run "
                "goes on and have no mean.",
    "busy": " Above {threshold} waits grow steeply.",
    "instance": "The fullest instance is {name}: at most {peak} connections at once.",
    "within limit": "The fullest instance is {name}: at most {peak} connections at once, {share} of the documented "
                    "limit of {limit}.",
    "above limit": "The fullest instance is {name}: {peak} connections at once, above the documented limit of {limit}.",
    "binds": "What binds first is {what}: {share} of it was used at the peak, so {growth} times as many clients fill "
             "it.",
    "binds already": "What binds is {what}: {share} of it was used at the peak.",
    "binding work": "the work of {name}",
    "binding work of instances": "the work of the {n} identical instances, {name} first",
    "one of instances": "{name}, one of {n} identical instances",
    "binding connections": "the documented number of connections of one instance",
    "binding ports": "the dynamic ports of {name}",
    "warm-up by time": "Left out at the start, as warm-up: {times}.",
    "warm-up by mser-5": "Left out at the start, as warm-up that MSER-5 found: {times}.",
    "from to": "{low} to {high}, depending on the replication",
    "no requests": "Nobody asked for anything in the observed time.",
    "all ok": "All {created} requests were answered.",
    "one ok": "The only request was answered.",
    "all ended ok": "Every request that ended was answered; {in_flight} of {created} were still in flight at the end.",
    "not ok": "{failed} of {created} requests were not answered: {reasons}.",
    "refused": "{n} refused at the last attempt",
    "timed_out": "{n} given up by the client after waiting too long",
    "lost": "{n} lost with a machine that failed",
    "in_flight": "{n} more were still in flight at the end",
    "one replication": "One replication is one course of events among many: its intervals do not show how much others "
                       "differ.",
    "few": "The 99th percentile rests on fewer than {needed} slow requests a replication: {n} were answered in all.",
    "cut off": "{share} of the requests were cut off by the end of the run, slow ones above all: the latencies are too "
               "favourable.",
    "sound": "{n} answered requests in {replications} replications are enough for these percentiles.",
    "counted": "Requests were counted and not kept: percentiles, and those of waits, are right to within {error}.",
    "model": "The model has not been validated against a production CMG.",
    "next": "Next: `{command}` {purpose}.",
    "details": "writes requests.parquet, which holds every request and how it ended",
    "one more": "shows what one more instance changes",
    "formulas": "shows by formula which of them wait, and how many more would do",
    "replications": "shows how much replications differ",
    "assumptions": "lists the numbers to measure before relying on this",
}
_FRENCH: Final = {
    "latency": "De bout en bout, la moitié des demandes servies ont pris au plus {p50}, 95 % au plus {p95} et 99 % au "
               "plus {p99}.",
    "interval": " (intervalle à 95 % : de {low} à {high})",
    "no interval": " (sans intervalle : les parties du cours diffèrent trop)",
    "no latency": "Aucune demande n'a reçu de réponse : il n'y a pas de latence à donner.",
    "few latencies": "La moitié des {n} demandes servies ont pris au plus {middle}, aucune plus de {longest} : "
                     "trop peu pour d'autres centiles.",
    "one latency": "La seule demande servie a pris {longest} : trop peu pour des centiles.",
    "stages": "Le temps d'une demande servie passe ici : {parts}.",
    "station": "La station la plus chargée est {name} : ses postes servent {share} du temps, et une demande y attend "
               "{wait} en moyenne.",
    "unstable": "Instable : {names}. Il y arrive plus qu'il ne peut être servi : attentes et files croissent tant que "
                "la simulation dure et n'ont pas de moyenne.",
    "busy": " Au-delà de {threshold}, les attentes croissent vite.",
    "instance": "L'instance la plus remplie est {name} : au plus {peak} connexions à la fois.",
    "within limit": "L'instance la plus remplie est {name} : au plus {peak} connexions à la fois, soit {share} de la "
                    "limite documentée de {limit}.",
    "above limit": "L'instance la plus remplie est {name} : {peak} connexions à la fois, plus que la limite documentée "
                   "de {limit}.",
    "binds": "Ce qui limite en premier : {what}, dont {share} ont servi au plus fort ; {growth} fois autant de clients "
             "suffisent à l'épuiser.",
    "binds already": "Ce qui limite : {what}, dont {share} ont servi au plus fort.",
    "binding work": "le temps de travail de {name}",
    "binding work of instances": "le temps de travail des {n} instances identiques, {name} en tête",
    "one of instances": "{name}, l'une de {n} instances identiques",
    "binding connections": "les connexions documentées d'une instance",
    "binding ports": "les ports dynamiques de {name}",
    "warm-up by time": "Laissé de côté au début, comme mise en régime : {times}.",
    "warm-up by mser-5": "Laissé de côté au début, comme mise en régime trouvée par MSER-5 : {times}.",
    "from to": "de {low} à {high} selon la réplication",
    "no requests": "Personne n'a rien demandé pendant l'observation.",
    "one ok": "La seule demande a reçu une réponse.",
    "all ok": "Les {created} demandes ont toutes reçu une réponse.",
    "all ended ok": "Toute demande terminée a reçu une réponse ; {in_flight} sur {created} étaient encore en cours à "
                    "la fin.",
    "not ok": "{failed} demandes sur {created} sont restées sans réponse : {reasons}.",
    "refused": "{n} refusées à la dernière tentative",
    "timed_out": "{n} abandonnées par le client après une trop longue attente",
    "lost": "{n} perdues avec une machine en panne",
    "in_flight": "{n} autres étaient encore en cours à la fin",
    "one replication": "Une réplication est un déroulement parmi d'autres : ses intervalles ne disent pas combien les "
                       "autres diffèrent.",
    "few": "Le 99e centile repose sur moins de {needed} demandes lentes par réplication : {n} servies en tout.",
    "cut off": "La fin de la simulation a interrompu {share} des demandes, surtout des lentes : les latences sont trop "
               "favorables.",
    "sound": "{n} demandes servies en {replications} réplications suffisent pour ces centiles.",
    "counted": "Les demandes ont été comptées sans être gardées : les centiles, ceux des attentes aussi, sont exacts à "
               "{error} près.",
    "model": "Le modèle n'a pas été validé sur une passerelle en production.",
    "next": "Ensuite : `{command}` {purpose}.",
    "details": "écrit requests.parquet, où chaque demande se trouve avec son issue",
    "one more": "montre ce que change une instance de plus",
    "formulas": "montre par formule où l'on attend, et combien d'unités de plus suffiraient",
    "replications": "montre combien les réplications diffèrent",
    "assumptions": "donne la liste des nombres à mesurer avant de s'y fier",
}
# fmt: on
SENTENCES: Final[Mapping[Language, Mapping[str, str]]] = MappingProxyType(
    {"en": _ENGLISH, "fr": {key: typeset_french(text) for key, text in _FRENCH.items()}}
)


def sentence(lang: Language, key: str, **parts: str) -> str:
    """The sentence called *key*, filled in, with the spaces and apostrophes that French typography wants."""
    text = SENTENCES[lang][key].format(**parts)
    return text.replace(" %", "\N{NO-BREAK SPACE}%") if lang == "fr" else text


def count(lang: Language, number: int) -> str:
    """
    A whole number with its thousands set apart.

    Example:
        >>> count("en", 12345)
        '12,345'
    """
    return f"{number:,}" if lang == "en" else f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def share(lang: Language, part: float) -> str:
    """
    A share in per cent; one decimal below ten, and as many as it takes to tell a little from nothing.

    Example:
        >>> share("en", 0.74), share("fr", 0.035)
        ('74 %', '3,5 %')
    """
    percent = 100 * part
    decimals = 0 if part >= 0.0995 or part == 0 else 1
    while percent and decimals < 6 and not float(f"{percent:.{decimals}f}"):
        decimals += 1
    return _decimal(lang, f"{percent:.{decimals}f} %")


def factor(lang: Language, times: float) -> str:
    """
    How many times as much, with three significant digits; thousands and more as whole numbers.

    Example:
        >>> factor("en", 1.1664), factor("fr", 13.889), factor("en", 1234.5)
        ('1.17', '13,9', '1,234')
    """
    return count(lang, int(times)) if times >= 1000 else _decimal(lang, f"{times:.3g}")


def duration(lang: Language, seconds: float) -> str:
    """
    A duration with three significant digits in the unit that people would use.

    Example:
        >>> duration("en", 0.0123), duration("fr", 1.5), duration("en", 600)
        ('12.3 ms', '1,5 s', '10 min')
    """
    value, unit = (seconds * 1000, "ms") if seconds < 1 else (seconds, "s") if seconds < 120 else (seconds / 60, "min")
    digits = max(0, 2 - len(str(int(value))) + 1)
    text = f"{value:.{digits}f}"
    return _decimal(lang, f"{text.rstrip('0').rstrip('.') if '.' in text else text} {unit}")


def _decimal(lang: Language, text: str) -> str:
    return text if lang == "en" else text.replace(".", ",")
