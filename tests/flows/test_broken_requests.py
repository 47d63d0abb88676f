"""A request or an answer out of place is exactly that departure."""

from __future__ import annotations

import pytest
from flows.departing import found
from flows.mutations import changed, doubled, moved, where, without
from flows.samples import channel, communication, content, content_distribution


class TestRequests:
    def test_a_response_answers_a_request(self):
        trace = content_distribution()
        position = where(trace, kind="response")[0]

        assert [("D4", position + 1)] == found(doubled(trace, position), "content-distribution")

    def test_a_request_is_answered(self):
        trace = without(content(), kind="response", status=206)

        assert [("C6", where(trace, request="r4")[0])] == found(trace, "content")

    def test_whoever_asked_first_is_answered_last(self):
        trace = communication()
        [inner] = where(trace, kind="response", rule="F4", request="r1")
        [outer] = where(trace, kind="response", rule="F3", request="r1")

        assert ("F3", inner) == found(moved(trace, outer, inner), "communication")[0]

    def test_a_look_up_is_answered(self):
        trace = channel()
        answer = where(trace, kind="dns-answer")[-1]
        broken = without(trace, t_ns=trace.records[answer].t_ns)

        assert [("F2", answer - 1)] == found(broken, "channel")

    def test_a_name_server_answers_whoever_asked(self):
        trace = channel()
        query = where(trace, kind="dns-query")[-1]
        broken = without(trace, t_ns=trace.records[query].t_ns)

        assert [("F2", query)] == found(broken, "channel")

    @pytest.mark.rule("F4")
    def test_an_instance_does_not_answer_for_the_site(self):
        trace = communication()
        inside = [(r.kind, r.rule) for r in trace if r.request == "r2" and r.rule in ("F4", "F5")]
        broken = trace
        for kind, rule in inside:
            broken = without(broken, kind=kind, rule=rule, request="r2")

        assert ("F4", where(broken, kind="response", rule="F3", request="r2")[0]) in found(broken, "communication")

    @pytest.mark.rule("F5")
    def test_a_connection_point_does_not_answer_for_the_site(self):
        trace = communication()
        broken = without(
            without(trace, kind="request", rule="F5", request="r1"), kind="response", rule="F5", request="r1"
        )

        assert ("F5", where(broken, kind="response", rule="F3", request="r1")[0]) in found(broken, "communication")

    def test_a_request_is_passed_on_by_who_has_it(self):
        trace = changed(
            communication(), {"src": "instance-2"}, kind="request", rule="F4", request="r1"
        )  # the connection's other end is instance-1

        assert ("F4", where(trace, src="instance-2")[0]) in found(trace, "communication")
