"""A rule without a test is a defect."""

from __future__ import annotations

import ast
from pathlib import Path

from cmgsim.facts.rules import RULES

TESTS = Path(__file__).parent


def marked_rules(source: str) -> set[str]:
    """The ids in every `pytest.mark.rule(…)` of a test file."""
    marks = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.rule"
    ]
    return {argument.value for mark in marks for argument in mark.args if isinstance(argument, ast.Constant)}


def all_marked_rules() -> set[str]:
    return set().union(*(marked_rules(path.read_text("utf-8")) for path in sorted(TESTS.rglob("test_*.py"))))


def test_every_documented_rule_has_a_test():
    assert [] == [name for name in RULES if name not in all_marked_rules()]


def test_every_marked_rule_exists():
    assert [] == sorted(all_marked_rules() - set(RULES))


def test_a_mark_with_several_rules_counts_for_each():
    assert marked_rules('@pytest.mark.rule("N1", "N3")\ndef test_it(): ...') == {"N1", "N3"}


def test_a_file_without_marks_counts_for_none():
    assert set() == marked_rules("def test_it(): rule('N1')")
