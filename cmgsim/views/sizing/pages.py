"""The report of a sizing as one document: the answer, ten pages of blocks, every fact, and what each number means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from attrs import frozen

from cmgsim.flows.nouns import Language
from cmgsim.results.wording import count
from cmgsim.views.sizing.blocks import Block
from cmgsim.views.sizing.decision import decision
from cmgsim.views.sizing.definitions import rows_of
from cmgsim.views.sizing.page_access import endpoints, firewall
from cmgsim.views.sizing.page_course import course
from cmgsim.views.sizing.page_curve import curve
from cmgsim.views.sizing.page_inputs import assumptions, inputs
from cmgsim.views.sizing.page_losses import losses
from cmgsim.views.sizing.page_method import method
from cmgsim.views.sizing.page_money import money
from cmgsim.views.sizing.page_words import word

SCHEMA: Final = "cmgsim.size-report/1"
_ALWAYS: Final = "decision"


@frozen(kw_only=True)
class Material:
    """All that a report is made from, as JSON holds it."""

    answer: Mapping[str, Any]
    """What `cmgsim size --json` prints."""
    evidence: Mapping[str, Any] | None
    """What `sizing.gathering.gather` gives; None where no layout is there to show."""
    assumptions: Sequence[Mapping[str, Any]]
    """What `cmgsim assumptions` prints of the recommended layout."""
    manifest: Mapping[str, Any]
    """What stands in `manifest.json`."""
    known: Sequence[Mapping[str, Any]] = ()
    """Known answers of this build, beside what it computes."""
    known_answers: int = 0
    """How many known answers there are in all."""


def report_document(material: Material, lang: Language = "en") -> dict[str, Any]:
    """What stands in `report.json`; the page of HTML shows nothing else."""
    answer = material.answer
    first, facts = decision(answer, lang)
    pages: list[dict[str, Any]] = [{"id": _ALWAYS, "title": word(lang, _ALWAYS), "blocks": first}]
    for key, blocks in _further(material, lang):
        found = list(blocks)
        if found:
            pages.append({"id": key, "title": word(lang, key), "blocks": found})
    used = [fact["defined_as"] for fact in facts.values()]
    used += [
        head["id"] for page in pages for block in page["blocks"] for head in block.get("columns", ()) if head["numbers"]
    ]
    method_ = answer["method"]
    return {
        "schema": SCHEMA,
        "lang": lang,
        "scenario": answer["scenario"],
        "words": {
            "kind": word(lang, "kind"),
            "about": word(
                lang, "about", devices=count(lang, answer["devices"]), seed=str(method_["seed"]),
                engine=method_["engine"],
            ),
            "contents": word(lang, "contents"),
            "footer": word(lang, "footer", version=material.manifest["versions"]["cmgsim"]),
        },
        "pages": pages,
        "facts": facts,
        "definitions": rows_of(used, lang),
        "appendix": {
            "id": "means", "title": word(lang, "means"), "caption": word(lang, "means caption"),
            "columns": [word(lang, f"col {part}") for part in ("name", "unit", "definition", "source")],
        },
        "answer": answer,
        "evidence": material.evidence,
        "assumptions": list(material.assumptions),
        "known_answers": list(material.known),
        "manifest": material.manifest,
    }  # fmt: skip


def _further(material: Material, lang: Language) -> Iterator[tuple[str, Iterator[Block]]]:
    answer, evidence = material.answer, material.evidence
    if evidence is not None:
        yield "curve", curve(answer, evidence, lang)
        yield "failures", losses(answer, evidence, lang)
        yield "week", course(answer, evidence, lang)
        yield "inputs", inputs(answer, evidence, lang)
        yield "firewall", firewall(answer, lang)
        yield "endpoints", endpoints(answer, lang)
        yield "money", money(answer, lang)
    yield "assumptions", assumptions(material, lang)
    yield "method", method(material, lang)
