"""
The tables as `cmgsim facts --json` prints them: lists of plain objects, keys and their order as promised.

Keys of a published table do not change without a new schema number.
"""

from __future__ import annotations

from typing import Any

from cmgsim.facts.activities import CATALOGUE
from cmgsim.facts.endpoints import ENDPOINTS, NAMES
from cmgsim.facts.http import HEADERS, VERBS, Header, Verb
from cmgsim.facts.limits import LIMITS, VM_SIZES
from cmgsim.facts.ports import PORTS
from cmgsim.facts.profiles import PROFILES, Profile
from cmgsim.facts.rows import Figure, Limit, PortRule, RequestKind
from cmgsim.facts.schedules import SCHEDULES
from cmgsim.facts.steps import STEPS
from cmgsim.facts.tokens import TOKENS

Table = list[dict[str, Any]]


def facts_ports() -> Table:
    """
    The port table, in the documentation's order.

    Example:
        >>> facts_ports()[8]["protocol"], facts_ports()[2]["ports"]
        ('HTTPS or HTTP', [[10124, 10139]])
    """
    return [_port(row) for row in PORTS]


def _port(row: PortRule) -> dict[str, Any]:
    return {
        "rule": row.rule,
        "client": str(row.client),
        "protocol": " or ".join(row.protocols),
        "ports": [list(span) for span in row.ports],
        "server": str(row.server),
        "deployment": None if row.deployment is None else str(row.deployment),
        "instances": row.instances,
        "preference": row.preference,
        "source": str(row.source),
    }


def facts_endpoints() -> Table:
    """The endpoints by role and cloud, then how a CMG's own names are built."""
    return [
        {
            "rule": row.rule,
            "role": str(row.role),
            "kind": row.kind,
            "cloud": str(row.cloud),
            "pattern": row.pattern,
            "source": str(row.source),
        }
        for row in (*ENDPOINTS, *NAMES)
    ]


def facts_headers() -> Table:
    """The HTTP headers that must pass."""
    return [_named(row) for row in HEADERS]


def facts_verbs() -> Table:
    """The HTTP verbs that must pass."""
    return [_named(row) for row in VERBS]


def _named(row: Header | Verb) -> dict[str, Any]:
    return {"rule": row.rule, "name": row.name, "source": str(row.source)}


def facts_vm_sizes() -> Table:
    """The sizes of virtual machine, smallest first."""
    return [
        {
            "name": row.name,
            "clients": row.clients,
            "vcpus": row.vcpus,
            "network_mbps": row.network_mbps,
            "source": str(row.source),
        }
        for row in VM_SIZES.values()
    ]


def facts_limits() -> Table:
    """Limits, lifetimes and periods, each with its group."""
    groups = {"limit": LIMITS, "lifetime": TOKENS, "schedule": SCHEDULES}
    return [_limit(group, row) for group, rows in groups.items() for row in rows]


def _limit(group: str, row: Limit) -> dict[str, Any]:
    return {"name": row.name, "group": group, **_figure(row.figure)}


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "value": figure.value,
        "unit": figure.unit,
        "source": str(figure.source),
        "confidence": str(figure.confidence),
        "plausible": None if figure.plausible is None else list(figure.plausible),
        "note": figure.note,
    }


def facts_activities() -> Table:
    """The request catalogue; `figures` says of each number where it comes from and how well it is founded."""
    return [_activity(row) for row in CATALOGUE.values()]


def _activity(row: RequestKind) -> dict[str, Any]:
    figures = {"up": row.up, "down": row.down, "every": row.every, "jitter": row.jitter, "share": row.filled}
    return {
        "name": row.name,
        "verb": row.verb,
        "path": row.path,
        "target": str(row.target),
        "headers": list(row.headers),
        "up_bytes": row.up_bytes,
        "down_bytes": row.down_bytes,
        "every_s": None if row.every_ns is None else row.every_ns // 10**9,
        "jitter_s": row.jitter_ns // 10**9,
        "share": row.share,
        "source": str(row.source),
        "confidence": str(row.confidence),
        "note": row.note,
        "figures": {name: _figure(figure) for name, figure in figures.items() if figure is not None},
    }


def facts_steps() -> Table:
    """The documented steps and port notes, in English and French."""
    return [
        {
            "rule": row.rule,
            "english": row.english,
            "french": row.french,
            "initiator": str(row.initiator),
            "acceptor": str(row.acceptor),
            "source": str(row.source),
            "note": row.note,
        }
        for row in STEPS.values()
    ]


def facts_profiles() -> Table:
    """The ready-made habits of clients: one row a number, the hours of each profile first."""
    return [row for profile in PROFILES.values() for row in _profile(profile)]


def _profile(profile: Profile) -> Table:
    hours = profile.online
    source = {"source": str(hours.source), "confidence": str(hours.source.confidence)}
    first = {"value": str(hours), "unit": "local time", **source, "plausible": None, "note": hours.note}
    rows = [("online", first)]
    rows += [
        (f"{habit.request}.{name}", _figure(figure))
        for habit in profile.habits
        for name, figure in habit.figures.items()
    ]
    return [{"profile": profile.name, "name": name, **row} for name, row in rows]
