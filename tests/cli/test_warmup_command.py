"""What `cmgsim warmup --clean` deletes, and what it leaves alone."""

from __future__ import annotations

import os

import pytest

from cmgsim.cli.warmup import cleaned

DAY = 86_400
MINE = "cmgsim-" + "0" * 16
OTHER = "cmgsim-" + "a" * 16


def made(base, name, file="kernel-1.py311.nbi", days=40):
    """A folder with a file in a folder below it, all of it so many days old."""
    place = base / name / "fast_1"
    place.mkdir(parents=True)
    (place / file).write_text("x")
    then = (base / name).stat().st_mtime - days * DAY
    for each in (place / file, place, base / name):
        os.utime(each, (then, then))
    return base / name


def test_old_code_of_other_versions_is_deleted_and_ones_own_stays(tmp_path):
    mine, other = made(tmp_path, MINE), made(tmp_path, OTHER)

    assert [other] == cleaned(mine)
    assert [MINE] == [each.name for each in tmp_path.iterdir()]


@pytest.mark.parametrize(
    ("name", "file", "days"),
    [
        (OTHER, "kernel-1.py311.nbi", 27),
        (OTHER, "thesis.odt", 40),
        ("photos", "kernel.nbi", 40),
        ("cmgsim-1", "a.nbc", 40),
    ],
)
def test_what_is_young_or_may_be_somebody_elses_stays(tmp_path, name, file, days):
    made(tmp_path, name, file, days)

    assert [] == cleaned(made(tmp_path, MINE))
    assert (tmp_path / name).is_dir()


def test_a_link_is_not_followed(tmp_path):
    elsewhere = made(tmp_path / "elsewhere", OTHER)
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / OTHER).symlink_to(elsewhere)

    assert [] == cleaned(made(tmp_path / "cache", MINE))
    assert elsewhere.is_dir()
