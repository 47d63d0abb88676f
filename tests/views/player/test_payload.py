"""What the player is made of."""

import hashlib
import json
import os
import re
import subprocess
import sys
from itertools import pairwise

import pytest
from player_demo import one_flow, story, text, whole

import cmgsim
from cmgsim.errors import PageTooLarge, ScenarioError
from cmgsim.facts.steps import STEPS
from cmgsim.views.player.lettering import FONT, SMALL, width
from cmgsim.views.player.packing import unpacked
from cmgsim.views.player.page import build_page
from cmgsim.views.player.payload import DEMO_FLOWS, payload
from cmgsim.views.player.places import HEIGHT, WIDTH, Box

SCRIPT = """
import hashlib, cmgsim
print(hashlib.sha256(cmgsim.demo(flows=["channel"]).encode()).hexdigest())
"""
NEUTRAL = re.compile(r"[\W\d_]*")


def test_the_same_page_comes_out_under_any_hash_seed():
    outs = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "4711")
    ]

    assert outs[0] == outs[1]
    assert hashlib.sha256(cmgsim.demo(flows=["channel"]).encode()).hexdigest() == outs[0].strip()


@pytest.mark.slow
def test_every_step_is_told_in_both_languages_in_at_most_45_words_and_quotes_a_step_that_there_is():
    demo = whole()
    for step in demo["steps"]:
        english, french = text(demo, step["say"], "en"), text(demo, step["say"], "fr")
        assert english != french
        assert max(_words_of(english), _words_of(french)) <= 45, english
        assert [] == [badge for badge in step.get("badges", ()) if badge not in STEPS]
        assert step["rule"] in STEPS
        assert re.search(r"step", english), english
        assert re.search(r"étape", french), french


def _words_of(sentence):
    """In French, signs stand apart like words."""
    return sum(any(sign.isalnum() for sign in word) for word in sentence.split())


@pytest.mark.slow
def test_a_step_that_opens_a_connection_names_its_port():
    demo = whole()
    opening = [step for step in demo["steps"] if step["kind"] == "connect" and len(step["moves"]) < 5]

    assert opening
    assert [] == [step for step in opening if str(step["port"]) not in text(demo, step["say"], "fr")]


@pytest.mark.slow
def test_nothing_is_left_untranslated():
    """What reads alike in both languages has no words that one of them would write differently."""
    demo = whole()
    alike = [found for found in demo["texts"] if isinstance(found, str)]
    names = re.compile(
        r"[\w.-]*[./<>?=&:_-][\w./<>?=&:-]*|\d{3} [A-Z].*|HTTPS?|TCP-TLS|DNS|HEAD|GET|PUT|POST|PROPFIND|CONNECT|"
        r"[A-Z]\w*\d\w*|none"
    )
    logs = {demo["texts"][line["text"]] for line in demo["logs"]}
    proper = {"Microsoft Entra ID", "Azure Resource Manager", "Azure", "Internet", "Client", "Console", "Range",
              "Alias (CNAME)", "alias (CNAME)", "Proxy", "Instances", "Firewall", "Microsoft Graph", "Client-1",
              "public"}  # fmt: skip
    sources = {panel["source"] for panel in demo["panels"]} | {rule["page"] for rule in demo["rules"].values()}
    pages = {demo["texts"][number] for number in sources}
    left = [found for found in alike if found not in logs | proper | pages]

    assert [] == [found for found in left if not NEUTRAL.fullmatch(names.sub("", re.sub(r"CCM\w+", "", found)))]


@pytest.mark.slow
def test_french_is_set_as_french_is():
    demo = whole()
    french = [found[1] for found in demo["texts"] if not isinstance(found, str)]

    assert [] == [found for found in french if re.search(r"(?<=[^\W\d]) [;?!:»]|« ", found)]
    assert [] == [found for found in french if "'" in found and "AADSTS" not in found]


