"""Which factors change nothing: a key that no request depends on, or not in this scenario."""

from __future__ import annotations

from collections.abc import Hashable

from cmgsim.study.study import Study


def without_effect(study: Study) -> list[str]:
    """
    The factors at whose levels every request is the same, whatever the other factors are.

    Only for grids under common random numbers, and from the runs that have finished. What is computed from other things
    than requests (how full an instance is, say) may still differ.

    Example:
        >>> from cmgsim.model.scenario_file import contoso
        >>> from cmgsim.study.sweep import sweep
        >>> small = contoso(["clients[0].count=40", "scenario.duration='2 min'"])
        >>> factors = {"clients[0].timeout": ["50 s", "60 s"], "cmg.instances": [1, 2]}
        >>> without_effect(sweep(small, factors, replications=1))
        ['clients[0].timeout']
    """
    definition = study.definition
    if definition.design.method != "grid" or not definition.common:
        return []
    names = [factor.name for factor in definition.design.factors]
    return [name for place, name in enumerate(names) if _changes_nothing(study, place)]


def _changes_nothing(study: Study, place: int) -> bool:
    """Whether runs that differ in the factor at *place* alone are the same, and there are such runs."""
    prints: dict[tuple[Hashable, ...], set[str]] = {}
    pairs: dict[tuple[Hashable, ...], int] = {}
    points = study.definition.design.points
    for point, replication, found in zip(
        *(study.runs[n] for n in ("point", "replication", "fingerprint")), strict=True
    ):
        levels = points[point].levels
        others = (replication, *levels[:place], *levels[place + 1 :])
        prints.setdefault(others, set()).add(found)
        pairs[others] = pairs.get(others, 0) + 1
    return max(pairs.values(), default=0) > 1 and all(len(found) == 1 for found in prints.values())
