"""A good trace has no departures; a departure says where it is and what would be right."""

from __future__ import annotations

import pytest
from flows.departing import INSTANCE, POINT, joined
from flows.mutations import changed, where
from flows.samples import SAMPLES, Story, channel, content, content_distribution

from cmgsim.flows.conformance import departures
from cmgsim.flows.documented import CHANNEL


class TestGoodTraces:
    @pytest.mark.rule("F1", "F2", "F3", "F4", "F5", "C1", "C2", "C3", "C4", "C5", "C6", "D1", "D2", "D3", "D4")
    @pytest.mark.parametrize("name", SAMPLES)
    def test_a_hand_written_trace_conforms_to_its_flow(self, name):
        assert [] == departures(SAMPLES[name](), name)

    @pytest.mark.rule("N2", "P2")
    def test_one_instance_of_a_scale_set_is_reached_on_443(self):
        assert [] == departures(channel("scale-set", 1), CHANNEL, instances=1)

    @pytest.mark.rule("N3", "P3")
    @pytest.mark.parametrize("instances", [2, 3, 16])
    def test_several_instances_of_a_scale_set_are_reached_each_on_its_port(self, instances):
        assert [] == departures(channel("scale-set", instances, 4), CHANNEL, instances=instances, connection_points=4)

    @pytest.mark.rule("N1", "P4")
    @pytest.mark.parametrize("instances", [1, 2, 16])
    def test_a_classic_service_is_reached_by_tcp_tls(self, instances):
        assert [] == departures(channel("classic", instances), CHANNEL, deployment="classic", instances=instances)

    @pytest.mark.rule("N1", "P5", "P6")
    @pytest.mark.parametrize("instances", [1, 3])
    @pytest.mark.parametrize("failure", ["refused", "timed-out"])
    def test_a_classic_service_is_reached_by_https_where_tcp_tls_fails(self, instances, failure):
        trace = channel("classic", instances, tcp_tls=failure)

        assert [] == departures(trace, CHANNEL, deployment="classic", instances=instances)

    @pytest.mark.rule("N1")
    @pytest.mark.parametrize("kind", ["scale-set", "classic"])
    def test_through_a_proxy_each_attempt_is_two_connections(self, kind):
        assert [] == departures(channel(kind, 2, proxy=True), CHANNEL, deployment=kind, instances=2, proxy=True)

    def test_a_lost_channel_is_built_again_from_the_first_row(self):
        story = Story(list(channel("classic").records[:-1]), ms=1_000, links=1)
        story.write(
            "closed", POINT, INSTANCE, "F2", "lost", connection="c1", opened_by=POINT, protocol="TCP-TLS", port=10140,
            port_rule="P4",
        )  # fmt: skip
        story.connect(POINT, INSTANCE, 10140, "F2", "P4", protocol="TCP-TLS")

        assert [] == departures(story.trace(), CHANNEL, deployment="classic")

    def test_a_trace_may_be_asked_by_its_records(self):
        assert [] == departures(list(channel()), "channel")

    def test_an_unknown_flow_is_a_key_error(self):
        with pytest.raises(KeyError, match="chanel"):
            departures((), "chanel")


def test_all_flows_one_after_the_other_conform():
    parts = [SAMPLES[name]() for name in ("deployment", "communication")]
    # the content flow finds its channel open already
    rest = content()
    after = where(rest, rule="F3")[0]
    late = changed(rest, {"connection": "c1-1"}, connection="c1")
    records = [
        r._replace(connection=r.connection and (r.connection if r.connection == "c1-1" else f"{r.connection}-2"))
        for r in late.records[after:]
    ]
    whole = joined(*parts)
    later = whole.records[-1].t_ns
    tail = [r._replace(t_ns=r.t_ns + later, request=r.request and f"{r.request}-2") for r in records]
    last = [
        r._replace(t_ns=r.t_ns + tail[-1].t_ns, connection=r.connection and f"{r.connection}-3")
        for r in content_distribution()
    ]

    assert [] == departures((*whole.records, *tail, *last), "all")


def test_a_departure_says_where_and_what_would_be_right():
    trace = changed(channel("scale-set", 2), {"port": 10124}, port=10125)

    assert (
        "record 12 (N3): cmg-connection-point-1 opens HTTPS 10124 to instance-2; "
        "HTTPS 10125 to instance 2 itself would be right"
    ) == str(departures(trace, "channel", instances=2)[0])
