"""The page as text: one file, the same bytes every time, nothing of the payload ever markup."""

from __future__ import annotations

import json
import os
import re
import string
import subprocess
import sys
from base64 import b64encode
from hashlib import sha256
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from player_payloads import payload

from cmgsim.errors import PageTooLarge
from cmgsim.views.player.page import HARD_LIMIT_BYTES, build_page
from cmgsim.views.player.page.build import SCRIPTS, words
from cmgsim.views.player.page.phrases import shortened
from cmgsim.views.player.page.squeeze import squeeze_script

PAGE = files("cmgsim.views.player.page")
HOSTILE = "</script><img src=x onerror=alert(1)><!-- %%{init} \u202eabc"


def element(page: str, name: str, attributes: str = "") -> str:
    found = re.search(rf"<{name}{attributes}>(.*?)</{name}>", page, re.DOTALL)
    assert found
    return found[1]


def test_the_same_payload_gives_the_same_bytes():
    assert build_page(payload()) == build_page(payload())


@pytest.mark.slow
def test_the_bytes_do_not_depend_on_the_hash_seed():
    code = (
        "import hashlib, player_payloads as p; from cmgsim.views.player.page import build_page;"
        "print(hashlib.sha256(build_page(p.payload()).encode()).hexdigest())"
    )
    paths = os.pathsep.join([str(files("cmgsim").joinpath("..")), *sys.path])
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": paths},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("0", "1")
    }

    assert {sha256(build_page(payload()).encode()).hexdigest()} == digests


def spelled(found: dict) -> list:
    """The texts of a page, its phrases put back as the page does it."""
    meanings: dict[str, str] = {}
    for sign, words_of_it in found["phrases"]:
        meanings[sign] = "".join(meanings.get(one, one) for one in words_of_it)
    return [
        "".join(meanings.get(sign, sign) for sign in one)
        if isinstance(one, str)
        else ["".join(meanings.get(sign, sign) for sign in text) for text in one]
        for one in found["texts"]
    ]


def test_the_texts_of_a_page_are_those_of_its_payload():
    made = payload()
    found = json.loads(element(build_page(made), "script", ' type="application/json" id="cmgsim-data"'))

    assert made["texts"] == spelled(found)


@given(
    st.lists(st.lists(st.sampled_from(["the", "CMG", "point", "Ā", "ā", "a\u00a0port", "443", "œuvre"])).map(" ".join))
)
def test_phrases_can_always_be_put_back_and_never_make_texts_longer(texts):
    found = shortened(texts)

    assert texts == spelled(found)
    assert len(json.dumps(texts, ensure_ascii=False).encode()) >= len(
        json.dumps(found["texts"], ensure_ascii=False).encode()
    )


def test_very_many_texts_are_left_as_they_are():
    texts = ["the CMG connection point opens"] * 6_000

    assert {"texts": texts, "phrases": []} == shortened(texts)


def test_the_policy_names_the_one_script_and_the_one_style():
    page = build_page(payload())
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="(.*?)"', page)[1].replace("&#x27;", "'")

    def digest(text: str) -> str:
        return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"

    assert 1 == len(scripts)
    assert {
        "default-src": "'none'",
        "script-src": digest(scripts[0]),
        "style-src": digest(element(page, "style")),
        "img-src": "data: blob:",
        "connect-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
    } == dict(rule.split(" ", 1) for rule in policy.split("; "))


def test_a_hostile_name_stays_text():
    page = build_page(payload(names={"client-1": HOSTILE, "scenario": HOSTILE}))

    assert 3 == page.count("</script>")
    assert "<img" not in page
    assert "\u202e" not in page
    assert (
        "\\u202eabc"
        in json.loads(element(page, "script", ' type="application/json" id="cmgsim-data"'))["scenario"]["name"]
    )


def test_a_page_that_is_too_large_is_not_made():
    with pytest.raises(PageTooLarge) as caught:
        build_page(payload(names={"client-1": "x" * HARD_LIMIT_BYTES}))

    assert caught.value.size_bytes > HARD_LIMIT_BYTES
    assert "more than 1,500,000" in str(caught.value)


def test_without_a_script_the_steps_can_be_read():
    text = element(build_page(payload()), "noscript")

    assert "The CMG sends the request down the open channel" in text
    assert 10 == text.count("<li>")


def test_the_page_is_small_enough_to_leave_room_for_what_it_shows():
    assert len(build_page(payload()).encode()) < 150_000


def test_every_word_is_in_both_languages_with_the_same_slots():
    slots = {
        key: [sorted(field for _, field, *_ in string.Formatter().parse(text) if field) for text in pair]
        for key, pair in words().items()
    }

    assert [] == [key for key, (english, french) in slots.items() if english != french]
    assert [] == [key for key, pair in words().items() if not all(pair)]


def test_every_word_is_used_and_every_used_word_is_there():
    source = "\n".join(PAGE.joinpath(f"js/{name}.js").read_text("utf-8") for name in SCRIPTS)
    families = (
        "analyzer ",
        "fix",
        "why",
        "mode ",
        "view ",
        "group ",
        "log ",
        "outcome ",
        "question ",
        "tab ",
        "theme ",
    )
    asked = set(re.findall(r"\bword\('([^']+)'", source))

    assert set() == asked - set(words())
    assert [] == [key for key in words() if f"'{key}'" not in source and not key.startswith(families)]


@pytest.mark.parametrize(
    ("source", "squeezed"),
    [
        ("a = b / c / d;", "a=b/c/d;"),
        ("return /a b/.test(x);", "return/a b/.test(x);"),
        ("f(/[/ ]+/g, '// no');", "f(/[/ ]+/g,'// no');"),
        ("`a ${ g(`b  ${c}  d`) }  e` + 1", "`a ${ g(`b  ${c}  d`) }  e`+1"),
        ("a = 1;\n\nlet b\n= 2;", "a=1;let b=2;"),
        ("x = a + +b - -c", "x=a+ +b- -c"),
        ("typeof x in y // z", "typeof x in y"),
    ],
)
def test_a_script_keeps_its_meaning_without_its_spaces(source, squeezed):
    assert squeezed == squeeze_script(source)
