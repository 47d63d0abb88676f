"""The command `calibrate`: measured inputs from log files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from cmgsim.cli.formats import print_json, terminal_width, to_table
from cmgsim.cli.options import JsonOption
from cmgsim.cli.outputs import write_file
from cmgsim.cli.streams import emit, notice, tell
from cmgsim.views.numbers import count, share
from cmgsim.views.numbers import given as number

if TYPE_CHECKING:
    from cmgsim.calibration import Calibration

_QUANTITIES: Final = {"requests": "requests", "up_bytes": "bytes up", "down_bytes": "bytes down"}


class Counters(StrEnum):
    """How the counters of a log count, by name."""

    AUTO = "auto"
    INTERVAL = "interval"
    CUMULATIVE = "cumulative"


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command()(calibrate)


def calibrate(
    logs: Annotated[list[Path], typer.Argument(metavar="LOG...", help="Logs of connection points and of the CMG.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write the scenario fragment there.")
    ] = None,
    cohort: Annotated[
        str | None, typer.Option(metavar="NAME", help="The cohort that makes the requests; the first if left out.")
    ] = None,
    clients: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="How many clients; makes the fragment a whole scenario.")
    ] = None,
    counters: Annotated[
        Counters, typer.Option(help="Whether a report counts since the last one or since the start.")
    ] = Counters.AUTO,
    *,
    as_json: JsonOption = False,
) -> None:
    """Measure inputs from logs. Writes a scenario fragment with rates, sizes and times."""
    from cmgsim.calibration import calibrate as measure

    found = measure(logs, cohort=cohort, clients=clients, counters=counters.value)
    if output is not None:
        write_file(output, found.fragment.encode())
    if as_json:
        print_json(found.document)
    elif output is None:
        emit(found.fragment)
        tell(_screen(found, None))
    else:
        emit(_screen(found, terminal_width()))
        notice(f"the scenario fragment is in {output}; `--set @{output}` uses it")


def _screen(found: Calibration, width: int | None) -> str:
    """What was measured and how well it predicts, for people."""
    document = found.document
    parts = ["".join(f"- {sentence}\n" for sentence in _sentences(document))]
    parts += [to_table(list(_inputs(document["inputs"])), "Measured inputs", width)]
    if document["held_out"]:
        title = f"The last {share('en', document['held_out_share'])} of the time, predicted from the rest"
        parts.append(to_table(list(_held_out(document["held_out"])), title, width))
    return "\n".join(parts)


def _sentences(document: Mapping[str, Any]) -> Iterator[str]:
    servers = ", ".join(name for name in document["servers"] if name)
    yield (
        f"{document['from']} to {document['to']}: {count('en', document['reports'])} reports by "
        f"{document['counted_by']}s{f' ({servers})' if servers else ''}; the counters are "
        f"{'since the start' if document['counters'] == 'cumulative' else 'of each interval'}."
    )
    if document["duplicates"] or document["cut_lines"]:
        yield (
            f"Left out: {count('en', document['duplicates'])} lines that stand twice, "
            f"{count('en', document['cut_lines'])} that a rollover cut."
        )
    for each in document["left_out"]:
        yield f"Left out: {count('en', each['requests'])} requests to {each['endpoint']}, which the catalogue lacks."
    for each in document["service_times"]:
        yield (
            f"A {each['role']} took {each['mean_ms']:.1f} ms in the mean, with a coefficient of variation of "
            f"{each['variation']:.2f} ({count('en', each['times'])} requests)."
        )
    for each in document["agreement"]:
        ratios = [ratio for ratio in each["ratios"].values() if ratio]
        if ratios:
            low, high = (f"{ratio:.2f}" for ratio in (min(ratios), max(ratios)))
            yield f"The {each['counted_by']}s count {low} to {high} times as many requests of each kind."
    inside = [each["inside"] for each in document["held_out"]]
    if inside:
        yield f"Held out: {sum(inside)} of {len(inside)} totals lie within the 95 % interval that was predicted."
    else:
        yield "Held out: too few reports for a comparison."


def _inputs(rows: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, str]]:
    for row in rows:
        elapsed = row["elapsed_ms"]
        yield {
            "request": row["request"],
            "requests": count("en", row["requests"]),
            "failed": count("en", row["failed"]),
            "a minute": f"{60 * row['rate_per_s']:.2f}",
            "busiest hour": f"{60 * row['busiest_hour_per_s']:.2f}",
            "bytes up": count("en", round(row["up_bytes"])),
            "bytes down": count("en", round(row["down_bytes"])),
            **({} if elapsed is None else {"elapsed (ms)": number("en", round(elapsed, 1))}),
        }


def _held_out(rows: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, str]]:
    for row in rows:
        yield {
            "request": row["request"],
            "total": _QUANTITIES[row["quantity"]],
            "predicted": count("en", round(row["predicted"])),
            "interval of 95 %": f"{count('en', round(row['low']))} to {count('en', round(row['high']))}",
            "observed": count("en", round(row["observed"])),
            "error": "" if row["error"] is None else f"{100 * row['error']:+.1f} %",
            "inside": "yes" if row["inside"] else "no",
        }
