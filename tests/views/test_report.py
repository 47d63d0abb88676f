"""The report of a run: the answer first, nothing from elsewhere, readable by everybody, the same bytes every time."""

from __future__ import annotations

import re
import shutil
import string
import subprocess
import sys
from base64 import b64encode
from hashlib import sha256
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_pages import ANSWER, ASSUMPTION, DETAILS, MANIFEST, SUMMARY, Page, page

from cmgsim.views.report_words import WORDS

LANGUAGES = ("en", "fr")
BROWSER = shutil.which("chromium")
UNANSWERED = {
    "latency_s": dict.fromkeys(SUMMARY["latency_s"]),
    "by_activity": {"policy": dict.fromkeys(SUMMARY["latency_s"])},
}


def test_the_answer_comes_first():
    text = Page(page()).text.replace("\u00a0", " ")
    places = [
        text.index(part) for part in ("by hand", *ANSWER[:2], "How long requests take", "What these numbers rest")
    ]

    assert sorted(places) == places


def test_a_command_in_the_answer_is_set_as_code():
    assert "<code>cmgsim run --seed 8</code>" in page()


def test_the_same_run_gives_the_same_bytes_however_long_it_took():
    assert page() == page(wall_s=99.0)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_says_its_language_and_what_is_in_another(lang):
    read = Page(page(lang))

    assert [lang] == [attributes["lang"] for attributes in read.named("html")]
    assert {"en"} == {attributes["lang"] for attributes in read.named("span") if "lang" in attributes}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_comes_from_elsewhere_and_nothing_runs(lang):
    text = page(lang)
    policy = Page(text).named("meta")[1]["content"]
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)[1]
    digest = b64encode(sha256(style.encode()).digest()).decode()

    assert f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'" == policy
    assert [] == re.findall(r"https?:|url\(|@import|<script|<link|<img|<iframe| style=| on\w+=|javascript:", text)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_table_has_a_caption_and_scopes_and_rows(lang):
    read = Page(page(lang))
    scopes = [attributes["scope"] for attributes in read.named("th")]

    assert len(read.tables) == len(read.named("caption")) == 7
    assert sum(len(rows[0]) for rows in read.tables) == scopes.count("col")
    assert sum(len(rows) - 1 for rows in read.tables) == scopes.count("row")
    assert [] == [rows for rows in read.tables if len(rows) < 2]


def test_what_an_element_is_labelled_by_is_there_once():
    read = Page(page())
    ids = [attributes["id"] for _, attributes in read.tags if "id" in attributes]
    labels = " ".join(attributes.get("aria-labelledby", "") for _, attributes in read.tags).split()

    assert sorted(set(ids)) == sorted(ids)
    assert [] == [label for label in labels if label not in ids]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_headings_leave_no_level_out(lang):
    levels = [int(tag[1]) for tag, _ in Page(page(lang)).tags if re.fullmatch(r"h\d", tag)]

    assert levels == [1] + [2] * (len(levels) - 1)


def test_latencies_are_in_one_unit_a_table_with_their_intervals():
    assert [
        ["activity", "mean", "p50", "p95", "p99", "longest"],
        ["all", "400 (300 to 500)", "250", "1,500", "2,500", "4,000"],
        ["policy", "400 (300 to 500)", "250", "1,500", "2,500", "4,000"],
        ["scan", "400 (300 to 500)", "250", "1,500", "2,500", "3,000"],
    ] == Page(page()).table("activity")


def test_one_activity_alone_is_not_said_twice():
    assert ["policy"] == [row[0] for row in Page(page(by_activity={"policy": SUMMARY["latency_s"]})).tables[1][1:]]


def test_the_tail_is_given_as_far_as_requests_tell_it_apart():
    # 1,199 answers: one of them lies above 99.9 %, sixty at either side of 5 and 95 %.
    assert ["5\u00a0%", "50\u00a0%", "95\u00a0%", "99\u00a0%", "99.9\u00a0%", "100\u00a0%"] == [
        row[0] for row in Page(page()).table("Share of requests")[1:]
    ]
    few = page(requests=SUMMARY["requests"] | {"ok": 19})
    assert ["50\u00a0%", "100\u00a0%"] == [row[0] for row in Page(few).table("Share of requests")[1:]]


