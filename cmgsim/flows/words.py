"""
The values that sentences have slots for, and how each language writes them.

A value is language-neutral (a node, nanoseconds, rule ids); `in_words` says it in English or in French, with that
language's decimal sign, units and spaces.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, Protocol

from attrs import field, frozen

from cmgsim.facts.failure_rows import Bilingual, typeset_french
from cmgsim.facts.rules import RULES
from cmgsim.flows.nouns import LONGEST_TEXT, Language, Name, name_of, printable

_S: Final = 1_000_000_000
_MINUTE: Final = 60 * _S
_UNITS: Final = MappingProxyType({"en": ("bytes", "kB", "MB", "GB"), "fr": ("octets", "ko", "Mo", "Go")})
_AND: Final = Bilingual("and", "et")
_TO: Final = Bilingual("to", "à")
_STEP: Final = Bilingual("step", "étape")
_NOTE: Final = Bilingual("note", "remarque")
_JOINT: Final = Bilingual("; ", " ; ")
_FLOWS: Final = MappingProxyType(
    {
        "F": Bilingual("data flow", "flux de données"),
        "C": Bilingual("content flow", "flux de contenu"),
        "D": Bilingual("content distribution", "distribution de contenu"),
    }
)
_NOTE_OF_ROW: Final = MappingProxyType(
    {row.rule: note for note in ("N1", "N2", "N3") for row in RULES[note].rows if row.rule.startswith("P")}
)


@frozen
class Voice:
    """In which language a story is told, and what it needs to know of the whole to name a part."""

    language: Language
    population: Mapping[str, int] = field(factory=dict)
    """How many nodes of each role it has: a single one needs no number."""
    phrases: Mapping[str, Bilingual] = field(factory=dict, repr=False)
    """The catalogue's words."""


class Slot(Protocol):
    """A value that a sentence has a slot for."""

    def in_words(self, voice: Voice) -> Name | str:
        """The value as *voice* says it."""


@frozen
class Node:
    """A node of the trace."""

    name: str
    role: str

    def in_words(self, voice: Voice) -> Name:
        """Its role with an article, declinable."""
        return name_of(self.name, self.role, voice.language, several=voice.population.get(self.role, 1) > 1)


@frozen
class Text:
    """What is the same in every language: a host, a port, a verb, a status."""

    text: str

    def in_words(self, voice: Voice) -> str:  # noqa: ARG002  # every slot is asked the same way
        """The text itself, fit to print."""
        return printable(self.text, longest=LONGEST_TEXT)


@frozen
class Phrase:
    """A word or two of the catalogue."""

    key: str

    def in_words(self, voice: Voice) -> str:
        """In the voice's language."""
        return voice.phrases[self.key].in_language(voice.language)


@frozen
class Each:
    """Every one of several connection points."""

    count: int

    def in_words(self, voice: Voice) -> Name:
        """As the subject of a sentence in the singular."""
        return Name("", voice.phrases["each"].in_language(voice.language).format(count=self.count), voice.language)


