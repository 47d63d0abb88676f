"""A record that says what it cannot, or a connection used as it cannot be, is exactly that departure."""

from __future__ import annotations

import pytest
from flows.departing import CLIENT, INSTANCE, POINT, SERVER, found
from flows.mutations import changed, doubled, moved, where, without
from flows.samples import Story, channel, communication, content_distribution

from cmgsim.flows.conformance import departures


class TestRecords:
    def test_a_kind_is_one_of_the_ten(self):
        assert [("trace", 4)] == found(changed(channel(), {"kind": "conect"}, kind="connect"), "channel")

    def test_a_role_exists(self):
        trace = changed(channel(), {"src_role": "gateway"}, kind="connect")

        assert [("trace", 4)] == found(trace, "channel")

    def test_a_node_stands_in_the_zone_of_its_role(self):
        trace = changed(channel(), {"dst_zone": "internet"}, kind="connect")

        assert [("trace", 4)] == found(trace, "channel")

    @pytest.mark.parametrize(
        ("column", "kind"),
        [("connection", "connect"), ("connection", "accepted"), ("verb", "request"), ("status", "response")],
    )
    def test_a_record_has_the_columns_of_its_kind(self, column, kind):
        trace = communication()
        first = where(trace, kind=kind)[0]
        broken = changed(trace, {column: None}, t_ns=trace.records[first].t_ns)

        assert [("trace", first)] == found(broken, "communication")

    def test_a_state_is_of_one_node(self):
        trace = channel()
        broken = changed(trace, {"dst": "instance-1"}, text="each connection point holds a channel")

        assert [("trace", len(trace) - 1)] == found(broken, "channel")

    def test_a_message_has_two_ends(self):
        broken = changed(channel(), {"dst": POINT}, kind="connect")

        assert [("trace", 4)] == found(broken, "channel")

    def test_dns_is_on_port_53(self):
        assert [("trace", 0)] == found(changed(channel(), {"port": 443}, t_ns=10_000_000), "channel")

    def test_time_never_decreases(self):
        assert [("trace", 4)] == found(changed(channel(), {"t_ns": 1}, kind="connect"), "channel")


class TestConnections:
    @pytest.mark.rule("F4")
    @pytest.mark.parametrize("opener", [INSTANCE, CLIENT])
    def test_nobody_opens_a_connection_towards_the_site(self, opener):
        story = Story(list(communication().records[:-1]), ms=10_000, links=90)
        story.connect(opener, POINT, 443, "F4", "P2")
        first = departures(story.trace(), "communication", complete=False)[0]

        assert ("F4", len(story.records) - 2) == (first.rule, first.position)
        assert "only connections opened from there may carry messages inwards" in first.message

    @pytest.mark.parametrize("kind", ["connect", "accepted"])
    def test_an_attempt_is_opened_once_and_has_one_outcome(self, kind):
        trace = channel()
        position = where(trace, kind=kind)[0]

        assert [("trace", position + 1)] == found(doubled(trace, position), "channel")

    def test_an_attempt_has_an_outcome(self):
        trace = without(content_distribution(), kind="accepted")

        assert ("trace", where(trace, kind="connect")[0]) == found(trace, "content-distribution")[0]

    def test_a_connection_is_opened_before_it_is_used(self):
        trace = without(content_distribution(), kind="connect")

        assert ("trace", where(trace, kind="accepted")[0]) == found(trace, "content-distribution")[0]

    def test_no_message_travels_on_a_refused_connection(self):
        trace = changed(content_distribution(), {"kind": "refused"}, kind="accepted")

        assert ("D4", where(trace, kind="request")[0]) == found(trace, "content-distribution")[0]

    def test_no_message_travels_on_a_closed_connection(self):
        trace = content_distribution()
        closed = where(trace, kind="closed")[0]

        assert [("D4", closed)] == found(moved(trace, closed, closed - 1), "content-distribution")

    @pytest.mark.parametrize(
        ("column", "value"), [("opened_by", "blob-storage"), ("port", 80), ("protocol", "HTTP"), ("via", "proxy")]
    )
    def test_a_message_has_the_columns_of_its_connection(self, column, value):
        trace = content_distribution()
        position = where(trace, kind="closed")[0]
        broken = changed(trace, {column: value}, kind="closed")

        assert ("D4", position) == found(broken, "content-distribution")[0]

    def test_a_message_runs_between_the_ends_of_its_connection(self):
        trace = communication()
        [position] = where(trace, kind="response", src=SERVER)
        broken = changed(trace, {"src": "management-point-2"}, kind="response", src=SERVER)

        assert ("F5", position) == found(broken, "communication")[0]

    def test_a_load_balancer_hands_a_connection_to_one_instance(self):
        trace = communication()
        last = where(trace, kind="response", src=INSTANCE)[-1]
        broken = changed(trace, {"src": "instance-2"}, t_ns=trace.records[last].t_ns)

        assert ("F3", last) in found(broken, "communication")

    def test_behind_the_load_balancer_an_instance_speaks(self):
        story = Story()
        link = story.connect(CLIENT, "load-balancer", 443, "F3", "P7")
        story.ask(link, CLIENT, "load-balancer", "F3", "GET", "r1")

        assert [("F3", 2)] == found(story.trace(), "communication", complete=False)
