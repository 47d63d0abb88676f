"""
Scripts and style sheets without what only readers of the source need: comments, indentation, spaces between signs.

No tool from outside: the page is built wherever cmgsim runs. Names stay as they are, so an error message in a browser
still says where it arose.
"""

from __future__ import annotations

import re
from typing import Final

_TOKEN: Final = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)
      | (?P<space>\s+)
      | (?P<string>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")
      | (?P<pattern>/(?![*/])(?:[^\\/\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*)
      | (?P<word>[\w$]+)
      | (?P<sign>.)""",
    re.VERBOSE | re.DOTALL,
)
_BEFORE_PATTERN: Final = tuple("(,=:[!&|?{};~+-*%<>^")


def squeeze_script(source: str) -> str:
    """
    *source* without comments and needless spaces; strings, templates and patterns stay untouched.

    The end of a line is a space like any other, so a statement of *source* has to end with a semicolon.

    Example:
        >>> squeeze_script("const a = 'x  y'; /* a name */  f(a + 1);")
        "const a='x  y';f(a+1);"
    """
    out: list[str] = []
    gap, place = "", 0
    while place < len(source):
        found = _template(source, place) if source[place] == "`" else _token(source, place, out)
        kind, text = found
        place += len(text)
        if kind in {"space", "comment"}:
            gap += text if kind == "space" else " "
            continue
        out.append(_kept(gap, out[-1] if out else "", text) + text)
        gap = ""
    return "".join(out)


def squeeze_style(source: str) -> str:
    """
    *source*, a style sheet, without comments and needless spaces.

    Example:
        >>> squeeze_style("a > b { margin: 0 auto; } /* centred */")
        'a>b{margin:0 auto}'
    """
    text = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
    text = re.sub(r"\s*([{};,>])\s*", r"\1", re.sub(r":\s+", ":", text))
    return re.sub(r"\s+", " ", text.replace(";}", "}")).strip()


def _token(source: str, place: int, out: list[str]) -> tuple[str, str]:
    """The kind and the text of the token at *place*."""
    found = _TOKEN.match(source, place)
    assert found
    kind = str(found.lastgroup)
    if kind == "pattern" and out and not (out[-1].endswith(_BEFORE_PATTERN) or out[-1].endswith("return")):
        return "sign", "/"
    return kind, found[0]


def _template(source: str, place: int) -> tuple[str, str]:
    """The template that begins at *place*, with those inside its slots."""
    end = place + 1
    while source[end] != "`":
        if source[end] == "\\":
            end += 2
        elif source.startswith("${", end):
            end = _slot_end(source, end + 2)
        else:
            end += 1
    return "template", source[place : end + 1]


def _slot_end(source: str, place: int) -> int:
    """Where the slot whose content begins at *place* is over."""
    depth, out = 1, ["("]
    while depth:
        kind, text = _template(source, place) if source[place] == "`" else _token(source, place, out)
        depth += {"{": 1, "}": -1}.get(text, 0) if kind == "sign" else 0
        out.append(text)
        place += len(text)
    return place


def _kept(gap: str, before: str, after: str) -> str:
    """What has to stay of the *gap* between two tokens: a space between words, and between signs that would join."""
    joined = before[-1:] + after[:1]
    return " " if gap and (re.fullmatch(r"[\w$]{2}", joined) or joined in {"++", "--"}) else ""
