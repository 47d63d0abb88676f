"""Faults are named in one way on the command line and in files."""

from __future__ import annotations

import pytest

from cmgsim.errors import ScenarioError
from cmgsim.facts.failures import FAILURES
from cmgsim.facts.rows import Role
from cmgsim.model.fault_text import WANTED, read_fault
from cmgsim.model.scenario import Fault

EXAMPLES = {"ports": "10124-10139", "fqdn": "login.microsoftonline.com"}


@pytest.mark.parametrize("row", FAILURES, ids=lambda row: row.kind)
def test_every_row_of_the_catalogue_can_be_asked_for(row):
    value = row.default or next(iter(row.values), EXAMPLES.get(row.parameter))

    assert Fault(kind=row.kind, value=value) == read_fault(f"{row.kind}={value}" if value else row.kind)


def test_every_parameter_has_its_words():
    assert {row.parameter for row in FAILURES if row.parameter} == set(WANTED)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("instance-dwon", '--fault: instance-dwon: there is no fault "instance-dwon" (did you mean `instance-down`?)'),
        ("proxy=1", "--fault: proxy=1: `proxy` takes no target (leave it out)"),
        ("endpoint-blocked", "--fault: endpoint-blocked: `endpoint-blocked` needs a target (a host name, as login"),
        ("verb-blocked=", "--fault: verb-blocked=: a value is missing after verb-blocked="),
        ("", "--fault: a fault is written KIND or KIND=VALUE"),
        (
            "instance-down=instance-7",
            '--fault: instance-down=instance-7: there is no instance called "instance-7" (one',
        ),
        ("ports-blocked=a\x1b", "--fault: ports-blocked=a\\x1b: 'a\\x1b' is neither a port nor a range of ports"),
    ],
)
def test_a_wrong_fault_is_told_what_would_be_right(text, expected):
    with pytest.raises(ScenarioError) as caught:
        read_fault(text, nodes={Role.INSTANCE: ["instance-1", "instance-2"]})

    assert expected == str(caught.value)[: len(expected)]
