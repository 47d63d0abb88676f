"""`cmgsim reproduce`: what was recorded is run again, with nothing but what was recorded, and compared."""

from __future__ import annotations

import json
import shutil

import pytest
from command_line import called, small
from studies import FACTORS, TINY

from cmgsim.study.study import Study
from cmgsim.study.sweep import sweep


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """What `run -o` leaves, without the scenario file that it was made from."""
    place = tmp_path_factory.mktemp("run")
    file = small(place)
    words = ["--engine", "simpy", "--replications", 2, "--seed", 7, "--set", "cmg.instances=2"]
    assert 0 == called("run", file, "-o", place / "out", *words).code
    file.unlink()
    return place / "out"


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    place = tmp_path_factory.mktemp("study")
    sweep(TINY, FACTORS, replications=3, engine="simpy", folder=place)
    return place


def whats(done):
    return {check["what"]: check["same"] for check in done.json["checks"]}


def test_a_run_is_repeated_from_its_manifest_alone(folder, tmp_path):
    shutil.copy(folder / "manifest.json", tmp_path / "received.json")
    done = called("reproduce", tmp_path / "received.json", "--json")

    assert (0, True) == (done.code, done.json["same"])
    assert {"scenario": True, "run again": True} == whats(done)
    assert json.loads((folder / "summary.json").read_text())["fingerprint"] == done.json["checks"][1]["found"]


def test_the_requests_in_the_folder_are_compared_too(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "out")
    assert {"scenario": True, "requests.parquet": True, "run again": True} == whats(
        called("reproduce", tmp_path / "out", "--json")
    )
    shutil.copy(tmp_path / "out" / "requests-1.parquet", tmp_path / "out" / "requests.parquet")
    done = called("reproduce", tmp_path / "out")

    assert 1 == done.code
    assert "Not the same." == done.out.partition(" Recorded")[0]


@pytest.mark.parametrize(
    ("key", "value", "what"),
    [("fingerprint", "0" * 64, "run again"), ("scenario_sha256", "0" * 64, "scenario")],
)
def test_what_differs_is_told(folder, tmp_path, key, value, what):
    changed = json.loads((folder / "manifest.json").read_text()) | {key: value}
    (tmp_path / "manifest.json").write_text(json.dumps(changed))
    done = called("reproduce", tmp_path, "--json")

    assert (1, False) == (done.code, whats(done)[what])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "is no JSON"),
        ('{"schema": "cmgsim.summary/1"}', "is no manifest"),
        ('{"schema": "cmgsim.manifest/1"}', "does not hold the scenario that was run"),
        ('{"schema": "cmgsim.manifest/1", "scenario_document": {}, "engine": "abacus"}', "is damaged"),
        (None, "there is no such file"),
    ],
)
def test_what_is_no_manifest_is_refused(tmp_path, text, words):
    if text is not None:
        (tmp_path / "manifest.json").write_text(text)
    done = called("reproduce", tmp_path / "manifest.json")

    assert (2, "") == (done.code, done.out)
    assert words in done.err


@pytest.mark.slow
def test_the_files_of_a_study_and_its_runs_are_compared(study):
    done = called("reproduce", study, "--json")
    runs = [what for what in whats(done) if what.startswith("run ")]

    assert (0, 10) == (done.code, len(runs))  # of twelve
    assert {"study.json", "runs-00000.parquet"} < set(whats(done))
    assert 12 + 5 == len(called("reproduce", study, "--all", "--json").json["checks"])


def test_one_run_of_a_study_is_repeated_by_its_id(study):
    run = Study.open(study).run_id(2, point=1)
    done = called("reproduce", study, "--run", run[:12], "--json")

    assert [f"run {run}"] == [what for what in whats(done) if what.startswith("run ")]
    assert 2 == called("reproduce", study, "--run", "no such run").code


def test_a_table_that_somebody_changed_is_found_out(study, tmp_path):
    shutil.copytree(study, tmp_path / "study")
    with (tmp_path / "study" / "results" / "points-00000.parquet").open("ab") as file:
        file.write(b"\0")
    run = Study.open(study).run_id(0, point=0)
    done = called("reproduce", tmp_path / "study", "--run", run, "--json")

    assert (1, False) == (done.code, whats(done)["points-00000.parquet"])
