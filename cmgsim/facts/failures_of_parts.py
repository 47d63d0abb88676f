"""Faults of the parts of a site and its CMG: something is down or offline."""

from __future__ import annotations

from typing import Final

from cmgsim.facts import sources as src
from cmgsim.facts.failure_logs import SILENT_CHANNEL, cloud_manager_log
from cmgsim.facts.failure_rows import Bilingual, Failure, LogLine, Variant
from cmgsim.facts.failures_of_trust import SERVER
from cmgsim.facts.failures_on_the_way import CHANNEL, NO_CHANNEL
from cmgsim.facts.rows import Role

_IF_NO_CHANNEL: Final = Bilingual(
    "The flows stop only when no channel is left, as with a single instance.",
    "Les flux ne s'arrêtent que s'il ne reste aucun canal, comme avec une seule instance.",
)

FAILURES_OF_PARTS: Final = (
    Failure(
        kind="instance-down",
        parameter="node",
        role=Role.INSTANCE,
        default="instance-1",
        breaks=("F2",),
        stops=CHANNEL,
        condition=_IF_NO_CHANNEL,
        answer="silence",
        answer_source=src.ASSUMED,
        title=Bilingual("VM instance down", "Instance de machine virtuelle arrêtée"),
        client=Bilingual(
            "Requests under way on {value} are lost and tried again; new connections go to the healthy instances.",
            "Les requêtes en cours sur {value} sont perdues et refaites ; les nouvelles connexions vont aux instances "
            "saines.",
        ),
        logs=SILENT_CHANNEL,
        variants={"F2": Variant(NO_CHANNEL)},
        fix=Bilingual(
            "Wait for Azure to bring the instance back: connection points look after each channel every minute and "
            "reconnect by themselves. To stay in service meanwhile, set two or more instances in the CMG's properties; "
            "do not repair anything in the Azure portal.",
            "Attendez qu'Azure relance l'instance : les points de connexion contrôlent chaque canal toutes les minutes "
            "et se reconnectent seuls. Pour rester en service entre-temps, réglez deux instances ou plus dans les "
            "propriétés de la passerelle de gestion cloud ; ne réparez rien dans le portail Azure.",
        ),
        source=src.SECURITY,
    ),
    Failure(
        kind="connection-point-down",
        parameter="node",
        role=Role.CMG_CONNECTION_POINT,
        default="cmg-connection-point-1",
        breaks=("F2",),
        stops=CHANNEL,
        condition=Bilingual(
            "The channel flow always stops, as {value} holds no channel. "
            "Communication and content go on through the other connection points and stop only when there is none.",
            "Le flux du canal s'arrête toujours, puisque {value} ne tient aucun canal. "
            "La communication et le contenu passent par les autres points de connexion et ne s'arrêtent que s'il n'y "
            "en a pas.",
        ),
        answer_source=src.ASSUMED,
        title=Bilingual("CMG connection point down", "Point de connexion de passerelle de gestion cloud arrêté"),
        client=Bilingual(
            "Nothing while other connection points hold channels: the CMG takes turns among them. "
            "With none left, the CMG has nowhere to forward to.",
            "Rien tant que d'autres points de connexion tiennent des canaux : la passerelle de gestion cloud les "
            "emploie à tour de rôle. S'il n'en reste aucun, elle ne sait plus où transférer.",
        ),
        logs=(
            LogLine(
                Role.INSTANCE,
                "CMGService.log",
                "CMGService",
                2,
                "Connection {guid} from {value} was closed",
                src.ASSUMED,
                "this log reaches the site up to 10 minutes late",
            ),
            LogLine(
                Role.CMG_CONNECTION_POINT,
                "SMS_CLOUD_PROXYCONNECTOR.log",
                "SMS_CLOUD_PROXYCONNECTOR",
                1,
                "SMS_CLOUD_PROXYCONNECTOR is stopping",
                src.ASSUMED,
                "the whole line is modelled; after a crash the log simply ends",
            ),
        ),
        fix=Bilingual(
            "Start {value}, or its SMS_EXECUTIVE service, and read SMS_CLOUD_PROXYCONNECTOR.log there. "
            "Add the role to a second server, so that the next outage goes unnoticed.",
            "Démarrez {value}, ou son service SMS_EXECUTIVE, et lisez-y SMS_CLOUD_PROXYCONNECTOR.log. "
            "Ajoutez le rôle sur un second serveur, pour que la prochaine panne passe inaperçue.",
        ),
        source=src.PERFORMANCE,
    ),
    Failure(
        kind="management-point-down",
        parameter="node",
        role=Role.MANAGEMENT_POINT,
        default="management-point-1",
        breaks=("F5",),
        stops=SERVER,
        condition=Bilingual(
            "Requests forwarded to another management point are answered.",
            "Les requêtes transférées à un autre point de gestion reçoivent leur réponse.",
        ),
        answer="silence",
        status=503,
        status_text="CMGConnector_ServiceUnavailable",
        answer_source=src.ASSUMED,
        title=Bilingual("Management point down", "Point de gestion arrêté"),
        client=Bilingual(
            "Requests cross the CMG and the channel, wait for {value} in vain, and come back with 503.",
            "Les requêtes traversent la passerelle de gestion cloud et le canal, attendent {value} en vain et "
            "reviennent avec 503.",
        ),
        logs=(
            LogLine(
                Role.CMG_CONNECTION_POINT,
                "SMS_CLOUD_PROXYCONNECTOR.log",
                "SMS_CLOUD_PROXYCONNECTOR",
                3,
                "Web exception for message {guid}: System.Net.WebException: The operation has timed out",
                src.ASSUMED,
                "begins as published; the exception is modelled",
            ),
        ),
        fix=Bilingual(
            "Start {value}, its IIS and its SMS_EXECUTIVE service, and open /SMS_MP/.sms_aut?MPLIST on it in a "
            "browser. Allow CMG traffic on a second management point.",
            "Démarrez {value}, son IIS et son service SMS_EXECUTIVE, et ouvrez-y /SMS_MP/.sms_aut?MPLIST dans un "
            "navigateur. Autorisez le trafic de la passerelle de gestion cloud sur un second point de gestion.",
        ),
        source=src.FIND_RESOURCES,
    ),
    Failure(
        kind="service-connection-point-offline",
        breaks=("F1",),
        stops={"deployment": "F1"},
        answer_source=src.MODIFY,
        title=Bilingual("Service connection point offline", "Point de connexion de service hors ligne"),
        client=Bilingual(
            "Nothing: a CMG that is deployed goes on serving, but nobody deploys, changes or monitors it.",
            "Rien : une passerelle de gestion cloud déployée continue de servir, mais personne ne la déploie, ne la "
            "modifie ni ne la surveille.",
        ),
        logs=(
            cloud_manager_log(
                "ERROR: The service connection point is not online; tasks for the service {prefix} wait",
                note="the whole line is modelled",
            ),
        ),
        fix=Bilingual(
            "Start the server of the service connection point and set the role to online mode in its properties. "
            "Allow it HTTPS 443 to the endpoints that `cmgsim endpoints` lists for it.",
            "Démarrez le serveur du point de connexion de service et mettez le rôle en mode en ligne dans ses "
            "propriétés. Autorisez-lui HTTPS 443 vers les points de terminaison que `cmgsim endpoints` énumère pour "
            "lui.",
        ),
        source=src.MODIFY,
    ),
)
