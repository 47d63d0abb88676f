"""The ledger: what was written is there, what was not is not, and what changed since is found out."""

from __future__ import annotations

import os
import resource
import signal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmgsim.errors import StudyError
from cmgsim.study.ledger import Ledger
from cmgsim.study.records import MAGIC, decoded, encoded, read_ledger

RECORDS = [{"run": "a", "n": 1}, {"run": "é\n", "x": 0.1}, {"run": "c", "deep": {"list": [1, None, "]"]}}]
WHOLE = MAGIC + encoded(RECORDS, 0)[0]
ENDS = [len(MAGIC + encoded(RECORDS[:n], 0)[0]) for n in range(len(RECORDS) + 1)]


def write(folder, content):
    (folder / "ledger").write_bytes(content)
    return folder


@settings(max_examples=30)
@given(st.lists(st.dictionaries(st.text(), st.none() | st.integers() | st.floats(allow_nan=False) | st.text())))
def test_what_is_written_is_read(records):
    finite = [{k: v for k, v in record.items() if v not in (float("inf"), float("-inf"))} for record in records]

    assert tuple(finite) == decoded(MAGIC + encoded(finite, 0)[0], "ledger").records


@pytest.mark.parametrize("length", range(len(WHOLE)))
def test_a_ledger_that_was_cut_anywhere_keeps_its_whole_records(tmp_path, length):
    whole = sum(end <= length for end in ENDS[1:])
    ledger, contents = Ledger.open(write(tmp_path, WHOLE[:length]))
    ledger.append(RECORDS[whole:])
    ledger.close()

    assert tuple(RECORDS[:whole]) == contents.records
    assert WHOLE == (tmp_path / "ledger").read_bytes()


@pytest.mark.parametrize("place", range(len(MAGIC), len(WHOLE)))
def test_a_byte_that_flipped_is_found_out_or_costs_one_record_that_is_run_again(tmp_path, place):
    for bit in (0x01, 0x80, 0xFF):
        content = bytearray(WHOLE)
        content[place] ^= bit
        found = decoded(bytes(content), "ledger")

        assert found.damaged or found.torn
        assert all(record in RECORDS for record in found.records)


@pytest.mark.parametrize("place", range(len(MAGIC)))
def test_a_file_that_begins_with_something_else_is_no_ledger(tmp_path, place):
    content = bytearray(WHOLE)
    content[place] ^= 0x01

    with pytest.raises(StudyError, match="is no ledger"):
        Ledger.open(write(tmp_path, bytes(content)))


@pytest.mark.parametrize(
    "order", [(0, 2), (0, 2, 1), (1, 2), (0, 0, 1, 2)], ids=["one is missing", "swapped", "no first", "doubled"]
)
def test_records_that_are_not_where_they_were_are_found_out(order):
    lines = WHOLE[len(MAGIC) :].splitlines(keepends=True)

    assert decoded(MAGIC + b"".join(lines[n] for n in order), "ledger").damaged


def test_damage_is_refused_in_words_that_say_how_to_go_on(tmp_path):
    content = bytearray(WHOLE)
    content[ENDS[1] + 30] ^= 0x01

    with pytest.raises(StudyError) as refused:
        Ledger.open(write(tmp_path, bytes(content)))
    assert (
        f"{tmp_path / 'ledger'}: 1 record changed after being written, at byte {ENDS[1]} "
        "(`--salvage` keeps the 2 whole records and runs the others again)"
    ) == str(refused.value)
    assert bytes(content) == (tmp_path / "ledger").read_bytes()


def test_salvage_keeps_the_whole_records_and_the_file_as_it_was(tmp_path):
    content = bytearray(WHOLE)
    content[ENDS[1] + 30] ^= 0x01
    ledger, contents = Ledger.open(write(tmp_path, bytes(content)), salvage=True)
    ledger.append(RECORDS[1:2])
    ledger.close()

    assert (RECORDS[0], RECORDS[2]) == contents.records
    assert (RECORDS[0], RECORDS[2], RECORDS[1]) == read_ledger(tmp_path / "ledger").records
    assert bytes(content) == (tmp_path / "ledger.damaged").read_bytes()


def test_a_tail_of_zeros_is_torn(tmp_path):
    ledger, contents = Ledger.open(write(tmp_path, WHOLE + bytes(4096)))
    ledger.close()

    assert (tuple(RECORDS), True) == (contents.records, contents.torn)
    assert WHOLE == (tmp_path / "ledger").read_bytes()


def test_two_cannot_write_to_one_ledger(tmp_path):
    first, _ = Ledger.open(tmp_path)

    with pytest.raises(StudyError, match=f"is being worked on by process {os.getpid()} on "):
        Ledger.open(tmp_path)
    first.close()
    again, _ = Ledger.open(tmp_path)
    again.close()


def test_the_lock_of_a_process_that_was_killed_is_nobodys(tmp_path):
    child = os.fork()
    if child == 0:
        Ledger.open(tmp_path)
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    ledger, _ = Ledger.open(tmp_path)
    ledger.close()


def test_anybody_may_read_while_somebody_writes(tmp_path):
    ledger, _ = Ledger.open(tmp_path)
    ledger.append(RECORDS[:1])

    assert tuple(RECORDS[:1]) == read_ledger(tmp_path / "ledger").records
    ledger.close()


@pytest.mark.parametrize("room", [0, 1, 17, 18, 40])
def test_a_full_disk_leaves_whole_records_and_says_what_to_do(tmp_path, room):
    # In a child: the limit is the process's own, and stands for a disk that has so many bytes left.
    child = os.fork()
    if child == 0:
        code = 1
        try:
            ledger, _ = Ledger.open(tmp_path)
            ledger.append(RECORDS[:2])
            size = (tmp_path / "ledger").stat().st_size
            resource.setrlimit(resource.RLIMIT_FSIZE, (size + room, size + room))
            try:
                ledger.append(RECORDS[2:])
            except StudyError as error:
                code = 0 if "make room, then `--resume`" in str(error) else 2
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)

    assert 0 == os.waitstatus_to_exitcode(status)
    assert tuple(RECORDS[:2]) == read_ledger(tmp_path / "ledger").records
