"""
The file format pcapng: blocks of a section, written with nanosecond time stamps (draft-ietf-opsawg-pcapng).

Everything is little-endian, padded to four bytes, and a function of its arguments.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import Final

SECTION_HEADER: Final = 0x0A0D0D0A
INTERFACE: Final = 1
NAME_RESOLUTION: Final = 4
ENHANCED_PACKET: Final = 6
ETHERNET: Final = 1
"""Link type of the frames."""
SNAP_LENGTH: Final = 262_144
_COMMENT, _END = 1, 0
_HARDWARE, _SYSTEM, _APPLICATION = 2, 3, 4
_NAME, _RESOLUTION = 2, 9
_NANOSECONDS: Final = 9
_IPV4: Final = 1


def section_header(comment: str, application: str) -> bytes:
    """
    The block that a file begins with.

    Example:
        >>> section_header("simulated", "cmgsim")[:12].hex()
        '0a0d0d0a4c0000004d3c2b1a'
    """
    options = _options((_COMMENT, comment), (_HARDWARE, "none"), (_SYSTEM, "none"), (_APPLICATION, application))
    return _block(SECTION_HEADER, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1), options)


def interface(name: str) -> bytes:
    """The block of an Ethernet interface whose time stamps count nanoseconds."""
    options = _options((_NAME, name), (_RESOLUTION, bytes([_NANOSECONDS])))
    return _block(INTERFACE, struct.pack("<HHI", ETHERNET, 0, SNAP_LENGTH), options)


def name_resolution(names: Iterable[tuple[bytes, str]]) -> bytes:
    """The block that gives IPv4 addresses their names."""
    records = b"".join(_padded_option(_IPV4, address + name.encode() + b"\0") for address, name in names)
    return _block(NAME_RESOLUTION, records + struct.pack("<HH", 0, 0), b"")


def packet(at_ns: int, frame: bytes, original: int, comments: Iterable[str]) -> bytes:
    """The block of one frame, *original* bytes long on the wire, seen *at_ns* since 1970."""
    fixed = struct.pack("<IIIII", 0, at_ns >> 32, at_ns & 0xFFFFFFFF, len(frame), original)
    return _block(ENHANCED_PACKET, fixed + _padded(frame), _options(*((_COMMENT, comment) for comment in comments)))


def _block(kind: int, body: bytes, options: bytes) -> bytes:
    length = 12 + len(body) + len(options)
    return struct.pack("<II", kind, length) + body + options + struct.pack("<I", length)


def _options(*options: tuple[int, str | bytes]) -> bytes:
    given = [_padded_option(code, value if isinstance(value, bytes) else value.encode()) for code, value in options]
    return b"".join(given) + struct.pack("<HH", _END, 0) if given else b""


def _padded_option(code: int, value: bytes) -> bytes:
    return struct.pack("<HH", code, len(value)) + _padded(value)


def _padded(value: bytes) -> bytes:
    return value + bytes(-len(value) % 4)