def test_ways_that_no_request_ended_in_have_no_column():
    assert [
        ["activity", "created", "answered", "refused", "share answered"],
        ["all", "1,200", "1,199", "1", "99.9\u00a0%"],
        ["policy", "1,000", "1,000", "0", "100\u00a0%"],
        ["scan", "200", "199", "1", "99.5\u00a0%"],
    ] == Page(page()).tables[2]


def test_stages_that_took_no_time_have_no_row():
    assert [
        ["stage", "mean", "share of the latency"],
        ["connecting to the CMG", "100", "25\u00a0%"],
        ["down the channel to the connection point", "300", "75\u00a0% (70\u00a0% to 80\u00a0%)"],
    ] == Page(page()).table("stage")


def test_stations_that_served_nobody_are_named_and_not_tabled():
    read = Page(page())

    assert [["instance-1", "1,199", "42\u00a0%", "10.0", "50.0", "0.200", "3"]] == read.table("station")[1:]
    assert "Served nobody: instance-2." in read.text


def test_without_waits_there_are_no_columns_of_them():
    quiet = SUMMARY["stations"]["instance-1"] | {"mean_wait_s": 0.0, "p95_wait_s": 0.0, "mean_queue": 0, "max_queue": 0}
    read = Page(page(stations={"instance-1": quiet}))

    assert ["station", "served", "workers busy"] == read.table("station")[0]
    assert "Nobody waited at any station." in read.text


def test_a_wait_in_theory_has_its_unit_and_stations_their_names_as_they_are():
    twin = {"formula": "M/M/c", "fit": "limit", "mean_wait_s": 0.25, "reason": "exponential"}
    quiet = SUMMARY["stations"]["instance-1"] | {"mean_wait_s": 0.0, "p95_wait_s": 0.0, "theory": twin}
    read = Page(page(stations={"instance-1": quiet}))

    assert "Stations that served somebody; waits in ms" in read.text
    assert "instance-1: M/M/c" in read.text
    assert "Instance-1" not in read.text


def test_a_limit_that_is_exceeded_is_said_in_words():
    assert "117\u00a0% above the limit" == Page(page()).table("instance")[1][-1]


def test_assumptions_begin_with_the_least_founded_and_end_with_what_is_documented():
    read = Page(page())

    assert [
        ["cmg.service_time", "20\u00a0ms", "2 to 100", "assumption"],
        ["clients.retry", "60, 0.5\u00a0s", "2 to 100", "assumption"],
        ["limits.A2_v2.clients", "6,000\u00a0ms", "–", "documentation"],
    ] == [row[:4] for row in read.table("name")[1:]]
    assert "Numbers that this run used: 2 assumed, 1 documented." in read.text


@pytest.mark.parametrize(
    ("lang", "sentence"), [("en", "not been validated against a production CMG"), ("fr", "pas été validé sur une")]
)
def test_what_the_model_does_not_tell_is_said(lang, sentence):
    assert sentence in Page(page(lang)).text


def test_it_says_how_to_get_it_again():
    text = Page(page()).text
    wanted = ('cmgsim run "my plan.toml" -o out', MANIFEST["scenario_sha256"], MANIFEST["fingerprint"], "simpy 4.1.2")

    assert [] == [part for part in wanted if part not in text]
    assert "numba" not in text


def test_a_run_without_answers_has_no_latency_and_no_empty_table():
    nothing = {"created": 5, "ok": 0, "refused": 5, "timed_out": 0, "lost": 0, "in_flight": 0}
    details = {"latency": [], "outcomes": [{"activity": "policy", **nothing}]}
    text = page(details=details, requests=nothing, stations={}, connections={}, egress_bytes=0, **UNANSWERED)
    read = Page(text)

    assert "How long requests take" not in read.text
    assert [] == [rows for rows in read.tables if len(rows) < 2]
    assert "How requests ended" in read.text


