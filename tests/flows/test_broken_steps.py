"""Steps that are missing, or come in another order, and what a trace that stopped may leave out."""

from __future__ import annotations

import pytest
from flows.departing import found
from flows.mutations import changed, moved, where, without
from flows.samples import Story, channel, content, content_distribution

from cmgsim.flows.conformance import departures
from cmgsim.flows.documented import FLOWS


class TestSteps:
    def test_a_record_carries_out_a_step_of_the_flow(self):
        trace = changed(channel(), {"rule": "F3"}, text="each connection point holds a channel")

        assert [("F3", len(trace) - 1)] == found(trace, "channel")

    def test_a_record_is_part_of_the_step_that_it_claims(self):
        trace = content_distribution()
        broken = changed(trace, {"rule": "D3"}, kind="dns-query")

        assert [("D3", where(trace, kind="dns-query")[0])] == found(broken, "content-distribution")

    @pytest.mark.rule("C2", "C3")
    def test_a_step_begins_after_the_one_before_it(self):
        trace = without(without(content(), kind="response", rule="C2"), kind="closed", rule="C2")
        [alias, _] = where(trace, rule="C2")
        [address, _] = where(trace, rule="C3")
        early = moved(moved(trace, address, alias), address + 1, alias + 1)

        assert ("C2", alias + 2) in found(early, "content")

    @pytest.mark.rule("D1", "D2", "D3")
    def test_steps_come_in_order(self):
        trace = moved(content_distribution(), 0, 2)

        assert [("D1", 2)] == found(trace, "content-distribution")

    @pytest.mark.rule("C2", "C3")
    def test_the_alias_is_looked_up_before_the_address(self):
        trace = content()
        alias, address = where(trace, kind="dns-query", rule="C2")[0], where(trace, kind="dns-query", rule="C3")[0]
        early = moved(moved(trace, address, alias), address + 1, alias + 1)

        assert [("C2", alias + 2)] == found(early, "content")

    @pytest.mark.rule("C3", "C4")
    def test_a_step_of_the_content_flow_is_not_taken_up_again(self):
        story = Story(list(content().records[:-1]), ms=10_000)
        story.look_up("client-1", "azure-dns", "again.example.com", "C3")

        assert [("C3", len(story.records) - 2)] == found(story.trace(), "content", complete=False)

    @pytest.mark.rule("C6")
    def test_a_client_trusts_the_certificate_before_it_goes_to_the_storage(self):
        trace = without(
            content(), kind="state", rule="C6", text="client-1 trusts the server authentication certificate"
        )

        assert [("C6", where(trace, kind="connect", port_rule="P8")[0])] == found(trace, "content")

    @pytest.mark.rule("C5")
    def test_a_client_is_told_the_place_before_it_goes_to_the_storage(self):
        trace = changed(content(), {"status": 401}, kind="response", rule="C5")

        assert [("C5", where(trace, kind="connect", port_rule="P8")[0])] == found(trace, "content")

    @pytest.mark.rule("D3")
    def test_a_step_that_is_missing_is_missed(self):
        trace = without(content_distribution(), rule="D3")

        assert [("D3", len(trace))] == found(trace, "content-distribution")

    @pytest.mark.rule("C4")
    def test_what_a_step_needs_is_missed(self):
        trace = without(content(), kind="state", rule="C4")

        assert [("C4", len(trace))] == found(trace, "content")

    @pytest.mark.parametrize("name", FLOWS)
    def test_an_empty_trace_misses_every_step(self, name):
        assert [(rule, 0) for rule in FLOWS[name].rules] == found((), name)


class TestStoppedTraces:
    def stopped(self, trace, keep, rule):
        story = Story(list(trace.records[:keep]), ms=10_000)
        story.state("client-1" if rule[0] in "FC" else "site-server", rule, f"stopped at {rule}: something is broken")
        return story.trace()

    @pytest.mark.parametrize("rule", ["F3", "C4", "C6"])
    def test_a_trace_that_stopped_conforms_up_to_there(self, rule):
        trace = content()
        keep = where(trace, kind="accepted", rule=rule)[0] + 1

        assert [] == departures(self.stopped(trace, keep, rule), "content")

    def test_what_comes_before_the_end_is_still_missed(self):
        trace = without(content(), rule="C3")
        keep = where(trace, kind="accepted", rule="C4")[0] + 1

        assert [("C3", keep + 1)] == found(self.stopped(trace, keep, "C4"), "content")

    def test_what_is_there_is_still_examined(self):
        trace = changed(content(), {"port": 444}, port_rule="P7")
        keep = where(trace, kind="accepted", rule="F3")[0] + 1

        assert [("P7", keep - 2)] == found(self.stopped(trace, keep, "F3"), "content")

    def test_a_stop_can_be_held_to_be_no_excuse(self):
        trace = self.stopped(content_distribution(), 3, "D4")

        assert [] == departures(trace, "content-distribution")
        assert departures(trace, "content-distribution", complete=True)

    @pytest.mark.parametrize("keep", range(0, 60, 7))
    def test_the_beginning_of_a_good_trace_departs_nowhere(self, keep):
        assert [] == departures(content().records[:keep], "content", complete=False)
