"""The player as one HTML file: a scenario in, a page out."""

from __future__ import annotations

from collections.abc import Sequence

from cmgsim.flows.nouns import LANGUAGES, Language
from cmgsim.model.scenario import Scenario
from cmgsim.model.scenario_file import contoso
from cmgsim.views.player.page import build_page
from cmgsim.views.player.payload import DEMO_FLOWS, payload


def demo(
    scenario: Scenario | None = None,
    *,
    flows: Sequence[str] = DEMO_FLOWS,
    faults: Sequence[str] = (),
    languages: Sequence[Language] = LANGUAGES,
    command: str = "cmgsim demo",
) -> str:
    """
    One page that walks a class through the flows of a CMG, whole and broken, without a network.

    Args:
        scenario: Its site and CMG take part, with one client of its first cohort; None: the built-in Contoso.
        flows: Which flows, the first to begin with.
        faults: What can be broken, each `KIND` or `KIND=VALUE`; empty: everything in the fault catalogue.
        languages: `en`, `fr` or both, the first to begin with.
        command: What the page says made it.

    Raises:
        ScenarioError: There is no such flow or fault; every problem at once.
        PageTooLarge: The page would have more than 1.5 MB.
    """
    what = payload(scenario or contoso(), flows=flows, faults=faults, languages=languages, command=command)
    return build_page(what)
