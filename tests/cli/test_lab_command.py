"""`cmgsim lab`: the list, a learner's folder, hints, a mark with its exit code, and the results of a class."""

from __future__ import annotations

import pytest
from command_line import called


def test_without_a_name_the_labs_are_listed():
    done = called("lab")

    assert (0, "") == (done.code, done.err)
    assert "first-channel" in done.out
    french = called("lab", "--lang", "fr").out
    assert "Pas de canal le premier jour" in french
    assert ["nom", "niveau", "flux", "titre"] == french.splitlines()[2].split()


def test_the_list_as_json_has_what_a_program_needs():
    rows = called("lab", "--json").json

    assert {("name", "level", "flow", "title")} == {tuple(row) for row in rows}
    assert 10 == len(rows)


def test_a_lab_without_a_folder_shows_its_questions():
    assert called("lab", "zero-percent").out.startswith("# Every download stays at 0 %\n")


def test_a_folder_holds_everything_to_investigate(tmp_path):
    done = called("lab", "first-channel", "-o", tmp_path / "lab")

    assert (0, "") == (done.code, done.err)
    assert {"questions.md", "story.txt", "sequence.mmd", "trace.jsonl", "capture.pcapng", "logs"} == {
        file.name for file in (tmp_path / "lab").iterdir()
    }
    assert (tmp_path / "lab" / "logs" / "SMS_CLOUD_PROXYCONNECTOR.log").read_bytes().startswith(b"Simulated")


@pytest.mark.parametrize(("answer", "code"), [("ports-blocked=443", 0), ("ports-dropped=443", 1), ("nonsense", 2)])
def test_the_exit_code_says_whether_an_answer_is_right(answer, code):
    assert code == called("lab", "first-channel", "--answer", answer).code


def test_a_mark_as_json_is_one_document():
    done = called("lab", "first-channel", "--answer", "proxy", "--json")

    assert (1, ["proxy"], False) == (done.code, done.json["answer"], done.json["right"])


@pytest.mark.parametrize(("hints", "lines"), [(1, 1), (2, 2), (3, 3)])
def test_hints_come_one_after_the_other(hints, lines):
    out = called("lab", "first-channel", *["--hint"] * hints).out

    assert lines == len(out.splitlines())
    assert ("There are no more hints." in out) == (hints == 3)


def test_the_results_of_a_class_are_appended(tmp_path):
    file = tmp_path / "class.csv"
    for student, answer in (("Ann", "proxy"), ("=Bob", "ports-blocked=443")):
        called("lab", "first-channel", "--answer", answer, "--results", file, "--student", student)

    assert [
        "lab,student,answer,result",
        "first-channel,Ann,proxy,wrong",
        "first-channel,'=Bob,ports-blocked=443,right",
    ] == file.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--answer", "proxy"), "which lab is missing"),
        (("first-channel", "--student", "Ann"), "it goes with --student"),
        (("first-channel", "--results", "x", "--student", "Ann"), "there is no answer to record"),
        (("first-channel", "--answer", "proxy", "--hint"), "an answer is marked alone"),
        (("nowhere",), 'there is no lab "nowhere"'),
        (("first-channel", "--answer", "proxy", "--results", "/nowhere/x", "--student", "A"), "cannot write there"),
    ],
)
def test_bad_usage_is_one_message(arguments, complaint):
    done = called("lab", *arguments)

    assert (2, "") == (done.code, done.out)
    assert complaint in done.err
