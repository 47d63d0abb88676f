"""Round trips of connections: the exact known answers at a round-trip time of 80 ms."""

from __future__ import annotations

import pytest

from cmgsim.protocol.handshake import round_trips_to_first_byte, tls_round_trips

RTT_MS = 80


@pytest.mark.parametrize(
    ("case", "arguments", "expected_ms"),
    [
        ("H01 no TLS", {"tls": "none"}, 160),
        ("H02 TLS 1.2", {"tls": "1.2"}, 320),
        ("H03 TLS 1.2, client certificate in the handshake", {"tls": "1.2", "client_certificate": True}, 320),
        ("TLS 1.2, client certificate by renegotiation",
         {"tls": "1.2", "client_certificate": True, "renegotiates": True}, 480),
        ("TLS 1.2 resumed", {"tls": "1.2", "resumed": True}, 240),
        ("H06 TLS 1.3", {"tls": "1.3"}, 240),
        ("TLS 1.3, client certificate", {"tls": "1.3", "client_certificate": True}, 240),
        ("H07 TLS 1.3 early data", {"tls": "1.3", "resumed": True, "early_data": True}, 160),
        ("H08 kept alive", {"tls": "1.2", "kept_alive": True}, 80),
    ],
)  # fmt: skip
def test_time_to_the_first_byte(case: str, arguments: dict[str, object], expected_ms: int) -> None:
    assert expected_ms == RTT_MS * round_trips_to_first_byte(**arguments), case  # type: ignore[arg-type]  # a table of keyword arguments


def test_early_data_needs_an_earlier_session() -> None:
    assert 1 == tls_round_trips("1.3", resumed=False, early_data=True)
