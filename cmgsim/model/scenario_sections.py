"""
Tables of a scenario file: which keys they have, how they are read into drafts and written back.

A draft holds what could be read and marks what could not, so that everything else can still be checked; the values of
`scenario` are built from it only when nothing is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from attrs import NOTHING, define, evolve, field, fields_dict, frozen

from cmgsim.model.scenario_kinds import BAD, Bad, Kind, Place
from cmgsim.model.wording import cure, describe, guess

Prepare = Callable[[Mapping[str, Any], Place], Mapping[str, Any]]


MAX_GUESSES: Final = 1_000
"""Problems after which nobody wants to know what a key was meant to be; guessing is slow."""


class Unreadable(Exception):
    """A check asked a draft for a value that is missing or could not be read: it cannot be carried out."""


@frozen
class Key:
    """One key of a table; its default is that of the attribute that it fills."""

    name: str
    kind: Kind | Table | Tables
    doc: str
    attribute: str = ""
    """Attribute of the class; empty: called like the key."""
    percentile: float | None = None
    """For the keys that share one attribute, a tuple of percentiles and values: which percentile this one is."""

    @property
    def target(self) -> str:
        """The attribute that the key fills."""
        return self.attribute or self.name

    def value_in(self, owner: Any) -> Any:
        """What *owner*, a value of the section's class, holds for this key."""
        content = getattr(owner, self.target)
        return content if self.percentile is None else dict(content).get(self.percentile)


@frozen
class Section:
    """One table of the file and the class whose values it describes."""

    cls: type[Any]
    doc: str
    keys: tuple[Key, ...]
    prepare: Prepare | None = None
    """Rewrites a short form into keys before they are read."""
    schema: Mapping[str, Any] = field(factory=dict)
    """What JSON Schema can tell of the keys together."""

    def key(self, name: str) -> Key | None:
        """The key of that name, if there is one."""
        return next((key for key in self.keys if key.name == name), None)

    def default(self, key: Key) -> Any:
        """What *key* is when left out; NOTHING when it must be given."""
        return None if key.percentile is not None else fields_dict(self.cls)[key.target].default

    def read(self, raw: Any, at: Place, base: Any = None) -> Draft | Bad:
        """A draft of what *raw* says, over the values of *base*; BAD when it is no table at all."""
        if not isinstance(raw, Mapping):
            alone = at.path.isidentifier()
            right = f"[{at.path}] in single brackets" if alone else "a table, as { key = value }"
            return at.wrong(f"{describe(raw)} where one table belongs", right)
        draft = Draft(self, base)
        for name, value in (self.prepare(raw, at) if self.prepare else raw).items():
            self._read_key(str(name), value, at, draft)
        for key in self.keys:
            if base is None and self.default(key) is NOTHING and key.name not in draft.values:
                draft.values[key.name] = at.to(key.name).wrong("is missing", key.kind.takes)
        return draft

    def _read_key(self, name: str, raw: Any, at: Place, draft: Draft) -> None:
        place = at.to(name)
        key = self.key(name)
        if key is None:
            place.wrong("unknown key", self._cure(name, at))
        elif isinstance(key.kind, Table):
            draft.values[name] = key.kind.section.read(raw, place, draft.default(key))
        else:
            if isinstance(key.kind, Kind):
                at.report.given.append(place.path)
            draft.values[name] = key.kind.read(raw, place)

    def _cure(self, name: str, at: Place) -> str:
        if len(at.report.problems) > MAX_GUESSES:
            return ""
        known = [key.name for key in self.keys]
        home = at.report.homes.get(name)
        return f"did you mean `{home}`?" if home and not guess(name, known) else cure(name, known)

    def write(self, value: Any) -> dict[str, Any]:
        """The canonical table of *value*: every key but those that are None, or empty as by default."""
        contents = ((key, key.value_in(value)) for key in self.keys)
        return {
            key.name: key.kind.write(content)
            for key, content in contents
            if content is not None and not (content == () == self.default(key))
        }


@frozen
class Table:
    """The kind of a key that holds one table."""

    section: Section

    @property
    def takes(self) -> str:
        """What would be right, in words."""
        return "a table"

    def write(self, value: Any) -> dict[str, Any]:
        """The canonical table."""
        return self.section.write(value)


@frozen
class Tables:
    """The kind of a key that holds an array of tables."""

    section: Section
    most: int
    least: int = 0
    why: str = ""
    """Why there must be one, for the message."""

    @property
    def takes(self) -> str:
        """What would be right, in words."""
        return f"an array of {self.least} to {self.most:,} tables, each in double brackets" + self.why

    def read(self, raw: Any, at: Place) -> list[Draft] | Bad:
        """A draft of each table; BAD when it is no array of tables."""
        if isinstance(raw, Mapping):
            return at.wrong("one table where an array of tables belongs", f"[[{at.path}]] in double brackets")
        if isinstance(raw, (str, bytes)) or not isinstance(raw, Sequence):
            return at.wrong(f"{describe(raw)} where an array of tables belongs", f"[[{at.path}]] in double brackets")
        if not self.least <= len(raw) <= self.most:
            return at.wrong(f"has {len(raw):,} tables", self.takes)
        drafts = [self.section.read(each, at.to(position)) for position, each in enumerate(raw)]
        return [draft for draft in drafts if isinstance(draft, Draft)] if BAD not in drafts else BAD

    def write(self, value: Sequence[Any]) -> list[dict[str, Any]]:
        """The canonical tables."""
        return [self.section.write(each) for each in value]


@define(eq=False)
class Draft:
    """A table that is being read: what the file says, over the values of *base* or the defaults."""

    section: Section
    base: Any = None
    values: dict[str, Any] = field(factory=dict)

    def __getitem__(self, name: str) -> Any:
        """The value of a key, given or default, with tables as drafts; Unreadable when there is none."""
        value = self.values[name] if name in self.values else self._default_of(name)
        if value is BAD or value is NOTHING:
            raise Unreadable(name)
        return value

    def gives(self, name: str) -> bool:
        """Whether the file gives the key, be it well or badly."""
        return name in self.values

    def default(self, key: Key) -> Any:
        """What the key is when the file leaves it out."""
        return self.section.default(key) if self.base is None else key.value_in(self.base)

    def built(self) -> Any:
        """The value that this draft describes; nothing in it may be BAD."""
        given: dict[str, Any] = {}
        for name, value in self.values.items():
            key = self.section.key(name)
            assert key is not None, name
            if key.percentile is None:
                given[key.target] = _built(value)
            else:
                others = given.get(key.target, () if self.base is None else getattr(self.base, key.target))
                given[key.target] = tuple(sorted({**dict(others), key.percentile: value}.items()))
        return self.section.cls(**given) if self.base is None else evolve(self.base, **given)

    def _default_of(self, name: str) -> Any:
        key = self.section.key(name)
        assert key is not None, name
        default = self.default(key)
        if isinstance(key.kind, Table):
            self.values[name] = Draft(key.kind.section, default)
        elif isinstance(key.kind, Tables):
            self.values[name] = [Draft(key.kind.section, each) for each in default]
        else:
            return default
        return self.values[name]


def _built(value: Any) -> Any:
    if isinstance(value, Draft):
        return value.built()
    return tuple(draft.built() for draft in value) if isinstance(value, list) else value
