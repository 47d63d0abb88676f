"""A channel that is built otherwise than the port notes say is exactly that departure."""

from __future__ import annotations

import pytest
from flows.departing import POINT, found, joined
from flows.mutations import changed, moved, where, without
from flows.samples import Story, channel, communication

from cmgsim.flows.conformance import departures
from cmgsim.trace import Trace


class TestChannels:
    @pytest.mark.rule("N1")
    def test_https_is_not_tried_before_tcp_tls(self):
        trace = channel("classic", 1, proxy=True)  # goes to HTTPS at once, and there is no proxy
        direct = changed(without(trace, dst="proxy"), {"via": None}, via="proxy")

        assert [("N1", where(direct, kind="connect")[0])] == found(direct, "channel", deployment="classic")

    @pytest.mark.rule("N1")
    def test_https_is_not_tried_while_tcp_tls_is_open(self):
        trace = changed(channel("classic", 1, tcp_tls="refused"), {"kind": "accepted"}, kind="refused")

        assert [("N1", where(trace, port=443)[0])] == found(trace, "channel", deployment="classic")

    @pytest.mark.rule("N1")
    def test_https_is_not_tried_before_tcp_tls_has_failed(self):
        trace = channel("classic", 1, tcp_tls="refused")
        [refused] = where(trace, kind="refused")

        assert [("N1", where(trace, port=443)[0] - 1)] == found(
            moved(trace, refused, where(trace, port=443)[0]), "channel", deployment="classic"
        )

    @pytest.mark.rule("N1")
    def test_https_is_tried_after_tcp_tls_has_failed(self):
        trace = channel("classic", 1, tcp_tls="refused", https="refused")
        broken = Trace(trace.header, (*trace.records[:6], trace.records[-1]))

        assert [("N1", 7), ("F2", 7)] == sorted(found(broken, "channel", deployment="classic"), reverse=True)

    @pytest.mark.rule("F2")
    def test_each_instance_is_tried(self):
        trace = channel("scale-set", 2)
        broken = without(trace, port=10125)

        assert [("F2", len(broken))] == found(broken, "channel", instances=2)

    @pytest.mark.rule("F2")
    def test_each_connection_point_builds_channels(self):
        trace = channel("scale-set", 1, 2)

        assert [("F2", len(trace))] == found(trace, "channel", connection_points=3)

    @pytest.mark.rule("F2")
    def test_a_connection_point_that_is_down_says_so(self):
        story = Story()
        story.state("cmg-connection-point-2", "F2", "cmg-connection-point-2 is down")
        trace = joined(story.trace(), channel())

        assert [] == departures(trace, "channel", connection_points=2)

    @pytest.mark.rule("F2")
    def test_a_second_channel_to_an_instance_is_not_opened(self):
        story = Story(list(channel().records[:-1]), ms=1_000, links=1)
        story.connect(POINT, "load-balancer", 443, "F2", "P2")

        assert [("F2", len(story.records) - 2)] == found(story.trace(), "channel")

    @pytest.mark.rule("F2")
    def test_through_a_proxy_comes_the_connection_to_the_proxy_first(self):
        trace = without(channel("scale-set", 1, proxy=True), dst="proxy")

        assert [("F2", where(trace, kind="connect")[0])] == found(trace, "channel", proxy=True)

    @pytest.mark.rule("F4")
    def test_a_request_goes_down_a_channel_that_the_connection_point_opened(self):
        trace = changed(
            communication(), {"connection": "c3", "port_rule": "P7"}, kind="request", rule="F4", request="r1"
        )

        assert "F4" in {rule for rule, _ in found(trace, "communication")}
