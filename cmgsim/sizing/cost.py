"""What a layout takes a month, and what that costs at the user's prices; without prices the quantities alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from attrs import evolve, frozen

from cmgsim.explain.demand import demands
from cmgsim.explain.limits import clients_of
from cmgsim.explain.traffic import egress_table
from cmgsim.facts import sources
from cmgsim.facts.limits import EGRESS_HIGH, EGRESS_LOW
from cmgsim.model.scenario_limits import MAX_INSTANCES
from cmgsim.sizing.layout import Layout
from cmgsim.sizing.prices import ENDS, Price, Prices
from cmgsim.sizing.screening import Screen

HOURS_A_MONTH: Final = 730
"""A year of 8,760 hours, by twelve."""
KEY_VAULT_OPERATIONS: Final = 10_000
"""The page says a month takes significantly fewer; taken as the upper end."""
MODEL: Final = "formula: messages of the scenario's schedules; logs, idle channels and TLS left out"


@frozen
class Line:
    """One kind of thing that is paid for."""

    id: str
    unit: str
    amounts: Mapping[str, float] | None
    """By `low`, `expected`, `high`; None: nobody said."""
    source: str
    costs: Mapping[str, float] | None = None
    """None: no price is known."""

    def as_row(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {
            "id": self.id, "unit": self.unit, "quantity": self.amounts and dict(self.amounts),
            "cost": self.costs and dict(self.costs), "source": self.source,
        }  # fmt: skip


def cost(screen: Screen, layout: Layout, prices: Prices | None) -> dict[str, Any]:
    """
    The section `cost` of an answer, by month.

    Example:
        >>> from cmgsim.model.scenario_file import contoso
        >>> from cmgsim.sizing.needs import Needs
        >>> table = cost(Screen(contoso(), Needs.of(contoso())), Layout("A2_v2", 3, 2), None)
        >>> table["lines"][0]["quantity"]["expected"], table["lines"][0]["cost"], table["total"]
        (2190.0, None, None)
    """
    lines = [_priced(line, layout, prices) for line in _lines(screen, layout, prices)]
    paid = [line for line in lines if line.costs is not None]
    total = None
    if prices is not None and paid:
        sums = {end: sum(line.costs[end] for line in paid if line.costs) for end in ENDS}
        total = {end: value * (1 + prices.taxes) for end, value in sums.items()}
    return {
        "prices": None if prices is None else {
            "currency": prices.currency, "date": prices.date, "source": prices.source, "taxes": prices.taxes,
        },
        "lines": [line.as_row() for line in lines],
        "total": total,
        "without": [line.id for line in lines if line.costs is None],
    }  # fmt: skip


def vm_cost(layout: Layout, prices: Prices | None) -> float | None:
    """What the instances of *layout* probably cost a month; None where their price is not known."""
    price = None if prices is None else prices.vm_hour.get(layout.vm_size)
    return None if price is None else layout.instances * HOURS_A_MONTH * price.expected


def _lines(screen: Screen, layout: Layout, prices: Prices | None) -> Iterator[Line]:
    scenario = screen.scenario
    month = "a month of 730 hours"
    yield Line("vm-hours", "h", _same(layout.instances * HOURS_A_MONTH), f"{layout.instances} instances, {month}")
    yield Line("egress", "GB", egress(screen), f"{MODEL}; {sources.COST} for the ends")
    stored = None if prices is None or prices.storage_gb is None else _same(prices.storage_gb)
    if scenario.cmg.content:
        yield Line("storage", "GB", stored, "storage_gb of the price file")
    yield Line("public-ip", "h", _same(HOURS_A_MONTH), f"one a CMG ({sources.COST}), {month}")
    yield Line("key-vault-operations", "operations", _same(KEY_VAULT_OPERATIONS), f"at most ({sources.COST})")
    yield Line("certificate", "years", _same(1 / 12), "one server certificate; none to pay for from an own authority")


def egress(screen: Screen) -> dict[str, float]:
    """Gigabytes a month: what the scenario's messages make, between the documented ends for so many clients."""
    modelled = float(egress_table(screen.scenario, demands(screen.scenario))["gb_per_month"])
    clients = clients_of(screen.scenario)
    low, high = (clients * float(limit.value) / 1_000 for limit in (EGRESS_LOW, EGRESS_HIGH))
    return {"low": min(low, modelled), "expected": modelled, "high": max(high, modelled)}


def _same(amount: float) -> dict[str, float]:
    return dict.fromkeys(ENDS, float(amount))


_KEYS: Final = {
    "storage": "storage_gb_month",
    "public-ip": "public_ip_hour",
    "key-vault-operations": "key_vault_10000_operations",
    "certificate": "certificate_year",
}


def _priced(line: Line, layout: Layout, prices: Prices | None) -> Line:
    if prices is None or line.amounts is None:
        return line
    if line.id == "egress":
        if not prices.egress:
            return line
        return evolve(line, costs={end: prices.egress_cost(line.amounts[end], end) for end in ENDS})
    price: Price | None = prices.vm_hour.get(layout.vm_size) if line.id == "vm-hours" else None
    per = 1.0
    if line.id in _KEYS:
        price = prices.others.get(_KEYS[line.id])
        per = KEY_VAULT_OPERATIONS if line.id == "key-vault-operations" else 1.0
    if price is None:
        return line
    return evolve(line, costs={end: line.amounts[end] / per * price.at(end) for end in ENDS})


def cost_beside_neighbours(screen: Screen, layout: Layout, prices: Prices | None) -> dict[str, Any]:
    """The cost of a layout, and the sums of those with one instance fewer and more."""
    near = [evolve(layout, instances=layout.instances + more) for more in (-1, 0, 1)]
    return {
        **cost(screen, layout, prices),
        "neighbours": [
            {"instances": each.instances, "total": cost(screen, each, prices)["total"]}
            for each in near
            if 1 <= each.instances <= MAX_INSTANCES
        ],
    }
