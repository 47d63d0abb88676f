"""What is compared in `benchmarks/compare.py` is the same work, and whoever does other work is found out."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from attrs import evolve

ROOT = Path(__file__).parents[1]
BENCHMARKS = ROOT / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))  # scripts, which import what stands beside them

from comparison import checks, figures, subjects, tables  # noqa: E402
from comparison.configurations import CONFIGURATIONS  # noqa: E402
from comparison.contest import Contest  # noqa: E402
from comparison.measuring import Failed  # noqa: E402
from comparison.outcome import Outcome  # noqa: E402

OUTCOME = Outcome(requests=3, answered=2, latency_ns=4_000_000_000, seconds=0.5, wall_s=0.5, sums={"busy_ns": 7})
REQUESTS = 300


def measured(names, configuration, folder):
    """These contestants one after the other, in this process."""
    found = {}
    for subject in map(subjects.BY_NAME.__getitem__, names):
        subject.prepare(configuration, REQUESTS, folder)
        found[subject.name] = subject.run(configuration, REQUESTS, folder, 0)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("configuration", CONFIGURATIONS, ids=lambda configuration: configuration.name)
def test_our_engines_and_simpy_do_the_same_work(configuration, tmp_path):
    names = [subjects.ENGINE, subjects.KERNEL, subjects.SIMPY_ENGINE, "SimPy"]

    assert [] == list(checks.disagreements(measured(names, configuration, tmp_path)))


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("g++") is None, reason="a compiler is needed")
def test_the_loop_by_hand_has_the_same_results_and_events_as_our_engine(tmp_path):
    names, events = [subjects.ENGINE, subjects.CPP, subjects.CPP_LATENCIES], []
    for configuration in CONFIGURATIONS:
        ours, theirs, limit = found = list(measured(names, configuration, tmp_path).values())
        assert [] == list(checks.disagreements(dict(zip(names, found, strict=True))))
        assert ours.sums == theirs.sums
        assert 100 > ours.events - theirs.events >= 0  # those of the site itself
        events.append(theirs.events)

    assert events[0] == events[1] + theirs.answered  # a connection that is kept closes later
    assert events[1] == limit.events + theirs.requests  # a deadline comes


@pytest.mark.slow
@pytest.mark.parametrize("name", [subjects.CIMBA, "happysim", "Ciw", "salabim"])
def test_a_peer_that_is_there_does_the_same_work(name):
    if not subjects.BY_NAME[name].is_there:
        pytest.skip(subjects.BY_NAME[name].get)

    assert f"\n| {name} | " in printed("--only", subjects.ENGINE, name, "--configurations", "no-feedback")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"latency_ns": 4_000_000_001}, "other has latencies of 4,000,000,001 ns in all, one of 4,000,000,000 ns"),
        ({"latency_ns": 4.000001e9}, "other has a mean latency of 2.000000500 s, one of 2.000000000 s"),
        ({"answered": 1}, "other answered 1 of 3 requests, one 2 of 3"),
        ({"sums": {"busy_ns": 8}}, "other adds busy_ns up to 8, one to 7"),
    ],
)
def test_who_does_other_work_is_named(changed, said):
    assert [said] == list(checks.disagreements({"one": OUTCOME, "other": evolve(OUTCOME, **changed)}))


def test_rounding_of_a_clock_is_no_disagreement():
    assert [] == list(checks.disagreements({"one": OUTCOME, "other": evolve(OUTCOME, latency_ns=4_000_000_000.1)}))


def test_a_wait_that_no_chance_explains_is_named():
    expected_s = checks.wait_by_formula(REQUESTS)

    assert checks.formula_disagrees(REQUESTS, expected_s + 0.01, 0.02) is None
    assert checks.formula_disagrees(REQUESTS, expected_s + 0.03, 0.02) is not None


def test_ratios_are_taken_at_the_largest_size_that_both_were_measured_at():
    slow, fast = OUTCOME, evolve(OUTCOME, seconds=0.25)
    sizes = {3: {subjects.ENGINE: fast, subjects.SIMPY_ENGINE: slow}, 6: {subjects.ENGINE: OUTCOME}}

    assert ["the whole compiled engine, times our SimPy engine, 3 requests"] == [
        figure.says for figure in figures.ratios({figures.EVERYTHING: sizes})
    ]
    assert [2.0] == [figure.measured for figure in figures.ratios({figures.EVERYTHING: sizes})]


class Workshop:
    """Measures nobody: whoever is named fails, all others take a second for three requests."""

    def __init__(self, *failing):
        self.failing = failing

    def measured(self, subject, _, requests):
        if subject.name in self.failing:
            raise Failed(f"{subject.name} broke")
        return evolve(OUTCOME, requests=requests, seconds=requests / 3)

    def clear(self):
        pass


def contest(*failing):
    return Contest(Workshop(*failing), [subjects.BY_NAME[subjects.ENGINE], subjects.BY_NAME["SimPy"]], patience_s=5)


def test_a_peer_that_fails_is_left_out_and_named():
    without = contest("SimPy")

    assert [[subjects.ENGINE]] * 2 == [[*without.measured(CONFIGURATIONS[0], size)] for size in (1, 2)]
    assert ["SimPy broke."] == without.failures


def test_our_own_engine_has_to_get_to_its_end():
    with pytest.raises(Failed, match="compiled engine broke"):
        contest(subjects.ENGINE).measured(CONFIGURATIONS[0], 1)


def test_who_would_take_too_long_is_measured_no_more():
    patient = contest()

    assert [2, 2, 1] == [len(patient.measured(CONFIGURATIONS[0], size)) for size in (3, 15, 16)]


def printed(*words):
    return subprocess.run(
        [sys.executable, str(BENCHMARKS / "compare.py"), "--requests", "100", "--no-extras", "--rounds", "1", *words],
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("happysimulator") is not None, reason="happysim is there")
def test_the_command_prints_a_table_and_names_who_is_absent(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- measured -->\nold\n<!-- end of what was measured -->\nafter\n")
    shown = printed("--only", "SimPy", "happysim", "--configurations", "no-feedback", "--write", str(page))

    assert "happysim is not there: `pip install happysim` (Python 3.13).\n" in shown
    assert re.search(r"^\| SimPy \| 10\d \| 0\.\d{3} \| [\d,]+ \|  \|  \|  \| \d+ \|$", shown, re.MULTILINE)
    assert page.read_text() == (
        f"before\n<!-- measured -->\n\n{shown}\n<!-- end of what was measured -->\nafter\n"
    )  # fmt: skip


def test_the_page_shows_tables_of_today_s_contestants():
    page = (ROOT / "docs" / "speed.md").read_text(encoding="utf-8")
    measured = page.partition("<!-- measured -->")[2].partition("<!-- end of what was measured -->")[0]

    assert tables.HEADER[0] in measured
    for name in (subjects.CPP, subjects.KERNEL, subjects.ENGINE, subjects.SIMPY_ENGINE, "SimPy"):
        assert f"\n| {name} | " in measured
