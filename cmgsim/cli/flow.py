"""The command `flow`: replay a documented flow, whole or broken."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from cmgsim.cli.options import (
    AuthenticationOption,
    CloudOption,
    ConnectionPointsOption,
    DeploymentOption,
    InstancesOption,
    LanguageName,
    LanguageOption,
    naming_options,
)
from cmgsim.cli.streams import emit
from cmgsim.errors import Problem, ScenarioError
from cmgsim.facts.rows import Authentication, Cloud, Deployment

if TYPE_CHECKING:
    from cmgsim.flows.nouns import Language
    from cmgsim.trace import Trace

STOPPED = 1
"""Exit code: the flow did not reach its end."""


class FlowFormat(StrEnum):
    """How a replay is printed."""

    TEXT = "text"
    JSONL = "jsonl"
    MERMAID = "mermaid"
    PLANTUML = "plantuml"


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command()(flow)


def flow(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME", help="deployment, channel, communication, content, content-distribution, or all."
        ),
    ] = None,
    deployment: DeploymentOption = None,
    instances: InstancesOption = None,
    connection_points: ConnectionPointsOption = None,
    authentication: AuthenticationOption = Authentication.ENTRA,
    cloud: CloudOption = None,
    fault: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND[=VALUE]", help="Break something (`cmgsim facts failures`); may be repeated."),
    ] = None,
    form: Annotated[FlowFormat, typer.Option("--format", help="How to print it.")] = FlowFormat.TEXT,
    lang: LanguageOption = LanguageName.EN,
    seed: Annotated[int, typer.Option(help="Of the draws.")] = 1,
) -> None:
    """Replay a documented flow. One client, step by step; exit code 1 if the flow stops."""
    from cmgsim.api.replay import replay, stopped

    if name is None:
        from cmgsim.flows.documented import FLOWS

        raise ScenarioError((Problem("NAME", "", "which flow is missing", f"one of {', '.join(FLOWS)}"),))
    with naming_options(_OPTIONS):
        trace = replay(
            name,
            deployment=deployment or Deployment.SCALE_SET,
            instances=1 if instances is None else instances,
            connection_points=1 if connection_points is None else connection_points,
            authentication=authentication,
            cloud=cloud or Cloud.PUBLIC,
            faults=fault or (),
            seed=seed,
        )
    emit(_printed(trace, form, lang.language))
    if stopped(trace):
        raise typer.Exit(STOPPED)


_OPTIONS = dict.fromkeys(
    (
        "cmg.deployment", "cmg.instances", "cmg.cloud", "connection_points[0].count", "clients[0].authentication",
        "faults",
    )
)  # fmt: skip
"""Keys of the scenario that only options of this command describe."""


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

    return text(trace, lang)
