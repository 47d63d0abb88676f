"""`cmgsim run`: what it prints, what it writes, and that it writes all or nothing."""

from __future__ import annotations

import json
import sys

import pytest
from command_line import SMALL, called, ran, small

from cmgsim.request_log import RequestLog

FILES = ["manifest.json", "report.html", "requests.parquet", "summary.json"]
COUNTED = ("--no-requests", "--set", "scenario.warm_up='mser-5'")
OVERLOADED = ("--set", "cmg.workers=1", "--set", "cmg.service_time='4 s'")


def written(folder):
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def test_the_verdict_comes_first_then_tables(tmp_path):
    done = called("run", small(tmp_path))
    places = [done.out.index(part) for part in ("- End to end", "Latency by activity", "How busy", "Connections open")]

    assert 0 == done.code
    assert 0 == places[0]
    assert sorted(places) == places


def test_the_verdict_speaks_french(tmp_path):
    done = called("run", small(tmp_path), "--lang", "fr")

    assert done.out.startswith("- De bout en bout")
    assert "Latence par activité" in done.out


def test_json_is_the_summary_and_nothing_else(tmp_path):
    done = called("run", small(tmp_path), "--json")
    keys = """
        schema scenario seed replications engine warm_up requests latency_s by_activity stages stations connections
        ports egress_bytes egress_by_hour alerts fingerprint wall_s events
    """

    assert ("", "cmgsim.summary/1") == (done.err, done.json["schema"])
    assert keys.split() == list(done.json)


def test_json_beside_files_is_still_alone_on_standard_output(tmp_path):
    done = called("run", small(tmp_path), "--json", "-o", tmp_path / "out")

    assert json.loads((tmp_path / "out" / "summary.json").read_text()) == done.json
    assert "out" in done.err


def test_without_a_file_it_runs_contoso():
    done = called("run", "--json", "--set", "clients[0].count=5", "--set", "clients[1].count=5")

    assert "contoso" == done.json["scenario"]


def test_options_go_before_what_the_file_says(tmp_path):
    done = called("run", small(tmp_path), "--json", "--seed", "7", "--replications", "2")

    assert (7, 2) == (done.json["seed"], done.json["replications"])


def test_the_command_that_comes_next_is_about_the_same_scenario(tmp_path):
    file = small(tmp_path)
    done = called("run", file, "--seed", "7", "--set", "cmg.instances=2")

    suggested = f"`cmgsim run {file} --set cmg.instances=2 --set scenario.seed=7 --replications 10`"
    assert suggested in done.out


def test_a_station_that_served_nobody_has_no_row(tmp_path):
    assert "software-update-point-1" not in called("run", small(tmp_path)).out


def test_waits_are_shown_where_somebody_waited(tmp_path):
    file = small(tmp_path)

    assert ("mean wait" in called("run", file).out, "mean wait" in called("run", file, *OVERLOADED).out) == (
        False,
        True,
    )


def test_a_folder_gets_every_file_and_nothing_else(tmp_path):
    called("run", small(tmp_path), "-o", tmp_path / "a" / "b")

    assert FILES == sorted(written(tmp_path / "a" / "b"))


def test_without_requests_the_other_files_are_written_and_say_so(tmp_path):
    file, out = small(tmp_path), tmp_path / "out"
    called("run", file, "-o", out)
    done = called("run", file, "-o", out, "--no-requests", "--engine", "simpy")
    summary = json.loads((out / "summary.json").read_text())

    assert [name for name in FILES if name != "requests.parquet"] == sorted(written(out)), "no rows of another run"
    assert (None, 2**-9, 100) == (
        summary["fingerprint"],
        summary["percentile_error"],
        summary["requests"]["created"],
    )
    assert "percentiles, and those of waits, are right to within 0.2 %" in done.out


def test_further_replications_get_files_of_their_own(tmp_path):
    called("run", small(tmp_path), "-o", tmp_path / "out", "--replications", "3")
    names = [f"requests{number}.parquet" for number in ("", "-1", "-2")]
    logs = [RequestLog.from_parquet(tmp_path / "out" / name) for name in names]

    assert [*FILES[:2], "requests-1.parquet", "requests-2.parquet", *FILES[2:]] == sorted(written(tmp_path / "out"))
    assert [100, 100, 100] == [len(log) for log in logs]
    assert 3 == len({log.fingerprint() for log in logs})


def test_requests_that_an_earlier_run_left_do_not_stay_beside_the_new_ones(tmp_path):
    file, out = small(tmp_path), tmp_path / "out"
    called("run", file, "-o", out, "--replications", "3")
    (out / "requests-of-mine.parquet").write_text("not ours")
    called("run", file, "-o", out)

    assert sorted([*FILES, "requests-of-mine.parquet"]) == sorted(written(out))


