"""
Designs: which scenarios a study runs, as a list of points, each a few keys set to values.

However a design was made (a grid, factors that go together, a sample), what it comes to is this list; so a study that
is gone on with years later, with other versions of other packages, has the same points.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any, Final

from attrs import field, frozen

from cmgsim.errors import Problem, ScenarioError, StudyError
from cmgsim.study.levels import MAX_POINTS, Factor, Level, raw_of, shown

SCENARIO: Final = "scenario"
"""The factor that chooses among several scenarios, by name; its points are whole scenarios and no key path."""
Factors = Mapping[str | tuple[str, ...], Iterable[Any]]
"""Key path to levels; several key paths together to tuples of levels, which then go together."""


@frozen
class Point:
    """One scenario of a study."""

    levels: tuple[Level, ...]
    """What tables show, one for each factor of the design."""
    settings: tuple[tuple[str, Any], ...]
    """Key paths and values as a file would hold them."""


@frozen
class Design:
    """
    The points of a study.

    Example:
        >>> design = grid({"cmg.instances": [1, 2], "cmg.vm_size": ["B2s", "A2_v2"]})
        >>> [point.levels for point in design.points]
        [(1, 'B2s'), (1, 'A2_v2'), (2, 'B2s'), (2, 'A2_v2')]
    """

    factors: tuple[Factor, ...]
    points: tuple[Point, ...]
    method: str = "grid"
    """How the points were chosen: `grid`, `latin-hypercube`, `sobol`, `morris`, `saltelli`, `list`."""
    details: dict[str, Any] = field(factory=dict, eq=False)
    """What an analysis has to know about the method, as JSON."""

    def points_with(self, levels: Mapping[str, Any]) -> list[int]:
        """
        The numbers of the points that have these levels, by name of the factor, or this number (`point`).

        Raises:
            StudyError: There is no such factor.
        """
        names = [factor.name for factor in self.factors]
        unknown = [name for name in levels if name not in {*names, "point"}]
        if unknown:
            raise StudyError("study", f"varies no {unknown[0]}", f"one of {', '.join(names)}")
        return [
            number
            for number, point in enumerate(self.points)
            if all(
                number == level if name == "point" else point.levels[names.index(name)] == level
                for name, level in levels.items()
            )
        ]

    def document(self) -> dict[str, Any]:
        """The design as JSON."""
        return {
            "method": self.method,
            "factors": [[factor.name, factor.unit] for factor in self.factors],
            "points": [[list(point.levels), [list(each) for each in point.settings]] for point in self.points],
            "details": self.details,
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Design:
        """The design that `document` wrote."""
        return cls(
            tuple(Factor(*each) for each in document["factors"]),
            tuple(
                Point(tuple(levels), tuple((path, value) for path, value in settings))
                for levels, settings in document["points"]
            ),
            document["method"],
            document["details"],
        )


BASE: Final = Design((), (Point((), ()),), "list")
"""The scenario as it is, and nothing else."""


def grid(factors: Factors) -> Design:
    """
    Every combination of the levels of *factors*, the last varying fastest.

    Example:
        >>> sizes = grid({("clients[0].count", "cmg.instances"): [(5_000, 1), (20_000, 4)]})
        >>> [factor.name for factor in sizes.factors], len(sizes.points)
        (['clients[0].count', 'cmg.instances'], 2)

    Raises:
        ScenarioError: A factor has no levels or says the same twice, or there are too many points.
    """
    problems = list[Problem]()
    axes = [_axis(paths, list(levels), problems) for paths, levels in factors.items()]
    count = 1
    for axis in axes:
        count *= len(axis.points)
    if count > MAX_POINTS:
        problems.append(Problem("factors", "", f"{count:,} combinations", f"at most {MAX_POINTS:,}"))
    if problems:
        raise ScenarioError(tuple(problems))
    return crossed(axes)


def crossed(designs: Sequence[Design]) -> Design:
    """Every combination of the points of *designs*, the last varying fastest."""
    return Design(
        tuple(factor for design in designs for factor in design.factors),
        tuple(
            Point(
                tuple(level for point in points for level in point.levels),
                tuple(setting for point in points for setting in point.settings),
            )
            for points in product(*(design.points for design in designs))
        ),
        "grid",
    )


def among(names: Iterable[str], design: Design) -> Design:
    """
    *design* for each of the scenarios with these names, unless it chooses among them itself.

    Raises:
        ScenarioError: There are none, or the design is no grid but a sample of the space around one scenario.
    """
    choice = grid({SCENARIO: names})
    if any(factor.name == SCENARIO for factor in design.factors):
        return design
    if design is not BASE and design.method != "grid":
        words = f"several scenarios, and a design of the method {design.method}"
        raise ScenarioError((Problem("factors", SCENARIO, words, "one scenario, or a grid"),))
    return crossed([choice, design])


def _axis(paths: str | tuple[str, ...], levels: list[Any], problems: list[Problem]) -> Design:
    """The levels of one factor, or of several that go together."""
    names = (paths,) if isinstance(paths, str) else tuple(paths)
    rows = [(level,) for level in levels] if isinstance(paths, str) else [_row(level) for level in levels]
    wrong = _wrong(names, rows)
    if wrong:
        problems.append(Problem("factors", ", ".join(names), *wrong))
        return BASE
    columns = [[raw_of(name, row[place]) for row in rows] for place, name in enumerate(names)]
    told = [shown(name, column) for name, column in zip(names, columns, strict=True)]
    return Design(
        tuple(Factor(name, unit) for name, (unit, _) in zip(names, told, strict=True)),
        tuple(
            Point(tuple(levels[row] for _, levels in told), tuple(zip(names, raws, strict=True)))
            for row, raws in enumerate(zip(*columns, strict=True))
        ),
    )


def _row(level: Any) -> tuple[Any, ...]:
    return tuple(level) if isinstance(level, (list, tuple)) else (level,)


def _wrong(names: tuple[str, ...], rows: list[tuple[Any, ...]]) -> tuple[str, str] | None:
    """What is wrong with the levels of a factor, and what would be right."""
    if not rows:
        return "has no levels", "at least one"
    if len(rows) > MAX_POINTS:
        return f"has {len(rows):,} levels", f"at most {MAX_POINTS:,}"
    odd = next((row for row in rows if len(row) != len(names)), None)
    if odd is not None:
        return f"{len(odd)} values for {len(names)} keys that go together", "as many of the one as of the other"
    seen: list[tuple[Any, ...]] = []
    for row in rows:
        if row in seen[-1_000:]:
            return f"has the level {row[0] if len(row) == 1 else row} twice", "each once"
        seen.append(row)
    return None
