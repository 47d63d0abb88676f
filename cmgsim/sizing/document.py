"""The answer as one document: what `cmgsim size --json` prints, and what every sentence and page is made from."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from cmgsim.explain.limits import clients_of
from cmgsim.facts.limits import VM_SIZES
from cmgsim.model.assumption_row import CLASSES, class_of
from cmgsim.model.assumption_rows import assumption_rows
from cmgsim.model.scenario_file import scenario_sha256
from cmgsim.sizing.binding import bindings, most_devices, nearest_size
from cmgsim.sizing.cost import cost_beside_neighbours
from cmgsim.sizing.evidence import inputs_by_effect, stars
from cmgsim.sizing.flips import flips
from cmgsim.sizing.layout import Layout, with_layout
from cmgsim.sizing.lists import access
from cmgsim.sizing.observed import compared
from cmgsim.sizing.occasions import occasions
from cmgsim.sizing.rule import rule_for, steps
from cmgsim.sizing.screening import Margin, after
from cmgsim.sizing.search import Tested
from cmgsim.sizing.site import around
from cmgsim.sizing.words import sentences
from cmgsim.theory.hashing import fullest_bin_at_most, fullest_bin_mean

if TYPE_CHECKING:
    from cmgsim.sizing.answer import Answer

SCHEMA: Final = "cmgsim.size/1"
FOUNDED: Final = ("documented", "measured")
"""All else counts as assumed: what practitioners report is no measurement of this site, nor is what is just given."""


def document(answer: Answer) -> dict[str, Any]:
    """The document of an *answer* whose search is done."""
    chosen = answer.recommended
    subject = chosen or (answer.undecided or (None,))[0]
    reference = subject or Layout(nearest_size(answer), 1, 1)
    rule = rule_for(answer.screen, reference.vm_size)
    binding = bindings(answer, subject)
    found: dict[str, Any] = {
        "schema": SCHEMA,
        "scenario": answer.scenario.general.name,
        "scenario_sha256": scenario_sha256(answer.scenario),
        "decision": answer.decision,
        "recommended": None if chosen is None else chosen.as_row(),
        "undecided": [layout.as_row() for layout in answer.undecided],
        "documented_rule": {"vm_size": reference.vm_size, **{key: rule[key] for key in _OF_RULE}},
        "binding_constraint": "",
        "binding": next(iter(binding), None),
        "bindings": binding,
        "most_devices": most_devices(answer) if answer.decision == "impossible" else None,
        **_shares(answer),
        "devices": clients_of(answer.scenario),
        "connected": answer.screen.connected,
        "targets": list(answer.needs.rows()),
        "targets_assumed": answer.needs.assumed,
        "survives": list(answer.needs.survives),
        "from_rule_to_answer": [] if subject is None else steps(answer.screen, subject, answer.most),
        "candidates": list(_candidates(answer)),
        "alternatives": list(_alternatives(answer, reference.vm_size)),
        "hash": None if subject is None else list(_fullest(answer, subject)),
        "assumptions": _evidence(answer),
        "evidence": _by_class(answer),
        "stars": stars(answer.scenario),
        "inputs_by_effect": inputs_by_effect(answer.scenario, answer.needs, reference),
        "flips": [row.as_row() for row in flips(answer.scenario, answer.needs, reference.vm_size, answer.most)],
        "occasions": list(occasions(answer.scenario, answer.needs, reference.vm_size, answer.most)),
        "observed": list(compared(answer, answer.observed, reference.vm_size)),
        "site": [] if subject is None else around(with_layout(answer.scenario, subject)),
        "access": None if subject is None else access(answer.scenario, subject),
        "cost": None if subject is None else cost_beside_neighbours(answer.screen, subject, answer.prices),
        "today": Layout.of(answer.scenario).as_row(),
        "method": _method(answer),
        "sentences": [],
    }
    told = dict(sentences(found))
    found["binding_constraint"] = told.get("binding", "")
    found["sentences"] = list(told.values())
    return found


_OF_RULE: Final = (
    "clients", "instances", "connection_points", "connection_points_by_instances", "connection_points_by_ports", "cmgs",
)  # fmt: skip


def _shares(answer: Answer) -> dict[str, Any]:
    best = answer.accepted or (answer.tested[0] if answer.tested else None)
    low, high = (None, None) if best is None else best.interval
    return {
        "met": 0 if best is None else best.met,
        "replications": 0 if best is None else best.replications,
        "lower_bound": low,
        "upper_bound": high,
        "assurance": answer.needs.assurance,
    }


def _candidates(answer: Answer) -> Iterator[dict[str, Any]]:
    """Each size and number of instances with its fewest connection points; and everything that was simulated."""
    tested = {each.layout: each for each in answer.tested}
    for vm_size in answer.sizes:
        for instances in range(1, answer.most.instances + 1):
            points = answer.screen.fewest_points(vm_size, instances, answer.most.connection_points)
            shown = Layout(vm_size, instances, points or answer.most.connection_points)
            also = [layout for layout in tested if layout.vm_size == vm_size and layout.instances == instances]
            for layout in sorted({shown, *also}):
                yield _candidate(answer, layout, tested.get(layout))


def _candidate(answer: Answer, layout: Layout, tested: Tested | None) -> dict[str, Any]:
    broken = answer.screen.broken(layout)
    low, high = (None, None) if tested is None else tested.interval
    row: dict[str, Any] = layout.as_row()
    verdict = "excluded" if broken else "not-simulated" if tested is None else tested.verdict
    row |= {
        "verdict": verdict,
        "by": "formula" if broken else None if tested is None else "simulation",
        "reason": _reason(broken, tested),
        "met": None if tested is None else tested.met,
        "replications": None if tested is None else tested.replications,
        "lower_bound": low,
        "upper_bound": high,
        "connections_per_instance": answer.screen.connected / layout.instances,
        "connections_with_one_down": (
            answer.screen.connected / (layout.instances - 1) if layout.instances > 1 else None
        ),
        "p95_s": _mean_p95(tested),
    }
    return row


def _reason(broken: Margin | None, tested: Tested | None) -> dict[str, Any] | None:
    if broken is not None:
        return broken.as_row()
    if tested is None or tested.worst is None:
        return None
    target, state = tested.worst
    return {"id": target, "state": state, "missed": tested.missed[tested.worst]}


def _mean_p95(tested: Tested | None) -> float | None:
    values = [] if tested is None else [trial.latency_s[95.0] for trial in tested.of_state("none")]
    known = [value for value in values if value is not None]
    return math.fsum(known) / len(known) if known and len(known) == len(values) else None


def _alternatives(answer: Answer, chosen: str) -> Iterator[dict[str, Any]]:
    """What formulas leave of the other sizes; nothing of them was simulated, unless the candidates say so."""
    for vm_size in answer.sizes:
        if vm_size != chosen:
            layout = answer.screen.smallest(vm_size, answer.most)
            rule = rule_for(answer.screen, vm_size)
            yield {
                "vm_size": vm_size,
                "layout": None if layout is None else layout.as_row(),
                "documented_rule": {key: rule[key] for key in ("instances", "connection_points")},
                "by": "formula",
            }


def _fullest(answer: Answer, layout: Layout) -> Iterator[dict[str, Any]]:
    """What the load balancer's hash makes of the mean: the fullest instance, by state."""
    limit, connected = VM_SIZES[layout.vm_size].clients, round(answer.screen.connected)
    for state in ("none", "instance"):
        left = after(layout, state).instances
        if connected and left:
            yield {
                "state": state,
                "mean": connected / left,
                "expected_fullest": max(connected / left, fullest_bin_mean(connected, left)),
                "limit": limit,
                "probability_above_limit": 1.0 - fullest_bin_at_most(connected, left, limit),
            }


def _evidence(answer: Answer) -> dict[str, int]:
    by_class = _by_class(answer)
    founded = {kind: by_class[kind] for kind in FOUNDED}
    return founded | {"assumed": sum(by_class.values()) - sum(founded.values())}


def _by_class(answer: Answer) -> dict[str, int]:
    """Inputs that the run uses by what stands behind them, the best founded first."""
    used = [class_of(row) for row in assumption_rows(answer.scenario) if row["used"]]
    return {kind: used.count(kind) for kind in reversed(CLASSES)}


def _method(answer: Answer) -> dict[str, Any]:
    laboratory = answer.laboratory
    return {
        "window": laboratory.window.as_row(),
        "requests_per_run": laboratory.requests,
        "asked": laboratory.asked,
        "runs": laboratory.runs,
        "budget": answer.budget,
        "seed": laboratory.seed,
        "engine": laboratory.engine,
        "sizes": list(answer.sizes),
        "max_instances": answer.most.instances,
        "max_connection_points": answer.most.connection_points,
        "left_out": {"faults": len(answer.scenario.faults), "changes": len(answer.scenario.changes)},
    }