def test_the_files_belong_together(tmp_path):
    called("run", small(tmp_path), "-o", tmp_path / "out", "--seed", "3")
    summary, manifest = (
        json.loads((tmp_path / "out" / name).read_text()) for name in ("summary.json", "manifest.json")
    )
    report = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")

    assert summary["fingerprint"] == manifest["fingerprint"]
    assert manifest["fingerprint"] in report
    assert manifest["scenario_sha256"] in report
    assert ["cmgsim", "run", "small.toml", "-o", "out", "--seed", "3"] == manifest["command"]


@pytest.mark.slow
def test_the_same_arguments_give_the_same_bytes_but_for_the_seconds_it_took(tmp_path):
    file, folders = small(tmp_path), [tmp_path / "1" / "out", tmp_path / "2" / "out"]
    summaries = []
    for number, folder in enumerate(folders):
        assert 0 == ran("run", file, "-o", folder, "--replications", "2", PYTHONHASHSEED=str(number)).code
        summaries.append(json.loads((folder / "summary.json").read_text()))
    first, second = map(written, folders)

    assert summaries[0]["wall_s"] > 0
    assert summaries[0] | {"wall_s": 0} == summaries[1] | {"wall_s": 0}
    assert {name: data for name, data in first.items() if name != "summary.json"} == {
        name: data for name, data in second.items() if name != "summary.json"
    }


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("-o", "FILE"), "cannot write there"),
        (("-o", "FILE/below"), "cannot write there"),
        (("-o", "/proc/nowhere"), "cannot write there"),
        (("-o", "/proc"), "cannot write there"),
        (("-o", "NEW", "--engine", "fast", *COUNTED), "does not support"),
        (("-o", "NEW", "--set", "cmg.instances=17"), "too many"),
        (("-o", "TAKEN"), "summary.json is a folder"),
    ],
)
def test_what_cannot_be_written_is_said_before_anything_is_simulated(tmp_path, arguments, reason):
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / "taken" / "summary.json").mkdir(parents=True)
    places = {"FILE": small(folder), "FILE/below": folder / "small.toml" / "x", "NEW": folder / "new"}
    places["TAKEN"] = folder / "taken"
    before = sorted(folder.rglob("*"))
    words = [str(places.get(word, word)) for word in arguments]
    # A year of ten thousand clients: simulated first, this test would not end.
    done = called("run", *words, "--set", "scenario.duration='8760 h'")

    assert (2, "") == (done.code, done.out)
    assert reason in done.err
    assert before == sorted(folder.rglob("*"))


def test_without_pyarrow_it_says_what_to_install_before_anything_is_simulated(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)  # as where it is not installed
    done = called("run", "--set", "scenario.duration='8760 h'", "-o", tmp_path / "out")

    assert (2, "") == (done.code, done.out)
    assert "pip install 'cmgsim[parquet]'" in done.err
    assert [] == list(tmp_path.iterdir())


def test_hostile_names_reach_neither_terminal_nor_page_as_they_are(tmp_path):
    file = tmp_path / "hostile.toml"
    hostile = "<script>alert(1)</script>[bold]=cmd()|`x`"
    file.write_text(SMALL.replace('"small"', f"'{hostile}'"), encoding="utf-8")
    called("run", file, "-o", tmp_path / "out")
    report = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")

    assert "<script" not in report
    assert "&lt;script&gt;alert(1)&lt;/script&gt;[bold]=cmd()|`x`" in report
    assert hostile == json.loads((tmp_path / "out" / "summary.json").read_text())["scenario"]


def test_a_run_in_which_nobody_asks_has_words_and_no_tables(tmp_path):
    file = tmp_path / "quiet.toml"
    early = SMALL.replace('every = "1 min"', 'at = ["1 s"]').replace('"5 min"', '"5 min"\nwarm_up = "4 min"')
    file.write_text(early, encoding="utf-8")
    done = called("run", file)

    assert 0 == done.code
    assert "Nobody asked for anything" in done.out
    assert "Latency by activity" not in done.out


def test_files_are_readable_by_others_as_the_umask_says(tmp_path):
    called("run", small(tmp_path), "-o", tmp_path / "out")
    (tmp_path / "new").write_text("")
    usual = (tmp_path / "new").stat().st_mode

    assert {usual} == {file.stat().st_mode for file in (tmp_path / "out").iterdir()}


def test_the_factor_of_a_traffic_preset_is_on_the_first_screen():
    done = called("run", "--set", "scenario.duration='1 min'", "--set", "clients.laptops.traffic='300 MB'")

    assert 0 == done.code
    assert "Assumed sizes of laptops are multiplied by 3.2" in done.out
