"""A capture is the trace: its connections, ports, times, names and sizes, as Wireshark's own engine reads them."""

from __future__ import annotations

import pytest
from flows.gallery import GALLERY
from packets import needs_tshark, packets, tshark

from cmgsim import replay
from cmgsim.errors import LimitExceeded
from cmgsim.trace import Trace
from cmgsim.views.calendar import EPOCH_NS
from cmgsim.views.capture.capture import BANNER, MOST_BYTES, capture
from cmgsim.views.capture.tcp import KEPT

TRACES = {
    "all": replay("all"),
    "classic": replay("all", deployment="classic", instances=3, connection_points=2),
    "proxy": replay("communication", faults=["proxy"]),
    "proxy-refused": replay("channel", faults=["proxy", "ports-blocked=443"]),
    "proxy-silent": replay("channel", faults=["proxy", "ports-dropped=443"]),
    "refused": replay("channel", instances=2, faults=["ports-blocked=10124-10139"]),
    "silent": replay("channel", deployment="classic", faults=["ports-dropped=10140-10155"]),
    "untrusted": replay("communication", faults=["untrusted-certificate"]),
    "no-name": replay("communication", faults=["cname-missing"]),
    "astray": replay("channel", faults=["cname-wrong"]),
    "http": GALLERY["troubles-client"],
}
MALFORMED = (
    "_ws.malformed || _ws.short || _ws.expert.severity >= 0x600000 && !(tcp.flags.syn == 1 || tcp.flags.reset == 1)"
)


def saying(trace: Trace, kind: str) -> list:
    """The packets that carry out records of *kind*."""
    return [seen for seen in packets(capture(trace)) if any(f" {kind} " in told for told in seen.comments)]


@needs_tshark
@pytest.mark.slow
@pytest.mark.parametrize("name", TRACES)
def test_no_frame_is_malformed(name, tmp_path):
    assert [] == tshark(tmp_path, capture(TRACES[name]), MALFORMED, "frame.number", "_ws.expert.message")


@needs_tshark
@pytest.mark.slow
@pytest.mark.parametrize("name", TRACES)
def test_the_conversations_and_their_ports_are_those_of_the_trace(name, tmp_path):
    trace = TRACES[name]
    opened = [record for record in trace if record.kind == "connect"]
    shown = "tcp.flags.syn == 1 && tcp.flags.ack == 0"
    syns = tshark(tmp_path, capture(trace), shown, "tcp.stream", "frame.time_epoch", "tcp.dstport")
    first = {stream: (time, port) for stream, time, port in reversed(syns)}

    assert [str(record.port) for record in opened] == [first[stream][1] for stream in sorted(first, key=int)]
    assert [EPOCH_NS + record.t_ns for record in opened] == [
        int(first[stream][0].replace(".", "")) for stream in sorted(first, key=int)
    ]


@needs_tshark
@pytest.mark.slow
def test_names_and_their_answers_can_be_read(tmp_path):
    fields = ("dns.flags.response", "dns.qry.name", "dns.cname", "dns.a", "ip.src_host")
    rows = tshark(tmp_path, capture(replay("channel")), "dns", *fields)

    assert [
        ["0", "GraniteFalls.contoso.com", "", ""],
        ["1", "GraniteFalls.contoso.com", "GraniteFalls.WestUS.cloudapp.azure.com", ""],
        ["0", "GraniteFalls.WestUS.cloudapp.azure.com", "", ""],
        ["1", "GraniteFalls.WestUS.cloudapp.azure.com", "", "198.18.0.2"],
    ] == [row[:4] for row in rows]


@needs_tshark
@pytest.mark.slow
def test_the_connection_goes_where_the_name_led(tmp_path):
    for trace, address in ((replay("channel"), "198.18.0.2"), (TRACES["astray"], "192.0.2.1")):
        shown = "tcp.flags.syn == 1 && tcp.flags.ack == 0"
        assert [[address, "443"]] == tshark(tmp_path, capture(trace), shown, "ip.dst", "tcp.dstport")


@needs_tshark
@pytest.mark.slow
def test_a_name_that_does_not_exist_is_answered_so(tmp_path):
    shown = "dns.flags.rcode == 3"

    assert [["GraniteFalls.contoso.com"]] == tshark(tmp_path, capture(TRACES["no-name"]), shown, "dns.qry.name")


@needs_tshark
@pytest.mark.slow
def test_tls_is_taken_apart_and_says_whom_it_is_for(tmp_path):
    data = capture(replay("channel", instances=2))
    hellos = tshark(tmp_path, data, "tls.handshake.type == 1", "tcp.dstport", "tls.handshake.extensions_server_name")
    names = tshark(tmp_path, data, "tls.handshake.type == 11", "tcp.srcport", "x509sat.uTF8String")

    assert [["10124", "GraniteFalls.contoso.com"], ["10125", "GraniteFalls.contoso.com"]] == hellos
    assert ["10124", "10125"] == [row[0] for row in names]
    assert all("GraniteFalls.contoso.com" in row[1] and "cmgsim" in row[1] for row in names)


