"""Log lines of work that goes well."""

from cmgsim.facts.failures import FAILURES
from cmgsim.facts.routine_logs import ROUTINE_LOGS
from cmgsim.facts.rows import Confidence
from cmgsim.facts.steps import STEPS


def test_every_line_is_ascii_and_belongs_to_a_step():
    assert [] == [row.line.text for row in ROUTINE_LOGS if not row.line.text.isascii() or row.rule not in STEPS]


def test_a_modelled_line_says_what_of_it_is_modelled():
    assert [] == [r.line.text for r in ROUTINE_LOGS if (r.line.evidence is Confidence.ASSUMED) != bool(r.line.note)]


def test_a_component_writes_to_the_same_file_when_it_works_and_when_it_fails():
    homes = {(line.component, line.role): line.file for failure in FAILURES for line in failure.logs}
    assert [] == [
        row.line.file
        for row in ROUTINE_LOGS
        if homes.get((row.line.component, row.line.role), row.line.file) != row.line.file
    ]
