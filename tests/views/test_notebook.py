"""What notebooks show: safe, sandboxed, and the same numbers as elsewhere."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

import cmgsim
from cmgsim.model.topology import build
from cmgsim.study.study import Study
from cmgsim.study.sweep import sweep
from cmgsim.study.task import Outcome
from cmgsim.views.notebook import frame

HOSTILE = "<img src=x onerror=alert(1)>"
SMALL = cmgsim.loads("""
scenario = { name = "small", duration = "5 min" }
[[clients]]
name = "laptops"
count = 40
""")


class Shown(HTMLParser):
    """Tags and text, and the page inside a frame."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.words, self.frame = [], [], {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag == "iframe":
            self.frame = dict(attrs)

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return " ".join(self.words)


def shown(thing):
    return Shown(thing._repr_html_())


def test_a_scenario_shows_its_main_numbers():
    text = shown(cmgsim.contoso()).text

    assert "8,000 laptops, 2,000 desktops" in text
    assert "scale-set, 2 x A2_v2, public" in text


def test_a_run_shows_its_verdict_and_its_latencies():
    run = cmgsim.simulate(SMALL, engine="simpy")
    read = shown(run)

    assert "half of the answered requests took at most" in read.text
    assert ["all", *run.summary["by_activity"]] == [
        word for word in read.words if word in ("all", *run.summary["by_activity"])
    ]


def test_a_run_without_answers_shows_that():
    nobody = cmgsim.loads("[[clients]]\ncount = 1\nactivities = [{ request = 'policy', at = ['86399.99 s'] }]")

    assert "table" not in shown(cmgsim.simulate(nobody, engine="simpy")).tags


def test_a_trace_stands_in_a_frame_that_runs_nothing():
    read = shown(cmgsim.replay("channel"))

    assert ["iframe"] == read.tags
    assert read.frame["sandbox"] == ""
    assert "<h1>" in read.frame["srcdoc"]


def test_a_topology_shows_who_may_connect_to_whom():
    text = shown(build(cmgsim.contoso())).text

    assert "cmg-connection-point-1" in text
    assert "HTTPS 10124-10125" in text or "HTTPS 10124" in text


@pytest.mark.slow
def test_a_study_shows_how_far_it_has_come_and_its_points():
    study = sweep(SMALL, {"cmg.instances": [1, 2]}, replications=2)
    read = shown(study)

    assert "4 runs have finished, 0 are missing." in read.text
    assert 1 + 2 == read.tags.count("tr")
    assert ["point", "cmg.instances", "runs", "latency p95 [s]", "success"] == study.overview()[0]
    assert 5 == read.tags.count("th")
    assert "±" in read.text


@pytest.mark.slow
def test_a_failed_run_of_a_study_shows():
    study = sweep(SMALL, {"cmg.instances": [1, 2]}, replications=2)
    run = study.runs["run"][0]
    broken = Study(study.definition, study.outcomes | {run: Outcome(run, failed="it broke")})

    assert "3 runs have finished, 0 are missing. 1 have failed" in shown(broken).text


def test_names_are_text_everywhere():
    hostile = cmgsim.loads(f"scenario = {{ name = '{HOSTILE}' }}\n[[clients]]\ncount = 1\nname = 'a<b'")

    assert "img" not in shown(hostile).tags
    assert "img" not in Shown(frame(HOSTILE)).tags


@pytest.mark.slow
def test_the_player_is_a_frame_in_which_scripts_run_and_reach_nothing():
    read = Shown(cmgsim.player(flows=["channel"], faults=["proxy"], languages=["en"])._repr_html_())

    assert read.frame["sandbox"] == "allow-scripts"
    assert read.frame["srcdoc"].startswith("<!doctype html>")


@pytest.mark.slow
def test_the_player_is_a_widget_where_there_are_widgets_and_a_frame_beside_it():
    pytest.importorskip("anywidget")
    data, _ = cmgsim.player(flows=["channel"], faults=["proxy"], languages=["en"])._repr_mimebundle_()

    assert {"application/vnd.jupyter.widget-view+json", "text/html"} <= set(data)
