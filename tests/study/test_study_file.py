"""Study files: what they ask for, and every problem in them at once."""

from __future__ import annotations

import tomllib
from pathlib import Path

import jsonschema
import pytest

from cmgsim.errors import ScenarioError
from cmgsim.study.rules import Fixed, Precision
from cmgsim.study.selection import Best
from cmgsim.study.study_file import load_study, loads_study, study_schema

EXAMPLES = sorted((Path(__file__).parents[2] / "examples" / "studies").glob("*.toml"))
GOOD = """
[study]
name = "sizes"
replications = 3
measures = ["latency_p99_s"]
[set]
"scenario.duration" = "10 min"
[factors]
"cmg.instances" = { from = 2, to = 6, step = 2 }
[[zipped]]
"clients[0].count" = [100, 200]
"clients[1].count" = [10, 20]
"""
BAD = """
[study]
replicatoins = 3
engine = "fsat"
[set]
"scenario.duration" = "soon"
[factors]
"cmg.instances" = [1, 17]
"cmg.instnaces" = [1]
[precision]
measure = "latency_p95_s"
relative = 2
"""


def problems(text, *, whole=False):
    with pytest.raises(ScenarioError) as error:
        loads_study(text, "s.toml")
    return [str(problem) if whole else str(problem).partition(" (")[0] for problem in error.value.problems]


def test_a_file_says_what_is_run_and_how_often():
    study = loads_study(GOOD)

    assert ("sizes", Fixed(3), ("latency_p99_s",)) == (study.name, study.rule, study.measures)
    assert [2, 2, 4, 4, 6, 6] == [point.levels[0] for point in study.design.points]
    assert (4, 200, 20) == (
        study.scenario_at(3).cmg.instances, *(cohort.count for cohort in study.scenario_at(3).clients)
    )  # fmt: skip
    assert 600_000_000_000 == study.scenario_at(0).general.duration_ns


def test_every_problem_is_told_at_once():
    assert [
        "s.toml: study.replicatoins: unknown key",
        's.toml: study.engine: "fsat" is not known here',
        "s.toml: precision.relative: 2 is out of range",
        's.toml: set."scenario.duration": "soon" is not a time',
        's.toml: factors."cmg.instnaces": unknown key',
        's.toml: factors."cmg.instances": 17 is too many',
    ] == problems(BAD)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "[study]\nreplications = 2\n[best]\nmeasure = 'ok'\nindifference = 1",
            "best: stands beside study.replications",
        ),
        ("[factors]\n'cmg.workers' = [1]\n[sensitivity]\n", "sensitivity: stands beside factors"),
        (
            "[[zipped]]\n'cmg.workers' = [1, 2]\n'cmg.instances' = [1]",
            'zipped."cmg.workers, cmg.instances": cmg.workers',
        ),
        ("[factors]\n'cmg.workers' = 3", 'factors."cmg.workers": the bare number 3 is no list of levels'),
        ("[factors]\n'cmg.workers' = { from = 1 }", 'factors."cmg.workers": is no range of counts'),
        ("[factors]\n'cmg.workers' = []", 'factors."cmg.workers": has 0 levels'),
        ("[sample]\npoints = 4\n[sample.ranges]\n'cmg.workers' = 3", 'sample.ranges."cmg.workers": the bare number'),
        (
            "[sample]\npoints = 4\n[sample.ranges]\n'cmg.workers' = { low = 9, high = 3 }",
            'sample."cmg.workers": low (9)',
        ),
        ("[sample]\n[sample.ranges]\n'cmg.workers' = { low = 1, high = 3 }", "sample.points: is missing"),
        ("[precision]\n", "precision.measure: is missing"),
        ("[study]\nscenario = '../site.toml'", 'study.scenario: "../site.toml" has the wrong form'),
        ("[study]\nscenario = 'site.toml'", "study.scenario: names a file"),
        ("factors = 3", "factors: the bare number 3 is no table"),
        ("[study", "s.toml: end of document: not TOML"),
    ],
)
def test_what_cannot_be_is_told_where_it_stands(text, words):
    assert words in "\n".join(problems(text, whole=True))


def test_a_factor_without_levels_hides_no_problem_of_another():
    text = "[factors]\n'cmg.workers' = []\n'cmg.instancs' = [1]\n'cmg.vm_size' = ['A9']\n"

    assert [
        's.toml: factors."cmg.workers": has 0 levels',
        's.toml: factors."cmg.vm_size": "A9" is not known here',
        's.toml: factors."cmg.instancs": unknown key',
    ] == problems(text)


