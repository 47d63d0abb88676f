"""
How a story ended: whether the flow reached its end, and where it stopped what is broken, who sees what, and the fix.

What people see comes from the fault catalogue. A wording that no public text has is marked as modelled.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cmgsim.facts.failures import PROVENANCE, Bilingual
from cmgsim.facts.steps import STEPS
from cmgsim.flows.clues import clues, log_text, sentence
from cmgsim.flows.narration_texts import TEXTS
from cmgsim.flows.nouns import LONGEST_TEXT, Language, printable
from cmgsim.flows.relevance import Concern, concern, known_faults, lost_connection, to_blame
from cmgsim.flows.words import Rules, Voice, title_of
from cmgsim.trace import Record, Trace

AROUND: Final = "around"
"""The variant of a fault's sentences for a flow that goes on all the same."""


def stopped_at(records: Sequence[Record]) -> str | None:
    """
    The step at which a story says that it stopped; None if it does not.

    Example:
        >>> stopped_at(())
    """
    last = records[-1] if records else None
    said = last is not None and last.kind == "state" and last.text.startswith("stopped")
    return last.rule if last is not None and said and last.rule in STEPS else None


def verdict(trace: Trace | Sequence[Record], lang: Language = "en", faults: Sequence[str] | None = None) -> list[str]:
    """
    How *trace* ended, and what follows from it for people.

    Args:
        trace: A trace, or its records.
        lang: `en` or `fr`.
        faults: What is broken, as `kind` or `kind=value`; None: what the trace's header says.

    Example:
        >>> verdict((), "en")
        ['The trace ends before the flow does.']
    """
    records, rule = tuple(trace), stopped_at(tuple(trace))
    met, follows = _met(trace, faults), consequences(trace, lang, faults)
    if rule is not None:
        ending = _say("verdict.stopped", lang, rule=rule, step=Rules((rule,)).in_words(Voice(lang)))
    elif not records or records[-1].kind != "state":
        ending = _say("verdict.open", lang)
    else:
        ending = _say("verdict.despite" if met else "verdict.end", lang)
    if rule is not None and not met:
        follows = [_say("verdict.said", lang, text=printable(records[-1].text, longest=LONGEST_TEXT)), *follows]
    return [ending, *follows]


def consequences(
    trace: Trace | Sequence[Record], lang: Language = "en", faults: Sequence[str] | None = None
) -> list[str]:
    """
    What is broken and which rules; where anything failed also what client and administrator see, and the fix.

    A fault that the story never meets is said not to concern it, unless another one stopped the story.
    """
    records, lines = tuple(trace), list[str]()
    rule, known, met = stopped_at(records), clues(records), _met(trace, faults)
    for one in met:
        lines += _broken(one, lang)
        if rule is not None or one.failed:
            lines += _seen(one, known, rule or AROUND, lang)
    if rule is not None and met:
        return lines
    there = [one.text for one in met]
    elsewhere = [text for text in known_faults(_given(trace, faults)) if text not in there]
    return [*lines, *(_say("verdict.untouched", lang, fault=printable(text)) for text in elsewhere)]


def _given(trace: Trace | Sequence[Record], faults: Sequence[str] | None) -> object:
    return faults if faults is not None else trace.header.get("faults") if isinstance(trace, Trace) else None


def _met(trace: Trace | Sequence[Record], faults: Sequence[str] | None) -> list[Concern]:
    """The faults that stopped the story, or that it met and got round."""
    records, given = tuple(trace), _given(trace, faults)
    rule = stopped_at(records)
    if rule is not None:
        return to_blame(given, records, rule)
    return [one for one in (concern(text, records) for text in known_faults(given)) if one.records]


def _broken(one: Concern, lang: Language) -> list[str]:
    title = one.row.title.in_language(lang)
    return [
        _say("verdict.fault", lang, title=title, fault=printable(one.text)),
        *(_say("verdict.rule", lang, rule=rule, title=title_of(rule, lang).rstrip(".")) for rule in one.rules),
    ]


def symptom_and_fix(one: Concern, records: Sequence[Record], lang: Language) -> tuple[str, str]:
    """What the client sees of a fault in the story of *records*, and the remedy."""
    slots = _slots(one, clues(records))
    client, fix = _sentences(one, stopped_at(records) or AROUND)
    return sentence(client, slots, lang), sentence(fix, slots, lang)


def _slots(one: Concern, known: dict[str, object]) -> dict[str, object]:
    slots, lost = dict(known), lost_connection([one])
    if one.value:
        slots["value"] = printable(one.value)
    if lost is not None:
        slots["port"] = lost.port
    return slots


def _seen(one: Concern, known: dict[str, object], key: str, lang: Language) -> list[str]:
    slots = _slots(one, known)
    client, fix = _sentences(one, key)
    return [
        _say("verdict.client", lang, text=sentence(client, slots, lang)),
        *(
            _say("verdict.log", lang, file=line.file, text=log_text(line.text, slots, record),
                 evidence=PROVENANCE[line.evidence].in_language(lang))
            for line, record in one.logs
        ),
        _say("verdict.fix", lang, text=sentence(fix, slots, lang)),
    ]  # fmt: skip


def _sentences(one: Concern, key: str) -> tuple[Bilingual, Bilingual]:
    """What the client sees and the fix, as they concern this story."""
    variant = next((one.row.variants[name] for name in (key, *one.rules) if name in one.row.variants), None)
    client, fix = (variant.client, variant.fix) if variant else (None, None)
    return client or one.row.client, fix or one.row.fix


def _say(key: str, lang: Language, **slots: str) -> str:
    return TEXTS[key].in_language(lang).format(**slots)
