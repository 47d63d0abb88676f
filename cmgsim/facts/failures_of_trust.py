"""Faults of tokens, certificates and names: somebody cannot prove who they are, or cannot be found."""

from __future__ import annotations

from typing import Final

from cmgsim.facts import sources as src
from cmgsim.facts.failure_logs import UNTRUSTED_CHANNEL, http_connection_log, tcp_connection_log
from cmgsim.facts.failure_rows import Bilingual, Failure, LogLine
from cmgsim.facts.failures_on_the_way import CHANNEL, CLIENT
from cmgsim.facts.rows import Role, Source

SERVER: Final = {"communication": "F5", "content": "F5"}
"""Where the client's flows stop that the management point does not answer."""

_SECURE_FAILURE: Final = LogLine(
    Role.CLIENT,
    "LocationServices.log",
    "LocationServices",
    3,
    "[CCMHTTP] ERROR: URL=https://{service_name}/CCM_Proxy_ServerAuth/{role_id}/CCM_STS, Port=443, Options=63, "
    "Code=12175, Text=ERROR_WINHTTP_SECURE_FAILURE",
    src.CMG_TROUBLE,
)


def _client_log(text: str, source: Source = src.CMG_TROUBLE, file: str = "LocationServices") -> LogLine:
    return LogLine(Role.CLIENT, f"{file}.log", file, 3, text, source)


def _handshake_failure(
    *,
    kind: str,
    flag: LogLine,
    title: Bilingual,
    client: Bilingual,
    fix: Bilingual,
    source: Source = src.CMG_TROUBLE,
    also: tuple[LogLine, ...] = (),
) -> Failure:
    """A row for a server certificate that the client turns down: one code for all, and a flag that tells why."""
    return Failure(
        kind=kind,
        breaks=("F3", "C6"),
        stops=CLIENT,
        answer="refusal",
        status=12175,
        status_text="ERROR_WINHTTP_SECURE_FAILURE",
        answer_source=source,
        title=title,
        client=client,
        logs=(flag, _SECURE_FAILURE, *also),
        fix=fix,
        source=source,
    )


