"""The keys of a study file, once: what each takes and what it means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from attrs import evolve, field, frozen

from cmgsim.api.engine_choice import Engine
from cmgsim.model.scenario_keys import NAME
from cmgsim.model.scenario_kinds import Bad, Choice, Flag, Kind, ListOf, Place, Share, Text, Whole
from cmgsim.model.scenario_limits import MAX_REPLICATIONS, MAX_SEED, MAX_SETTINGS
from cmgsim.model.scenario_sections import Key, Section, Table
from cmgsim.model.wording import describe
from cmgsim.study import sample, sensitivity
from cmgsim.study.levels import MAX_POINTS
from cmgsim.study.measures import BY_NAME
from cmgsim.study.ranges import Scale
from cmgsim.study.rules import Precision
from cmgsim.study.selection import Best

MAX_FACTORS: Final = 50
"""More factors than anybody can tell apart; a screening of all assumptions has some twenty."""

Pairs = tuple[tuple[str, Any], ...]


@frozen(kw_only=True)
class StudyTable:
    """Section `[study]`."""

    name: str | None = None
    scenario: str | None = None
    replications: int | None = None
    engine: Engine = "auto"
    common_random_numbers: bool = True
    measures: tuple[str, ...] = ("latency_p95_s", "success")


@frozen(kw_only=True)
class Ends:
    """One range of a sample, as it is written."""

    path: str
    low: Any
    high: Any
    scale: Scale | None = None


@frozen(kw_only=True)
class SampleTable:
    """Section `[sample]`."""

    ranges: tuple[Ends, ...]
    points: int
    method: sample.Method = "latin-hypercube"
    seed: int = 1


@frozen(kw_only=True)
class SensitivityTable:
    """Section `[sensitivity]`."""

    method: sensitivity.Method = "morris"
    samples: int | None = None
    seed: int = 1
    ranges: tuple[Ends, ...] = ()


@frozen(kw_only=True)
class StudyFile:
    """A study file, as it is written."""

    study: StudyTable = StudyTable()
    set: Pairs = ()
    factors: Pairs = ()
    zipped: tuple[Pairs, ...] = ()
    sample: SampleTable | None = None
    sensitivity: SensitivityTable | None = None
    precision: Precision | None = None
    best: Best | None = None


@frozen
class Paths(Kind):
    """A table of key paths, each with a value of one kind."""

    item: Kind | None
    words: str
    most: int = MAX_FACTORS

    @property
    def takes(self) -> str:
        """What would be right, in words."""
        return self.words

    def read(self, raw: Any, at: Place) -> Pairs | Bad:
        """The pairs, in the order of the file."""
        if not isinstance(raw, Mapping):
            return at.wrong(f"{describe(raw)} is no table", self.takes)
        if not 1 <= len(raw) <= self.most:
            return at.wrong("is empty" if not raw else f"has {len(raw):,} keys", self.takes)
        return tuple(
            (str(path), value if self.item is None else self.item.read(value, at.to(str(path))))
            for path, value in raw.items()
        )

    def schema(self) -> dict[str, Any]:
        """A table of whatever the kind of the values takes."""
        values = {} if self.item is None else {"additionalProperties": self.item.schema()}
        return {"type": "object", "minProperties": 1, **values}


@frozen
class Levels(Kind):
    """The levels of a factor: a list, or counts from one number to another."""

    takes = "a list of levels, or { from = 1, to = 16 }"

    def read(self, raw: Any, at: Place) -> tuple[Any, ...] | Bad:
        """The levels, which are checked when the whole scenario is known."""
        if isinstance(raw, Mapping):
            return self._counted(raw, at)
        if not isinstance(raw, list):
            return at.wrong(f"{describe(raw)} is no list of levels", self.takes)
        if not 1 <= len(raw) <= MAX_POINTS:
            return at.wrong(f"has {len(raw):,} levels", f"1 to {MAX_POINTS:,}")
        return tuple(raw)

    def _counted(self, raw: Mapping[str, Any], at: Place) -> tuple[int, ...] | Bad:
        whole = all(isinstance(value, int) and not isinstance(value, bool) for value in raw.values())
        if not whole or not {"from", "to"} <= set(raw) <= {"from", "to", "step"} or raw.get("step", 1) < 1:
            return at.wrong("is no range of counts", "{ from = 1, to = 16 }, with `step` if need be")
        levels = range(raw["from"], raw["to"] + 1, raw.get("step", 1))
        if not 1 <= len(levels) <= MAX_POINTS:
            return at.wrong(f"has {len(levels):,} levels", f"1 to {MAX_POINTS:,}")
        return tuple(levels)

    def schema(self) -> dict[str, Any]:
        """A list of anything: what a level may be depends on the key."""
        count = {"type": "integer"}
        counted = {
            "type": "object", "properties": {"from": count, "to": count, "step": {"type": "integer", "minimum": 1}},
            "required": ["from", "to"], "additionalProperties": False,
        }  # fmt: skip
        return {"anyOf": [{"type": "array", "minItems": 1}, counted]}


@frozen
class RangeEnds(Kind):
    """The two ends of a range."""

    takes = '{ low = "2 ms", high = "100 ms" }, with scale = "log" or "linear" if need be'

    def read(self, raw: Any, at: Place) -> Ends | Bad:
        """The ends, which are checked when the whole scenario is known."""
        if not isinstance(raw, Mapping) or not {"low", "high"} <= set(raw) <= {"low", "high", "scale"}:
            return at.wrong(f"{describe(raw)} is no range", self.takes)
        if raw.get("scale", "log") not in {"log", "linear"}:
            return at.to("scale").wrong(f"{describe(raw['scale'])} is no scale", '"log" or "linear"')
        return Ends(path="", low=raw["low"], high=raw["high"], scale=raw.get("scale"))

    def schema(self) -> dict[str, Any]:
        """A table of two values of anything."""
        end = {"type": ["string", "number"]}
        return {
            "type": "object", "properties": {"low": end, "high": end, "scale": {"enum": ["log", "linear"]}},
            "required": ["low", "high"], "additionalProperties": False,
        }  # fmt: skip


@frozen
class Ranges(Paths):
    """Key paths and their ranges."""

    item: Kind | None = field(factory=RangeEnds)
    words: str = 'a table of key paths and ranges, as { "cmg.workers" = { low = 4, high = 64 } }'

    def read(self, raw: Any, at: Place) -> Any:
        """The ranges, each with its path."""
        pairs = super().read(raw, at)
        if isinstance(pairs, Bad):
            return pairs
        return tuple(evolve(ends, path=path) for path, ends in pairs if isinstance(ends, Ends))


@frozen
class Amount(Kind):
    """A number above zero in the unit of a measure."""

    takes = "a number above 0, in the unit of the measure"

    def read(self, raw: Any, at: Place) -> float | Bad:
        """The number."""
        good = isinstance(raw, (int, float)) and not isinstance(raw, bool) and 0 < raw < 1e15
        return float(raw) if good else at.wrong(f"{describe(raw)} is no such number", self.takes)

    def schema(self) -> dict[str, Any]:
        """A number above zero."""
        return {"type": "number", "exclusiveMinimum": 0}


MEASURE: Final = Choice(tuple(BY_NAME))
FIRST: Final = Whole(3, MAX_REPLICATIONS)
SEED: Final = Whole(0, min(MAX_SEED, 2**32 - 1))
LEVELS: Final = Paths(Levels(), 'a table of key paths and levels, as { "cmg.instances" = [1, 2, 4] }')


# fmt: off
STUDY: Final = Section(StudyTable, "What is studied.", (
    Key("name", NAME, "Name of the study, in titles and outputs; left out: the scenario's."),
    Key("scenario", Text(form=r"(?!/)(?!.*\.\.)[^\\]+", words='a file beside this one or below, as "site.toml"'),
        "Scenario file; left out: the built-in Contoso."),
    Key("replications", Whole(1, MAX_REPLICATIONS), "How many of each point; left out: the scenario's."),
    Key("engine", Choice(("auto", "fast", "simpy")), "Which engine."),
    Key("common_random_numbers", Flag(), "Whether a replication has the same draws at every point."),
    Key("measures", ListOf(MEASURE, len(BY_NAME), 1, unique=True), "What screens show first."),
))
SAMPLE: Final = Section(SampleTable, "Points spread over ranges, instead of every combination of levels.", (
    Key("method", Choice(sample.METHODS), "How they are spread."),
    Key("points", Whole(1, MAX_POINTS), "How many; of `sobol` best a power of two."),
    Key("seed", SEED, "Of the sample; the draws of the runs have the scenario's."),
    Key("ranges", Ranges(), "Key paths and their two ends."),
))
SENSITIVITY: Final = Section(SensitivityTable, "The assumptions over their plausible ranges: which guess matters.", (
    Key("method", Choice(sensitivity.METHODS), "Screening by elementary effects, or Sobol indices."),
    Key("samples", Whole(2, MAX_POINTS), "Trajectories of `morris` (10), base samples of `sobol` (64)."),
    Key("seed", SEED, "Of the sample; the draws of the runs have the scenario's."),
    Key("ranges", Ranges(), "Key paths and their two ends; left out: the assumptions that the scenario uses."),
))
PRECISION: Final = Section(Precision, "Replications until the interval of a mean is narrow enough, at every point.", (
    Key("measure", MEASURE, "Whose mean."),
    Key("relative", Share(above_0=True), "Half width of its interval as a share of it."),
    Key("first", FIRST, "Replications to begin with."),
    Key("most", FIRST, "Replications of one point at the most."),
    Key("level", Share(above_0=True, below_1=True), "Confidence of the interval."),
))
BEST: Final = Section(Best, "Replications until it is decided which point is best.", (
    Key("measure", MEASURE, "By whose mean."),
    Key("indifference", Amount(), "A difference that does not matter, in the unit of the measure."),
    Key("goal", Choice(("smallest", "largest")), "Which mean is best."),
    Key("assurance", Share(above_0=True, below_1=True), "Probability of choosing the best."),
    Key("first", FIRST, "Replications to begin with."),
    Key("batch", Whole(1, MAX_REPLICATIONS), "Replications that are asked for at once."),
    Key("most", FIRST, "Replications of one point at the most."),
))
FILE: Final = Section(StudyFile, "A study.", (
    Key("study", Table(STUDY), STUDY.doc),
    Key("set", Paths(None, 'a table of key paths and values, as { "cmg.instances" = 4 }', MAX_SETTINGS),
        "Key paths and values of the scenario, the same at every point."),
    Key("factors", LEVELS, "Key paths and levels, of which every combination is run."),
    Key("zipped", ListOf(LEVELS, MAX_FACTORS), "Factors that go together, level by level; each table is one factor."),
    Key("sample", Table(SAMPLE), SAMPLE.doc),
    Key("sensitivity", Table(SENSITIVITY), SENSITIVITY.doc),
    Key("precision", Table(PRECISION), PRECISION.doc),
    Key("best", Table(BEST), BEST.doc),
))
# fmt: on
