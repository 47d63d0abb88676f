"""Faults of parts and services: something is down, stopped, out of reach or refuses to be created."""

from __future__ import annotations

from typing import Final

from cmgsim.facts import sources as src
from cmgsim.facts.failure_rows import Bilingual, Failure, LogLine
from cmgsim.facts.failures_of_trust import SERVER
from cmgsim.facts.failures_on_the_way import CHANNEL, CLIENT, EDGE, http_connection_log
from cmgsim.facts.rows import Role, Source

_TIMED_OUT: Final = http_connection_log("The operation has timed out")
_IF_NO_CHANNEL: Final = Bilingual(
    "The flows stop only when no channel is left, as with a single instance.",
    "Les flux ne s'arrêtent que s'il ne reste aucun canal, comme avec une seule instance.",
)


def _cloud_manager_log(text: str, source: Source = src.ASSUMED, note: str = "") -> LogLine:
    return LogLine(Role.SERVICE_CONNECTION_POINT, "CloudMgr.log", "SMS_CLOUD_SERVICES_MANAGER", 3, text, source, note)


def _failed_task_log(exception: str) -> LogLine:
    return _cloud_manager_log(
        "ERROR: TaskManager: Task [CreateDeployment for service {prefix}] has failed. Exception " + exception,
        note="begins as published; the exception is modelled",
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
        logs=(_TIMED_OUT,),
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
                "the stopped server itself logs nothing; this log reaches the site up to 10 minutes late",
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
            _cloud_manager_log(
                "ERROR: The service connection point is not online; tasks for service {prefix} wait",
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
    Failure(
        kind="entra-unreachable",
        breaks=("F1", "F3"),
        stops={"deployment": "F1", "communication": "F3"},
        condition=Bilingual(
            "Clients stop only if they authenticate by Microsoft Entra ID and need a new token.",
            "Les clients ne s'arrêtent que s'ils s'authentifient par Microsoft Entra ID et qu'il leur faut un nouveau "
            "jeton.",
        ),
        answer="silence",
        answer_source=src.ASSUMED,
        title=Bilingual("Microsoft Entra ID out of reach", "Microsoft Entra ID inaccessible"),
        client=Bilingual(
            "The client gets no token and does not even try the CMG.",
            "Le client n'obtient pas de jeton et n'essaie même pas la passerelle de gestion cloud.",
        ),
        logs=(
            _failed_task_log("System.Net.WebException, The operation has timed out"),
            LogLine(
                Role.CLIENT,
                "ADALOperationProvider.log",
                "ADALOperationProvider",
                3,
                "Failed to get a token from {entra_name}: the operation timed out",
                src.ASSUMED,
                "the whole line is modelled",
            ),
        ),
        fix=Bilingual(
            "Allow HTTPS 443 to {entra_name} from the service connection point, the consoles and the clients, on every "
            "proxy and firewall between.",
            "Autorisez HTTPS 443 vers {entra_name} depuis le point de connexion de service, les consoles et les "
            "clients, sur chaque proxy et pare-feu intermédiaire.",
        ),
        source=src.INTERNET_ENDPOINTS,
    ),
    Failure(
        kind="app-secret-expired",
        breaks=("F1",),
        stops={"deployment": "F1"},
        answer="status",
        status=401,
        status_text="AADSTS7000222",
        answer_source=src.ENTRA_ERRORS,
        title=Bilingual("Server application's secret key expired", "Clé secrète de l'application serveur expirée"),
        client=Bilingual(
            "Nothing at first: the open channels do not use this secret.",
            "Rien dans un premier temps : les canaux ouverts n'utilisent pas cette clé secrète.",
        ),
        logs=(
            _cloud_manager_log(
                "ERROR: TaskManager: Task [CreateDeployment for service {prefix}] has failed. Exception AADSTS7000222: "
                "The provided client secret keys for app '{app_id}' are expired.",
                note="begins as published; what Microsoft Entra ID answers is published too, the two together are "
                "modelled",
            ),
        ),
        fix=Bilingual(
            "In the console, under Administration > Cloud Services, open the Microsoft Entra tenants node, select the "
            "server application and renew its secret key. Put the new expiry into your calendar.",
            "Dans la console, sous Administration > Services cloud, ouvrez le nœud des locataires Microsoft Entra, "
            "sélectionnez l'application serveur et renouvelez sa clé secrète. Notez la nouvelle échéance.",
        ),
        source=src.AZURE_SERVICES,
    ),
    Failure(
        kind="name-taken",
        breaks=("F1", "E5"),
        stops={"deployment": "F1"},
        answer="status",
        status=409,
        status_text="StorageAccountAlreadyTaken",
        answer_source=src.RESOURCE_NAME_ERRORS,
        title=Bilingual("CMG's name already taken in Azure", "Nom de la passerelle déjà pris dans Azure"),
        client=Bilingual("Nothing: there is no CMG yet.", "Rien : il n'y a pas encore de passerelle de gestion cloud."),
        logs=(
            _failed_task_log("StorageAccountAlreadyTaken: The storage account named {prefix} is already taken."),
            _cloud_manager_log(
                "The vault name '{prefix}' is already in use. Vault names are globaly unique so it is possible that "
                "the name is already taken.",
                src.VAULT_NAME_ISSUE,
                "when it is the key vault's name",
            ),
        ),
        fix=Bilingual(
            "Choose another prefix, and see in the Azure portal first that it is free as storage account, key vault "
            "and DNS name. A key vault deleted of late keeps its name until it is purged.",
            "Choisissez un autre préfixe, après avoir vérifié dans le portail Azure qu'il est libre comme compte de "
            "stockage, coffre de clés et nom DNS. Un coffre de clés supprimé depuis peu garde son nom jusqu'à sa "
            "purge.",
        ),
        source=src.VAULT_NAME_ISSUE,
    ),
    Failure(
        kind="cmg-stopped",
        breaks=("F2",),
        stops=CHANNEL,
        answer="silence",
        answer_source=src.ASSUMED,
        title=Bilingual("CMG stopped", "Passerelle de gestion cloud arrêtée"),
        client=Bilingual(
            "The names still resolve, and nobody answers: no VM instance runs.",
            "Les noms se résolvent encore, et personne ne répond : aucune instance de machine virtuelle ne tourne.",
        ),
        logs=(
            _TIMED_OUT,
            LogLine(
                Role.SERVICE_CONNECTION_POINT,
                "CloudMgr.log",
                "SMS_CLOUD_SERVICES_MANAGER",
                2,
                "Service {prefix} is in Stopped state",
                src.ASSUMED,
                "the whole line is modelled",
            ),
        ),
        fix=Bilingual(
            "In the console, select the CMG under Administration > Cloud Services and start the service. "
            "If its traffic threshold stopped it, raise the threshold in its properties first.",
            "Dans la console, sélectionnez la passerelle de gestion cloud sous Administration > Services cloud et "
            "démarrez le service. Si son seuil de trafic l'a arrêtée, relevez d'abord ce seuil dans ses propriétés.",
        ),
        source=src.MONITOR,
    ),
    Failure(
        kind="blob-blocked",
        breaks=("C6", "D4"),
        stops={"content": "C6", "content-distribution": "D4"},
        answer="refusal",
        answer_source=src.ASSUMED,
        title=Bilingual("Blob storage blocked", "Stockage Blob bloqué"),
        client=Bilingual(
            "Policy, inventory and scans work, and every download stays at 0 %, because content comes straight from "
            "the storage.",
            "Stratégies, inventaires et analyses fonctionnent, et chaque téléchargement reste à 0\u00a0%, car le "
            "contenu vient directement du stockage.",
        ),
        logs=(
            LogLine(
                Role.CLIENT,
                "DataTransferService.log",
                "DataTransferService",
                3,
                "[CCMHTTP] ERROR: URL=https://{blob_name}, Port=443, Options=480, Code=12029, "
                "Text=ERROR_WINHTTP_CANNOT_CONNECT",
                src.ASSUMED,
                "form seen in the field, for a distribution point",
            ),
            LogLine(
                Role.SITE_SERVER,
                "PkgXferMgr.log",
                "SMS_PACKAGE_TRANSFER_MANAGER",
                3,
                "Failed to upload to {blob_name}: unable to connect to the remote server",
                src.ASSUMED,
                "the whole line is modelled",
            ),
        ),
        fix=Bilingual(
            "Allow HTTPS 443 to {blob_name}, for the clients where they download and for the site server where it "
            "distributes content.",
            "Autorisez HTTPS 443 vers {blob_name}, pour les clients là où ils téléchargent et pour le serveur de site "
            "là où il distribue le contenu.",
        ),
        source=src.DATA_FLOW_NEWER,
    ),
    Failure(
        kind="endpoint-blocked",
        parameter="fqdn",
        breaks=("E1", "E2", "E3"),
        stops=EDGE,
        condition=Bilingual(
            "Each flow stops at its first connection to that name, and goes on where it needs none: the client at F3, "
            "C4 or C6, the connection points at F2, the service connection point at F1, the site server at D4.",
            "Chaque flux s'arrête à sa première connexion vers ce nom, et continue s'il n'en a pas besoin : le client "
            "en F3, C4 ou C6, les points de connexion en F2, le point de connexion de service en F1, le serveur de "
            "site en D4.",
        ),
        answer="refusal",
        answer_source=src.ASSUMED,
        title=Bilingual("Internet endpoint blocked", "Point de terminaison Internet bloqué"),
        client=Bilingual(
            "Whatever needs {value} fails at once; the rest works.",
            "Tout ce qui a besoin de {value} échoue aussitôt ; le reste fonctionne.",
        ),
        logs=(
            http_connection_log("Unable to connect to the remote server"),
            _failed_task_log("System.Net.WebException, Unable to connect to the remote server"),
        ),
        fix=Bilingual(
            "On the firewall or proxy, add {value} to the allow-list of the role that needs it. "
            "`cmgsim endpoints` lists the names by role, prefix and region filled in.",
            "Sur le pare-feu ou le proxy, ajoutez {value} à la liste d'autorisation du rôle qui en a besoin. "
            "`cmgsim endpoints` énumère les noms par rôle, préfixe et région renseignés.",
        ),
        source=src.INTERNET_ENDPOINTS,
    ),
    Failure(
        kind="internet-down",
        breaks=("F1", "F2", "D4"),
        stops=EDGE,
        answer="silence",
        answer_source=src.ASSUMED,
        title=Bilingual("Site's internet line down", "Ligne Internet du site coupée"),
        client=Bilingual(
            "Clients on the internet still reach the CMG, which has no way to the site.",
            "Les clients sur Internet atteignent encore la passerelle de gestion cloud, qui n'a plus de chemin vers le "
            "site.",
        ),
        logs=(_TIMED_OUT, _failed_task_log("System.Net.WebException, The operation has timed out")),
        fix=Bilingual(
            "Restore the line: connection points reconnect by themselves within a minute or so. "
            "A CMG connection point at a location with another line keeps clients served meanwhile.",
            "Rétablissez la ligne : les points de connexion se reconnectent seuls en une minute environ. "
            "Un point de connexion de passerelle de gestion cloud sur un lieu doté d'une autre ligne sert les clients "
            "entre-temps.",
        ),
        source=src.SECURITY,
    ),
)
