"""
What a learner gets: a question sheet, and every view of the broken run, with nothing that names the fault.

The trace loses what gives the answer away: the faults in its header, the digest from which they could be guessed, and
the rules that its last record says are broken. Symptoms stay: statuses, log lines, ports, times.
"""

from __future__ import annotations

import re
from typing import Final

from cmgsim.facts.failure_rows import Bilingual
from cmgsim.facts.failures import FAILURES
from cmgsim.flows.nouns import Language
from cmgsim.labs.lab import Lab
from cmgsim.labs.words import WORDS, say
from cmgsim.trace import Trace
from cmgsim.views.capture.capture import capture
from cmgsim.views.cmtrace import cmtrace
from cmgsim.views.mermaid import mermaid
from cmgsim.views.text import text

_BREAKS: Final = re.compile(r" \(breaks [^()]*\)$")
_TELLING: Final = ("faults", "scenario_sha256")


def materials(lab: Lab, lang: Language = "en") -> dict[str, bytes]:
    """
    The files of the learner's folder, by relative path.

    Example:
        >>> from cmgsim.labs.lab_file import built_in
        >>> [name for name in materials(built_in()["first-channel"]) if "/" not in name]
        ['questions.md', 'story.txt', 'sequence.mmd', 'trace.jsonl', 'capture.pcapng']
    """
    trace = redacted(lab.play(), lab)
    logs = cmtrace(trace, lang, lab.faults)
    return {
        "questions.md": question_sheet(lab, lang).encode(),
        "story.txt": text(trace, lang, ()).encode(),
        "sequence.mmd": mermaid(trace).encode(),
        "trace.jsonl": trace.to_jsonl().encode(),
        "capture.pcapng": capture(trace),
        **{f"logs/{path}": log.encode() for path, log in logs.items()},
    }


def redacted(trace: Trace, lab: Lab) -> Trace:
    """*trace* without what names the fault."""
    header = {key: value for key, value in trace.header.items() if key not in _TELLING}
    last = trace.records[-1]
    ending = last._replace(text=_BREAKS.sub("", last.text), port_rule=None)
    return Trace({**header, "scenario": lab.name}, (*trace.records[:-1], ending))


def question_sheet(lab: Lab, lang: Language) -> str:
    """What the learner is asked, in Markdown."""
    kinds = ", ".join(f"`{_form(row.kind, row.parameter)}`" for row in FAILURES)
    questions = "\n".join(f"{number}. {one.in_language(lang)}" for number, one in enumerate(_QUESTIONS, 1))
    parts = (
        f"# {lab.title.in_language(lang)}",
        f"*{WORDS['banner'].in_language(lang)}*",
        lab.story.in_language(lang),
        say("site", lang, what=_site(lab, lang)),
        f"## {WORDS['files'].in_language(lang)}",
        WORDS["file list"].in_language(lang),
        f"## {WORDS['questions'].in_language(lang)}",
        questions,
        f"## {WORDS['answer'].in_language(lang)}",
        say("how to answer", lang, name=lab.name, kinds=kinds),
    )
    return "\n\n".join(parts) + "\n"


_QUESTIONS: Final = (
    Bilingual(
        "Does the flow reach its end? If not: at which step does it stop, and who notices first?",
        "Le flux arrive-t-il à son terme ? Sinon : à quelle étape s'arrête-t-il, et qui s'en aperçoit le premier ?",
    ),
    Bilingual(
        "Which connection, or which message, is the first that does not go well? Who opened the connection, to which "
        "port?",
        "Quelle connexion, ou quel message, est le premier à mal se passer ? Qui a ouvert la connexion, et vers quel "
        "port ?",
    ),
    Bilingual(
        "Is there a refusal, a status, or silence? Which of them can the faults that you think of cause?",
        "Y a-t-il un refus, un statut, ou du silence ? Lesquels les pannes auxquelles vous pensez peuvent-elles "
        "causer ?",
    ),
    Bilingual(
        "Which log file says most about it, and what does it say?",
        "Quel fichier journal en dit le plus, et que dit-il ?",
    ),
    Bilingual("What is broken, and what repairs it?", "Qu'est-ce qui est en panne, et qu'est-ce qui le répare ?"),
)


def _site(lab: Lab, lang: Language) -> str:
    deployment = WORDS[lab.deployment].in_language(lang) if lab.deployment in WORDS else lab.deployment
    return say(
        "described", lang, flow=lab.flow, deployment=deployment, instances=lab.instances, points=lab.connection_points,
        authentication=lab.authentication,
    )  # fmt: skip


def _form(kind: str, parameter: str | None) -> str:
    return f"{kind}=…" if parameter else kind
