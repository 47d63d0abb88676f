"""Every record of a trace begins a span, ends one, or stands for itself; hops of a request follow each other."""

from __future__ import annotations

import pytest
from flows.gallery import GALLERY

from cmgsim import replay
from cmgsim.trace import Record
from cmgsim.views.spans import spans

ENDS = ("a", "b", "client", "cmg", "internet", "azure")


@pytest.mark.parametrize("name", GALLERY)
def test_no_record_is_lost_and_none_is_told_twice(name):
    found, alone = spans(GALLERY[name])
    ends = [span.end for span in found if span.end is not None]

    assert list(range(len(GALLERY[name]))) == sorted([*(span.begin for span in found), *ends, *alone])


@pytest.mark.rule("F3", "F4", "F5")
def test_the_hops_of_a_request_lie_within_each_other():
    trace = replay("communication", authentication="certificate")
    hops = [span for span in spans(trace)[0] if span.opened.request == "r1"]

    assert [("F3", None), ("F4", hops[0].begin), ("F5", hops[1].begin)] == [(h.opened.rule, h.parent) for h in hops]
    assert sorted(h.end for h in hops) == [h.end for h in reversed(hops)]


@pytest.mark.rule("F4")
def test_a_hop_down_the_channel_knows_who_opened_it():
    trace = replay("communication")
    [down] = [span for span in spans(trace)[0] if span.opened.request == "r1" and span.opened.rule == "F4"]

    assert "cmg-connection-point-1" == trace.records[down.attempt].src
    assert "instance-1" == down.opened.src


@pytest.mark.parametrize(
    ("kind", "status", "failed"),
    [("accepted", None, False), ("refused", None, True), ("timed-out", None, True)],
)
def test_an_attempt_fails_when_it_is_not_accepted(kind, status, failed):
    rows = [Record(0, "connect", *ENDS, connection="c1"), Record(1, kind, *ENDS, connection="c1", status=status)]
    [span] = spans(rows)[0]

    assert failed == span.failed


def test_what_gets_no_answer_failed_and_has_no_end():
    [span] = spans([Record(0, "request", *ENDS, connection="c1", request="r1")])[0]

    assert (None, True) == (span.end, span.failed)


def test_a_name_that_does_not_exist_is_a_failed_look_up():
    [span] = [span for span in spans(replay("channel", faults=["cname-missing"]))[0] if span.kind == "look-up"]

    assert span.failed


def test_an_answer_without_a_question_stands_for_itself():
    assert ((), (0,)) == spans([Record(0, "response", *ENDS, connection="c1", request="r1")])
