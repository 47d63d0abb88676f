"""The first screen of a sizing: the answer in sentences, then the layouts around it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from cmgsim.cli.formats import to_table
from cmgsim.cli.run_screen import wrapped
from cmgsim.flows.nouns import Language
from cmgsim.sizing.candidates_table import NEAR, near
from cmgsim.sizing.words import sentences

Document = Mapping[str, Any]

_TITLE: Final = {"en": "Layouts around the answer", "fr": "Dispositions autour de la réponse"}


def screen(document: Document, lang: Language, width: int | None) -> str:
    """What an architect reads first; *width* is that of the terminal, None where there is none."""
    told = "".join(f"{wrapped(sentence, width)}\n" for _, sentence in sentences(document, lang))
    rows = near(document, lang, NEAR)
    return f"{told}\n{to_table(rows, _TITLE[lang], width)}" if rows else told
