"""Diagrams get labels that mean nothing to any notation, and participants in the order of the zones."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmgsim.trace import Record
from cmgsim.views.sequence import LONGEST, label, participants, safe

HOSTILE = [
    "%%{init: {'theme':'dark'}}%%",
    "a;b\nparticipant x",
    "end",
    "END",
    "an end of it",
    "!include /etc/passwd",
    "@enduml",
    '%getenv("HOME")',
    "$x",
    "/' comment '/",
    "' comment",
    "<script>alert(1)</script>",
    "<img:/etc/passwd>",
    "[[http://x y]]",
    "#quot;",
    "&#59;",
    "a->>b: c",
    "\u202eabc",
    "\x1b[31m",
    "--",
    "__a__",
    "**b**",
    "//c//",
    "",
    "   ",
    "x" * 5_000,
]
FORBIDDEN = re.compile(r"[^\w .,:()/+=-]|([-_/+=.:,])\1(?!\.\.?$|\.$)|\n|(?<!\()\bend\b(?!\))", re.IGNORECASE)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_made_safe(text):
    made = safe(text)

    assert made
    assert len(made) <= LONGEST
    assert None is FORBIDDEN.search(made.removesuffix("..."))


@given(st.text(max_size=300))
def test_any_text_is_made_safe(text):
    made = safe(text)

    assert 0 < len(made) <= LONGEST
    assert None is FORBIDDEN.search(made.removesuffix("..."))
    assert made[0] not in " .,:/+=_-"


@pytest.mark.parametrize(
    "text", ["HTTPS 10124", "GraniteFalls.contoso.com", "cmg-connection-point-1", "CCM_POST r1", "état 2"]
)
def test_a_harmless_text_is_left_alone(text):
    assert text == safe(text)


ROW = Record(0, "request", "instance-1", "cp", "instance", "cmg-connection-point", "azure", "on-premises", "F4", "P3")


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"kind": "connect", "protocol": "HTTPS", "port": 10124}, "connect HTTPS 10124 (F4, P3)"),
        (
            {"kind": "connect", "protocol": "HTTPS", "port": 443, "via": "proxy"},
            "connect HTTPS 443 through proxy (F4, P3)",
        ),
        ({"kind": "accepted"}, "accepted (F4)"),
        ({"kind": "refused"}, "refused (F4)"),
        ({"kind": "timed-out"}, "no answer (F4)"),
        ({"kind": "closed"}, "closed (F4)"),
        ({"verb": "CCM_POST", "request": "r1"}, "CCM_POST r1 (F4)"),
        ({"kind": "response", "status": 200}, "200 (F4)"),
        ({"kind": "state", "text": "the service is ready"}, "the service is ready (F4)"),
        ({"kind": "dns-query", "text": "cp asks for a.b"}, "DNS: cp asks for a.b (F4)"),
        ({"kind": "closed", "rule": None}, "closed"),
    ],
)
def test_a_label_says_what_a_record_is(columns, expected):
    assert expected == label(ROW._replace(**columns))


def test_participants_stand_by_zone_and_role():
    ends = [
        ("client-1", "client", "internet"),
        ("instance-1", "instance", "azure"),
        ("mp", "management-point", "on-premises"),
        ("cp", "cmg-connection-point", "on-premises"),
    ]
    rows = [Record(0, "request", a, b, ra, rb, za, zb) for (a, ra, za), (b, rb, zb) in pairwise(ends)]

    assert [("p1", "cp"), ("p2", "mp"), ("p3", "client-1"), ("p4", "instance-1")] == [
        (node.alias, node.label) for node in participants(rows)
    ]
