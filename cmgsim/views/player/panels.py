"""
What-if panels: of each fault of a selection the cause, where it stops, the symptom, the log lines and the remedy.

Everything comes from the fault catalogue and from the story itself; a fault that a flow never meets says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from attrs import frozen

from cmgsim.facts.failure_rows import Bilingual
from cmgsim.facts.failures import Failure, failure, parse_fault
from cmgsim.flows.log_lines import LogEntry
from cmgsim.flows.nouns import printable
from cmgsim.flows.relevance import Concern, concern, to_blame
from cmgsim.flows.verdict import stopped_at, symptom_and_fix
from cmgsim.flows.words import Rules, Text
from cmgsim.trace import Record
from cmgsim.views.player.shelf import Pair, Texts
from cmgsim.views.player.speech import Speech, plain
from cmgsim.views.player.switches import BY_ID, Switch

_STOPS: Final = Bilingual("Stops at {rule} ({step}).", "S'arrête à {rule} ({step}).")
_GOES_ON: Final = Bilingual("Stops nothing: the flow goes round it.", "N'arrête rien : le flux la contourne.")
_UNTOUCHED: Final = Bilingual("Does not concern this flow.", "Ne concerne pas ce flux.")
_TRUSTED: Final = Bilingual(
    "Stops nothing: clients trust a public authority from the start, no root is missing.",
    "N'arrête rien : les clients approuvent d'emblée une autorité publique, aucune racine ne manque.",
)
_WAITED: Final = Bilingual(
    "Stops nothing: a minute later the connection points try again and succeed.",
    "N'arrête rien : une minute plus tard, les points de connexion réessaient et réussissent.",
)
_PATIENCE: Final = Bilingual(
    "Wait ten minutes after adding the role; then run the connection analyzer. Errors that stop by themselves need no "
    "repair.",
    "Attendez dix minutes après l'ajout du rôle, puis lancez l'analyseur de connexion. Des erreurs qui cessent "
    "d'elles-mêmes ne se réparent pas.",
)
_LOST: Final = ("refused", "timed-out")
_REFUSED: Final = 400


@frozen
class Found:
    """What a story shows of the faults of its selection."""

    met: tuple[Concern, ...]
    remedies: dict[int, tuple[Pair, Pair]]
    """By position of a record that fails because of a fault: the fault's title and its fix."""


def find(records: Sequence[Record], faults: Sequence[str], *, passing: bool) -> Found:
    """Which of *faults* the story meets, and which of its records they break."""
    rule = stopped_at(records)
    there = to_blame(faults, records, rule) if rule else [concern(text, records) for text in faults]
    met = tuple(one for one in there if one.records)
    places = {record: position for position, record in enumerate(records)}
    remedies: dict[int, tuple[Pair, Pair]] = {}
    for one in met:
        cure = plain(_PATIENCE) if passing else _both(one, records)[1]
        title = plain(BY_ID["first-minutes"].label) if passing else plain(one.row.title)
        for record in one.records:
            remedies.setdefault(places[record], (title, cure))
    if rule is not None and met:
        remedies.setdefault(len(records) - 1, (plain(met[0].row.title), _both(met[0], records)[1]))
    return Found(met, remedies)


def panel(
    switch: Switch,
    fault: str,
    found: Found,
    records: Sequence[Record],
    texts: Texts,
    *,
    logs: Mapping[str, list[int]],
    passing: bool = False,
    trusted: bool = False,
) -> dict[str, Any]:
    """
    One fault as the page explains it.

    Args:
        switch: The switch that is on.
        fault: What it breaks, as `kind` or `kind=value`.
        found: What the story shows.
        records: The story.
        texts: Where the words go.
        logs: By fault, the numbers of its log lines.
        passing: Whether it is over a minute later.
        trusted: Whether the setting of another switch takes its effect away.
    """
    row = failure(*parse_fault(fault))
    one = next((one for one in found.met if one.text == fault), None) or concern(fault, ())
    concerns = bool(one.records) and not trusted
    symptom, fix = _both(one, records)
    stops = plain(_TRUSTED) if trusted else _stops(one, records, passing=passing)
    return {
        "fault": printable(fault), "number": switch.number, "switch": switch.id, "concerns": concerns,
        "failed": concerns and one.failed,
        "title": texts.put(plain(switch.label if passing else row.title)),
        "cause": texts.put(_cause(switch, row, fault)),
        "rules": list(one.rules), "stops": texts.put(stops), "symptom": texts.put(symptom),
        "logs": logs.get(fault, []), "fix": texts.put(plain(_PATIENCE) if passing else fix),
        "evidence": "practitioner" if passing else row.evidence.value, "source": texts.same(str(row.source)),
    }  # fmt: skip


def _cause(switch: Switch, row: Failure, fault: str) -> Pair:
    """What was done, with the verb or header that it was done to."""
    english, french = plain(switch.about)
    value = parse_fault(fault)[1] if row.cases else None
    return (english, french) if value is None else (f"{english[:-1]}: {value}.", f"{french[:-1]}\u00a0: {value}.")


def _both(one: Concern, records: Sequence[Record]) -> tuple[Pair, Pair]:
    """Symptom and fix, each in both languages."""
    (symptom_en, fix_en), (symptom_fr, fix_fr) = (symptom_and_fix(one, records, lang) for lang in ("en", "fr"))
    return (symptom_en, symptom_fr), (fix_en, fix_fr)


def _stops(one: Concern, records: Sequence[Record], *, passing: bool) -> Pair:
    rule = stopped_at(records)
    if not one.records:
        return plain(_UNTOUCHED)
    if rule is None:
        return plain(_WAITED if passing else _GOES_ON)
    return Speech.of(records).say(_STOPS, {"rule": Text(rule), "step": Rules((rule,))})


def numbered(entries: Sequence[LogEntry], numbers: Sequence[int]) -> dict[str, list[int]]:
    """By fault, the numbers of its log lines; each once."""
    found: dict[str, dict[int, None]] = {}
    for entry, number in zip(entries, numbers, strict=True):
        if entry.fault is not None:
            found.setdefault(entry.fault, {})[number] = None
    return {fault: list(rows) for fault, rows in found.items()}
