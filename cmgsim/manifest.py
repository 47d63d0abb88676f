"""`manifest.json`: what was run, with what, so that anyone can run it again and compare fingerprints."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any, Final

from cmgsim import __version__
from cmgsim.facts.sources import DATA_FLOW, DATA_FLOW_NEWER

SCHEMA: Final = "cmgsim.manifest/1"

PACKAGES: Final = ("attrs", "networkx", "numba", "numpy", "simpy")
"""What the numbers of a run pass through."""

_BEFORE_A_PATH: Final = re.compile(r"-\w(?=[/~])|[^=/~\\]*=")
"""A short option that its value follows at once, or everything up to an equals sign."""


def manifest(
    summary: Mapping[str, Any],
    *,
    scenario_sha256: str,
    command: Sequence[str],
    scenario: Mapping[str, Any] | None = None,
    paths: Iterable[str] = (),
) -> dict[str, Any]:
    """
    What stands in `manifest.json`. No clock, no host name, no user: the same run gives the same bytes anywhere alike.

    Args:
        summary: What `results.summary` gives.
        scenario_sha256: Digest of the scenario in its canonical form, defaults filled in.
        command: The command line; of a path only its last part is kept.
        scenario: That canonical form itself, so that nothing but the manifest is needed to run it again.
        paths: Which ways the engine took through the replications, if it has more than one.
    """
    return {
        "schema": SCHEMA,
        "scenario": summary["scenario"],
        "scenario_sha256": scenario_sha256,
        "seed": summary["seed"],
        "replications": summary["replications"],
        "engine": summary["engine"],
        "engine_paths": list(dict.fromkeys(path for path in paths if path)),
        "fingerprint": summary["fingerprint"],
        "command": [without_folders(word) for word in command],
        "versions": {"cmgsim": __version__, "python": platform.python_version(), **versions()},
        "platform": f"{platform.system()} {platform.machine()} {platform.python_implementation()}",
        "documentation": [str(DATA_FLOW), str(DATA_FLOW_NEWER)],
        **({} if scenario is None else {"scenario_document": scenario}),
    }


def versions() -> dict[str, str | None]:
    """The installed version of each of `PACKAGES`, None where one is not installed."""
    found: dict[str, str | None] = {}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = None
    return found


def without_folders(word: str) -> str:
    r"""
    A word of a command line; of an absolute path in it only the last part, the rest being the machine's business.

    Example:
        >>> [without_folders(word) for word in ("/home/ann/bin/cmgsim", "plans/a.toml", "--out=/home/ann/x", "-o~/x")]
        ['cmgsim', 'plans/a.toml', '--out=x', '-ox']
        >>> [without_folders(word) for word in (r"C:\plans\a.toml", "--set", "clients[0].activities[0].rate=120/min")]
        ['a.toml', '--set', 'clients[0].activities[0].rate=120/min']
    """
    lead = _BEFORE_A_PATH.match(word)
    start = lead.end() if lead else 0
    path = word[start:]
    if path.startswith(("/", "~")):
        return word[:start] + PurePosixPath(path).name
    return word[:start] + PureWindowsPath(path).name if PureWindowsPath(path).is_absolute() else word
