"""The document as a whole: what it says first, what it suggests, both languages, and that nothing runs for it."""

from __future__ import annotations

import json
import string
import subprocess
import sys

import pytest
from hypothesis import given, settings
from strategies import scenarios

from cmgsim.explain import explain, sentences
from cmgsim.explain.texts import LIMIT_NAMES, NAMES, REASONS, SENTENCES, UNITS
from cmgsim.facts.limits import LIMITS
from cmgsim.model.scenario_file import contoso, from_document

CATALOGUES = {"sentences": SENTENCES, "reasons": REASONS, "limits": LIMIT_NAMES, "units": UNITS, "names": NAMES}
THE_SAME = {"clients", "min", "idle", "ok", "formula", "instance", "source", "DNS", "total", "station"}
"""Words that the two languages share."""
OF_THIS_PACKAGE = {"connections-per-instance", "connections-in-a-burst", "network-of-vm-size"}


def explained(*settings: str):
    return explain(contoso(settings))


def slots(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.slow
@given(scenarios())
@settings(max_examples=60)
def test_any_valid_scenario_is_explained_in_finite_numbers_and_both_languages(scenario):
    document = explain(scenario)

    assert document == json.loads(json.dumps(document, allow_nan=False))
    assert document["verdict"] == sentences(document)
    assert len(document["verdict"]) == len(sentences(document, "fr"))


@pytest.mark.parametrize("name", CATALOGUES)
def test_french_says_all_that_english_says(name):
    catalogue = CATALOGUES[name]

    assert {key: slots(row.en) for key, row in catalogue.items()} == {
        key: slots(row.fr) for key, row in catalogue.items()
    }
    assert [] == [
        key
        for key, row in catalogue.items()
        if row.en == row.fr and row.en not in THE_SAME and not slots(row.en) and row.en
    ]


def test_every_named_limit_is_one_of_the_facts_or_of_the_vm_sizes():
    assert set() == set(LIMIT_NAMES) - {limit.name for limit in LIMITS} - OF_THIS_PACKAGE


def test_the_answer_comes_first():
    assert explained()["verdict"][0].startswith("Yes: ")
    assert explained("clients[0].count=60000")["verdict"][0].startswith("No, ")


def test_clients_that_give_up_before_any_answer_are_a_no():
    found = explained("clients[0].timeout=500 ms")

    assert not found["ok"]
    assert any(sentence.startswith("Clients give up before") for sentence in found["verdict"])


def test_faults_and_changes_are_named_as_left_out():
    fault = {"kind": "instance-down", "at": "1 h"}
    change = {"at": "2 h", "set": {"cmg.instances": 4}}
    found = explain(from_document({"clients": [{"count": 10}], "faults": [fault], "changes": [change]}))

    assert {"key": "faults", "of": ["instance-down=instance-1"]} in found["caveats"]
    assert {"key": "changes", "of": ["cmg.instances"]} in found["caveats"]
    assert "retries" in [caveat["key"] for caveat in found["caveats"]]


def test_what_binds_first_says_how_far_it_may_grow():
    found = explained("cmg.instances=4", "connection_points[0].count=1")

    assert ("limit", "dynamic-ports-per-connection-point") == (found["binding"]["kind"], found["binding"]["id"])
    assert pytest.approx(1.6384) == found["binding"]["growth"]


@pytest.mark.parametrize(
    ("settings", "command"),
    [
        ((), "cmgsim run"),
        (("cmg.instances=1", "clients[0].count=100"), "cmgsim ports --set cmg.instances=2"),
        (("clients[0].count=23000",), "cmgsim explain --set cmg.instances=5"),
        (
            ("clients[0].count=93000",),
            (
                'cmgsim explain --set cmg.instances=16 --set "connection_points[0].count=6" '
                '--set "management_points[0].count=4"'
            ),
        ),
        (
            ("clients[0].count=120000",),
            (
                "cmgsim explain --set cmg.vm_size=A4_v2 --set cmg.instances=13 "
                '--set "connection_points[0].count=8" --set "management_points[0].count=5"'
            ),
        ),
        (("clients[0].count=200000",), "cmgsim assumptions"),
        (("management_points[0].service_time=2 s",), 'cmgsim explain --set "management_points[0].count=4"'),
    ],
)
def test_the_next_command(settings, command):
    assert command == explain(contoso(settings), ())["next"]["command"]


@pytest.mark.parametrize("clients", [25_000, 60_000, 90_000, 130_000])
def test_what_the_next_command_sets_holds(clients):
    told = explained(f"clients[0].count={clients}")
    words = told["next"]["command"].replace('"', "").split()
    better = [f"clients[0].count={clients}", *(words[place + 1] for place, word in enumerate(words) if word == "--set")]

    assert (False, True) == (told["ok"], explained(*better)["ok"])


def test_the_next_command_repeats_what_describes_the_scenario():
    command = explain(contoso(), ["my site.toml", "--set", "cmg.instances=2"])["next"]["command"]

    assert 'cmgsim run "my site.toml" --set cmg.instances=2' == command


@pytest.mark.slow
def test_explaining_loads_no_engine():
    code = (
        "import sys; from cmgsim.explain import explain; from cmgsim.model.scenario_file import contoso; "
        "explain(contoso()); print(*[name for name in ('simpy', 'cmgsim.engine', 'numba') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)

    assert [] == done.stdout.split()
