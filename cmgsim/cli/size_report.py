"""What `cmgsim size -o DIR` writes: the report as a page and as data, lists for spreadsheets, requests, manifest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cmgsim.cli.formats import to_csv, to_json
from cmgsim.cli.results_folder import write_results

if TYPE_CHECKING:
    from cmgsim.flows.nouns import Language
    from cmgsim.request_log import RunLog
    from cmgsim.sizing.answer import Answer
    from cmgsim.sizing.progress import Progress

MOST_REQUESTS: Final = 100_000
"""Of known answers on the reference engine: some seconds, where all of them take two minutes."""
FILES: Final = (
    "requests.parquet", "report.json", "firewall.csv", "endpoints.csv", "assumptions.csv", "manifest.json",
    "report.html",
)  # fmt: skip


def write_report(answer: Answer, target: Path, lang: Language, command: Sequence[str], progress: Progress) -> None:
    """Gather the evidence for *answer* and write everything at once; where there is no layout, what there is."""
    from cmgsim.model.assumption_rows import assumption_rows
    from cmgsim.sizing.gathering import gather
    from cmgsim.sizing.layout import with_layout
    from cmgsim.validation.known_answers import KNOWN_ANSWERS
    from cmgsim.views.sizing import as_html, report_document
    from cmgsim.views.sizing.page_inputs import assumption_table
    from cmgsim.views.sizing.page_rows import listed
    from cmgsim.views.sizing.pages import Material

    layout = answer.recommended or next(iter(answer.undecided), None)
    scenario = answer.scenario if layout is None else with_layout(answer.scenario, layout)
    log = None if layout is None else answer.laboratory.log(answer.laboratory.scenario_of(layout, "none"), 0)
    evidence = None if layout is None else gather(answer, progress, log)
    made_with = _manifest(answer, log, command)
    progress(answer.laboratory.doing("known"), 0, 1)
    material = Material(
        answer=answer.document, evidence=evidence, assumptions=assumption_rows(scenario), manifest=made_with,
        known=_known(answer), known_answers=len(KNOWN_ANSWERS),
    )  # fmt: skip
    document = report_document(material, lang)
    access = answer.document["access"] or {"firewall_for_people": [], "endpoints": []}
    texts = {
        "report.json": to_json(document),
        "firewall.csv": to_csv(listed(lang, access["firewall_for_people"])),
        "endpoints.csv": to_csv(listed(lang, access["endpoints"])),
        "assumptions.csv": to_csv(listed(lang, assumption_table(material, lang))),
        "manifest.json": to_json(made_with),
        "report.html": as_html(document),
    }
    write_results(target, {} if log is None else {0: log.requests}, texts)


def _manifest(answer: Answer, log: RunLog | None, command: Sequence[str]) -> dict[str, Any]:
    from cmgsim.manifest import manifest
    from cmgsim.model.scenario_file import scenario_sha256

    found = {
        "scenario": answer.scenario.general.name,
        "seed": answer.laboratory.seed,
        "replications": answer.document["replications"],
        "engine": answer.laboratory.engine,
        "fingerprint": "" if log is None else log.requests.fingerprint(),
    }
    paths = () if log is None else (log.path,)
    return manifest(found, scenario_sha256=scenario_sha256(answer.scenario), command=command, paths=paths)


def _known(answer: Answer) -> list[Mapping[str, Any]]:
    """All known answers where that takes seconds, the quickest of them where it would take minutes."""
    from cmgsim.validation import selftest
    from cmgsim.validation.known_answers import KNOWN_ANSWERS, quickest

    engine = answer.laboratory.engine
    chosen = KNOWN_ANSWERS if engine == "fast" else quickest(MOST_REQUESTS)
    return [row.as_row() for row in selftest(engine=engine, answers=chosen)]