@pytest.mark.slow
def test_no_box_or_word_of_a_map_covers_another():
    demo = whole()
    for drawn in demo["maps"]:
        nodes = [demo["nodes"][number] for number in drawn["nodes"]]
        boxes = [Box(node["x"], node["y"], node["w"], node["h"]) for node in nodes]
        words = [_words(demo, link) for link in _labelled(demo, drawn)]
        for place, box in enumerate(boxes + words):
            assert box.x >= 0
            assert box.x + box.w <= WIDTH
            assert box.y + box.h <= HEIGHT
            assert [] == [other for other in (boxes + words)[place + 1 :] if box.meets(other)]
        for node in nodes:
            for lines in node["lines"].values():
                assert all(width(line, FONT) <= node["w"] for line in lines)
                assert len(lines) * drawn["line"] <= node["h"] + 4


def _labelled(demo, drawn):
    return [link for link in (demo["links"][number] for number in drawn["links"]) if "label_at" in link]


def _words(demo, link):
    (x, y), wide = link["label_at"], width(text(demo, link["label"], "fr"), SMALL)
    return Box(round(x - wide / 2), y - 9, round(wide), 18)


@pytest.mark.slow
def test_every_move_runs_along_a_line_of_its_map_between_boxes_that_are_there():
    demo = whole()
    for variants in demo["variants"].values():
        for variant in variants.values():
            drawn = demo["maps"][variant["map"]]
            boxes = {demo["nodes"][number]["id"] for number in drawn["nodes"]}
            lines = {demo["links"][number]["id"] for number in drawn["links"]}
            for step in (demo["steps"][number] for number in demo["stories"][variant["story"]]["steps"]):
                for move in (demo["moves"][number] for number in step["moves"]):
                    ends = {drawn["drawn"].get(name, name) for name in (move["from"], move["to"])}
                    assert ends <= boxes
                    assert move.get("link") is None or move["link"] in lines


@pytest.mark.slow
def test_no_line_of_a_map_runs_through_a_box_but_those_through_the_proxy():
    demo = whole()
    through = set()
    for drawn in demo["maps"]:
        boxes = {
            node["id"]: Box(node["x"], node["y"], node["w"], node["h"])
            for node in (demo["nodes"][number] for number in drawn["nodes"])
        }
        for link in (demo["links"][number] for number in drawn["links"]):
            through |= {
                (link["id"], name)
                for name, box in boxes.items()
                for start, end in pairwise(link["points"])
                if name not in (link["from"], link["to"]) and box.crossed(start, end)
            }

    assert {"proxy"} == {name for _, name in through}


def test_an_arrow_has_at_most_32_characters():
    demo = one_flow()

    assert [] == [m for m in demo["moves"] if max(len(text(demo, m["label"], lang)) for lang in ("en", "fr")) > 32]


def test_nothing_is_ever_opened_towards_the_site():
    demo = one_flow()
    zones = {node["id"]: node["zone"] for node in demo["nodes"]}

    assert [] == [link for link in demo["links"] if zones[link["to"]] == "on-premises" != zones[link["from"]]]


def test_a_log_line_stands_at_its_step_and_at_its_time():
    trace = cmgsim.replay("channel", instances=2, connection_points=2)
    told = story(one_flow(), "channel")
    times = [told["t"][place] + offset for _, place, offset in told["logs"]]

    assert [record.t_ns for record in trace if record.kind == "accepted"] == times


def test_the_bars_of_a_request_add_up_to_its_time():
    demo = unpacked(payload(cmgsim.contoso(), flows=["communication"], faults=["token-expired"]))
    first = demo["requests"][demo["stories"][0]["requests"][0]]
    starts = [start for _, start, *_ in first["bars"]]

    assert starts == [0, *(start + duration for _, start, duration, *_ in first["bars"][:-1])]


