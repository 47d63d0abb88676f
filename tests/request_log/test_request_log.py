import numpy as np
import pytest
from run_logs import NAMES, changed, requests

from cmgsim.request_log import COLUMNS, NONE, STAGES, Names, Outcome, RequestLog


def test_the_columns_are_those_of_the_contract_in_its_order():
    expected = (
        "request client cohort activity created_ns done_ns outcome status attempts instance connection_point server "
        "dns_ns connect_ns instance_wait_ns instance_service_ns channel_ns connection_point_wait_ns "
        "connection_point_service_ns server_wait_ns server_service_ns response_ns"
    )

    assert expected.split() == [column.name for column in COLUMNS]


def test_outcomes_are_called_as_in_the_contract():
    assert ["ok", "refused", "timed-out", "lost", "in-flight"] == [outcome.label for outcome in Outcome]


def test_the_last_ten_columns_are_the_stages():
    assert list(STAGES) == [column.name for column in COLUMNS[-10:]]


def test_codes_decode_to_names_and_none():
    log = requests((0, 5, {"instance": 1}), (1, None))

    assert ["instance-2", None] == log.decoded("instance")
    assert ["ok", "in-flight"] == log.decoded("outcome")


def test_allocated_columns_are_numbered_and_writable():
    columns = RequestLog.allocate(3)
    columns["created_ns"][:] = [4, 5, 6]
    log = RequestLog(columns, NAMES)

    assert [0, 1, 2] == log["request"].tolist()
    assert [4, 5, 6] == log["created_ns"].tolist()


def test_a_finished_log_cannot_be_written():
    log = requests((0, 5))

    with pytest.raises(ValueError, match="read-only"):
        log["done_ns"][0] = 7


def test_a_missing_column_is_named():
    columns = RequestLog.allocate(1)
    del columns["status"]

    with pytest.raises(ValueError, match="missing or unknown: status"):
        RequestLog(columns, NAMES)


def test_columns_of_different_length_are_refused():
    with pytest.raises(ValueError, match="differ in length"):
        RequestLog(RequestLog.allocate(2) | {"status": np.zeros(1, np.int32)}, NAMES)


def test_a_name_given_twice_is_refused():
    with pytest.raises(ValueError, match="servers names something twice"):
        Names(servers=("management-point-1", "management-point-1"))


def test_chosen_rows_keep_their_numbers():
    log = requests((0, 5), (1, 6), (2, 7))

    assert [0, 2] == log.where(np.array([True, False, True]))["request"].tolist()


def test_equal_logs_have_no_first_difference():
    assert "" == requests((0, 5)).first_difference(requests((0, 5)))


def test_the_first_difference_names_column_row_and_both_values():
    log = requests((0, 5), (1, 6))

    assert "status of request 1: 200 against 503 (1 rows differ)" == log.first_difference(
        changed(log, "status", 1, 503)
    )


def test_logs_of_different_length_differ():
    assert "1 rows against 2" == requests((0, 5)).first_difference(requests((0, 5), (1, 6)))


def test_another_numbering_of_names_is_no_difference():
    swapped = Names(("laptops",), ("scan", "policy"), NAMES.instances, NAMES.connection_points, NAMES.servers)

    assert "" == requests((0, 5, {"activity": 0})).first_difference(requests((0, 5, {"activity": 1}), names=swapped))


def test_none_is_no_time_of_a_run():
    assert NONE < 0
