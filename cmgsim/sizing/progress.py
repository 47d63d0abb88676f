"""What a sizing is doing, in both languages, and how much of it is done."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Final, Literal

from attrs import field, frozen

from cmgsim.facts.failure_rows import Bilingual
from cmgsim.flows.nouns import Language
from cmgsim.sizing.layout import Layout
from cmgsim.sizing.phrases import layout_text

Kind = Literal["layout", "curve", "loss", "ends", "known"]
Phase = Literal["answer", "report"]

# fmt: off
_TEXTS: Final = MappingProxyType({
    "layout": Bilingual("{of}", "{of}"),
    "curve": Bilingual("{of}, for the curve", "{of}, pour la courbe"),
    "loss": Bilingual("the loss of {of}", "la perte : {of}"),
    "ends": Bilingual("{of} at both ends", "{of} aux deux bouts"),
    "known": Bilingual("queues with known answers", "des files aux réponses connues"),
})
LOSSES: Final = MappingProxyType({
    "nothing": Bilingual("nothing", "rien"),
    "one instance": Bilingual("one instance", "une instance"),
    "two instances": Bilingual("two instances", "deux instances"),
    "one connection point": Bilingual("one connection point", "un point de connexion"),
    "one management point": Bilingual("one management point", "un point de gestion"),
    "the only management point": Bilingual("the only management point", "le seul point de gestion"),
    "the proxy": Bilingual("the proxy", "le proxy"),
    "the site's internet": Bilingual("the site's internet", "l'internet du site"),
})
# fmt: on
"""What can be lost, by its id."""


@frozen
class Doing:
    """One thing that is simulated, and how much of its phase is done when it begins."""

    kind: Kind
    of: Layout | str = ""
    share: float = field(default=0.0, eq=False)
    """Of the simulated time that the phase is expected to take."""

    @property
    def phase(self) -> Phase:
        """Whether it belongs to the answer or to the evidence of the report."""
        return "answer" if self.kind == "layout" else "report"

    def in_language(self, lang: Language) -> str:
        """
        In words.

        Example:
            >>> Doing("ends", "cmg.workers").in_language("fr"), str(Doing("curve", Layout("A2_v2", 3, 1)))
            ('cmg.workers aux deux bouts', '3 × A2_v2 and 1 connection point, for the curve')
        """
        if isinstance(self.of, Layout):
            of = layout_text(lang, self.of.as_row())
        else:
            of = LOSSES[self.of].in_language(lang) if self.kind == "loss" else self.of
        return _TEXTS[self.kind].in_language(lang).format(of=of)

    def __str__(self) -> str:
        return self.in_language("en")


Progress = Callable[[Doing, int, int], None]
"""Told what is being done, how much of it is done, and how much there is at most."""
