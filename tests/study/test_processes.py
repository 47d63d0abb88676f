"""Worker processes: copies of one that has loaded everything, has no threads, and ends with the program."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cmgsim.study.processes import process_pool

LOADED = "{'networkx', 'simpy', 'cmgsim.study.task', 'cmgsim.engine.run'} <= set(__import__('sys').modules)"
ENDLESS = """
import multiprocessing
import cmgsim

def tell(done, total):
    if done == 2:
        print(*(child.pid for child in multiprocessing.active_children()), flush=True)

tiny = cmgsim.contoso(["clients[0].count=5", "clients[1].count=5", "scenario.duration='2 min'"])
cmgsim.sweep(tiny, replications=10_000, engine="simpy", executor="processes", workers=2, progress=tell)
"""


@pytest.mark.slow
def test_workers_are_copies_of_one_process_that_has_loaded_everything_and_has_no_threads():
    with process_pool(2) as one, process_pool(1) as another:
        servers = {pool.submit(os.getppid).result() for pool in (one, another)}
        (server,) = servers

        assert another.submit(eval, LOADED).result()
        assert 1 == len(list(Path("/proc", str(server), "task").iterdir()))


INTERRUPTED = """
import os
import signal
import threading
from cmgsim.study.processes import process_pool

signal.signal(signal.SIGINT, lambda *_: None)  # not ignored: what is started would inherit that
done = threading.Event()

def interrupt():
    while not done.wait(0.01):
        os.killpg(0, signal.SIGINT)

threading.Thread(target=interrupt).start()
with process_pool(2) as pool:
    print(*pool.map(abs, [-1, -2]))
done.set()
"""


@pytest.mark.slow
def test_ctrl_c_is_for_the_program_and_not_for_what_it_starts(tmp_path):
    (tmp_path / "busy.py").write_text(INTERRUPTED)
    words = [sys.executable, str(tmp_path / "busy.py")]
    done = subprocess.run(words, capture_output=True, text=True, check=False, start_new_session=True, timeout=60)

    assert ("1 2\n", "") == (done.stdout, done.stderr)


@pytest.mark.slow
def test_workers_and_what_they_are_copied_from_end_with_the_program_that_was_killed(tmp_path):
    (tmp_path / "study.py").write_text(ENDLESS)
    with subprocess.Popen([sys.executable, "study.py"], cwd=tmp_path, stdout=subprocess.PIPE, text=True) as study:
        workers = study.stdout.readline().split()
        servers = {status(worker)[1] for worker in workers}
        study.kill()
    deadline_s = time.monotonic() + 20
    while any(alive(each) for each in (*workers, *servers)) and time.monotonic() < deadline_s:
        time.sleep(0.05)
    left = [each for each in (*workers, *servers) if alive(each)]
    for each in left:
        os.kill(int(each), signal.SIGKILL)

    assert (2, 1, []) == (len(workers), len(servers), left)


def alive(process):
    """Whether it still runs: one that has ended and that nobody asked after does not."""
    try:
        return status(process)[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def status(process):
    """State, parent and so on of a process."""
    return Path("/proc", process, "stat").read_text().rpartition(")")[2].split()