def test_what_a_sensitivity_analysis_varies_may_be_chosen():
    text = """
    [sensitivity]
    samples = 3
    [sensitivity.ranges]
    "cmg.service_time" = { low = "2 ms", high = "100 ms" }
    "cmg.workers" = { low = 4, high = 64 }
    """
    design = loads_study(text).design

    assert ["cmg.service_time", "cmg.workers"] == [factor.name for factor in design.factors]
    assert 3 * (2 + 1) == len(design.points)
    assert ['s.toml: sensitivity."cmg.workers": low'] == problems(
        text.replace("low = 4, high = 64", "low = 64, high = 4")
    )


@pytest.mark.parametrize(
    ("table", "rule"),
    [
        ('[precision]\nmeasure = "ok"', Precision("ok")),
        ('[best]\nmeasure = "ok"\nindifference = 2\ngoal = "largest"', Best("ok", 2.0, "largest")),
    ],
)
def test_a_rule_is_read_with_its_defaults(table, rule):
    assert rule == loads_study(table).rule


def test_the_scenario_stands_beside_the_study(tmp_path):
    (tmp_path / "site.toml").write_text('scenario = { name = "beside" }\nclients = [{ count = 5 }]')
    (tmp_path / "study.toml").write_text('[study]\nscenario = "site.toml"')

    assert "beside" == load_study(tmp_path / "study.toml").name


def write_sites(folder, factors):
    for name, seed, instances in (("old", 3, 1), ("new", 9, 2)):
        (folder / f"{name}.toml").write_text(
            f'scenario = {{ name = "{name}", seed = {seed} }}\nclients = [{{ count = 5 }}]\ncmg.instances = {instances}'
        )
    (folder / "study.toml").write_text(factors)
    return folder / "study.toml"


FILES = "[factors]\nscenario = ['old.toml', 'new.toml']\n'cmg.workers' = [4, 8]"


def test_scenario_files_may_be_the_levels_of_a_factor(tmp_path):
    study = load_study(write_sites(tmp_path, FILES))
    again = type(study).from_document(study.document())

    assert [("old.toml", 4), ("old.toml", 8), ("new.toml", 4), ("new.toml", 8)] == [
        point.levels for point in study.design.points
    ]
    for each in (study, again):
        assert [(1, 4), (1, 8), (2, 4), (2, 8)] == [
            (each.scenario_at(point).cmg.instances, each.scenario_at(point).cmg.workers) for point in range(4)
        ]
    assert study.document() == again.document()


def test_scenario_files_have_the_seed_of_the_first_so_that_replications_are_pairs(tmp_path):
    study = load_study(write_sites(tmp_path, FILES))
    apart = load_study(write_sites(tmp_path, f"study.common_random_numbers = false\n{FILES}"))
    set_at_all = load_study(write_sites(tmp_path, f"set.'scenario.seed' = 7\n{FILES}"))

    assert {3} == {study.scenario_at(point).general.seed for point in range(4)}
    assert {7} == {set_at_all.scenario_at(point).general.seed for point in range(4)}
    assert 4 == len({apart.scenario_at(point).general.seed for point in range(4)})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"study.scenario = 'old.toml'\n{FILES}", "study.scenario: stands beside the factor scenario"),
        ("[factors]\nscenario = ['old.toml', '../up.toml']", 'factors.scenario: "../up.toml" has the wrong form'),
        ("[factors]\nscenario = ['old.toml', 3]", "factors.scenario: the bare number 3 is no text"),
        ("[factors]\nscenario = ['old.toml', 'nwe.toml']", "nwe.toml: there is no such file (did you mean `new.toml"),
        ("[factors]\nscenario = ['old.toml', 'old.toml']", "scenario: has the level old.toml twice"),
        (f"{FILES}\n'clients[1].count' = [3]", "there is no `clients[1]`, in new.toml"),
        (f"{FILES}\n[sample]\npoints = 2\n[sample.ranges]\n'cmg.workers' = {{ low = 1, high = 2 }}",
         "sample: stands beside factors"),
    ],
)  # fmt: skip
def test_scenario_files_that_cannot_be_compared_are_told_where_they_stand(tmp_path, text, words):
    with pytest.raises(ScenarioError) as error:
        load_study(write_sites(tmp_path, text))

    assert words in str(error.value)


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.name)
def test_the_examples_are_valid(file):
    assert load_study(file).digests


def test_a_study_that_is_not_there_is_told_so(tmp_path):
    with pytest.raises(ScenarioError, match="there is no such file"):
        load_study(tmp_path / "no.toml")


def test_the_schema_takes_what_the_reader_takes_and_refuses_what_it_refuses():
    validator = jsonschema.Draft202012Validator(study_schema())

    assert [] == list(validator.iter_errors(tomllib.loads(GOOD)))
    wrong = {str(error.absolute_path[0]) for error in validator.iter_errors(tomllib.loads(BAD))}
    assert {"study", "precision"} <= wrong


def test_a_study_is_the_same_after_it_was_written_and_read():
    study = loads_study(GOOD)

    assert study.document() == type(study).from_document(study.document()).document()
