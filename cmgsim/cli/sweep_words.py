"""What a study says below its table: how points differ, which is best, what matters, and what does not."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from cmgsim.cli.text_table import text_table
from cmgsim.study.measures import BY_NAME
from cmgsim.study.overview import factor_heads, interval_in_words, level_in_words
from cmgsim.study.progress import finished_rows
from cmgsim.study.rules import Precision
from cmgsim.study.selection import Best

if TYPE_CHECKING:
    from cmgsim.study.sensitivity import Effect
    from cmgsim.study.study import Study

WIDTH: Final = 100
"""Characters of a line of prose."""
MOST_ROWS: Final = 40
"""Points that fit a screen; the tables have all."""


def verdict(study: Study, against: int | None = None) -> Iterator[str]:
    """
    Everything that is said below the table of points.

    Args:
        against: The point that the others are compared with, pair by pair; None: they are not.
    """
    if against is not None:
        yield from _differences(study, against)
    rule = study.definition.rule
    if isinstance(rule, Best):
        yield from _paragraph(_best(study, rule))
    if isinstance(rule, Precision):
        yield from _paragraph(_precision(study, rule))
    if study.missing():
        return
    if study.definition.design.method in {"morris", "saltelli"}:
        yield from _effects(study)
    from cmgsim.study.unused import without_effect

    for name in without_effect(study):
        yield from _paragraph(f"{name} changes no request of this scenario: the runs are the same at all its levels.")


def _paragraph(text: str) -> tuple[str, str]:
    return "", textwrap.fill(text, WIDTH)


def _named(study: Study, point: int) -> str:
    """A point by its number and its levels."""
    design = study.definition.design
    pairs = zip(design.factors, design.points[point].levels, strict=True)
    told = ", ".join(f"{factor.name} = {level_in_words(level)} {factor.unit}".rstrip() for factor, level in pairs)
    return f"point {point} ({told})" if told else f"point {point}"


def _differences(study: Study, against: int) -> Iterator[str]:
    measures = study.definition.measures
    columns = [study.compare(name, point=against) for name in measures]
    rows = [
        [str(row[0].point), *map(level_in_words, study.definition.design.points[row[0].point].levels),
         *(_difference(each) for each in row)]
        for row in list(zip(*columns, strict=True))[:MOST_ROWS]
    ]  # fmt: skip
    yield from _paragraph(
        f"How much more (+) or less (-) than {_named(study, against)}, replication by replication; all intervals of a "
        "column together hold with 95 % confidence:"
    )
    yield ""
    yield text_table(
        ["point", *factor_heads(study.definition), *(BY_NAME[name].label for name in measures)], rows, None
    )


def _difference(found: Any) -> str:
    if found.estimate.mean is None:
        return ""
    if found.verdict == "no difference":
        return "the same"
    width = interval_in_words(found.estimate.mean, found.estimate.low, found.estimate.high)
    return f"{found.estimate.mean:+.3g}{width}" + (" undecided" if found.verdict == "undecided" else "")


def _best(study: Study, rule: Best) -> str:
    choice = study.best()
    unit = BY_NAME[rule.measure].unit
    if choice.best is None:
        told = "; ".join(_named(study, point) for point in choice.alive)
        return f"Undecided after {choice.replications} replications. The best may still be {told}."
    name = _named(study, choice.best)
    return (
        f"{name[:1].upper()}{name[1:]} has the {rule.goal} {rule.measure}, with a probability of at least "
        f"{rule.assurance:g} if differences below {rule.indifference:g} {unit} do not matter (procedure KN, "
        f"{choice.replications} replications)."
    )


def _precision(study: Study, rule: Precision) -> str:
    known = study.points(rule.level)[f"{rule.measure}_low"]
    wide = []
    for point, end in enumerate(known):
        width, allowed = rule.reached(finished_rows(study.definition, study.outcomes, point))
        if end is None or width > allowed:
            wide.append(point)
    if wide:
        told = ", ".join(map(str, wide[:20])) + (", …" if len(wide) > 20 else "")
        return (
            f"Not precise to {rule.relative:.0%} after {rule.most} replications: {rule.measure} at the points {told}."
        )
    return f"{rule.measure} is known to {rule.relative:.0%} at every point, with {rule.level:.0%} confidence each."


def _effects(study: Study) -> Iterator[str]:
    from cmgsim.study.sensitivity import effects

    morris = study.definition.design.method == "morris"
    for name in study.definition.measures:
        found = [each for each in effects(study, name) if each.size]
        if not found:
            yield from _paragraph(f"Nothing that was varied changes {BY_NAME[name].label}.")
            continue
        rows = [[e.factor, f"{e.size:.3g}", f"{e.confidence:.2g}", f"{e.other:.3g}"] for e in found]
        yield ""
        yield f"What matters for {BY_NAME[name].label}, the most important first:"
        yield ""
        yield text_table(["factor", "effect", "± 95 %", "σ" if morris else "alone"], rows, None)
        if _too_few(found, morris=morris):
            yield from _paragraph(
                "The intervals are as wide as the effects, so the order may be chance: take more `samples`."
            )


def _too_few(found: list[Effect], *, morris: bool) -> bool:
    """Whether the largest effect cannot be told from none, or is a share of more than the whole."""
    return found[0].confidence >= found[0].size or (not morris and found[0].size > 1.2)
