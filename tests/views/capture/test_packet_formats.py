"""The formats of the wire, byte by byte, against what their standards print and against a reader of our own."""

from __future__ import annotations

import struct

import pytest
from packets import blocks, options

from cmgsim.trace import Record
from cmgsim.views.capture import dns, http, pcapng, tls
from cmgsim.views.capture.certificate import certificate
from cmgsim.views.capture.frames import checksum


def test_the_checksum_is_that_of_rfc_1071():
    # The example of the RFC: the sum of these words is ddf2.
    assert 0xFFFF - 0xDDF2 == checksum(bytes.fromhex("0001f203f4f5f6f7"))


@pytest.mark.parametrize("data", [b"", b"\0", b"\xff\xff", b"\x00\x01\xff\xfe", b"\x12\x34\x56", bytes(1_461)])
def test_the_checksum_is_the_sum_of_words_with_its_carries(data):
    total = sum(struct.unpack(f"!{(len(data) + 1) // 2}H", data + bytes(len(data) % 2)))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)

    assert 0xFFFF - total == checksum(data)


def test_a_packet_keeps_its_time_to_the_nanosecond_and_its_comments():
    [(kind, body)] = blocks(pcapng.packet(1_767_571_200_123_456_789, b"abc", 999, ["one", "two é"]))
    interface, high, low, captured, original = struct.unpack_from("<IIIII", body)

    assert (6, 0, 1_767_571_200_123_456_789, 3, 999) == (kind, interface, high << 32 | low, captured, original)
    assert [(1, b"one"), (1, "two é".encode())] == options(body[24:])


def test_a_packet_without_comments_has_no_options():
    [(_, body)] = blocks(pcapng.packet(0, b"abcd", 4, []))

    assert 20 + 4 == len(body)


def test_the_interface_is_ethernet_and_counts_nanoseconds():
    [(kind, body)] = blocks(pcapng.interface("simulated"))

    assert (1, 1, b"\x09") == (kind, struct.unpack_from("<H", body)[0], dict(options(body[8:]))[9])


def test_names_stand_with_their_addresses():
    [(kind, body)] = blocks(pcapng.name_resolution([(b"\x0a\0\0\1", "cmg")]))

    assert (4, (1, 8), b"\x0a\0\0\1cmg\0") == (kind, struct.unpack_from("<HH", body), body[4:12])


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("cmg.contoso.com", b"\x03cmg\x07contoso\x03com\0"),
        ("a..b", b"\x01a\x01b\0"),
        ("x" * 70, b"\x3f" + b"x" * 63 + b"\0"),
        ("", b"\x07invalid\0"),
        ("a\u202eb.c d", b"\x02ab\x02cd\0"),
    ],
)
def test_a_name_is_labels(name, labels):
    assert labels == dns.encoded(name)


def test_a_name_is_never_longer_than_255_bytes():
    assert len(dns.encoded(".".join(["label"] * 100))) <= 255


def test_an_alias_is_answered_with_what_it_leads_to():
    answer = dns.alias_answer(7, "a.b", "c.d")

    assert (7, 0x8180, 1, 1, 0, 0) == struct.unpack_from("!HHHHHH", answer)
    assert answer.endswith(struct.pack("!HHIH", 5, 1, 60, 5) + b"\x01c\x01d\0")


def test_a_name_that_does_not_exist_has_no_answer_and_code_3():
    assert (9, 0x8183, 1, 0, 0, 0) == struct.unpack_from("!HHHHHH", dns.no_such_name(9, "a.b"))


@pytest.mark.parametrize("size", [0, 1, 16_384, 16_385, 100_000])
def test_hidden_payload_is_24_bytes_longer_in_each_record(size):
    data, whole = tls.payload("seed", size, enough=10**9)
    lengths, place = [], 0
    while place < len(data):
        kind, version, length = struct.unpack_from("!BHH", data, place)
        assert (23, 0x0303) == (kind, version)
        lengths.append(length - 24)
        place += 5 + length

    assert (size, len(data)) == (sum(lengths), whole)
    assert max(lengths) <= 16_384


def test_a_long_message_is_made_no_further_than_it_is_captured():
    data, whole = tls.payload("seed", 10**9, enough=64_000)

    assert 64_000 <= len(data) < 100_000 < 10**9 < whole


def test_a_certificate_is_one_sequence_as_long_as_it_says():
    shown = certificate("cmg.contoso.com", bytes(256), bytes(256))

    assert (0x30, 0x82, len(shown) - 4) == (shown[0], shown[1], int.from_bytes(shown[2:4], "big"))


@pytest.mark.parametrize(
    ("record", "line"),
    [
        (
            {"kind": "request", "verb": "CONNECT", "path": "cmg.contoso.com:443"},
            b"CONNECT cmg.contoso.com:443 HTTP/1.1",
        ),
        (
            {"kind": "request", "verb": "CCM_POST", "path": "/ccm_system/request"},
            b"CCM_POST /ccm_system/request HTTP/1.1",
        ),
        ({"kind": "request", "verb": "GET\r\nX: y", "path": "/a b\r\nX: y"}, b"POST /a%20b%0D%0AX:%20y HTTP/1.1"),
        ({"kind": "response", "status": 200}, b"HTTP/1.1 200 Connection established"),
        ({"kind": "response", "status": 12175}, b"HTTP/1.1 500 Simulated"),
    ],
)
def test_the_first_line_of_a_message_says_what_the_trace_says(record, line):
    ends = {"src": "a", "dst": "b", "src_role": "client", "dst_role": "proxy", "src_zone": "x", "dst_zone": "x"}
    data, size = http.message(Record(t_ns=0, **ends, **record), "cmg.contoso.com", 0)

    assert line == data.split(b"\r\n")[0]
    assert size == len(data)


@pytest.mark.parametrize("size", [0, 10, 500, 100_000])
def test_a_message_has_the_size_of_the_trace_or_that_of_its_bare_head(size):
    row = Record(0, "request", "a", "b", *["client", "proxy"], *["internet"] * 2, verb="GET", path="/x", bytes=size)
    data, whole = http.message(row, "cmg.contoso.com", 10**6)

    assert whole == len(data)
    assert whole == (size if size >= 500 else len(b"GET /x HTTP/1.1\r\nHost: cmg.contoso.com\r\n\r\n"))
