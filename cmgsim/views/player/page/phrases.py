"""
Phrases: what the texts of a page say again and again stands in it once, and a single sign stands for it.

Words that are often neighbours become a phrase, and phrases and words that are, a longer one. Signs are letters that no
text of the page has. The page puts the phrases back before it shows anything.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, pairwise
from typing import Any, Final

LONGEST_TEXTS: Final = 150_000
"""Longer texts are left as they are: their page is large anyway, and looking for phrases would take long."""
_SIGNS: Final = range(0x100, 0x250)
"""Latin letters with accents, two bytes each; French has a few of them, texts that use one keep it."""
_WORD: Final = re.compile(r"[^ \u00a0]+[ \u00a0]?|[ \u00a0]")
_ROUNDS: Final = 8
_A_ROUND: Final = 60
_WORDS: Final = 10
"""Of so many words at most is a phrase that is found in one round."""
_SIGN_BYTES: Final = 2
_ENTRY_BYTES: Final = 5
"""What a phrase costs besides its words: its sign, quotes, a comma."""

Words = tuple[str, ...]


def shortened(texts: Sequence[str | Sequence[str]]) -> dict[str, Any]:
    """
    The texts with signs for phrases, and under `phrases` what each sign stands for: words, and signs before it.

    Example:
        >>> found = shortened(["the CMG connection point opens"] * 9)
        >>> found["texts"][0], found["phrases"]
        ('Ā', [['Ā', 'the CMG connection point opens']])
    """
    flat = [text for item in texts for text in ([item] if isinstance(item, str) else item)]
    if sum(map(len, flat)) > LONGEST_TEXTS:
        return {"texts": list(texts), "phrases": []}
    used = {sign for text in flat for sign in text}
    signs = (chr(code) for code in _SIGNS if chr(code) not in used)
    lines, phrases = [tuple(_WORD.findall(text)) for text in flat], list[list[str]]()
    for _ in range(_ROUNDS):
        found = dict(zip(_worth_a_sign(lines), signs, strict=False))
        if not found:
            break
        phrases += [[sign, "".join(words)] for words, sign in found.items()]
        lines = _with_signs(lines, found)
    short = iter("".join(line) for line in lines)
    return {
        "texts": [next(short) if isinstance(item, str) else list(islice(short, len(item))) for item in texts],
        "phrases": phrases,
    }


def _worth_a_sign(lines: Iterable[Words]) -> list[Words]:
    """The phrases that save most, none with a pair of neighbours that a better one has."""
    counts = Counter(
        line[begin:end]
        for line in lines
        for begin in range(len(line))
        for end in range(begin + 2, min(len(line), begin + _WORDS) + 1)
    )
    saved = {words: _saved(words, count) for words, count in counts.items() if count > 1}
    kept, taken = list[Words](), set[tuple[str, str]]()
    for words in sorted((words for words, gain in saved.items() if gain > 0), key=lambda words: (-saved[words], words)):
        if len(kept) == _A_ROUND:
            break
        if taken.isdisjoint(pairwise(words)):
            taken.update(pairwise(words))
            kept.append(words)
    return kept


def _saved(words: Words, count: int) -> int:
    length = sum(len(word.encode()) for word in words)
    return count * (length - _SIGN_BYTES) - length - _ENTRY_BYTES


def _with_signs(lines: Iterable[Words], signs: Mapping[Words, str]) -> list[Words]:
    by_pair: dict[Words, list[Words]] = {}
    for words in sorted(signs, key=len, reverse=True):
        by_pair.setdefault(words[:2], []).append(words)
    return [tuple(_replaced(line, by_pair, signs)) for line in lines]


def _replaced(line: Words, by_pair: Mapping[Words, Sequence[Words]], signs: Mapping[Words, str]) -> Iterator[str]:
    place = 0
    while place < len(line):
        here = by_pair.get(line[place : place + 2], ())
        words = next((words for words in here if line[place : place + len(words)] == words), None)
        yield line[place] if words is None else signs[words]
        place += 1 if words is None else len(words)
