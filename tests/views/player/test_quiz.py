"""The questions: right by construction, and never ambiguous."""

import re
from itertools import islice

import pytest
from player_demo import one_flow, text, whole

import cmgsim
from cmgsim.views.player.drafts import Draft, Reader, drafts
from cmgsim.views.player.quiz import CHOICES, choose, settle
from cmgsim.views.player.selections import Board
from cmgsim.views.player.telling import Tables, replays, tell_flow

KINDS = ("next", "port", "opens", "order", "predict", "log", "fix", "size")
PAIR = ("yes", "oui")


def _all_drafts():
    board, tables = Board.of(cmgsim.contoso(), settings=False), Tables()
    selections = board.selections()
    played = {flow: replays(board, selections, flow) for flow in ("communication", "content", "deployment")}
    told = [
        one
        for flow, records in played.items()
        for one in tell_flow(tables, board, selections, flow, records, played["communication"])
    ]
    reader = Reader(tables.texts, tables.shelves.steps.rows, tables.panels.rows, tables.logs.rows)
    return list(drafts(told, reader))


@pytest.mark.slow
def test_ten_thousand_questions_have_exactly_one_right_choice_and_no_two_alike():
    everything = _all_drafts()
    settled = (settle(draft, seed) for seed in range(1_000) for draft in everything)
    questions = list(islice((question for question in settled if question is not None), 10_000))

    assert 10_000 == len(questions)
    assert set(KINDS) == {question.draft.kind for question in questions}
    for question in questions:
        for language in (0, 1):
            choices = [choice[language] for choice in question.choices]
            assert len(set(choices)) == len(choices), question
            assert all(choices)
            assert question.draft.text[language]
            assert question.draft.because[language]
        if question.draft.items:
            assert question.draft.items == tuple(question.choices[place] for place in question.right)
        else:
            assert [question.draft.right] == [c for c in question.choices if c == question.draft.right]
            assert question.draft.right == question.choices[question.right[0]]
            assert 2 <= len(question.choices) <= CHOICES


def _draft(**changes):
    wrong = tuple((str(n), str(n)) for n in range(9))
    return Draft(**{
        "id": "x", "kind": "next", "flow": "f", "key": "", "place": 0, "text": PAIR, "right": PAIR, "wrong": wrong,
        "because": PAIR, "replay": 0, **changes,
    })  # fmt: skip


def test_one_seed_is_one_sheet():
    assert settle(_draft(), 1) == settle(_draft(), 1)
    assert 1 < len({settle(_draft(), seed).choices for seed in range(9)})


def test_a_wrong_answer_that_reads_like_the_right_one_in_one_language_is_left_out():
    question = settle(_draft(wrong=(("yes", "non"), ("no", "oui"), ("maybe", "peut-être"))), 1)

    assert {PAIR, ("maybe", "peut-être")} == set(question.choices)


def test_a_question_with_one_choice_only_is_none():
    assert settle(_draft(wrong=()), 1) is None


def test_a_page_never_asks_the_same_twice():
    chosen = choose([_draft(id="a"), _draft(id="b")], 1)

    assert 1 == len(chosen)


@pytest.mark.slow
def test_each_question_leads_to_a_variant_and_a_step_that_the_page_has():
    demo = whole()
    for question in demo["questions"]:
        variant = demo["variants"][question["flow"]][question["key"]]
        steps = demo["stories"][variant["story"]]["steps"]
        assert -1 <= question["place"] < len(steps)
        assert 0 <= question["replay"] < len(steps)
        assert text(demo, question["because"], "fr")


@pytest.mark.rule("F2")
def test_the_class_is_asked_who_opens_the_channel_and_it_is_never_the_cloud():
    demo = one_flow()
    asked = [question for question in demo["questions"] if question["kind"] == "opens"]
    answers = {text(demo, question["choices"][question["right"]], "en") for question in asked}

    assert 3 == len(asked)
    assert {"CMG connection point 1", "CMG connection point 2"} == answers
    assert all(
        re.fullmatch(r"Une connexion entre .* et .* vient ensuite\. Qui l’ouvre\u202f\?", text(demo, one["text"], "fr"))
        for one in asked
    )


@pytest.mark.slow
def test_a_port_question_is_answered_by_the_next_step():
    demo = whole()
    asked = [question for question in demo["questions"] if question["kind"] == "port"]

    assert asked
    for question in asked:
        story = demo["stories"][demo["variants"][question["flow"]][question["key"]]["story"]]
        step = demo["steps"][story["steps"][question["place"] + 1]]
        assert str(step["port"]) == text(demo, question["choices"][question["right"]], "en")
