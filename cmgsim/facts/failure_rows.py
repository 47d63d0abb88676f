"""The shape of the fault catalogue: what a row knows about a thing that can break."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

from attrs import field, frozen
from attrs.validators import instance_of

from cmgsim.facts.rows import Confidence, Role, Source

Parameter = Literal["ports", "verb", "header", "node", "fqdn"]
"""What the value in `kind=value` is."""

Answer = Literal["refusal", "silence", "status", "none"]
"""What the side whose message fails gets: a refused connection, no answer, a status; none: nothing is asked."""

SLOTS: Final = (
    "value",
    "service_name",
    "deployment_name",
    "blob_name",
    "entra_name",
    "manager_name",
    "prefix",
    "port",
    "management_point",
    "role_id",
    "app_id",
    "guid",
)
"""What a text may leave open: the fault's value, the names of the CMG, and the ids of the moment."""

_FRENCH_SPACES: Final = (
    (re.compile(" (?=[;?!])"), "\u202f"),
    (re.compile(" (?=[:»])|(?<=«) "), "\u00a0"),
    (re.compile("'"), "’"),
)


def typeset_french(text: str) -> str:
    """
    *text* with the spaces and apostrophes of French typography, so that rows can be typed plainly.

    Example:
        >>> typeset_french("l'accès : oui ; non") == "l’accès\u00a0: oui\u202f; non"
        True
    """
    for pattern, replacement in _FRENCH_SPACES:
        text = pattern.sub(replacement, text)
    return text


class _Open(dict[str, object]):
    """Values for slots; one that is not given stays visible by its name."""

    def __missing__(self, slot: str) -> str:
        return f"<{slot}>"


def fill(template: str, values: Mapping[str, object]) -> str:
    """
    *template* with its slots filled; a slot without a value reads `<slot>`.

    Example:
        >>> fill("{service_name}:{port}", {"port": 443})
        '<service_name>:443'
    """
    return template.format_map(_Open(values))


@frozen
class Bilingual:
    """One text in both languages of the audience, with the same slots."""

    en: str
    fr: str = field(converter=typeset_french)

    def in_language(self, language: Literal["en", "fr"]) -> str:
        """The text in *language*."""
        return self.fr if language == "fr" else self.en


PROVENANCE: Final[Mapping[Confidence, Bilingual]] = MappingProxyType(
    {
        Confidence.DOCUMENTED: Bilingual("documented wording", "formulation documentée"),
        Confidence.PRACTITIONER: Bilingual("wording seen in the field", "formulation relevée sur le terrain"),
        Confidence.ASSUMED: Bilingual("modelled wording", "formulation modélisée"),
    }
)
"""What to print beside a status or a log line, by its evidence."""


@frozen
class LogLine:
    """A line that somebody finds in a log; ASCII only, `~~` where the product breaks a server's line."""

    role: Role
    """Whose work the line records."""
    file: str
    component: str
    severity: Literal[1, 2, 3]
    """1 information, 2 warning, 3 error."""
    text: str
    source: Source = field(validator=instance_of(Source))
    """Where the wording comes from; `sources.ASSUMED`: modelled, in whole or in the part that *note* names."""
    note: str = ""
    about: tuple[str, ...] = ()
    """Where the line belongs to a part of the fault only: rules, steps, protocols or far roles, one of which failed."""

    @property
    def evidence(self) -> Confidence:
        """How well the wording is founded: as well as its source."""
        return self.source.confidence


@frozen
class Variant:
    """What people see and do where a fault's own sentences say too much; None: what the fault says."""

    client: Bilingual | None = None
    fix: Bilingual | None = None


@frozen
class Case:
    """What one value of a fault does, where the kind alone says it too widely: `verb-blocked=PROPFIND` is V5 only."""

    value: str
    breaks: tuple[str, ...]
    stops: Mapping[str, str] = field(hash=False)
    answer_source: Source = field(validator=instance_of(Source))
    status: int | None = None
    status_text: str | None = None


@frozen(kw_only=True)
class Failure:
    """One thing that can break: which documented rules, where each flow stops, what people see, how to repair it."""

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
    condition: Bilingual | None = None
    """When the flows stop, where it is not always."""
    answer: Answer = "none"
    status: int | None = None
    """The code that is shown in the end: of HTTP, of WinHTTP (12175) or of DNS (3)."""
    status_text: str | None = None
    answer_source: Source = field(validator=instance_of(Source))
    """Where answer, status and status text come from; `sources.ASSUMED`: modelled."""
    cases: tuple[Case, ...] = ()
    title: Bilingual
    client: Bilingual
    """What the client sees."""
    logs: tuple[LogLine, ...]
    """What the administrator finds, the log to open first at the head."""
    fix: Bilingual
    """What to open, renew or create, and where."""
    variants: Mapping[str, Variant] = field(factory=dict, hash=False)
    """By the step where a flow stopped, by a broken rule, or `around` for a flow that went on all the same."""
    source: Source = field(validator=instance_of(Source))
    """Where cause and fix come from."""

    @property
    def evidence(self) -> Confidence:
        """How well answer, status and status text are founded; ASSUMED: modelled."""
        return self.answer_source.confidence

    @property
    def values(self) -> tuple[str, ...]:
        """The values that may be given, where the catalogue lists them (verbs and headers); else empty."""
        return tuple(case.value for case in self.cases)


@frozen
class ServiceStatus:
    """A refusal that needs no fault: the service's own answer to what it cannot serve."""

    name: str
    status: int
    status_text: str
    meaning: Bilingual
    source: Source = field(validator=instance_of(Source))

    @property
    def evidence(self) -> Confidence:
        """How well status and text are founded; ASSUMED: modelled."""
        return self.source.confidence
