"""The command `flow`: replay a documented flow, whole or broken."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from cmgsim.cli.options import (
    AuthenticationOption,
    CloudOption,
    ConnectionPointsOption,
    DeploymentOption,
    InstancesOption,
    naming_options,
)
from cmgsim.facts.rows import Authentication, Cloud, Deployment

if TYPE_CHECKING:
    from cmgsim.trace import Trace

STOPPED = 1
"""Exit code: the flow did not reach its end."""


class FlowFormat(StrEnum):
    """How a replay is printed."""

    TEXT = "text"
    JSONL = "jsonl"
    MERMAID = "mermaid"
    PLANTUML = "plantuml"


class Language(StrEnum):
    """Of the narration."""

    EN = "en"
    FR = "fr"


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command()(flow)


def flow(
    name: Annotated[
        str,
        typer.Argument(help="deployment, channel, communication, content, content-distribution, or all."),
    ],
    deployment: DeploymentOption = Deployment.SCALE_SET,
    instances: InstancesOption = 1,
    connection_points: ConnectionPointsOption = 1,
    authentication: AuthenticationOption = Authentication.ENTRA,
    cloud: CloudOption = Cloud.PUBLIC,
    fault: Annotated[
        list[str], typer.Option(metavar="KIND[=VALUE]", help="Break something; may be repeated (`cmgsim facts failures`).")
    ] = [],  # noqa: B006  # typer's way to say: none
    form: Annotated[FlowFormat, typer.Option("--format", help="How to print it.")] = FlowFormat.TEXT,
    lang: Annotated[Language, typer.Option(help="Language of the narration.")] = Language.EN,
    seed: Annotated[int, typer.Option(help="Of the draws.")] = 1,
) -> None:
    """Replay a documented flow with one client, step by step; exit code 1 if it stops."""
    from cmgsim.api.replay import replay, stopped

    with naming_options():
        trace = replay(
            name,
            deployment=deployment,
            instances=instances,
            connection_points=connection_points,
            authentication=authentication,
            cloud=cloud,
            faults=fault,
            seed=seed,
        )
    sys.stdout.write(_printed(trace, form, lang))
    if stopped(trace):
        raise typer.Exit(STOPPED)


def _printed(trace: Trace, form: FlowFormat, lang: Language) -> str:
    if form is FlowFormat.JSONL:
        return trace.to_jsonl()
    if form is FlowFormat.MERMAID:
        from cmgsim.views.mermaid import mermaid

        return mermaid(trace)
    if form is FlowFormat.PLANTUML:
        from cmgsim.views.plantuml import plantuml

        return plantuml(trace)
    from cmgsim.views.text import text

    return text(trace, lang.value)
