"""Faults of the devices that stand on the way: firewalls, proxies, filters."""

from __future__ import annotations

from typing import Final

from cmgsim.facts import sources as src
from cmgsim.facts.failure_logs import (
    NOT_DEPLOYED,
    NOT_DISTRIBUTED,
    TCP_SILENCE_LOG,
    TIMED_OUT,
    UNREACHABLE,
    UNTRUSTED_CHANNEL,
    failed_task_log,
    http_connection_log,
    tcp_connection_log,
    upload_log,
)
from cmgsim.facts.failure_rows import Bilingual, Case, Failure, LogLine, Variant
from cmgsim.facts.rows import Role

CHANNEL: Final = {"channel": "F2", "communication": "F2", "content": "F2"}
"""Where flows stop that find no channel: the client's flows begin by building it."""
EDGE: Final = {"deployment": "F1", **CHANNEL, "content-distribution": "D4"}
"""Where everything stops that leaves the organisation."""
CLIENT: Final = {"communication": "F3", "content": "F3"}
"""Where the client's flows stop that never get into the CMG."""

_EDGE_RULES: Final = ("N1", "N2", "N3", "P1", "P2", "P3", "P4", "P5", "P6", "P11")
NO_CHANNEL: Final = Bilingual(
    "Clients still reach the CMG, but no management point behind it, as long as no channel is open.",
    "Les clients atteignent encore la passerelle de gestion cloud, mais aucun point de gestion derrière elle, "
    "tant qu'aucun canal n'est ouvert.",
)
_PORTS_CONDITION: Final = Bilingual(
    "Only what on-premises roles open to a listed port fails: 443 is the deployment, the channel to a single instance "
    "and content distribution, 10124-10139 the channel to several. "
    "The channel flow stops when no connection point gets any channel.",
    "Seul échoue ce que les rôles locaux ouvrent vers un port cité : 443 sert au déploiement, au canal vers une "
    "instance unique et à la distribution du contenu, 10124-10139 au canal vers plusieurs. "
    "Le flux du canal s'arrête quand aucun point de connexion n'obtient de canal.",
)


_AROUND: Final = Bilingual(
    "Nothing, if the instance that answers holds a channel over another port; an instance without one answers 503.",
    "Rien, si l'instance qui répond tient un canal par un autre port ; une instance sans canal répond 503.",
)
_OPEN_FOR_DEPLOYMENT: Final = Bilingual(
    "On the site's firewall, allow the service connection point outbound TCP {port} to {entra_name} and "
    "{manager_name}. Then start the deployment again in the console.",
    "Sur le pare-feu du site, autorisez au point de connexion de service TCP {port} en sortie vers {entra_name} et "
    "{manager_name}. Relancez ensuite le déploiement dans la console.",
)
_OPEN_FOR_CONTENT: Final = Bilingual(
    "On the site's firewall, allow the site server outbound TCP {port} to {blob_name}. "
    "Then distribute the content again.",
    "Sur le pare-feu du site, autorisez au serveur de site TCP {port} en sortie vers {blob_name}. "
    "Distribuez ensuite de nouveau le contenu.",
)
_AT_THE_EDGE: Final = {
    "F1": Variant(NOT_DEPLOYED, _OPEN_FOR_DEPLOYMENT),
    "D4": Variant(NOT_DISTRIBUTED, _OPEN_FOR_CONTENT),
    "around": Variant(_AROUND),
}

