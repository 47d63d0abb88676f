"""Whole sizings, small enough to take no time: the promise of the document, decisions and exit codes."""

from __future__ import annotations

import pytest
from command_line import called

import cmgsim
from cmgsim.errors import ScenarioError
from cmgsim.model.scenario_file import loads
from cmgsim.sizing.layout import Layout
from cmgsim.sizing.words import sentences

QUICK = '[targets]\nassurance = 0.5\np50_latency = "5 s"\nsuccess = 0.99\nutilisation = 0.7\n'
POLICY = '[[clients.activities]]\nrequest = "policy"\nevery = "1 min"\n'
PROMISED = {
    "schema", "recommended", "documented_rule", "binding_constraint", "met", "replications", "lower_bound",
    "candidates", "assumptions",
}  # fmt: skip


def sized(devices: int = 60, more: str = POLICY, targets: str = QUICK, **asked):
    scenario = loads(f"{targets}[[clients]]\ncount = {devices}\n{more}")
    return cmgsim.size(scenario, **({"replications": 10, "engine": "simpy"} | asked))


@pytest.mark.slow
def test_the_document_has_the_promised_keys():
    found = sized().document

    assert set() == PROMISED - set(found)
    assert "cmgsim.size/1" == found["schema"]
    assert {"vm_size", "instances", "connection_points"} == set(found["recommended"])
    assert {"documented", "measured", "assumed"} == set(found["assumptions"])


@pytest.mark.slow
def test_two_of_each_when_one_of_each_may_fail():
    answer = sized()

    assert Layout("A2_v2", 2, 2) == answer.recommended
    assert "met" == answer.decision
    assert "survives" == answer.document["binding"]["id"]


@pytest.mark.slow
def test_one_of_each_when_nothing_may_fail():
    assert Layout("A2_v2", 1, 1) == sized(targets=f"{QUICK}survives = []\n").recommended


@pytest.mark.slow
def test_replications_end_when_the_lower_bound_reaches_the_assurance():
    found = sized().document  # 4 of 4: 4 / (4 + 1.96²) = 0.51

    assert (4, 4) == (found["met"], found["replications"])
    assert 0.5 <= found["lower_bound"] < 0.52


@pytest.mark.slow
def test_a_budget_that_is_too_small_is_undecided():
    answer = sized(replications=3)

    assert ("undecided", None) == (answer.decision, answer.recommended)
    assert (Layout("A2_v2", 2, 2),) == answer.undecided[:1]
    assert answer.document["sentences"][0].startswith("Undecided: 3 replications do not tell whether 2 × A2_v2")
    assert "The documented rule gives 1 and 1 of A2_v2." == answer.document["sentences"][1]


@pytest.mark.slow
def test_a_latency_that_no_layout_reaches_is_impossible_and_said_so():
    answer = sized(targets=QUICK.replace("5 s", "100 ms"))  # two round trips of 60 ms already

    assert ("impossible", None) == (answer.decision, answer.recommended)
    assert answer.document["sentences"][0].startswith("No: nothing up to")
    assert answer.document["binding_constraint"].endswith("asked for).")
    assert 0.1 == answer.document["binding"]["asked"]
    assert 0.1 < answer.document["binding"]["shown"]


@pytest.mark.slow
def test_simulation_rejects_what_formulas_let_pass():
    """The one instance that is left is 60 % busy with long work, and half of the requests wait: two end that."""
    slow = '[cmg]\nworkers = 1\nservice_time = { distribution = "hyperexponential", mean = "600 ms", cv = 3 }\n'
    answer = sized(60, f"{POLICY}{slow}", QUICK.replace("5 s", "1100 ms").replace("0.5", "0.8"), replications=40)
    verdicts = {row["instances"]: row["verdict"] for row in answer.document["candidates"] if row["by"] == "simulation"}

    assert "rejected" == verdicts[2]
    assert answer.recommended
    assert "met" == verdicts[answer.recommended.instances]
    assert "simulation" == answer.document["binding"]["by"]


@pytest.mark.slow
def test_the_other_sizes_are_alternatives_by_formula():
    assert [("A4_v2", "formula")] == [(row["vm_size"], row["by"]) for row in sized().document["alternatives"]]


@pytest.mark.slow
def test_a_size_may_be_asked_for():
    assert "A4_v2" == sized(vm_sizes=("A4_v2",)).recommended.vm_size


def test_every_argument_out_of_range_is_named():
    with pytest.raises(ScenarioError) as raised:
        sized(vm_sizes=("A3",), max_instances=17, replications=0)

    assert ["--vm-size", "--max-instances", "--replications"] == [each.source for each in raised.value.problems]


