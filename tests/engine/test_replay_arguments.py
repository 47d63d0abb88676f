"""Wrong arguments of a replay are told by name, all at once."""

from __future__ import annotations

import pytest

from cmgsim.api.replay import replay
from cmgsim.errors import ScenarioError


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"name": "chanel"}, "did you mean `channel`?"),
        ({"name": "channel", "instances": 0}, "cmg.instances"),
        ({"name": "channel", "instances": 17}, "cmg.instances"),
        ({"name": "channel", "connection_points": 0}, "connection_points"),
        ({"name": "channel", "deployment": "scale_set"}, "cmg.deployment"),
        ({"name": "channel", "cloud": "china"}, "cmg.cloud"),
        ({"name": "channel", "authentication": "password"}, "authentication"),
        ({"name": "channel", "faults": ["ports-blocked"]}, "ports"),
        ({"name": "channel", "faults": ["ports-blocked=99999"]}, "99999"),
        ({"name": "channel", "faults": ["instance-down=instance-2"]}, "instance-2"),
        ({"name": "channel", "faults": ["proxxy"]}, "proxy"),
        ({"name": "channel", "faults": ["=443"]}, "KIND"),
    ],
)
def test_a_wrong_argument_is_told(arguments, complaint):
    name = arguments.pop("name")
    with pytest.raises(ScenarioError) as caught:
        replay(name, **arguments)

    assert complaint in str(caught.value)


def test_all_problems_are_told_at_once():
    with pytest.raises(ScenarioError) as caught:
        replay("chanel", instances=17, faults=["proxxy", "=443"])

    assert 4 == len(caught.value.problems)
