"""The command `warmup`: compile the fast engine ahead, so that no run has to wait for it."""

from __future__ import annotations

import typer

from cmgsim.cli.streams import notice


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command()(warmup)


def warmup() -> None:
    """Compile the fast engine. Takes some thirty seconds, once for each installation."""
    from cmgsim.api.engine_choice import compiles, is_ready, unkept
    from cmgsim.api.simulate import warm_up
    from cmgsim.errors import Problem, ScenarioError

    if not is_ready():
        if why := unkept():
            raise ScenarioError((Problem("warmup", "", f"nothing would be kept: {why}"),))
        notice(compiles())
    warm_up()
    notice("the fast engine is ready")