def test_latencies_of_zero_are_told_and_not_drawn():
    zero = dict.fromkeys(("mean", "p50", "p95", "p99", "max"), 0.0) | {"mean_ci95": None, "p95_ci95": None}
    rows = [row | {"latency_s": 0.0} for row in DETAILS["latency"]]
    read = Page(page(latency_s=zero, by_activity={"policy": zero}, stages={}, details=DETAILS | {"latency": rows}))

    assert [] == read.named("figure")
    assert {"0"} == {row[1] for row in read.table("Share of requests")[1:]}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_that_a_program_would_say_is_left_in_it(lang):
    assert [] == re.findall(r"\bNone\b|\bnan\b|\binf\b|\{\w*\}|_s\b", Page(page(lang)).text)


HOSTILE = st.text(max_size=30) | st.sampled_from(
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</style>", "&lt;", "`", "\x00", "\u202e", "\ud800"]
)


@given(st.lists(HOSTILE, min_size=8, max_size=8))
def test_no_text_becomes_markup(texts):
    name, station, sentence, activity, why, word, instance, path = texts
    stations = {station: SUMMARY["stations"]["instance-1"]}
    text = page(
        scenario=name,
        stations=stations,
        by_activity={activity: SUMMARY["latency_s"]},
        connections={instance: SUMMARY["connections"]["instance-1"]},
        answer=[sentence, *ANSWER],
        assumptions=[ASSUMPTION | {"why": why, "name": path, "unit": word}],
        manifest=MANIFEST | {"command": ["cmgsim", word], "scenario": name},
        details=DETAILS | {"outcomes": [DETAILS["outcomes"][0] | {"activity": activity}]},
    )
    read, plain = Page(text), Page(page())

    assert {tag for tag, _ in read.tags} <= {tag for tag, _ in plain.tags}
    assert {key for _, attributes in read.tags for key in attributes} == {
        key for _, attributes in plain.tags for key in attributes
    }
    assert text.encode("utf-8")
    assert [] == re.findall(r"[\x00-\x08\x0b-\x1f\u202a-\u202e]", text)


@pytest.mark.parametrize("key", WORDS)
def test_every_text_is_there_in_both_languages_with_the_same_slots(key):
    slots = [
        {slot for _, slot, _, _ in string.Formatter().parse(WORDS[key].in_language(lang)) if slot} for lang in LANGUAGES
    ]

    assert all(WORDS[key].in_language(lang).strip() for lang in LANGUAGES)
    assert slots[0] == slots[1]


def luminance(colour):
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_text_and_curves_stand_out_from_their_grounds():
    # WCAG 2.2, success criteria 1.4.3 (text, 4.5:1) and 1.4.11 (graphics, 3:1).
    style = files("cmgsim.views").joinpath("report.css").read_text(encoding="utf-8")
    colours = {found.lower() for found in re.findall(r"(?<![-\w])color: (#[0-9a-f]{6})\b", style)}
    lines = set(re.findall(r"(?:\.curve|\.mark|\.level) \{[^}]*?(?:stroke|fill): (#[0-9a-f]{6})", style))

    def contrast(colour, ground):
        lighter, darker = sorted((luminance(colour), luminance(ground)), reverse=True)
        return (lighter + 0.05) / (darker + 0.05)

    assert len(colours) >= 3
    assert [] == [each for each in colours for ground in ("#ffffff", "#f3f6f9") if contrast(each, ground) < 4.5]
    assert [] == [each for each in lines if contrast(each, "#ffffff") < 3]


@pytest.mark.slow
def test_a_view_needs_no_numbers_package():
    code = "import sys, cmgsim.views.report; print(*{'numpy', 'simpy', 'rich', 'typer'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)

    assert [] == done.stdout.split()


@pytest.mark.slow
@pytest.mark.skipif(BROWSER is None, reason="chromium is not installed")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_browser_shows_it_and_refuses_nothing(tmp_path, lang):
    file, picture = tmp_path / "report.html", tmp_path / "report.pdf"
    file.write_text(page(lang), encoding="utf-8")
    quiet = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
    done = subprocess.run(
        [
            *(BROWSER, *quiet, "--disable-component-update", "--disable-sync", "--enable-logging=stderr"),
            *(f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={picture}", file.as_uri()),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )

    assert b"%PDF" == picture.read_bytes()[:4]
    assert [] == [line for line in done.stderr.splitlines() if "CONSOLE" in line]
