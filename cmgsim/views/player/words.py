"""The words of the player that belong to no step: zones, flows, kinds of proof, banners and headings."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from cmgsim.facts.failure_rows import Bilingual
from cmgsim.facts.rows import Zone
from cmgsim.views.player.shelf import Pair
from cmgsim.views.player.speech import plain

ZONE_NAMES: Final = MappingProxyType(
    {
        Zone.ON_PREMISES: plain(Bilingual("On premises", "Sur site")),
        Zone.INTERNET: plain(Bilingual("Internet", "Internet")),
        Zone.AZURE: plain(Bilingual("Azure", "Azure")),
    }
)

BANNER: Final = Bilingual(
    "Simulated by cmgsim — not a real Configuration Manager log",
    "Simulé par cmgsim — ce n'est pas un vrai journal de Configuration Manager",
)
TITLE: Final = Bilingual("{name}: CMG step by step", "{name} : la passerelle pas à pas")

# fmt: off
FLOWS: Final = MappingProxyType({
    "communication": (
        Bilingual("A client asks its site", "Un client interroge son site"),
        Bilingual("The channel is built; then a client's requests go through the CMG to the management point and to "
                  "the software update point, and back.",
                  "Le canal se crée ; puis les demandes d'un client passent par la passerelle jusqu'au point de "
                  "gestion et au point de mise à jour logicielle, et reviennent.")),
    "channel": (
        Bilingual("The channel is built", "Le canal se crée"),
        Bilingual("Each CMG connection point opens a connection to each VM instance and keeps it.",
                  "Chaque point de connexion de passerelle de gestion cloud ouvre une connexion vers chaque instance "
                  "et la garde.")),
    "content": (
        Bilingual("A client downloads content", "Un client télécharge du contenu"),
        Bilingual("The client learns where the content is, proves by a token that it may have it, and fetches it from "
                  "the storage.",
                  "Le client apprend où est le contenu, prouve par un jeton qu'il y a droit, et le prend au "
                  "stockage.")),
    "deployment": (
        Bilingual("The CMG is deployed", "La passerelle est déployée"),
        Bilingual("The service connection point signs in and has Azure create the CMG.",
                  "Le point de connexion de service s'identifie et fait créer la passerelle par Azure.")),
    "content-distribution": (
        Bilingual("Content goes to the CMG", "Le contenu part vers la passerelle"),
        Bilingual("The site server uploads content to the storage of the CMG.",
                  "Le serveur de site envoie le contenu vers le stockage de la passerelle.")),
    "all": (
        Bilingual("Everything in one", "Tout en un"),
        Bilingual("Deployment, channel, communication, content and content distribution, one after the other.",
                  "Déploiement, canal, communication, contenu et distribution de contenu, l'un après l'autre.")),
})
# fmt: on
"""By flow: title and what it shows; in the order in which a class meets them."""


def filled(text: Bilingual, **slots: str) -> Pair:
    """*text* with the same values in both languages."""
    return text.en.format(**slots), text.fr.format(**slots)


VERDICTS: Final = MappingProxyType(
    {
        "end": Bilingual("The flow reached its end.", "Le flux est arrivé à son terme."),
        "despite": Bilingual(
            "The flow reached its end, in spite of what is broken.", "Le flux est arrivé à son terme, malgré la panne."
        ),
        "stopped": Bilingual("The flow stopped at {rule} ({step}).", "Le flux s'est arrêté à {rule} ({step})."),
    }
)
"""How a flow ends."""
