"""The command `sweep`: a study from a file, kept, resumed, and told in a table."""

from __future__ import annotations

import pytest
from attrs import evolve
from command_line import ROOT, called

from cmgsim.cli.sweep_words import verdict
from cmgsim.study.study_file import load_study
from cmgsim.study.sweep import run_study

STUDY = """
[study]
name = "two"
replications = 2
measures = ["latency_p95_s"]
[set]
"scenario.duration" = "1 min"
"clients[0].count" = 5
"clients[1].count" = 5
[factors]
"cmg.instances" = [1, 2]
"""
SERVICE = '"cmg.service_time" = ["20 ms", "1 s"]\n'


@pytest.fixture
def study(tmp_path):
    file = tmp_path / "study.toml"
    file.write_text(STUDY, encoding="utf-8")
    return file


@pytest.mark.slow
def test_a_study_is_told_in_a_table_and_kept_in_a_folder(study, tmp_path):
    done = called("sweep", study, "-o", tmp_path / "out", "--executor", "inline")

    assert 0 == done.code
    assert "two: 4 of 4 runs at 2 points" == done.out.splitlines()[0]
    assert ["point", "cmg.instances", "runs", "latency", "p95", "[s]"] == done.out.splitlines()[2].split()
    assert f"cmgsim: the study is in {tmp_path / 'out'}: tables in results/, every run in ledger\n" == done.err
    assert ["ledger", "lock", "results", "study.json"] == sorted(each.name for each in (tmp_path / "out").iterdir())


@pytest.mark.slow
def test_json_is_one_document_with_a_row_a_point(study):
    done = called("sweep", study, "--executor", "inline", "--json")

    assert ("cmgsim.sweep/1", 4, 4, {}) == tuple(done.json[key] for key in ("schema", "finished", "wanted", "failed"))
    assert [(0, 1, 2), (1, 2, 2)] == [(row["point"], row["cmg.instances"], row["runs"]) for row in done.json["points"]]


@pytest.mark.slow
def test_points_are_compared_with_one_of_them_pair_by_pair(tmp_path):
    file = tmp_path / "study.toml"
    file.write_text(
        STUDY.replace('["latency_p95_s"]', '["latency_p95_s", "created"]').replace("= 5", "= 60") + SERVICE,
        encoding="utf-8",
    )
    out = tmp_path / "out"
    done = called("sweep", file, "-o", out, "--executor", "inline", "--against", 1)
    told = done.out.partition("How much more")[2]
    rows = {row[0]: row for row in map(str.split, told.splitlines()) if row and row[0].isdigit()}
    found = {(row["point"], row["measure"]): row for row in called("sweep", "-o", out, "--status", "--against", 1,
             "--json").json["differences"]}  # fmt: skip

    assert "(cmg.instances = 1, cmg.service_time = 1 s), replication by" in " ".join(told.split())
    assert {"0", "2", "3"} == set(rows)
    assert ["the", "same"] == rows["0"][-2:]
    assert found[0, "latency_p95_s"]["high"] < 0
    assert "less" == found[0, "latency_p95_s"]["verdict"]
    assert f"{found[0, 'latency_p95_s']['mean']:+.3g}" == rows["0"][3]


@pytest.mark.slow
def test_a_factor_that_changes_nothing_is_named(tmp_path):
    file = tmp_path / "study.toml"
    file.write_text(STUDY + '"cmg.vm_size" = ["A2_v2", "A4_v2"]\n', encoding="utf-8")
    sentence = "cmg.vm_size changes no request of this scenario: the runs are the same at all its levels."

    assert [sentence] == [line for line in called("sweep", file, "--executor", "inline").out.splitlines()
                          if "changes no request" in line]  # fmt: skip


@pytest.mark.slow
def test_what_matters_is_told_with_how_sure_that_is():
    file = ROOT / "examples" / "studies" / "guesses.toml"
    done = called("sweep", file, "--executor", "inline", "--json")
    assert ["latency_p95_s"] == list(done.json["effects"])

    definition = evolve(load_study(file), measures=("success",))
    told = "\n".join(verdict(run_study(definition, None)))
    assert "Nothing that was varied changes success" in told


@pytest.mark.slow
def test_a_study_goes_on_from_its_folder_alone_and_grows_from_a_changed_file(study, tmp_path):
    out = tmp_path / "out"
    called("sweep", study, "-o", out, "--executor", "inline")
    again = called("sweep", "-o", out, "--resume", "--executor", "inline")
    study.write_text(STUDY.replace("[1, 2]", "[1, 2, 3]"), encoding="utf-8")
    other = called("sweep", study, "-o", out, "--resume", "--executor", "inline")
    grown = called("sweep", study, "-o", out, "--extend", "--executor", "inline")
    status = called("sweep", "-o", out, "--status", "--json")

    assert "two: 4 of 4 runs at 2 points" == again.out.splitlines()[0]
    assert (2, True) == (other.code, "holds another study, which differs in: design (`--extend`" in other.err)
    assert "two: 6 of 6 runs at 3 points" == grown.out.splitlines()[0]
    assert (6, "") == (status.json["finished"], status.err)


@pytest.mark.slow
def test_a_damaged_ledger_is_refused_and_salvaged(study, tmp_path):
    out = tmp_path / "out"
    called("sweep", study, "-o", out, "--executor", "inline")
    content = bytearray((out / "ledger").read_bytes())
    content[len(content) // 2] ^= 1
    (out / "ledger").write_bytes(bytes(content))
    refused = called("sweep", "-o", out, "--resume")
    salvaged = called("sweep", "-o", out, "--resume", "--salvage", "--executor", "inline")

    assert (2, True) == (refused.code, "1 record changed after being written" in refused.err)
    assert (0, "two: 4 of 4 runs at 2 points") == (salvaged.code, salvaged.out.splitlines()[0])
    assert "cmgsim: 1 damaged record is left out; `ledger.damaged` keeps the file as it was\n" in salvaged.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "cmgsim: STUDY: is missing (a study file, or `-o DIR --resume`)"),
        (("--resume",), "cmgsim: -o: is missing (the folder of the study)"),
        (("s.toml", "--scheduler", "tcp://a:1"), "cmgsim: --scheduler: is Dask's (--executor dask)"),
        (("nowhere.toml",), "cmgsim: nowhere.toml: there is no such file"),
        (("-o", "nowhere", "--status"), "cmgsim: nowhere: holds no study (the folder that `cmgsim sweep -o` made)"),
        (("examples/studies/best.toml", "--against", "9"), "cmgsim: --against: there is no point 9 (0 to 2)"),
        (("s.toml", "--workers", "0"), "cmgsim sweep: invalid value for `--workers`"),
    ],
)
def test_options_that_cannot_be_are_refused(words, sentence, monkeypatch):
    monkeypatch.chdir(ROOT)
    done = called("sweep", *words)

    assert (2, "") == (done.code, done.out)
    assert sentence in done.err


@pytest.mark.slow
def test_a_resume_in_a_folder_without_a_study_leaves_it_as_it_was(tmp_path):
    done = called("sweep", "-o", tmp_path / "new", "--resume")

    assert (2, True) == (done.code, "holds no study to resume" in done.err)
