"""`calibrate` writes a fragment, says what it measured, and names what it cannot read."""

from __future__ import annotations

from pathlib import Path

from command_line import called

FOLDER = Path(__file__).parents[2] / "examples" / "logs"
LOGS = sorted(str(path) for path in FOLDER.iterdir() if path.suffix != ".toml")


def test_the_fragment_goes_to_standard_output_and_words_to_standard_error():
    done = called("calibrate", *LOGS)

    assert 0 == done.code
    assert (FOLDER / "measured.toml").read_text(encoding="utf-8") == done.out
    assert "Held out: 18 of 18 totals lie within" in done.err


def test_with_a_file_the_words_go_to_standard_output(tmp_path):
    done = called("calibrate", *LOGS, "-o", str(tmp_path / "m.toml"), "--clients", "900")

    assert 0 == done.code
    assert "Measured inputs" in done.out
    assert "m.toml; `--set @" in done.err
    assert 0 == called("check", str(tmp_path / "m.toml")).code


def test_as_json_it_is_one_document():
    document = called("calibrate", *LOGS, "--json").json

    assert ("cmgsim.calibration/1", 18) == (document["schema"], len(document["held_out"]))
    assert {"measured"} == {row["confidence"] for row in document["inputs"]}


def test_a_file_that_cannot_be_read_is_an_error(tmp_path):
    done = called("calibrate", str(tmp_path / "nowhere.log"))

    assert 2 == done.code
    assert "nowhere.log: there is no such file" in done.err


def test_a_setting_from_a_file_that_is_not_there_is_an_error():
    done = called("check", "examples/scenarios/contoso.toml", "--set", "@nowhere.toml")

    assert 2 == done.code
    assert "--set @nowhere.toml: there is no such file" in done.err