@pytest.mark.rule("N1", "N2", "N3")
def test_the_channel_alone_is_built_with_every_deployment_and_number_of_instances():
    demo = one_flow()
    settings = [switch["id"] for switch in demo["switches"] if switch["group"] == "settings"]
    both = {
        f"deployment=classic+instances={count}{fault}"
        for count in (1, 16)
        for fault in ("", "+proxy", "+ports-dropped")
    }

    assert ["deployment", "instances", "connection-points", "cloud"] == settings
    assert both <= set(demo["variants"]["channel"])


def test_a_flow_alone_has_no_switch_that_changes_nothing_in_it():
    demo = one_flow()
    base = demo["variants"]["channel"][""]["story"]

    assert [""] == [key for key, variant in demo["variants"]["channel"].items() if variant["story"] == base]


def test_boxes_of_one_role_stand_in_their_order_beside_each_other():
    shorts = [line for line in story(one_flow(), "channel")["lifelines"] if line.startswith("cmg-connection-point")]

    assert ["cmg-connection-point-1", "cmg-connection-point-2"] == shorts


def test_chosen_faults_can_be_tried_together():
    demo = payload(cmgsim.contoso(), flows=["channel"], faults=["proxy", "instance-down=instance-2"])

    assert {"", "proxy", "instance-down", "proxy+instance-down", "first-minutes"} == set(demo["variants"]["channel"])


def test_the_faults_of_a_scenario_are_on_when_its_page_opens():
    scenario = cmgsim.loads("[[clients]]\ncount=1\n[[faults]]\nkind='ports-blocked'\ntarget='443'")
    demo = payload(scenario, flows=["channel"])

    assert "ports-blocked" == demo["start"]["key"]
    assert "stopped" == demo["variants"]["channel"]["ports-blocked"]["ends"]


def test_the_notes_of_a_scenario_stand_at_their_steps():
    scenario = cmgsim.loads(
        "[[clients]]\ncount=1\n"
        "[[note]]\nstep='F2'\nen='Ask who opens it.'\nfr='Qui ouvre ?'\n"
        "[[note]]\nstep='N3'\nfr='Comptez les ports'"
    )
    demo = payload(scenario, flows=["channel"])
    notes = {rule: [demo["texts"][number] for number in numbers] for rule, numbers in demo["notes"].items()}

    assert {"F2": [["Ask who opens it.", "Qui ouvre\u202f?"]], "N3": ["Comptez les ports"]} == notes


def test_a_page_in_french_alone_holds_no_english():
    demo = unpacked(payload(cmgsim.contoso(), flows=["channel"], languages=("fr",)))

    assert ["fr"] == demo["languages"]
    assert all(isinstance(found, str) for found in demo["texts"])
    assert "The flow reached its end." not in demo["texts"]
    assert [["fr"]] * len(demo["nodes"]) == [list(node["lines"]) for node in demo["nodes"]]


@pytest.mark.parametrize("name", ["x" * 63, "</script><img src=x onerror=1>", "%%{init}", "名" * 63])
def test_a_hostile_name_is_a_text_like_any_other(name):
    scenario = cmgsim.contoso([f"scenario.name={json.dumps(name)}"])
    page = cmgsim.demo(scenario, flows=["content-distribution"])

    assert "<img src=x" not in page


def test_an_unknown_flow_or_fault_is_one_clear_error():
    with pytest.raises(ScenarioError, match='there is no flow "chanel"'):
        cmgsim.demo(flows=["chanel"])
    with pytest.raises(ScenarioError, match="no-such-fault"):
        cmgsim.demo(flows=["channel"], faults=["no-such-fault"])


@pytest.mark.slow
@pytest.mark.parametrize("flow", DEMO_FLOWS)
def test_a_page_of_one_flow_with_its_faults_has_at_most_250_kilobytes(flow):
    assert len(cmgsim.demo(flows=[flow]).encode()) <= 250_000


def test_a_page_that_would_be_too_large_is_refused():
    with pytest.raises(PageTooLarge, match="more than"):
        build_page({**payload(cmgsim.contoso(), flows=["channel"]), "notes": {"F2": ["x" * 1_600_000]}})
