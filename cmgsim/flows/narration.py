"""
A trace told aloud, in English or in French: numbered lines that a trainer can read to a class.

Each line says what happens, who opens what on which port, who proves what to whom, and quotes the documented step.
Trivial records are joined, what repeats is told once, and a crowd of channels is told as one; nothing is invented.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from attrs import frozen

from cmgsim.facts.failure_rows import typeset_french
from cmgsim.facts.roles import ROLES
from cmgsim.facts.rows import Zone
from cmgsim.facts.rules import RULES
from cmgsim.flows.beats import Beat, Line, quoted
from cmgsim.flows.narration_texts import TEXTS
from cmgsim.flows.nouns import Language
from cmgsim.flows.telling import tell
from cmgsim.flows.verdict import consequences
from cmgsim.flows.words import Voice, decimal, title_of
from cmgsim.trace import Record, Trace

_UNQUOTED: Final = re.compile(r"\s*\(\s*\)|\s*[;,]\s*(?=\))")
"""What is left where a record quotes no step."""
_SPACE: Final = {"en": " ", "fr": "\u00a0"}


@frozen
class Sentence:
    """One line of the story: what is said, and which records it tells."""

    positions: tuple[int, ...]
    t_ns: int
    text: str


def sentences(trace: Trace | Sequence[Record], lang: Language = "en") -> tuple[Sentence, ...]:
    """
    The story of *trace*, line by line, with the positions of the records that each line tells.

    A record may be in no line (a connection closed after use, a look-up told before); none is in two.
    """
    records = tuple(trace)
    voice = voice_of(records, lang)
    return tuple(Sentence(beat.positions, beat.t_ns, spoken(beat, voice)) for beat in tell(records) if beat.lines)


def voice_of(records: Sequence[Record], lang: Language) -> Voice:
    """The voice that tells *records* in *lang*: it knows who takes part."""
    return Voice(lang, _population(records), TEXTS)


def narrate(trace: Trace | Sequence[Record], lang: Language = "en", faults: Sequence[str] | None = None) -> list[str]:
    """
    The story of *trace* as numbered lines, each with its simulated time; after a stop, who sees what, and the fix.

    Args:
        trace: A trace, or its records.
        lang: `en` or `fr`.
        faults: What is broken, as `kind` or `kind=value`; None: what the trace's header says.

    Example:
        >>> row = Record(180_000_000, "state", *["site-server"] * 4, *["on-premises"] * 2, "D2", text="copies")
        >>> narrate([row, row._replace(rule="D4")])[0][:54]
        '[  0.180 s]  1. The package transfer manager takes the'
    """
    story = [f"{clock(one.t_ns, lang)} {n:>2}. {one.text}" for n, one in enumerate(sentences(trace, lang), 1)]
    return [*story, *consequences(trace, lang, faults)]


def clock(t_ns: int, lang: Language) -> str:
    """
    Simulated time as it stands at the head of a line.

    Example:
        >>> clock(21_100_000_000, "en")
        '[ 21.100 s]'
    """
    return f"[{decimal(t_ns / 1e9, 3, lang):>7}{_SPACE[lang]}s]"


def legend(trace: Trace | Sequence[Record], lang: Language = "en") -> list[str]:
    """Who takes part, zone by zone, and what the quoted steps and notes say."""
    records = tuple(trace)
    rules = quoted(*records).ids
    said = (rule for rule in RULES if rule in rules)
    return [
        *(TEXTS[f"zone.{zone}"].in_language(lang).format(nodes=nodes) for zone, nodes in _by_zone(records, lang)),
        *(f"{rule}  {title_of(rule, lang)}" for rule in said),
    ]


def _by_zone(records: Sequence[Record], lang: Language) -> list[tuple[Zone, str]]:
    """What stands in each zone; of several alike, how many."""
    present = _population(records)
    there: dict[Zone, list[str]] = {zone: [] for zone in Zone}
    for row in ROLES:
        if (count := present[row.role]) > 0:
            noun = typeset_french(row.french) if lang == "fr" else row.english
            there[row.zone].append(f"{count} × {noun}" if count > 1 else noun)
    return [(zone, ", ".join(nouns)) for zone, nouns in there.items() if nouns]


def _population(records: Sequence[Record]) -> Counter[str]:
    """How many nodes of each role take part."""
    nodes = dict.fromkeys(node for r in records for node in ((r.src, r.src_role), (r.dst, r.dst_role)))
    return Counter(role for _, role in nodes)


def spoken(beat: Beat, voice: Voice) -> str:
    """What a beat says, in words."""
    return " ".join(_said(line, voice) for line in beat.lines)


def _said(line: Line, voice: Voice) -> str:
    words = {slot: value.in_words(voice) for slot, value in line.slots.items()}
    return _UNQUOTED.sub("", TEXTS[line.key].in_language(voice.language).format(**words))
