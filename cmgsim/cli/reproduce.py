"""The command `reproduce`: a run or a study again, here and now, beside what was recorded of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from attrs import asdict, frozen

from cmgsim.cli.formats import print_json, terminal_width
from cmgsim.cli.options import JsonOption
from cmgsim.cli.results_folder import requests_name
from cmgsim.cli.streams import emit, notice
from cmgsim.cli.text_table import text_table
from cmgsim.errors import Problem, ScenarioError

SCHEMA: Final = "cmgsim.reproduce/1"
DIFFERS: Final = 1
"""Exit code: something is not what was recorded."""
LARGEST_BYTES: Final = 64 * 2**20
"""Of a manifest; one is a few kilobytes, more where it holds the times of observed requests."""
SOME: Final = 10
"""Runs of a study that are done again where nobody says which: the first, the last, and others between them."""


@frozen
class Check:
    """Something that was recorded, and what it is now."""

    what: str
    recorded: str
    found: str
    same: bool


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command()(reproduce)


def reproduce(
    what: Annotated[Path, typer.Argument(metavar="WHAT", help="A manifest.json, its folder, or a study's folder.")],
    run: Annotated[
        list[str] | None, typer.Option("--run", metavar="ID", help="A run of the study; may be repeated.")
    ] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Every run of the study, not ten of them.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Run again what was recorded, and compare. Exit code 1 if anything differs."""
    if (what / "ledger").exists():
        made_with, checks = _of_study(what, run or [], everything=everything)
    else:
        if run or everything:
            problem = Problem(str(what), "", "is no study, so it has no runs by id", "the folder of `sweep -o`")
            raise ScenarioError((problem,))
        made_with, checks = _of_run(what / "manifest.json" if what.is_dir() else what)
    same = all(check.same for check in checks)
    if as_json:
        document = {"made_with": made_with, "same": same, "checks": [asdict(check) for check in checks]}
        print_json({"schema": SCHEMA, **document})
    else:
        emit(_told(made_with, checks, same=same))
    if not same:
        raise typer.Exit(DIFFERS)


def _of_study(folder: Path, ids: list[str], *, everything: bool) -> tuple[str, list[Check]]:
    """The files of a study, and runs of it done again."""
    from cmgsim.study.results_files import digests
    from cmgsim.study.study import Study

    study = Study.open(folder)
    found = digests(folder)
    checks = [
        Check(name, digest, found.get(name, "is missing"), found.get(name) == digest)
        for name, digest in study.written.items()
    ]
    finished: list[str] = study.runs["run"]
    chosen = ids or (finished if everything else _spread(finished))
    for number, run in enumerate(chosen):
        notice(f"run {number + 1} of {len(chosen)}, {run}")
        recorded, again = study.recorded(run).get("fingerprint", ""), study.again(run)
        checks.append(Check(f"run {again.run}", recorded, again.fingerprint, study.agrees(again)))
    return f"cmgsim {study.model}", checks


def _spread(runs: list[str]) -> list[str]:
    """Some of *runs*, evenly spread."""
    if len(runs) <= SOME:
        return runs
    return [runs[number * (len(runs) - 1) // (SOME - 1)] for number in range(SOME)]


def _of_run(file: Path) -> tuple[str, list[Check]]:
    """The requests beside a manifest, and its run done again."""
    from cmgsim.api.simulate import simulate
    from cmgsim.model.scenario_file import from_document, scenario_sha256

    manifest = _read(file)
    scenario = from_document(manifest["scenario_document"], str(file))
    digest = scenario_sha256(scenario)
    checks = [Check("scenario", manifest["scenario_sha256"], digest, digest == manifest["scenario_sha256"])]
    checks += _requests(file.parent, manifest)
    again = simulate(scenario, engine=manifest["engine"], notice=notice).summary["fingerprint"]
    checks.append(Check("run again", manifest["fingerprint"], again, again == manifest["fingerprint"]))
    versions = ", ".join(f"{name} {number}" for name, number in manifest["versions"].items() if number)
    return versions, checks


def _requests(folder: Path, manifest: Mapping[str, Any]) -> Iterator[Check]:
    """The request logs in the folder of a manifest, where they are."""
    from cmgsim.request_log import RequestLog
    from cmgsim.results.summary import fingerprint_of

    files = [folder / requests_name(number) for number in range(manifest["replications"])]
    if not any(file.exists() for file in files):
        return
    try:
        found = fingerprint_of([RequestLog.from_parquet(file).fingerprint() for file in files])
    except (OSError, ValueError, KeyError, TypeError) as error:
        found = f"cannot be read: {type(error).__name__}"
    yield Check("requests.parquet", manifest["fingerprint"], found, found == manifest["fingerprint"])


def _read(file: Path) -> dict[str, Any]:
    """A manifest that says enough to run it again."""
    from cmgsim.manifest import SCHEMA as MANIFEST

    try:
        if file.stat().st_size > LARGEST_BYTES:
            raise _wrong(file, "is too large for a manifest")
        found = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise _wrong(file, "there is no such file") from None
    except (OSError, ValueError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no JSON"
        raise _wrong(file, f"cannot be read: {reason}") from None
    if not isinstance(found, dict) or found.get("schema") != MANIFEST:
        raise _wrong(file, "is no manifest")
    if "scenario_document" not in found:
        raise _wrong(file, "does not hold the scenario that was run")
    kinds = {"scenario_sha256": str, "fingerprint": str, "replications": int, "versions": dict}
    if any(not isinstance(found.get(key), kind) for key, kind in kinds.items()) or (
        found.get("engine") not in {"fast", "simpy"} or found["replications"] < 1
    ):
        raise _wrong(file, "is damaged")
    return found


def _wrong(file: Path, message: str) -> ScenarioError:
    return ScenarioError((Problem(str(file), "", message, "manifest.json of `run -o`, or the folder of a study"),))


def _told(made_with: str, checks: list[Check], *, same: bool) -> str:
    rows = [[each.what, each.recorded[:16], each.found[:16], "yes" if each.same else "no"] for each in checks]
    answer = "The same, to the byte." if same else "Not the same."
    table = text_table(["", "recorded", "now", "same"], rows, terminal_width())
    return f"{answer} Recorded with {made_with}.\n\n{table}\n"
