"""
The catalogue of the narration: each sentence in both languages, under what it tells.

A key is kind, rule, variant, outcome. A beat of the story is one or two of these sentences; together they stay under
45 words. Slots are the same in both languages: `{src:cap}` begins a sentence, `{dst:of}` and `{dst:to}` decline a name.
French is typed plainly; its spaces and apostrophes are set when the row is made. All sentences are our own words.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from cmgsim.facts.failure_rows import Bilingual
from cmgsim.flows.narration_words import WORDS

# fmt: off
_LOOK_UPS: Final = {
    "look-up.address": Bilingual(
        "{src:cap} asks {dst} for the address of {name} and gets it ({step}).",
        "{src:cap} demande {dst:to} l'adresse de {name} et la reçoit ({step})."),
    "look-up.alias": Bilingual(
        "{src:cap} asks {dst} for the service name {name}; an alias (CNAME) leads to the deployment name {alias} "
        "({step}).",
        "{src:cap} demande {dst:to} le nom du service {name} ; un alias (CNAME) mène au nom du déploiement {alias} "
        "({step})."),
    "look-up.alias-address": Bilingual(
        "{src:cap} looks the service name {name} up: in public DNS an alias (CNAME) leads to {alias}, whose address "
        "Azure DNS gives ({step}).",
        "{src:cap} cherche le nom du service {name} : dans le DNS public, un alias (CNAME) mène à {alias}, dont le DNS "
        "d'Azure donne l'adresse ({step})."),
    "look-up.address.C3": Bilingual(
        "{src:cap} asks {dst} for the address of the deployment name {name}; Azure answers for its own names ({step}).",
        "{src:cap} demande {dst:to} l'adresse du nom du déploiement {name} ; Azure répond pour ses propres noms "
        "({step})."),
    "look-up.unknown": Bilingual(
        "{src:cap} asks {dst} for {name}. The answer is that there is no such name ({step}).",
        "{src:cap} demande {name} {dst:to}. La réponse est que ce nom n'existe pas ({step})."),
    "look-up.unanswered": Bilingual(
        "{src:cap} asks {dst} for {name}, and nobody answers ({step}).",
        "{src:cap} demande {name} {dst:to}, et personne ne répond ({step})."),
}

_CONNECTIONS: Final = {
    "connect": Bilingual(
        "{src:cap} opens {protocol} on port {port} to {dst} ({step}).",
        "{src:cap} ouvre {protocol} sur le port {port} vers {dst} ({step})."),
    "connect.failed": Bilingual(
        "{src:cap} tries to open {protocol} on port {port} to {dst} ({step}).",
        "{src:cap} essaie d'ouvrir {protocol} sur le port {port} vers {dst} ({step})."),
    "connect.F1.entra-id": Bilingual(
        "{src:cap} opens {protocol} on port {port} to {dst}, where it has to prove who it is ({step}).",
        "{src:cap} ouvre {protocol} sur le port {port} vers {dst}, où il doit prouver son identité ({step})."),
    "connect.F1.azure-resource-manager": Bilingual(
        "{src:cap} opens {protocol} on port {port} to {dst}, which builds things in Azure ({step}).",
        "{src:cap} ouvre {protocol} sur le port {port} vers {dst}, qui construit dans Azure ({step})."),
    "connect.F2.tcp-tls": Bilingual(
        "{src:cap} tries {protocol} first, on port {port} to {dst} ({step}).",
        "{src:cap} essaie d'abord {protocol}, sur le port {port} vers {dst} ({step})."),
    "connect.F2.tcp-tls.failed": Bilingual(
        "{src:cap} tries {protocol} first, on port {port} to {dst} ({step}).",
        "{src:cap} essaie d'abord {protocol}, sur le port {port} vers {dst} ({step})."),
    "connect.F2.fallback": Bilingual(
        "{src:cap} falls back to {protocol}, on port {port} to {dst} ({step}).",
        "{src:cap} se rabat sur {protocol}, sur le port {port} vers {dst} ({step})."),
    "connect.F2.fallback.failed": Bilingual(
        "{src:cap} falls back to {protocol}, on port {port} to {dst} ({step}).",
        "{src:cap} se rabat sur {protocol}, sur le port {port} vers {dst} ({step})."),
    "connect.F2.proxy": Bilingual(
        "{src:cap} opens {protocol} on port {port} to {dst}: the first of two connections ({step}).",
        "{src:cap} ouvre {protocol} sur le port {port} vers {dst} : la première de deux connexions ({step})."),
    "connect.F2.through": Bilingual(
        "Through {via} (port {via_port}), {src} opens {protocol} on port {port} to {dst}, in two connections ({step}).",
        "Par {via} (port {via_port}), {src} ouvre {protocol} sur le port {port} vers {dst}, en deux connexions "
        "({step})."),
    "connect.F2.through.failed": Bilingual(
        "Through {via} (port {via_port}), {src} tries {protocol} on port {port} to {dst} ({step}).",
        "Par {via} (port {via_port}), {src} essaie {protocol} sur le port {port} vers {dst} ({step})."),
    "connect.F3.entra-id": Bilingual(
        "{src:cap} opens {protocol} on port {port} to {dst}, which gives out its tokens ({step}).",
        "{src:cap} ouvre {protocol} sur le port {port} vers {dst}, qui délivre ses jetons ({step})."),
    "connect.F3": Bilingual(
        "{src:cap} opens {protocol} on port {port} to the CMG, at {dst} ({step}).",
        "{src:cap} ouvre {protocol} sur le port {port} vers la passerelle, à l'adresse {dst:of} ({step})."),
    "connect.F5": Bilingual(
        "{src:cap} opens {protocol} on port {port} to {dst}, inside the site ({step}).",
        "{src:cap} ouvre {protocol} sur le port {port} vers {dst}, à l'intérieur du site ({step})."),
    "connect.C4": Bilingual(
        "{src:cap} connects to the CMG once more, by {protocol} on port {port} to {dst} ({step}).",
        "{src:cap} se connecte de nouveau à la passerelle, par {protocol} sur le port {port} vers {dst} ({step})."),
    "connect.C6": Bilingual(
        "{src:cap} opens {protocol} on port {port} straight to {dst}, past the VM instances ({step}).",
        "{src:cap} ouvre {protocol} sur le port {port} droit vers {dst}, sans passer par les instances ({step})."),

    "accepted.F2": Bilingual(
        "Each side shows a certificate; the outbound connection stays open: it is the channel.",
        "Chaque côté présente un certificat ; la connexion sortante reste ouverte : c'est le canal."),
    "accepted.F2.through": Bilingual(
        "The second one stays open: it is the channel.", "La seconde demeure : c'est le canal."),
    "accepted.F3": Bilingual(
        "{instance:cap} is given the connection and shows the server authentication certificate.",
        "{instance:cap} reçoit la connexion et présente le certificat d'authentification serveur."),
    "accepted.C4": Bilingual(
        "The load is balanced: this time {instance} is given the connection.",
        "La charge est répartie : cette fois, la connexion va {instance:to}."),
    "refused": Bilingual("The attempt is refused.", "La tentative est refusée."),
    "refused.certificate": Bilingual(
        "{src:cap} does not accept the server's certificate and gives up with code {status}.",
        "{src:cap} n'accepte pas le certificat du serveur et abandonne avec le code {status}."),
    "timed-out": Bilingual(
        "Nobody answers; after {waited} the attempt is given up.", "Personne ne répond ; abandon après {waited}."),
    "unanswered": Bilingual("The outcome is still open.", "L'issue est encore ouverte."),
    "closed.F2": Bilingual(
        "{src:cap} closes its channel to {dst} ({step}).",
        "{src:cap} ferme son canal vers {dst} ({step})."),

    "channels.accepted": Bilingual(
        "{src:cap} opens {protocol} to {count} VM instances in turn, on ports {ports}. All these connections stay "
        "open: "
        "they are the channels ({step}).",
        "{src:cap} ouvre {protocol} vers {count} instances l'une après l'autre, sur les ports {ports}. Toutes ces "
        "connexions restent ouvertes : ce sont les canaux ({step})."),
    "channels.through.accepted": Bilingual(
        "Through {via} (port {via_port}), {src} opens {protocol} to {count} VM instances in turn, on ports {ports}. "
        "These connections stay open: they are the channels ({step}).",
        "Par {via} (port {via_port}), {src} ouvre {protocol} vers {count} instances l'une après l'autre, sur les ports "
        "{ports}. Ces connexions demeurent : ce sont les canaux ({step})."),
    "channels.refused": Bilingual(
        "{src:cap} tries {protocol} to {count} VM instances in turn, on ports {ports}. All attempts are refused "
        "({step}).",
        "{src:cap} essaie {protocol} vers {count} instances l'une après l'autre, sur les ports {ports}. Toutes les "
        "tentatives sont refusées ({step})."),
    "channels.timed-out": Bilingual(
        "{src:cap} tries {protocol} to {count} VM instances in turn, on ports {ports}. Nobody answers, and each "
        "attempt "
        "is given up after {waited} ({step}).",
        "{src:cap} essaie {protocol} vers {count} instances l'une après l'autre, sur les ports {ports}. Personne ne "
        "répond, et chaque tentative est abandonnée après {waited} ({step})."),
}

_MESSAGES: Final = {
    "request": Bilingual(
        "{src:cap} sends {verb} to {dst} ({step}).",
        "{src:cap} envoie {verb} {dst:to} ({step})."),
    "request.F1.entra-id": Bilingual(
        "{src:cap} proves to {dst} who it is, with the secret of its application, and asks for a token ({step}).",
        "{src:cap} prouve son identité {dst:to} avec le secret de son application et demande un jeton ({step})."),
    "request.F1.azure-resource-manager": Bilingual(
        "{src:cap} has {dst} create {resource} ({verb}; {step}).",
        "{src:cap} fait créer {resource} par {dst} ({verb} ; {step})."),
    "request.F3.entra-id": Bilingual(
        "{src:cap} proves to {dst} who it is and asks for a token ({step}).",
        "{src:cap} prouve son identité {dst:to} et demande un jeton ({step})."),
    "request.F3": Bilingual(
        "{src:cap} sends {purpose} ({verb}) to {dst} over its own connection, on port {port}, and proves who it is "
        "with "
        "{credential} ({step}).",
        "{src:cap} envoie {purpose} ({verb}) {dst:to} par sa propre connexion, sur le port {port}, et prouve son "
        "identité avec {credential} ({step})."),
    "request.F3.again": Bilingual(
        "On the same connection {src} sends {purpose} ({verb}), likewise by {dst} and {point} to {server} "
        "({step}).",
        "Par la même connexion, {src} envoie {purpose} ({verb}), de même par {dst} et {point} vers {server} ({step})."),
    "request.F4": Bilingual(
        "{src:cap} passes the request down the channel that {dst} opened ({protocol} {port}); nobody opens anything "
        "towards the site ({step}).",
        "{src:cap} transmet la demande par le canal que {dst} a ouvert ({protocol} {port}) ; rien ne s'ouvre vers le "
        "site ({step})."),
    "request.F5": Bilingual(
        "{src:cap} hands the request on to {dst} ({protocol} {port}; {step}).",
        "{src:cap} remet la demande {dst:to} ({protocol} {port} ; {step})."),
    "request.C4": Bilingual(
        "{src:cap} proves to {dst} by its access token what it may fetch, and asks where the content is ({verb}; "
        "{step}).",
        "{src:cap} prouve {dst:to} par son jeton d'accès ce qu'il peut chercher, et demande où est le contenu "
        "({verb} ; "
        "{step})."),
    "request.C6.HEAD": Bilingual(
        "{src:cap} asks {dst} how large the content is ({verb}; {step}).",
        "{src:cap} demande {dst:to} la taille du contenu ({verb} ; {step})."),
    "request.C6": Bilingual(
        "{src:cap} asks {dst} for the content itself, range by range ({verb}; {step}).",
        "{src:cap} demande {dst:to} le contenu lui-même, plage par plage ({verb} ; {step})."),
    "request.D4": Bilingual(
        "{src:cap} uploads {bytes} of content to {dst} ({verb}; {step}).",
        "{src:cap} envoie {bytes} de contenu {dst:to} ({verb} ; {step})."),

    "response": Bilingual(
        "{src:cap} answers {dst:to} with status {status} ({step}).",
        "{src:cap} répond {dst:to} avec le code {status} ({step})."),
    "response.error": Bilingual(
        "{src:cap} refuses: {dst} gets status {status} ({step}).",
        "{src:cap} refuse : {dst} reçoit le code {status} ({step})."),
    "response.refused": Bilingual(
        "{src:cap} refuses with status {status}, and the refusal goes back {client:to} ({step}).",
        "{src:cap} refuse avec le code {status}, et le refus revient {client:to} ({step})."),
    "response.device": Bilingual(
        "A device on the way answers instead, with status {status}: the request never reaches {src} ({step}).",
        "Un appareil sur le chemin répond à sa place avec le code {status} : la demande n'atteint jamais {src} "
        "({step})."),
    "response.back": Bilingual(
        "The answer (status {status}, {bytes}) goes back the same way {client:to} ({step}).",
        "La réponse (code {status}, {bytes}) revient {client:to} par le même chemin ({step})."),
    "response.C1": Bilingual(
        "Token, list and service name go up the channel and back {client:to}; the service name is the common name of "
        "the CMG's certificate ({step}).",
        "Jeton, liste et nom du service remontent le canal et reviennent {client:to} ; le nom du service est le nom "
        "commun du certificat de la passerelle ({step})."),
    "response.C5": Bilingual(
        "{src:cap} checks the access token and tells {dst} exactly where in Azure storage the content is (status "
        "{status}; {step}).",
        "{src:cap} vérifie le jeton d'accès et indique {dst:to} l'emplacement exact du contenu dans le stockage Azure "
        "(code {status} ; {step})."),
    "response.C5.error": Bilingual(
        "{src:cap} checks the access token, finds that it has expired and refuses with status {status} ({step}).",
        "{src:cap} vérifie le jeton d'accès, constate qu'il a expiré et refuse avec le code {status} ({step})."),

    "answered": Bilingual("It gets its answer (status {status}).", "Il obtient sa réponse (code {status})."),
    "answered.D4": Bilingual("It is stored (status {status}).", "C'est enregistré (code {status})."),
    "answered.token": Bilingual("It gets one (status {status}).", "Il en obtient un (code {status})."),
    "answered.created": Bilingual(
        "It is ready after {waited} (status {status}).", "C'est prêt après {waited} (code {status})."),
    "answered.content": Bilingual(
        "{bytes} come straight from storage (status {status}).",
        "{bytes} viennent directement du stockage (code {status})."),
    "answered.error": Bilingual("This is refused with status {status}.", "Cela est refusé avec le code {status}."),
}

TEXTS: Final = MappingProxyType({**_LOOK_UPS, **_CONNECTIONS, **_MESSAGES, **WORDS})
"""By key."""
