"""A trace as text for people: who takes part, the numbered story, how it ended, in English or in French."""

from __future__ import annotations

from collections.abc import Sequence

from cmgsim.facts.steps import STEPS
from cmgsim.flows.beats import quoted
from cmgsim.flows.narration import clock, legend, sentences
from cmgsim.flows.narration_texts import TEXTS
from cmgsim.flows.nouns import Language, printable
from cmgsim.flows.verdict import verdict
from cmgsim.trace import Trace


def text(trace: Trace, lang: Language = "en", faults: Sequence[str] | None = None) -> str:
    """
    The story of *trace*, to be read aloud or printed.

    Args:
        trace: The trace.
        lang: `en` or `fr`.
        faults: What is broken, as `kind` or `kind=value`; None: what the trace's header says.

    Example:
        >>> print(text(Trace({"scenario": "channel"}, ())), end="")
        channel
        =======
        <BLANKLINE>
        The trace ends before the flow does.
    """
    title = printable(str(trace.header.get("scenario", ""))) or "cmgsim"
    story = [f"{clock(one.t_ns, lang)} {number:>2}. {one.text}" for number, one in enumerate(sentences(trace, lang), 1)]
    parts = [[title, "=" * len(title)], legend(trace, lang), story, verdict(trace, lang, faults), _sources(trace, lang)]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _sources(trace: Trace, lang: Language) -> list[str]:
    """The pages that the quoted steps and notes come from."""
    pages = dict.fromkeys(str(STEPS[rule].source) for rule in quoted(*trace).ids if rule in STEPS)
    return [TEXTS["sources"].in_language(lang).format(pages=", ".join(pages))] if pages else []
