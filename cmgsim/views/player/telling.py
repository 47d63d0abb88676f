"""The stories of a page: each selection replayed once by the engine, then staged, drawn and explained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import define, field, frozen

from cmgsim.api.replay import replay_in
from cmgsim.facts.rows import Confidence
from cmgsim.flows.log_lines import LogEntry, log_lines
from cmgsim.flows.verdict import stopped_at
from cmgsim.flows.words import Rules, Text
from cmgsim.trace import Record
from cmgsim.views.player.analyzer import analyze
from cmgsim.views.player.arrows import Stage
from cmgsim.views.player.casting import Actor, cast, drawn
from cmgsim.views.player.drawing import Maps
from cmgsim.views.player.firewall import firewall
from cmgsim.views.player.panels import Found, find, numbered, panel
from cmgsim.views.player.selections import Board, Selection
from cmgsim.views.player.shelf import Shelf, Texts
from cmgsim.views.player.speech import Speech, plain
from cmgsim.views.player.staging import Staged, Steps, stage
from cmgsim.views.player.switches import BY_ID
from cmgsim.views.player.waterfall import requests
from cmgsim.views.player.words import VERDICTS

Records = tuple[Record, ...]


@frozen
class Told:
    """One variant as it was told, for whoever asks questions about it."""

    flow: str
    key: str
    records: Records
    staged: Staged
    variant: Mapping[str, Any]
    entries: tuple[LogEntry, ...]


@define
class Tables:
    """Everything that variants share."""

    texts: Texts = field(factory=Texts)
    shelves: Steps = field(init=False)
    stories: Shelf = field(factory=Shelf)
    maps: Maps = field(init=False)
    requests: Shelf = field(factory=Shelf)
    logs: Shelf = field(factory=Shelf)
    panels: Shelf = field(factory=Shelf)
    ports: Shelf = field(factory=Shelf)
    openings: Shelf = field(factory=Shelf)
    analyzers: Shelf = field(factory=Shelf)
    checks: Shelf = field(factory=Shelf)

    def __attrs_post_init__(self) -> None:
        self.shelves, self.maps = Steps(self.texts), Maps(self.texts)


def replays(board: Board, selections: Sequence[Selection], flow: str) -> dict[str, Records]:
    """The records of *flow* for every selection, by key."""
    return {
        selection.key: replay_in(
            board.scenario_for(selection), flow, faults=selection.faults, passing=selection.passing
        ).records
        for selection in selections
    }


def tell_flow(
    tables: Tables,
    board: Board,
    selections: Sequence[Selection],
    flow: str,
    played: Mapping[str, Records],
    communication: Mapping[str, Records],
) -> list[Told]:
    """Every variant of one flow; *played* are its records by key, *communication* those that the analyzer looks at."""
    groups: dict[tuple[object, ...], list[Selection]] = {}
    for selection in selections:
        groups.setdefault(_group(selection), []).append(selection)
    told = {}
    for members in groups.values():
        everybody = [record for member in members for record in played[member.key]]
        actors = cast(everybody)
        base = Stage(played[members[0].key], drawn(actors))
        for member in members:
            told[member.key] = _tell(
                tables, board, member, flow, played[member.key], communication[member.key], actors, base
            )
    return [told[selection.key] for selection in selections]


def _group(selection: Selection) -> tuple[object, ...]:
    """Selections that differ in faults only share one map; a proxy is a box of its own."""
    settings = tuple(sorted((k, v) for k, v in selection.positions.items() if BY_ID[k].group == "settings"))
    return settings, "proxy" in selection.positions


def _tell(
    tables: Tables, board: Board, selection: Selection, flow: str, records: Records, communication: Records,
    actors: Sequence[Actor], base: Stage,
) -> Told:  # fmt: skip
    texts, scenario = tables.texts, board.scenario_for(selection)
    scene, found = Stage(records, drawn(actors)), find(records, selection.faults, passing=selection.passing)
    staged = stage(tables.shelves, scene, stopped=stopped_at(records) is not None, remedy=found.remedies)
    entries = log_lines(records, list(selection.faults))
    variant = {
        "story": story_of(tables, records, staged, entries, actors),
        "map": tables.maps.draw(actors, [base, scene]),
        "panel": _panels(tables, board, selection, found, records, entries),
        "ports": tables.ports.put([tables.openings.put(row) for row in firewall(scenario, selection.faults, texts)]),
        "analyzer": tables.analyzers.put([tables.checks.put(row) for row in analyze(communication, texts)]),
        **verdict_of(tables, staged, found, records),
    }
    return Told(flow, selection.key, records, staged, variant, entries)


def verdict_of(tables: Tables, staged: Staged, found: Found, records: Records) -> dict[str, Any]:
    """How a story ends, and where it stops."""
    rule = stopped_at(records)
    if rule is None:
        ends = "despite" if any(one.failed for one in found.met) else "end"
        return {"ends": ends, "verdict": tables.texts.put(plain(VERDICTS[ends]))}
    words = Speech.of(records).say(VERDICTS["stopped"], {"rule": Text(rule), "step": Rules((rule,))})
    verdict = tables.texts.put(words)
    outcomes = [tables.shelves.steps.rows[number]["outcome"] for number in staged.steps]
    return {
        "ends": "stopped",
        "verdict": verdict,
        "stop": {"rule": rule, "at": outcomes.index("fail")},
    }


def story_of(
    tables: Tables, records: Records, staged: Staged, entries: Sequence[LogEntry], actors: Sequence[Actor]
) -> int:
    """The number of a story on its shelf."""
    names = {record.src for record in records} | {record.dst for record in records}
    logs = []
    for entry in entries:
        place = staged.place_of(entry.position)
        logs.append([_log(tables, entry), place, entry.t_ns - staged.t[place]])
    return tables.stories.put(
        {
            "steps": staged.steps, "t": staged.t, "moves": staged.offsets, "logs": logs,
            "requests": [tables.requests.put(row) for row in requests(records, staged, tables.texts)],
            "lifelines": [actor.id for actor in actors if any(name in names for name in actor.names)],
        }
    )  # fmt: skip


def _log(tables: Tables, entry: LogEntry) -> int:
    row = {
        "file": entry.file, "component": entry.component, "thread": entry.thread, "severity": entry.severity,
        "text": tables.texts.same(entry.text), "format": entry.format, "evidence": str(entry.evidence),
        "role": entry.role, "node": entry.node,
    }  # fmt: skip
    return tables.logs.put({**row, "cloud": True} if entry.in_cloud else row)


def _panels(
    tables: Tables, board: Board, selection: Selection, found: Found, records: Records, entries: Sequence[LogEntry]
) -> list[int]:
    logs = numbered(entries, [_log(tables, entry) for entry in entries])
    return [
        tables.panels.put(
            panel(switch, fault, found, records, tables.texts, logs=logs, passing=passing, trusted=trusted)
        )
        for switch, fault, passing, trusted in _switched_on(board, selection)
    ]


def _switched_on(board: Board, selection: Selection) -> list[tuple[Any, str, bool, bool]]:
    """Each switch that breaks something here: the switch, its fault, whether it passes, whether it has no effect."""
    public = selection.positions.get("server-certificate") == "public"
    found = []
    for switch in board.switches:
        position = selection.positions.get(switch.id, "")
        if not position or switch.group == "settings" or switch.kind == "view":
            continue
        passing = switch.id == "first-minutes"
        fault = switch.fault if switch.kind == "toggle" else f"{switch.id}={position}"
        fault = "cmg-stopped" if passing else fault
        found.append((switch, fault or switch.id, passing, public and switch.id == "untrusted-certificate"))
    return found


def evidence_words(texts: Texts) -> dict[str, int]:
    """How well a wording is founded, in words."""
    from cmgsim.facts.failures import PROVENANCE

    return {str(level): texts.put(plain(PROVENANCE[level])) for level in Confidence if level in PROVENANCE}
