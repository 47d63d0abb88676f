"""The page of a trace: every step and connection of it, one file without script or network, in both languages."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flows.gallery import GALLERY

from cmgsim import replay
from cmgsim.flows.log_lines import log_lines
from cmgsim.flows.narration import sentences
from cmgsim.flows.nouns import LANGUAGES
from cmgsim.trace import Trace
from cmgsim.views.step_page import step_page


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", GALLERY)
def test_every_sentence_of_the_story_is_on_the_page(name, lang):
    page = unescape(re.sub(r"<[^>]+>", "", step_page(GALLERY[name], lang)))

    assert [] == [one.text for one in sentences(GALLERY[name], lang) if one.text not in page]


def test_every_connection_and_every_log_line_has_a_row():
    trace = replay("all", instances=3, deployment="classic")
    steps, connections, logs = (body.count("<tr>") for body in re.findall("<tbody>(.*?)</tbody>", step_page(trace)))

    assert (len(sentences(trace)), len(log_lines(trace))) == (steps, logs)
    assert sum(record.kind == "connect" for record in trace) == connections


def test_the_page_needs_neither_script_nor_network():
    page = step_page(replay("communication", faults=["verb-blocked=CCM_POST"]))

    assert [] == re.findall(r"<script|<link|<img|\bsrc=|\bhref=|\bstyle=|\bon\w+=", page)
    assert "default-src 'none'" in unescape(page)


def test_a_hostile_name_is_text():
    name = "</script><img src=x onerror=alert(1)>\u202e"
    record = replay("channel").records[4]
    page = step_page(Trace({"scenario": name}, (record._replace(dst=name),)))

    assert "<img" not in page
    assert "\u202e" not in page


def test_the_same_trace_gives_the_same_page():
    assert step_page(replay("content"), "fr") == step_page(replay("content"), "fr")
