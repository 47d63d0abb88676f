"""A study folder that somebody or something has changed: told in words, and salvaged to the same bytes."""

from __future__ import annotations

import shutil

import pytest
from studies import FACTORS, TINY, recorded, results

from cmgsim.errors import StudyError
from cmgsim.study import header
from cmgsim.study.records import MAGIC
from cmgsim.study.study import Study
from cmgsim.study.sweep import run_study, sweep


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    sweep(TINY, FACTORS, folder=folder)
    return folder


@pytest.fixture
def copy(whole, tmp_path):
    return shutil.copytree(whole, tmp_path / "copy")


def flip(file, place):
    content = bytearray(file.read_bytes())
    content[place] ^= 0x01
    file.write_bytes(content)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(8))
def test_whichever_byte_of_a_ledger_flips_it_is_refused_and_salvaged_to_the_same_bytes(whole, tmp_path, part):
    size = (whole / "ledger").stat().st_size
    places = [*range(len(MAGIC) + 20), *range(len(MAGIC) + 20, size - 1, 211)][part::8]
    for place in places:
        folder = shutil.copytree(whole, tmp_path / str(place))
        flip(folder / "ledger", place)
        with pytest.raises(StudyError):
            Study.open(folder)
        with pytest.raises(StudyError):
            run_study(None, folder, resume=True)
        run_study(None, folder, resume=True, salvage=True)

        assert results(whole) == results(folder), place
        assert sorted(recorded(whole)) == sorted(recorded(folder)), place


def test_a_study_without_its_record_is_read_from_the_file_beside_if_that_is_whole(copy):
    flip(copy / "ledger", len(MAGIC) + 100)
    (copy / "study.json").write_text((copy / "study.json").read_text().replace('"120000000000 ns"', '"60000000000 ns"'))

    with pytest.raises(StudyError, match="holds 4 finished runs and no study"):
        run_study(None, copy, resume=True, salvage=True)
    assert 4 == len(sweep(TINY, FACTORS, folder=copy, resume=True))
    assert 4 == len(set(recorded(copy))) == len(recorded(copy))


def test_the_file_beside_says_which_model_made_the_runs(copy, monkeypatch):
    flip(copy / "ledger", len(MAGIC) + 100)
    monkeypatch.setattr("cmgsim.study.store.model_version", lambda: "9.9.9+abc")

    with pytest.raises(StudyError, match=r"was made by the model .*; this is 9\.9\.9\+abc"):
        run_study(None, copy, resume=True, salvage=True)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"model": "x", "scenario": 3}', "\x00"])
def test_a_file_beside_that_holds_no_study_is_none(tmp_path, text):
    (tmp_path / "study.json").write_text(text)

    assert [] == header.headers(tmp_path, [{"run": "a"}])


def test_what_somebody_else_put_beside_the_tables_stays(copy):
    (copy / "results" / "plot.png").write_text("mine")
    (copy / "results" / "more").mkdir()
    (copy / "results" / "more" / "query.sql").write_text("mine, too")
    (copy / "results" / "runs-00007.parquet").write_text("a table that is none of this study's")
    sweep(TINY, FACTORS, replications=2, folder=copy, extend=True)

    assert ["activities-00000.parquet", "more", "plot.png", "points-00000.parquet", "runs-00000.parquet",
            "stations-00000.parquet"] == sorted(each.name for each in (copy / "results").iterdir())  # fmt: skip
    assert "mine, too" == (copy / "results" / "more" / "query.sql").read_text()
