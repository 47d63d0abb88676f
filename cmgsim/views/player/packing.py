"""
Packing: tables without their column names in every row, and texts in the languages of the page only.

A packed table is `{"keys": […], "words": {key: […]}, "rows": [[…]]}`: a null, or a row that ends early, is a key that
the row does not have, and under a key that `words` has, a number stands for that value.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from cmgsim.flows.nouns import Language

PACKED: Final = ("links", "logs", "moves", "nodes", "panels", "requests", "steps", "stories")
"""The tables whose rows are objects, by name."""


def packed(payload: Mapping[str, Any]) -> dict[str, Any]:
    """*payload* with its tables packed; `packed` names them."""
    tables = {name: pack(payload[name]) for name in PACKED}
    return {**payload, **tables, "packed": list(PACKED)}


def pack(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """
    A table as its columns' names, the most frequent first, the words of columns that repeat some, and rows of values.

    Example:
        >>> pack([{"a": 1, "b": "state"}, {"b": "state"}])
        {'keys': ['b', 'a'], 'words': {'b': ['state']}, 'rows': [[0, 1], [0]]}
    """
    counts = Counter(key for row in rows for key in row)
    keys = sorted(counts, key=lambda key: (-counts[key], key))
    words = {key: column for key in keys if (column := _words([row[key] for row in rows if key in row])) is not None}
    places = {key: {_json(word): place for place, word in enumerate(column)} for key, column in words.items()}
    return {"keys": keys, "words": words, "rows": [_values(row, keys, places) for row in rows]}


def _words(values: Sequence[Any]) -> list[Any] | None:
    """The different values of a column, where naming them by number is shorter than repeating them."""
    different = {_json(value): value for value in values}
    repeated = sum(len(_json(value)) for value in values)
    named = sum(len(text) + 1 for text in different) + sum(len(str(len(different))) for _ in values)
    plain = all(isinstance(value, int) for value in values)
    return list(different.values()) if named < repeated and not plain else None


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
    keys, words = table["keys"], table["words"]
    return [
        {
            key: words[key][value] if key in words else value
            for key, value in zip(keys, row, strict=False)
            if value is not None
        }
        for row in table["rows"]
    ]


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
