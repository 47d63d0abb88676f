"""
How long `cmgsim size` takes on the built-in scenario, with the SimPy engine and with the compiled one.

Each is a process of its own, as a user starts it; the compiled engine is compiled before. Prints a table.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time

COMMAND = "import sys; from cmgsim.cli import main; sys.exit(main())"


def timed(*words: str) -> tuple[float, float, dict]:
    """Seconds of wall clock and of the processor, and what the command printed."""
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, "-c", COMMAND, *words], capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - began, used, json.loads(done.stdout)


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", type=int, default=10_000, help="of the built-in scenario")
    parser.add_argument("--engines", nargs="+", default=["simpy", "fast"], choices=("simpy", "fast"))
    given = parser.parse_args()
    laptops = given.devices * 4 // 5
    settings = [f"clients[0].count={laptops}", f"clients[1].count={given.devices - laptops}"]
    if "fast" in given.engines:
        subprocess.run([sys.executable, "-c", COMMAND, "warmup"], capture_output=True, check=True)
    print("| engine | devices | answer | replications | simulations | requests each | seconds | of the processor |")
    print("|---|---|---|---|---|---|---|---|")
    for engine in given.engines:
        sets = [word for setting in settings for word in ("--set", setting)]
        seconds, used, found = timed("size", "--engine", engine, "--json", *sets)
        method, layout = found["method"], found["recommended"]
        answer = f"{layout['instances']} × {layout['vm_size']}, {layout['connection_points']} connection points"
        print(
            f"| {engine} | {given.devices:,} | {answer} | {found['replications']} | {method['runs']} "
            f"| {method['requests_per_run']:,} | {seconds:.1f} | {used:.1f} |"
        )


if __name__ == "__main__":
    main()
