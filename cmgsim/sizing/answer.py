"""`cmgsim.size`: the smallest layout that meets the targets with the stated assurance, and what it rests on."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from typing import Any, Final

from attrs import define, evolve, field

from cmgsim.api.engine_choice import Engine
from cmgsim.errors import Problem, ScenarioError
from cmgsim.facts.limits import VM_SIZES
from cmgsim.model.scenario import Scenario
from cmgsim.model.scenario_limits import MAX_CONNECTION_POINTS, MAX_INSTANCES, MAX_REPLICATIONS
from cmgsim.model.wording import cure, describe
from cmgsim.sizing.cost import vm_cost
from cmgsim.sizing.document import document
from cmgsim.sizing.layout import Layout
from cmgsim.sizing.needs import Needs
from cmgsim.sizing.observed import Peaks
from cmgsim.sizing.prices import Prices
from cmgsim.sizing.progress import Progress
from cmgsim.sizing.screening import MOST_POINTS, Screen
from cmgsim.sizing.search import BUDGET, Tested, decided, is_rejected
from cmgsim.sizing.trial import Laboratory
from cmgsim.sizing.window import busiest_window

LAB_SIZES: Final = ("B2s",)
"""Sizes that no production runs on; considered only where the scenario or the user names them."""
MOST_UNDECIDED: Final = 3
"""Layouts that may stay open before the search gives up: the budget is too small for this scenario."""


@define(eq=False, slots=False)
class Answer:
    """
    What a sizing found: `document` holds it as `cmgsim size --json` prints it.

    `recommended` is None where no layout meets the targets, or none could be decided within the budget.
    """

    scenario: Scenario
    needs: Needs
    screen: Screen
    laboratory: Laboratory
    sizes: tuple[str, ...]
    most: Layout
    budget: int
    prices: Prices | None = None
    observed: Peaks = field(factory=Peaks)
    tested: list[Tested] = field(factory=list)
    document: dict[str, Any] = field(factory=dict)

    @property
    def accepted(self) -> Tested | None:
        """The layout that is recommended, with its replications."""
        return next((each for each in self.tested if each.verdict == "met"), None)

    @property
    def recommended(self) -> Layout | None:
        """The smallest layout that meets the targets."""
        return None if self.accepted is None else self.accepted.layout

    @property
    def undecided(self) -> tuple[Layout, ...]:
        """Smaller layouts of which the budget did not suffice to tell."""
        return tuple(each.layout for each in self.tested if each.verdict == "undecided")

    @property
    def decision(self) -> str:
        """`met`, `undecided` or `impossible`."""
        if self.undecided:
            return "undecided"
        return "impossible" if self.recommended is None else "met"

    def _repr_html_(self) -> str:
        return "<ul>" + "".join(f"<li>{html.escape(each)}</li>" for each in self.document["sentences"]) + "</ul>"


def size(
    scenario: Scenario,
    *,
    vm_sizes: Sequence[str] = (),
    max_instances: int = MAX_INSTANCES,
    max_connection_points: int = MOST_POINTS,
    replications: int = BUDGET,
    seed: int | None = None,
    engine: Engine = "auto",
    prices: Prices | None = None,
    observed: Peaks | None = None,
    progress: Progress | None = None,
    notice: Callable[[str], None] | None = None,
) -> Answer:
    """
    How many instances of which VM size, and how many connection points, *scenario* needs for its targets.

    Every combination is looked at; formulas exclude what is certain, simulation of the busiest window decides of the
    rest, smallest first. The scenario's own VM size is preferred, unless *prices* make another one cheaper.

    Args:
        vm_sizes: Sizes allowed; empty: all but lab sizes, and the scenario's own.
        max_instances: Instances of one CMG at most.
        max_connection_points: Connection points at most.
        replications: Of one layout at most; fewer where it is decided earlier.
        seed: Of replication 0, the next ones count on; None: the scenario's.
        engine: As `simulate` takes it.
        prices: What things cost; None: quantities only.
        observed: A peak that was observed, to compare the scenario with; it changes nothing of the answer.
        progress: Told what is simulated (`sizing.progress.Doing`), how many replications are done, and how many there
            are at most.
        notice: Told what people should know about the engine.

    Raises:
        ScenarioError: An argument is out of range; every problem.
        Unsupported: The engine that is asked for cannot do it.

    Example:
        >>> from cmgsim.model.scenario_file import contoso
        >>> small = contoso(["clients[0].count=80", "clients[1].count=20", "targets.assurance=0.5"])
        >>> str(size(small).recommended)
        '2 × A2_v2, 2 connection points'
    """
    _refuse(vm_sizes, max_instances, max_connection_points, replications)
    needs = Needs.of(scenario)
    screen = Screen(scenario, needs)
    runs = replications * len(needs.states)
    laboratory = Laboratory.opened(
        scenario, needs, busiest_window(screen), seed=seed, engine=engine, runs=runs
    )  # fmt: skip
    if notice is not None and laboratory.notice:
        notice(laboratory.notice)
    most = Layout("", max_instances, max_connection_points)
    answer = Answer(
        scenario,
        needs,
        screen,
        laboratory,
        _preferred(screen, vm_sizes, most, prices),
        most,
        replications,
        prices,
        observed or Peaks(),
    )
    for vm_size in answer.sizes:
        _search(answer, vm_size, progress)
        if answer.recommended is not None or answer.undecided:
            break
    answer.document = document(answer)
    return answer


def _refuse(vm_sizes: Sequence[str], instances: int, points: int, replications: int) -> None:
    wrong = [
        Problem("--vm-size", "", f"there is no size {describe(name)}", cure(name, tuple(VM_SIZES)))
        for name in vm_sizes
        if name not in VM_SIZES
    ]
    for option, value, most in (
        ("--max-instances", instances, MAX_INSTANCES),
        ("--max-connection-points", points, MAX_CONNECTION_POINTS),
        ("--replications", replications, MAX_REPLICATIONS),
    ):
        if not 1 <= value <= most:
            wrong.append(Problem(option, "", f"{value} is out of range", f"a number from 1 to {most}"))
    if wrong:
        raise ScenarioError(tuple(wrong))


def _preferred(screen: Screen, allowed: Sequence[str], most: Layout, prices: Prices | None) -> tuple[str, ...]:
    """The sizes in the order in which they are tried: cheapest first where that is known, else the scenario's own."""
    own = screen.scenario.cmg.vm_size
    names = tuple(dict.fromkeys(allowed)) or tuple(name for name in VM_SIZES if name == own or name not in LAB_SIZES)
    found = {name: screen.smallest(name, most) for name in names}
    costs = {name: None if layout is None else vm_cost(layout, prices) for name, layout in found.items()}
    known = all(cost is not None for name, cost in costs.items() if found[name] is not None)

    def order(name: str) -> tuple[bool, float, bool, int]:
        layout, cost = found[name], costs[name] if known else None
        processors = 0 if layout is None else layout.instances * VM_SIZES[name].vcpus
        return layout is None, cost or 0.0, name != own, processors

    return tuple(sorted(names, key=order))


