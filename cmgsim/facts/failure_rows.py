"""The shape of the fault catalogue: what a row knows about a thing that can break."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from attrs import Factory, evolve, field, frozen

from cmgsim.facts.rows import Role

Parameter = Literal["ports", "verb", "header", "node", "fqdn"]
"""What the value in `kind=value` is."""

Answer = Literal["refusal", "silence", "status", "none"]
"""How the far end answers where it stops: it refuses the connection, stays silent, answers with a status, or is not asked."""


@frozen
class Case:
    """What one value of a fault breaks, where the kind alone says it too widely: `verb-blocked=PROPFIND` is V5 only."""

    value: str
    breaks: tuple[str, ...]
    stops: Mapping[str, str] = field(factory=dict, hash=False)
    status: int | None = None
    status_text: str | None = None


@frozen(kw_only=True)
class Failure:
    """One thing that can break: which documented rules, where each flow stops, and what people see."""

    kind: str
    parameter: Parameter | None = None
    role: Role | None = None
    """The role that a node named as the value must have."""
    default: str | None = None
    """The value taken when none is given; None with a parameter: a value is required."""
    breaks: tuple[str, ...]
    """Ids of the rules that no longer hold."""
    stops: Mapping[str, str] = field(factory=dict, hash=False)
    """Flow name to the rule id where that flow stops; a flow not named goes on to its end."""
    answer: Answer = "none"
    status: int | None = None
    """The code that is shown in the end: of HTTP, of WinHTTP (12175) or of DNS (3)."""
    status_text: str | None = None
    cases: tuple[Case, ...] = Factory(tuple)

    @property
    def values(self) -> tuple[str, ...]:
        """The values that may be given, where the catalogue lists them (verbs and headers); else empty."""
        return tuple(case.value for case in self.cases)

    def narrowed(self, value: str) -> Failure:
        """The row as it stands for *value*; the row itself when the catalogue makes no difference."""
        for case in self.cases:
            if case.value == value:
                return evolve(
                    self, breaks=case.breaks, stops=case.stops, status=case.status, status_text=case.status_text
                )
        return self
