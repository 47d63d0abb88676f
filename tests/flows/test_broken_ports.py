"""A port, a protocol or a row of the port table that is not the documented one is exactly that departure."""

from __future__ import annotations

import pytest
from flows.departing import found
from flows.mutations import changed, where
from flows.samples import Story, channel, communication, content, content_distribution, deployment


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
