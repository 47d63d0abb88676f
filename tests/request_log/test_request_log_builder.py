import struct

import numpy as np
import pytest
from run_logs import NAMES

from cmgsim.request_log import COLUMNS, NONE, Outcome, RequestLogBuilder

END = (90, Outcome.OK, 200, 1, 1, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)


def test_every_column_of_a_recorded_row_reads_back():
    builder = RequestLogBuilder(NAMES)
    builder.record(builder.add(client=7, cohort=0, activity=1, created_ns=35), *END)
    log = builder.build()

    assert [0, 7, 0, 1, 35, *END] == [int(log[column.name][0]) for column in COLUMNS]


def test_a_row_that_is_never_recorded_is_in_flight_and_nowhere():
    builder = RequestLogBuilder(NAMES)
    builder.add(client=7, cohort=0, activity=1, created_ns=35)
    log = builder.build()

    assert ["in-flight"] == log.decoded("outcome")
    assert [NONE] * 5 == [int(log[name][0]) for name in ("done_ns", "status", "instance", "connection_point", "server")]


def test_rows_are_recorded_in_any_order():
    builder = RequestLogBuilder(NAMES)
    builder.add_many(np.arange(3), np.zeros(3), np.zeros(3), np.array([10, 20, 30]))
    builder.record(2, *END)
    builder.record(0, *END)
    log = builder.build()

    assert [90, NONE, 90] == log["done_ns"].tolist()
    assert [10, 20, 30] == log["created_ns"].tolist()


def test_many_rows_are_the_same_rows_one_by_one():
    many, one_by_one = RequestLogBuilder(NAMES), RequestLogBuilder(NAMES)
    many.add(9, 0, 1, 5)
    first = many.add_many([1, 2], [0, 0], [1, 0], [6, 7])
    for row in ((9, 0, 1, 5), (1, 0, 1, 6), (2, 0, 0, 7)):
        one_by_one.add(*row)

    assert 1 == first
    assert "" == many.build().first_difference(one_by_one.build())


def test_times_of_a_year_fit():
    builder, year_ns = RequestLogBuilder(NAMES), 366 * 86_400 * 10**9
    builder.record(builder.add(0, 0, 0, year_ns), year_ns, *END[1:])

    assert [year_ns] == builder.build()["done_ns"].tolist()


def test_a_builder_goes_on_after_a_log_was_built():
    builder = RequestLogBuilder(NAMES)
    empty = builder.build()
    builder.add(0, 0, 0, 1)

    assert (0, 1) == (len(empty), len(builder.build()))


def test_a_row_that_was_never_added_cannot_be_recorded():
    with pytest.raises(struct.error):
        RequestLogBuilder(NAMES).record(0, *END)