@frozen
class Duration:
    r"""
    Simulated time, as exact as people need it.

    Example:
        >>> Duration(180_000_000).in_words(Voice("en")), Duration(1_200_000_000).in_words(Voice("fr"))
        ('180 ms', '1,2\xa0s')
    """

    ns: int

    def in_words(self, voice: Voice) -> str:
        """In milliseconds, seconds or minutes."""
        if self.ns < _S:
            return _measure(self.ns / 1e6, 0, "ms", voice.language)
        if self.ns < 2 * _MINUTE:
            tenths = round(self.ns / (_S // 10))
            return _measure(tenths / 10, 1 if tenths < 100 and tenths % 10 else 0, "s", voice.language)
        return _measure(self.ns / _MINUTE, 0, "min", voice.language)


@frozen
class Size:
    r"""
    An amount of data, in decimal units.

    Example:
        >>> Size(100_000_000).in_words(Voice("en")), Size(1_566).in_words(Voice("fr"))
        ('100 MB', '1,6\xa0ko')
    """

    bytes: int

    def in_words(self, voice: Voice) -> str:
        """In bytes up to gigabytes."""
        value, power = float(self.bytes), 0
        while value >= 1_000 and power < 3:
            value, power = value / 1_000, power + 1
        return _measure(value, 0 if value >= 10 or power == 0 else 1, _UNITS[voice.language][power], voice.language)


@frozen
class Ports:
    """
    Ports as people list them.

    Example:
        >>> Ports((10124, 10125, 10126, 10130)).in_words(Voice("en")), Ports((443,)).in_words(Voice("fr"))
        ('10124 to 10126 and 10130', '443')
    """

    numbers: tuple[int, ...]

    def in_words(self, voice: Voice) -> str:
        """With ranges where they follow each other."""
        runs: list[list[int]] = []
        for number in sorted(self.numbers):
            if runs and number <= runs[-1][-1] + 1:
                runs[-1].append(number)
            else:
                runs.append([number])
        to = _TO.in_language(voice.language)
        parts = [str(run[0]) if run[0] == run[-1] else f"{run[0]} {to} {run[-1]}" for run in runs]
        return _listed(parts, voice.language)


@frozen
class Rules:
    """
    Steps and notes, as one cites the documentation.

    Example:
        >>> Rules(("F2", "N3")).in_words(Voice("en")), Rules(("F3", "F4", "F5")).in_words(Voice("fr"))
        ('data flow, step 2; note 3', 'flux de données, étapes 3 à 5')
    """

    ids: tuple[str, ...]

    def in_words(self, voice: Voice) -> str:
        """Flow by flow, notes last."""
        parts = [self._steps(letter, voice.language) for letter in _FLOWS]
        notes = sorted({rule[1:] for rule in self.ids if rule[0] == "N"})
        if notes:
            word = _NOTE.in_language(voice.language) + ("s" if len(notes) > 1 else "")
            parts.append(f"{word} {_listed(notes, voice.language)}")
        return _JOINT.in_language(voice.language).join(filter(None, parts))

    def _steps(self, letter: str, language: Language) -> str:
        numbers = sorted({int(rule[1:]) for rule in self.ids if rule[0] == letter})
        if not numbers:
            return ""
        words = f"{_FLOWS[letter].in_language(language)}, {_STEP.in_language(language)}"
        if len(numbers) == 1:
            return f"{words} {numbers[0]}"
        joint = (_AND if len(numbers) == 2 else _TO).in_language(language)
        return f"{words}s {numbers[0]} {joint} {numbers[-1]}"


def note_of(port_rule: str | None) -> str | None:
    """
    The port note that explains a row of the port table, if one does.

    Example:
        >>> note_of("P6"), note_of("P7")
        ('N3', None)
    """
    return _NOTE_OF_ROW.get(port_rule or "")


def title_of(rule: str, language: Language) -> str:
    """
    What a documented rule says, in short.

    Example:
        >>> title_of("V2", "fr")
        'Verbe HTTP CCM_POST'
    """
    row = RULES[rule]
    return typeset_french(row.french) if language == "fr" else row.english


def decimal(number: float, places: int, language: Language) -> str:
    """
    *number* with the decimal sign of *language*.

    Example:
        >>> decimal(0.18, 3, "fr")
        '0,180'
    """
    text = f"{number:.{places}f}"
    return text.replace(".", ",") if language == "fr" else text


def _measure(number: float, places: int, unit: str, language: Language) -> str:
    space = "\u00a0" if language == "fr" else " "
    return f"{decimal(number, places, language)}{space}{unit}"


def _listed(parts: Sequence[str], language: Language) -> str:
    if len(parts) == 1:
        return parts[0]
    return f"{', '.join(parts[:-1])} {_AND.in_language(language)} {parts[-1]}"
