"""The keys of a study file, once: what each takes and what it means."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from cmgsim.api.engine_choice import Engine
from cmgsim.model.scenario_keys import NAME
from cmgsim.model.scenario_kinds import Choice, Flag, ListOf, Share, Whole
from cmgsim.model.scenario_limits import MAX_REPLICATIONS, MAX_SEED, MAX_SETTINGS
from cmgsim.model.scenario_sections import Key, Section, Table
from cmgsim.study import sample, sensitivity
from cmgsim.study.levels import MAX_POINTS
from cmgsim.study.measures import BY_NAME
from cmgsim.study.rules import Precision
from cmgsim.study.selection import Best
from cmgsim.study.study_kinds import MAX_FACTORS, SCENARIO_FILE, Amount, Ends, Levels, Pairs, Paths, Ranges


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


MEASURE: Final = Choice(tuple(BY_NAME))
FIRST: Final = Whole(3, MAX_REPLICATIONS)
SEED: Final = Whole(0, min(MAX_SEED, 2**32 - 1))
LEVELS: Final = Paths(Levels(), 'a table of key paths and levels, as { "cmg.instances" = [1, 2, 4] }')


# fmt: off
STUDY: Final = Section(StudyTable, "What is studied.", (
    Key("name", NAME, "Name of the study, in titles and outputs; left out: the scenario's."),
    Key("scenario", SCENARIO_FILE, "Scenario file; left out: the built-in Contoso."),
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
    Key("factors", LEVELS, "Key paths and levels, of which every combination is run; `scenario` has files as levels."),
    Key("zipped", ListOf(LEVELS, MAX_FACTORS), "Factors that go together, level by level; each table is one factor."),
    Key("sample", Table(SAMPLE), SAMPLE.doc),
    Key("sensitivity", Table(SENSITIVITY), SENSITIVITY.doc),
    Key("precision", Table(PRECISION), PRECISION.doc),
    Key("best", Table(BEST), BEST.doc),
))
# fmt: on
