"""The command `run`: simulate a scenario, say what came out, write it down."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cmgsim.cli.options import JsonOption, SettingsOption, scenario_of
from cmgsim.cli.output import TableFormat, folder, print_json, print_table, to_json, write_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cmgsim.api.simulate import Run

BUILT_IN = "contoso"


class EngineName(StrEnum):
    """The engines by name."""

    AUTO = "auto"
    FAST = "fast"
    SIMPY = "simpy"


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command()(run)


def run(
    scenario: Annotated[
        Path | None, typer.Argument(metavar="[SCENARIO]", help="A scenario file; without one, the built-in Contoso.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="DIR", help="Write the results there.")] = None,
    seed: Annotated[int | None, typer.Option(help="Of all draws; the scenario's if left out.")] = None,
    replications: Annotated[int | None, typer.Option(metavar="N", help="How many; the scenario's if left out.")] = None,
    engine: Annotated[EngineName, typer.Option(help="Which engine.")] = EngineName.AUTO,
    settings: SettingsOption = [],  # noqa: B006  # typer's way to say: none
    *,
    as_json: JsonOption = False,
) -> None:
    """Simulate a scenario and print what an architect wants to know first."""
    overrides = [
        *settings,
        *([] if seed is None else [f"scenario.seed={seed}"]),
        *([] if replications is None else [f"scenario.replications={replications}"]),
    ]
    chosen = scenario_of(scenario, overrides)
    target = None if out is None else _ready(out)
    from cmgsim.api.simulate import simulate

    with _progress() as progress:
        finished = simulate(chosen, engine=engine.value, progress=progress)
    if target is not None:
        _write(finished, target)
    if as_json:
        print_json(finished.summary)
    else:
        _tell(finished.summary, str(scenario or ""), target)


def _ready(out: Path) -> Path:
    """Everything that writing will need, before anything is simulated."""
    from importlib.util import find_spec

    from cmgsim.errors import MissingExtra

    if find_spec("pyarrow") is None:
        raise MissingExtra("pyarrow", "parquet", "writing requests.parquet (-o)")
    return folder(out)


def _write(finished: Run, target: Path) -> None:
    from cmgsim.manifest import manifest
    from cmgsim.model.scenario_file import scenario_sha256

    for log in finished.logs:
        log.requests.to_parquet(target / ("requests.parquet" if not log.replication else f"requests-{log.replication}.parquet"))
    write_text(target / "summary.json", to_json(finished.summary))
    digest = scenario_sha256(finished.scenario)
    document = manifest(finished.summary, scenario_sha256=digest, command=["cmgsim", *sys.argv[1:]])
    write_text(target / "manifest.json", to_json(document))


def _tell(summary: Mapping[str, Any], scenario: str, target: Path | None) -> None:
    from cmgsim.results import verdict

    sys.stdout.writelines(f"- {sentence}\n" for sentence in verdict(summary, scenario_file=scenario))
    sys.stdout.write("\n")
    print_table(_latency_rows(summary), TableFormat.TABLE, "latency of answered requests, in seconds")
    print_table(_station_rows(summary), TableFormat.TABLE, "stations")
    if target is not None:
        sys.stdout.write(f"Written to {target}: requests.parquet, summary.json, manifest.json.\n")


def _latency_rows(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    tables = {"all": summary["latency_s"], **summary["by_activity"]}
    return [
        {
            "activity": name,
            **{key: "" if table[key] is None else f"{table[key]:.3f}" for key in ("mean", "p50", "p95", "p99", "max")},
        }
        for name, table in tables.items()
    ]


def _station_rows(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "station": name,
            "served": station["served"],
            "utilisation": f"{station['utilisation']:.1%}",
            "mean wait (s)": "" if station["mean_wait_s"] is None else f"{station['mean_wait_s']:.4f}",
            "max queue": station["max_queue"],
            "peak connections": summary["connections"].get(name, {}).get("peak"),
            "documented limit": summary["connections"].get(name, {}).get("limit"),
        }
        for name, station in summary["stations"].items()
    ]


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar over replications on standard error, if a person is there to see it."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("simulating"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("simulating", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
