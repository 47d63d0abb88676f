"""A single trace as a page: no switches, just what happened, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from cmgsim.facts.failure_rows import Bilingual
from cmgsim.flows.log_lines import log_lines
from cmgsim.flows.nouns import LANGUAGES, Language, printable
from cmgsim.flows.relevance import known_faults
from cmgsim.flows.verdict import stopped_at
from cmgsim.trace import Trace
from cmgsim.views.player.arrows import Stage
from cmgsim.views.player.casting import cast, drawn
from cmgsim.views.player.frame import About, framed
from cmgsim.views.player.page import build_page
from cmgsim.views.player.panels import find
from cmgsim.views.player.speech import plain
from cmgsim.views.player.staging import stage
from cmgsim.views.player.telling import Tables, Told, story_of, verdict_of

FLOW: Final = "trace"
_TITLE: Final = Bilingual("A trace", "Une trace")
_ABOUT: Final = Bilingual("What was recorded, in order.", "Ce qui a été enregistré, dans l'ordre.")


def trace_payload(trace: Trace, *, languages: Sequence[Language] = LANGUAGES) -> dict[str, Any]:
    """
    What a page about one *trace* shows.

    Args:
        trace: Of a replay or of a run; it may come from a file.
        languages: Which of the two the page offers.
    """
    tables, records = Tables(), trace.records
    faults = list(known_faults(trace.header.get("faults")))
    actors, found, rule = cast(records), find(records, faults, passing=False), stopped_at(records)
    scene = Stage(records, drawn(actors))
    staged = stage(tables.shelves, scene, stopped=rule is not None, remedy=found.remedies)
    entries = log_lines(records, faults)
    variant: dict[str, Any] = {
        "story": story_of(tables, records, staged, entries, actors),
        "map": tables.maps.draw(actors, [scene]),
        "panel": [],
        "ports": tables.ports.put([]),
        "analyzer": tables.analyzers.put([]),
        **verdict_of(tables, staged, found, records),
    }
    told = Told(FLOW, "", records, staged, variant, entries)
    header = trace.header
    about = {
        "name": printable(str(header.get("scenario", ""))), "sha256": str(header.get("scenario_sha256", "")),
        "version": str(header.get("version", "")), "seed": header.get("seed", 0), "command": "cmgsim view --as html",
        "faults_command": "cmgsim demo",
    }  # fmt: skip
    title = plain(_TITLE)
    return framed(
        tables, [told], About(title=title, scenario=about, flows={FLOW: (title, plain(_ABOUT))}, languages=languages)
    )


def trace_page(trace: Trace, *, languages: Sequence[Language] = LANGUAGES) -> str:
    """One HTML page that plays *trace*; see `trace_payload`."""
    return build_page(trace_payload(trace, languages=languages))
