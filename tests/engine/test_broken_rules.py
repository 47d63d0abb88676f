"""The last record of a flow that stopped says which rules are broken and which port it needed."""

from __future__ import annotations

import pytest
from engine.fault_tables import BLOB, ENTRA, FLOWS, MANAGER, SERVICE, played, without_rules


@pytest.mark.rule("N2", "N3", "P1", "P2", "P3", "P5", "P6", "P8", "P9", "P11", "E1", "E2", "E3", "F1", "D4", "C2")
@pytest.mark.parametrize(
    ("flow", "deployment", "instances", "fault", "rules", "port_rule"),
    [
        ("deployment", "scale-set", 1, "ports-blocked=443", "F1, P1", "P1"),
        ("channel", "scale-set", 1, "ports-blocked=443", "N2, P2", "P2"),
        ("channel", "scale-set", 2, "ports-dropped=10124-10139", "N3, P3", "P3"),
        ("channel", "classic", 1, "ports-blocked=443,10140", "N1, N2, P4, P5", "P5"),
        ("channel", "classic", 2, "ports-blocked=10124-10155", "N1, N3, P4, P6", "P6"),
        ("content-distribution", "scale-set", 1, "ports-blocked=443", "D4, P11", "P11"),
        ("deployment", "scale-set", 1, "internet-down", "F1, E1", "P1"),
        ("channel", "scale-set", 1, "internet-down", "F2, E2", "P2"),
        ("content-distribution", "scale-set", 1, "internet-down", "D4, P11", "P11"),
        ("deployment", "scale-set", 1, f"endpoint-blocked={MANAGER}", "E1", "P1"),
        ("channel", "scale-set", 1, f"endpoint-blocked={SERVICE}", "E2", "P2"),
        ("communication", "scale-set", 1, f"endpoint-blocked={ENTRA}", "E3", None),
        ("content", "scale-set", 1, f"endpoint-blocked={BLOB}", "E3", "P8"),
        ("content-distribution", "scale-set", 1, f"endpoint-blocked={BLOB}", "D4, P11", "P11"),
        ("content", "scale-set", 1, "blob-blocked", "C6", "P8"),
        ("communication", "scale-set", 1, "management-point-down", "F5", "P9"),
        ("communication", "scale-set", 1, "cname-missing", "C2", None),
    ],
)
def test_the_last_record_says_which_rules_are_broken_and_which_port(
    flow, deployment, instances, fault, rules, port_rule
):
    last = played(flow, deployment, instances, (fault,)).records[-1]

    assert (f"{without_rules(last.text)} (breaks {rules})", port_rule) == (last.text, last.port_rule)


@pytest.mark.parametrize("flow", FLOWS)
def test_a_flow_that_reaches_its_end_breaks_nothing(flow):
    last = played(flow).records[-1]

    assert ("state", None) == (last.kind, last.port_rule)
    assert "breaks" not in last.text
