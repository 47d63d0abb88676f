"""What tests let other processes do: found under this name there, whatever folder called `tests` a package brings."""

from __future__ import annotations

from cmgsim.engine.run import run_one


def fingerprint_of_replication(scenario, number):
    """That of one replication with seed 7."""
    return run_one(scenario, seed=7, replication=number).requests.fingerprint()
