"""A good trace has no departures; with one thing broken it has exactly that one."""

from __future__ import annotations

import pytest
from flows.mutations import changed, doubled, moved, where, without
from flows.samples import SAMPLES, Story, channel, communication, content, content_distribution, deployment

from cmgsim.flows.conformance import departures
from cmgsim.flows.documented import CHANNEL, FLOWS
from cmgsim.trace import Trace

POINT, CLIENT, INSTANCE, SERVER = "cmg-connection-point-1", "client-1", "instance-1", "management-point-1"


def found(trace, flow, **situation):
    return [(departure.rule, departure.position) for departure in departures(trace, flow, **situation)]


def joined(*traces: Trace) -> Trace:
    """One after the other, each with connections and requests of its own."""
    records, later = [], 0
    for number, trace in enumerate(traces):
        for r in trace:
            own = {
                column: f"{getattr(r, column)}-{number}" for column in ("connection", "request") if getattr(r, column)
            }
            records.append(r._replace(t_ns=r.t_ns + later, **own))
        later = records[-1].t_ns
    return Trace(traces[0].header, tuple(records))


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


class TestPorts:
    @pytest.mark.rule("N3", "P3")
    def test_instance_k_is_reached_on_port_10123_plus_k(self):
        trace = changed(channel("scale-set", 2), {"port": 10126}, port=10125)

        assert [("N3", where(trace, port=10126)[0])] == found(trace, "channel", instances=2)[:1]

    @pytest.mark.rule("N3")
    def test_the_first_of_two_instances_is_not_reached_on_443(self):
        trace = changed(channel("scale-set", 2), {"port": 443}, port=10124)

        assert ("N3", where(trace, port=443)[0]) == found(trace, "channel", instances=2)[0]

    @pytest.mark.rule("N2")
    def test_a_single_instance_is_not_reached_on_10124(self):
        trace = changed(channel("scale-set", 1), {"port": 10124}, port=443)

        assert ("N2", where(trace, port=10124)[0]) == found(trace, "channel")[0]

    @pytest.mark.rule("N2")
    def test_a_scale_set_never_uses_tcp_tls(self):
        trace = channel("classic", 2)

        assert ("N2", where(trace, kind="connect")[0]) == found(trace, "channel", instances=2)[0]

    @pytest.mark.rule("N1", "P4")
    def test_instance_k_of_a_classic_service_is_reached_on_port_10139_plus_k(self):
        trace = changed(channel("classic", 2), {"port": 10140}, port=10141)
        second = where(trace, kind="connect")[1]

        assert ("N1", second) == found(trace, "channel", deployment="classic", instances=2)[0]

    @pytest.mark.rule("N1")
    def test_tcp_tls_does_not_run_through_a_proxy(self):
        trace = channel("classic", 1, proxy=True, tcp_tls="refused")
        broken = changed(trace, {"protocol": "TCP-TLS", "port": 10140, "port_rule": "P4"}, port=443)

        assert ("N1", where(broken, port=10140)[0]) == found(broken, "channel", deployment="classic", proxy=True)[0]

    @pytest.mark.rule("F2")
    def test_a_channel_is_not_plain_http(self):
        trace = changed(channel(), {"protocol": "HTTP"}, port=443)

        assert [("F2", where(trace, kind="connect")[0])] == found(trace, "channel")[:1]

    def test_an_instance_exists(self):
        assert ("F2", where(channel("scale-set", 3), port=10126)[0]) in found(
            channel("scale-set", 3), "channel", instances=2
        )

    @pytest.mark.parametrize("row", ["P3", None])
    def test_a_channel_names_the_row_that_allows_it(self, row):
        trace = changed(channel(), {"port_rule": row}, port_rule="P2")

        assert ("P2", where(trace, kind="connect")[0]) == found(trace, "channel")[0]

    @pytest.mark.rule("P1", "P7", "P8", "P9", "P10", "P11")
    @pytest.mark.parametrize(
        ("sample", "row", "port"),
        [
            (deployment, "P1", 80),
            (communication, "P7", 10124),
            (communication, "P9", 8530),
            (communication, "P10", 8080),
            (content, "P8", 80),
            (content_distribution, "P11", 80),
        ],
    )
    def test_a_connection_keeps_to_the_ports_of_its_row(self, sample, row, port):
        name = sample.__name__.replace("_", "-")
        trace = changed(sample(), {"port": port}, port_rule=row)

        assert [(row, place) for place in where(trace, kind="connect", port_rule=row)] == found(trace, name)

    @pytest.mark.rule("P9", "P10")
    @pytest.mark.parametrize(
        ("row", "port", "protocol"), [("P9", 443, "HTTP"), ("P9", 80, "HTTPS"), ("P10", 8530, "HTTPS")]
    )
    def test_https_and_http_have_ports_of_their_own_on_premises(self, row, port, protocol):
        trace = changed(communication(), {"port": port, "protocol": protocol}, port_rule=row)

        assert [(row, where(trace, kind="connect", port_rule=row)[0])] == found(trace, "communication")

    @pytest.mark.rule("E3")
    def test_a_client_reaches_entra_id_without_a_row(self):
        trace = changed(communication(), {"port_rule": "P1"}, connection="c2")

        assert ("E3", where(trace, kind="connect", connection="c2")[0]) in found(trace, "communication")

    def test_what_no_rule_allows_is_forbidden(self):
        story = Story()
        story.connect("client-1", "table-storage", 443, "F3", "P8")

        assert ("trace", 0) in found(story.trace(), "communication", complete=False)

    @pytest.mark.rule("E2")
    def test_the_proxy_is_used_only_where_there_is_one(self):
        trace = channel("scale-set", 1, proxy=True)

        assert ("E2", where(trace, kind="connect", dst="proxy")[0]) in found(trace, "channel", proxy=False)


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
