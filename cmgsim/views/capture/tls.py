"""
TLS 1.2 records (RFC 5246): a full handshake that any tool can take apart, then payload that nobody can read.

The cipher is AES-128-GCM (RFC 5288), so each record of payload is 24 bytes longer than what it hides. Keys, signatures
and payload are noise, the same noise for the same conversation.
"""

from __future__ import annotations

import struct
from hashlib import shake_128
from typing import Final

from cmgsim.views.capture.certificate import certificate

CHANGE_CIPHER, ALERT, HANDSHAKE, PAYLOAD = 20, 21, 22, 23
OVERHEAD: Final = 24
"""Bytes that AES-GCM adds to a record: nonce and tag."""
LARGEST: Final = 16_384
"""Bytes of plain text in a record."""
HEADER: Final = 5
_CIPHER: Final = 0xC02F
"""TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256."""
_OFFERED: Final = (0xC030, _CIPHER, 0x00FF)
_CURVE: Final = 0x001D
_RSA_SHA256: Final = 0x0401
_BAD_CERTIFICATE: Final = b"\x02\x2a"


def noise(seed: str, size: int) -> bytes:
    """*size* bytes that look like nothing, the same for the same *seed*."""
    return shake_128(seed.encode()).digest(size)


def client_hello(seed: str, server_name: str) -> bytes:
    """The client's first flight; *server_name* is whom it wants to reach."""
    name = server_name.encode("ascii", "ignore")[:253]
    indicated = struct.pack("!HBH", len(name) + 3, 0, len(name)) + name
    extensions = b"".join(
        struct.pack("!HH", kind, len(data)) + data
        for kind, data in (
            (0, indicated),
            (10, struct.pack("!HH", 2, _CURVE)),
            (11, b"\x01\x00"),
            (13, struct.pack("!HH", 2, _RSA_SHA256)),
        )
    )
    ciphers = b"".join(struct.pack("!H", cipher) for cipher in _OFFERED)
    body = b"\x03\x03" + noise(f"{seed}/client", 32) + b"\0"
    body += struct.pack("!H", len(ciphers)) + ciphers + b"\x01\x00" + struct.pack("!H", len(extensions)) + extensions
    return _handshake((1, body))


def server_flight(seed: str, server_name: str) -> bytes:
    """The server's answer: hello, certificate, its part of the key, done."""
    hello = b"\x03\x03" + noise(f"{seed}/server", 32) + b"\0" + struct.pack("!HBH", _CIPHER, 0, 0)
    shown = certificate(server_name, noise(f"{seed}/key", 256), noise(f"{seed}/signature", 256))
    chain = _long(_long(shown))
    exchange = struct.pack("!BHB", 3, _CURVE, 32) + noise(f"{seed}/part", 32)
    exchange += struct.pack("!HH", _RSA_SHA256, 256) + noise(f"{seed}/proof", 256)
    return _handshake((2, hello), (11, chain), (12, exchange), (14, b""))


def client_finish(seed: str) -> bytes:
    """The client's part of the key, and its end of the handshake."""
    return _handshake((16, b"\x20" + noise(f"{seed}/client part", 32))) + _change(f"{seed}/client")


def server_finish(seed: str) -> bytes:
    """The server's end of the handshake."""
    return _change(f"{seed}/server")


def objection() -> bytes:
    """The alert of whoever does not accept a certificate."""
    return _record(ALERT, _BAD_CERTIFICATE)


def payload(seed: str, size: int, enough: int) -> tuple[bytes, int]:
    """
    A message of *size* bytes, hidden in records: at least the first *enough* bytes of it, and its size.

    An empty message is one empty record.

    Example:
        >>> begin, whole = payload("c1", 40_000, enough=100)
        >>> begin[:5].hex(), whole - 3 * (HEADER + OVERHEAD)
        ('1703034018', 40000)
    """
    records = max(1, -(-size // LARGEST))
    begin = b""
    for number in range(records):
        if len(begin) >= enough:
            break
        plain = min(LARGEST, size - number * LARGEST)
        begin += _record(PAYLOAD, noise(f"{seed}/{number}", plain + OVERHEAD))
    return begin, size + records * (HEADER + OVERHEAD)


def _change(seed: str) -> bytes:
    return _record(CHANGE_CIPHER, b"\x01") + _record(HANDSHAKE, noise(f"{seed}/finished", 40))


def _handshake(*messages: tuple[int, bytes]) -> bytes:
    return _record(HANDSHAKE, b"".join(bytes([kind]) + _long(body) for kind, body in messages))


def _long(data: bytes) -> bytes:
    return struct.pack("!I", len(data))[1:] + data


def _record(kind: int, fragment: bytes) -> bytes:
    return struct.pack("!BHH", kind, 0x0303, len(fragment)) + fragment
