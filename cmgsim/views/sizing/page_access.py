"""Pages 6 and 7: what has to be open for exactly this layout, and which names have to be reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cmgsim.facts.http import HEADERS, VERBS
from cmgsim.flows.nouns import Language
from cmgsim.views.sizing.blocks import Block, table, text
from cmgsim.views.sizing.page_rows import purpose, zone
from cmgsim.views.sizing.page_words import word


def firewall(answer: Mapping[str, Any], lang: Language) -> Iterator[Block]:
    """The firewall list, what changes, and what sixteen instances would ask for."""
    access = answer["access"]
    yield text(word(lang, "inbound"), "note")
    columns = (
        ("rule", word(lang, "rule")), ("note", word(lang, "note")), ("source", word(lang, "from")),
        ("destination", word(lang, "to")), ("protocol", word(lang, "protocol")), "port_first",
        ("inspection", word(lang, "inspection")), "since", ("purpose", word(lang, "purpose")),
    )  # fmt: skip
    cells = [
        (row["rule"], row["note"] or None, f"{row['source']} ({zone(lang, row['source_zone'])})",
         _destination(row, lang), row["protocol"], row["ports"], word(lang, f"inspection {row['tls_inspection']}"),
         row["needed_from_instances"], purpose(lang, row["purpose"]))
        for row in access["firewall_for_people"]
    ]  # fmt: skip
    yield table(lang, "firewall-table", word(lang, "firewall table"), columns, cells)
    if access["changes"]:
        yield _changes("changes-table", word(lang, "changes table"), access["changes"], lang)
    grown = [row for row in access["room_to_grow"] if row["change"] == "open"]
    if grown:
        yield _changes("growth-table", word(lang, "growth table"), grown, lang)
    yield text(word(lang, "notes"))


def _destination(row: Mapping[str, Any], lang: Language) -> str:
    """The role, the name where one is known, and the zone."""
    names = [row["destination"], *([row["destination_name"]] if row["destination_name"] else [])]
    return f"{', '.join(names)} ({zone(lang, row['destination_zone'])})"


def _changes(name: str, caption: str, rows: Sequence[Mapping[str, Any]], lang: Language) -> Block:
    columns = (
        ("change", word(lang, "change")), ("rule", word(lang, "rule")), ("source", word(lang, "from")),
        ("destination", word(lang, "to")), ("protocol", word(lang, "protocol")), "port_first",
    )  # fmt: skip
    cells = [
        (word(lang, f"change {row['change']}"), row["rule"], row["src"], row["dst"], row["protocol"],
         str(row["first"]) if row["first"] == row["last"] else f"{row['first']}-{row['last']}")
        for row in rows
    ]  # fmt: skip
    return table(lang, name, caption, columns, cells)


def endpoints(answer: Mapping[str, Any], lang: Language) -> Iterator[Block]:
    """The names by role, and what boxes in between must leave alone."""
    columns = (
        ("rule", word(lang, "rule")), ("role", word(lang, "role")), ("fqdn", word(lang, "names")), "port_first",
        ("kind", word(lang, "endpoint kind")),
    )  # fmt: skip
    cells = [
        (row["rule"], row["role"], row["fqdn"], str(row["port"]), row["kind"]) for row in answer["access"]["endpoints"]
    ]
    yield table(lang, "endpoints-table", word(lang, "endpoints table"), columns, cells)
    names = {"headers": ", ".join(row.name for row in HEADERS), "verbs": ", ".join(row.name for row in VERBS)}
    yield text(word(lang, "headers", **names))
    yield text(word(lang, "middlebox"))
