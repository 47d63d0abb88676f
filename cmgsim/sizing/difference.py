"""Two sizings side by side: what changed in the answer, in the inputs, in the cost and at the firewall."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from cmgsim.sizing.lists import changes

SCHEMA: Final = "cmgsim.size-difference/1"
SIZE: Final = "cmgsim.size/1"
REPORT: Final = "cmgsim.size-report/1"

Document = Mapping[str, Any]
Row = dict[str, Any]

_ANSWER: Final = (
    "scenario", "scenario_sha256", "decision", "recommended", "documented_rule", "binding_constraint", "met",
    "replications", "lower_bound", "devices", "connected", "assumptions", "stars",
)  # fmt: skip


def is_comparable(document: Any) -> bool:
    """Whether it is a document of `size --json` or a `report.json`."""
    return isinstance(document, Mapping) and document.get("schema") in (SIZE, REPORT)


def difference(old: Document, new: Document) -> Row:
    """
    What changed from one sizing to another; each a document of `size --json` or a `report.json`.

    Inputs that only a `report.json` holds are compared where both are one.

    Example:
        >>> one = {"schema": SIZE, "met": 35, "targets": [], "cost": None, "access": None}
        >>> difference(one, one | {"met": 34})["answer"]
        [{'name': 'met', 'before': 35, 'after': 34}]
    """
    before, after = _answer(old), _answer(new)
    found: Row = {
        "schema": SCHEMA,
        "answer": [*_changed(before, after, _ANSWER)],
        "targets": [*_by_key(before.get("targets") or (), after.get("targets") or (), "id", "value")],
        "inputs": [*_by_key(_inputs(old), _inputs(new), "name", "value")],
        "cost": [*_costs(before.get("cost"), after.get("cost"))],
        "firewall": changes(_firewall(before), _firewall(after)),
    }
    found["same"] = not any(found[section] for section in ("answer", "targets", "inputs", "cost", "firewall"))
    return found


def _answer(document: Document) -> Document:
    answer: Document = document["answer"] if document["schema"] == REPORT else document
    return answer


def _inputs(document: Document) -> list[Row]:
    if document["schema"] == REPORT:
        return [dict(row) for row in document["assumptions"]]
    return [dict(row) for row in document.get("inputs_by_effect", ())]


def _firewall(answer: Document) -> list[Row]:
    return [] if answer.get("access") is None else list(answer["access"]["firewall"])


def _changed(before: Document, after: Document, keys: tuple[str, ...]) -> Iterator[Row]:
    for key in keys:
        if before.get(key) != after.get(key):
            yield {"name": key, "before": before.get(key), "after": after.get(key)}


def _by_key(before: Any, after: Any, key: str, value: str) -> Iterator[Row]:
    old, new = ({row[key]: row[value] for row in rows} for rows in (before, after))
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) != new.get(name):
            yield {"name": name, "before": old.get(name), "after": new.get(name)}


def _costs(before: Document | None, after: Document | None) -> Iterator[Row]:
    old, new = (_amounts(cost) for cost in (before, after))
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) != new.get(name):
            yield {"name": name, "before": old.get(name), "after": new.get(name)}


def _amounts(cost: Document | None) -> Row:
    """Expected quantities by line, and the expected total where there is one."""
    if cost is None:
        return {}
    lines = {line["id"]: line["quantity"] and line["quantity"]["expected"] for line in cost["lines"]}
    return {**lines, **({} if cost["total"] is None else {"total": cost["total"]["expected"]})}
