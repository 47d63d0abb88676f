"""
How a story ended: whether the flow reached its end, and where it stopped what is broken, who sees what, and the fix.

What people see comes from the fault catalogue. A wording that no public text has is marked as modelled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from cmgsim.facts.failures import PROVENANCE, Failure, LogLine, failure, fill, parse_fault
from cmgsim.facts.rows import Role
from cmgsim.facts.steps import STEPS
from cmgsim.flows.beats import host
from cmgsim.flows.narration_texts import TEXTS
from cmgsim.flows.nouns import LONGEST_TEXT, Language, printable
from cmgsim.flows.words import Rules, Voice, title_of
from cmgsim.trace import Record, Trace

_GROUP: Final = re.compile("/resourceGroups/([^/]+)")
"""The resource group bears the prefix."""


def stopped_at(records: Sequence[Record]) -> str | None:
    """
    The step at which a story says that it stopped; None if it does not.

    Example:
        >>> stopped_at(())
    """
    last = records[-1] if records else None
    said = last is not None and last.kind == "state" and last.text.startswith("stopped")
    return last.rule if last is not None and said and last.rule in STEPS else None


def verdict(trace: Trace | Sequence[Record], lang: Language = "en", faults: Sequence[str] | None = None) -> list[str]:
    """
    How *trace* ended, and what follows from it for people.

    Args:
        trace: A trace, or its records.
        lang: `en` or `fr`.
        faults: What is broken, as `kind` or `kind=value`; None: what the trace's header says.

    Example:
        >>> verdict((), "en")
        ['The trace ends before the flow does.']
    """
    records, rule = tuple(trace), stopped_at(tuple(trace))
    follows = consequences(trace, lang, faults)
    if rule is not None:
        ending = _say("verdict.stopped", lang, rule=rule, step=Rules((rule,)).in_words(Voice(lang)))
    elif not records or records[-1].kind != "state":
        ending = _say("verdict.open", lang)
    else:
        ending = _say("verdict.despite" if follows else "verdict.end", lang)
    if rule is not None and not follows:
        follows = [_say("verdict.said", lang, text=printable(records[-1].text, longest=LONGEST_TEXT))]
    return [ending, *follows]


def consequences(
    trace: Trace | Sequence[Record], lang: Language = "en", faults: Sequence[str] | None = None
) -> list[str]:
    """What is broken and which rules; after a stop also what client and administrator see, and the fix."""
    records = tuple(trace)
    given = faults if faults is not None else trace.header.get("faults") if isinstance(trace, Trace) else None
    rule, known, lines = stopped_at(records), _clues(records), list[str]()
    for text, row in _to_blame(given, rule):
        value = parse_fault(text)[1] or row.default
        slots = known if value is None else {**known, "value": printable(value)}
        lines += _broken(text, row, lang)
        if rule is not None:
            lines += _seen(row, slots, lang)
    return lines


def _to_blame(faults: object, rule: str | None) -> list[tuple[str, Failure]]:
    """The faults that stop a flow at this step; all of them where none is known to."""
    rows = list(_known_faults(faults))
    return [(text, row) for text, row in rows if rule in row.stops.values()] or rows


def _known_faults(faults: object) -> Iterator[tuple[str, Failure]]:
    """Those that the catalogue has: a trace may come from a file, and its header may say anything."""
    for text in faults if isinstance(faults, list | tuple) else ():
        try:
            yield text, failure(*parse_fault(str(text)))
        except (KeyError, ValueError):
            continue


def _broken(text: str, row: Failure, lang: Language) -> list[str]:
    return [
        _say("verdict.fault", lang, title=row.title.in_language(lang), fault=printable(text)),
        *(_say("verdict.rule", lang, rule=rule, title=title_of(rule, lang).rstrip(".")) for rule in row.breaks),
    ]


def _seen(row: Failure, slots: dict[str, object], lang: Language) -> list[str]:
    return [
        _say("verdict.client", lang, text=fill(row.client.in_language(lang), slots)),
        *(_log(log, slots, lang) for log in row.logs),
        _say("verdict.fix", lang, text=fill(row.fix.in_language(lang), slots)),
    ]


def _say(key: str, lang: Language, **slots: str) -> str:
    return TEXTS[key].in_language(lang).format(**slots)


def _log(log: LogLine, known: dict[str, object], lang: Language) -> str:
    return (
        TEXTS["verdict.log"]
        .in_language(lang)
        .format(file=log.file, text=fill(log.text, known), evidence=PROVENANCE[log.evidence].in_language(lang))
    )


def _clues(records: Sequence[Record]) -> dict[str, object]:
    """What the story itself tells about the names and the port that a text leaves open."""
    clues: dict[str, object] = {}
    for record in records:
        name = printable(host(record.text)) if record.kind.startswith("dns") else ""
        if record.kind == "dns-query" and name.lower().startswith("login."):
            clues.setdefault("entra_name", name)
        elif record.kind == "dns-query" and ".blob.core." in name:
            clues.setdefault("blob_name", name)
        elif record.kind == "dns-query" and record.src_role in (Role.CLIENT, Role.CMG_CONNECTION_POINT):
            clues.setdefault("service_name", name)
            if record.dst_role == Role.AZURE_DNS:
                clues.setdefault("deployment_name", name)
                clues.setdefault("prefix", name.split(".")[0])
        elif (group := _GROUP.search(record.path or "")) is not None:
            clues.setdefault("prefix", printable(group[1]))
        elif record.kind in ("refused", "timed-out"):
            clues["port"] = record.port
        elif record.dst_role == Role.MANAGEMENT_POINT:
            clues.setdefault("management_point", printable(record.dst))
    return clues
