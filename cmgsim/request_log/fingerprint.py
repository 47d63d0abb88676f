"""The fingerprint of a request log: what its rows say, independent of how an engine numbered its names."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256

import numpy as np

from cmgsim.request_log.columns import COLUMNS, SCHEMA, Integers, Names


def fingerprint(columns: Mapping[str, Integers], names: Names) -> str:
    """
    SHA-256 over the columns in the order of `COLUMNS`, in hexadecimal.

    Each column contributes one line of JSON (its name, its type, the names that occur in it, sorted) and its values as
    little-endian integers; codes are renumbered to positions in that sorted list, and names that no row uses are left
    out, so that two engines may number as they like.
    """
    digest = sha256(_line(SCHEMA, len(columns["request"])))
    for column in COLUMNS:
        values, used = columns[column.name], None
        if column.table is not None:
            values, used = _renumbered(values, names.of(column.table))
        digest.update(_line(column.name, column.dtype, used))
        digest.update(np.ascontiguousarray(values, column.dtype).data)
    return digest.hexdigest()


def _line(*parts: object) -> bytes:
    return json.dumps(parts, separators=(",", ":")).encode() + b"\n"


def _renumbered(codes: Integers, names: tuple[str, ...]) -> tuple[Integers, list[str]]:
    """*codes* as positions among the used names, sorted; none stays none."""
    counts = np.bincount(codes + 1, minlength=len(names) + 1)
    used = sorted(name for name, count in zip(names, counts[1:], strict=True) if count)
    position = {name: place for place, name in enumerate(used)}
    table = np.array([-1, *(position.get(name, -1) for name in names)], np.int32)
    return table[codes + 1], used
