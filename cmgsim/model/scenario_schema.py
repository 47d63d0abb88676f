"""What the table of keys says to others: a JSON Schema for editors, and rows for the documentation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from attrs import NOTHING, frozen

from cmgsim.model.scenario_keys import ROOT
from cmgsim.model.scenario_kinds import Kind
from cmgsim.model.scenario_quantities import distribution_schema
from cmgsim.model.scenario_sections import Key, Section, Table, Tables
from cmgsim.model.units import DURATION, SIZE

__all__ = ["ROOT", "KeyRow", "describe_keys", "json_schema", "key_rows", "section_schema"]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


@frozen
class KeyRow:
    """One key of the scenario file, as documentation shows it."""

    path: str
    """Key path, `[]` standing for a position: `clients[].count`."""
    takes: str
    """What would be right, in words."""
    default: str | None
    """What it is when left out; None: nothing, or what *doc* says."""
    required: bool
    doc: str


def json_schema() -> dict[str, Any]:
    """
    The JSON Schema (2020-12) of a scenario file.

    A schema cannot tell everything: what must fit together is checked only when a scenario is read.

    Example:
        >>> json_schema()["required"]
        ['clients']
    """
    shared = {dimension.name: distribution_schema(dimension) for dimension in (DURATION, SIZE)}
    return {"$schema": DIALECT, "title": "cmgsim scenario", **section_schema(ROOT, None), "$defs": shared}


def describe_keys() -> tuple[KeyRow, ...]:
    """
    A row for every key, in the order of the file.

    Example:
        >>> [row.default for row in describe_keys() if row.path == "cmg.instances"]
        ['1']
    """
    return tuple(key_rows(ROOT))


def key_rows(section: Section, base: Any = None, prefix: str = "") -> Iterator[KeyRow]:
    """A row for every key of a table and of the tables in it; *base* holds the defaults."""
    for key in section.keys:
        default = _default(section, key, base)
        path = f"{prefix}{key.name}"
        if isinstance(key.kind, Table):
            yield from key_rows(key.kind.section, default, f"{path}.")
        elif isinstance(key.kind, Tables):
            yield from key_rows(key.kind.section, None, f"{path}[].")
        else:
            words = None if default in (None, NOTHING, ()) else key.kind.show(default)
            yield KeyRow(path, key.kind.takes, words, default is NOTHING, key.doc)


def _default(section: Section, key: Key, base: Any) -> Any:
    return section.default(key) if base is None else key.value_in(base)


def section_schema(section: Section, base: Any) -> dict[str, Any]:
    """What a schema can tell of one table; *base* holds the defaults, None: those of the section's class."""
    required = [key.name for key in section.keys if _default(section, key, base) is NOTHING]
    return {
        "description": section.doc,
        "type": "object",
        "properties": {key.name: _key_schema(key, _default(section, key, base)) for key in section.keys},
        "additionalProperties": False,
        **({"required": required} if required else {}),
        **section.schema,
    }


def _key_schema(key: Key, default: Any) -> dict[str, Any]:
    if isinstance(key.kind, Table):
        return section_schema(key.kind.section, default)
    if isinstance(key.kind, Tables):
        bounds = {"minItems": key.kind.least, "maxItems": key.kind.most}
        return {"description": key.doc, "type": "array", "items": section_schema(key.kind.section, None), **bounds}
    assert isinstance(key.kind, Kind), key
    written = {} if default in (None, NOTHING, ()) else {"default": key.kind.write(default)}
    return {"description": key.doc, **key.kind.schema(), **written}
