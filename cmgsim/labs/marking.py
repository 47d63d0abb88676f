"""
What an answer is worth, and why.

A wrong answer is explained by trying it out: the same flow is played with the fault that was named, and what would be
different then is what the learner has overlooked.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from cmgsim.errors import Problem, ScenarioError
from cmgsim.facts.failures import FAILURES, failure, parse_fault, parse_ports
from cmgsim.flows.log_lines import log_lines
from cmgsim.flows.nouns import Language, printable
from cmgsim.flows.verdict import stopped_at, verdict
from cmgsim.labs.lab import Lab
from cmgsim.labs.words import say
from cmgsim.model.wording import cure, describe
from cmgsim.trace import Trace


@frozen
class Mark:
    """Whether an answer is right, and the sentences that explain it."""

    right: bool
    sentences: tuple[str, ...]


def mark(lab: Lab, answers: Sequence[str], lang: Language = "en") -> Mark:
    """
    Mark *answers*, each `KIND` or `KIND=VALUE`, all that is broken together.

    Raises:
        ScenarioError: An answer names no fault of the catalogue.

    Example:
        >>> from cmgsim.labs.lab_file import built_in
        >>> mark(built_in()["first-channel"], ["cname-missing"]).right
        False
    """
    given = tuple(dict.fromkeys(_written(answer) for answer in answers))
    told = ", ".join(printable(answer) for answer in given)
    trace = lab.play()
    used = sorted({record.port or 0 for played in (trace, lab.play(())) for record in played})
    planted = {fault: _meaning(fault, used) for fault in lab.faults}
    named = {answer: _meaning(answer, used) for answer in given}
    if sorted(planted.values()) == sorted(named.values()):
        return Mark(right=True, sentences=(say("right", lang, answer=told), *verdict(trace, lang, lab.faults)))
    return Mark(right=False, sentences=(say("wrong", lang, answer=told), _why_not(lab, trace, named, planted, lang)))


def _written(answer: str) -> str:
    """*answer*, if the catalogue has it; with the usual value where it needs one and gives none."""
    try:
        kind, value = parse_fault(answer)
    except ValueError as error:
        raise ScenarioError((Problem("--answer", "", str(error)),)) from None
    kinds = tuple(row.kind for row in FAILURES)
    if kind not in kinds:
        raise ScenarioError((Problem("--answer", "", f"there is no fault {describe(kind)}", cure(kind, kinds)),))
    row = failure(kind)
    value = value or row.default
    if row.parameter and not value:
        wrong = Problem(
            "--answer", "", f"`{kind}` alone does not say which", f"{kind}=VALUE, as in `cmgsim facts failures`"
        )
        raise ScenarioError((wrong,))
    return f"{kind}={value}" if value else kind


def _meaning(fault: str, used: Sequence[int]) -> tuple[str, str]:
    """What a fault comes to in this lab: of ports, those that anybody uses."""
    kind, value = parse_fault(_written(fault))
    if failure(kind).parameter != "ports":
        return kind, (value or "").lower()
    try:
        spans = parse_ports(value or "")
    except ValueError as error:
        raise ScenarioError((Problem("--answer", "", str(error)),)) from None
    return kind, ",".join(str(port) for port in used if any(first <= port <= last for first, last in spans))


def _why_not(
    lab: Lab, trace: Trace, named: dict[str, tuple[str, str]], planted: dict[str, tuple[str, str]], lang: Language
) -> str:
    meant, there = list(named.values()), list(planted.values())
    if all(one in there for one in meant):
        return say("some are missing", lang)
    if [kind for kind, _ in sorted(meant)] == [kind for kind, _ in sorted(there)]:
        return say("kind is right", lang)
    return _difference(lab, trace, tuple(named), lang)


def _difference(lab: Lab, trace: Trace, answers: tuple[str, ...], lang: Language) -> str:
    """What would be different if the answer were right."""
    told = ", ".join(printable(answer) for answer in answers)
    tried = lab.play(answers)
    here, step = stopped_at(trace.records), stopped_at(tried.records)
    if here != step:
        key = "would end" if step is None else "would stop" if here is None else "stops elsewhere"
        return say(key, lang, answer=told, step=step, here=here)
    would = {(line.file, line.text) for line in log_lines(tried, answers)}
    missing = [
        line for line in log_lines(trace, lab.faults) if line.severity > 1 and (line.file, line.text) not in would
    ]
    if missing:
        return say("other log", lang, file=missing[0].file, line=missing[0].text, answer=told)
    return say("other time", lang)
