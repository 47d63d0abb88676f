"""
Key paths: how errors, `--set` and changes name one key of a scenario.

`cmg.instances`, `clients[0].count`, and by the name of a table `clients.laptops.count`; a name that is not made of
letters, digits, `-` and `_` stands in quotes, as in TOML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from cmgsim.model.units import QuantityError
from cmgsim.model.wording import shown

Step = str | int
"""One step of a path: a key or the name of a table, or a position in a list."""

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_STEP: Final = re.compile(r"""\.?(?:([A-Za-z0-9_-]+)|"([^"]*)"|'([^']*)')|\[([0-9]{1,6})\]""")
LONGEST_STEP: Final = 500
"""Characters of one step that a text of the path holds: a name is far shorter, a path within a path may not be."""
MOST_STEPS: Final = 16
"""More than any key of a scenario has."""


def parse_path(text: str) -> tuple[Step, ...]:
    """
    The steps of a key path.

    Example:
        >>> parse_path("clients[0].count"), parse_path('clients."my laptops".count')
        (('clients', 0, 'count'), ('clients', 'my laptops', 'count'))

    Raises:
        QuantityError: It is no key path.
    """
    steps: list[Step] = []
    position = 0
    while position < len(text) and len(steps) < MOST_STEPS:
        match = _STEP.match(text, position)
        if match is None or (not steps and match[0].startswith((".", "["))) or _glued(match, steps):
            break
        bare, double, single, index = match.groups()
        steps.append(int(index) if index is not None else next(t for t in (bare, double, single) if t is not None))
        position = match.end()
    if position < len(text) or not steps:
        raise QuantityError(f"`{shown(text)}` is no key path", "as `cmg.instances` or `clients[0].count`")
    return tuple(steps)


def _glued(match: re.Match[str], steps: list[Step]) -> bool:
    return bool(steps) and not match[0].startswith((".", "["))


def joined(path: str, step: Step) -> str:
    """
    *path* with one more step.

    Example:
        >>> joined(joined(joined("", "clients"), 0), "count")
        'clients[0].count'
    """
    if isinstance(step, int):
        return f"{path}[{step}]"
    word = step if _BARE.fullmatch(step) else _quoted(step)
    return f"{path}.{word}" if path else word


def cohort_name(position: int) -> str:
    """
    What a cohort is called that has no name of its own.

    Example:
        >>> cohort_name(0), cohort_name(1)
        ('clients', 'clients-2')
    """
    return "clients" if position == 0 else f"clients-{position + 1}"


def names_of_tables(walked: Sequence[Step], tables: Iterable[Any]) -> list[Any]:
    """The names of the *tables* of a file that a path leads to, those included that cohorts have by default."""
    names = [table.get("name") if isinstance(table, Mapping) else None for table in tables]
    if list(walked) != ["clients"]:
        return names
    return [cohort_name(position) if name is None else name for position, name in enumerate(names)]


def _quoted(step: str) -> str:
    mark = "'" if '"' in step else '"'
    return f"{mark}{shown(step, LONGEST_STEP)}{mark}"


def text_of_path(steps: Iterable[Step]) -> str:
    """The text of a path: the inverse of `parse_path`."""
    path = ""
    for step in steps:
        path = joined(path, step)
    return path
