import subprocess
import sys

import pytest
from hypothesis import given, settings
from request_log_strategies import logs
from run_logs import NAMES, requests

from cmgsim.errors import MissingExtra
from cmgsim.request_log import COLUMNS, RequestLog

pyarrow = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")

MIXED = [(0, 5, {"instance": 1}), (1, 9, {"activity": 1}), (2, None)]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "requests.parquet"


@pytest.mark.slow
@given(log=logs())
@settings(max_examples=25)
def test_parquet_brings_back_every_cell_and_name(log, tmp_path_factory):
    path = tmp_path_factory.mktemp("round") / "requests.parquet"
    log.to_parquet(path)
    read = RequestLog.from_parquet(path)

    assert log.fingerprint() == read.fingerprint()
    assert log.names == read.names


def test_an_empty_log_survives_parquet(path):
    RequestLog.empty(NAMES).to_parquet(path)

    assert 0 == len(RequestLog.from_parquet(path))


@pytest.mark.slow
def test_more_rows_than_a_row_group_survive_parquet(path):
    columns = RequestLog.allocate(1_100_000)
    columns["instance"][:] = columns["request"] % 3 - 1
    log = RequestLog(columns, NAMES)
    log.to_parquet(path)

    assert log.fingerprint() == RequestLog.from_parquet(path).fingerprint()


def test_the_same_log_gives_the_same_bytes(path, tmp_path):
    requests(*MIXED).to_parquet(path)
    requests(*MIXED).to_parquet(tmp_path / "again.parquet")

    assert path.read_bytes() == (tmp_path / "again.parquet").read_bytes()


@pytest.mark.slow
def test_another_process_with_another_hash_seed_gives_the_same_bytes(path, tmp_path):
    requests(*MIXED).to_parquet(path)
    code = f"from run_logs import requests; requests(*{MIXED!r}).to_parquet({str(tmp_path / 'other.parquet')!r})"
    folder = next(folder for folder in sys.path if folder.endswith("tests"))
    subprocess.run([sys.executable, "-c", code], check=True, cwd=folder, env={"PYTHONHASHSEED": "7", "LC_ALL": "C"})

    assert path.read_bytes() == (tmp_path / "other.parquet").read_bytes()


def test_in_files_names_are_words_and_what_is_not_there_is_null(path):
    requests(*MIXED).to_parquet(path)
    rows = parquet.read_table(path).to_pylist()

    assert ["instance-2", "instance-1", None] == [row["instance"] for row in rows]
    assert ["ok", "ok", "in-flight"] == [row["outcome"] for row in rows]
    assert [5, 9, None] == [row["done_ns"] for row in rows]


@pytest.mark.parametrize("export", ["to_arrow", "to_pandas", "to_polars"])
def test_every_export_has_the_columns_in_order(export):
    table = getattr(requests(*MIXED), export)()
    names = table.column_names if export == "to_arrow" else list(table.columns)

    assert [column.name for column in COLUMNS] == names


def test_the_three_exports_say_the_same():
    log = requests(*MIXED)
    arrow = log.to_arrow().to_pylist()

    assert arrow == log.to_polars().to_dicts()
    assert arrow == log.to_pandas().astype(object).where(lambda cell: cell.notna(), None).to_dict("records")


def test_a_write_that_fails_leaves_the_old_file(path, monkeypatch):
    requests(*MIXED).to_parquet(path)
    before = path.read_bytes()

    def half(table, where, **_):
        where.write_bytes(b"PAR1")
        raise OSError("No space left on device")

    monkeypatch.setattr(parquet, "write_table", half)
    with pytest.raises(OSError, match="No space left"):
        requests((0, 1)).to_parquet(path)

    assert before == path.read_bytes()
    assert [path] == list(path.parent.iterdir())


def test_a_foreign_parquet_file_is_refused(path):
    parquet.write_table(pyarrow.table({"request": [1]}), path)

    with pytest.raises(ValueError, match="not a request log of schema"):
        RequestLog.from_parquet(path)


@pytest.mark.parametrize(
    ("export", "package", "extra"),
    [("to_arrow", "pyarrow", "parquet"), ("to_pandas", "pandas", "pandas"), ("to_polars", "polars", "polars")],
)
def test_a_package_that_is_not_installed_is_named_with_its_extra(export, package, extra, monkeypatch):
    monkeypatch.setitem(sys.modules, package, None)  # what the import system itself does for a blocked module

    with pytest.raises(MissingExtra) as raised:
        getattr(requests((0, 1)), export)()

    assert (package, extra) == (raised.value.package, raised.value.extra)


def test_parquet_without_pyarrow_names_the_extra(path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)

    with pytest.raises(MissingExtra, match=r"cmgsim\[parquet\]"):
        requests((0, 1)).to_parquet(path)


def test_reading_the_log_loads_none_of_the_packages():
    code = "import sys, cmgsim.request_log; print([p for p in ('pandas', 'polars', 'pyarrow') if p in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert "[]\n" == done.stdout
