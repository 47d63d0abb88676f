"""
Study files: from TOML to a study, or to one error that lists every problem.

The keys stand in tables, as those of scenario files do; reading, "did you mean", the JSON Schema and the page of keys
follow from them.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from attrs import evolve

from cmgsim.errors import Problem, ScenarioError
from cmgsim.model.key_path import joined, parse_path
from cmgsim.model.scenario import Scenario
from cmgsim.model.scenario_file import contoso, load, read_bytes, with_settings
from cmgsim.model.scenario_kinds import Bad, Place, Report
from cmgsim.model.scenario_schema import DIALECT, section_schema
from cmgsim.model.scenario_sections import Draft
from cmgsim.model.scenario_toml import parse_toml, refuse_excess
from cmgsim.model.wording import shown
from cmgsim.study.definition import Definition
from cmgsim.study.design import SCENARIO, Design, grid
from cmgsim.study.ranges import range_of
from cmgsim.study.rules import Fixed, Rule
from cmgsim.study.sample import sample
from cmgsim.study.sensitivity import sensitivity_design
from cmgsim.study.study_keys import FILE, StudyFile, StudyTable
from cmgsim.study.study_kinds import SCENARIO_FILE


def load_study(path: str | os.PathLike[str]) -> Definition:
    """
    The study of a TOML file; the scenario that it names stands beside it.

    Raises:
        ScenarioError: It, its scenario or one of its points is invalid; every problem.
        MissingExtra: Its design needs a package that is not installed.
    """
    source = shown(os.fspath(path), 200)
    return loads_study(read_bytes(Path(path), source), source, Path(path).parent)


def loads_study(text: str | bytes, source: str = "study", folder: Path | None = None) -> Definition:
    r"""
    The study of a TOML text.

    Args:
        folder: Where the scenario files that it names stand; None: it may only name the built-in one.

    Example:
        >>> study = loads_study('[study]\nreplications = 5\n[factors]\n"cmg.instances" = [2, 4]')
        >>> len(study.design.points), study.rule.replications
        (2, 5)
    """
    document = parse_toml(text, source)
    refuse_excess(document, source)
    report = Report()
    draft = FILE.read(document, Place(report))
    problems = [Problem(source, *problem) for problem in report.problems]
    if not isinstance(draft, Draft):
        raise ScenarioError(tuple(problems))
    definition, further = _definition(_readable(draft, report), source, folder)
    if definition is None or problems or further:
        raise ScenarioError((*problems, *further))
    return definition


def _readable(draft: Draft, report: Report) -> StudyFile:
    """The file without the tables and factors that could not be read, so that the others can still be checked."""
    bad = {str(parse_path(path)[0]) for path, *_ in report.problems if path}
    tables = {name: value.built() if isinstance(value, Draft) else value for name, value in draft.values.items()
              if name not in bad}  # fmt: skip
    study = draft.values.get("study")
    if "study" in bad and isinstance(study, Draft) and isinstance(study.values.get("scenario"), str):
        tables["study"] = StudyTable(scenario=study.values["scenario"])
    factors = draft.values.get("factors")
    if "factors" in bad and isinstance(factors, tuple):
        tables["factors"] = tuple((path, levels) for path, levels in factors if not isinstance(levels, Bad))
    return StudyFile(**{name: value for name, value in tables.items() if FILE.key(name)})


def study_schema() -> dict[str, Any]:
    """
    The JSON Schema (2020-12) of a study file.

    Example:
        >>> sorted(study_schema()["properties"])[:3]
        ['best', 'factors', 'precision']
    """
    return {"$schema": DIALECT, "title": "cmgsim study", **section_schema(FILE, None)}


def _definition(asked: StudyFile, source: str, folder: Path | None) -> tuple[Definition | None, list[Problem]]:
    """The study that a file asks for, checked as a whole, and what is wrong with it."""
    problems = [Problem(source, *each) for each in _contradictions(asked)]
    scenarios = dict[str, Scenario]()
    names = _names(asked)
    for name in names or [asked.study.scenario]:
        try:
            scenario = _named_scenario(name, SCENARIO if names else "study.scenario", folder)
            scenarios[name or ""] = scenario  # and if [set] is wrong, so that the factors are checked all the same
            scenarios[name or ""] = with_settings(scenario, dict(asked.set)) if asked.set else scenario
        except ScenarioError as error:
            problems += [_placed(problem, source, asked) for problem in error.problems]
    if len(scenarios) < len(set(map(str, names)) or {None}):
        return None, list(dict.fromkeys(problems))
    problems = list(dict.fromkeys(problems))
    scenario = next(iter(scenarios.values()))
    try:
        definition = Definition(
            scenario,
            _design(asked, scenario),
            _rule(asked, scenario),
            name=asked.study.name or scenario.general.name,
            engine=asked.study.engine,
            common=asked.study.common_random_numbers,
            measures=asked.study.measures,
            scenarios=scenarios if names else {},
        )
        definition.digests  # noqa: B018  # every point is valid
    except ScenarioError as error:
        return None, [*problems, *(_placed(problem, source, asked) for problem in error.problems)]
    return definition, problems


def _contradictions(asked: StudyFile) -> list[tuple[str, str, str]]:
    """Tables that cannot stand beside each other."""
    designs = [name for name, given in _designs(asked).items() if given]
    rules = [name for name, given in _rules(asked).items() if given]
    found = []
    if asked.study.scenario is not None and _names(asked):
        found.append(("study.scenario", "stands beside the factor scenario", "one of them: the factor names the files"))
    if len(designs) > 1:
        found.append((designs[1], f"stands beside {designs[0]}", "one of them: a study has one design"))
    if len(rules) > 1:
        found.append((rules[1], f"stands beside {rules[0]}", "one of them: a study has one rule for replications"))
    return found


def _designs(asked: StudyFile) -> dict[str, bool]:
    return {
        "factors": bool(asked.factors or asked.zipped), "sample": asked.sample is not None,
        "sensitivity": asked.sensitivity is not None,
    }  # fmt: skip


def _rules(asked: StudyFile) -> dict[str, bool]:
    return {
        "study.replications": asked.study.replications is not None, "precision": asked.precision is not None,
        "best": asked.best is not None,
    }  # fmt: skip


def _names(asked: StudyFile) -> list[Any]:
    """The files of the factor `scenario`, if there is one."""
    return [level for table in (asked.factors, *asked.zipped) for path, levels in table if path == SCENARIO
            for level in levels]  # fmt: skip


def _named_scenario(name: Any, where: str, folder: Path | None) -> Scenario:
    """The scenario of a file that stands in *folder*; *where* says what names it."""
    if name is None:
        return contoso()
    report = Report()
    place = Place(report)
    if isinstance(SCENARIO_FILE.read(name, place), Bad):
        raise ScenarioError(tuple(Problem(where, *problem) for problem in report.problems))
    if folder is None:
        raise ScenarioError((Problem(where, "", "names a file, and there is no folder to look in"),))
    return load(folder / name)


def _design(asked: StudyFile, scenario: Scenario) -> Design:
    if asked.sample is not None:
        table = asked.sample
        ranges = {each.path: (each.low, each.high, each.scale) for each in table.ranges}
        return sample(scenario, ranges, table.points, method=table.method, seed=table.seed)
    if asked.sensitivity is not None:
        guesses = asked.sensitivity
        chosen = [range_of(scenario, each.path, each.low, each.high, each.scale) for each in guesses.ranges]
        return sensitivity_design(
            scenario, guesses.method, samples=guesses.samples, ranges=chosen or None, seed=guesses.seed
        )
    factors: dict[str | tuple[str, ...], Any] = dict(asked.factors)
    for together in asked.zipped:
        names = tuple(name for name, _ in together)
        lengths = {name: len(levels) for name, levels in together}
        if len(set(lengths.values())) > 1:
            told = ", ".join(f"{name} has {length}" for name, length in lengths.items())
            raise ScenarioError((Problem("zipped", ", ".join(names), told, "as many levels of each"),))
        factors[names] = list(zip(*(levels for _, levels in together), strict=True))
    return grid(factors)


def _rule(asked: StudyFile, scenario: Scenario) -> Rule:
    if asked.precision is not None:
        return asked.precision
    if asked.best is not None:
        return asked.best
    return Fixed(asked.study.replications or scenario.general.replications)


def _placed(problem: Problem, source: str, asked: StudyFile) -> Problem:
    """A problem that was found further in, at the place of the study file that made it."""
    if problem.source == "study.scenario":
        return evolve(problem, source=source, key_path=problem.source)
    if problem.source not in {SCENARIO, "settings", "ranges", "factors", "zipped", "sensitivity"}:
        return problem
    table = next((name for name, given in _designs(asked).items() if given), "factors")
    if problem.source == SCENARIO:
        return evolve(problem, source=source, key_path=joined(table, SCENARIO))
    if problem.source == "settings":
        where = "set" if problem.key_path in dict(asked.set) else table
    else:
        where = problem.source if problem.source in {"zipped", "sensitivity"} else table
    return evolve(problem, source=source, key_path=joined(where, problem.key_path) if problem.key_path else where)
