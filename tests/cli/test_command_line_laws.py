"""Whatever somebody types: an exit code of the promise, never a traceback, JSON alone where JSON was asked for."""

from __future__ import annotations

import json

import pytest
from command_line import SMALL, called
from hypothesis import given, settings
from hypothesis import strategies as st

from cmgsim.api.replay import FLOW_NAMES
from cmgsim.cli.tables import FACTS
from cmgsim.facts.failures import FAILURES
from cmgsim.facts.rows import Authentication, Cloud, Deployment

HOSTILE = st.text(st.characters(exclude_characters="\0"), max_size=12) | st.sampled_from(
    ["", "-", "--", "=", "[", "\x1b[31m", "é", "1e999", "nan", "99999999999999999999", "-1", "0", "𝟏", "cmg", "a.b=c"]
)
NUMBERS = st.integers(-2, 20).map(str)
FAULTS = st.sampled_from([*FAILURES, "ports-blocked=10124-10139", "verb-blocked=GET", "instance-down=instance-2"])
SETTINGS = st.sampled_from(
    [
        *("cmg.instances=2", "cmg.instances=x", "cmg.deployment=classic", "scenario.seed=7", "clients[0].count=5"),
        *("cmg.workers=1", "network.client_azure.latency='0 s'", "clients=[]", "cmg=1", "faults=[{kind='proxy'}]"),
    ]
)


def usually(good):
    """A good value most of the time, anything else otherwise."""
    return good | good | good | HOSTILE


def option(name, values):
    return st.tuples(st.just(name), usually(values)).map(list)


def choice(values):
    return st.sampled_from([str(value) for value in values])


JSON = st.just(["--json"])
FORMAT = option("--format", choice(["table", "csv", "markdown", "text", "jsonl", "mermaid", "plantuml"]))
DESCRIBED = [
    option("--deployment", choice(Deployment)),
    option("--instances", NUMBERS),
    option("--connection-points", NUMBERS),
    option("--cloud", choice(Cloud)),
]
SET = option("--set", SETTINGS)
LANG = option("--lang", choice(["en", "fr"]))
SCENARIO = st.just(["SCENARIO"])
GRAMMAR = {
    "run": [JSON, SET, LANG, option("--seed", NUMBERS), option("--engine", choice(["auto", "simpy", "fast"]))],
    "flow": [*DESCRIBED, FORMAT, LANG, option("--fault", FAULTS), option("--authentication", choice(Authentication))],
    "facts": [JSON, FORMAT],
    "ports": [JSON, FORMAT, SET, SCENARIO, *DESCRIBED, st.just(["--proxy"])],
    "endpoints": [JSON, FORMAT, SET, SCENARIO, option("--prefix", st.just("Fabrikam")), *DESCRIBED[::3]],
    "assumptions": [JSON, FORMAT, SET, SCENARIO],
    "check": [JSON, SET, SCENARIO],
    "schema": [],
}
ARGUMENTS = {
    "run": st.just(["SCENARIO"]),
    "flow": usually(choice(FLOW_NAMES)).map(lambda name: [name]),
    "facts": usually(choice(FACTS)).map(lambda name: [name]),
    "check": SCENARIO,
}


@st.composite
def lines(draw):
    """A command line: mostly one that the grammar allows, now and then with something odd in it."""
    command = draw(st.sampled_from(list(GRAMMAR)))
    options = draw(st.lists(st.one_of(GRAMMAR[command]), max_size=4)) if GRAMMAR[command] else []
    words = [*draw(ARGUMENTS.get(command, st.just([]))), *(word for each in options for word in each)]
    if draw(st.integers(0, 9)) == 0:
        words.insert(draw(st.integers(0, len(words))), draw(HOSTILE))
    return [command, *words]


@pytest.fixture(scope="module")
def scenario(tmp_path_factory):
    file = tmp_path_factory.mktemp("laws") / "small.toml"
    file.write_text(SMALL, encoding="utf-8")
    return str(file)


@pytest.mark.slow
@settings(max_examples=300)
@given(words=lines())
def test_every_line_ends_in_a_promised_way(scenario, words):
    done = called(*(scenario if word == "SCENARIO" else word for word in words))

    assert done.code in (0, 1, 2)
    assert "Traceback" not in done.err
    if done.code == 2:
        assert "" == done.out
        assert done.err.startswith("cmgsim")
    if done.code == 1:
        assert "flow" == words[0]
    if done.code == 0 and "--json" in words and "--help" not in words:
        json.loads(done.out)
        assert "" == done.err


@given(st.lists(HOSTILE, max_size=4))
def test_no_line_of_nonsense_shows_a_traceback(words):
    done = called(*words)

    assert done.code in (0, 2)
    assert "Traceback" not in done.err
    assert "internal error" not in done.err
