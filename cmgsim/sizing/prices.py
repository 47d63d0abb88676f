"""
Prices that the user supplies as a TOML file; cmgsim ships none, because they depend on region, agreement and day.

A price is a number, or a table of `low`, `expected` and `high`. Whatever is left out stays a quantity without a cost.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from attrs import field, frozen

from cmgsim.errors import Problem, ScenarioError
from cmgsim.facts.limits import VM_SIZES
from cmgsim.model.scenario_toml import MAX_FILE_BYTES, parse_toml
from cmgsim.model.wording import cure, describe, shown

ENDS: Final = ("low", "expected", "high")
_TEXTS: Final = ("currency", "date", "source")
_NUMBERS: Final = ("storage_gb_month", "public_ip_hour", "key_vault_10000_operations", "certificate_year")
_QUANTITIES: Final = ("taxes", "storage_gb")
_TABLES: Final = ("vm_hour", "egress")
KEYS: Final = (*_TEXTS, *_QUANTITIES, *_TABLES, *_NUMBERS)


@frozen
class Price:
    """What one unit costs: at least, probably, at most."""

    low: float
    expected: float
    high: float

    def at(self, end: str) -> float:
        """One of `low`, `expected`, `high`."""
        value: float = getattr(self, end)
        return value


@frozen
class Tier:
    """A price of one gigabyte up to so many a month; None: beyond all tiers before."""

    up_to_gb: float | None
    price: Price


@frozen
class Prices:
    """A price list with its currency, date and source."""

    currency: str
    date: str
    source: str
    taxes: float = 0.0
    """Share that is added to the sum."""
    storage_gb: float | None = None
    """Gigabytes of content that the CMG keeps; a quantity, which only the user knows."""
    vm_hour: Mapping[str, Price] = field(factory=dict)
    egress: tuple[Tier, ...] = ()
    others: Mapping[str, Price] = field(factory=dict)
    """By key: storage, public IP, key vault, certificate."""

    def egress_cost(self, gigabytes: float, end: str) -> float:
        """
        The cost of so much egress a month, tier by tier.

        Example:
            >>> free, paid = Tier(100, Price(0, 0, 0)), Tier(None, Price(1, 2, 3))
            >>> Prices("EUR", "2026-01-01", "by hand", egress=(free, paid)).egress_cost(150, "expected")
            100.0
        """
        cost, below = 0.0, 0.0
        for tier in self.egress:
            top = gigabytes if tier.up_to_gb is None else min(gigabytes, tier.up_to_gb)
            cost += max(0.0, top - below) * tier.price.at(end)
            below = max(below, top)
        return cost


def load_prices(path: str | os.PathLike[str]) -> Prices:
    """
    The price list of a TOML file.

    Raises:
        ScenarioError: It cannot be read or is invalid; every problem.
    """
    source = shown(os.fspath(path), 200)
    try:
        with Path(path).open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise ScenarioError((Problem(source, "", f"cannot be read: {reason}", "a file of prices"),)) from None
    return prices_of(parse_toml(data, source), source)


def prices_of(document: Mapping[str, Any], source: str = "prices") -> Prices:
    """
    The price list of a document as TOML gives it.

    Example:
        >>> document = {"currency": "EUR", "date": "2026-01-01", "source": "by hand", "vm_hour": {"A2_v2": 0.1}}
        >>> prices_of(document).vm_hour["A2_v2"].high
        0.1

    Raises:
        ScenarioError: It is invalid; every problem.
    """
    problems = [Problem(source, path, message, right) for path, message, right in _problems(document)]
    if problems:
        raise ScenarioError(tuple(problems))
    tiers = tuple(Tier(row.get("up_to_gb"), _price(row["price"])) for row in document.get("egress", ()))
    return Prices(
        currency=str(document["currency"]), date=str(document["date"]), source=str(document["source"]),
        taxes=float(document.get("taxes", 0.0)), storage_gb=document.get("storage_gb"),
        vm_hour={name: _price(value) for name, value in document.get("vm_hour", {}).items()},
        egress=tiers, others={name: _price(document[name]) for name in _NUMBERS if name in document},
    )  # fmt: skip


def _price(raw: Any) -> Price:
    return Price(*(float(raw[end]) for end in ENDS)) if isinstance(raw, Mapping) else Price(*[float(raw)] * 3)


_Wrong = tuple[str, str, str]


def _problems(document: Mapping[str, Any]) -> Iterator[_Wrong]:
    for key in document:
        if key not in KEYS:
            yield key, "there is no such key", cure(key, KEYS)
    for key in _TEXTS:
        if not str(document.get(key, "")).strip():
            yield key, "is missing", "a price without currency, date and source cannot be defended"
    if str(document.get("date", "")).strip() and not _is_date(document["date"]):
        yield "date", f"{describe(document['date'])} is no date", "the day of the prices, as 2026-11-01"
    for key in _QUANTITIES:
        if key in document and not _number(document[key]):
            yield key, f"{describe(document[key])} is no amount", "a number from 0 on"
    for key in _NUMBERS:
        if key in document:
            yield from _of_price(key, document[key])
    yield from _of_sizes(document.get("vm_hour", {}))
    yield from _of_tiers(document.get("egress", []))


def _of_sizes(table: Any) -> Iterator[_Wrong]:
    if not isinstance(table, Mapping):
        yield "vm_hour", f"{describe(table)} is no table", "a table by VM size, as `vm_hour = { A2_v2 = 0.1 }`"
        return
    for name, value in table.items():
        if name not in VM_SIZES:
            yield f"vm_hour.{shown(name)}", "there is no such size", cure(name, tuple(VM_SIZES))
        yield from _of_price(f"vm_hour.{shown(name)}", value)


def _of_tiers(tiers: Any) -> Iterator[_Wrong]:
    if not isinstance(tiers, list) or not all(isinstance(tier, Mapping) for tier in tiers):
        yield "egress", f"{describe(tiers)} is no list of tiers", "[[egress]] tables of `up_to_gb` and `price`"
        return
    below = 0.0
    for place, tier in enumerate(tiers):
        path, top = f"egress[{place}]", tier.get("up_to_gb")
        for key in tier:
            if key not in ("up_to_gb", "price"):
                yield f"{path}.{shown(key)}", "there is no such key", cure(key, ("up_to_gb", "price"))
        yield from _of_price(f"{path}.price", tier.get("price"))
        if top is None and place < len(tiers) - 1:
            yield f"{path}.up_to_gb", "is missing", "only the last tier goes on without end"
        if top is not None and (not _number(top) or top <= below):
            yield f"{path}.up_to_gb", f"{describe(top)} is no larger amount", f"more than {below:g} gigabytes"
        below = top if _number(top) else below
    if tiers and tiers[-1].get("up_to_gb") is not None:
        yield f"egress[{len(tiers) - 1}].up_to_gb", "ends the last tier", "a last tier without `up_to_gb`"


def _of_price(path: str, raw: Any) -> Iterator[_Wrong]:
    right = "a number from 0 on, or `{ low = …, expected = …, high = … }`, ascending"
    if isinstance(raw, Mapping):
        ends: list[Any] = [raw.get(end) for end in ENDS]
        if set(raw) != set(ENDS) or not all(map(_number, ends)) or ends != sorted(ends):
            yield path, "is no price", right
    elif raw is None:
        yield path, "is missing", right
    elif not _number(raw):
        yield path, f"{describe(raw)} is no price", right


def _is_date(raw: Any) -> bool:
    if isinstance(raw, date):
        return True
    try:
        date.fromisoformat(raw)
    except (TypeError, ValueError):
        return False
    return True


def _number(raw: Any) -> bool:
    return not isinstance(raw, bool) and isinstance(raw, int | float) and math.isfinite(raw) and raw >= 0
