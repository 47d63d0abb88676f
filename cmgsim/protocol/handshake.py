"""
Round trips before a request may leave: TCP, TLS 1.2, TLS 1.3, with and without an earlier session or a certificate.

A table and no clock: the engine multiplies by the round-trip time of the way. Each flight is taken to fit the initial
congestion window, so a handshake costs whole round trips (RFC 5246, RFC 8446).
"""

from __future__ import annotations

from typing import Final, Literal

Tls = Literal["none", "1.2", "1.3"]

TCP: Final = 1
"""SYN and its answer; the acknowledgement travels with the first flight of TLS."""

_TLS: Final[dict[tuple[str, bool], int]] = {
    ("none", False): 0,
    ("none", True): 0,
    ("1.2", False): 2,
    ("1.2", True): 1,
    ("1.3", False): 1,
    ("1.3", True): 1,
}
RENEGOTIATION: Final = 2
"""TLS 1.2 only: the server asks for the client certificate in a second handshake, after it has read the request."""

HELLO: Final = 1
"""Round trips of TLS after which a peer that objects to a certificate gives up."""


def tls_round_trips(
    tls: Tls,
    *,
    resumed: bool = False,
    early_data: bool = False,
    client_certificate: bool = False,
    renegotiates: bool = False,
) -> int:
    """
    Round trips of the TLS handshake before the request may leave.

    Args:
        tls: Version, or `none` for plain TCP.
        resumed: Whether an earlier session is taken up again.
        early_data: Whether a resumed TLS 1.3 session sends the request with its first flight.
        client_certificate: Whether the server asks for one; inside the handshake it costs nothing.
        renegotiates: Whether it asks for it afterwards instead, as some servers do with TLS 1.2.

    Example:
        >>> tls_round_trips("1.2"), tls_round_trips("1.2", client_certificate=True), tls_round_trips("1.3")
        (2, 2, 1)
        >>> tls_round_trips("1.3", resumed=True, early_data=True)
        0
    """
    if tls == "1.3" and resumed and early_data:
        return 0
    extra = RENEGOTIATION if tls == "1.2" and client_certificate and renegotiates else 0
    return _TLS[tls, resumed] + extra


def round_trips_to_first_byte(
    tls: Tls,
    *,
    kept_alive: bool = False,
    resumed: bool = False,
    early_data: bool = False,
    client_certificate: bool = False,
    renegotiates: bool = False,
) -> int:
    """
    Round trips from the wish to ask to the first byte of the answer: TCP, TLS and the request itself.

    Example:
        >>> [round_trips_to_first_byte(tls) for tls in ("none", "1.2", "1.3")]
        [2, 4, 3]
        >>> round_trips_to_first_byte("1.2", kept_alive=True)
        1
    """
    if kept_alive:
        return 1
    tls_part = tls_round_trips(
        tls, resumed=resumed, early_data=early_data, client_certificate=client_certificate, renegotiates=renegotiates
    )
    return TCP + tls_part + 1
