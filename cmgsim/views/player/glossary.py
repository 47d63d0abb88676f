"""The terms of the subject in both languages, with the acronym that English texts use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from cmgsim.facts.failure_rows import Bilingual
from cmgsim.views.player.shelf import Texts
from cmgsim.views.player.speech import plain

# fmt: off
GLOSSARY: Final = (
    (Bilingual("Cloud management gateway (CMG)", "Passerelle de gestion cloud (CMG)"),
     Bilingual("A service in Azure through which clients on the internet reach their site.",
               "Un service dans Azure par lequel les clients sur Internet atteignent leur site.")),
    (Bilingual("CMG connection point", "Point de connexion de passerelle de gestion cloud"),
     Bilingual("The role at the site that opens and keeps the channels to the CMG.",
               "Le rôle du site qui ouvre et garde les canaux vers la passerelle.")),
    (Bilingual("Service connection point", "Point de connexion de service"),
     Bilingual("The role at the site that deploys the CMG in Azure and watches over it.",
               "Le rôle du site qui installe la passerelle dans Azure et la surveille.")),
    (Bilingual("Management point (MP)", "Point de gestion (MP)"),
     Bilingual("The role that answers clients: policies, locations, tokens.",
               "Le rôle qui répond aux clients : stratégies, emplacements, jetons.")),
    (Bilingual("Software update point (SUP)", "Point de mise à jour logicielle (SUP)"),
     Bilingual("The role that clients ask about software updates.",
               "Le rôle que les clients interrogent au sujet des mises à jour logicielles.")),
    (Bilingual("Channel", "Canal"),
     Bilingual("A connection that a connection point opens to the CMG and keeps; requests of clients ride inside it.",
               "Une connexion qu'un point de connexion ouvre vers la passerelle et garde ; les demandes des clients y "
               "voyagent.")),
    (Bilingual("Virtual machine scale set", "Groupe de machines virtuelles identiques"),
     Bilingual("The way in which a CMG is deployed today: one to sixteen VM instances alike.",
               "La façon dont une passerelle est installée aujourd'hui : une à seize instances identiques.")),
    (Bilingual("Site-issued token", "Jeton émis sur le site"),
     Bilingual("Proof of identity that the site gives to clients that have neither Microsoft Entra ID nor a "
               "certificate.",
               "Preuve d'identité que le site donne aux clients sans Microsoft Entra ID ni certificat.")),
    (Bilingual("Service name", "Nom du service"),
     Bilingual("The name that clients use for the CMG: the common name of its certificate.",
               "Le nom par lequel les clients appellent la passerelle : le nom commun de son certificat.")),
    (Bilingual("Deployment name", "Nom du déploiement"),
     Bilingual("The CMG's own name in Azure, to which the service name leads.",
               "Le propre nom de la passerelle dans Azure, auquel mène le nom du service.")),
    (Bilingual("Alias (CNAME)", "Alias (CNAME)"),
     Bilingual("A DNS record that says: this name is another name for that one.",
               "Un enregistrement DNS qui dit : ce nom est un autre nom de celui-là.")),
    (Bilingual("Revocation list (CRL)", "Liste de révocation (CRL)"),
     Bilingual("What an authority publishes about certificates that no longer count.",
               "Ce qu'une autorité publie au sujet des certificats qui ne comptent plus.")),
)
CODES: Final = {
    "12175": Bilingual("WinHTTP: the server's certificate was not accepted.",
                       "WinHTTP : le certificat du serveur n'a pas été accepté."),
    "12029": Bilingual("WinHTTP: no connection to the server.", "WinHTTP : aucune connexion au serveur."),
    "401": Bilingual("HTTP: who you are was not proved.", "HTTP : l'identité n'est pas prouvée."),
    "403": Bilingual("HTTP: known, but not allowed.", "HTTP : connu, mais non autorisé."),
    "405": Bilingual("HTTP: this verb is not allowed here.", "HTTP : ce verbe n'est pas autorisé ici."),
    "409": Bilingual("HTTP: something else already has that name.", "HTTP : autre chose porte déjà ce nom."),
    "503": Bilingual("HTTP: nobody can answer now.", "HTTP : personne ne peut répondre maintenant."),
    "0x80200013": Bilingual("BITS: the server, or a device before it, ignores ranges.",
                            "BITS : le serveur, ou un appareil devant lui, ignore les plages."),
    "AADSTS7000222": Bilingual("Microsoft Entra ID: the secret of the application has expired.",
                               "Microsoft Entra ID : le secret de l'application a expiré."),
}
# fmt: on
"""Codes that stand in the log lines, for the look-up of errors."""


def glossary(texts: Texts) -> list[dict[str, Any]]:
    """The terms as the page needs them."""
    return [{"term": texts.put(plain(term)), "text": texts.put(plain(text))} for term, text in GLOSSARY]


def codes(texts: Texts, lines: Sequence[str]) -> dict[str, int]:
    """The codes that stand in *lines*, with what they mean."""
    everything = "\n".join(lines)
    return {code: texts.put(plain(text)) for code, text in CODES.items() if code in everything}
