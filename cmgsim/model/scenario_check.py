"""
What must fit together in a scenario, beyond each value by itself.

Every check reads the draft; one that needs a value which could not be read is left out, because its problem is
reported already.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from cmgsim.facts.failures import failure
from cmgsim.facts.rows import Role
from cmgsim.model.arrivals import scaling_of
from cmgsim.model.evidence import covers
from cmgsim.model.fault_target import checked_target
from cmgsim.model.key_path import cohort_name, joined, parse_path
from cmgsim.model.scenario_change import find, leading
from cmgsim.model.scenario_keys import WAYS, key_at
from cmgsim.model.scenario_kinds import BAD, Kind, Place
from cmgsim.model.scenario_limits import MAX_CLIENTS, MAX_CONNECTION_POINTS, MAX_SERVERS, SETTABLE
from cmgsim.model.scenario_sections import Draft, Unreadable
from cmgsim.model.units import DURATION, QuantityError, text_of
from cmgsim.model.wording import describe

TABLES_OF_NODES: Final = (
    ("connection_points", Role.CMG_CONNECTION_POINT, MAX_CONNECTION_POINTS),
    ("management_points", Role.MANAGEMENT_POINT, MAX_SERVERS),
    ("software_update_points", Role.SOFTWARE_UPDATE_POINT, MAX_SERVERS),
)
"""Key, role of its nodes, and the most there may be of them."""


def check(root: Draft, at: Place) -> None:
    """Report everything in *root* that does not fit together, and complete what depends on more than one key."""
    for each in (_times, _cohorts, _totals, _changes, _node_names, _activities, _faults, _measured):
        _attempt(each, root, at)


def _or_none(draft: Draft, name: str) -> Any:
    try:
        return draft[name]
    except Unreadable:
        return None


def _attempt(each: Callable[..., None], *arguments: Any) -> None:
    try:
        each(*arguments)
    except Unreadable:
        return


def _times(root: Draft, at: Place) -> None:
    general = root["scenario"]
    if general["warm_up"] >= general["duration"]:
        warm_up, duration = (text_of(general[key], DURATION) for key in ("warm_up", "duration"))
        at.to("scenario").to("warm_up").wrong(
            f"{warm_up} of warm-up leave nothing of a run of {duration}", f"less than {duration}"
        )


def _cohorts(root: Draft, at: Place) -> None:
    for number, cohort in enumerate(root["clients"], start=1):
        if number > 1 and not cohort.gives("name"):
            cohort.values["name"] = cohort_name(number - 1)


def _totals(root: Draft, at: Place) -> None:
    for key, most in (("clients", MAX_CLIENTS), *((key, most) for key, _, most in TABLES_OF_NODES)):
        _attempt(_total, root, at, key, most)


def _total(root: Draft, at: Place, key: str, most: int) -> None:
    total = sum(table["count"] for table in root[key])
    if total > most:
        at.to(key).wrong(f"{total:,} in all are too many", f"at most {most:,}")


Node = tuple[str, Role, str]
"""Name, role, and the key path that gives the name."""


def _nodes_of(root: Draft, key: str, role: Role) -> Iterator[Node]:
    """The nodes of one role."""
    number = 0
    for position, table in enumerate(root[key]):
        name, count = table["name"], table["count"]
        for place in range(1, count + 1):
            number += 1
            own = None if name is None else (name if count == 1 else f"{name}-{place}")
            yield own or f"{role}-{number}", role, f"{key}[{position}].name"


def _instances(root: Draft) -> Iterator[Node]:
    """As many as there are at any time of the run."""
    later = (value for change in root["changes"] for path, value in change["set"] if path == "cmg.instances")
    for number in range(1, max(root["cmg"]["instances"], *later, 1) + 1):
        yield f"{Role.INSTANCE}-{number}", Role.INSTANCE, "cmg.instances"


def _names(root: Draft, role: Role) -> list[str]:
    """The names that a fault of this role may have as its target."""
    tables = {table_role: key for key, table_role, _ in TABLES_OF_NODES}
    found = _instances(root) if role is Role.INSTANCE else _nodes_of(root, tables[role], role)
    return [name for name, _, _ in found]


def _node_names(root: Draft, at: Place) -> None:
    """Every name belongs to one node; a cohort is a node, too."""
    taken = {str(role): f"the role {role}" for role in Role if role is not Role.CLIENT}
    tables = [_nodes_of(root, key, role) for key, role, _ in TABLES_OF_NODES]
    for source in (_instances(root), *tables, _cohort_names(root)):
        for name, _, path in _readable(source):
            owner = taken.setdefault(name, path)
            if owner != path:
                Place(at.report, path).wrong(f"{describe(name)} is taken by {owner}", "a name that no other node has")


def _cohort_names(root: Draft) -> Iterator[Node]:
    for position, cohort in enumerate(root["clients"]):
        name = _or_none(cohort, "name")
        if name is not None:
            yield name, Role.CLIENT, f"clients[{position}].name"


def _readable(nodes: Iterator[Node]) -> Iterator[Node]:
    try:
        yield from nodes
    except Unreadable:
        return


def _activities(root: Draft, at: Place) -> None:
    for position, cohort in enumerate(root["clients"]):
        _attempt(_traffic, cohort, at.to("clients").to(position).to("traffic"))
        for number, activity in enumerate(_or_none(cohort, "activities") or ()):
            place = at.to("clients").to(position).to("activities").to(number)
            _when(activity, place)
            _attempt(_within, root, activity, place)
            _attempt(_seen_clients, cohort, activity, place)
            _attempt(_content, root, activity, place)


def _when(activity: Draft, place: Place) -> None:
    given = [key for key in WAYS if activity.gives(key)]
    if len(given) != 1:
        found = "and ".join(f"`{key}` " for key in given) + "are given" if given else "says not when"
        place.wrong(found, "exactly one of `every`, `rate`, `at` and `observed`")
        return
    if given != ["every"] and activity.gives("jitter"):
        place.to("jitter").wrong(f"`jitter` goes with `every`, not with `{given[0]}`", "leave one of them out")
    if given != ["every"] and _or_none(activity, "share") not in (None, 1.0):
        place.to("share").wrong(f"`share` goes with `every`, not with `{given[0]}`", "leave one of them out")


def _within(root: Draft, activity: Draft, place: Place) -> None:
    for position, moment in enumerate(activity["at"] if activity.gives("at") else ()):
        _before_the_end(root, moment, place.to("at").to(position))
    observed = activity["observed"]
    if observed is not None and observed.first_ns >= root["scenario"]["duration"]:
        place.to("observed").wrong("all requests were observed after the end of the run", "a longer run")


def _seen_clients(cohort: Draft, activity: Draft, place: Place) -> None:
    """As many clients as a file of observed times knows must be there."""
    observed = activity["observed"]
    if observed is not None and observed.clients > cohort["count"]:
        place.to("observed").wrong(
            f"{observed.clients:,} clients were observed, and the cohort has {cohort['count']:,}",
            f"count = {observed.clients}, or more",
        )


def _traffic(cohort: Draft, place: Place) -> None:
    """Sizes must be left to scale, and what is not scaled must not exceed the target already."""
    readable = all(value is not BAD for draft in (cohort, *cohort["activities"]) for value in draft.values.values())
    scaled = scaling_of(cohort.built()) if readable else None
    if scaled is None or scaled.factor > 0:
        return
    if not scaled.assumed_bytes:
        place.wrong("no assumed size is left that could be scaled", "leave `up` or `down` of an activity out")
    else:
        least = math.ceil(scaled.fixed_bytes / 10**5) / 10
        place.wrong("what is not scaled comes to more", f"above {least} MB")


def _content(root: Draft, activity: Draft, place: Place) -> None:
    if activity["request"] == "content" and not root["cmg"]["content"]:
        place.to("request").wrong("the CMG gives out no content", "cmg.content = true, or another request")


def _before_the_end(root: Draft, moment: int, place: Place) -> None:
    duration = root["scenario"]["duration"]
    if moment >= duration:
        end = text_of(duration, DURATION)
        place.wrong(f"{text_of(moment, DURATION)} is after the end of the run", f"before {end}")


def _changes(root: Draft, at: Place) -> None:
    for position, change in enumerate(root["changes"]):
        place = at.to("changes").to(position)
        _attempt(lambda change=change, place=place: _before_the_end(root, change["at"], place.to("at")))
        given = _or_none(change, "set")
        if given is not None:
            settings = [_resolved(root, path, value, place.to("set")) for path, value in _flat(given)]
            change.values["set"] = BAD if BAD in settings else tuple(settings)


def _flat(settings: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Key paths and values, where a path without quotes made tables in tables."""
    for name, value in settings.items():
        path = joined(prefix, name) if prefix else name
        if isinstance(value, Mapping) and not _leads_to_a_key(path):
            yield from _flat(value, path)
        else:
            yield path, value


