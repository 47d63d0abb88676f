"""Where compiled code cannot be kept, people are told before they wait for it again and again."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from command_line import SMALL, ran

from cmgsim.api.engine_choice import COMPILES, compiles

NOWHERE = "/dev/null"
"""No folder, and none can be made in it."""
SAID = f"{NOWHERE} cannot be written to (NUMBA_CACHE_DIR may name another folder for compiled code)"
COLD = {**os.environ, "NUMBA_CACHE_DIR": NOWHERE}


@pytest.mark.slow
def test_compiling_ahead_is_refused_where_nothing_would_be_kept():
    done = ran("warmup", NUMBA_CACHE_DIR=NOWHERE)

    assert (2, "") == (done.code, done.out)
    assert f"cmgsim: warmup: nothing would be kept: {SAID}\n" == done.err


@pytest.mark.slow
def test_a_run_says_why_the_fast_engine_is_never_ready(tmp_path):
    scenario = tmp_path / "small.toml"
    scenario.write_text(SMALL)
    done = ran("run", scenario, "--set", "clients[0].count=1_200", NUMBA_CACHE_DIR=NOWHERE)

    assert 0 == done.code
    assert f"cmgsim: the simpy engine runs this, since the fast one is not compiled yet: {SAID}\n" == done.err


def test_who_asks_for_the_fast_engine_hears_that_it_is_compiled_each_time(monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", NOWHERE)

    assert f"compiling the fast engine for some thirty seconds, in each process anew: {SAID}" == compiles()


def test_who_asks_for_it_hears_that_it_is_compiled_once(monkeypatch, tmp_path):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))

    assert COMPILES == compiles()


@pytest.mark.slow
def test_a_program_is_told_before_it_waits_for_the_compiler():
    """Stopped where compiling would begin."""
    program = """
import sys
from cmgsim.api import simulate
from cmgsim.model.scenario_file import contoso
sys.modules["cmgsim.fast.run"] = None
simulate.simulate(contoso(), engine="fast")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False, env=COLD, text=True)

    assert f"cmgsim: compiling the fast engine for some thirty seconds, in each process anew: {SAID}" in done.stderr
