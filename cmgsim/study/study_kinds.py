"""What only study files hold: key paths with their levels or ranges, and amounts in the unit of a measure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from attrs import evolve, field, frozen

from cmgsim.model.scenario_kinds import Bad, Kind, Place, Text
from cmgsim.model.wording import describe
from cmgsim.study.levels import MAX_POINTS
from cmgsim.study.ranges import Scale

MAX_FACTORS: Final = 50
"""More factors than anybody can tell apart; a screening of all assumptions has some twenty."""
SCENARIO_FILE: Final = Text(form=r"(?!/)(?!.*\.\.)[^\\]+", words='a file beside this one or below, as "site.toml"')
"""The name of a scenario file: never one outside the folder of the study file."""

Pairs = tuple[tuple[str, Any], ...]


@frozen(kw_only=True)
class Ends:
    """One range of a sample, as it is written."""

    path: str
    low: Any
    high: Any
    scale: Scale | None = None


@frozen
class Paths(Kind):
    """A table of key paths, each with a value of one kind."""

    item: Kind | None
    words: str
    most: int = MAX_FACTORS

    @property
    def takes(self) -> str:
        """What would be right, in words."""
        return self.words

    def read(self, raw: Any, at: Place) -> Pairs | Bad:
        """The pairs, in the order of the file."""
        if not isinstance(raw, Mapping):
            return at.wrong(f"{describe(raw)} is no table", self.takes)
        if not 1 <= len(raw) <= self.most:
            return at.wrong("is empty" if not raw else f"has {len(raw):,} keys", self.takes)
        return tuple(
            (str(path), value if self.item is None else self.item.read(value, at.to(str(path))))
            for path, value in raw.items()
        )

    def schema(self) -> dict[str, Any]:
        """A table of whatever the kind of the values takes."""
        values = {} if self.item is None else {"additionalProperties": self.item.schema()}
        return {"type": "object", "minProperties": 1, **values}


@frozen
class Levels(Kind):
    """The levels of a factor: a list, or counts from one number to another."""

    takes = "a list of levels, or { from = 1, to = 16 }"

    def read(self, raw: Any, at: Place) -> tuple[Any, ...] | Bad:
        """The levels, which are checked when the whole scenario is known."""
        if isinstance(raw, Mapping):
            return self._counted(raw, at)
        if not isinstance(raw, list):
            return at.wrong(f"{describe(raw)} is no list of levels", self.takes)
        if not 1 <= len(raw) <= MAX_POINTS:
            return at.wrong(f"has {len(raw):,} levels", f"1 to {MAX_POINTS:,}")
        return tuple(raw)

    def _counted(self, raw: Mapping[str, Any], at: Place) -> tuple[int, ...] | Bad:
        whole = all(isinstance(value, int) and not isinstance(value, bool) for value in raw.values())
        if not whole or not {"from", "to"} <= set(raw) <= {"from", "to", "step"} or raw.get("step", 1) < 1:
            return at.wrong("is no range of counts", "{ from = 1, to = 16 }, with `step` if need be")
        levels = range(raw["from"], raw["to"] + 1, raw.get("step", 1))
        if not 1 <= len(levels) <= MAX_POINTS:
            return at.wrong(f"has {len(levels):,} levels", f"1 to {MAX_POINTS:,}")
        return tuple(levels)

    def schema(self) -> dict[str, Any]:
        """A list of anything: what a level may be depends on the key."""
        count = {"type": "integer"}
        counted = {
            "type": "object", "properties": {"from": count, "to": count, "step": {"type": "integer", "minimum": 1}},
            "required": ["from", "to"], "additionalProperties": False,
        }  # fmt: skip
        return {"anyOf": [{"type": "array", "minItems": 1}, counted]}


@frozen
class RangeEnds(Kind):
    """The two ends of a range."""

    takes = '{ low = "2 ms", high = "100 ms" }, with scale = "log" or "linear" if need be'

    def read(self, raw: Any, at: Place) -> Ends | Bad:
        """The ends, which are checked when the whole scenario is known."""
        if not isinstance(raw, Mapping) or not {"low", "high"} <= set(raw) <= {"low", "high", "scale"}:
            return at.wrong(f"{describe(raw)} is no range", self.takes)
        if raw.get("scale", "log") not in {"log", "linear"}:
            return at.to("scale").wrong(f"{describe(raw['scale'])} is no scale", '"log" or "linear"')
        return Ends(path="", low=raw["low"], high=raw["high"], scale=raw.get("scale"))

    def schema(self) -> dict[str, Any]:
        """A table of two values of anything."""
        end = {"type": ["string", "number"]}
        return {
            "type": "object", "properties": {"low": end, "high": end, "scale": {"enum": ["log", "linear"]}},
            "required": ["low", "high"], "additionalProperties": False,
        }  # fmt: skip


@frozen
class Ranges(Paths):
    """Key paths and their ranges."""

    item: Kind | None = field(factory=RangeEnds)
    words: str = 'a table of key paths and ranges, as { "cmg.workers" = { low = 4, high = 64 } }'

    def read(self, raw: Any, at: Place) -> Any:
        """The ranges, each with its path."""
        pairs = super().read(raw, at)
        if isinstance(pairs, Bad):
            return pairs
        return tuple(evolve(ends, path=path) for path, ends in pairs if isinstance(ends, Ends))


@frozen
class Amount(Kind):
    """A number above zero in the unit of a measure."""

    takes = "a number above 0, in the unit of the measure"

    def read(self, raw: Any, at: Place) -> float | Bad:
        """The number."""
        good = isinstance(raw, (int, float)) and not isinstance(raw, bool) and 0 < raw < 1e15
        return float(raw) if good else at.wrong(f"{describe(raw)} is no such number", self.takes)

    def schema(self) -> dict[str, Any]:
        """A number above zero."""
        return {"type": "number", "exclusiveMinimum": 0}
