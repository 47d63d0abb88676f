"""
The records of a ledger as bytes, each framed by its length and a checksum.

A line is the length of its payload and a CRC-32, eight hexadecimal digits each, and the payload, JSON without a line
break. The CRC begins with that of the line before, so that a record that is missing, doubled or out of place shows as
well as a flipped bit.
"""

from __future__ import annotations

import gc
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from attrs import evolve, frozen

from cmgsim.errors import StudyError

MAGIC: Final = b"cmgsim.ledger/1\n"
FRAME: Final = 18
"""Characters of a line before its payload: two numbers and a space after each."""
Record = Mapping[str, Any]


@frozen(eq=False)
class Contents:
    """What a ledger holds, and what was wrong with it."""

    records: tuple[dict[str, Any], ...]
    sound: int
    """Bytes up to the end of the last whole record."""
    check: int
    """CRC of the last whole record."""
    torn: bool = False
    """Whether a part of a record follows: one that was being written when the process or the machine died."""
    damaged: tuple[int, ...] = ()
    """Where records begin that were whole once and no longer agree with their checksum."""


def encoded(records: Iterable[Record], check: int) -> tuple[bytes, int]:
    """The lines of *records* after a record with the CRC *check*, and the CRC of the last of them."""
    lines = []
    for record in records:
        payload = json.dumps(record, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode("ascii")
        check = zlib.crc32(payload, check)
        lines.append(b"%08x %08x %b\n" % (len(payload), check, payload))
    return b"".join(lines), check


def decoded(content: bytes, name: str, *, salvage: bool = False) -> Contents:
    """
    The records in the bytes of a ledger; damaged ones are left out and told.

    A part of a line at the very end is torn: nobody was told that it counts. A line that is there to its end and
    does not agree with its checksum has been changed since.

    Args:
        salvage: Take the beginning for damaged where whole records follow it.

    Raises:
        StudyError: It is no ledger at all.
    """
    if not content.startswith(MAGIC):
        if MAGIC.startswith(content):
            return Contents((), 0, 0, torn=True)
        found = _read_lines(content) if salvage else None
        if found is not None and found.records:
            return evolve(found, damaged=(0, *found.damaged))
        raise StudyError(name, "is no ledger of this version of cmgsim", f"a file that begins with {MAGIC.decode()!r}")
    with _without_collector():
        return _read_lines(content)


def records_in_words(number: int) -> str:
    """
    How many records, in words.

    Example:
        >>> records_in_words(1), records_in_words(1200)
        ('1 record', '1,200 records')
    """
    return f"{number:,} record{'s' if number != 1 else ''}"


@contextmanager
def _without_collector() -> Iterator[None]:
    """Records hold no cycles, and looking for them after every few hundred takes a quarter of the time of reading."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _read_lines(content: bytes) -> Contents:
    *lines, rest = content[len(MAGIC) :].split(b"\n")
    records, damaged = list[dict[str, Any]](), list[int]()
    place, check = len(MAGIC), 0
    for line in lines:
        record = _record(line, check)
        if record is None:
            damaged.append(place)
        else:
            records.append(record)
        check = _stated(line)
        place += len(line) + 1
    return Contents(tuple(records), place, check, torn=bool(rest), damaged=tuple(damaged))


def _record(line: bytes, check: int) -> dict[str, Any] | None:
    """The record of one line; None where it does not agree with its length and checksum."""
    payload = line[FRAME:]
    if line[:FRAME] != b"%08x %08x " % (len(payload), zlib.crc32(payload, check)):
        return None
    try:
        record = json.loads(payload)
    except ValueError:  # a checksum may be right by accident
        return None
    return record if isinstance(record, dict) else None


def _stated(line: bytes) -> int:
    """The checksum that a line states, which is what the next one begins with."""
    try:
        return int(line[9:17], 16)
    except ValueError:
        return 0


def read_ledger(path: Path, *, salvage: bool = False) -> Contents:
    """What the ledger at *path* holds right now, also while somebody else writes to it; *salvage* as of `decoded`."""
    return decoded(path.read_bytes(), str(path), salvage=salvage)
