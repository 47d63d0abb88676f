"""The rest of the narration's catalogue: what happens at a node, how a story ends, and the words that slots need."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from cmgsim.facts.failure_rows import Bilingual

# fmt: off
_STATES: Final = {
    "other": Bilingual("{src:cap}: “{text}” ({step}).", "{src:cap} : « {text} » ({step})."),
    "state.F1.provisioning": Bilingual(
        "The CMG is in the state Provisioning ({step}).", "La passerelle est à l'état Provisioning ({step})."),
    "state.F1.setup": Bilingual(
        "Setup inside the virtual machines has finished ({step}).",
        "L'installation dans les machines virtuelles est terminée ({step})."),
    "state.F1.certificate": Bilingual(
        "With the server authentication certificate the CMG makes its HTTPS service ({step}).",
        "Avec le certificat d'authentification serveur, la passerelle crée son service HTTPS ({step})."),
    "state.F1.ready": Bilingual(
        "The CMG is in the state Ready ({step}).",
        "La passerelle est à l'état Ready ({step})."),
    "state.F1.error": Bilingual(
        "The CMG is in the state Error: it could not be created ({step}).",
        "La passerelle est à l'état Error : elle n'a pas pu être créée ({step})."),
    "state.F1.provisioned": Bilingual("One more part is ready ({step}).", "Une partie de plus est prête ({step})."),
    "state.F2.channel": Bilingual("{src:cap} holds a channel ({step}).", "{src:cap} tient un canal ({step})."),
    "state.F2.not tried": Bilingual(
        "{src:cap} does not try TCP-TLS, which does not run through an internet proxy ({step}; {note}).",
        "{src:cap} n'essaie pas TCP-TLS, qui ne passe pas par un proxy Internet ({step} ; {note})."),
    "state.F2.down": Bilingual(
        "{src:cap} is down and builds no channel ({step}).", "{src:cap} est arrêté et ne crée aucun canal ({step})."),
    "state.hands": Bilingual(
        "{src:cap} gives the connection to {instance} ({step}).",
        "{src:cap} confie la connexion {instance:to} ({step})."),
    "state.C1": Bilingual(
        "{src:cap} issues an access token for cloud content, good for 24 hours, and the list of content sources "
        "({step}).",
        "{src:cap} délivre un jeton d'accès au contenu cloud, valable 24 heures, et la liste des sources ({step})."),
    "state.C2": Bilingual(
        "The service name is a name of Azure's own, so no alias (CNAME) is needed ({step}).",
        "Le nom du service est un nom d'Azure : aucun alias (CNAME) n'est nécessaire ({step})."),
    "state.C5": Bilingual(
        "{src:cap} checks the access token ({step}).",
        "{src:cap} vérifie le jeton d'accès ({step})."),
    "state.C6": Bilingual(
        "{src:cap} trusts the server authentication certificate of the CMG, so it may go on to the storage ({step}).",
        "{src:cap} approuve le certificat d'authentification serveur de la passerelle : il peut aller au stockage "
        "({step})."),
    "state.D1": Bilingual(
        "On {src} the distribution manager asks for the content to be sent to the CMG ({step}).",
        "Sur {src}, le gestionnaire de distribution demande l'envoi du contenu vers la passerelle ({step})."),
    "state.D2": Bilingual(
        "The package transfer manager takes the order and copies the content to a temporary share ({step}).",
        "Le gestionnaire de transfert de packages prend l'ordre et copie le contenu sur un partage temporaire "
        "({step})."),
    "state.D3": Bilingual(
        "The package transfer manager gets an access token for the CMG's storage ({step}).",
        "Le gestionnaire de transfert de packages obtient un jeton d'accès au stockage de la passerelle ({step})."),

    "end.F1": Bilingual(
        "The CMG is deployed; from now on {src} monitors it ({step}).",
        "La passerelle est déployée ; désormais {src} la surveille ({step})."),
    "end.F2": Bilingual(
        "Each connection point holds a channel, opened from the site and ready for both directions ({step}).",
        "Chaque point de connexion tient un canal, ouvert depuis le site et prêt pour les deux sens ({step})."),
    "end.F5": Bilingual(
        "{src:cap} has its answers, and the site has not opened a single inbound port ({step}).",
        "{src:cap} a ses réponses, et le site n'a ouvert aucun port entrant ({step})."),
    "end.C6": Bilingual("{src:cap} has its content ({step}).", "{src:cap} a son contenu ({step})."),
    "end.D4": Bilingual(
        "The content is in the CMG's storage, where clients can fetch it ({step}).",
        "Le contenu est dans le stockage de la passerelle, où les clients peuvent le chercher ({step})."),
    "stopped": Bilingual("The flow stops here ({step}).", "Le flux s'arrête ici ({step})."),
}

_PURPOSES: Final = {
    "purpose": Bilingual("a request", "une demande"),
    "purpose.policy": Bilingual("a policy request", "une demande de stratégie"),
    "purpose.policy-body": Bilingual("a request for a policy's text", "une demande de texte de stratégie"),
    "purpose.state": Bilingual("a state message", "un message d'état"),
    "purpose.status": Bilingual("a status message", "un message de statut"),
    "purpose.heartbeat": Bilingual("a heartbeat", "une pulsation"),
    "purpose.hardware-inventory": Bilingual("a hardware inventory", "un inventaire matériel"),
    "purpose.software-inventory": Bilingual("a software inventory", "un inventaire logiciel"),
    "purpose.scan": Bilingual("a software update scan", "une analyse des mises à jour"),
    "purpose.location": Bilingual("a content location request", "une demande d'emplacement de contenu"),
    "purpose.registration": Bilingual("its registration", "son inscription"),
    "purpose.token": Bilingual(
        "a request for a Configuration Manager token", "une demande de jeton Configuration Manager"),
    "purpose.notification": Bilingual("a keep-alive", "un signal de présence"),
    "credential": Bilingual("its credentials", "ses informations d'identification"),
    "credential.token": Bilingual("its token", "son jeton"),
    "credential.certificate": Bilingual(
        "its client authentication certificate", "son certificat d'authentification client"),
}

_RESOURCES: Final = {
    "each": Bilingual(
        "each of the {count} CMG connection points",
        "chacun des {count} points de connexion de passerelle de gestion cloud"),
    "resource": Bilingual("one more part", "une partie de plus"),
    "resource.resourceGroups": Bilingual("the resource group", "le groupe de ressources"),
    "resource.storageAccounts": Bilingual("the storage account", "le compte de stockage"),
    "resource.vaults": Bilingual("the key vault", "le coffre de clés"),
    "resource.publicIPAddresses": Bilingual("the public IP address", "l'adresse IP publique"),
    "resource.loadBalancers": Bilingual("the load balancer", "l'équilibreur de charge"),
    "resource.virtualNetworks": Bilingual("the virtual network", "le réseau virtuel"),
    "resource.virtualMachineScaleSets": Bilingual(
        "the virtual machine scale set", "le groupe de machines virtuelles identiques"),
    "resource.domainNames": Bilingual("the cloud service (classic)", "le service cloud (classique)"),
}

_VERDICT: Final = {
    "zone.on-premises": Bilingual("On premises: {nodes}.", "Sur site : {nodes}."),
    "zone.internet": Bilingual("On the internet: {nodes}.", "Sur Internet : {nodes}."),
    "zone.azure": Bilingual("In Azure: {nodes}.", "Dans Azure : {nodes}."),
    "sources": Bilingual("Steps and notes: {pages}.", "Étapes et remarques : {pages}."),
    "verdict.said": Bilingual("The trace says: “{text}”.", "La trace dit : « {text} »."),
    "verdict.end": Bilingual("The flow reached its end.", "Le flux est arrivé à son terme."),
    "verdict.stopped": Bilingual("The flow stopped at {rule} ({step}).", "Le flux s'est arrêté à {rule} ({step})."),
    "verdict.despite": Bilingual(
        "The flow reached its end, in spite of this:", "Le flux est arrivé à son terme, malgré ceci :"),
    "verdict.open": Bilingual("The trace ends before the flow does.", "La trace s'arrête avant le flux."),
    "verdict.untouched": Bilingual(
        "The fault {fault} does not concern this flow.", "La panne {fault} ne concerne pas ce flux."),
    "verdict.fault": Bilingual("What is broken: {title} ({fault}).", "Ce qui est en panne : {title} ({fault})."),
    "verdict.rule": Bilingual("Rule broken, {rule}: {title}.", "Règle enfreinte, {rule} : {title}."),
    "verdict.client": Bilingual("The client sees: {text}", "Le client voit : {text}"),
    "verdict.log": Bilingual(
        "The administrator sees, in {file}: {text} ({evidence})",
        "L'administrateur voit, dans {file} : {text} ({evidence})"),
    "verdict.fix": Bilingual("The fix: {text}", "Le remède : {text}"),
}

WORDS: Final = MappingProxyType({**_STATES, **_PURPOSES, **_RESOURCES, **_VERDICT})
"""By key."""