def _leads_to_a_key(path: str) -> bool:
    try:
        return key_at(parse_path(path)) is not None
    except QuantityError:
        return False


def _resolved(root: Draft, path: str, value: Any, place: Place) -> Any:
    """The path, with positions for names, and its value in base units; BAD with its problem reported."""
    here = place.to(path)
    try:
        found = find(root, parse_path(path))
    except QuantityError as error:
        return here.wrong(error.message, error.expected)
    except Unreadable:
        return BAD
    assert isinstance(found.key.kind, Kind)
    if found.path not in SETTABLE:
        return here.wrong(f"`{found.path}` cannot change while the scenario runs", f"one of {', '.join(SETTABLE)}")
    read = found.key.kind.read(value, here)
    return BAD if read is BAD else (found.path, read)


def _measured(root: Draft, at: Place) -> None:
    """Every claim leads to a table or a key; names of tables become positions."""
    claims = []
    for path, by in root["measured"]:
        try:
            claims.append((leading(root, parse_path(path)), by))
            if not any(covers(claims[-1][0], each) for each in at.report.given):
                raise QuantityError("is left out, so the default stands there", "the measured value")  # noqa: TRY301
        except QuantityError as error:
            at.to("measured").to(path).wrong(error.message, error.expected)
    root.values["measured"] = tuple(claims)


def _faults(root: Draft, at: Place) -> None:
    for position, fault in enumerate(root["faults"]):
        place = at.to("faults").to(position)
        _attempt(lambda fault=fault, place=place: _before_the_end(root, fault["at"], place.to("at")))
        _attempt(_target, root, fault, place.to("target"))


def _target(root: Draft, fault: Draft, place: Place) -> None:
    row = failure(fault["kind"])
    names = {row.role: _names(root, row.role)} if row.role else None
    try:
        fault.values["target"] = checked_target(row, fault["target"], names)
    except QuantityError as error:
        place.wrong(error.message, error.expected)
