"""What has to be open for a layout, and what that changes compared with the scenario as it stands today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from cmgsim.facts.limits import INSTANCES_PER_CMG
from cmgsim.facts.rows import Role
from cmgsim.facts.rules import rule
from cmgsim.model.allow_list import endpoint_list, firewall_list
from cmgsim.model.names import names_of
from cmgsim.model.scenario import Scenario
from cmgsim.model.topology import HTTPS_PORT
from cmgsim.sizing.layout import Layout, with_layout

Row = dict[str, Any]

_WAY: Final = ("src", "dst", "protocol")
_NOTES: Final = {row.rule: note for note in ("N1", "N2", "N3") for row in rule(note).rows}
"""By the rule of a row: the port note that goes with it."""
_END_TO_END: Final = (Role.CMG, Role.CMG_CONNECTION_POINT)
"""Mutual certificates or a certificate that clients check: whoever opens the TLS on the way breaks it."""


def firewall(scenario: Scenario, layout: Layout) -> list[Row]:
    """The firewall list of *layout*: exactly what `cmgsim ports` prints for it."""
    return firewall_list(with_layout(scenario, layout))


def firewall_for_people(scenario: Scenario, layout: Layout) -> list[Row]:
    """
    The same rows as whoever edits a firewall needs them: zones, names, whether TLS may be opened, since how many.

    Example:
        >>> from cmgsim.model.scenario_file import contoso
        >>> row = firewall_for_people(contoso(), Layout("A2_v2", 3, 1))[2]
        >>> row["source"], row["ports"], row["needed_from_instances"], row["tls_inspection"], row["note"]
        ('cmg-connection-point-1', '10124-10126', 2, 'no', 'N3')
    """
    names = names_of(scenario.cmg)
    return [
        _for_people(row, {"cmg": names.service, "blob-storage": _blob(scenario)}) for row in firewall(scenario, layout)
    ]


def _for_people(row: Mapping[str, Any], names: Mapping[str, str]) -> Row:
    first, last = row["first"], row["last"]
    inspected = row["src_role"] == Role.CMG_CONNECTION_POINT and row["dst_role"] == Role.CMG
    return {
        "rule": row["rule"],
        "source": row["src"],
        "source_zone": row["src_zone"],
        "destination": row["dst"],
        "destination_zone": row["dst_zone"],
        "destination_name": names.get(row["dst"], ""),
        "protocol": row["protocol"],
        "ports": str(first) if first == last else f"{first}-{last}",
        "direction": "inside" if row["dst_zone"] == "on-premises" else "outbound",
        "tls_inspection": "no" if inspected or row["dst_role"] in _END_TO_END else "not stated",
        "note": _NOTES.get(row["rule"], ""),
        "needed_from_instances": 2 if first != HTTPS_PORT and row["dst_role"] == Role.CMG else 1,
        "purpose": row["purpose"],
    }


def _blob(scenario: Scenario) -> str:
    found = (row["fqdn"] for row in endpoint_list(scenario) if row["kind"] == "storage-blob")
    return next(found, "")


def changes(before: Sequence[Row], after: Sequence[Row]) -> list[Row]:
    """
    What has to be opened and what may be closed, port by port: a port that both need stands in neither.

    Example:
        >>> row = {"rule": "P3", "src": "a", "dst": "cmg", "protocol": "HTTPS", "first": 1, "last": 2, "purpose": "x"}
        >>> [(each["change"], each["first"], each["last"]) for each in changes([row], [row | {"last": 4}])]
        [('open', 3, 4)]
    """
    return [
        {"change": change, **row, "first": first, "last": last}
        for change, rows, others in (("open", after, before), ("no longer used", before, after))
        for row in rows
        for first, last in _without(row, others)
    ]


def _without(row: Row, others: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """The ports of *row* that none of *others* needs on the same way, as ranges."""
    first = row["first"]
    there = ((each["first"], each["last"]) for each in others if all(each[key] == row[key] for key in _WAY))
    for begins, ends in sorted(there):
        if first < begins:
            yield first, min(row["last"], begins - 1)
        first = max(first, ends + 1)
        if first > row["last"]:
            return
    yield first, row["last"]


def access(scenario: Scenario, layout: Layout) -> dict[str, Any]:
    """The section `access` of an answer: firewall list, endpoints, what changes, and the ports of all sixteen."""
    today, then = Layout.of(scenario), firewall(scenario, layout)
    grown = firewall(scenario, Layout(layout.vm_size, int(INSTANCES_PER_CMG.value), layout.connection_points))
    return {
        "firewall": then,
        "firewall_for_people": firewall_for_people(scenario, layout),
        "endpoints": endpoint_list(with_layout(scenario, layout)),
        "today": today.as_row(),
        "changes": changes(firewall(scenario, today), then),
        "room_to_grow": changes(then, grown),
    }
