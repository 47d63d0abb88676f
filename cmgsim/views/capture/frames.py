"""Ethernet frames: IPv4 with TCP or UDP inside, with right lengths and checksums."""

from __future__ import annotations

import struct
from typing import Final

from attrs import frozen

TCP: Final = 6
UDP: Final = 17
HEADERS: Final = 14 + 20 + 20
"""Bytes before the payload of a TCP segment without options."""
FIN, SYN, RST, PSH, ACK = 0x01, 0x02, 0x04, 0x08, 0x10
_HOPS: Final = 64
_DO_NOT_FRAGMENT: Final = 0x4000


@frozen
class Host:
    """An end of a conversation: its address and the port that it speaks from."""

    address: bytes
    port: int

    @property
    def hardware(self) -> bytes:
        """Its Ethernet address: locally administered, and made from the IP address."""
        return b"\x02\x00" + self.address


@frozen
class Segment:
    """What TCP says in one packet."""

    flags: int
    sequence: int
    acknowledged: int
    window: int
    payload: bytes = b""
    options: bytes = b""
    cut: int = 0
    """Bytes at the end of the payload that are not captured; all of them zero, as far as the checksum knows."""


def tcp_frame(src: Host, dst: Host, segment: Segment, identification: int) -> bytes:
    """The Ethernet frame with *segment* from *src* to *dst*."""
    offset = (20 + len(segment.options)) // 4 << 4
    header = struct.pack(
        "!HHIIBBHHH", src.port, dst.port, segment.sequence & 0xFFFFFFFF, segment.acknowledged & 0xFFFFFFFF,
        offset, segment.flags, segment.window, 0, 0,
    )  # fmt: skip
    return _frame(src, dst, TCP, header + segment.options + segment.payload, 16, identification, segment.cut)


def udp_frame(src: Host, dst: Host, payload: bytes, identification: int) -> bytes:
    """The Ethernet frame with *payload* from *src* to *dst*."""
    header = struct.pack("!HHHH", src.port, dst.port, 8 + len(payload), 0)
    return _frame(src, dst, UDP, header + payload, 6, identification)


def checksum(data: bytes) -> int:
    """
    The Internet checksum (RFC 1071).

    The sum of 16-bit words with its carries added in is the number that they form, modulo 65,535.

    Example:
        >>> hex(checksum(bytes.fromhex("0001f203f4f5f6f7")))
        '0x220d'
    """
    total = int.from_bytes(data + bytes(len(data) % 2), "big")
    return 0 if total and total % 0xFFFF == 0 else 0xFFFF - total % 0xFFFF


def _frame(
    src: Host, dst: Host, protocol: int, datagram: bytes, place: int, identification: int, cut: int = 0
) -> bytes:
    size = len(datagram) + cut
    pseudo = src.address + dst.address + struct.pack("!BBH", 0, protocol, size)
    # In UDP, 0 says that there is no checksum; the sum 0 is sent as 65,535, which is the same number (RFC 768).
    summed = struct.pack("!H", checksum(pseudo + datagram) or (0xFFFF if protocol == UDP else 0))
    datagram = datagram[:place] + summed + datagram[place + 2 :]
    header = struct.pack(
        "!BBHHHBBH4s4s", 0x45, 0, 20 + size, identification & 0xFFFF, _DO_NOT_FRAGMENT, _HOPS, protocol, 0,
        src.address, dst.address,
    )  # fmt: skip
    header = header[:10] + struct.pack("!H", checksum(header)) + header[12:]
    return dst.hardware + src.hardware + b"\x08\x00" + header + datagram
