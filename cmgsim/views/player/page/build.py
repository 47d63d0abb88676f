"""From a payload to the bytes of the page: files joined, names made visible, a policy with hashes."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any, Final

from cmgsim.errors import PageTooLarge
from cmgsim.facts.failure_rows import typeset_french
from cmgsim.views.markup import Markup, esc, join, tag, visible
from cmgsim.views.player.packing import unpacked
from cmgsim.views.player.page.phrases import shortened
from cmgsim.views.player.page.squeeze import squeeze_script, squeeze_style

HARD_LIMIT_BYTES: Final = 1_500_000
"""Larger pages are not made: they are sent by mail and opened on old laptops."""
SCRIPTS: Final = (
    "base",
    "model",
    "map",
    "sequence",
    "steps",
    "log",
    "panels",
    "whatif",
    "quiz",
    "save",
    "paper",
    "stage",
)
"""The files of `js/` in the order in which they are joined."""

_HERE: Final = files("cmgsim.views.player.page")
_LANGUAGES: Final = ("en", "fr")
_SLOT: Final = re.compile(r"\{(\w+)\}")


def build_page(payload: Mapping[str, Any]) -> str:
    """
    The page that shows *payload*, whose shape is `cmgsim.player/1`.

    The same payload gives the same bytes. Characters that nobody would see, and those that turn the direction of
    a line, are spelled out; nothing of the payload is ever markup.

    Raises:
        PageTooLarge: The page would be larger than `HARD_LIMIT_BYTES`.
    """
    shown = _visible(payload)
    style, script = _style(), _script()
    page = _fill(
        _file("template.html"),
        lang=esc(shown["language"]),
        policy=esc(_policy(script, style)),
        version=esc(shown["scenario"]["version"]),
        title=esc(_text(shown, shown["title"])),
        style=style,
        without_script=_without_script(shown),
        words=_json(words()),
        data=_json({**shown, **shortened(shown["texts"])}),
        script=script,
    )
    size_bytes = len(page.encode())
    if size_bytes > HARD_LIMIT_BYTES:
        raise PageTooLarge(size_bytes, HARD_LIMIT_BYTES)
    return page


@cache
def words() -> dict[str, list[str]]:
    """The page's own words by key: English, then French with its typography."""
    plain = json.loads(_file("words.json"))
    return {key: [english.replace("'", "’"), typeset_french(french)] for key, (english, french) in plain.items()}


def _text(payload: Mapping[str, Any], index: int) -> str:
    """Text number *index* in the language that the page opens with."""
    found = payload["texts"][index]
    return str(
        found if isinstance(found, str) else found[_LANGUAGES.index(payload["language"]) if len(found) > 1 else 0]
    )


def _without_script(payload: Mapping[str, Any]) -> Markup:
    """The steps of the first flow, for a reader whose browser runs no scripts."""
    flow = payload["flows"][0]
    story = _table(payload, "stories")[payload["variants"][flow["id"]][""]["story"]]
    steps = _table(payload, "steps")
    said = (tag("li", _text(payload, steps[step]["title"])) for step in story["steps"])
    return join(tag("h1", _text(payload, payload["title"])), tag("h2", _text(payload, flow["title"])), tag("ol", *said))


def _table(payload: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The rows of a table, which may come packed."""
    return list(unpacked(payload)[name])


def _visible(value: Any) -> Any:
    """*value* with every string made visible, keys too."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, Mapping):
        return {visible(str(key)): _visible(item) for key, item in value.items()}
    return [_visible(item) for item in value] if isinstance(value, (list, tuple)) else value


def _json(value: Any) -> str:
    """JSON that cannot end the element it stands in."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _policy(script: str, style: str) -> str:
    """What the page may do: run the one script, use the one style sheet, show pictures it drew itself."""
    digests = {
        name: b64encode(sha256(text.encode()).digest()).decode()
        for name, text in (("script", script), ("style", style))
    }
    return (
        f"default-src 'none'; script-src 'sha256-{digests['script']}'; style-src 'sha256-{digests['style']}';"
        " img-src data: blob:; connect-src 'none'; base-uri 'none'; form-action 'none'"
    )


def _fill(template: str, **slots: str) -> str:
    return _SLOT.sub(lambda slot: slots[slot[1]], template)


def _file(name: str) -> str:
    return _HERE.joinpath(name).read_text("utf-8")


@cache
def _style() -> str:
    return squeeze_style(_file("player.css"))


@cache
def _script() -> str:
    parts = "\n".join(_file(f"js/{name}.js") for name in SCRIPTS)
    return f"(()=>{{'use strict';{squeeze_script(parts)}start();}})();"
