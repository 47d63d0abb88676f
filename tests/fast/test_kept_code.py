"""Where compiled code is kept: a place of its own for every text of the engine, every numba and every processor."""

from __future__ import annotations

import os

from cmgsim.fast.cache import digest_of, folder, is_warm, processor


def test_machines_that_are_alike_share_compiled_code(tmp_path):
    one, other, third = (tmp_path / name for name in ("one", "other", "third"))
    one.write_text("processor\t: 0\nmodel name\t: A\nflags\t: sse avx2\ncpu MHz\t: 2000\n")
    other.write_text("processor\t: 0\nmodel name\t: A\nflags\t: sse avx2\ncpu MHz\t: 3100\n")
    third.write_text("processor\t: 0\nmodel name\t: A\nflags\t: sse\ncpu MHz\t: 2000\n")

    assert processor(one) == processor(other)
    assert processor(one) != processor(third)


def test_a_machine_that_does_not_describe_itself_is_known_by_its_name(tmp_path):
    assert processor(tmp_path / "there is none").strip()


def test_an_empty_folder_is_cold_and_one_with_compiled_code_is_warm(tmp_path):
    assert not is_warm(str(tmp_path))
    folder(str(tmp_path)).mkdir()
    (folder(str(tmp_path)) / "kernel.advance.1.nbc").touch()

    assert is_warm(str(tmp_path))


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
