"""What holds for every command: help, versions, exit codes, errors in a sentence."""

from __future__ import annotations

import signal
import subprocess
import time

import pytest
from command_line import PROGRAM, Done, called, ran, small

import cmgsim
from cmgsim.cli.app import BUG, _exit_code, _explained
from cmgsim.errors import (
    BrokenInvariant,
    LimitExceeded,
    MissingExtra,
    OutOfMemory,
    Problem,
    ScenarioError,
    Unsupported,
)

COMMANDS = (
    "run", "flow", "view", "demo", "lab", "explain", "size", "diff", "facts", "ports", "endpoints", "assumptions",
    "check", "schema", "stress", "selftest", "sweep", "reproduce", "calibrate", "warmup",
)  # fmt: skip
COUNTED = ("--no-requests", "--set", "scenario.warm_up='mser-5'")


def test_the_version_is_that_of_the_package():
    assert Done(0, f"cmgsim {cmgsim.__version__}\n", "") == called("--version")


def test_the_help_lists_every_command_with_a_whole_sentence():
    done = called("--help")
    listed = dict(line.split(maxsplit=1) for line in done.out.partition("Commands:\n")[2].splitlines())

    assert 0 == done.code
    assert [] == [command for command in COMMANDS if command not in listed]
    assert [] == [sentence for sentence in listed.values() if not sentence.endswith(".") or sentence.endswith("...")]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_that_fits_a_terminal(command):
    done = called(command, "--help")

    assert 0 == done.code
    assert done.out.startswith(f"Usage: cmgsim {command} [OPTIONS]")
    assert [] == [line for line in done.out.splitlines() if len(line) > 80]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "Usage: cmgsim [OPTIONS] COMMAND"),
        (("rnu",), 'cmgsim: no such command "rnu". did you mean `run`?'),
        (("run", "--sed", "1"), "cmgsim run: no such option"),
        (("run", "--seed", "x"), "cmgsim run: invalid value for `--seed`"),
        (("run", "--engine", "warp"), 'invalid value for `--engine`: "warp" is not one of "auto", "fast", "simpy"'),
        (("run", "a.toml", "b.toml"), "cmgsim run: got unexpected extra argument"),
        (
            ("flow",),
            "cmgsim: NAME: which flow is missing (one of deployment, channel, communication, content, ",
        ),
        (("flow", "chanel"), 'there is no flow "chanel" (did you mean `channel`?)'),
        (("flow", "channel", "--instances", "17"), "cmgsim: --instances: 17 is too many"),
        (("flow", "channel", "--fault", "proxie"), "cmgsim: --fault: "),
        (("facts", "prots"), 'there is no table "prots" (did you mean `ports`?)'),
        (("check", "nowhere.toml"), "cmgsim: nowhere.toml: there is no such file"),
        (("run", "--replications", "0"), "cmgsim: --replications: 0 is too few"),
        (("run", "--set", "cmg.instnaces=2"), "did you mean"),
        (("run", "--engine", "fast", *COUNTED), "the fast engine does not support: finding a warm-up"),
    ],
)
def test_bad_usage_is_one_clear_message_and_exit_code_2(arguments, sentence):
    done = called(*arguments)

    assert (2, "") == (done.code, done.out)
    assert sentence in done.err
    assert "Traceback" not in done.err


def test_every_problem_is_listed():
    done = called("run", "--replications", "0", "--seed", "-1")

    assert ["cmgsim: 2 problems:", "  --seed: ", "  --replications: "] == [
        done.err.splitlines()[0],
        *(line[: line.index(":") + 2] for line in done.err.splitlines()[1:]),
    ]


@pytest.mark.parametrize("where", [0, 1, 2])
def test_debug_shows_where_an_error_comes_from(where):
    arguments = ["check", "nowhere.toml"]
    arguments.insert(where, "--debug")
    done = called(*arguments)

    assert 2 == done.code
    assert "Traceback" in done.err
    assert done.err.endswith("nowhere.toml: there is no such file\n")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ScenarioError((Problem("a.toml", "", "is wrong"),)), 2),
        (Unsupported("fast", ("proxies",)), 2),
        (MissingExtra("pyarrow", "parquet", "writing"), 2),
        (OSError(28, "No space left on device"), 2),
        (LimitExceeded("events", 10, 11), 3),
        (BrokenInvariant("Little's law", "by hand"), 3),
        (OutOfMemory(3_600_000_000_000, 7), 3),
        (MemoryError("Unable to allocate 28.6 GiB"), 3),
        (ZeroDivisionError("division by zero"), BUG),
    ],
)
def test_every_kind_of_error_has_its_exit_code(error, code):
    assert code == _exit_code(error)
    assert 1 == len(list(_explained(error)))


def test_a_defect_asks_to_be_reported():
    assert ["cmgsim: internal error, please report it: KeyError: 'x'"] == list(_explained(KeyError("x")))


def test_what_an_error_quotes_cannot_steer_the_terminal():
    done = called("check", "a\x1b[31m\u202e.toml")

    assert "cmgsim: a\\x1b[31m\\u202e.toml: there is no such file\n" == done.err


@pytest.mark.slow
def test_ctrl_c_ends_a_run_with_130_and_one_line_and_leaves_nothing(tmp_path):
    target = tmp_path / "deep" / "out"
    process = subprocess.Popen(
        [PROGRAM, "run", "--engine", "simpy", "--set", "scenario.duration='40 h'", "-o", target],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # Whoever started the tests in the background lets them ignore it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    while process.poll() is None and not target.exists():  # made just before the simulation begins
        time.sleep(0.05)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)

    assert (130, b"", b"cmgsim: interrupted\n") == (process.returncode, out, err)
    assert [] == list(tmp_path.iterdir())


@pytest.mark.slow
def test_the_program_is_installed_and_says_its_version():
    assert f"cmgsim {cmgsim.__version__}\n" == ran("--version").out


@pytest.mark.slow
def test_the_program_and_the_function_say_the_same(tmp_path):
    arguments = ("run", small(tmp_path), "--json")
    numbers = [done.json | {"wall_s": 0} for done in (called(*arguments), ran(*arguments))]

    assert numbers[0] == numbers[1]
