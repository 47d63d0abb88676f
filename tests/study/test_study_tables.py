"""Results as tables: the same numbers in every form, with types that do not depend on what happened to be drawn."""

from __future__ import annotations

import math

import pytest
from studies import FACTORS, TINY

from cmgsim.errors import StudyError
from cmgsim.study.measures import MEASURES
from cmgsim.study.model_version import model_version
from cmgsim.study.sample import sample
from cmgsim.study.study import Study
from cmgsim.study.sweep import sweep

pytestmark = pytest.mark.slow  # the first who needs a package waits for it


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return sweep(TINY, FACTORS, replications=2, folder=tmp_path_factory.mktemp("tables"))


def test_a_row_a_run_has_factors_measures_and_what_it_takes_to_run_it_again(study):
    names = ["run", "point", "replication", *FACTORS, "seed", *(measure.name for measure in MEASURES), "fingerprint"]

    assert names == list(study.runs)
    assert {8} == {len(column) for column in study.runs.values()}


def test_every_form_says_the_same(study):
    arrow, pandas, polars = study.to_arrow(), study.to_pandas(), study.to_polars()

    assert study.runs == {name: column.to_pylist() for name, column in zip(arrow.column_names, arrow, strict=True)}
    assert study.runs == polars.to_dict(as_series=False)
    assert study.runs["latency_p95_s"] == pandas["latency_p95_s"].tolist()
    assert pandas["software_update_point_p95_wait_s"].isna().all()


@pytest.mark.parametrize("table", ["runs", "points", "stations", "activities"])
def test_a_column_that_nobody_filled_has_the_type_of_one_that_somebody_did(study, table):
    types = {field.name: str(field.type) for field in study.to_arrow(table).schema}

    assert "null" not in types.values()
    assert "double" == types.get("software_update_point_p95_wait_s", "double")


def test_fields_say_their_unit(study):
    schema = study.to_arrow().schema

    assert b"s" == schema.field("latency_p95_s").metadata[b"unit"]
    assert b"s" == schema.field("cmg.service_time").metadata[b"unit"]
    assert schema.field("success").metadata is None


def test_a_table_that_travels_alone_says_where_it_comes_from(study):
    origin = study.to_arrow("points").schema.metadata

    assert {
        b"study": b"tiny", b"study_sha256": study.definition.sha256.encode(), b"model": model_version().encode()
    } == origin  # fmt: skip


def test_a_point_has_the_mean_of_its_runs_and_their_interval(study):
    points, runs = study.points(), study.runs["latency_mean_s"][:2]

    assert sum(runs) / 2 == points["latency_mean_s"][0]
    assert points["latency_mean_s_low"][0] < min(runs)
    assert max(runs) < points["latency_mean_s_high"][0]


def test_no_interval_reaches_where_the_measure_cannot_be(study):
    points = study.points()
    shares = [measure.name for measure in MEASURES if measure.within == (0, 1)]

    assert ["success", "instance_utilisation"] == shares[:2]
    for measure in MEASURES:
        low, high = measure.within
        assert all(low <= each for each in points[f"{measure.name}_low"] if each is not None), measure.name
        assert all(each <= high for each in points[f"{measure.name}_high"] if each is not None), measure.name


def test_factors_and_replication_are_the_dimensions_of_a_cube(study):
    cube = study.to_xarray()

    assert {"cmg.instances": 2, "cmg.service_time": 2, "replication": 2} == dict(cube.sizes)
    assert study.runs["latency_p95_s"][5] == cube.latency_p95_s.sel({"cmg.instances": 2, "cmg.service_time": 0.02})[1]
    assert "s" == cube.latency_p95_s.attrs["units"]


def test_the_points_of_a_sample_are_one_dimension():
    design = sample(TINY, {"cmg.service_time": ("20 ms", "1 s"), "cmg.workers": (1, 4)}, 3)
    cube = sweep(TINY, design).to_xarray()

    assert {"point": 3, "replication": 1} == dict(cube.sizes)
    assert [point.levels[0] for point in design.points] == cube["cmg.service_time"].values.tolist()


def test_duckdb_asks_the_folder(study):
    import duckdb

    runs = duckdb.read_parquet(f"{study.folder}/results/runs-*.parquet")
    found = runs.aggregate('"cmg.instances", count(*), avg(latency_p95_s)').order('"cmg.instances"').fetchall()

    assert [(1, 4), (2, 4)] == [row[:2] for row in found]
    assert math.isclose(sum(study.runs["latency_p95_s"][:4]) / 4, found[0][2])


def test_what_is_read_back_is_what_was_given(study):
    again = Study.open(study.folder)

    assert (study.runs, study.stations, study.activities) == (again.runs, again.stations, again.activities)


def test_a_damaged_table_is_written_again(study):
    file = study.folder / "results" / "runs-00000.parquet"
    whole = file.read_bytes()
    file.write_bytes(whole[:100] + b"x" + whole[101:])
    sweep(TINY, FACTORS, replications=2, folder=study.folder, resume=True)

    assert whole == file.read_bytes()


def test_a_table_or_measure_that_is_not_there_is_refused_by_name(study):
    with pytest.raises(StudyError, match="has no table 'rnus'"):
        study.to_arrow("rnus")
    with pytest.raises(StudyError, match="did you mean `latency_p95_s`"):
        study.compare("latency_p95", point=0)
