"""
Observed times inside a scenario: packed into text, so that a scenario means the same wherever it is read.

The packed form is a pure function of the times: differences as variable-length integers, in Base64, after a full stop
the clients in the same way.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cmgsim.model.observed_file import read_observed
from cmgsim.model.scenario import Observed
from cmgsim.model.scenario_kinds import BAD, Bad, Kind, Place
from cmgsim.model.scenario_limits import MAX_OBSERVED
from cmgsim.model.units import YEAR
from cmgsim.model.wording import cure, describe

Column = NDArray[np.int64]
_KEYS: Final = ("file", "time", "client", "zero", "packed")
_BITS: Final = 7
_MORE: Final = 1 << _BITS


def pack(times_ns: Column, clients: Column | None = None) -> Observed:
    """
    Observed requests from their times and, where they are known, the clients that made them.

    Example:
        >>> found = pack(np.array([30, 10, 20]), np.array([7, 9, 7]))
        >>> found.count, found.clients, [column.tolist() for column in unpack(found)]
        (3, 2, [[10, 20, 30], [0, 1, 1]])
    """
    order = np.argsort(times_ns, kind="stable")
    times_ns = times_ns[order]
    packed, known = _text(np.diff(times_ns, prepend=0)), 0
    if clients is not None:
        numbers = _by_appearance(clients[order])
        packed, known = f"{packed}.{_text(numbers)}", int(numbers.max(initial=-1)) + 1
    return Observed(packed, len(times_ns), known, int(times_ns[0]) if len(times_ns) else 0)


def unpack(observed: Observed) -> tuple[Column, Column]:
    """Times in order, and the number of the client within its cohort; no clients where nobody knows who asked."""
    times, _, clients = observed.packed.partition(".")
    return np.cumsum(_integers(times)), _integers(clients)


def _by_appearance(clients: Column) -> Column:
    """The first client to ask is number 0, the next other one number 1."""
    _, firsts, codes = np.unique(clients, return_index=True, return_inverse=True)
    numbers = np.empty(len(firsts), np.int64)
    numbers[np.argsort(firsts, kind="stable")] = np.arange(len(firsts))
    return numbers[codes]


def _text(values: Column) -> str:
    """Integers from 0, seven bits a byte, the lowest first; all but the last byte of each are marked."""
    rest = values.astype(np.uint64)
    columns: list[NDArray[np.uint8]] = []
    used: list[NDArray[np.bool_]] = []
    while True:
        used.append(np.ones(len(rest), np.bool_) if not used else columns[-1] >= _MORE)
        low, rest = rest & np.uint64(_MORE - 1), rest >> np.uint64(_BITS)
        columns.append((low | np.where(rest > 0, np.uint64(_MORE), np.uint64(0))).astype(np.uint8))
        if not rest.any():
            break
    table, shown = np.stack(columns, axis=1), np.stack(used, axis=1)
    return b64encode(table[shown].tobytes()).decode("ascii")


def _integers(text: str) -> Column:
    data = np.frombuffer(b64decode(text, validate=True), np.uint8)
    ends = np.flatnonzero(data < _MORE)
    starts = np.concatenate([[0], ends[:-1] + 1])[: len(ends)].astype(np.int64)
    if len(data) and (not len(ends) or ends[-1] != len(data) - 1 or (ends - starts).max() > 8):
        raise ValueError(text)
    places = np.arange(len(data)) - np.repeat(starts, ends - starts + 1)
    parts = (data & (_MORE - 1)).astype(np.int64) << (_BITS * places)
    return np.add.reduceat(parts, starts) if len(starts) else np.empty(0, np.int64)


@frozen
class ObservedTimes(Kind):
    """The name of a file of observed times, a table that says more about it, or the packed times themselves."""

    takes = 'the name of a CSV or Parquet file, as "scans.csv", or a table, as { file = "scans.csv", time = "time_s" }'

    def read(self, raw: Any, at: Place) -> Observed | Bad:
        table = {"file": raw} if isinstance(raw, str) else raw
        if not isinstance(table, Mapping) or not table:
            return at.wrong(f"{describe(raw)} is no file of observed times", self.takes)
        wrong = [at.to(str(key)).wrong("unknown key", cure(str(key), _KEYS)) for key in table if key not in _KEYS]
        wrong += [
            at.to(str(key)).wrong(f"{describe(value)} is no text", "text in quotes")
            for key, value in table.items()
            if key in _KEYS and not isinstance(value, str)
        ]
        if wrong:
            return BAD
        if "packed" in table:
            return _packed(table, at)
        if "file" not in table:
            return at.to("file").wrong("is missing", 'the name of a CSV or Parquet file, as "scans.csv"')
        found = read_observed(table, at)
        return BAD if found is None else pack(*found)

    def write(self, value: Observed) -> dict[str, str]:
        return {"packed": value.packed}

    def show(self, value: Observed) -> str:
        return f"{value.count:,} observed requests"

    def schema(self) -> dict[str, Any]:
        texts: dict[str, Any] = {key: {"type": "string"} for key in _KEYS}
        alone = {"minProperties": 1, "additionalProperties": False}
        return {"anyOf": [{"type": "string", "minLength": 1}, {"type": "object", "properties": texts, **alone}]}


def _packed(table: Mapping[str, str], at: Place) -> Observed | Bad:
    here = at.to("packed")
    if len(table) > 1:
        return here.wrong("packed times need no other key", "leave the others out")
    try:
        times, clients = unpack(Observed(table["packed"], 0, 0, 0))
    except ValueError:
        return here.wrong("these are no packed times", "what a canonical scenario has, or a file")
    if not 0 < len(times) <= MAX_OBSERVED or times[-1] > YEAR or len(clients) not in (0, len(times)):
        return here.wrong("these are no packed times", f"1 to {MAX_OBSERVED:,} times of a year")
    return pack(times, clients if len(clients) else None)
