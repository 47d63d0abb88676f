"""Of a run's report: what its numbers rest on, what it does not tell, and how to get it again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from cmgsim.facts.sources import ASSUMED
from cmgsim.flows.nouns import Language
from cmgsim.model.assumption_row import CLASSES, class_of
from cmgsim.model.shell import typed
from cmgsim.views.html_table import Column, table
from cmgsim.views.markup import Markup, join, tag
from cmgsim.views.numbers import count, given
from cmgsim.views.reasons import reason
from cmgsim.views.report_words import word

Row = Mapping[str, Any]
Manifest = Mapping[str, Any]

_DRAWN: Final = re.compile(r"; drawn: ([a-z, ]+), with this mean$")
_PURE: Final = ("count", "share")
"""Units of numbers without one."""
_ENGLISH: Final = "en"
"""Language of the sources, whatever that of the page."""


def assumptions(rows: Sequence[Row], lang: Language) -> Markup:
    """The numbers that the run used, those first that nobody has measured."""
    used = sorted((row for row in rows if row["used"]), key=lambda row: CLASSES.index(class_of(row)))
    if not used:
        return Markup()
    kinds = {kind: sum(class_of(row) == kind for row in used) for kind in CLASSES}
    counts = ", ".join(word(lang, kind, n=count(lang, n)) for kind, n in kinds.items() if n)
    cells = [
        (
            _name(row["name"]),
            _amount(row["value"], row["unit"], lang),
            None if row["plausible"] is None else _span(row["plausible"], lang),
            word(lang, f"{class_of(row)} row"),
            _reason(row, lang),
        )
        for row in used
    ]
    columns = (
        Column(word(lang, "name"), None),
        Column(word(lang, "value"), None),
        Column(word(lang, "plausible"), None),
        Column(word(lang, "confidence"), None),
        Column(word(lang, "why"), "why"),
    )
    return tag(
        "section",
        tag("h2", word(lang, "assumptions")),
        tag("p", word(lang, "founded", counts=counts)),
        table("assumptions", word(lang, "assumption table"), columns, cells),
    )


def _name(path: str) -> Markup:
    """A key path, which may be broken after a dot."""
    first, *others = re.split(r"(?<=\.)", path)
    return tag("code", first, *(join(tag("wbr"), part) for part in others))


def _amount(value: Any, unit: str, lang: Language) -> str:
    values = value if isinstance(value, list) else [value]
    written = ", ".join(_number(each, lang) for each in values)
    return written if unit in _PURE else f"{written}\N{NO-BREAK SPACE}{unit}"


def _number(value: Any, lang: Language) -> str:
    return given(lang, value) if isinstance(value, int | float) else str(value)


def _span(bounds: Sequence[float], lang: Language) -> str:
    low, high = (_number(bound, lang) for bound in bounds)
    return word(lang, "interval", low=low, high=high)


def _reason(row: Row, lang: Language) -> Markup:
    told = row["source"] not in (row["why"], str(ASSUMED))
    source = tag("span", row["source"], class_="source", lang=_ENGLISH) if told else None
    law = _DRAWN.search(row["why"])
    drawn = join("; ", word(lang, "drawn", law=law[1])) if law else None
    return join(tag("span", reason(lang, row["why"])), drawn, source)


def limits(lang: Language) -> Markup:
    """What the model leaves out."""
    told = (tag("li", word(lang, key)) for key in ("not validated", "not modelled", "only assumed"))
    return tag("section", tag("h2", word(lang, "limits")), tag("ul", *told))


def again(manifest: Manifest, lang: Language) -> Markup:
    """What was run, with what, and the command."""
    versions = ", ".join(f"{name} {version}" for name, version in manifest["versions"].items() if version)
    entries = {
        "command": tag("code", typed(manifest["command"])),
        "scenario": manifest["scenario"],
        "scenario_sha256": tag("code", manifest["scenario_sha256"]),
        "seed": manifest["seed"],
        "replications": count(lang, manifest["replications"]),
        "engine": manifest["engine"],
        "fingerprint": tag("code", manifest["fingerprint"] or "—"),
        "versions": versions,
        "platform": manifest["platform"],
        "documentation": tag("span", ", ".join(manifest["documentation"]), lang=_ENGLISH),
    }
    told = (join(tag("dt", word(lang, key)), tag("dd", value)) for key, value in entries.items())
    return tag("section", tag("h2", word(lang, "again")), tag("p", word(lang, "same")), tag("dl", *told))
