"""Sentences of the player in both languages at once: a template, its slots, and the two voices that fill them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen

from cmgsim.facts.failure_rows import Bilingual
from cmgsim.flows.beats import Beat
from cmgsim.flows.narration import spoken, voice_of
from cmgsim.flows.words import Node, Slot, Voice
from cmgsim.trace import Record
from cmgsim.views.player.shelf import Pair


@frozen
class Speech:
    """Both voices of one story: they know who takes part in it."""

    english: Voice
    french: Voice

    @classmethod
    def of(cls, records: Sequence[Record]) -> Speech:
        """The voices that tell *records*."""
        return cls(voice_of(records, "en"), voice_of(records, "fr"))

    def beat(self, beat: Beat) -> Pair:
        """What a beat says."""
        return spoken(beat, self.english), spoken(beat, self.french)

    def value(self, slot: Slot) -> Pair:
        """One value in words."""
        return str(slot.in_words(self.english)), str(slot.in_words(self.french))

    def node(self, name: str, role: str) -> Pair:
        """A node as it heads a line: its name without an article, with a capital letter."""
        names = [Node(name, role).in_words(voice) for voice in (self.english, self.french)]
        english, french = (one.noun[:1].upper() + one.noun[1:] for one in names)
        return english, french

    def say(self, template: Bilingual, slots: Mapping[str, Slot]) -> Pair:
        """*template* with its slots filled, in each language with that language's words."""
        english, french = (
            text.format(**{name: slot.in_words(voice) for name, slot in slots.items()})
            for text, voice in ((template.en, self.english), (template.fr, self.french))
        )
        return english, french


def plain(text: Bilingual) -> Pair:
    """A text without slots."""
    return text.en, text.fr
