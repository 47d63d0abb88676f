"""Output that survives its surroundings: locales, closed streams, readers that leave, full disks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import PROGRAM, ran, small

pytestmark = pytest.mark.slow

FRENCH = ("flow", "channel", "--lang", "fr")


def shell(line, *arguments):
    """A line of shell, in which `$0` is the program and `$1` the first argument."""
    return subprocess.run(
        ["bash", "-c", line, PROGRAM, *map(str, arguments)],
        capture_output=True,
        check=False,
        timeout=60,
        text=True,
    )


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LC_ALL": "fr_FR.ISO-8859-1"},
    ],
    ids=str,
)
def test_french_is_written_in_utf8_under_every_locale(environment):
    assert ran(*FRENCH) == ran(*FRENCH, **environment)
    assert "é" in ran(*FRENCH, **environment).out


def test_the_interpreter_runs_the_command_line_too():
    done = shell('"$1" -m cmgsim ports --no-such-option; echo "$?"', sys.executable)

    assert "2\n" == done.stdout
    assert done.stderr.startswith("cmgsim ports: no such option: --no-such-option")


def test_a_reader_that_has_seen_enough_is_no_error():
    done = shell('"$0" facts failures --json | head -c 1; echo " ${PIPESTATUS[0]}"')

    assert ("[ 0\n", "") == (done.stdout, done.stderr)


def test_a_reader_that_has_seen_enough_does_not_change_the_exit_code():
    done = shell('"$0" flow all --fault cmg-stopped | true; echo "${PIPESTATUS[0]}"')

    assert ("1\n", "") == (done.stdout, done.stderr)


def test_files_are_written_though_nobody_reads(tmp_path):
    shell('"$0" run "$1" -o "$2" 2>/dev/null | true', small(tmp_path), tmp_path / "out")

    assert (tmp_path / "out" / "manifest.json").is_file()


def test_work_goes_on_though_nobody_reads_what_is_told_meanwhile(tmp_path):
    done = shell(
        '"$0" size "$1" --engine simpy --set targets.assurance=0.1 2>&1 >"$2" | true; echo "${PIPESTATUS[0]}"',
        small(tmp_path),
        tmp_path / "answer",
    )

    assert "0\n" == done.stdout
    assert "Recommendation" in (tmp_path / "answer").read_text(encoding="utf-8")


def test_a_closed_output_is_no_error_and_ends_up_in_no_file(tmp_path):
    done = shell('"$0" run "$1" -o "$2" >&-', small(tmp_path), tmp_path / "out")

    assert 0 == done.returncode
    assert b"PAR1" == (tmp_path / "out" / "requests.parquet").read_bytes()[:4]


@pytest.mark.parametrize("closed", [">&- 2>&-", "<&- >&- 2>&-"])
def test_every_stream_may_be_closed(closed):
    assert 2 == shell(f'"$0" check nowhere.toml {closed}').returncode


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no device that is always full")
def test_a_full_disk_is_an_error_in_one_line():
    done = shell('"$0" facts >/dev/full')

    assert (2, "cmgsim: cannot write: standard output: No space left on device\n") == (done.returncode, done.stderr)


def test_a_file_name_that_is_no_text_is_spelled_out():
    done = subprocess.run([PROGRAM, "check", b"\xff.toml"], capture_output=True, check=False, timeout=60)

    assert (2, "cmgsim: \\udcff.toml: there is no such file\n") == (done.returncode, done.stderr.decode())


def test_output_into_a_file_is_what_a_pipe_gets(tmp_path):
    shell('"$0" ports >"$1"', tmp_path / "ports.txt")

    assert ran("ports").out == (tmp_path / "ports.txt").read_text(encoding="utf-8")


def test_nothing_is_coloured(tmp_path):
    assert "\x1b" not in on_a_terminal("run", small(tmp_path), TERM="xterm-256color")


@pytest.mark.parametrize("columns", [60, 80])
@pytest.mark.parametrize(
    "command", ["run small.toml", "run small.toml --lang fr", "ports", "facts limits", "assumptions", "endpoints"]
)
def test_output_fits_the_terminal(tmp_path, columns, command):
    small(tmp_path)
    lines = on_a_terminal(*command.split(), folder=tmp_path, COLUMNS=str(columns)).splitlines()

    assert len(lines) > 5
    assert [] == [line for line in lines if len(line) > columns]


def test_no_color_is_heeded_by_the_progress_bar(tmp_path):
    shown = on_a_terminal("run", small(tmp_path), "--json", which="stderr", NO_COLOR="1", TERM="xterm-256color")

    assert "simulating" in shown
    assert "\x1b[3" not in shown


def on_a_terminal(*arguments, which="stdout", folder=None, **environment):
    """What the program writes to a terminal as one of its streams; the other one is thrown away."""
    master, terminal = os.openpty()
    streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, which: terminal}
    environment = {key: value for key, value in os.environ.items() if key != "NO_COLOR"} | environment
    with subprocess.Popen([PROGRAM, *map(str, arguments)], **streams, cwd=folder, env=environment) as process:
        os.close(terminal)
        written = b"".join(iter(lambda: some_of(master), b""))
    os.close(master)
    assert 0 == process.returncode
    return written.decode()


def some_of(master):
    try:
        return os.read(master, 65536)
    except OSError:  # the other side is closed and everything is read
        return b""