@needs_tshark
@pytest.mark.slow
def test_hidden_messages_are_as_long_as_the_trace_says(tmp_path):
    records = replay("communication", authentication="certificate").records
    long = next(place for place, record in enumerate(records) if (record.bytes or 0) > KEPT)
    trace = Trace({}, records[:long])
    rows = tshark(tmp_path, capture(trace), "tls.record.content_type == 23", "tls.record.length")
    lengths = [int(length) - 24 for row in rows for length in row[0].split(",")]

    assert 165_000 == sum(record.bytes or 0 for record in trace) == sum(lengths)


@needs_tshark
@pytest.mark.slow
def test_a_proxy_is_asked_in_the_clear_and_then_carries_tls(tmp_path):
    data = capture(TRACES["proxy"])
    asked = tshark(tmp_path, data, "http.request", "http.request.method", "http.request.uri")
    hellos = tshark(tmp_path, data, "tls.handshake.type == 1", "tcp.dstport")

    assert [["CONNECT", "GraniteFalls.contoso.com:443"]] == asked[:1]
    assert [["80"], ["443"]] == hellos[:2]


@needs_tshark
@pytest.mark.slow
def test_comments_cite_the_rules(tmp_path):
    rows = tshark(tmp_path, capture(replay("channel")), 'frame.comment contains "(F2, P2)"', "frame.comment")

    assert "#5 connect c1 (F2, P2): cmg-connection-point-1 opens HTTPS 443 to load-balancer" == rows[0][0]


def test_the_file_says_first_that_it_is_simulated():
    assert BANNER.encode() in capture(Trace({}, ()))[:200]


def test_a_refusal_is_a_reset():
    assert ["RA", "RA"] == [seen.flags for seen in saying(TRACES["refused"], "refused")]


def test_silence_is_the_same_question_again_and_no_answer():
    trace = TRACES["silent"]
    asked = [seen for seen in packets(capture(trace)) if seen.dst[1] == 10140]
    answered = [seen for seen in packets(capture(trace)) if seen.src[1] == 10140]
    [began] = [record.t_ns for record in trace if record.kind == "connect" and record.port == 10140]

    assert [0, 3, 9] == [(seen.at_ns - EPOCH_NS - began) // 10**9 for seen in asked]
    assert ({"S"}, 1, []) == ({seen.flags for seen in asked}, len({seen.sequence for seen in asked}), answered)


def test_who_objects_to_a_certificate_says_so_and_resets():
    [objection] = saying(TRACES["untrusted"], "refused")
    after = [seen for seen in packets(capture(TRACES["untrusted"])) if seen.src == objection.src]

    assert (bytes.fromhex("15030300020 22a".replace(" ", "")), "RA") == (objection.payload, after[-1].flags)


def test_what_is_closed_says_so_on_both_sides():
    closed = saying(replay("content"), "closed")
    seen = packets(capture(replay("content")))
    answers = [one for one in seen if one.flags == "FA" and one.dst in [each.src for each in closed]]

    assert (["FA"] * 3, 3) == ([one.flags for one in closed], len(answers))


@pytest.mark.parametrize("name", TRACES)
def test_each_byte_has_one_number_and_what_is_acknowledged_was_sent(name):
    sent, highest = {}, {}
    for seen in packets(capture(TRACES[name])):
        if seen.protocol != "tcp":
            continue
        way, back = (seen.src, seen.dst), (seen.dst, seen.src)
        if "S" not in seen.flags:
            assert sent.get(way, seen.sequence) == seen.sequence
        sent[way] = (seen.sequence + seen.size + ("S" in seen.flags) + ("F" in seen.flags)) % 2**32
        if "A" in seen.flags:
            assert seen.acknowledged <= sent[back] or "R" in seen.flags
            assert highest.get(way, 0) <= seen.acknowledged
            highest[way] = seen.acknowledged


def test_the_same_trace_gives_the_same_bytes():
    assert capture(TRACES["all"]) == capture(replay("all"))


def test_a_download_is_there_to_its_last_byte_but_only_its_beginning_is_kept():
    trace = replay("content")
    [size] = [record.bytes for record in trace if record.status == 206]
    data = capture(trace)
    download = [seen for seen in packets(data) if seen.src[1] == 443 and seen.size > 20_000]

    assert size < sum(seen.size for seen in download) < 1.01 * size
    assert len(data) < 400_000


def test_more_than_any_tool_opens_is_refused():
    record = next(record for record in replay("content") if record.bytes)

    with pytest.raises(LimitExceeded, match="bytes of a capture"):
        capture(Trace({}, (record._replace(bytes=MOST_BYTES + 1),)))
