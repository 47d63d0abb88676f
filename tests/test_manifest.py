import json
from pathlib import Path

import pytest
from run_logs import hand_trace

import cmgsim
from cmgsim.manifest import PACKAGES, manifest, versions, without_folders
from cmgsim.results import summary


def made(command=("cmgsim", "run")):
    return manifest(summary([hand_trace()]), scenario_sha256="ab12", command=command)


def test_the_manifest_says_what_was_run_and_with_what():
    run = hand_trace()
    written = made()

    assert {
        "schema": "cmgsim.manifest/1",
        "scenario": "by hand",
        "scenario_sha256": "ab12",
        "seed": 1,
        "replications": 1,
        "engine": "simpy",
        "fingerprint": run.requests.fingerprint(),
        "command": ["cmgsim", "run"],
    }.items() <= written.items()
    assert {"cmgsim", "python", *PACKAGES} == set(written["versions"])
    assert cmgsim.__version__ == written["versions"]["cmgsim"]


def test_the_manifest_says_which_ways_the_engine_took_each_once():
    paths = ["sweep", "", "event loop", "sweep"]
    written = manifest(summary([hand_trace()]), scenario_sha256="", command=(), paths=paths)

    assert ["sweep", "event loop"] == written["engine_paths"]


def test_the_documentation_is_named_with_its_edition():
    assert any("April 2022" in page for page in made()["documentation"])


def test_the_manifest_is_json_and_the_same_every_time():
    assert json.dumps(made(), allow_nan=False) == json.dumps(made(), allow_nan=False)


def test_no_folder_of_the_machine_is_in_it():
    text = json.dumps(made([str(Path.home() / "bin" / "cmgsim"), "run", str(Path.cwd() / "a.toml")]))

    assert str(Path.home()) not in text
    assert str(Path.cwd()) not in text


def test_every_package_that_numbers_pass_through_has_a_version():
    assert [] == [package for package in ("attrs", "networkx", "numpy", "simpy") if not versions()[package]]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("run", "run"),
        ("contoso.toml", "contoso.toml"),
        ("plans/contoso.toml", "plans/contoso.toml"),
        ("/home/ann/contoso.toml", "contoso.toml"),
        ("~/contoso.toml", "contoso.toml"),
        (r"C:\Users\ann\contoso.toml", "contoso.toml"),
        ("--output=/home/ann/out", "--output=out"),
        ("-o/home/ann/out", "-oout"),
        ("cmg.instances=4", "cmg.instances=4"),
        ("clients[0].activities[0].rate=120/min", "clients[0].activities[0].rate=120/min"),
        ("--fault", "--fault"),
        ("ports-blocked=10124-10139", "ports-blocked=10124-10139"),
        ("-", "-"),
        ("", ""),
    ],
)
def test_of_a_path_only_the_last_part_is_kept(word, expected):
    assert expected == without_folders(word)
