"""Faults of services: something in Azure or on the way there is stopped, out of reach or refuses to be created."""

from __future__ import annotations

from typing import Final

from cmgsim.facts import sources as src
from cmgsim.facts.failure_logs import (
    DOWNLOAD_LOG,
    NOT_DEPLOYED,
    NOT_DISTRIBUTED,
    SILENT_CHANNEL,
    TIMED_OUT,
    UNREACHABLE,
    cloud_manager_log,
    failed_task_log,
    http_connection_log,
    tcp_connection_log,
    token_log,
    upload_log,
)
from cmgsim.facts.failure_rows import Bilingual, Failure, LogLine, Variant
from cmgsim.facts.failures_on_the_way import CHANNEL, EDGE, NO_CHANNEL
from cmgsim.facts.rows import Role

_ALLOW_CLIENTS: Final = Bilingual(
    "On the firewall or proxy between, allow the clients {value}.",
    "Sur le pare-feu ou le proxy intermédiaire, autorisez {value} aux clients.",
)

FAILURES_OF_SERVICES: Final = (
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
            failed_task_log(f"System.Net.WebException, {TIMED_OUT}"),
            token_log("the operation timed out"),
        ),
        fix=Bilingual(
            "Allow HTTPS 443 to {entra_name} from the service connection point, the consoles and the clients, on every "
            "proxy and firewall between.",
            "Autorisez HTTPS 443 vers {entra_name} depuis le point de connexion de service, les consoles et les "
            "clients, sur chaque proxy et pare-feu intermédiaire.",
        ),
        variants={
            "F1": Variant(
                NOT_DEPLOYED,
                Bilingual(
                    "Allow the service connection point HTTPS 443 to {entra_name}, on every proxy and firewall.",
                    "Autorisez au point de connexion de service HTTPS 443 vers {entra_name}, sur chaque proxy et "
                    "pare-feu intermédiaire.",
                ),
            ),
            "F3": Variant(
                fix=Bilingual(
                    "Allow the clients HTTPS 443 to {entra_name}, on every proxy and firewall.",
                    "Autorisez aux clients HTTPS 443 vers {entra_name}, sur chaque proxy et pare-feu intermédiaire.",
                )
            ),
        },
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
            cloud_manager_log(
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
            failed_task_log("StorageAccountAlreadyTaken: The storage account named {prefix} is already taken."),
            cloud_manager_log(
                "The vault name '{prefix}' is already in use. Vault names are globaly unique so it is possible that "
                "the name is already taken.",
                src.VAULT_NAME_ISSUE,
                "when it is the key vault's name",
                about=("key-vault",),
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
            *SILENT_CHANNEL,
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
            DOWNLOAD_LOG,
            upload_log("unable to connect to the remote server"),
        ),
        fix=Bilingual(
            "Allow HTTPS 443 to {blob_name}, for the clients where they download and for the site server where it "
            "distributes content.",
            "Autorisez HTTPS 443 vers {blob_name}, pour les clients là où ils téléchargent et pour le serveur de site "
            "là où il distribue le contenu.",
        ),
        variants={
            "C6": Variant(
                fix=Bilingual(
                    "Allow the clients HTTPS 443 to {blob_name}, where they download.",
                    "Autorisez aux clients HTTPS 443 vers {blob_name}, là où ils téléchargent.",
                )
            ),
            "D4": Variant(
                NOT_DISTRIBUTED,
                Bilingual(
                    "Allow the site server HTTPS 443 to {blob_name}, and distribute the content again.",
                    "Autorisez au serveur de site HTTPS 443 vers {blob_name}, puis distribuez de nouveau le contenu.",
                ),
            ),
        },
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
            http_connection_log(UNREACHABLE),
            tcp_connection_log(UNREACHABLE),
            failed_task_log(f"System.Net.WebException, {UNREACHABLE}"),
            token_log("unable to connect to the remote server"),
            DOWNLOAD_LOG,
            upload_log("unable to connect to the remote server"),
        ),
        fix=Bilingual(
            "On the firewall or proxy, add {value} to the allow-list of the role that needs it. "
            "`cmgsim endpoints` lists the names by role, prefix and region filled in.",
            "Sur le pare-feu ou le proxy, ajoutez {value} à la liste d'autorisation du rôle qui en a besoin. "
            "`cmgsim endpoints` énumère les noms par rôle, préfixe et région renseignés.",
        ),
        variants={
            "F1": Variant(
                NOT_DEPLOYED,
                Bilingual(
                    "On the firewall or proxy, allow the service connection point {value}. "
                    "Then start the deployment again in the console.",
                    "Sur le pare-feu ou le proxy, autorisez {value} au point de connexion de service. "
                    "Relancez ensuite le déploiement dans la console.",
                ),
            ),
            "F2": Variant(NO_CHANNEL),
            "E3": Variant(fix=_ALLOW_CLIENTS),
            "D4": Variant(
                NOT_DISTRIBUTED,
                Bilingual(
                    "On the firewall or proxy, allow the site server {value}. Then distribute the content again.",
                    "Sur le pare-feu ou le proxy, autorisez {value} au serveur de site. "
                    "Distribuez ensuite de nouveau le contenu.",
                ),
            ),
        },
        source=src.INTERNET_ENDPOINTS,
    ),
    Failure(
        kind="internet-down",
        breaks=("F1", "F2", "D4", "P11", "E1", "E2"),
        stops=EDGE,
        answer="silence",
        answer_source=src.ASSUMED,
        title=Bilingual("Site's internet line down", "Ligne Internet du site coupée"),
        client=Bilingual(
            "Clients on the internet still reach the CMG, which has no way to the site.",
            "Les clients sur Internet atteignent encore la passerelle de gestion cloud, qui n'a plus de chemin vers le "
            "site.",
        ),
        logs=(
            *SILENT_CHANNEL,
            failed_task_log(f"System.Net.WebException, {TIMED_OUT}"),
            upload_log("the operation has timed out"),
        ),
        variants={
            "F1": Variant(
                NOT_DEPLOYED,
                Bilingual(
                    "Restore the line, and start the deployment again in the console.",
                    "Rétablissez la ligne, puis relancez le déploiement dans la console.",
                ),
            ),
            "D4": Variant(
                NOT_DISTRIBUTED,
                Bilingual(
                    "Restore the line, and distribute the content again.",
                    "Rétablissez la ligne, puis distribuez de nouveau le contenu.",
                ),
            ),
        },
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
