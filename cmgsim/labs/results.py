"""A class's results: one row of a CSV file for each answer, appended."""

from __future__ import annotations

import csv
import io
from typing import Final

COLUMNS: Final = ("lab", "student", "answer", "result")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def result_row(lab: str, student: str, answer: str, *, right: bool, first: bool) -> str:
    """
    The row to append; with the heading where it is the *first*.

    Text that a spreadsheet would calculate gets an apostrophe before it.

    Example:
        >>> print(result_row("x", "=1+1", "proxy", right=True, first=False), end="")
        x,'=1+1,proxy,right
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    if first:
        writer.writerow(COLUMNS)
    words = (lab, student, answer, "right" if right else "wrong")
    writer.writerow([f"'{word}" if word.startswith(_FORMULA) else word for word in words])
    return buffer.getvalue()
