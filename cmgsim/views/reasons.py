"""Why a number was taken, in French: the reasons of assumptions, and the notes of documented figures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from cmgsim.facts.failure_rows import typeset_french
from cmgsim.flows.nouns import Language
from cmgsim.model.assumption_row import UNPROVEN

_DRAWN: Final = re.compile(r"; drawn: [a-z, ]+, with this mean$")
_SCALED: Final = re.compile(
    r"assumed sizes times this make ([\d.]+) MB a client and month; that all of them grow alike is the assumption"
)

# fmt: off
_OF_ASSUMPTIONS: Final = MappingProxyType({
    "scenario.duration": "un jour montre une fois chaque rythme quotidien ; les hebdomadaires demandent une semaine",
    "cmg.workers": "huit demandes à la fois pour chacun des deux processeurs virtuels d'une A2_v2",
    "cmg.service_time":
        "le seul exemple publié est de 218 ms pour toute une demande de jeton vue de la passerelle, autres "
        "trajets compris",
    "connection_points.workers": "un serveur Windows moyen qui ne fait que transmettre",
    "connection_points.service_time":
        "transmission sans regarder le contenu ; un journal publié montre 2 ms jusqu'au point de gestion et retour",
    "connection_points.port_rest":
        "Windows garde deux minutes le port d'une connexion fermée (TIME_WAIT) avant de le redonner",
    "management_points.workers": "fils d'un groupe d'applications IIS sur un serveur moyen",
    "software_update_points.workers": "fils d'un groupe d'applications IIS sur un serveur moyen",
    "management_points.service_time":
        "des journaux publiés montrent 2 ms pour un jeton et 11 à 44 ms pour un refus ; stratégie et emplacement "
        "interrogent la base",
    "software_update_points.service_time":
        "une analyse des mises à jour lit bien plus qu'une demande de stratégie ; aucun chiffre public",
    "cmg.queued_from":
        "à peu près ce que TCP a en route à la fois : ce qui est plus court se glisse entre les parties du plus long",
    "cmg.statistics_lag":
        "les statistiques du stockage d'Azure peuvent retarder d'un jour, dit la page ; un seuil doit "
        "supporter le pire",
    "cmg.scale_out_time":
        "une machine virtuelle d'un groupe et l'installation dedans ; les instances présentes continuent",
    "cmg.start_time": "une machine virtuelle Windows ordinaire démarre à peu près en ce temps",
    "clients.timeout": "les clients HTTP de Windows attendent d'ordinaire 30 à 90 s",
    "clients.retry":
        "ces minutes illustrent le format (CCM_Messaging_Configuration) ; la valeur par défaut n'est pas publiée",
    "clients.keep_alive":
        "les demandes d'un client viennent à des minutes d'écart et le répartiteur coupe les connexions muettes après "
        "quatre minutes, donc chacune ouvre la sienne",
    "clients.reconnect":
        "un client dont la session de notification est rompue le voit en redemandant : une attente de nouvelles finit "
        "avant les quatre minutes du répartiteur, et toutes les deux minutes est courant",
    "clients.spread":
        "les gens commencent dans l'heure et non au coup de cloche ; sert si les appareils ont des horaires",
    "clients.catch_up":
        "un client rattrape ce qu'il a manqué peu après le démarrage de son service, avec un délai aléatoire "
        "non publié",
    "network.client_azure.latency": "un sens, ligne domestique vers les régions les plus proches",
    "network.azure_connection_point.latency": "un sens, ligne d'entreprise vers les régions les plus proches",
    "network.on_premises.latency": "un sens ; point de connexion et point de gestion sur un même site ou campus",
    "network.connect_timeout": "Windows envoie trois segments SYN et attend 3 s, 6 s et 12 s",
    "network.https_channel_round_trips":
        "HTTPS ne fait que répondre : le point de connexion redemande avant que la passerelle puisse pousser ; TCP-TLS "
        "ne paie rien. Les pages ne donnent qu'un plafond de 3 s de délai dans le Centre logiciel",
    "network.dns_ttl_cname": "le propriétaire du domaine choisit ; une heure est courante",
    "network.dns_ttl_address": "les enregistrements d'Azure pour des adresses mobiles vivent peu",
})
_OTHERS: Final = MappingProxyType({
    "as the page states it": "tel que la page l'énonce",
    "as practitioners report it": "tel que des praticiens le rapportent",
    "no page states it; a guess within the plausible range":
        "aucune page ne l'énonce ; supposé dans la plage plausible",
    "measured": "mesuré",
    UNPROVEN: "donné par le scénario, qui ne dit pas comment c'est connu",
    "chosen for the built-in scenario": "choisi pour le scénario intégré",
    "egress of one client in a month, to which assumed sizes are scaled":
        "trafic sortant d'un client en un mois, auquel les tailles supposées sont ramenées",
    "no random delay is published": "aucun délai aléatoire n'est publié",
    "4,000 without a change; no size is published; set so that the default schedules add up to the documented egress":
        "4 000 sans changement ; aucune taille n'est publiée ; choisi pour que les rythmes par défaut "
        "donnent le trafic "
        "documenté",
    "no size is published; set so that the default schedules add up to the documented egress":
        "aucune taille n'est publiée ; choisi pour que les rythmes par défaut donnent le trafic documenté",
    "only when there is something to send": "seulement quand il y a quelque chose à envoyer",
    "messages are sent only when a state has changed": "un message ne part que si un état a changé",
    "a practitioner gave 1 KB for a much older version":
        "un praticien a donné 1 Ko pour une version bien plus ancienne",
    "at most; settable within the range": "au plus ; réglable dans la plage",
    "a delta; the first, full report is taken as 400,000": "un delta ; le premier rapport, complet, est pris à 400 000",
    "one day at the least": "un jour au moins",
    "at most": "au plus",
    "one row for the many calls of a scan; no size is published; set so that the default schedules add up to the "
    "documented egress":
        "une ligne pour les nombreux appels d'une analyse ; aucune taille n'est publiée ; choisi pour que "
        "les rythmes par "
        "défaut donnent le trafic documenté",
    "also on a change of network and when the service starts":
        "aussi au changement de réseau et au démarrage du service",
    "renewed when it has expired or is about to": "renouvelé quand il a expiré ou va expirer",
    "one call in a published log": "un appel dans un journal publié",
    "practitioners report the same": "des praticiens rapportent de même",
    "mean of two in a published log": "moyenne de deux dans un journal publié",
    "the file of Microsoft's own test": "le fichier de l'essai de Microsoft",
    "every device is connected at any time: the worst case for connections, and the rule of thumb counts in this way":
        "tout appareil est connecté à tout moment : le pire cas des connexions, et la règle compte ainsi",
    "ten hours on workdays; no page says when devices are online, and the console's own history of a site does":
        "dix heures les jours ouvrés ; aucune page ne dit quand les appareils sont en ligne, l'historique de "
        "la console "
        "d'un site le dit",
    "a deployment makes each device scan that day": "un déploiement fait analyser chaque appareil ce jour-là",
    "every cycle has a state of an update to report": "chaque cycle a un état de mise à jour à rapporter",
    "every connection point looks after its connection to every instance":
        "chaque point de connexion veille sur sa connexion à chaque instance",
    "at most; actions in Software Center through a scale set, the documented price of the HTTPS channel":
        "au plus ; actions du Centre logiciel à travers un groupe, le prix documenté du canal HTTPS",
})
# fmt: on


@cache
def _french() -> Mapping[str, str]:
    """By the English reason; when it is asked for, since assumptions come with the whole model."""
    from cmgsim.model.assumptions import ASSUMPTIONS

    own = {row.why: typeset_french(_OF_ASSUMPTIONS[row.name]) for row in ASSUMPTIONS}
    return own | {english: typeset_french(french) for english, french in _OTHERS.items()}


def reason(lang: Language, why: str) -> str:
    """
    Why a number was taken, without the law by which it is drawn; what has no French stays as it is.

    Example:
        >>> reason("fr", "at most; drawn: uniform, with this mean"), reason("en", "at most")
        ('au plus', 'at most')
    """
    text = _DRAWN.sub("", why)
    if lang == "en":
        return text
    scaled = _SCALED.fullmatch(text)
    if scaled:
        return typeset_french(
            f"les tailles supposées fois ceci font {scaled[1].replace('.', ',')} Mo par client et mois ; que toutes "
            "croissent de même est l'hypothèse"
        )
    return _french().get(text, text)