def _search(answer: Answer, vm_size: str, progress: Progress | None) -> None:
    """From the smallest layout that formulas leave, upwards, until one meets the targets."""
    layout = answer.screen.smallest(vm_size, answer.most)
    while layout is not None:
        found = decided(answer.laboratory, layout, answer.budget, progress)
        answer.tested.append(found)
        if found.verdict == "met" or found.met == answer.budget:  # no layout can do better than always
            return
        if found.verdict == "rejected" and _hopeless(answer, vm_size, progress):
            return
        layout = _next(answer, found) if len(answer.undecided) < MOST_UNDECIDED else None


def _hopeless(answer: Answer, vm_size: str, progress: Progress | None) -> bool:
    """Whether the largest layout of a size is rejected too: then none between needs to be tried."""
    corner = evolve(answer.most, vm_size=vm_size)
    return answer.screen.broken(corner) is None and is_rejected(answer.laboratory, corner, answer.budget, progress)


def _next(answer: Answer, found: Tested) -> Layout | None:
    """One connection point more where the loss of one is what hurts, else one instance more; None at the end."""
    layout, (_, state) = found.layout, found.worst or ("", "none")
    if state == "connection-point" and layout.connection_points < answer.most.connection_points:
        return evolve(layout, connection_points=layout.connection_points + 1)
    for instances in range(layout.instances + 1, answer.most.instances + 1):
        for points in range(layout.connection_points, answer.most.connection_points + 1):
            more = evolve(layout, instances=instances, connection_points=points)
            if answer.screen.broken(more) is None:
                return more
    return None
