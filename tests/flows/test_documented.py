"""The flows are those of the documentation: their steps, their order, who opens what."""

from __future__ import annotations

import pytest

from cmgsim.facts.ports import PORTS
from cmgsim.facts.rows import Role
from cmgsim.facts.steps import STEPS
from cmgsim.flows.documented import CHANNEL_ROWS, FLOWS
from cmgsim.flows.script import Move
from cmgsim.trace import KINDS, Record

MOVES = [(name, step.rule, move) for name, flow in FLOWS.items() for step in flow.steps for move in step.moves]


@pytest.mark.rule("F1", "F2", "F3", "F4", "F5", "C1", "C2", "C3", "C4", "C5", "C6", "D1", "D2", "D3", "D4")
@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("deployment", "F1"),
        ("channel", "F2"),
        ("communication", "F2 F3 F4 F5"),
        ("content", "F2 F3 F4 F5 C1 C2 C3 C4 C5 C6"),
        ("content-distribution", "D1 D2 D3 D4"),
        ("all", "F1 F2 F3 F4 F5 C1 C2 C3 C4 C5 C6 D1 D2 D3 D4"),
    ],
)
def test_a_flow_has_these_steps(name, rules):
    assert rules == " ".join(FLOWS[name].rules)


def test_all_shows_every_documented_step():
    assert [rule for rule in STEPS if not rule.startswith("N")] == list(FLOWS["all"].rules)


@pytest.mark.parametrize("name", FLOWS)
def test_a_step_takes_its_ends_from_the_facts(name):
    assert [(STEPS[s.rule].initiator, STEPS[s.rule].acceptor) for s in FLOWS[name].steps] == [
        (s.initiator, s.acceptor) for s in FLOWS[name].steps
    ]


@pytest.mark.parametrize("name", FLOWS)
def test_every_step_needs_something(name):
    free = [step.rule for step in FLOWS[name].steps if not any(move.needed for move in step.moves)]

    assert [] == free


def test_moves_are_of_known_kinds_and_rows():
    rows = [row.rule for row in PORTS]

    assert [] == [kind for _, _, move in MOVES for kind in move.kinds if kind not in KINDS]
    assert [] == [row for _, _, move in MOVES for row in move.rows if row not in rows]


def test_rows_are_opened_by_their_documented_client():
    clients = {row.rule: row.client for row in PORTS}

    assert [] == [(rule, row) for _, rule, move in MOVES for row in move.rows if clients[row] is not move.opened_by]


def test_the_channel_has_the_rows_of_connection_points_to_the_cmg():
    assert (
        tuple(row.rule for row in PORTS if (row.client, row.server) == (Role.CMG_CONNECTION_POINT, Role.CMG))
        == CHANNEL_ROWS
    )


@pytest.mark.rule("F4")
def test_nothing_that_leaves_azure_towards_the_site_opens_a_connection():
    assert [] == [
        str(move)
        for _, _, move in MOVES
        if move.kinds == ("connect",) and Role.INSTANCE in move.sources and Role.CMG_CONNECTION_POINT in move.targets
    ]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({}, True),
        ({"kind": "response"}, False),
        ({"src_role": "cmg"}, False),
        ({"dst_role": "management-point"}, False),
        ({"port_rule": "P9"}, False),
        ({"port_rule": None}, False),
        ({"opened_by": "instance-1"}, False),
        ({"opened_by": None}, False),
    ],
)
def test_a_move_fits_a_record_by_kind_roles_row_and_opener(columns, expected):
    move = Move(("request",), (Role.INSTANCE,), (Role.CMG_CONNECTION_POINT,), ("P3",), Role.CMG_CONNECTION_POINT)
    ends = ("instance-1", "cp", "instance", "cmg-connection-point", "azure", "on-premises")
    record = Record(0, "request", *ends, rule="F4", port_rule="P3", opened_by="cp")

    assert expected == move.fits(record._replace(**columns))


def test_a_flow_knows_the_place_of_a_step():
    content = FLOWS["content"]

    assert [0, 9, None, None] == [content.place(rule) for rule in ("F2", "C6", "D1", None)]
    assert content.steps[4] is content.step("C1")
    assert content.step("F1") is None
