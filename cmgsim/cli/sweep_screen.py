"""What `sweep` prints: a row a point with the measures that the study shows first, and what it decided."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from cmgsim.cli.formats import cell
from cmgsim.cli.sweep_words import MOST_ROWS, verdict
from cmgsim.cli.text_table import text_table
from cmgsim.study.selection import Best

if TYPE_CHECKING:
    from cmgsim.study.study import Study

SCHEMA: Final = "cmgsim.sweep/1"
MOST_FACTORS: Final = 6
"""Factors whose levels fit a line."""


def document(study: Study, against: int | None = None) -> dict[str, Any]:
    """What `--json` prints: how far the study is, a row a point, and how points differ from the one *against*."""
    table = study.points()
    rows = [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]
    return {
        "schema": SCHEMA,
        "study": study.definition.name,
        "study_sha256": study.definition.sha256,
        "finished": len(study),
        "wanted": len(study.wanted),
        "failed": study.failures(),
        "points": rows,
        **_decision(study),
        **_effects(study),
        **_differences(study, against),
    }


def screen(study: Study, width: int | None, against: int | None = None) -> str:
    """What people read."""
    # The points of a screening of many factors tell a person nothing one by one.
    table = ["", _table(study, width)] if len(study.definition.design.factors) <= MOST_FACTORS else []
    lines = [*_headline(study), *table, *verdict(study, against)]
    return "\n".join(lines) + "\n"


def _headline(study: Study) -> Iterator[str]:
    number = len(study.definition.design.points)
    points = "one point" if number == 1 else f"{number:,} points"
    yield f"{study.definition.name}: {len(study):,} of {len(study.wanted):,} runs at {points}"
    failures = study.failures()
    if failures:
        run, why = next(iter(failures.items()))
        yield f"{len(failures):,} runs failed, the first ({run}): {cell(why)}"


def _table(study: Study, width: int | None) -> str:
    heads, rows = study.overview()
    more = len(rows) - MOST_ROWS
    tail = f"\n… and {more:,} points more, in results/points-00000.parquet" if more > 0 else ""
    return text_table(heads, rows[:MOST_ROWS], width) + tail


def _decision(study: Study) -> dict[str, Any]:
    if not isinstance(study.definition.rule, Best):
        return {}
    choice = study.best()
    return {"best": {"point": choice.best, "alive": list(choice.alive), "replications": choice.replications}}


def _effects(study: Study) -> dict[str, Any]:
    if study.definition.design.method not in {"morris", "saltelli"} or study.missing():
        return {}
    from attrs import asdict

    from cmgsim.study.sensitivity import effects

    return {"effects": {name: [asdict(each) for each in effects(study, name)] for name in study.definition.measures}}


def _differences(study: Study, against: int | None) -> dict[str, Any]:
    if against is None:
        return {}
    rows = [
        {
            "point": each.point, "against": against, "measure": name, "mean": each.estimate.mean,
            "low": each.estimate.low, "high": each.estimate.high, "verdict": each.verdict,
        }
        for name in study.definition.measures
        for each in study.compare(name, point=against)
    ]  # fmt: skip
    return {"differences": rows}
