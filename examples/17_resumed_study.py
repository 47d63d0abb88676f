"""
Shows: a study that is interrupted, looked at, and gone on with, to the same bytes as one that nobody disturbed.

Scenario: a tiny site; ninety runs, of which the interruption leaves a part. What has finished is never run again.
"""

from hashlib import sha256
from pathlib import Path

import cmgsim

site = cmgsim.loads("""
scenario = { name = "tiny", duration = "2 min" }
clients = [{ count = 5, activities = [{ request = "policy", every = "1 min" }] }]
""")
factors = {"cmg.instances": [1, 2, 3]}


def stop(finished: int, wanted: int) -> None:
    """What a power cut does, more politely."""
    if finished:
        raise KeyboardInterrupt


try:
    cmgsim.sweep(site, factors, replications=30, folder="interrupted", progress=stop)
except KeyboardInterrupt:
    left = cmgsim.Study.open("interrupted")
    print("some runs have finished, some are missing:", len(left) > 0, len(left.missing()) > 0)

cmgsim.sweep(site, factors, replications=30, folder="interrupted", resume=True, executor="processes", workers=2)
cmgsim.sweep(site, factors, replications=30, folder="undisturbed")
runs = [Path(folder, "results", "runs-00000.parquet").read_bytes() for folder in ("interrupted", "undisturbed")]
print("the same bytes:", sha256(runs[0]).hexdigest() == sha256(runs[1]).hexdigest())
