"""Traces survive JSON Lines, and what is no trace is refused with the line and the reason."""

from __future__ import annotations

import json

import pytest

from cmgsim import replay
from cmgsim.trace import SCHEMA, Record, Trace

HEADER = json.dumps({"schema": SCHEMA})
GOOD = Record(5, "state", "cmg", "cmg", "cmg", "cmg", "azure", "azure", text="ready")._asdict()


def test_a_replayed_flow_survives_json_lines():
    trace = replay("content", instances=2, faults=["blob-blocked"])

    assert trace == Trace.from_jsonl(trace.to_jsonl())


def test_every_record_has_every_key_in_the_promised_order():
    lines = replay("channel").to_jsonl().splitlines()[1:]

    assert {Record._fields} == {tuple(json.loads(line)) for line in lines}


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "line 2: not JSON"),
        ("[1]", "line 2: not an object"),
        (json.dumps(GOOD | {"colour": "red"}), "line 2: not a record: unknown colour"),
        (json.dumps({key: value for key, value in GOOD.items() if key != "src"}), "line 2: not a record: src missing"),
        (json.dumps(GOOD | {"t_ns": 1.5}), "line 2: t_ns is 1.5, where a whole number would be right"),
        (json.dumps(GOOD | {"t_ns": True}), "line 2: t_ns is True, where a whole number would be right"),
        (json.dumps(GOOD | {"text": 7}), "line 2: text is 7, where text would be right"),
        (json.dumps(GOOD | {"kind": "shout"}), "line 2: there is no kind 'shout'"),
        (json.dumps(GOOD | {"port": 65_536}), "line 2: port is 65536, where 0 to 65535 would be right"),
        (json.dumps(GOOD | {"t_ns": 10**30}), "line 2: t_ns is 1000000"),
        (json.dumps(GOOD | {"text": "\ud800"}), "line 2: a text in it holds half a character"),
    ],
)
def test_a_bad_line_is_named(line, complaint):
    with pytest.raises(ValueError, match="line 2") as caught:
        Trace.from_jsonl(f"{HEADER}\n{line}\n")

    assert str(caught.value).startswith(complaint)


def test_time_does_not_go_back():
    lines = [HEADER, *(json.dumps(GOOD | {"t_ns": t_ns}) for t_ns in (5, 5, 4))]

    with pytest.raises(ValueError, match="line 4: t_ns goes back from 5 to 4"):
        Trace.from_jsonl("\n".join(lines))


@pytest.mark.parametrize("sign", ["\u2028", "\x85", "\x1e", "\r", "é"])
def test_a_name_may_hold_what_ends_a_line_elsewhere(sign):
    trace = Trace({"schema": SCHEMA}, (Record(**GOOD)._replace(src=sign),))

    assert trace == Trace.from_jsonl(trace.to_jsonl())


@pytest.mark.parametrize("text", ["", "\n", '{"schema": "other/1"}', "no json"])
def test_a_trace_begins_with_its_header(text):
    with pytest.raises(ValueError, match="line 1"):
        Trace.from_jsonl(text)