FAILURES_OF_TRUST: Final = (
    Failure(
        kind="token-expired",
        breaks=("F3",),
        stops=CLIENT,
        condition=Bilingual(
            "Only clients that authenticate by a token are stopped; those with a client authentication certificate "
            "go on.",
            "Seuls les clients qui s'authentifient par un jeton sont arrêtés ; ceux qui ont un certificat "
            "d'authentification client continuent.",
        ),
        answer="status",
        status=401,
        status_text="CMGService_Invalid_Token",
        answer_source=src.CMG_TROUBLE,
        title=Bilingual("Client's token expired", "Jeton du client expiré"),
        client=Bilingual(
            "The CMG answers 401 to every request, and the client is lost to the site until it gets a new token.",
            "La passerelle de gestion cloud répond 401 à chaque requête, et le client est perdu pour le site jusqu'à "
            "ce qu'il obtienne un nouveau jeton.",
        ),
        logs=(
            LogLine(
                Role.MANAGEMENT_POINT,
                "CCM_STS.log",
                "CCM_STS",
                3,
                "Return code: 401, Description: PreAuth token validation failed, "
                "System.IdentityModel.Tokens.SecurityTokenExpiredException: IDX10223: Lifetime validation failed. "
                "The token is expired.",
                src.CMG_TROUBLE,
            ),
            _client_log("[CCMHTTP] ERROR INFO: StatusCode=401 StatusText=CMGService_Invalid_Token", file="ccmsetup"),
        ),
        fix=Bilingual(
            "Bring the client into the internal network once, where a management point renews its token. "
            "Otherwise install it again with a new bulk registration token (/regtoken).",
            "Ramenez une fois le client sur le réseau interne, où un point de gestion renouvelle son jeton. "
            "Sinon, réinstallez-le avec un nouveau jeton d'inscription en bloc (/regtoken).",
        ),
        source=src.CMG_TROUBLE,
    ),
    Failure(
        kind="content-token-expired",
        breaks=("C5",),
        stops={"content": "C5"},
        answer="status",
        status=401,
        status_text="Unauthorized",
        answer_source=src.ASSUMED,
        title=Bilingual("Content access token expired", "Jeton d'accès au contenu expiré"),
        client=Bilingual(
            "The CMG does not say where in the storage the content lies, and the download does not begin. "
            "Policy, inventory and scans go on, because they use another proof of identity.",
            "La passerelle de gestion cloud n'indique pas où se trouve le contenu dans le stockage, et le "
            "téléchargement ne commence pas. Stratégies, inventaires et analyses continuent, car ils utilisent une "
            "autre preuve d'identité.",
        ),
        logs=(
            LogLine(
                Role.CLIENT,
                "DataTransferService.log",
                "DataTransferService",
                3,
                "Error sending DAV request. HTTP code 401, status 'Unauthorized'",
                src.ASSUMED,
                "form as published for 400 and 405; this status is modelled",
            ),
        ),
        fix=Bilingual(
            "Let the client repeat its location request: the management point's answer brings a token for another "
            "24\u00a0h. If the refusal returns, compare the clocks of the client and of the management point.",
            "Laissez le client refaire sa demande d'emplacement : la réponse du point de gestion apporte un jeton "
            "valable 24\u00a0h de plus. Si le refus revient, comparez les horloges du client et du point de gestion.",
        ),
        source=src.DATA_FLOW,
    ),
    _handshake_failure(
        kind="untrusted-certificate",
        flag=_client_log("[CCMHTTP] : WINHTTP_CALLBACK_STATUS_FLAG_INVALID_CA is set"),
        title=Bilingual(
            "Client does not trust the CMG's certificate",
            "Le client n'approuve pas le certificat de la passerelle",
        ),
        client=Bilingual(
            "The TLS handshake ends with 12175, because the root of the server authentication certificate is not among "
            "the client's trusted ones.",
            "La négociation TLS s'achève par 12175, car la racine du certificat d'authentification du serveur ne "
            "figure pas parmi celles que le client approuve.",
        ),
        fix=Bilingual(
            "Deploy the issuing authority's root certificate to the clients' store of trusted root authorities, by "
            "group policy or Intune. A certificate from a public authority makes that unnecessary.",
            "Déployez le certificat racine de l'autorité émettrice dans le magasin des autorités racines de confiance "
            "des clients, par stratégie de groupe ou Intune. Un certificat d'une autorité publique rend cela inutile.",
        ),
    ),
    _handshake_failure(
        kind="certificate-name-mismatch",
        flag=_client_log("[CCMHTTP] : WINHTTP_CALLBACK_STATUS_FLAG_CERT_CN_INVALID is set"),
        title=Bilingual(
            "CMG's certificate carries another name",
            "Le certificat de la passerelle porte un autre nom",
        ),
        client=Bilingual(
            "The TLS handshake ends with 12175, because the certificate presented is not issued to {service_name}.",
            "La négociation TLS s'achève par 12175, car le certificat présenté n'est pas émis pour {service_name}.",
        ),
        fix=Bilingual(
            "From a client, open https://{service_name}/CCM_Proxy_MutualAuth/ServiceMetadata in a browser and look at "
            "the certificate. If it is an inspecting device's, exempt the name there; if not, give the CMG a "
            "certificate with that common name, in its properties in the console.",
            "Depuis un client, ouvrez https://{service_name}/CCM_Proxy_MutualAuth/ServiceMetadata dans un navigateur "
            "et regardez le certificat. S'il vient d'un appareil qui inspecte, exemptez-y ce nom ; sinon, donnez à la "
            "passerelle de gestion cloud un certificat à ce nom commun, dans ses propriétés dans la console.",
        ),
    ),
    _handshake_failure(
        kind="server-certificate-expired",
        flag=_client_log(
            "[CCMHTTP] : WINHTTP_CALLBACK_STATUS_FLAG_CERT_DATE_INVALID is set", src.EXPIRED_CERTIFICATE, "CcmMessaging"
        ),
        title=Bilingual("CMG's certificate expired", "Certificat de la passerelle expiré"),
        client=Bilingual(
            "The TLS handshake ends with 12175 on every client at once, from the hour of expiry on.",
            "La négociation TLS s'achève par 12175 sur tous les clients à la fois, dès l'heure d'expiration.",
        ),
        fix=Bilingual(
            "Have the server authentication certificate renewed with the same common name and import it in the CMG's "
            "properties in the console. Put the next expiry into your own calendar: the console does not warn of it.",
            "Faites renouveler le certificat d'authentification du serveur avec le même nom commun et importez-le dans "
            "les propriétés de la passerelle de gestion cloud dans la console. Notez la prochaine expiration dans "
            "votre propre calendrier : la console n'en avertit pas.",
        ),
        source=src.EXPIRED_CERTIFICATE,
        also=(
            LogLine(
                Role.SERVICE_CONNECTION_POINT,
                "CloudMgr.log",
                "SMS_CLOUD_SERVICES_MANAGER",
                3,
                "Server authentication certificate for service {prefix} is in expired state",
                src.ASSUMED,
                "'is in expired state' is documented, for a cloud distribution point, with status message 9425",
            ),
        ),
    ),
    _handshake_failure(
        kind="crl-unreachable",
        flag=_client_log("[CCMHTTP] : WINHTTP_CALLBACK_STATUS_FLAG_CERT_REV_FAILED is set"),
        title=Bilingual(
            "Certificate revocation list out of reach",
            "Liste de révocation des certificats inaccessible",
        ),
        client=Bilingual(
            "The TLS handshake ends with 12175, because the client cannot learn whether the CMG's certificate was "
            "revoked.",
            "La négociation TLS s'achève par 12175, car le client ne peut pas savoir si le certificat de la passerelle "
            "de gestion cloud a été révoqué.",
        ),
        fix=Bilingual(
            "Publish the revocation list on the internet, at the address that the certificate names. "
            "Or turn off the clients' check in the site's properties, under communication security, and install with "
            "/NoCRLCheck.",
            "Publiez la liste de révocation sur Internet, à l'adresse que le certificat indique. "
            "Ou désactivez la vérification par les clients dans les propriétés du site, à la sécurité des "
            "communications, et installez avec /NoCRLCheck.",
        ),
    ),
    Failure(
        kind="cname-missing",
        breaks=("C2",),
        stops=CHANNEL,
        condition=Bilingual(
            "Nothing breaks when the service name is the deployment name: then no CNAME is needed.",
            "Rien ne se rompt quand le nom du service est le nom du déploiement : aucun CNAME n'est alors nécessaire.",
        ),
        answer="status",
        status=3,
        status_text="NXDOMAIN",
        answer_source=src.DNS_STANDARD,
        title=Bilingual("No CNAME for the service name", "Pas de CNAME pour le nom du service"),
        client=Bilingual(
            "{service_name} has no address: DNS answers that the name does not exist, to clients and connection points "
            "alike.",
            "{service_name} n'a pas d'adresse : le DNS répond que ce nom n'existe pas, aux clients comme aux points de "
            "connexion.",
        ),
        logs=(http_connection_log("The remote name could not be resolved: '{service_name}'", "{service_name}"),),
        fix=Bilingual(
            "In the public DNS of your domain, create a CNAME record from {service_name} to {deployment_name}.",
            "Dans le DNS public de votre domaine, créez un enregistrement CNAME de {service_name} vers "
            "{deployment_name}.",
        ),
        source=src.DATA_FLOW,
    ),
    Failure(
        kind="cname-wrong",
        breaks=("C2",),
        stops=CHANNEL,
        condition=Bilingual(
            "Nothing breaks when the service name is the deployment name: then no CNAME is needed.",
            "Rien ne se rompt quand le nom du service est le nom du déploiement : aucun CNAME n'est alors nécessaire.",
        ),
        answer="refusal",
        answer_source=src.ASSUMED,
        title=Bilingual("CNAME leads to another host", "Le CNAME mène à un autre hôte"),
        client=Bilingual(
            "{service_name} leads to a host whose certificate carries another name, and the TLS handshake is broken "
            "off.",
            "{service_name} mène à un hôte dont le certificat porte un autre nom, et la négociation TLS est rompue.",
        ),
        logs=(
            http_connection_log(UNTRUSTED_CHANNEL),
            tcp_connection_log(UNTRUSTED_CHANNEL),
        ),
        fix=Bilingual(
            "In the public DNS of your domain, let the CNAME record of {service_name} lead to {deployment_name}. "
            "Converting a classic deployment to a scale set changes the deployment name: correct the record then too.",
            "Dans le DNS public de votre domaine, faites mener l'enregistrement CNAME de {service_name} vers "
            "{deployment_name}. La conversion d'un service cloud (classique) en groupe de machines virtuelles "
            "identiques change le nom du déploiement : corrigez-le alors aussi.",
        ),
        source=src.MODIFY,
    ),
    Failure(
        kind="connection-point-certificate-missing",
        breaks=("F5",),
        stops=SERVER,
        condition=Bilingual(
            "Only a management point that speaks HTTPS asks for the certificate.",
            "Seul un point de gestion qui parle HTTPS demande ce certificat.",
        ),
        answer="status",
        status=403,
        status_text="CMGConnector_Clientcertificaterequired",
        answer_source=src.CMG_TROUBLE,
        title=Bilingual(
            "Connection point lacks a client authentication certificate",
            "Le point de connexion n'a pas de certificat d'authentification client",
        ),
        client=Bilingual(
            "Every request gets as far as the management point and comes back with 403; the beginning of the status "
            "text, CMGConnector, tells that the CMG itself let it through.",
            "Chaque requête va jusqu'au point de gestion et revient avec 403 ; le début du texte d'état, CMGConnector, "
            "montre que la passerelle de gestion cloud l'a laissée passer.",
        ),
        logs=(
            LogLine(
                Role.CMG_CONNECTION_POINT,
                "SMS_CLOUD_PROXYCONNECTOR.log",
                "SMS_CLOUD_PROXYCONNECTOR",
                1,
                "Filtered cert count with client auth: 0",
                src.CMG_TROUBLE,
                "only with verbose logging",
            ),
            LogLine(
                Role.CMG_CONNECTION_POINT,
                "SMS_CLOUD_PROXYCONNECTOR.log",
                "SMS_CLOUD_PROXYCONNECTOR",
                3,
                "MessageID: {guid} RequestURI: https://{management_point}/SMS_MP/.sms_aut?SITESIGNCERT EndpointName: "
                "SMS_MP ResponseHeader: HTTP/1.1 403 CMGConnector_Clientcertificaterequired~~ ResponseBodySize: 5274 "
                "ElapsedTime: 44 ms",
                src.COMANAGEMENT_TROUBLE,
            ),
            _client_log("[CCMHTTP] ERROR INFO: StatusCode=403 StatusText=CMGConnector_Clientcertificaterequired"),
        ),
        fix=Bilingual(
            "Issue a client authentication certificate, with its private key and a name of its own, to the computer "
            "that holds the CMG connection point. If it has one, see that this computer can reach the revocation list "
            "of its issuer.",
            "Délivrez un certificat d'authentification client, avec sa clé privée et un nom propre, à l'ordinateur qui "
            "porte le point de connexion de passerelle de gestion cloud. S'il en a un, vérifiez que cet ordinateur "
            "atteint la liste de révocation de l'émetteur.",
        ),
        source=src.CMG_TROUBLE,
    ),
    Failure(
        kind="management-point-binding-wrong",
        breaks=("F5",),
        stops=SERVER,
        answer="status",
        status=403,
        status_text="CMGConnector_Forbidden",
        answer_source=src.CMG_TROUBLE,
        title=Bilingual(
            "Management point's IIS binding does not fit its mode",
            "La liaison IIS du point de gestion ne convient pas à son mode",
        ),
        client=Bilingual(
            "Every request gets as far as the management point and comes back with 403, often since the site was "
            "switched between HTTPS and enhanced HTTP.",
            "Chaque requête va jusqu'au point de gestion et revient avec 403, souvent depuis un passage du site entre "
            "HTTPS et HTTP amélioré.",
        ),
        logs=(_client_log("[CCMHTTP] ERROR INFO: StatusCode=403 StatusText=CMGConnector_Forbidden"),),
        fix=Bilingual(
            "On the management point, edit the default web site's binding for port 443 in IIS Manager. "
            "It needs the SMS Role SSL certificate for enhanced HTTP, or a valid certificate of your PKI for HTTPS.",
            "Sur le point de gestion, modifiez dans le Gestionnaire IIS la liaison du port 443 du site web par défaut. "
            "Il lui faut le certificat SSL du rôle SMS pour le HTTP amélioré, ou un certificat valide de votre PKI "
            "pour HTTPS.",
        ),
        source=src.CMG_TROUBLE,
    ),
)
