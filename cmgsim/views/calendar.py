"""When a simulation takes place, for tools that want a date: its time zero is midnight (UTC) of a Monday."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

DAY_ZERO: Final = datetime(2026, 1, 5, tzinfo=UTC)
"""Simulated time zero; nothing follows from the date."""
EPOCH_NS: Final = int(DAY_ZERO.timestamp()) * 10**9
"""Time zero in nanoseconds since 1970."""


def moment(t_ns: int) -> datetime:
    """
    The date and time of *t_ns*, cut to the microsecond.

    Example:
        >>> moment(-1_000_000).isoformat()
        '2026-01-04T23:59:59.999000+00:00'
    """
    return DAY_ZERO + timedelta(microseconds=t_ns // 1_000)
