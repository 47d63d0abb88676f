"""A study is killed at any moment and loses nothing that counted, counts nothing twice, and ends in the same bytes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings
from studies import FACTORS, TINY, recorded, results

from cmgsim.study.sweep import sweep

VICTIM = Path(__file__).parents[1] / "study_victim.py"
EXPLORING = settings.default is not None and settings.default.max_examples > 1_000
"""`make explore` kills more often."""


def kills(folder: Path, how: str, rounds: int) -> int:
    command = [sys.executable, str(VICTIM), str(folder), how, str(rounds)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert 0 == done.returncode, done.stderr
    return int(done.stdout)


@pytest.mark.slow
def test_random_kills_lose_nothing(tmp_path):
    sweep(TINY, FACTORS, replications=8, folder=tmp_path / "undisturbed")
    wanted, died = 200 if EXPLORING else 40, 0
    while died < wanted:  # a study that finished early is begun again
        folder = tmp_path / str(died)
        died += kills(folder, "random", wanted - died)

        assert results(tmp_path / "undisturbed") == results(folder / "study")
        assert sorted(recorded(tmp_path / "undisturbed")) == sorted(recorded(folder / "study"))


@pytest.mark.slow
def test_dying_at_any_call_of_the_system_loses_nothing(tmp_path):
    sweep(TINY, FACTORS, folder=tmp_path / "undisturbed")
    died = kills(tmp_path / "killed", "calls", 1_000)

    assert died > 20
    for number in range(1, died + 1):
        folder = tmp_path / "killed" / str(number)
        assert results(tmp_path / "undisturbed") == results(folder), number
        assert sorted(recorded(tmp_path / "undisturbed")) == sorted(recorded(folder)), number
