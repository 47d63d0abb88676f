"""
The what-if switches: what a trainer can change, as rows. Each is a setting of the CMG or one declarative fault.

The same fault works in a scenario file, in `cmgsim flow --fault` and in a sweep; the page only chooses among stories
that the engine has told beforehand.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from attrs import field, frozen

from cmgsim.facts.failure_rows import Bilingual
from cmgsim.facts.failures import failure

Group = Literal["settings", "way", "trust", "parts", "services", "logs"]


@frozen
class Value:
    """One position of a switch that has several."""

    value: str
    label: Bilingual
    fault: str | None = None


@frozen
class Switch:
    """One thing that can be changed."""

    id: str
    """A key of the scenario in short, or a kind of fault."""
    number: str | None
    """W1 to W24, as trainers know them."""
    kind: Literal["choice", "toggle", "view"]
    group: Group
    label: Bilingual
    about: Bilingual
    fault: str | None = None
    """What a toggle breaks; `{…}` is filled from the scenario."""
    values: tuple[Value, ...] = ()
    needs: Mapping[str, str] = field(factory=dict, hash=False)
    """Positions of other switches with which it makes a difference: shown together with them too."""


# fmt: off
_LABELS: Final = MappingProxyType({
    "ports-blocked": Bilingual("Outbound ports blocked", "Ports sortants bloqués"),
    "ports-dropped": Bilingual("TCP-TLS ports dropped", "Ports TCP-TLS ignorés"),
    "proxy": Bilingual("Internet proxy", "Proxy Internet"),
    "tls-inspection": Bilingual("TLS inspection", "Inspection TLS"),
    "verb-blocked": Bilingual("HTTP verb blocked", "Verbe HTTP bloqué"),
    "header-blocked": Bilingual("HTTP header removed", "En-tête HTTP enlevé"),
    "internet-down": Bilingual("Internet line down", "Ligne Internet coupée"),
    "untrusted-certificate": Bilingual("CMG certificate not trusted", "Certificat CMG non approuvé"),
    "certificate-name-mismatch": Bilingual("CMG certificate: other name", "Certificat CMG : autre nom"),
    "server-certificate-expired": Bilingual("CMG certificate expired", "Certificat CMG expiré"),
    "crl-unreachable": Bilingual("Revocation list unreachable", "Liste de révocation inaccessible"),
    "cname-missing": Bilingual("CNAME missing", "CNAME manquant"),
    "cname-wrong": Bilingual("CNAME wrong", "CNAME erroné"),
    "connection-point-certificate-missing": Bilingual("No client certificate on CP", "Certificat client du PC absent"),
    "management-point-binding-wrong": Bilingual("IIS binding wrong", "Liaison IIS erronée"),
    "instance-down": Bilingual("VM instance down", "Instance de VM arrêtée"),
    "connection-point-down": Bilingual("Connection point down", "Point de connexion arrêté"),
    "service-connection-point-offline": Bilingual("Service conn. point offline", "Point de service hors ligne"),
    "endpoint-blocked": Bilingual("Internet name blocked", "Nom Internet bloqué"),
    "entra-unreachable": Bilingual("Entra ID unreachable", "Entra ID inaccessible"),
    "cmg-stopped": Bilingual("CMG stopped", "Passerelle arrêtée"),
    "name-taken": Bilingual("CMG name already taken", "Nom déjà pris"),
    "app-secret-expired": Bilingual("App secret expired", "Secret d'application expiré"),
})
# fmt: on
"""Names of switches, where the title of the fault is too long for a button."""


def _label(kind: str) -> Bilingual:
    return _LABELS.get(kind, failure(kind).title)


def _same(text: str) -> Bilingual:
    return Bilingual(text, text)


def _fault(
    kind: str, number: str | None, group: Group, about: Bilingual, fault: str | None = None, **needs: str
) -> Switch:
    """A toggle for a row of the fault catalogue, which gives it its name."""
    return Switch(kind, number, "toggle", group, _label(kind), about, fault or kind, needs=needs)


def _choice(kind: str, number: str, about: Bilingual) -> Switch:
    """A fault with a value from a list: nothing, or one of them."""
    row = failure(kind)
    values = (Value("", Bilingual("none", "aucun")), *(Value(v, _same(v), f"{kind}={v}") for v in row.values))
    return Switch(kind, number, "choice", "way", _label(kind), about, values=values)


# fmt: off
SWITCHES: Final[tuple[Switch, ...]] = (
    Switch("deployment", "W1", "choice", "settings", Bilingual("Deployment", "Déploiement"),
           Bilingual("A scale set speaks HTTPS only; a classic cloud service, withdrawn since, tried TCP-TLS first.",
                     "Un groupe de machines virtuelles identiques ne parle que HTTPS ; un service cloud (classique), "
                     "retiré depuis, essayait d'abord TCP-TLS."),
           values=(Value("scale-set", Bilingual("scale set", "groupe identique")),
                   Value("classic", Bilingual("classic", "classique")))),
    Switch("instances", "W2", "choice", "settings", Bilingual("Instances", "Instances"),
           Bilingual("One instance is reached through the load balancer on 443, several each on a port of its own.",
                     "Une seule instance s'atteint par l'équilibreur de charge sur 443, plusieurs chacune sur son "
                     "propre port."),
           values=(Value("1", _same("1")), Value("2", _same("2")), Value("4", _same("4")), Value("16", _same("16")))),
    Switch("connection-points", None, "choice", "settings",
           Bilingual("Connection points", "Points de connexion"),
           Bilingual("Every connection point holds a channel to every instance; the CMG takes turns among them.",
                     "Chaque point de connexion tient un canal vers chaque instance ; la passerelle les emploie à tour "
                     "de rôle."),
           values=(Value("1", _same("1")), Value("2", _same("2")))),
    Switch("authentication", None, "choice", "settings", Bilingual("Client's proof", "Preuve du client"),
           Bilingual("The three ways in which a client proves who it is.",
                     "Les trois façons dont un client prouve son identité."),
           values=(Value("entra", _same("Microsoft Entra ID")),
                   Value("certificate", Bilingual("client certificate", "certificat client")),
                   Value("site-token", Bilingual("site-issued token", "jeton émis sur le site")))),
    Switch("server-certificate", "W11", "choice", "settings",
           Bilingual("CMG certificate", "Certificat CMG"),
           Bilingual("Clients trust a public authority from the start; a root of one's own has to be deployed to them.",
                     "Les clients approuvent d'emblée une autorité publique ; une racine à soi doit leur être "
                     "déployée."),
           values=(Value("pki", Bilingual("own PKI", "PKI interne")),
                   Value("public", Bilingual("public authority", "autorité publique")))),
    Switch("cloud", "W24", "choice", "settings", Bilingual("Azure cloud", "Cloud Azure"),
           Bilingual("The US Government cloud has other names everywhere; the steps are the same.",
                     "Le cloud du gouvernement américain a d'autres noms partout ; les étapes sont les mêmes."),
           values=(Value("public", Bilingual("public", "public")),
                   Value("us-government", Bilingual("US Government", "gouvernement américain")))),
    # on the way
    _fault("ports-blocked", "W3", "way",
           Bilingual("The ports of several instances are closed at the site's firewall; 443 stays open.",
                     "Les ports de plusieurs instances sont fermés sur le pare-feu du site ; 443 reste ouvert."),
           "ports-blocked=10124-10139", instances="1"),
    _fault("ports-dropped", "W4", "way",
           Bilingual("The site's firewall swallows whatever goes to the ports of TCP-TLS.",
                     "Le pare-feu du site avale tout ce qui va vers les ports de TCP-TLS."),
           "ports-dropped=10140-10155", deployment="classic"),
    _fault("proxy", "W5", "way",
           Bilingual("The connection points reach the internet through a proxy.",
                     "Les points de connexion atteignent Internet par un proxy."), deployment="classic"),
    _fault("tls-inspection", "W6", "way",
           Bilingual("A device opens the encryption on the way and shows a certificate of its own.",
                     "Un appareil ouvre le chiffrement en chemin et présente son propre certificat.")),
    _choice("verb-blocked", "W7",
            Bilingual("A device between client and CMG lets one HTTP verb through no longer.",
                      "Un appareil entre client et passerelle ne laisse plus passer un verbe HTTP.")),
    _choice("header-blocked", "W8",
            Bilingual("A device between client and CMG takes one HTTP header away.",
                      "Un appareil entre client et passerelle enlève un en-tête HTTP.")),
    _fault("internet-down", None, "way",
           Bilingual("The site has lost its line to the internet.", "Le site a perdu sa ligne vers Internet.")),
    # tokens, certificates, names
    _fault("token-expired", "W9", "trust",
           Bilingual("The client was away for too long, or was installed with an old registration token.",
                     "Le client a été absent trop longtemps, ou installé avec un ancien jeton d'inscription."),
           authentication="site-token"),
    _fault("content-token-expired", "W10", "trust",
           Bilingual("The access token for content is older than its 24 hours.",
                     "Le jeton d'accès au contenu a plus de 24 heures.")),
    _fault("untrusted-certificate", "W11", "trust",
           Bilingual("The root of the CMG's certificate is not among those that the client trusts.",
                     "La racine du certificat de la passerelle n'est pas parmi celles que le client approuve."),
           **{"server-certificate": "public"}),
    _fault("certificate-name-mismatch", "W12", "trust",
           Bilingual("The CMG's certificate was issued to another name.",
                     "Le certificat de la passerelle a été émis pour un autre nom.")),
    _fault("server-certificate-expired", None, "trust",
           Bilingual("Nobody renewed the CMG's certificate in time.",
                     "Personne n'a renouvelé à temps le certificat de la passerelle.")),
    _fault("crl-unreachable", "W13", "trust",
           Bilingual("The revocation list is published inside the site only.",
                     "La liste de révocation n'est publiée qu'à l'intérieur du site.")),
    _fault("cname-missing", "W14", "trust",
           Bilingual("Nobody created the alias from the service name to the deployment name.",
                     "Personne n'a créé l'alias du nom du service vers le nom du déploiement.")),
    _fault("cname-wrong", None, "trust",
           Bilingual("The alias still leads to an old deployment.", "L'alias mène encore à un ancien déploiement.")),
    _fault("connection-point-certificate-missing", "W15", "trust",
           Bilingual("The management point asks the connection point for a certificate that it does not have.",
                     "Le point de gestion demande au point de connexion un certificat qu'il n'a pas.")),
    _fault("management-point-binding-wrong", "W16", "trust",
           Bilingual("The management point's web site answers with the wrong certificate.",
                     "Le site web du point de gestion répond avec le mauvais certificat.")),
    # parts
    _fault("instance-down", "W17", "parts",
           Bilingual("One virtual machine of the CMG is down.", "Une machine virtuelle de la passerelle est arrêtée."),
           instances="1"),
    _fault("connection-point-down", "W18", "parts",
           Bilingual("One server with the connection point role is down.",
                     "Un serveur portant le rôle de point de connexion est arrêté."), **{"connection-points": "1"}),
    _fault("management-point-down", None, "parts",
           Bilingual("The management point does not answer.", "Le point de gestion ne répond pas.")),
    _fault("service-connection-point-offline", "W19", "parts",
           Bilingual("The server with the service connection point is off.",
                     "Le serveur qui porte le point de connexion de service est éteint.")),
    # services
    _fault("cmg-stopped", "W20", "services",
           Bilingual("The traffic threshold was reached, and the CMG was stopped.",
                     "Le seuil de trafic a été atteint et la passerelle a été arrêtée.")),
    _fault("blob-blocked", "W21", "services",
           Bilingual("The name of the blob storage is blocked.", "Le nom du stockage Blob est bloqué.")),
    _fault("endpoint-blocked", "W19", "services",
           Bilingual("A firewall blocks the name of Azure Resource Manager.",
                     "Un pare-feu bloque le nom d'Azure Resource Manager."), "endpoint-blocked={resource_manager}"),
    _fault("entra-unreachable", None, "services",
           Bilingual("Nobody reaches Microsoft Entra ID.", "Personne n'atteint Microsoft Entra ID.")),
    _fault("app-secret-expired", None, "services",
           Bilingual("The secret of the site's application has expired.",
                     "Le secret de l'application du site a expiré.")),
    _fault("name-taken", None, "services",
           Bilingual("Somebody else in Azure already has the name.", "Quelqu'un d'autre dans Azure a déjà ce nom.")),
    # logs and first minutes
    Switch("server-log-lag", "W22", "view", "logs",
           Bilingual("Logs as on the site server", "Journaux vus du serveur de site"),
           Bilingual("What the CMG's virtual machines write reaches the site five to ten minutes later.",
                     "Ce qu'écrivent les machines virtuelles de la passerelle arrive au site cinq à dix minutes plus "
                     "tard.")),
    Switch("first-minutes", "W23", "toggle", "logs",
           Bilingual("First minutes of the role", "Premières minutes du rôle"),
           Bilingual("The connection points try before the CMG is ready.",
                     "Les points de connexion essaient avant que la passerelle soit prête.")),
)
# fmt: on
"""In the order in which the page shows them, and in which the key of a selection names them."""

BY_ID: Final = MappingProxyType({switch.id: switch for switch in SWITCHES})


def key_of(positions: Mapping[str, str], defaults: Mapping[str, str]) -> str:
    """
    The key of a selection: every switch that is not in its default position, in the order of the table.

    Example:
        >>> key_of({"instances": "1", "proxy": "on", "deployment": "scale-set"}, {"deployment": "scale-set"})
        'instances=1+proxy'
    """
    parts = []
    for switch in SWITCHES:
        position = positions.get(switch.id, "")
        if position and position != defaults.get(switch.id, ""):
            parts.append(switch.id if switch.kind == "toggle" else f"{switch.id}={position}")
    return "+".join(parts)


def written(switch: Switch, default: str, fault: str | None, texts: Any) -> dict[str, Any]:
    """The switch as the page needs it."""
    from cmgsim.views.player.speech import plain

    row = {
        "id": switch.id, "number": switch.number, "kind": switch.kind, "group": switch.group,
        "label": texts.put(plain(switch.label)), "about": texts.put(plain(switch.about)), "fault": fault,
        "values": [
            {"value": v.value, "label": texts.put(plain(v.label)), **({"fault": v.fault} if v.fault else {})}
            for v in switch.values
        ],
        "default": default if switch.kind == "choice" else None,
    }  # fmt: skip
    return {key: value for key, value in row.items() if value not in (None, [])}
