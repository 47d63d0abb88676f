"""
What cog writes into the pages beside this file: tables and diagrams made from the code's own rows.

`make docs` writes them again; a test and `make check` fail when a page is stale.
"""
# ruff: noqa: INP001  # beside the pages, not a package

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Mapping, Sequence
from inspect import signature
from itertools import groupby
from pathlib import Path
from typing import Any

import meanings

from cmgsim.api.replay import replay
from cmgsim.api.simulate import simulate
from cmgsim.engine.clock import Rank
from cmgsim.engine.handle import Handle
from cmgsim.facts import tables as facts
from cmgsim.facts.failures import FAILURES, PROVENANCE, SLOTS, STATUSES, Case, Failure, fill
from cmgsim.facts.http import HEADERS, VERBS
from cmgsim.facts.ports import PORTS
from cmgsim.facts.roles import ROLES
from cmgsim.facts.steps import steps_of
from cmgsim.model.assumption_rows import assumption_rows
from cmgsim.model.assumptions import ASSUMPTIONS
from cmgsim.model.distribution_families import FAMILIES
from cmgsim.model.scenario_file import contoso
from cmgsim.model.scenario_keys import ROOT
from cmgsim.model.scenario_kinds import Kind
from cmgsim.model.scenario_schema import KeyRow, describe_keys, key_rows
from cmgsim.model.scenario_sections import Tables
from cmgsim.model.units import BANDWIDTH, DURATION, SIZE
from cmgsim.protocol.channel import TRANSITIONS
from cmgsim.request_log import COLUMNS, Outcome
from cmgsim.study.measures import MEASURES
from cmgsim.study.study_keys import FILE
from cmgsim.validation import selftest
from cmgsim.views.mermaid import mermaid

EXAMPLES = Path(__file__).parents[1] / "examples"
NOTEBOOKS = (Path(__file__).parents[1] / "notebooks").glob("*.ipynb")


def cell(value: Any) -> str:
    """A value as it stands in a table; `[[10124, 10139]]` is a list of ranges of ports."""
    if not isinstance(value, list):
        return "" if value is None else str(value)
    spans = (each if isinstance(each, list) else [each] for each in value)
    return ", ".join(f"{span[0]}-{span[-1]}" if span[0] != span[-1] else f"{span[0]}" for span in spans)


