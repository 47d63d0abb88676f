"""The command `warmup`: compile the fast engine ahead, so that no run has to wait for it."""

from __future__ import annotations

import sys

import typer


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command()(warmup)


def warmup() -> None:
    """Compile the fast engine. Takes some thirty seconds, once for each installation."""
    from cmgsim.api.engine_choice import COMPILES, is_ready
    from cmgsim.api.simulate import warm_up

    if not is_ready():
        sys.stderr.write(f"cmgsim: {COMPILES}\n")
    warm_up()
    sys.stderr.write("cmgsim: the fast engine is ready\n")
