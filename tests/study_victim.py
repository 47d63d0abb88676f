"""
A study that is killed again and again: run as a program, so that nothing but it is forked.

Each round is a child of this process that goes on with a study in FOLDER and notes how many runs it was told count. It
is killed after a time that the round's number gives (`random`), or at its n-th call of the system, half of a write done
(`calls`). After every death everything it was told must be in the ledger, once. At the end this prints how often it
killed.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from importlib import import_module
from pathlib import Path

from studies import FACTORS, TINY, recorded

from cmgsim.api.simulate import simulate
from cmgsim.model.randomness import block
from cmgsim.study.sweep import sweep

REPLICATIONS = {"random": 8, "calls": 1}
CALLS = ("write", "fsync", "fdatasync", "ftruncate", "replace", "rename")
LONGEST_S = 0.08


def go_on(folder: Path, pipe: int, how: str, die_at: int | None) -> None:
    """The child's life."""
    if die_at is not None:
        _die_at_call(die_at, pipe)
    sweep(
        TINY, FACTORS, replications=REPLICATIONS[how], folder=folder, resume=True,
        progress=lambda done, _total: os.pwrite(pipe, done.to_bytes(4, "big"), 0),
    )  # fmt: skip


def _die_at_call(number: int, pipe: int) -> None:
    """Let call *number* of those that change a disk be the last, half done where it writes."""
    left = [number]

    def deadly(real):
        def call(*args, **kwargs):
            left[0] -= 1
            if left[0] > 0:
                return real(*args, **kwargs)
            if real is write:
                real(args[0], args[1][: len(args[1]) // 2])
            elif number % 2:
                real(*args, **kwargs)
            os.kill(os.getpid(), signal.SIGKILL)
            return None

        return call

    write = os.write
    for name in CALLS:
        setattr(os, name, deadly(getattr(os, name)))


def killed_once(folder: Path, how: str, wait_s: float | None = None, die_at: int | None = None) -> bool:
    """One round; whether the child was killed before it finished."""
    pipe = os.open(folder.with_suffix(".told"), os.O_RDWR | os.O_CREAT)
    child = os.fork()
    if child == 0:
        try:
            go_on(folder, pipe, how, die_at)
            os._exit(0)
        finally:
            os._exit(1)
    if wait_s is not None:
        time.sleep(wait_s)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    told = int.from_bytes(os.pread(pipe, 4, 0), "big")
    os.close(pipe)
    ledger = recorded(folder) if (folder / "ledger").exists() else []
    if len(ledger) < told:
        raise AssertionError(f"{told} runs counted, {len(ledger)} are there")
    if len(set(ledger)) < len(ledger):
        raise AssertionError("a run is there twice")
    code = os.waitstatus_to_exitcode(status)
    if code not in {0, -signal.SIGKILL}:
        raise AssertionError(f"the study ended with {code}")
    return code != 0


def main(folder: Path, how: str, rounds: int) -> None:
    """
    Kill studies up to *rounds* times, let them finish, and print how often they were killed.

    `random`: one study, in which every death begins where the last one ended. `calls`: a study for each call of the
    system that one makes, in folders by its number.
    """
    import_module("pyarrow.parquet")  # so that not every child loads it
    simulate(TINY)
    kills = 0
    folder.mkdir()
    for number in range(1, rounds + 1):
        place = folder / ("study" if how == "random" else str(number))
        wait_s = LONGEST_S * (block(number, 0, 0, 0, 1, 2)[0] >> 11) * 2.0**-53 if how == "random" else None
        died = killed_once(place, how, wait_s, None if how == "random" else number)
        kills += died
        if how == "calls" or not died:
            killed_once(place, how)
        if not died:
            break
    else:
        killed_once(folder / "study", how)
    sys.stdout.write(f"{kills}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
