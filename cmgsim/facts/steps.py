"""
The documented flows, step by step (F1 to F5, C1 to C6, D1 to D4), and the port notes (N1 to N3).

One sentence a step, in our own words and in two languages. Who initiates a step opens the connection or begins the
work; a reply has the same initiator as what it replies to, which is why F4 starts at the CMG although the
connection under it was opened from the other end.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from attrs import field, frozen
from attrs.validators import instance_of

from cmgsim.facts.rows import Role, Source
from cmgsim.facts.sources import DATA_FLOW, DATA_FLOW_NEWER


@frozen
class Step:
    """One numbered step of the documentation, or one of its port notes."""

    rule: str
    english: str
    """What happens, in one sentence."""
    french: str
    """The same in French, with Microsoft's terms."""
    initiator: Role
    acceptor: Role
    """The same as the initiator where no message leaves it."""
    source: Source = field(validator=instance_of(Source))
    note: str = ""


_SCP, _CP, _CMG, _CLIENT = Role.SERVICE_CONNECTION_POINT, Role.CMG_CONNECTION_POINT, Role.CMG, Role.CLIENT
_MP, _BLOB, _SITE = Role.MANAGEMENT_POINT, Role.BLOB_STORAGE, Role.SITE_SERVER

_NEWER_NOTE = "Only in the newer English text; the April 2022 text and its translations lack the whole sequence."

_MAIN: Final[tuple[Step, ...]] = (
    Step(
        "F1",
        "The service connection point signs in to Microsoft Entra ID and deploys the CMG in Azure over HTTPS 443.",
        "Le point de connexion de service s'identifie auprès de Microsoft Entra ID, puis installe la passerelle de "
        "gestion cloud dans Azure par HTTPS 443.",
        _SCP,
        Role.AZURE_RESOURCE_MANAGER,
        DATA_FLOW,
        "The certificate for server authentication makes the CMG's HTTPS service. An older edition allowed an Azure "
        "management certificate instead of Entra ID.",
    ),
    Step(
        "F2",
        "The CMG connection point opens a connection to the CMG and keeps it: this is the channel for both directions.",
        "Le point de connexion de passerelle de gestion cloud ouvre une connexion vers la passerelle et la garde : "
        "c'est le canal pour les deux sens.",
        _CP,
        _CMG,
        DATA_FLOW,
        "A scale set speaks HTTPS; a classic cloud service is tried by TCP-TLS before HTTPS. The page does not say "
        "whether the fallback is decided for each instance or for all; here it is for each.",
    ),
    Step(
        "F3",
        "The client opens HTTPS 443 to the CMG and proves who it is: Entra ID, client certificate or site token.",
        "Le client ouvre une connexion HTTPS 443 vers la passerelle et prouve son identité : Microsoft Entra ID, "
        "certificat client ou jeton du site.",
        _CLIENT,
        _CMG,
        DATA_FLOW,
    ),
    Step(
        "F4",
        "The CMG sends the client's request down the channel that is already open, so nothing comes in from outside.",
        "La passerelle envoie la demande du client par le canal déjà ouvert : aucun port entrant à ouvrir.",
        _CMG,
        _CP,
        DATA_FLOW,
        "The message travels against the direction in which the connection was opened.",
    ),
    Step(
        "F5",
        "The CMG connection point hands the request to the management point or the software update point.",
        "Le point de connexion de passerelle de gestion cloud remet la demande au point de gestion ou au point de "
        "mise à jour logicielle.",
        _CP,
        _MP,
        DATA_FLOW,
        "No other role is published through a CMG.",
    ),
)

