"""
Lines of log files of Configuration Manager: text, time, component, and where they stand.

Two formats occur: what site servers and the CMG write, `text~~  $$<COMPONENT><date time+bias><thread=…>`, and what
clients write, `<![LOG[text]LOG]!><time="…" date="…" …>`. The number after the time is what has to be added to it, in
minutes, to get UTC. A file may have any of the encodings that Windows uses.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from attrs import frozen

from cmgsim.errors import Problem, ScenarioError
from cmgsim.model.wording import shown

MAX_LOG_BYTES: Final = 2**28
"""A thousand rotated files put together."""
_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001  # every time here is UTC, and none of them knows it
_SERVER: Final = re.compile(
    r"(?P<text>[^\n]*?)\s*\$\$<(?P<component>[^<>]*)>"
    r"<(?P<month>\d\d)-(?P<day>\d\d)-(?P<year>\d{4}) (?P<clock>\d\d:\d\d:\d\d(?:\.\d+)?)(?P<bias>[+-]\d+)?>"
    r"(?:<thread=[^>]*>)?"
)
_CLIENT: Final = re.compile(
    r"<!\[LOG\[(?P<text>.*?)\]LOG\]!><time=\"(?P<clock>\d\d:\d\d:\d\d(?:\.\d+)?)(?P<bias>[+-]\d+)?\"\s+"
    r"date=\"(?P<month>\d\d?)-(?P<day>\d\d?)-(?P<year>\d{4})\"(?:\s+component=\"(?P<component>[^\"]*)\")?[^>]*>",
    re.DOTALL,
)
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip


@frozen
class LogLine:
    """One entry of a log."""

    text: str
    """Without the marks of line breaks."""
    at_s: float
    """Seconds since 1970, UTC."""
    component: str
    file: str
    number: int
    """The line of the file on which it begins, counted from 1."""
    at_the_edge: bool
    """Whether it is the first or the last of its file, where a rollover may have cut it."""


def read_log(path: Path) -> list[LogLine]:
    """
    The entries of a log file; what has neither format is left out.

    Raises:
        ScenarioError: The file cannot be read, or has no entry.
    """
    name = shown(str(path), 200)
    try:
        if path.stat().st_size > MAX_LOG_BYTES:
            raise _failure(name, "is too large", f"at most {MAX_LOG_BYTES >> 20} MiB")
        data = path.read_bytes()
    except FileNotFoundError:
        raise _failure(name, "there is no such file", "a log of a CMG connection point or of a CMG") from None
    except (OSError, ValueError) as error:
        raise _failure(name, f"cannot be read: {getattr(error, 'strerror', None) or error}") from None
    lines = list(_entries(decoded(data), name))
    if not lines:
        found = "is empty" if not data.strip() else "has no line of a Configuration Manager log"
        raise _failure(name, found, "lines that end in `$$<COMPONENT><MM-DD-YYYY …>`, or that begin with `<![LOG[`")
    return lines


def decoded(data: bytes) -> str:
    r"""
    The text of a log, whatever Windows encoded it in.

    Example:
        >>> decoded("né".encode("cp1252")), decoded("né".encode("utf-16-le")), decoded(b"\xef\xbb\xbfn")
        ('né', 'né', 'n')
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    head = data[:1_000]
    if head[1::2].count(0) > len(head) // 4:
        return data.decode("utf-16-le", "replace")
    if head[::2].count(0) > len(head) // 4:
        return data.decode("utf-16-be", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _entries(text: str, name: str) -> Iterator[LogLine]:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = sorted([*_SERVER.finditer(text), *_CLIENT.finditer(text)], key=lambda match: match.start())
    place, number = 0, 1
    for count, match in enumerate(found, 1):
        number += text.count("\n", place, match.start())
        place = match.start()
        at_s = _seconds(match)
        if at_s is not None:
            words = re.sub(r"\s*~+\s*", " ", match["text"]).strip()
            edge = count in (1, len(found))
            yield LogLine(words, at_s, match["component"] or "", name, number, edge)


def _seconds(match: re.Match[str]) -> float | None:
    year, month, day = (int(match[part]) for part in ("year", "month", "day"))
    whole, _, fraction = match["clock"].partition(".")
    try:
        local = datetime.fromisoformat(f"{year:04}-{month:02}-{day:02}T{whole}")
    except ValueError:
        return None
    utc = local + timedelta(minutes=int(match["bias"] or 0))
    return (utc - _EPOCH).total_seconds() + float(f"0.{fraction or 0}")


def _failure(name: str, message: str, expected: str = "") -> ScenarioError:
    return ScenarioError((Problem(name, "", message, expected),))
