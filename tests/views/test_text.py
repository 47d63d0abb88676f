"""The text view has a title, a legend, the numbered story and the verdict, in both languages."""

from __future__ import annotations

import pytest
from flows.gallery import GALLERY
from flows.samples import SAMPLES, channel, communication

from cmgsim.facts.failures import failure
from cmgsim.flows.narration import narrate
from cmgsim.flows.nouns import LANGUAGES
from cmgsim.flows.words import title_of
from cmgsim.trace import Trace
from cmgsim.views.text import text

CHANNEL = """\
sample
======

On premises: CMG connection point.
On the internet: public DNS.
In Azure: 2 × VM instance, Azure DNS.
F2  The CMG connection point opens a connection to the CMG and keeps it: this is the channel for both directions.
N3  HTTPS with two or more instances: instance k on port 10123 + k (10124 to 10139), the first one on 10124 too.

[  0.010 s]  1. The CMG connection point looks the service name GraniteFalls.contoso.com up: in public DNS an alias
(CNAME) leads to GraniteFalls.WestUS.cloudapp.azure.com, whose address Azure DNS gives (data flow, step 2).
[  0.050 s]  2. The CMG connection point opens HTTPS on port 10124 to VM instance 1 (data flow, step 2; note 3).
Each side shows a certificate; the outbound connection stays open: it is the channel.
[  0.120 s]  3. The CMG connection point opens HTTPS on port 10125 to VM instance 2 (data flow, step 2; note 3).
Each side shows a certificate; the outbound connection stays open: it is the channel.
[  0.150 s]  4. Each connection point holds a channel, opened from the site and ready for both directions (data
flow, step 2).

The flow reached its end.

Steps and notes: Data flow for CMG (April 2022).
"""
"""Here a sentence may go on in the next line."""


@pytest.mark.rule("F2", "N3")
def test_a_channel_in_full():
    assert CHANNEL.split() == text(channel("scale-set", 2)).split()


@pytest.mark.parametrize("name", GALLERY)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_story_is_the_narration(name, language):
    printed = text(GALLERY[name], language)

    assert "\n".join(narrate(GALLERY[name], language)) in printed
    assert printed.endswith("\n")


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "The flow reached its end."), ("fr", "Le flux est arrivé à son terme.")]
)
@pytest.mark.parametrize("name", SAMPLES)
def test_a_flow_that_reached_its_end_says_so(name, language, expected):
    assert f"\n{expected}\n" in text(SAMPLES[name](), language)


def test_a_flow_that_stopped_says_where_and_why():
    printed = text(GALLERY["refused-by-the-site"], "en", ["management-point-binding-wrong"])
    row = failure("management-point-binding-wrong")

    assert (
        "The flow stopped at F5 (data flow, step 5).\n"
        f"What is broken: {row.title.en} (management-point-binding-wrong).\n"
        f"Rule broken, F5: {title_of('F5', 'en')}\n"
        f"The client sees: {row.client.en}\n"
    ) in printed
    assert f"\nThe administrator sees, in {row.logs[0].file}: " in printed
    assert "\nThe fix: " in printed


def test_a_flow_that_stopped_says_so_in_french():
    printed = text(GALLERY["refused-by-the-site"], "fr", ["management-point-binding-wrong"])

    assert "Le flux s’est arrêté à F5 (flux de données, étape 5).\nCe qui est en panne\u00a0: " in printed


def test_a_stop_of_unknown_cause_shows_what_the_trace_says():
    assert (
        "The flow stopped at F5 (data flow, step 5).\n"
        "The trace says: “stopped at F5: client-1 gets 403 CMGConnector_Forbidden for policy”.\n"
    ) in text(GALLERY["refused-by-the-site"])


def test_a_modelled_wording_is_marked():
    printed = text(GALLERY["troubles-channel"], "en", ["ports-blocked=10124-10139"])

    assert "(modelled wording)" in printed


def test_content_distribution_cites_the_newer_text():
    assert "newer English text" in text(SAMPLES["content-distribution"]())


@pytest.mark.parametrize("title", ["a\nb", "\x1b[31m", "x" * 5_000, "", None, 7])
def test_a_hostile_title_stays_on_its_line(title):
    trace = channel()
    first, second, third, *_ = text(Trace({"scenario": title}, trace.records)).split("\n")

    assert (len(first) * "=", "") == (second, third)
    assert 0 < len(first) <= 60


@pytest.mark.parametrize("name", ["\x1b[31mred", "a\nb", "\u202eevil", "{src}", "x" * 5_000])
def test_a_hostile_name_does_not_break_lines(name):
    expected = text(communication()).count("\n")

    assert expected == text(communication(server=name, **{name: "management-point"})).count("\n")