@pytest.mark.slow
def test_the_same_arguments_give_the_same_document():
    assert sized().document == sized().document


@pytest.mark.slow
def test_the_first_sentence_is_the_recommendation_in_both_languages():
    found = sized().document

    assert (
        "Recommendation: 2 × A2_v2 and 2 connection points. The documented rule gives 1 and 1."
        == (found["sentences"][0])
    )
    assert dict(sentences(found, "fr"))["recommendation"].startswith("Recommandation\N{NO-BREAK SPACE}: 2 × A2_v2")


@pytest.mark.slow
def test_25000_devices_need_six_instances_and_three_connection_points():
    scenario = loads("[targets]\nassurance = 0.5\n[[clients]]\ncount = 25000")
    found = cmgsim.size(scenario, engine="simpy", replications=5).document

    assert {"vm_size": "A2_v2", "instances": 6, "connection_points": 3} == found["recommended"]
    assert (5, 2) == (found["documented_rule"]["instances"], found["documented_rule"]["connection_points"])
    assert (
        "Binding constraint: connections per instance with one instance down (6,250 > 6,000 with 5 × A2_v2)."
        == found["binding_constraint"]
    )
    assert (
        "Binding constraint of the connection points: dynamic ports per connection point with one connection point "
        "down (25,000 > 16,384 with 2 connection points)."
    ) in found["sentences"]


def test_more_devices_than_one_cmg_carries_are_told_how_many_it_takes():
    """Fifteen instances of A4_v2 that are left carry 150,000; the rule's twenty are more than one CMG has."""
    found = cmgsim.size(loads("[[clients]]\ncount = 200000"), engine="simpy").document

    assert ("impossible", 150_000, 2) == (
        found["decision"], found["most_devices"]["devices"], found["most_devices"]["cmgs"],
    )  # fmt: skip
    assert [
        "The documented rule gives 20 and 13 of A4_v2, which is 2 CMGs.",
        "By formula one CMG of A4_v2 meets the targets up to 150,000 devices: 200,000 of them need 2 CMGs.",
        "Binding constraint: connections per instance with one instance down (13,333 > 10,000 in the largest layout).",
    ] == found["sentences"][1:4]


def test_a_management_point_that_is_too_small_is_not_helped_by_another_cmg():
    """280 devices ask 4.67 times a second for 150 ms each, which is 70 % of one worker; the CMG has no part in it."""
    scenario = loads(
        f"{QUICK}[[management_points]]\nworkers = 1\nservice_time = '150 ms'\n[[clients]]\ncount = 480\n{POLICY}"
    )
    found = cmgsim.size(scenario, engine="simpy").document["most_devices"]

    assert (280, None) == (found["devices"], found["cmgs"])


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_day_that_asks_for_more_is_named_with_its_layout(lang):
    document = sized().document
    layout = {"vm_size": "A2_v2", "instances": 3, "connection_points": 2}
    document["occasions"][1] |= {"layout": layout}
    document["occasions"][2] |= {"layout": None}
    told = dict(sentences(document, lang))

    assert ("3 × A2_v2" in told["occasion monday-morning"], "occasion steady" in told) == (True, False)
    assert "occasion patch-tuesday" in told


def written(folder, targets=QUICK):
    file = folder / "small.toml"
    file.write_text(f"{targets}[[clients]]\ncount = 60\n{POLICY}", encoding="utf-8")
    return file


@pytest.mark.slow
def test_the_command_prints_one_document(tmp_path):
    done = called("size", written(tmp_path), "--engine", "simpy", "--json")

    assert 0 == done.code
    assert {"vm_size": "A2_v2", "instances": 2, "connection_points": 2} == done.json["recommended"]
    told = {line.partition(";")[0] for line in done.err.splitlines()}
    assert {"cmgsim: simulating 2 × A2_v2 and 2 connection points"} == told


@pytest.mark.slow
def test_the_command_says_the_answer_first_and_exits_1_when_it_is_no(tmp_path):
    good, bad = written(tmp_path), tmp_path / "bad.toml"
    bad.write_text(good.read_text(encoding="utf-8").replace("5 s", "100 ms"), encoding="utf-8")
    yes, no = (called("size", file, "--engine", "simpy") for file in (good, bad))

    assert (0, 1) == (yes.code, no.code)
    assert yes.out.startswith("- Recommendation: 2 × A2_v2 and 2 connection points.")
    assert no.out.startswith("- No: nothing up to 16 instances and 16 connection points meets the targets")