_CONTENT: Final[tuple[Step, ...]] = (
    Step(
        "C1",
        "The management point issues an access token for cloud content, good for 24 hours, and the list of sources.",
        "Le point de gestion délivre un jeton d'accès au contenu cloud, valable 24 heures, et la liste des sources.",
        _MP,
        _CLIENT,
        DATA_FLOW,
        "Log samples that Microsoft published show signed addresses of eight hours.",
    ),
    Step(
        "C2",
        "The client learns the service name and looks up the CNAME that leads from it to the deployment name.",
        "Le client apprend le nom du service et cherche le CNAME qui mène de ce nom au nom du déploiement.",
        _CLIENT,
        Role.PUBLIC_DNS,
        DATA_FLOW,
        "The look-up belongs to a service name in a domain of one's own; the deployment name needs no CNAME.",
    ),
    Step(
        "C3",
        "Azure DNS gives the client the address of the deployment name.",
        "Le DNS d'Azure donne au client l'adresse du nom du déploiement.",
        _CLIENT,
        Role.AZURE_DNS,
        DATA_FLOW,
    ),
    Step(
        "C4",
        "The client connects, the Azure load balancer picks an instance, and the client presents the access token.",
        "Le client se connecte, l'équilibreur de charge d'Azure choisit une instance, et le client présente son jeton "
        "d'accès.",
        _CLIENT,
        _CMG,
        DATA_FLOW,
        "The client needs to trust the server certificate here already, although the page says so only at C6.",
    ),
    Step(
        "C5",
        "The CMG checks the token and tells the client where exactly in Azure storage the content lies.",
        "La passerelle vérifie le jeton et indique au client l'emplacement précis du contenu dans le stockage Azure.",
        _CMG,
        _CLIENT,
        DATA_FLOW,
        "Whether that location is a signed address is not said.",
    ),
    Step(
        "C6",
        "The client downloads the content from Azure blob storage itself, past the CMG's instances.",
        "Le client télécharge le contenu directement depuis le stockage Blob Azure, sans passer par les instances.",
        _CLIENT,
        _BLOB,
        DATA_FLOW,
        "The page puts the condition that the client trusts the server certificate here; TLS needs it at C4.",
    ),
)

_DISTRIBUTION: Final[tuple[Step, ...]] = (
    Step(
        "D1",
        "The distribution manager asks for the content to go to the CMG.",
        "Le gestionnaire de distribution demande l'envoi du contenu vers la passerelle.",
        _SITE,
        _SITE,
        DATA_FLOW_NEWER,
        _NEWER_NOTE,
    ),
    Step(
        "D2",
        "The package transfer manager takes the order and copies the package to a temporary share.",
        "Le gestionnaire de transfert de packages prend l'ordre et copie le package sur un partage temporaire.",
        _SITE,
        _SITE,
        DATA_FLOW_NEWER,
        _NEWER_NOTE,
    ),
    Step(
        "D3",
        "The package transfer manager gets an access token for the CMG's storage.",
        "Le gestionnaire de transfert de packages obtient un jeton d'accès au stockage de la passerelle.",
        _SITE,
        _SITE,
        DATA_FLOW_NEWER,
        f"{_NEWER_NOTE} It does not say who issues the token, so no message is shown.",
    ),
    Step(
        "D4",
        "The package transfer manager uploads the content to the CMG's storage.",
        "Le gestionnaire de transfert de packages envoie le contenu vers le stockage de la passerelle.",
        _SITE,
        _BLOB,
        DATA_FLOW_NEWER,
        _NEWER_NOTE,
    ),
)

_NOTES: Final[tuple[Step, ...]] = (
    Step(
        "N1",
        "TCP-TLS, classic only: instance k on port 10139 + k (10140 to 10155), the fastest way, never through a proxy.",
        "TCP-TLS, service cloud classique seulement : instance k sur le port 10139 + k (10140 à 10155), le plus "
        "rapide, mais jamais à travers un proxy.",
        _CP,
        _CMG,
        DATA_FLOW,
        "When it fails, HTTPS comes next: N2 for one instance, N3 for more.",
    ),
    Step(
        "N2",
        "HTTPS with a single instance: port 443 to the Azure load balancer.",
        "HTTPS avec une seule instance : port 443, vers l'équilibreur de charge d'Azure.",
        _CP,
        _CMG,
        DATA_FLOW,
        "A scale set never uses TCP-TLS; a classic cloud service comes here only after TCP-TLS has failed.",
    ),
    Step(
        "N3",
        "HTTPS with two or more instances: instance k on port 10123 + k (10124 to 10139), the first one on 10124 too.",
        "HTTPS avec deux instances ou plus : instance k sur le port 10123 + k (10124 à 10139), la première aussi, sur "
        "10124.",
        _CP,
        _CMG,
        DATA_FLOW,
        "Growing from one instance to two therefore moves the first one from 443 to 10124: "
        "a firewall that allows only 443 loses every channel.",
    ),
)

STEPS: Final = MappingProxyType({row.rule: row for row in (*_MAIN, *_CONTENT, *_DISTRIBUTION, *_NOTES)})
"""By rule id, in the page's order."""


def steps_of(letter: str) -> tuple[Step, ...]:
    """
    The steps whose rule begins with *letter*: F, C, D or N.

    Example:
        >>> [step.rule for step in steps_of("N")]
        ['N1', 'N2', 'N3']
    """
    return tuple(row for row in STEPS.values() if row.rule.startswith(letter))
