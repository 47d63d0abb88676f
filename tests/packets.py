"""A reader of pcapng of our own, apart from the writer: blocks, frames, and what TCP and UDP say in them."""

from __future__ import annotations

import shutil
import struct
import subprocess
from pathlib import Path

import pytest
from attrs import frozen

TSHARK = shutil.which("tshark")
needs_tshark = pytest.mark.skipif(TSHARK is None, reason="tshark (Debian package of that name) is not installed")


@frozen
class Seen:
    """One packet of a file."""

    at_ns: int
    comments: tuple[str, ...]
    src: tuple[str, int]
    dst: tuple[str, int]
    protocol: str
    flags: str
    sequence: int
    acknowledged: int
    payload: bytes
    size: int
    """Bytes of payload on the wire, captured or not."""


def blocks(data: bytes) -> list[tuple[int, bytes]]:
    """Kind and body of each block; both lengths of a block have to agree."""
    found, place = [], 0
    while place < len(data):
        kind, length = struct.unpack_from("<II", data, place)
        assert struct.unpack_from("<I", data, place + length - 4) == (length,)
        assert 0 == length % 4
        found.append((kind, data[place + 8 : place + length - 4]))
        place += length
    return found


def options(data: bytes) -> list[tuple[int, bytes]]:
    found = []
    while data:
        code, length = struct.unpack_from("<HH", data)
        if code == 0:
            break
        found.append((code, data[4 : 4 + length]))
        data = data[4 + length + -length % 4 :]
    return found


def packets(data: bytes) -> list[Seen]:
    return [_packet(body) for kind, body in blocks(data) if kind == 6]


def _packet(body: bytes) -> Seen:
    _, high, low, captured, original = struct.unpack_from("<IIIII", body)
    frame, rest = body[20 : 20 + captured], body[20 + captured + -captured % 4 :]
    ip = frame[14:]
    assert 0 == _sum(ip[:20])
    assert original == 14 + struct.unpack_from("!H", ip, 2)[0]
    protocol, datagram = {6: "tcp", 17: "udp"}[ip[9]], ip[20:]
    length = original - 34
    pseudo = ip[12:20] + struct.pack("!BBH", 0, ip[9], length)
    assert 0 == _sum(pseudo + datagram)  # what is not captured counts as zeros
    source, target = struct.unpack_from("!HH", datagram)
    flags, sequence, acknowledged, begin = "", 0, 0, 8
    if protocol == "tcp":
        sequence, acknowledged, offset, bits = struct.unpack_from("!IIBB", datagram, 4)
        begin = offset >> 4 << 2
        flags = "".join(letter for place, letter in enumerate("FSRPA") if bits >> place & 1)
    comments = tuple(value.decode() for code, value in options(rest) if code == 1)
    ends = [(".".join(map(str, ip[at : at + 4])), port) for at, port in ((12, source), (16, target))]
    return Seen(
        high << 32 | low, comments, *ends, protocol, flags, sequence, acknowledged, datagram[begin:], length - begin
    )


def _sum(data: bytes) -> int:
    """What is left of the Internet checksum of data that contains it: nothing."""
    words = struct.unpack(f"!{(len(data) + 1) // 2}H", data + bytes(len(data) % 2))
    total = sum(words)
    while total > 0xFFFF:
        total = (total >> 16) + (total & 0xFFFF)
    return 0xFFFF - total


def tshark(folder: Path, data: bytes, shown: str, *fields: str) -> list[list[str]]:
    """The *fields* of the packets that the filter *shown* lets through, as Wireshark's engine reads *data*."""
    file = folder / "capture.pcapng"
    file.write_bytes(data)
    wanted = [word for field in fields for word in ("-e", field)]
    command = [str(TSHARK), "-n", "-r", str(file), "-Y", shown, "-T", "fields", *wanted]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    return [line.split("\t") for line in ran.stdout.splitlines()]
