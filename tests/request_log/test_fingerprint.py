import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from request_log_strategies import logs
from run_logs import NAMES, changed, requests

from cmgsim.request_log import COLUMNS, Names, RequestLog

PLACED = [column for column in COLUMNS if column.table is not None]


def test_the_definition_has_not_moved():
    # Pinned: a fingerprint printed by an older version must still mean the same rows.
    expected = "2befae02ce6b0ec2bec43501d768c1883096445f6a6c3fe380d0616913aca4fc"

    assert expected == requests((0, 5, {"instance": 1}), (1, None)).fingerprint()


@pytest.mark.slow
@given(logs(), st.sampled_from([column for column in COLUMNS if column.table is None]), st.data())
def test_any_number_that_changes_changes_it(log, column, data):
    row = data.draw(st.integers(0, len(log) - 1))
    value = int(log[column.name][row])

    assert log.fingerprint() != changed(log, column.name, row, value - 1 if value else 1).fingerprint()


@pytest.mark.slow
@given(logs(), st.sampled_from(PLACED), st.data())
def test_any_name_that_changes_changes_it(log, column, data):
    row, names = data.draw(st.integers(0, len(log) - 1)), len(log.labels(column))
    others = [code for code in range(-1, names) if code != log[column.name][row] and (code >= 0 or column.nullable)]

    for code in others:
        assert log.fingerprint() != changed(log, column.name, row, code).fingerprint()


@pytest.mark.slow
@given(logs(), st.sampled_from([column for column in PLACED if column.table != "outcomes"]), st.data())
def test_how_names_are_numbered_does_not_matter(log, column, data):
    old = log.labels(column)
    new = tuple(data.draw(st.permutations([*old, "never used"])))
    renumber = np.array([*(new.index(name) for name in old), -1], np.int32)
    tables = {
        table: log.names.of(table) for table in ("cohorts", "activities", "instances", "connection_points", "servers")
    }
    renamed = RequestLog(
        dict(log.columns) | {column.name: renumber[log[column.name]]}, Names(**tables | {column.table: new})
    )

    assert log.fingerprint() == renamed.fingerprint()


def test_the_order_of_rows_matters():
    assert requests((0, 5), (0, 6)).fingerprint() != requests((0, 6), (0, 5)).fingerprint()


def test_two_columns_that_swap_their_values_do_not_cancel_out():
    log = requests((0, 5))
    swapped = changed(changed(log, "dns_ns", 0, 5), "instance_service_ns", 0, 0)

    assert log.fingerprint() != swapped.fingerprint()


def test_empty_logs_are_the_same_whatever_they_name():
    assert RequestLog.empty(Names()).fingerprint() == RequestLog.empty(NAMES).fingerprint()
