"""
Packing: tables without their column names in every row, and texts in the languages of the page only.

A packed table is `{"keys": […], "words": {key: […]}, "rows": [[…]]}`: a null, or a row that ends early, is a key that
the row does not have, and under a key that `words` has, a number stands for that value. Under the keys of `prefix`, a
row after the first says how many items it has in common with the first, then its own: variants part late.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import takewhile
from types import MappingProxyType
from typing import Any, Final

from cmgsim.flows.nouns import Language

PACKED: Final = (
    "checks", "links", "logs", "moves", "nodes", "openings", "panels", "requests", "steps", "stories",
)  # fmt: skip
"""The tables whose rows are objects, by name."""
PREFIX: Final = MappingProxyType({"stories": ("steps", "t", "moves", "logs")})
"""By table, the keys under which rows begin like the first one."""


def packed(payload: Mapping[str, Any]) -> dict[str, Any]:
    """*payload* with its tables packed; `packed` names them."""
    tables = {name: pack(payload[name], PREFIX.get(name, ())) for name in PACKED}
    return {**payload, **tables, "packed": list(PACKED)}


def pack(rows: Sequence[Mapping[str, Any]], prefix: Sequence[str] = ()) -> dict[str, Any]:
    """
    A table as its columns' names, the most frequent first, the words of columns that repeat some, and rows of values.

    Example:
        >>> pack([{"a": 1, "b": "state"}, {"b": "state"}])
        {'keys': ['b', 'a'], 'words': {'b': ['state']}, 'rows': [[0, 1], [0]]}
        >>> pack([{"t": [0, 5, 9]}, {"t": [0, 5, 7]}], prefix=["t"])["rows"]
        [[[0, 5, 9]], [[2, 7]]]
    """
    rows = [*rows[:1], *(_shortened(row, rows[0], prefix) for row in rows[1:])]
    counts = Counter(key for row in rows for key in row)
    keys = sorted(counts, key=lambda key: (-counts[key], key))
    columns = {key: _words([row[key] for row in rows if key in row]) for key in keys if key not in prefix}
    words = {key: column for key, column in columns.items() if column is not None}
    places = {key: {_json(word): place for place, word in enumerate(column)} for key, column in words.items()}
    table = {"keys": keys, "words": words, "rows": [_values(row, keys, places) for row in rows]}
    return {**table, "prefix": list(prefix)} if prefix else table


def _shortened(row: Mapping[str, Any], first: Mapping[str, Any], prefix: Sequence[str]) -> dict[str, Any]:
    return {key: _rest(value, first[key]) if key in prefix else value for key, value in row.items()}


def _rest(value: Sequence[Any], first: Sequence[Any]) -> list[Any]:
    """How many items *value* has in common with *first* at the beginning, then the others."""
    pairs = zip(value, first, strict=False)
    common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return [common, *value[common:]]


def _words(values: Sequence[Any]) -> list[Any] | None:
    """The different values of a column, where naming them by number is shorter than repeating them."""
    different = {_json(value): value for value in values}
    repeated = sum(len(_json(value)) for value in values)
    named = sum(len(text) + 1 for text in different) + sum(len(str(len(different))) for _ in values)
    return list(different.values()) if named < repeated else None


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _values(row: Mapping[str, Any], keys: Sequence[str], places: Mapping[str, Mapping[str, int]]) -> list[Any]:
    values = [places[key][_json(row[key])] if key in places and key in row else row.get(key) for key in keys]
    while values and values[-1] is None:
        values.pop()
    return values


def unpacked(payload: Mapping[str, Any]) -> dict[str, Any]:
    """
    A payload with its tables as rows of keys and values, as before it was packed.

    Example:
        >>> table = [{"a": 1, "b": 2}, {"b": 3}]
        >>> unpacked({"packed": ["steps"], "steps": pack(table)})["steps"] == table
        True
    """
    opened = {name: _opened(payload[name]) for name in payload.get("packed", ())}
    return {key: value for key, value in {**payload, **opened}.items() if key != "packed"}


def _opened(table: Mapping[str, Any]) -> list[dict[str, Any]]:
    keys, words = table["keys"], table.get("words", {})
    rows = [
        {
            key: words[key][value] if key in words else value
            for key, value in zip(keys, row, strict=False)
            if value is not None
        }
        for row in table["rows"]
    ]
    for row in rows[1:]:
        for key in table.get("prefix", ()):
            common, *rest = row[key]
            row[key] = [*rows[0][key][:common], *rest]
    return rows


def in_languages(payload: Mapping[str, Any], languages: Sequence[Language]) -> dict[str, Any]:
    """*payload* without the texts of a language that its page does not have."""
    if len(languages) > 1:
        return dict(payload)
    (kept,) = languages
    place = ("en", "fr").index(kept)
    texts = [text if isinstance(text, str) else text[place] for text in payload["texts"]]
    nodes = [
        {**node, **{key: {kept: node[key][kept]} for key in ("lines", "name", "short")}} for node in payload["nodes"]
    ]
    return {**payload, "texts": texts, "nodes": nodes}
