"""The target of a fault is what its row of the catalogue takes."""

from __future__ import annotations

import pytest

from cmgsim.facts.failures import FAILURES, failure
from cmgsim.facts.rows import Role
from cmgsim.model.fault_target import WANTED, checked_target
from cmgsim.model.units import QuantityError

EXAMPLES = {"ports": "10124-10139", "fqdn": "login.microsoftonline.com"}
NODES = {Role.INSTANCE: [f"instance-{number}" for number in range(1, 11)]}


@pytest.mark.parametrize("row", FAILURES, ids=lambda row: row.kind)
def test_every_row_of_the_catalogue_takes_its_own_targets(row):
    for target in row.values or (row.default or EXAMPLES.get(row.parameter),):
        assert target == checked_target(row, target, None)


def test_every_parameter_has_its_words():
    assert {row.parameter for row in FAILURES if row.parameter} == set(WANTED)


def test_ports_are_kept_in_one_spelling():
    assert "443,10124-10139" == checked_target(failure("ports-blocked"), " 443-443 , 10124 - 10139", None)


@pytest.mark.parametrize(
    ("kind", "target", "expected"),
    [
        ("proxy", "1", "`proxy` takes no target (leave it out)"),
        ("endpoint-blocked", None, "`endpoint-blocked` needs a target (a host name, as login.microsoftonline.com)"),
        ("endpoint-blocked", "a..b", '"a..b" is no host name (a host name, as login.microsoftonline.com)'),
        ("ports-blocked", "a\x1b", "'a\\x1b' is neither a port nor a range of ports such as 10124-10139 (ports, as"),
        ("verb-blocked", "POST", '"POST" is no documented verb (did you mean `CCM_POST`?)'),
        ("instance-down", "instance-70", 'there is no instance called "instance-70" (one of instance-1, instance-2, '),
    ],
)
def test_a_wrong_target_is_told_what_would_be_right(kind, target, expected):
    with pytest.raises(QuantityError) as caught:
        checked_target(failure(kind), target, NODES)

    assert expected == str(caught.value)[: len(expected)]
