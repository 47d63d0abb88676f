"""The command `selftest`: what this build computes, beside what theory knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from cmgsim.cli.formats import TableFormat, print_rows
from cmgsim.cli.options import FormatOption, JsonOption
from cmgsim.cli.run_command import EngineName
from cmgsim.cli.streams import notice

if TYPE_CHECKING:
    from cmgsim.validation import Comparison

DISAGREES: Final = 1
"""Exit code: a number lies further from the truth than chance explains."""


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command()(selftest)


def selftest(
    engine: Annotated[EngineName, typer.Option(help="Which engine.")] = EngineName.AUTO,
    form: FormatOption = TableFormat.TABLE,
    *,
    as_json: JsonOption = False,
) -> None:
    """Compare this build with queueing theory. Exit code 1 if a number is off by more than chance explains."""
    from cmgsim.validation import selftest as compared

    notice("comparing known answers, which takes a minute or two on the simpy engine, seconds on the fast one")
    rows = compared(engine=engine.value, notice=notice)
    title = "known answers: z is how many standard errors the estimate lies from the truth"
    print_rows([row.as_row() if as_json else _for_people(row) for row in rows], form, title, as_json=as_json)
    if not all(row.agrees for row in rows):
        raise typer.Exit(DISAGREES)


def _for_people(row: Comparison) -> dict[str, Any]:
    """The columns that fit a terminal, rounded."""
    return {
        "queue": row.model,
        "quantity": row.quantity,
        "unit": row.unit,
        "truth": f"{row.truth:.4f}",
        "estimate": f"{row.estimate:.4f}",
        "z": f"{row.z:+.2f}",
        "agrees": "yes" if row.agrees else "no",
    }
