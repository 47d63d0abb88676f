"""Studies that take no time, and what their folders hold."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from cmgsim.model.scenario_file import loads
from cmgsim.study.records import read_ledger

TINY = loads("""
scenario = { name = "tiny", duration = "2 min" }
[[clients]]
count = 5
activities = [{ request = "policy", every = "1 min" }]
""")
"""A run of ten requests: 10 ms."""
FACTORS = {"cmg.instances": [1, 2], "cmg.service_time": ["20 ms", "1 s"]}


def results(folder: Path) -> dict[str, str]:
    """The digests of the files that have to be the same, whatever happened on the way."""
    files = [folder / "study.json", *sorted((folder / "results").iterdir())]
    return {file.name: sha256(file.read_bytes()).hexdigest() for file in files}


def recorded(folder: Path) -> list[str]:
    """The ids of the runs in a folder's ledger."""
    return [record["run"] for record in read_ledger(folder / "ledger").records if "run" in record]
