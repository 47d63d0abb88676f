"""`cmgsim stress`: the reporting checklist, filled in from the scenario and nothing else."""

from __future__ import annotations

import pytest
from command_line import called

ITEMS = [
    "1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5", "3.1", "3.2", "3.3", "3.4", "4.1", "4.2", "4.3",
    "5.1", "5.2", "5.3", "5.4", "6.1",
]  # fmt: skip


def checklist(*arguments):
    return {item["number"]: item for item in called("stress", *arguments, "--json").json}


def test_every_item_of_the_checklist_is_there():
    assert ITEMS == list(checklist())


def test_what_only_the_authors_know_is_left_to_them():
    assert ["1.1", "1.3"] == [number for number, item in checklist().items() if not item["complete"]]


def test_the_page_has_the_items_in_order():
    headings = [line.split()[1] for line in called("stress").out.splitlines() if line.startswith("### ")]

    assert ITEMS == headings


def test_run_length_warm_up_and_seed_are_those_of_the_scenario():
    items = checklist("--set", "scenario.duration=2 h", "--set", "scenario.warm_up=10 min", "--set", "scenario.seed=7")

    assert items["4.2"]["text"].startswith("7200 s")
    assert "is 600 s" in items["4.1"]["text"]
    assert items["5.2"]["text"].endswith("Seed 7.")


def test_faults_and_changes_are_told_in_words():
    items = checklist(
        "--set", "faults=[{kind='instance-down', target='instance-2', at='10 min', lasts='5 min'}]",
        "--set", "changes=[{at='20 min', set={'cmg.instances'=3}}]",
    )  # fmt: skip

    events = "instance-down=instance-2 from 10 min, for 5 min; cmg.instances becomes 3 at 20 min"
    assert events in items["2.3"]["text"]


def test_only_numbers_that_the_scenario_uses_are_its_inputs():
    names = [row["name"] for row in checklist()["3.3"]["rows"]]

    assert "cmg.service_time" in names
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", ["a|b", "<img src=x onerror=alert(1)>", "# heading", "`code`"])
def test_a_hostile_name_stays_in_its_place(name):
    done = called("stress", "--set", f"clients[0].name='{name}'")

    assert 0 == done.code
    assert "<img" not in done.out.replace("\\<img", "")
    tables = [line for line in done.out.splitlines() if line.startswith("|")]
    assert {len(row.replace("\\|", "").split("|")) for row in tables if name[:2] in row} <= {11}


def test_a_bad_scenario_is_one_error():
    done = called("stress", "--set", "cmg.instances=17")

    assert (2, "") == (done.code, done.out)
