"""Where compiled code is kept: a place of its own for every text of the engine, every numba and every processor."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cmgsim.fast.cache import digest_of, discard, folder, is_warm, is_writable, processor, take_stock


def test_machines_that_are_alike_share_compiled_code(tmp_path):
    one, other, third = (tmp_path / name for name in ("one", "other", "third"))
    one.write_text("processor\t: 0\nmodel name\t: A\nflags\t: sse avx2\ncpu MHz\t: 2000\n")
    other.write_text("processor\t: 0\nmodel name\t: A\nflags\t: sse avx2\ncpu MHz\t: 3100\n")
    third.write_text("processor\t: 0\nmodel name\t: A\nflags\t: sse\ncpu MHz\t: 2000\n")

    assert processor(one) == processor(other)
    assert processor(one) != processor(third)


def test_a_machine_that_does_not_describe_itself_is_known_by_its_name(tmp_path):
    assert processor(tmp_path / "there is none").strip()


CODE = ("kernel.advance-1.py311.1.nbc", "kernel.advance-1.py311.nbi", "forward_legs.serve-2.py311.1.nbc")
FUNCTIONS = ("kernel.advance", "forward_legs.serve")


@pytest.fixture
def base(tmp_path):
    """A folder with the code of two functions, of which no stock has been taken."""
    for name in CODE:
        (folder(str(tmp_path)) / "fast_1" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder(str(tmp_path)) / "fast_1" / name).write_bytes(b"code")
    return str(tmp_path)


def test_an_empty_folder_is_cold_and_one_with_all_of_the_code_is_warm(tmp_path, base):
    assert not is_warm(str(tmp_path / "empty"))
    assert not is_warm(base)
    take_stock(base, FUNCTIONS)

    assert is_warm(base)


def test_whoever_was_killed_while_compiling_left_a_cold_folder(base):
    take_stock(base, [*FUNCTIONS, "forward_table.pick"])

    assert not is_warm(base)


HARM = {
    "missing": Path.unlink,
    "torn": lambda file: file.write_bytes(b""),
    "other": lambda file: file.write_bytes(b"cod!"),
}


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM)
def test_code_that_is_missing_or_torn_or_other_bytes_is_no_code(base, harm):
    take_stock(base, FUNCTIONS)
    harm(folder(base) / "fast_1" / CODE[0])

    assert not is_warm(base)


def test_an_inventory_of_nothing_is_cold(tmp_path):
    folder(str(tmp_path)).mkdir()
    take_stock(str(tmp_path), [])

    assert not is_warm(str(tmp_path))


def test_what_is_discarded_is_gone(base):
    take_stock(base, FUNCTIONS)
    discard(base)

    assert not list(folder(base).rglob("*.nb*"))
    assert not is_warm(base)


def test_a_folder_that_cannot_be_made_keeps_nothing(tmp_path):
    (tmp_path / "file").touch()

    assert is_writable(str(tmp_path))
    assert not is_writable(str(tmp_path / "file"))
    assert not is_warm(str(tmp_path / "file"))


def test_a_second_installation_of_the_same_text_has_compiled_code_of_its_own(tmp_path):
    one, other = tmp_path / "one.py", tmp_path / "other.py"
    for file in (one, other):
        file.write_text("answer = 42\n")
        os.utime(file, (1_000, 1_000))

    assert digest_of([one]) == digest_of([one])
    assert digest_of([one]) != digest_of([other])


def test_files_that_were_installed_again_have_to_be_compiled_again(tmp_path):
    file = tmp_path / "one.py"
    file.write_text("answer = 42\n")
    os.utime(file, (1_000, 1_000))
    before = digest_of([file])
    os.utime(file, (2_000, 2_000))

    assert digest_of([file]) != before
