"""The command `stress`: a scenario as the reporting checklist STRESS-DES wants it described."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING, Any

import typer

from cmgsim.cli.formats import print_json
from cmgsim.cli.options import JsonOption, ScenarioArgument, SettingsOption, scenario_of
from cmgsim.cli.streams import emit
from cmgsim.model.units import DURATION, text_of

if TYPE_CHECKING:
    from cmgsim.model.scenario import Change, Fault, Scenario
    from cmgsim.views.stress import Item


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command()(stress)


def stress(scenario: ScenarioArgument = None, settings: SettingsOption = None, *, as_json: JsonOption = False) -> None:
    """Describe a scenario for a paper. The checklist STRESS-DES, filled in, as Markdown; runs nothing."""
    from attrs import asdict

    from cmgsim.views.stress import as_markdown

    given = scenario_of(scenario, settings, {})
    items = checklist_of(given)
    if as_json:
        print_json([asdict(item) for item in items])
    else:
        emit(as_markdown(items, given.general.name))


def checklist_of(scenario: Scenario) -> tuple[Item, ...]:
    """The items of the checklist for *scenario*, in order."""
    from cmgsim.explain import explain
    from cmgsim.model.allow_list import firewall_list
    from cmgsim.model.assumption_rows import assumption_rows
    from cmgsim.views.stress import stress as checklist

    return checklist(explain(scenario), assumption_rows(scenario), firewall_list(scenario), _run(scenario))


def _run(scenario: Scenario) -> dict[str, Any]:
    """What is known of a run of *scenario* before it is made."""
    from cmgsim import __version__
    from cmgsim.manifest import versions
    from cmgsim.model.scenario_file import scenario_sha256

    return {
        "seed": scenario.general.seed,
        "replications": scenario.general.replications,
        "warm_up_s": scenario.general.warm_up_ns / 1_000_000_000,
        "events": [*map(_fault, scenario.faults), *map(_change, scenario.changes)],
        "versions": {"cmgsim": __version__, "python": platform.python_version(), **versions()},
        "platform": f"{platform.system()} {platform.machine()} {platform.python_implementation()}",
        "scenario_sha256": scenario_sha256(scenario),
    }


def _fault(fault: Fault) -> str:
    ends = "until the end" if fault.lasts_ns is None else f"for {text_of(fault.lasts_ns, DURATION)}"
    return f"{fault} from {text_of(fault.at_ns, DURATION)}, {ends}"


def _change(change: Change) -> str:
    what = ", ".join(f"{path} becomes {value}" for path, value in change.set)
    return f"{what} at {text_of(change.at_ns, DURATION)}"
