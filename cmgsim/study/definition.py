"""What a study is: a scenario, the points to run it at, and how often; everything that its results follow from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from hashlib import sha256
from typing import Any, Final

from attrs import evolve, field, frozen

from cmgsim.api.engine_choice import Engine
from cmgsim.errors import Problem, ScenarioError
from cmgsim.model.randomness import digest64
from cmgsim.model.scenario import Scenario
from cmgsim.model.scenario_file import document, from_document, scenario_sha256, with_settings
from cmgsim.study.design import SCENARIO, Design
from cmgsim.study.rules import Rule
from cmgsim.study.rules_by_name import rule_of
from cmgsim.study.task import Task, run_id

SCHEMA: Final = "cmgsim.study/1"
MOST_PROBLEMS: Final = 20
"""Problems after which further points are not looked at."""


@frozen(slots=False)
class Definition:
    """A study, before anything has run."""

    scenario: Scenario
    """What the points change; where they choose among several, the first."""
    design: Design
    rule: Rule
    name: str = "study"
    engine: Engine = "auto"
    common: bool = True
    """Common random numbers: a replication has the same draws at every point."""
    measures: tuple[str, ...] = ("latency_p95_s", "success")
    """What screens and plots show first."""
    scenarios: Mapping[str, Scenario] = field(factory=dict)
    """By name, where the design has a factor `scenario` that chooses among them."""
    known: tuple[str, ...] = ()
    """Digests of the points' scenarios where they are known already: a study that is read back."""

    def scenario_at(self, point: int) -> Scenario:
        """
        The scenario of a point, with the seed that its runs have.

        Raises:
            ScenarioError: Its settings do not fit the scenario.
        """
        if point not in self._scenarios:
            changed = self._changed({**dict(self.design.points[point].settings), "scenario.replications": 1})
            if not self.common:
                seed = digest64(f"{changed.general.seed}/{self.design.points[point].settings}") >> 1
                changed = evolve(changed, general=evolve(changed.general, seed=seed))
            self._scenarios[point] = changed
        return self._scenarios[point]

    def _changed(self, settings: dict[str, Any]) -> Scenario:
        """The scenario that *settings* choose, with them; all have the seed of the first, so that pairs are pairs."""
        if SCENARIO not in settings:
            return with_settings(self.scenario, settings)
        name = settings.pop(SCENARIO)
        if name not in self.scenarios:
            told = ", ".join(map(repr, self.scenarios)) or "scenarios by name: sweep({'today': …}, …)"
            raise ScenarioError((Problem("settings", SCENARIO, f"there is no scenario {name!r}", told),))
        try:
            return with_settings(self.scenarios[name], {"scenario.seed": self.scenario.general.seed, **settings})
        except ScenarioError as error:
            raise ScenarioError(
                tuple(evolve(each, message=f"{each.message}, in {name}") for each in error.problems)
            ) from None

    @cached_property
    def _scenarios(self) -> dict[int, Scenario]:
        """Scenarios that were made already: making one takes a millisecond, and each is run many times."""
        return {}

    @cached_property
    def digests(self) -> tuple[str, ...]:
        """
        The digest of the scenario of each point.

        Raises:
            ScenarioError: Every problem of every point, each once.
        """
        if self.known:
            return self.known
        problems: dict[Problem, None] = {}
        digests = []
        for point in range(len(self.design.points)):
            try:
                digests.append(scenario_sha256(self.scenario_at(point)))
            except ScenarioError as error:
                problems.update(dict.fromkeys(error.problems))
            if len(problems) >= MOST_PROBLEMS:
                break
        if problems:
            raise ScenarioError(tuple(problems))
        _refuse_twins(digests, self.design)
        return tuple(digests)

    def run_id(self, point: int, replication: int) -> str:
        """The id of a run of this study."""
        return run_id(self.digests[point], replication)

    def task(self, point: int, replication: int, engine: Engine, model: str = "") -> Task:
        """A run of this study, to be done."""
        return Task(self.run_id(point, replication), self.scenario_at(point), replication, engine, model)

    def document(self) -> dict[str, Any]:
        """The study as JSON, canonical: the same study gives the same text."""
        several = {name: document(scenario) for name, scenario in self.scenarios.items()}
        return {
            "schema": SCHEMA,
            "name": self.name,
            "engine": self.engine,
            "common_random_numbers": self.common,
            "measures": list(self.measures),
            "rule": self.rule.document(),
            "scenario": document(self.scenario),
            **({"scenarios": several} if several else {}),
            "design": self.design.document(),
            "scenarios_sha256": list(self.digests),
        }

    @classmethod
    def from_document(cls, written: Mapping[str, Any]) -> Definition:
        """The study that `document` wrote; nothing of it is checked again."""
        return cls(
            scenario=from_document(written["scenario"], "the study's scenario"),
            design=Design.from_document(written["design"]),
            rule=rule_of(written["rule"]),
            name=written["name"],
            engine=written["engine"],
            common=written["common_random_numbers"],
            measures=tuple(written["measures"]),
            scenarios={name: from_document(each, name) for name, each in written.get("scenarios", {}).items()},
            known=tuple(written["scenarios_sha256"]),
        )

    def from_points(self) -> Definition:
        """The same study, whose digests are computed again from its scenarios."""
        return evolve(self, known=())

    @cached_property
    def sha256(self) -> str:
        """Digest of `document`: two studies are the same when theirs are."""
        text = json.dumps(self.document(), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return sha256(text.encode("ascii")).hexdigest()


def differences(mine: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[str]:
    """In which parts two documents of studies differ, by name."""
    names = {"scenarios_sha256": "points", "design": "design", "common_random_numbers": "random numbers"}
    for key in mine:
        if key != "scenarios_sha256" and mine[key] != other.get(key):
            yield names.get(key, key)


def _refuse_twins(digests: list[str], design: Design) -> None:
    """Two points that are the same scenario would be one run counted twice; a sample may hit one twice."""
    if design.method != "grid":
        return
    first: dict[str, int] = {}
    for point, digest in enumerate(digests):
        if digest in first:
            levels = [design.points[each].levels for each in (first[digest], point)]
            words = f"the points {levels[0]} and {levels[1]} are the same scenario"
            raise ScenarioError((Problem("factors", "", words, "levels that differ"),))
        first[digest] = point
