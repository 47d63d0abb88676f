"""Files that appear together, complete, or not at all; and folders that go again if nothing came of them."""

from __future__ import annotations

import pytest
from command_line import called, small
from run_logs import hand_trace

from cmgsim.cli.results_folder import results_folder, write_results
from cmgsim.errors import ScenarioError


class Broken(Exception):
    """Whatever goes wrong."""


class Unwritable:
    """A log that cannot be written."""

    def to_parquet(self, path):
        path.write_bytes(b"half of")
        raise Broken


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_a_folder_is_made_with_those_above_it(tmp_path):
    with results_folder(tmp_path / "a" / "b") as folder:
        assert folder.is_dir()
    assert ["a", "a/b"] == files(tmp_path)


def test_folders_made_for_a_failure_are_gone_again(tmp_path):
    (tmp_path / "mine").mkdir()
    with pytest.raises(Broken), results_folder(tmp_path / "mine" / "a" / "b"):
        raise Broken

    assert ["mine"] == files(tmp_path)


def test_a_folder_that_somebody_else_uses_meanwhile_stays(tmp_path):
    def use(folder):
        (folder / "note.txt").write_text("mine")
        raise Broken

    with pytest.raises(Broken), results_folder(tmp_path / "a") as folder:
        use(folder)

    assert ["a", "a/note.txt"] == files(tmp_path)


@pytest.mark.parametrize("path", ["file", "file/below", "x" * 300, "null\0byte"])
def test_a_place_that_cannot_be_written_to_is_one_problem_that_names_it(tmp_path, path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(ScenarioError, match="cannot write there") as caught, results_folder(tmp_path / path):
        pass

    assert ["-o"] == [problem.source for problem in caught.value.problems]
    assert ["file"] == files(tmp_path)


def test_a_failure_while_writing_leaves_what_was_there(tmp_path):
    (tmp_path / "summary.json").write_text("the old one")
    with pytest.raises(Broken):
        write_results(tmp_path, {0: hand_trace().requests, 1: Unwritable()}, {"summary.json": "the new one"})

    assert ["summary.json"] == files(tmp_path)
    assert "the old one" == (tmp_path / "summary.json").read_text()


def test_files_take_the_place_of_old_ones(tmp_path):
    (tmp_path / "summary.json").write_text("the old one")
    write_results(tmp_path, {0: hand_trace().requests}, {"summary.json": "the new one"})

    assert ["requests.parquet", "summary.json"] == files(tmp_path)
    assert "the new one" == (tmp_path / "summary.json").read_text()


@pytest.mark.parametrize("manifest", ["", "{}", "[]", '{"schema": "npm/2"}', "[" * 9_999])
def test_what_somebody_else_wrote_is_not_replaced(tmp_path, manifest):
    (tmp_path / "manifest.json").write_text(manifest)
    with pytest.raises(ScenarioError, match=r"manifest\.json is there, and not from cmgsim"), results_folder(tmp_path):
        pass

    assert manifest == (tmp_path / "manifest.json").read_text()


def test_other_files_of_a_folder_are_no_hindrance(tmp_path):
    (tmp_path / "site.toml").write_text("mine")
    with results_folder(tmp_path):
        pass


@pytest.mark.slow
def test_results_of_an_earlier_run_are_replaced_and_it_is_said(tmp_path):
    line = ("run", small(tmp_path), "--engine", "simpy", "-o", tmp_path / "out")
    first, second, french = called(*line), called(*line), called(*line, "--lang", "fr")

    assert first.err.endswith(f"are in {tmp_path / 'out'}\n")
    assert second.err.endswith(f"are in {tmp_path / 'out'}, in place of earlier ones\n")
    assert french.err.endswith(f"sont dans {tmp_path / 'out'}, à la place des précédents\n")
