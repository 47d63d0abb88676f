"""What labs say to people, in both languages."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from cmgsim.facts.failure_rows import Bilingual
from cmgsim.flows.nouns import Language

WORDS: Final = MappingProxyType(
    {
        "banner": Bilingual(
            "Simulated by cmgsim: no real system is broken.", "Simulé par cmgsim : aucun vrai système n'est en panne."
        ),
        "site": Bilingual("What is simulated: {what}.", "Ce qui est simulé : {what}."),
        "described": Bilingual(
            "the flow `{flow}`; CMG as {deployment}, VM instances: {instances}, CMG connection points: {points}; the "
            "client authenticates with `{authentication}`",
            "le flux `{flow}` ; passerelle de gestion cloud comme {deployment}, instances : {instances}, points de "
            "connexion : {points} ; le client s'authentifie par `{authentication}`",
        ),
        "scale-set": Bilingual("virtual machine scale set", "groupe de machines virtuelles identiques"),
        "classic": Bilingual("classic cloud service", "service cloud (classique)"),
        "files": Bilingual("What you have", "Ce que vous avez"),
        "file list": Bilingual(
            "- `story.txt`: what happened, step by step\n- `sequence.mmd`: the same as a Mermaid diagram\n"
            "- `logs/`: log files for CMTrace or OneTrace\n- `capture.pcapng`: packets for Wireshark\n"
            "- `trace.jsonl`: every message, for `cmgsim view`",
            "- `story.txt` : ce qui s'est passé, étape par étape\n"
            "- `sequence.mmd` : la même chose en diagramme Mermaid\n"
            "- `logs/` : des journaux pour CMTrace ou OneTrace\n- `capture.pcapng` : des paquets pour Wireshark\n"
            "- `trace.jsonl` : chaque message, pour `cmgsim view`",
        ),
        "questions": Bilingual("Questions", "Questions"),
        "answer": Bilingual("Answer", "Réponse"),
        "how to answer": Bilingual(
            "`cmgsim lab {name} --answer KIND=VALUE` marks your answer and explains it; `--hint` gives a hint, twice "
            "`--hint` two of them. Kinds: {kinds}.",
            "`cmgsim lab {name} --answer KIND=VALUE` corrige votre réponse et l'explique ; `--hint` donne un indice, "
            "deux fois `--hint` en donne deux. Sortes : {kinds}.",
        ),
        "right": Bilingual("Right: {answer}.", "Juste : {answer}."),
        "wrong": Bilingual("Not quite: {answer}.", "Pas tout à fait : {answer}."),
        "kind is right": Bilingual(
            "The kind is right, the value is not: look again at which port, name, verb or node it is.",
            "La sorte est juste, la valeur ne l'est pas : regardez encore de quel port, nom, verbe ou nœud il s'agit.",
        ),
        "some are missing": Bilingual(
            "What you name is broken indeed, but something else is broken too.",
            "Ce que vous nommez est bien en panne, mais autre chose l'est aussi.",
        ),
        "would end": Bilingual(
            "With {answer} the flow would reach its end; here it does not.",
            "Avec {answer}, le flux arriverait à son terme ; ici, il n'y arrive pas.",
        ),
        "would stop": Bilingual(
            "With {answer} the flow would stop at {step}; here it reaches its end.",
            "Avec {answer}, le flux s'arrêterait à {step} ; ici, il arrive à son terme.",
        ),
        "stops elsewhere": Bilingual(
            "With {answer} the flow would stop at {step}; here it stops at {here}.",
            "Avec {answer}, le flux s'arrêterait à {step} ; ici, il s'arrête à {here}.",
        ),
        "other log": Bilingual(
            "It would end the same way, but look at {file}: with {answer} it would not say “{line}”.",
            "Cela finirait de la même façon, mais regardez {file} : avec {answer}, il ne dirait pas « {line} ».",
        ),
        "other time": Bilingual(
            "It would look much alike. Compare what happens, and how long it takes, message by message.",
            "Cela se ressemblerait beaucoup. Comparez ce qui se passe, et en combien de temps, message par message.",
        ),
        "list": Bilingual(
            "labs: `cmgsim lab NAME -o DIR` writes what there is to investigate",
            "exercices : `cmgsim lab NAME -o DIR` écrit ce qu'il faut examiner",
        ),
        "name": Bilingual("name", "nom"),
        "level": Bilingual("level", "niveau"),
        "flow": Bilingual("flow", "flux"),
        "title": Bilingual("title", "titre"),
        "no more hints": Bilingual("There are no more hints.", "Il n'y a pas d'autre indice."),
        "hint": Bilingual("Hint {number}: {text}", "Indice {number} : {text}"),
        "written": Bilingual(
            "Everything to investigate is in {folder}.", "Tout ce qu'il faut examiner est dans {folder}."
        ),
    }
)


def say(key: str, lang: Language, **slots: object) -> str:
    """
    A sentence of the labs.

    Example:
        >>> say("hint", "fr", number=1, text="le port").split()
        ['Indice', '1', ':', 'le', 'port']
    """
    return WORDS[key].in_language(lang).format(**slots)
