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
    ],
)
def test_a_bad_line_is_named(line, complaint):
    with pytest.raises(ValueError, match="line 2") as caught:
        Trace.from_jsonl(f"{HEADER}\n{line}\n")

    assert str(caught.value).startswith(complaint)


@pytest.mark.parametrize("text", ["", "\n", '{"schema": "other/1"}', "no json"])
def test_a_trace_begins_with_its_header(text):
    with pytest.raises(ValueError, match="line 1"):
        Trace.from_jsonl(text)
