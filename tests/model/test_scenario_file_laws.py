"""Laws of the reader of scenario files: what it wrote it reads, and nothing breaks it."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from builders import toml_text
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import documents, scenarios

from cmgsim.errors import ScenarioError
from cmgsim.model.key_path import text_of_path
from cmgsim.model.scenario_file import contoso, document, from_document, loads, scenario_sha256

pytestmark = pytest.mark.slow

CONTOSO = files("cmgsim.model").joinpath("contoso.toml").read_bytes()
few = settings(max_examples=60)
"""Documents are slow to draw."""


@few
@given(scenarios())
def test_a_scenario_comes_back_from_its_document(scenario):
    assert scenario == from_document(document(scenario))


@few
@given(documents())
def test_a_scenario_comes_back_from_toml(raw):
    scenario = from_document(raw)

    assert scenario == loads(toml_text(raw))
    assert scenario == loads(toml_text(document(scenario)))


@few
@given(scenarios())
def test_a_document_is_json(scenario):
    assert document(scenario) == json.loads(json.dumps(document(scenario), allow_nan=False))


@few
@given(documents(), st.randoms(use_true_random=False))
def test_the_hash_does_not_depend_on_the_order_of_keys(raw, random):
    keys = list(raw)
    random.shuffle(keys)

    assert scenario_sha256(from_document(raw)) == scenario_sha256(from_document({key: raw[key] for key in keys}))


# Nothing breaks the reader

ODD = (
    *(None, True, -1, 0, 2**63, 10**400, -0.0, 1e-320, float("nan"), float("inf"), "", " ", "-1 s", "nan s", "60"),
    *(
        "x" * 10_000,
        "😀",
        "\u202eabc",
        "a\0b",
        "\ud800",
        [],
        [[]],
        {},
        {"a": {}},
        [1, "a"],
        {"distribution": "uniform"},
    ),
    *("1e999 s", "9" * 50 + " h", "exponential(" * 50, "=", "a.b.c", {"": 1}, b"bytes", object()),
)


def places(value, path=()):
    """Every path of a document."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, each in steps:
        yield (*path, step)
        yield from places(each, (*path, step))


DROP = object()


def mutate(raw, path, value):
    """Put *value* at *path*, or take away what is there."""
    *way, last = path
    place = raw
    for step in way:
        place = place[step]
    if value is DROP:
        del place[last]
    else:
        place[last] = value


def outcome(read, *arguments):
    """The scenario and no problems, or none and its problems; any other exception is a defect."""
    try:
        return read(*arguments), ()
    except ScenarioError as error:
        str(error).encode("utf-8")
        return None, error.problems


@few
@given(documents(), st.data())
def test_a_mutated_document_is_valid_or_a_list_of_problems(raw, data):
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from([*places(raw), ("new",)]))
        value = data.draw(st.sampled_from([DROP, *ODD]))
        if path == ("new",):
            raw["new"] = None if value is DROP else value
        else:
            mutate(raw, path, value)

    scenario, problems = outcome(from_document, raw)

    assert bool(problems) == (scenario is None)
    assert scenario is None or scenario == from_document(document(scenario))
    assert all(part.isprintable() for problem in problems for part in str(problem).splitlines())


@few
@given(documents(), st.data())
def test_what_nothing_takes_is_a_problem_of_its_own_key(raw, data):
    path = data.draw(st.sampled_from([path for path in places(raw) if "set" not in path]))
    mutate(raw, path, [[None]])

    _, problems = outcome(from_document, raw)

    name = text_of_path(path)
    assert any(
        found.key_path.startswith(name) or name.startswith(found.key_path) for found in problems if found.key_path
    )


@given(st.data())
def test_mutated_bytes_are_valid_or_a_list_of_problems(data):
    content = bytearray(CONTOSO)
    for _ in range(data.draw(st.integers(1, 5))):
        start = data.draw(st.integers(0, len(content) - 1))
        end = data.draw(st.integers(start, min(start + 20, len(content))))
        content[start:end] = data.draw(st.binary(max_size=10))

    scenario, problems = outcome(loads, bytes(content))

    assert bool(problems) == (scenario is None)


@given(st.text(max_size=200))
def test_any_text_is_valid_or_a_list_of_problems(text):
    scenario, problems = outcome(loads, text)

    assert bool(problems) == (scenario is None)


@given(st.text(max_size=60))
def test_any_setting_is_valid_or_a_list_of_problems(text):
    scenario, problems = outcome(contoso, [text, f"cmg.service_time={text}", f"clients.{text}=1"])

    assert bool(problems) == (scenario is None)
