"""What `sweep` prints: a row a point with the measures that the study shows first, and what it decided."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from cmgsim.cli.formats import cell
from cmgsim.cli.text_table import text_table
from cmgsim.study.measures import BY_NAME
from cmgsim.study.rules import Precision
from cmgsim.study.selection import Best

if TYPE_CHECKING:
    from cmgsim.study.study import Study

SCHEMA: Final = "cmgsim.sweep/1"
MOST_ROWS: Final = 40
"""Points that fit a screen; the tables have all."""
MOST_FACTORS: Final = 6
"""Factors whose levels fit a line."""


def document(study: Study) -> dict[str, Any]:
    """What `--json` prints: how far the study is, and a row a point."""
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
    }


def screen(study: Study, width: int | None) -> str:
    """What people read."""
    # The points of a screening of many factors tell a person nothing one by one.
    table = ["", _table(study, width)] if len(study.definition.design.factors) <= MOST_FACTORS else []
    lines = [*_headline(study), *table, *_verdict(study)]
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
    table, measures = study.points(), study.definition.measures
    factors = [factor.name for factor in study.definition.design.factors]
    units = {factor.name: factor.unit for factor in study.definition.design.factors}
    heads = [f"{name} [{units[name]}]" if units[name] else name for name in factors]
    heads = ["point", *heads, "runs", *(BY_NAME[name].label for name in measures)]
    rows = [
        [str(point), *(_level(table[name][point]) for name in factors), str(table["runs"][point]),
         *(_estimate(table, name, point) for name in measures)]
        for point in table["point"][:MOST_ROWS]
    ]  # fmt: skip
    more = len(table["point"]) - MOST_ROWS
    tail = f"\n… and {more:,} points more, in results/points-00000.parquet" if more > 0 else ""
    return text_table(heads, rows, width) + tail


def _level(level: Any) -> str:
    return f"{level:.6g}" if isinstance(level, float) else cell(level)


def _estimate(table: dict[str, list[Any]], name: str, point: int) -> str:
    """The mean and the half width of its interval."""
    middle, low, high = (table[f"{name}{end}"][point] for end in ("", "_low", "_high"))
    if middle is None:
        return ""
    return f"{middle:.4g}" if low is None else f"{middle:.4g} ±{(high - low) / 2:.2g}"


def _verdict(study: Study) -> Iterator[str]:
    width = 100
    if isinstance(study.definition.rule, Best):
        yield ""
        yield textwrap.fill(_best_in_words(study), width)
    if isinstance(study.definition.rule, Precision):
        yield ""
        yield textwrap.fill(_precision_in_words(study), width)
    if study.definition.design.method in {"morris", "saltelli"} and not study.missing():
        from cmgsim.study.sensitivity import effects

        for name in study.definition.measures:
            found = effects(study, name)
            rows = [[e.factor, f"{e.size:.3g}", f"{e.confidence:.2g}", f"{e.other:.3g}"] for e in found if e.size]
            yield ""
            yield f"What matters for {BY_NAME[name].label}, the most important first:"
            yield ""
            yield text_table(
                ["factor", "effect", "± 95 %", "σ" if study.definition.design.method == "morris" else "alone"],
                rows,
                None,
            )


def _best_in_words(study: Study) -> str:
    rule = study.definition.rule
    assert isinstance(rule, Best)
    choice = study.best()
    unit = BY_NAME[rule.measure].unit
    if choice.best is None:
        told = ", ".join(map(str, choice.alive))
        return f"Undecided: after {choice.replications} replications the points {told} may still be the best."
    return (
        f"Point {choice.best} has the {rule.goal} {rule.measure}, with a probability of at least {rule.assurance:g} if "
        f"differences below {rule.indifference:g} {unit} do not matter (procedure KN, "
        f"{choice.replications} replications)."
    )


def _precision_in_words(study: Study) -> str:
    rule = study.definition.rule
    assert isinstance(rule, Precision)
    table = study.points(rule.level)
    wide = [
        point
        for point, middle, low, high in zip(
            table["point"], *(table[f"{rule.measure}{end}"] for end in ("", "_low", "_high")), strict=True
        )
        if low is None or (high - low) / 2 > rule.relative * abs(middle)
    ]
    if wide:
        told = ", ".join(map(str, wide[:20])) + (", …" if len(wide) > 20 else "")
        return (
            f"Not precise to {rule.relative:.0%} after {rule.most} replications: {rule.measure} at the points {told}."
        )
    return f"{rule.measure} is known to {rule.relative:.0%} at every point, with {rule.level:.0%} confidence each."


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
