"""One number behind a run: what it is, where it comes from, and how well it is founded."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from attrs import frozen

from cmgsim.facts.rows import Confidence, Figure

GIVEN: Final = "given by the scenario"
"""Source of a number that the user wrote, and of which nothing says how it is known."""
UNPROVEN: Final = "given by the scenario, which does not say how it is known"

CLASSES: Final = ("assumed", "given", "practitioner", "measured", "documented")
"""What can stand behind a number, from the guess to the fact."""

_NO_NOTE: Final = MappingProxyType(
    {
        Confidence.DOCUMENTED: "as the page states it",
        Confidence.PRACTITIONER: "as practitioners report it",
        Confidence.ASSUMED: "no page states it; a guess within the plausible range",
        Confidence.MEASURED: "as the scenario states it",
    }
)


@frozen
class Row:
    """One row of `cmgsim assumptions`; the names are its keys."""

    name: str
    value: Any
    unit: str
    confidence: str
    source: str
    why: str
    plausible: list[float] | None
    used: bool


def given_row(name: str, value: Any, unit: str) -> Row:
    """A number that the user wrote."""
    return Row(name, value, unit, str(Confidence.ASSUMED), GIVEN, UNPROVEN, None, used=True)


def class_of(row: Mapping[str, Any]) -> str:
    """
    What stands behind a row, as people are told: its confidence, and `given` where the user wrote it without evidence.

    Example:
        >>> (
        ...     class_of({"confidence": "assumed", "source": GIVEN}),
        ...     class_of({"confidence": "measured", "source": "a log"}),
        ... )
        ('given', 'measured')
    """
    return "given" if row["source"] == GIVEN else str(row["confidence"])


def stated_row(name: str, figure: Figure, *, used: bool) -> Row:
    """A number of the facts."""
    return Row(
        name=name,
        value=figure.value,
        unit=figure.unit,
        confidence=str(figure.confidence),
        source=str(figure.source),
        why=figure.note or _NO_NOTE[figure.confidence],
        plausible=None if figure.plausible is None else list(figure.plausible),
        used=used,
    )
