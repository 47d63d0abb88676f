"""The benchmarks run; what they measure is for people to read."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


def printed(*command: str) -> list[str]:
    ran = subprocess.run([sys.executable, *command], capture_output=True, text=True, check=True)
    return ran.stdout.splitlines()


@pytest.mark.slow
def test_the_engine_is_measured_beside_its_peers():
    subjects = [line.split(" | ")[0] for line in printed(str(BENCHMARKS / "simpy_engine.py"), "--requests", "200")]

    assert [
        "| idiomatic SimPy",
        "| idiomatic SimPy, with a deadline for each request",
        "| cmgsim, SimPy engine",
        "| cmgsim, SimPy engine, with trace",
    ] == subjects[2:]


@pytest.mark.slow
def test_studies_are_measured_by_workers_ledger_and_resume():
    script = str(BENCHMARKS / "studies.py")
    rows = printed(script, "--runs", "2", "--rounds", "1", "--short-runs", "10", "--finished", "20", "--no-day")
    parts = ("as fast as one worker", "as fast as `--workers 1`", "in the ledger,", "resuming 20 finished runs")

    assert list(parts) == [part for row in rows for part in parts if part in row]


@pytest.mark.slow
def test_the_start_up_is_measured_beside_an_interpreter_that_does_nothing():
    first, *others = printed(str(BENCHMARKS / "startup.py"), "--rounds", "1")[2:]

    assert first.startswith("| `python -c pass` |")
    assert "| `cmgsim --help` |" in [line[: line.index("|", 2) + 1] for line in others]


@pytest.mark.slow
def test_a_sizing_is_measured():
    row = printed(str(BENCHMARKS / "size.py"), "--devices", "20", "--engines", "simpy")[2]

    assert row.startswith("| simpy | 20 | 2 × A2_v2, 2 connection points | 35 | 105 |")


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("chromium") is None, reason="the player is measured in a browser")
def test_the_player_is_measured_in_a_browser():
    pytest.importorskip("playwright", reason="playwright drives the browser")
    subjects = [line.split(" | ")[0] for line in printed(str(BENCHMARKS / "player.py"), "--steps", "100")]

    assert ["| steps", "| size of the page, kB", "| built, s", "| opened, ms"] == subjects[2:6]