FAILURES_ON_THE_WAY: Final = (
    Failure(
        kind="ports-blocked",
        parameter="ports",
        breaks=_EDGE_RULES,
        stops=EDGE,
        condition=_PORTS_CONDITION,
        answer="refusal",
        answer_source=src.ASSUMED,
        title=Bilingual(
            "Outbound ports blocked at the organisation's edge", "Ports sortants bloqués en bord de réseau"
        ),
        client=NO_CHANNEL,
        logs=(
            http_connection_log(UNREACHABLE),
            tcp_connection_log(UNREACHABLE),
            failed_task_log(f"System.Net.WebException, {UNREACHABLE}"),
            upload_log("unable to connect to the remote server"),
        ),
        variants=_AT_THE_EDGE,
        fix=Bilingual(
            "On the site's firewall, allow outbound TCP {value} towards the names of the CMG. "
            "One instance needs 443 only; of several, each has a port of its own from 10124 on "
            "(`cmgsim ports` lists them).",
            "Sur le pare-feu du site, autorisez TCP {value} en sortie vers les noms de la passerelle de gestion cloud. "
            "Une seule instance ne demande que 443 ; quand il y en a plusieurs, chacune a son port à partir de 10124 "
            "(`cmgsim ports` les énumère).",
        ),
        source=src.DATA_FLOW,
    ),
    Failure(
        kind="ports-dropped",
        parameter="ports",
        breaks=_EDGE_RULES,
        stops=EDGE,
        condition=_PORTS_CONDITION,
        answer="silence",
        answer_source=src.CMG_DEPLOYMENT_NOTES,
        title=Bilingual(
            "Outbound packets dropped in silence at the organisation's edge",
            "Paquets sortants ignorés en silence en bord de réseau",
        ),
        client=NO_CHANNEL,
        logs=(
            http_connection_log(TIMED_OUT),
            TCP_SILENCE_LOG,
            failed_task_log(f"System.Net.WebException, {TIMED_OUT}"),
            upload_log("the operation has timed out"),
        ),
        variants=_AT_THE_EDGE,
        fix=Bilingual(
            "On the site's firewall, find the rule that drops outbound TCP {value} and allow it towards the names of "
            "the CMG. A rule that rejects would have shown the mistake at once; one that drops costs a timeout at "
            "every attempt.",
            "Sur le pare-feu du site, trouvez la règle qui ignore TCP {value} en sortie et autorisez-le vers les noms "
            "de la passerelle de gestion cloud. Une règle qui rejette aurait montré l'erreur aussitôt ; une règle qui "
            "ignore coûte un délai d'attente à chaque essai.",
        ),
        source=src.CMG_DEPLOYMENT_NOTES,
    ),
    Failure(
        kind="proxy",
        breaks=("N1",),
        condition=Bilingual(
            "No flow stops: a scale set uses HTTPS anyway, and a classic deployment, whose TCP-TLS cannot take a "
            "proxy, falls back to HTTPS.",
            "Aucun flux ne s'arrête : un groupe de machines virtuelles identiques n'utilise que HTTPS, et un service "
            "cloud (classique), dont le TCP-TLS n'admet pas de proxy, se replie sur HTTPS.",
        ),
        answer_source=src.PROXY_SUPPORT,
        title=Bilingual(
            "Proxy between the connection points and the internet",
            "Proxy entre les points de connexion et Internet",
        ),
        client=Bilingual(
            "Nothing: the channel runs over HTTPS through the proxy.",
            "Rien : le canal passe en HTTPS par le proxy.",
        ),
        logs=(TCP_SILENCE_LOG,),
        fix=Bilingual(
            "Enter the proxy in the properties of the site system that holds the CMG connection point, with an account "
            "if the proxy asks for one. To keep TCP-TLS on a classic deployment, let 10140-10155 leave without the "
            "proxy.",
            "Indiquez le proxy dans les propriétés du système de site qui porte le point de connexion de passerelle de "
            "gestion cloud, avec un compte si le proxy en exige un. Pour garder TCP-TLS sur un service cloud "
            "(classique), laissez 10140-10155 sortir sans proxy.",
        ),
        source=src.PROXY_SUPPORT,
    ),
    Failure(
        kind="tls-inspection",
        breaks=("F2",),
        stops=CHANNEL,
        answer="refusal",
        answer_source=src.ASSUMED,
        title=Bilingual("TLS inspection on the way to the CMG", "Inspection TLS sur le chemin de la passerelle"),
        client=NO_CHANNEL,
        logs=(
            http_connection_log(UNTRUSTED_CHANNEL),
            tcp_connection_log(UNTRUSTED_CHANNEL),
        ),
        fix=Bilingual(
            "On the inspecting device, exempt {service_name} and {deployment_name}: both ends of the channel prove "
            "who they are by certificate, and a certificate put in between breaks that.",
            "Sur l'appareil qui inspecte, exemptez {service_name} et {deployment_name} : les deux bouts du canal se "
            "prouvent leur identité par certificat, et un certificat intercalé rompt cette preuve.",
        ),
        source=src.SECURITY,
    ),
    Failure(
        kind="verb-blocked",
        parameter="verb",
        breaks=("V1", "V2", "V3", "V4", "V5"),
        stops=CLIENT,
        condition=Bilingual(
            "A flow stops at its first request with that verb: the location request of the content flow is a CCM_POST, "
            "its search for the files a PROPFIND, its download HEAD and GET.",
            "Un flux s'arrête à sa première requête portant ce verbe : dans le flux de contenu, la demande "
            "d'emplacement est un CCM_POST, la recherche des fichiers un PROPFIND, le téléchargement HEAD et GET.",
        ),
        answer="status",
        status=405,
        status_text="Method Not Allowed",
        answer_source=src.ASSUMED,
        cases=(
            Case("HEAD", ("V1",), {"content": "C6"}, src.ASSUMED, 405, "Method Not Allowed"),
            Case("CCM_POST", ("V2",), CLIENT, src.ASSUMED, 405, "Method Not Allowed"),
            Case("BITS_POST", ("V3",), {"communication": "F3"}, src.ASSUMED, 405, "Method Not Allowed"),
            Case("GET", ("V4",), {"communication": "F3", "content": "C6"}, src.ASSUMED, 405, "Method Not Allowed"),
            Case("PROPFIND", ("V5",), {"content": "C4"}, src.ASSUMED, 405, "Method Not Allowed"),
        ),
        title=Bilingual(
            "HTTP verb blocked between client and CMG", "Verbe HTTP bloqué entre le client et la passerelle"
        ),
        client=Bilingual(
            "The device answers 405 to every {value} and lets the other verbs pass: part of the client works, part "
            "does not.",
            "L'appareil répond 405 à chaque {value} et laisse passer les autres verbes : une partie du client "
            "fonctionne, une autre non.",
        ),
        logs=(
            LogLine(
                Role.CLIENT,
                "CcmMessaging.log",
                "CcmMessaging",
                3,
                "[CCMHTTP] ERROR INFO: StatusCode=405 StatusText=Method Not Allowed",
                src.ASSUMED,
                "documented form, modelled status; the connection point has no line for the message, which is the clue",
                about=("F3",),
            ),
            LogLine(
                Role.CLIENT,
                "DataTransferService.log",
                "DataTransferService",
                3,
                "Error sending DAV request. HTTP code 405, status 'Method Not Allowed'",
                src.METHOD_REFUSED,
                "PROPFIND; published for a distribution point",
                about=("V5",),
            ),
            LogLine(
                Role.CLIENT,
                "DataTransferService.log",
                "DataTransferService",
                3,
                "[CCMHTTP] ERROR INFO: StatusCode=405 StatusText=Method Not Allowed",
                src.ASSUMED,
                "HEAD and GET of a download; documented form, modelled status",
                about=("C6",),
            ),
        ),
        fix=Bilingual(
            "On the device between the clients and the CMG, allow the HTTP verb {value}. "
            "All five must pass: HEAD, CCM_POST, BITS_POST, GET and PROPFIND.",
            "Sur l'appareil placé entre les clients et la passerelle de gestion cloud, autorisez le verbe HTTP "
            "{value}. Les cinq doivent passer : HEAD, CCM_POST, BITS_POST, GET et PROPFIND.",
        ),
        source=src.DATA_FLOW,
    ),
    Failure(
        kind="header-blocked",
        parameter="header",
        breaks=("H1", "H2", "H3", "H4", "H5"),
        stops={"communication": "F5", "content": "C6"},
        condition=Bilingual(
            "Range stops the download of content, any of the four CCMClient headers the fetching of a policy.",
            "Range arrête le téléchargement du contenu, chacun des quatre en-têtes CCMClient la lecture d'une "
            "stratégie.",
        ),
        answer="status",
        status=403,
        status_text="CMGConnector_Forbidden",
        answer_source=src.ASSUMED,
        cases=(
            Case(
                "Range", ("H1",), {"content": "C6"}, src.BITS_ERRORS, None, "0x80200013 BG_E_INSUFFICIENT_RANGE_SUPPORT"
            ),
            Case("CCMClientID", ("H2",), {"communication": "F5"}, src.ASSUMED, 403, "CMGConnector_Forbidden"),
            Case("CCMClientIDSignature", ("H3",), {"communication": "F5"}, src.ASSUMED, 403, "CMGConnector_Forbidden"),
            Case("CCMClientTimestamp", ("H4",), {"communication": "F5"}, src.ASSUMED, 403, "CMGConnector_Forbidden"),
            Case(
                "CCMClientTimestampsSignature",
                ("H5",),
                {"communication": "F5"},
                src.ASSUMED,
                403,
                "CMGConnector_Forbidden",
            ),
        ),
        title=Bilingual(
            "HTTP header removed between client and CMG",
            "En-tête HTTP supprimé entre le client et la passerelle",
        ),
        client=Bilingual(
            "Without {value} the management point cannot tell who signed the request, and refuses it.",
            "Sans {value}, le point de gestion ne sait pas qui a signé la requête et la refuse.",
        ),
        variants={
            "H1": Variant(
                Bilingual(
                    "Without {value} a download gets whole files where it asked for parts, and fails.",
                    "Sans {value}, un téléchargement reçoit des fichiers entiers au lieu de parties, et échoue.",
                )
            )
        },
        logs=(
            LogLine(
                Role.CLIENT,
                "DataTransferService.log",
                "DataTransferService",
                3,
                "DTSJob {guid} failed: BITS error 0x80200013 (BG_E_INSUFFICIENT_RANGE_SUPPORT)",
                src.ASSUMED,
                "Range; the code is documented for BITS, the sentence is modelled",
                about=("H1",),
            ),
            LogLine(
                Role.CLIENT,
                "CcmMessaging.log",
                "CcmMessaging",
                3,
                "[CCMHTTP] ERROR INFO: StatusCode=403 StatusText=CMGConnector_Forbidden",
                src.ASSUMED,
                "CCMClient headers; documented for another cause",
                about=("H2", "H3", "H4", "H5"),
            ),
        ),
        fix=Bilingual(
            "On the device between the clients and the CMG, let the HTTP header {value} pass unchanged. "
            "The five to allow are Range, CCMClientID, CCMClientIDSignature, CCMClientTimestamp and "
            "CCMClientTimestampsSignature.",
            "Sur l'appareil placé entre les clients et la passerelle de gestion cloud, laissez passer l'en-tête HTTP "
            "{value} tel quel. Les cinq à autoriser sont Range, CCMClientID, CCMClientIDSignature, "
            "CCMClientTimestamp et CCMClientTimestampsSignature.",
        ),
        source=src.DATA_FLOW,
    ),
)
