"""Plots: every axis says what it shows and in which unit, and what is drawn is what the study holds."""

from __future__ import annotations

import pytest
from studies import TINY

from cmgsim.api.simulate import simulate
from cmgsim.errors import StudyError
from cmgsim.model.scenario_file import with_settings
from cmgsim.study import plots
from cmgsim.study.ranges import range_of
from cmgsim.study.sensitivity import sensitivity_design
from cmgsim.study.sweep import sweep

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def study():
    factors = {"cmg.instances": [1, 2, 3], "cmg.service_time": ["20 ms", "1 s"], "cmg.vm_size": ["B2s", "A2_v2"]}
    return sweep(TINY, factors, replications=2)


@pytest.fixture(autouse=True)
def closed():
    plt = pytest.importorskip("matplotlib.pyplot")
    plt.switch_backend("Agg")
    yield
    plt.close("all")


def labels(axes):
    return axes.get_xlabel(), axes.get_ylabel()


def test_a_response_curve_has_a_line_a_level_through_the_means(study):
    axes = plots.response_curve(
        study, "cmg.instances", "latency_p95_s", by="cmg.service_time", **{"cmg.vm_size": "B2s"}
    )

    assert ("cmg.instances", "latency p95 [s]") == labels(axes)
    assert ["cmg.service_time = 0.02 s", "cmg.service_time = 1 s"] == [
        each.get_text() for each in axes.get_legend().texts
    ]
    means = [
        study.points()["latency_p95_s"][point]
        for point in study.points_with(**{"cmg.service_time": 1, "cmg.vm_size": "B2s"})
    ]
    assert means == axes.containers[1].lines[0].get_ydata().tolist()


def test_a_factor_that_would_be_mixed_has_to_be_fixed(study):
    with pytest.raises(StudyError, match=r"cmg.vm_size varies, too \(\*\*\{\"cmg.vm_size\": …\}, one of B2s, A2_v2\)"):
        plots.response_curve(study, "cmg.instances", "latency_p95_s", by="cmg.service_time")
    with pytest.raises(StudyError, match=r"varies no cmg\.workers"):
        plots.response_curve(study, "cmg.workers", "latency_p95_s")
    with pytest.raises(StudyError, match="no point has"):
        plots.heat_map(study, "cmg.instances", "cmg.service_time", "ok", **{"cmg.vm_size": "C4"})


def test_factors_that_go_together_need_not_be_fixed():
    study = sweep(TINY, {("clients[0].count", "cmg.instances"): [(5, 1), (10, 2)]}, replications=2)

    assert "clients[0].count" == plots.response_curve(study, "clients[0].count", "created").get_xlabel()


def test_a_heat_map_has_a_number_a_cell(study):
    axes = plots.heat_map(study, "cmg.instances", "cmg.service_time", "latency_p95_s", **{"cmg.vm_size": "B2s"})

    assert ("cmg.instances", "cmg.service_time [s]") == labels(axes)
    assert 6 == len(axes.texts)
    assert "latency p95 [s]" == axes.figure.axes[1].get_ylabel()


def test_a_tornado_has_the_most_important_on_top():
    ranges = [
        range_of(TINY, "cmg.service_time", "10 ms", "20 ms"),
        range_of(TINY, "network.on_premises.latency", "10 ms", "1 s"),
    ]
    axes = plots.tornado(sweep(TINY, sensitivity_design(TINY, samples=4, ranges=ranges)), "latency_p50_s")
    heights = dict(zip([each.get_text() for each in axes.get_yticklabels()], axes.get_yticks(), strict=True))

    assert ("effect of going through the plausible range, µ* [s]", "assumption") == labels(axes)
    assert heights["network.on_premises.latency"] > heights["cmg.service_time"]


def test_runs_are_drawn_with_units(study):
    run = study.rerun(study.runs["run"][0])

    assert ("time of creation since the start [min]", "mean latency [s]") == labels(plots.warm_up(run))
    axes = plots.latency_distribution({"one": run, "other": run})
    assert ("latency [s]", "share of answered requests that take longer") == labels(axes)
    assert ["one", "other"] == [each.get_text() for each in axes.get_legend().texts]


def test_connections_are_drawn_over_time_at_their_highest():
    run = simulate(TINY, engine="simpy")
    axes = plots.connections(run)

    assert ("time since the start [min]", "connections open at once, most within 0.5 s") == labels(axes)
    assert run.summary["connections"]["instance-1"]["peak"] == max(axes.lines[0].get_ydata())


def test_many_instances_are_strips_as_dark_as_there_are_connections():
    run = simulate(with_settings(TINY, {"cmg.instances": 6, "clients[0].count": 60}), engine="simpy")
    axes = plots.connections(run)
    strips = axes.images[0].get_array()

    assert [f"instance-{number}" for number in range(1, 7)] == [each.get_text() for each in axes.get_yticklabels()]
    assert [row["peak"] for row in run.summary["connections"].values()] == strips.max(axis=1).tolist()
    assert "time since the start [min]" == axes.get_xlabel()


def test_an_axis_of_shares_says_so(study):
    assert ("cmg.instances", "success [share]") == labels(
        plots.response_curve(study, "cmg.instances", "success", **{"cmg.service_time": 1, "cmg.vm_size": "B2s"})
    )


def test_long_levels_stand_in_several_short_lines():
    fault = [{"kind": "instance-down=instance-1", "at": "1 min", "lasts": "30 s"}]
    study = sweep(TINY, {"faults": [[], fault]}, replications=1, engine="simpy")
    ticks = [each.get_text() for each in plots.response_curve(study, "faults", "success").get_xticklabels()]

    assert 24 >= max(len(line) for tick in ticks for line in tick.splitlines())
    assert len(ticks[1].splitlines()) > 1


def test_nothing_that_matters_is_told_instead_of_drawn():
    study = sweep(TINY, sensitivity_design(TINY, samples=2), replications=1)

    with pytest.raises(StudyError, match="nothing that was varied changes created"):
        plots.tornado(study, "created")
