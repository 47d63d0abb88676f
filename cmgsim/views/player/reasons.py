"""Why each step and note is as it is: the sentence that a trainer adds when somebody asks."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from cmgsim.facts.failure_rows import Bilingual

# fmt: off
REASONS: Final = MappingProxyType({
    "F1": Bilingual(
        "The site builds its CMG itself: from inside, over one outbound port, with an identity that Microsoft Entra ID "
        "checks. Nothing in Azure has to reach into the site.",
        "Le site construit lui-même sa passerelle : de l'intérieur, par un seul port sortant, avec une identité que "
        "Microsoft Entra ID vérifie. Rien dans Azure n'a besoin d'entrer dans le site."),
    "F2": Bilingual(
        "A firewall lets calls out and keeps strangers out. So the connection point calls first and keeps the line "
        "open: whatever comes from the internet later rides inside this channel.",
        "Un pare-feu laisse appeler vers l'extérieur et arrête les inconnus. Le point de connexion appelle donc le "
        "premier et garde la ligne : tout ce qui vient ensuite d'Internet voyage dans ce canal."),
    "F3": Bilingual(
        "The client knows nothing of the site: it speaks to a public name over HTTPS, as to any web site. "
        "The CMG lets nobody pass who cannot prove who they are.",
        "Le client ne sait rien du site : il parle à un nom public en HTTPS, comme à tout site web. "
        "La passerelle ne laisse passer personne qui ne prouve son identité."),
    "F4": Bilingual(
        "The request travels against the direction in which the channel was opened. "
        "That is why the firewall needs no inbound rule.",
        "La demande voyage à contresens de l'ouverture du canal. "
        "C'est pourquoi le pare-feu n'a besoin d'aucune règle entrante."),
    "F5": Bilingual(
        "For the server this is an ordinary request from inside the site. "
        "Only the connection point knows that it came from the internet.",
        "Pour le serveur, c'est une demande ordinaire venue de l'intérieur du site. "
        "Seul le point de connexion sait qu'elle vient d'Internet."),
    "C1": Bilingual(
        "Who may download is decided where policy is known, at the management point. "
        "The token carries that decision into the cloud for 24 hours.",
        "Qui peut télécharger se décide là où la stratégie est connue, au point de gestion. "
        "Le jeton porte cette décision dans le cloud pendant 24 heures."),
    "C2": Bilingual(
        "A service name of one's own needs an alias: behind it the CMG can move, and no client has to be told.",
        "Un nom de service à soi demande un alias : derrière lui la passerelle peut déménager sans prévenir les "
        "clients."),
    "C3": Bilingual(
        "The deployment name belongs to Azure, so Azure's own DNS servers answer for it.",
        "Le nom du déploiement appartient à Azure : ce sont donc les serveurs DNS d'Azure qui répondent."),
    "C4": Bilingual(
        "Any instance can serve any client, because the token carries all that an instance has to know.",
        "Toute instance peut servir tout client, car le jeton porte tout ce qu'une instance doit savoir."),
    "C5": Bilingual(
        "The CMG checks first and only then gives the exact place away: storage itself knows nothing of Configuration "
        "Manager.",
        "La passerelle vérifie d'abord et ne donne qu'ensuite l'emplacement exact : le stockage, lui, ne sait rien de "
        "Configuration Manager."),
    "C6": Bilingual(
        "Content is large. Fetched from storage, it costs the instances and the channel nothing.",
        "Le contenu est volumineux. Pris au stockage, il ne coûte rien aux instances ni au canal."),
    "D1": Bilingual(
        "Content comes to the cloud as to any distribution point: the site has to ask for it.",
        "Le contenu arrive dans le cloud comme sur tout point de distribution : le site doit le demander."),
    "D2": Bilingual(
        "With a copy of its own the transfer can go on while others use the source.",
        "Avec sa propre copie, le transfert continue pendant que d'autres utilisent la source."),
    "D3": Bilingual(
        "The storage takes content from nobody without an access token.",
        "Le stockage n'accepte de contenu de personne sans jeton d'accès."),
    "D4": Bilingual(
        "The site uploads once; after that every client downloads from Azure and none from the site.",
        "Le site envoie une seule fois ; ensuite chaque client télécharge depuis Azure et aucun depuis le site."),
    "N1": Bilingual(
        "TCP-TLS makes the fastest channel, but no proxy carries it. Each instance of a classic service listens on a "
        "port of its own, counted from 10140.",
        "TCP-TLS fait le canal le plus rapide, mais aucun proxy ne le transporte. Chaque instance d'un service "
        "classique écoute sur son propre port, compté à partir de 10140."),
    "N2": Bilingual(
        "With one instance there is nothing to choose: port 443 of the load balancer leads to it.",
        "Avec une seule instance, il n'y a rien à choisir : le port 443 de l'équilibreur de charge y mène."),
    "N3": Bilingual(
        "On 443 the load balancer would hand a connection to any instance. A port for each instance, counted from "
        "10124, lets the connection point hold a channel to every one of them.",
        "Sur 443, l'équilibreur de charge confierait la connexion à n'importe quelle instance. Un port par instance, "
        "compté à partir de 10124, permet au point de connexion de tenir un canal vers chacune."),
    "look-up": Bilingual(
        "People and programs know names, networks know addresses: before every connection somebody has to look one up.",
        "Les gens et les programmes connaissent des noms, les réseaux des adresses : avant chaque connexion, il faut "
        "en chercher une."),
    "F1.entra-id": Bilingual(
        "Azure takes orders only from somebody whom Microsoft Entra ID vouches for: the token says who and for how "
        "long.",
        "Azure n'obéit qu'à quelqu'un dont Microsoft Entra ID se porte garant : le jeton dit qui et pour combien de "
        "temps."),
    "F3.entra-id": Bilingual(
        "The CMG cannot know every device. It trusts Microsoft Entra ID, which does, and whose token it can check by "
        "itself.",
        "La passerelle ne peut pas connaître chaque appareil. Elle se fie à Microsoft Entra ID, qui les connaît et "
        "dont elle vérifie elle-même le jeton."),
    "look-up.C2": Bilingual(
        "A service name of one's own needs an alias: behind it the CMG can move, and no client has to be told.",
        "Un nom de service à soi demande un alias : derrière lui la passerelle peut déménager sans prévenir les "
        "clients."),
    "look-up.C3": Bilingual(
        "The deployment name belongs to Azure, so Azure's own DNS servers answer for it.",
        "Le nom du déploiement appartient à Azure : ce sont donc les serveurs DNS d'Azure qui répondent."),
})
# fmt: on
"""By rule id; `rule.role` where the far end makes a difference, `look-up` for look-ups."""
