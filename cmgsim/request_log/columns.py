"""
The columns of the request log: names, order, types, and what each integer stands for.

In memory everything is an integer: times are int64 nanoseconds, names are int32 codes into the tables of `Names`, and
`NONE` stands for *there is none* (the end of a request still in flight, the server of a request that reached none).
Exports turn codes into strings and `NONE` into null.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import Any, Final, Literal

import numpy as np
from attrs import Attribute, field, frozen
from numpy.typing import NDArray

SCHEMA: Final = "cmgsim.requests/1"

NONE: Final = -1
"""In an integer column: there is none."""

Integers = NDArray[np.signedinteger[Any]]


class Outcome(IntEnum):
    """How a request ended, as the codes of the column `outcome`."""

    OK = 0
    """Answered in time, by whatever attempt."""
    REFUSED = 1
    """The last attempt was answered with a refusal."""
    TIMED_OUT = 2
    """The client gave the last attempt up."""
    LOST = 3
    """The last attempt vanished with the machine that held it."""
    IN_FLIGHT = 4
    """Not ended when the observation ended."""

    @property
    def label(self) -> str:
        """The name in files: `ok`, `refused`, `timed-out`, `lost`, `in-flight`."""
        return self.name.lower().replace("_", "-")


def _tuple(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(names)


def _distinct(_owner: Names, attribute: Attribute[tuple[str, ...]], value: tuple[str, ...]) -> None:
    if len(set(value)) != len(value):
        raise ValueError(f"{attribute.name} names something twice: {', '.join(value)}")


@frozen
class Names:
    """
    What the codes of a request log stand for: code *i* is the name at position *i*.

    Raises:
        ValueError: A table holds one name twice.
    """

    cohorts: tuple[str, ...] = field(default=(), converter=_tuple, validator=_distinct)
    activities: tuple[str, ...] = field(default=(), converter=_tuple, validator=_distinct)
    instances: tuple[str, ...] = field(default=(), converter=_tuple, validator=_distinct)
    connection_points: tuple[str, ...] = field(default=(), converter=_tuple, validator=_distinct)
    servers: tuple[str, ...] = field(default=(), converter=_tuple, validator=_distinct)
    """Management points and software update points."""

    def of(self, table: str) -> tuple[str, ...]:
        """The table called *table*; `outcomes` is the one that is the same in every run."""
        if table == "outcomes":
            return tuple(outcome.label for outcome in Outcome)
        names: tuple[str, ...] = getattr(self, table)
        return names


@frozen
class Column:
    """One column: its name, its type in memory, and the table its codes point into."""

    name: str
    dtype: Literal["<i8", "<i4"]
    table: str | None = None
    """Name of the table in `Names`; None for a number."""
    nullable: bool = False
    """Whether `NONE` may stand in it."""


STAGES: Final = (
    "dns_ns",
    "connect_ns",
    "instance_wait_ns",
    "instance_service_ns",
    "channel_ns",
    "connection_point_wait_ns",
    "connection_point_service_ns",
    "server_wait_ns",
    "server_service_ns",
    "response_ns",
)
"""Where the time of the successful (or last) attempt went; they add up to the latency of one that ended ok at once."""

COLUMNS: Final = (
    Column("request", "<i8"),
    Column("client", "<i8"),
    Column("cohort", "<i4", "cohorts"),
    Column("activity", "<i4", "activities"),
    Column("created_ns", "<i8"),
    Column("done_ns", "<i8", nullable=True),
    Column("outcome", "<i4", "outcomes"),
    Column("status", "<i4", nullable=True),
    Column("attempts", "<i4"),
    Column("instance", "<i4", "instances", nullable=True),
    Column("connection_point", "<i4", "connection_points", nullable=True),
    Column("server", "<i4", "servers", nullable=True),
    *(Column(stage, "<i8") for stage in STAGES),
)
"""
The columns in the order of files. `request` is the request's number, ascending, `client` the client's number in the
whole scenario, `status` the HTTP status of the last answer, `attempts` how many were started.
"""