def table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A Markdown table."""
    lines = [f"| {' | '.join(heads)} |", "|" + "---|" * len(heads)]
    lines += ["| " + " | ".join(cell(value).replace("|", "\\|") for value in row) + " |" for row in rows]
    return "\n".join(lines)


def code(text: object) -> str:
    """*text* as code; nothing where there is none."""
    return f"`{text}`" if text not in {None, ""} else ""


def codes(texts: Iterable[object]) -> str:
    """A list of words, each as code."""
    return ", ".join(code(text) for text in texts)


# mechanisms.md


def ranks() -> str:
    """The order of simultaneous events."""
    return table(
        ("order", "rank", "what happens"), [(int(rank), code(rank.name), meanings.RANKS[rank]) for rank in Rank]
    )


def channel_states() -> str:
    """The life of a channel."""
    rows = [
        (str(state), str(event), str(after)) for state, events in TRANSITIONS.items() for event, after in events.items()
    ]
    return table(("state", "event", "next state"), rows)


# flows.md


def steps(letter: str) -> str:
    """The documented steps or notes whose ids begin with *letter*."""
    return table(("step", "what happens", "remark"), [(row.rule, row.english, row.note) for row in steps_of(letter)])


def flow(name: str, **options: Any) -> str:
    """The sequence diagram of a replay."""
    return f"```mermaid\n{mermaid(replay(name, **options)).rstrip()}\n```"


# scenario-file.md


def keys() -> str:
    """Every key of the scenario file, table by table."""
    parts = []
    for name, rows in groupby(describe_keys(), lambda row: row.path.split(".")[0].removesuffix("[]")):
        kind = next(key for key in ROOT.keys if key.name == name).kind
        if isinstance(kind, Kind):
            parts.append(f"### `[{name}]`\n\n{next(rows).doc} See [what numbers are founded on](assumptions.md).\n")
            continue
        many = isinstance(kind, Tables)
        parts.append(f"### `{f'[[{name}]]' if many else f'[{name}]'}`\n\n{kind.section.doc}\n")
        parts.append(table(("key", "takes", "default", "meaning"), [_key(row) for row in rows]) + "\n")
    return "\n".join(parts).rstrip()


# studies.md


def study_keys() -> str:
    """Every key of a study file, in one table."""
    measure = " one of " + ", ".join(f'"{each.name}"' for each in MEASURES)
    rows = []
    for row in key_rows(FILE):
        default = "**required**" if row.required else code(row.default)
        takes = f" {row.takes}".replace(measure, " a [measure](#what-comes-out)").strip()
        rows.append((code(row.path), takes, default, row.doc))
    return table(("key", "takes", "default", "meaning"), rows)


def measures() -> str:
    """The measures of a run."""
    return table(("measure", "unit", "meaning"), [(code(each.name), each.unit, each.doc) for each in MEASURES])


def _key(row: KeyRow) -> tuple[str, ...]:
    default = "**required**" if row.required else code(row.default)
    takes = meanings.LONG_LISTS.get(row.path, row.takes)
    return code(row.path.partition(".")[2]), takes, default, row.doc


def units() -> str:
    """The units that quantities may have."""
    rows = [(unit.name, codes(unit.units), code(unit.example)) for unit in (DURATION, SIZE, BANDWIDTH)]
    return table(("quantity", "units", "example"), rows)


def distributions() -> str:
    """The families of distributions."""
    rows = [
        (code(row.signature), meanings.FAMILIES[row.name], code(meanings.EXAMPLES[row.name]))
        for row in FAMILIES.values()
    ]
    return table(("distribution", "what it is", "example"), rows)


# faults.md


def faults() -> str:
    """The fault catalogue in one table."""
    heads = ("fault", "breaks", "stops", "status", "status founded on")
    return table(
        heads, [(_link(row), ", ".join(row.breaks), _stops(row), _status(row), _founded(row)) for row in FAILURES]
    )


def _link(row: Failure) -> str:
    return f"[`{row.kind}`](#{row.kind})"


def _stops(row: Failure | Case) -> str:
    return ", ".join(f"{name} at {rule}" for name, rule in row.stops.items()) or "nothing"


def _status(row: Failure) -> str:
    words = f"{row.status or ''} {row.status_text or ''}".strip()
    return words or {"refusal": "connection refused", "silence": "no answer"}.get(row.answer, "")


def _founded(row: Failure) -> str:
    return str(row.evidence) if _status(row) else ""


def fault_sections() -> str:
    """One section a fault."""
    return "\n\n".join(_fault_section(row) for row in FAILURES)


def _fault_section(row: Failure) -> str:
    written = f"`{row.kind}=…`, {meanings.PARAMETERS[row.parameter]}" if row.parameter else f"`{row.kind}`"
    default = f"; left out: `{row.default}`" if row.default else ""
    lines = [f"### {row.kind}", "", f"{row.title.en}. Written {written}{default}.", ""]
    lines += [f"- **Breaks** {', '.join(row.breaks)}. **Stops** {_stops(row)}."]
    lines += [
        f"- **{case.value}**: breaks {', '.join(case.breaks) or 'no rule'}, stops {_stops(case)}." for case in row.cases
    ]
    if row.condition:
        lines += [f"- **When**: {row.condition.en}"]
    lines += [f"- **The client sees**: {_filled(row.client.en)}"]
    for log in row.logs:
        remark = f"{PROVENANCE[log.evidence].en}{f': {log.note}' if log.note else ''}"
        lines += [f"- **{log.file}** ({remark}): `{fill(log.text, {})}`"]
    lines += [f"- **Fix**: {_filled(row.fix.en)}", f"- **Source**: {row.source}."]
    return "\n".join(lines)


def _filled(text: str) -> str:
    return fill(text, {slot: code(f"<{slot}>") for slot in SLOTS})


def statuses() -> str:
    """What is refused without a fault."""
    rows = [(f"{row.status} {row.status_text}", row.meaning.en, str(row.evidence)) for row in STATUSES]
    return table(("status", "meaning", "founded on"), rows)


# facts.md


def ports() -> str:
    """The port table."""
    rows = [
        (row["rule"], row["client"], row["protocol"], row["ports"], row["server"], row["deployment"] or "any",
         row["instances"] or "any", row["preference"] or "", note.note)
        for row, note in zip(facts.facts_ports(), PORTS, strict=True)
    ]  # fmt: skip
    heads = ("rule", "opens", "protocol", "ports", "accepts", "deployment", "instances", "preference", "remark")
    return table(heads, rows)


def endpoints() -> str:
    """The endpoint table."""
    rows = [
        (row["rule"], row["role"], row["kind"], row["cloud"], code(row["pattern"])) for row in facts.facts_endpoints()
    ]
    return table(("rule", "role", "kind", "cloud", "name"), rows)


def headers() -> str:
    """The HTTP headers."""
    rows = [(row.rule, code(row.name), code(row.wire_name), row.note) for row in HEADERS]
    return table(("rule", "as documented", "on the wire", "remark"), rows)


def verbs() -> str:
    """The HTTP verbs."""
    return table(("rule", "verb", "remark"), [(row.rule, code(row.name), row.note) for row in VERBS])


def vm_sizes() -> str:
    """The sizes of virtual machine."""
    rows = [
        (code(row["name"]), f"{row['clients']:,}", row["vcpus"], row["network_mbps"], row["source"])
        for row in facts.facts_vm_sizes()
    ]
    return table(("size", "connections of one instance", "processors", "Mbit/s", "source"), rows)


def limits() -> str:
    """Limits, lifetimes and periods."""
    rows = [
        (row["group"], code(row["name"]), f"{row['value']:,} {row['unit']}", row["source"], row["note"])
        for row in facts.facts_limits()
    ]
    return table(("group", "name", "value", "source", "remark"), rows)


def activities() -> str:
    """The request catalogue."""
    rows = [
        (code(row["name"]), row["verb"], row["target"], f"{row['up_bytes']:,}", f"{row['down_bytes']:,}",
         _period(row["every_s"]), _period(row["jitter_s"]), f"{row['share']:g}")
        for row in facts.facts_activities()
    ]  # fmt: skip
    return table(("request", "verb", "answered by", "bytes up", "bytes down", "every", "later by up to", "share"), rows)


def _period(seconds: int | None) -> str:
    if not seconds:
        return "" if seconds == 0 else "on demand"
    size, unit = next((size, unit) for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")) if seconds % size == 0)
    return f"{seconds // size} {unit}"


# clients.md


def profiles() -> str:
    """The ready-made habits of clients."""
    rows = [
        (code(row["profile"]), row["name"], f"{row['value']} {row['unit']}", _range(row["plausible"]),
         row["confidence"], row["note"] or row["source"])
        for row in facts.facts_profiles()
    ]  # fmt: skip
    return table(("profile", "what", "value", "plausible", "founded on", "why"), rows)


# results.md


def columns() -> str:
    """The columns of the request log."""
    rows = [(code(row.name), _type(row.table, nullable=row.nullable), meanings.COLUMNS[row.name]) for row in COLUMNS]
    return table(("column", "type", "what it holds"), rows)


def _type(names: str | None, *, nullable: bool) -> str:
    return f"{'text' if names else 'integer'}{' or null' if nullable else ''}"


def outcomes() -> str:
    """How a request may end."""
    return table(("outcome", "meaning"), [(code(row.label), meanings.OUTCOMES[row]) for row in Outcome])


def summary_keys() -> str:
    """The keys of `summary.json`, taken from a summary."""
    small = contoso(["clients[0].count=20", "clients[1].count=20", "scenario.duration='5 min'"])
    found = dict.fromkeys(_paths(simulate(small).summary))
    return table(("key", "unit", "meaning"), [(code(path), *meanings.SUMMARY[path]) for path in found])


def _paths(value: Mapping[str, Any], prefix: str = "") -> Iterable[str]:
    for key, inner in value.items():
        name = meanings.PLACEHOLDERS.get(prefix.removesuffix("."), key)
        if isinstance(inner, Mapping) and f"{prefix}{name}" not in meanings.SUMMARY:
            yield from _paths(inner, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"


# validity.md


def known_answers() -> str:
    """What this build computes beside what theory knows."""
    rows = (
        (row.model, row.quantity, f"{row.truth:.4f}", f"{row.estimate:.4f}", f"{row.z:+.2f}", row.formula)
        for row in selftest(engine="fast")
    )
    return table(("queue", "quantity", "truth", "estimate", "z", "truth by"), rows)


# assumptions.md


def assumptions() -> str:
    """The model's own numbers: what a run needs and no page gives."""
    names = {row.name for row in ASSUMPTIONS}
    rows = [
        (code(row["name"]), f"{cell(row['value'])} {row['unit']}", _range(row["plausible"]), row["why"])
        for row in assumption_rows()
        if row["name"] in names
    ]
    return table(("name", "value", "plausible", "why this value"), rows)


