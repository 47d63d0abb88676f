"""
How long does the command take to start, beside an interpreter that does nothing?

The commands take turns, so that what else the machine does falls on all of them.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

CMGSIM = str(Path(sys.executable).with_name("cmgsim"))
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    'python -c "import cmgsim"': [sys.executable, "-c", "import cmgsim"],
    "cmgsim --help": [CMGSIM, "--help"],
    "cmgsim facts ports": [CMGSIM, "facts", "ports"],
    "cmgsim flow channel": [CMGSIM, "flow", "channel"],
}


def seconds(command: list[str]) -> float:
    """How long *command* takes from start to end."""
    began_s = time.perf_counter()
    subprocess.run(command, capture_output=True, check=True)
    return time.perf_counter() - began_s


def main() -> None:
    """Print a Markdown table of median and shortest times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="how often each command runs")
    rounds = parser.parse_args().rounds
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(rounds):
        for name, command in COMMANDS.items():
            taken[name].append(seconds(command))
    print("| command | median ms | shortest ms |")
    print("|---|---:|---:|")
    for name, times in taken.items():
        print(f"| `{name}` | {statistics.median(times) * 1e3:.0f} | {min(times) * 1e3:.0f} |")


if __name__ == "__main__":
    main()
