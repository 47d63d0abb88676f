"""The command `explain`: the answer first, one document with --json, and exit code 1 where the answer is no."""

from __future__ import annotations

import pytest
from command_line import SCENARIOS, called, small

from cmgsim.explain import explain
from cmgsim.model.scenario_file import contoso, load


def test_without_a_file_it_explains_contoso():
    done = called("explain", "--json")

    assert (0, "") == (done.code, done.err)
    assert explain(contoso(), []) == done.json


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_examples_are_explained_in_a_hundred_columns(file, lang):
    done = called("explain", file, "--lang", lang)

    assert "" == done.err
    assert [] == [line for line in done.out.splitlines() if len(line) > 100 and "`" not in line]
    assert done.out.startswith(("- Yes: ", "- No, ") if lang == "en" else ("- Oui\u00a0: ", "- Non, "))


def test_a_scenario_that_does_not_hold_exits_with_1():
    done = called("explain", "--set", "management_points[0].service_time=60 s")

    assert 1 == done.code
    assert "management-point-1: unstable." in " ".join(done.out.split())
    assert "∞" in done.out


def test_the_suggested_command_stays_on_one_line():
    done = called("explain", "--set", "clients[0].count=60000")

    assert any(line.count("`") == 2 for line in done.out.splitlines())


def test_a_limit_that_is_exceeded_exits_with_1_and_still_prints_one_document():
    done = called("explain", "--json", "--set", "clients[0].count=40000")

    assert 1 == done.code
    assert not done.json["ok"]


def test_the_suggested_command_is_about_the_same_scenario(tmp_path):
    file = small(tmp_path)
    done = called("explain", file, "--set", "cmg.instances=2", "--json")

    assert f"cmgsim run {file} --set cmg.instances=2" == done.json["next"]["command"]
    assert explain(load(file, ["cmg.instances=2"]))["stations"] == done.json["stations"]


def test_a_wrong_key_is_one_sentence_and_exit_code_2():
    done = called("explain", "--set", "cmg.instnaces=2")

    assert (2, "") == (done.code, done.out)
    assert "did you mean" in done.err