def assumed_sizes() -> str:
    """The numbers of the request catalogue that no page gives."""
    rows = [
        (
            code(f"{activity['name']}.{name}"),
            f"{figure['value']:,} {figure['unit']}",
            _range(figure["plausible"]),
            figure["note"],
        )
        for activity in facts.facts_activities()
        for name, figure in activity["figures"].items()
        if figure["confidence"] == "assumed"
    ]
    return table(("name", "value", "plausible", "remark"), rows)


def _range(plausible: Sequence[float] | None) -> str:
    return "" if plausible is None else " to ".join(f"{value:,}" for value in plausible)


# glossary.md, index.md


def roles() -> str:
    """The roles in both languages."""
    rows = [(code(row.role), row.english, row.french, str(row.zone)) for row in ROLES]
    return table(("identifier", "English", "French", "zone"), rows)


def examples() -> str:
    """The examples and what they show."""
    rows = []
    for file in sorted(EXAMPLES.glob("*.py")):
        shows = (ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or "").split("\n\n")[0]
        rows.append((f"[{file.stem}](../examples/{file.name})", shows.removeprefix("Shows: ").replace("\n", " ")))
    return table(("example", "shows"), rows)


def notebooks() -> str:
    """The notebooks by their questions."""
    titles = {file: json.loads(file.read_text(encoding="utf-8"))["cells"][0]["source"] for file in sorted(NOTEBOOKS)}
    return "\n".join(
        f"- [{''.join(source).splitlines()[0].removeprefix('# ')}](../notebooks/{file.name})"
        for file, source in titles.items()
    )


# experiments.md


def handle() -> str:
    """What a researcher's own process can call."""
    rows = []
    for name, member in vars(Handle).items():
        if name.startswith("_"):
            continue
        called = name if isinstance(member, property) else f"{name}{_parameters(member)}"
        rows.append(
            (code(f"simulation.{called}"), (member.__doc__ or "").strip().partition("\n\n")[0].replace("\n", " "))
        )
    return table(("name", "what it is or does"), rows)


def _parameters(method: Any) -> str:
    shown = [str(each).partition(":")[0] for each in list(signature(method).parameters.values())[1:]]
    return f"({', '.join(shown)})"
