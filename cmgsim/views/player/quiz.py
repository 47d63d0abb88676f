"""
The questions of a page: drafts with their choices drawn and shuffled, the same for everybody with the same seed.

Order comes from a digest of seed and question, not from a generator: a question looks the same whatever else is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any, Final

from attrs import frozen

from cmgsim.views.player.drafts import Draft
from cmgsim.views.player.shelf import Pair, Texts

CHOICES: Final = 4
"""Answers to choose from, where there are as many."""
FEWEST: Final = 2
PER_KIND: Final = 3
"""Questions of each kind that a page has for each flow."""


@frozen
class Question:
    """A draft with its choices in order; of a question about the order, `choices` are the steps to be moved."""

    draft: Draft
    choices: tuple[Pair, ...]
    right: tuple[int, ...]
    """The right choice; of a question about the order, the choices in the right one."""

    def written(self, texts: Texts, number: int) -> dict[str, Any]:
        """The question as the page needs it, as *number* of the sheet."""
        draft = self.draft
        row: dict[str, Any] = {
            "id": f"q{number}", "kind": draft.kind, "flow": draft.flow, "key": draft.key, "place": draft.place,
            "text": texts.put(draft.text), "because": texts.put(draft.because), "replay": draft.replay,
        }  # fmt: skip
        choices = [texts.put(choice) for choice in self.choices]
        row |= (
            {"items": choices, "right": list(self.right)}
            if draft.items
            else {"choices": choices, "right": self.right[0]}
        )
        return row if draft.log is None else {**row, "log": draft.log}


def settle(draft: Draft, seed: int) -> Question | None:
    """*draft* with its choices; None where there are too few that differ in both languages."""
    if draft.items:
        shuffled = _shuffled(draft.items, draft.id, seed)
        return Question(draft, tuple(shuffled), tuple(shuffled.index(item) for item in draft.items))
    wrong = _distinct(_shuffled(draft.wrong, f"wrong/{draft.id}", seed), draft.right)[: CHOICES - 1]
    if len(wrong) + 1 < FEWEST:
        return None
    choices = _shuffled((draft.right, *wrong), draft.id, seed)
    return Question(draft, tuple(choices), (choices.index(draft.right),))


def choose(drafts: Iterable[Draft], seed: int, per_kind: int = PER_KIND) -> tuple[Question, ...]:
    """The questions of a page: of each flow and kind at most *per_kind*, no two with the same words and choices."""
    groups: dict[tuple[str, str], list[Draft]] = {}
    for draft in drafts:
        groups.setdefault((draft.flow, draft.kind), []).append(draft)
    chosen = []
    for (flow, kind), members in groups.items():
        settled = (settle(draft, seed) for draft in _shuffled(members, f"{flow}/{kind}", seed))
        chosen += _different([question for question in settled if question is not None], per_kind)
    return tuple(chosen)


def _different(questions: Sequence[Question], most: int) -> list[Question]:
    seen: list[object] = []
    kept: list[Question] = []
    for question in questions:
        look = (question.draft.text, question.choices[question.right[0]], question.draft.log)
        if look not in seen and len(kept) < most:
            seen.append(look)
            kept.append(question)
    return kept


def _distinct(pairs: Iterable[Pair], right: Pair) -> list[Pair]:
    """Those that differ from *right* and from each other in English and in French."""
    english, french = [right[0]], [right[1]]
    kept: list[Pair] = []
    for pair in pairs:
        if pair[0] not in english and pair[1] not in french:
            english.append(pair[0])
            french.append(pair[1])
            kept.append(pair)
    return kept


def _shuffled(rows: Iterable[Any], name: str, seed: int) -> list[Any]:
    """*rows* in an order that depends on *seed* and *name* only."""
    keyed = [(sha256(f"{seed}/{name}/{place}".encode()).digest(), place, row) for place, row in enumerate(rows)]
    return [row for _, _, row in sorted(keyed, key=lambda item: item[:2])]
