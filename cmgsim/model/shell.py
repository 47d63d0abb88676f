"""
Commands as people type them: in a form that bash, zsh and PowerShell read alike.

Their quoting differs, but for words in one pair of double quotes without `$`, backticks, `!`, a double quote or a
backslash at the end; a word that has none of the characters that any of them treats in a special way needs no quotes.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable
from typing import Final

_PLAIN: Final = re.compile(r"[A-Za-z0-9_./:=+-]+")
_ALIKE: Final = re.compile(r'[^"$`!\\]+')
_PATH: Final = re.compile(r'[^"$`!]*[^"$`!\\]')
"""A Windows path in double quotes: bash leaves a backslash alone that has no special character after it."""


def typed(words: Iterable[str]) -> str:
    """
    The command of *words*; the values of `--set` in the form that takes the fewest quotes.

    Example:
        >>> print(
        ...     typed(["cmgsim", "run", "a b.toml", "--set", "scenario.duration='30 min'", "--set", "cmg.instances=4"])
        ... )
        cmgsim run "a b.toml" --set "scenario.duration=30 min" --set cmg.instances=4
    """
    told: list[str] = []
    before = ""
    for word in words:
        told.append(quoted(plain_setting(word) if before == "--set" else word))
        before = word
    return " ".join(told)


def quoted(word: str) -> str:
    """
    One word of a command.

    Example:
        >>> print(quoted("@part.toml"), quoted("it's"), quoted('say "hi"'))
        "@part.toml" "it's" 'say "hi"'
    """
    if _PLAIN.fullmatch(word):
        return word
    if _ALIKE.fullmatch(word) or _PATH.fullmatch(word):
        return f'"{word}"'
    return shlex.quote(word)


def plain_setting(text: str) -> str:
    """
    The same setting with as few quotes as it takes; text that is no setting is as it was.

    Example:
        >>> plain_setting("clients[0].timeout='30 s'"), plain_setting('clients."my pcs".count=5')
        ('clients[0].timeout=30 s', "clients.'my pcs'.count=5")
    """
    if '"' not in text and "'" not in text:
        return text
    # Here, because a page that only shows a command needs nothing of scenarios.
    from cmgsim.model.scenario_change import parse_setting
    from cmgsim.model.units import QuantityError

    try:
        setting = parse_setting(text)
    except QuantityError:
        return text
    path = setting.path if "'" in setting.path else setting.path.replace('"', "'")
    given = text.partition("=")[2].strip()
    value = setting.value if isinstance(setting.value, str) else given if "'" in given else given.replace('"', "'")
    for candidate in (f"{path}={value}", f"{path}='{value}'"):
        try:
            if parse_setting(candidate) == setting:
                return candidate
        except QuantityError:
            continue
    return text
