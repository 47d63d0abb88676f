"""Observed times: read from files as they come, kept in the scenario, and part of what its hash means."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmgsim.errors import ScenarioError
from cmgsim.model.observed import pack, unpack
from cmgsim.model.scenario_file import document, from_document, load, loads, scenario_sha256

S = 10**9
SCENARIO = (
    '[scenario]\nduration = "2 h"\n[[clients]]\ncount = 9\n[[clients.activities]]\nrequest = "scan"\nobserved = {}\n'
)


def written(folder, text, name="times.csv", observed=None):
    (folder / name).write_text(text, encoding="utf-8")
    (folder / "site.toml").write_text(SCENARIO.format(observed or f'"{name}"'), encoding="utf-8")
    return folder / "site.toml"


def read(folder, text, **more):
    observed = load(written(folder, text, **more)).clients[0].activities[0].observed
    assert observed is not None
    return [column.tolist() for column in unpack(observed)]


def problem(folder, text, **more):
    with pytest.raises(ScenarioError) as caught:
        load(written(folder, text, **more))
    (found,) = caught.value.problems
    assert "clients[0].activities[0].observed" == found.key_path
    return f"{found.message} ({found.expected})"


@given(st.lists(st.tuples(st.integers(0, 2**54), st.integers(0, 2**40)), min_size=1, max_size=50))
def test_packing_keeps_every_time_and_who_is_whom(rows):
    times, clients = (np.array(column, np.int64) for column in zip(*rows, strict=True))
    found, who = unpack(pack(times, clients))

    assert sorted(times.tolist()) == found.tolist()
    expected = [client for _, client in sorted(rows, key=lambda row: row[0])]
    assert len(set(zip(who.tolist(), expected, strict=True))) == len(set(expected)), "one number a client"


@pytest.mark.parametrize(
    ("text", "expected_s"),
    [
        ("time_s\n2\n0.5\n", [0.5, 2]),
        ("time_ms;who\n1500;x\n", [1.5]),
        ("created_ns,outcome\n7000000000,ok\n", [7]),
        ("time\n00:01:30\n90 min\n", [90, 5_400]),
        ("\ufefftime_min\n1.5\n", [90]),
        ("anything\n12 s\n", [12]),
    ],
)
def test_the_name_of_the_column_says_the_unit(tmp_path, text, expected_s):
    assert [each * S for each in expected_s] == read(tmp_path, text)[0]


def test_moments_count_from_the_one_that_is_time_zero(tmp_path):
    table = '{ file = "times.csv", time = "when", zero = "2026-11-10T08:00:00+01:00" }'

    assert [[1_500_000_000, 3_600 * S], []] == read(
        tmp_path, "when\n2026-11-10T08:00:00Z\n2026-11-10 07:00:01.5Z\n", observed=table
    )


def test_clients_are_numbered_as_they_appear(tmp_path):
    assert [[1 * S, 2 * S, 3 * S], [0, 1, 0]] == read(tmp_path, "time_s,client\n3,PC-7\n1,PC-7\n2,PC-9\n")


def test_a_parquet_file_says_the_same_as_a_csv_file(tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"time_s": [2.5, 1.0], "client": [40, 41]}), tmp_path / "times.parquet")
    by_csv = load(written(tmp_path, "time_s,client\n2.5,a\n1,b\n"))
    (tmp_path / "site.toml").write_text(SCENARIO.format('"times.parquet"'), encoding="utf-8")

    assert scenario_sha256(by_csv) == scenario_sha256(load(tmp_path / "site.toml"))


def test_a_request_log_can_be_replayed(tmp_path):
    import cmgsim

    first = cmgsim.simulate(loads('[scenario]\nduration="10 min"\n[[clients]]\ncount=20'), engine="simpy").requests
    first.to_parquet(tmp_path / "requests.parquet")
    (tmp_path / "site.toml").write_text(
        '[[clients]]\ncount = 20\nactivities = [{ request = "policy", observed = "requests.parquet" }]', "utf-8"
    )
    again = cmgsim.simulate(load(tmp_path / "site.toml", ["scenario.duration='10 min'"]), engine="simpy").requests

    assert first["created_ns"].tolist() == again["created_ns"].tolist()


def test_the_scenario_holds_the_times_and_not_the_file(tmp_path):
    scenario = load(written(tmp_path, "time_s\n1\n"))
    (tmp_path / "times.csv").unlink()

    assert scenario == from_document(document(scenario))


def test_its_hash_changes_with_the_contents_and_not_with_the_name(tmp_path):
    hashes = [
        scenario_sha256(load(written(tmp_path, text, name=name)))
        for text, name in (("time_s\n1\n", "a.csv"), ("time_s\n1.0\n", "b.csv"), ("time_s\n2\n", "a.csv"))
    ]

    assert hashes[0] == hashes[1] != hashes[2]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "times.csv is empty (a line with the names"),
        ("time_s\n", "times.csv has 0 rows (1 to 2,000,000 observed requests)"),
        ("a,b\n1,2\n", "times.csv has no column of times (one of created_ns, "),
        ("time_s,b\n1\n", "times.csv, row 2: has 1 values, and the first line names 2 (as many values in every row)"),
        ("time_s\n1\nx\n", 'times.csv, column "time_s", row 3: "x" is no time since the start (numbers from 0 on)'),
        ("time_s\n-1\n", 'times.csv, column "time_s", row 2: is before time zero (numbers from 0 on)'),
        ("time_s\nnan\n", 'times.csv, column "time_s", row 2: "nan" is no time since the start'),
        ("time\n12\n", 'times.csv, column "time", row 2: "12" has no unit (times as "90 min"'),
        ("time_s\n" + "x\n" * 5, 'row 4: "x" is no time since the start; 2 more (numbers'),
        ('time_s\n"1\n', "times.csv is no CSV: unexpected end of data"),
    ],
)
def test_a_bad_file_is_a_problem_like_any_other(tmp_path, text, said):
    assert said in problem(tmp_path, text)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('{ file = "times.csv", time = "tme_s" }', 'times.csv has no column "tme_s" (did you mean `time_s`?)'),
        ('{ file = "times.csv", client = "device" }', 'times.csv has no column "device" (one of time_s)'),
        ('{ file = "times.csv", zero = "noon" }', '`zero`, "noon", is no moment (as "2026-11-10 08:00")'),
        ('{ file = "." }', ". cannot be read: Is a directory"),
        ('"other.parquet"', "there is no file other.parquet"),
    ],
)
def test_a_column_that_is_not_there_is_a_problem_too(tmp_path, table, said):
    assert said in problem(tmp_path, "time_s\n1\n", observed=table)


def test_other_bytes_are_no_text_and_no_parquet(tmp_path):
    path = written(tmp_path, "time_s\n1\n")
    (tmp_path / "times.csv").write_bytes(b"time_s\n\xff\n")
    with pytest.raises(ScenarioError, match="line 2: is not UTF-8"):
        load(path)

    (tmp_path / "site.toml").write_text(SCENARIO.format('"times.parquet"'), encoding="utf-8")
    (tmp_path / "times.parquet").write_bytes(b"PAR1 or not")
    with pytest.raises(ScenarioError, match=r"times\.parquet is no Parquet file"):
        load(path)
