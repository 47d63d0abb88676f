"""What a sizing tells while it works."""

from __future__ import annotations

from cmgsim.model.scenario_file import contoso, loads
from cmgsim.sizing.answer import size
from cmgsim.sizing.progress import LOSSES, Doing
from cmgsim.sizing.words import sentences

NIGHT = """
[scenario]
duration = "10 min"
[targets]
assurance = 0.1
survives = []
[[clients]]
count = 10
profile = "monday-morning"
"""


def test_shares_of_the_work_grow_and_no_more_is_done_than_all():
    told = []
    small = contoso(["clients[0].count=80", "clients[1].count=20", "targets.assurance=0.5"])
    size(small, engine="simpy", progress=lambda doing, *_: told.append(doing.share))

    assert 0.0 == told[0]
    assert sorted(told) == told
    assert 1.0 == told[-1]


def test_every_loss_has_a_name_in_both_languages():
    assert [] == [name for name in LOSSES if Doing("loss", name).in_language("fr") == str(Doing("loss", name))]


def test_where_nobody_is_online_the_answer_warns_that_it_says_nothing_of_the_load():
    told = {lang: dict(sentences(size(loads(NIGHT), engine="simpy").document, lang)) for lang in ("en", "fr")}

    assert told["en"]["nobody"].startswith("Warning: none of the 10 devices is online")
    assert told["fr"]["nobody"].startswith("Attention : aucun des 10 appareils".replace(" :", "\N{NO-BREAK SPACE}:"))
    assert "0 requests a run" in told["en"]["window"]


def test_where_clients_are_online_and_ask_for_nothing_the_answer_warns_too():
    never = NIGHT.replace('profile = "monday-morning"', 'activities = [{ request = "policy", rate = "1/d" }]')

    assert "asks for anything" in dict(sentences(size(loads(never), engine="simpy").document))["nobody"]


def test_where_somebody_asks_there_is_no_warning():
    asking = NIGHT.replace('profile = "monday-morning"', 'activities = [{ request = "policy", rate = "1/s" }]')

    assert "nobody" not in dict(sentences(size(loads(asking), engine="simpy").document))
