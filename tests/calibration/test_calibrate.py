"""Calibration finds what the logs were made from, says what it cannot read, and writes what a scenario takes."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path

import pytest
from sample_logs import ENDPOINTS, START, client_line, committed, counts, report, reports, server_line, service, verbose

import cmgsim
from cmgsim.calibration.endpoints import REQUEST_OF
from cmgsim.errors import ScenarioError
from cmgsim.facts.activities import CATALOGUE
from cmgsim.model.assumption_rows import assumption_rows

EXAMPLES = Path(__file__).parents[2] / "examples"


def log(folder, lines, name="SMS_Cloud_ProxyConnector.log", encoding="utf-8"):
    (folder / name).write_bytes("".join(lines).replace("\n", "\r\n").encode(encoding))
    return folder / name


def inputs(*paths, **more):
    return {fit.request: fit for fit in cmgsim.calibrate(paths, **more).fits}


def problems(*paths):
    with pytest.raises(ScenarioError) as caught:
        cmgsim.calibrate(paths)
    return [str(problem) for problem in caught.value.problems]


def test_every_endpoint_stands_for_a_request_of_the_catalogue():
    assert set(REQUEST_OF.values()) <= set(CATALOGUE)


def test_the_committed_samples_are_those_of_the_tests_and_say_that_they_are_simulated():
    for name, text in committed().items():
        found = (EXAMPLES / "logs" / name).read_bytes().decode("utf-8").replace("\r\n", "\n")
        assert text == found
        assert "SIMULATED" in found.splitlines()[0]


def test_rates_and_sizes_are_what_the_log_was_made_from(tmp_path):
    found = inputs(log(tmp_path, reports()))

    for endpoint, (a_minute, up, down) in ENDPOINTS.items():
        fit = found[REQUEST_OF.get(endpoint.lower(), f"?{endpoint.lower()}")]
        assert (up, down) == (fit.up_bytes, fit.down_bytes)
        assert 60 * fit.rate_per_s == pytest.approx(a_minute, rel=0.2)
        assert fit.requests == round(fit.rate_per_s * 40 * 300)
        assert fit.busiest_hour_per_s >= fit.rate_per_s


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("line", [server_line, client_line])
def test_both_formats_and_every_encoding_of_windows_say_the_same(tmp_path, encoding, line):
    accent = line("Démarré", START)
    found = inputs(log(tmp_path, [accent, *reports(line=line)], encoding=encoding))

    assert inputs(log(tmp_path, reports(), "plain.log")) == found


def test_a_bias_is_added_to_get_utc(tmp_path):
    early = [
        server_line(report(0), START, bias="+300"),
        server_line(report(1), START + timedelta(minutes=5), bias="+300"),
    ]
    document = cmgsim.calibrate([log(tmp_path, early)]).document

    assert ("2026-11-09 11:55 UTC", "2026-11-09 12:05 UTC") == (document["from"], document["to"])


def test_rotated_files_that_overlap_count_each_line_once(tmp_path):
    whole = inputs(log(tmp_path, reports(), "whole.log"))
    parts = [log(tmp_path, reports(0, 25), "a.lo_"), log(tmp_path, reports(20, 40), "b.log")]

    assert whole == inputs(*parts)
    assert 5 == cmgsim.calibrate(parts).document["duplicates"]


def test_counters_that_run_on_since_the_start_are_found_out(tmp_path):
    sums, lines = {}, []
    for number in range(40):
        for name, values in counts(number).items():
            sums[name] = tuple(map(sum, zip(sums.get(name, (0, 0, 0)), values, strict=True)))
        lines.append(server_line(report(number, sums), START + timedelta(minutes=5 * (number + 1))))
    running = cmgsim.calibrate([log(tmp_path, lines)])
    each = inputs(log(tmp_path, reports(1), "each.log"))

    assert "cumulative" == running.counting
    assert [(fit.requests, fit.up_bytes, fit.rate_per_s) for fit in each.values()] == [
        (fit.requests, fit.up_bytes, fit.rate_per_s) for fit in running.fits
    ]
    assert "interval" == cmgsim.calibrate([log(tmp_path, reports())]).counting


def test_two_connection_points_add_up(tmp_path):
    alone = inputs(log(tmp_path, reports(), "one.log"))
    both = inputs(tmp_path / "one.log", log(tmp_path, reports(server="CP02.contoso.com"), "two.log"))

    assert 2 * alone["policy"].rate_per_s == pytest.approx(both["policy"].rate_per_s)
    assert alone["policy"].up_bytes == both["policy"].up_bytes


def test_time_without_reports_does_not_count(tmp_path):
    gap = inputs(log(tmp_path, [*reports(0, 12), *reports(30, 40)]))

    assert 60 * gap["policy"].rate_per_s == pytest.approx(80, rel=0.05)


def test_the_log_of_an_instance_has_times_as_well(tmp_path):
    found = cmgsim.calibrate([log(tmp_path, service(), "CMGService.log")])

    assert "instance" == found.origin
    assert [150, 160] == [
        {fit.request: fit for fit in found.fits}[name].elapsed_ms for name in ("notification", "token")
    ]


def test_both_logs_together_agree(tmp_path):
    document = cmgsim.calibrate([log(tmp_path, reports()), log(tmp_path, service(), "CMGService.log")]).document

    assert "connection point" == document["counted_by"]
    assert {1.0} == {round(ratio, 6) for ratio in document["agreement"][0]["ratios"].values()}
    assert 160 == document["agreement"][0]["elapsed_ms"]["token"]


def test_verbose_lines_give_the_service_time_of_a_management_point(tmp_path):
    (time,) = cmgsim.calibrate([log(tmp_path, [*reports(), *verbose()])]).service_times

    assert ("management-point", 60) == (str(time.role), time.times)
    assert 12 == pytest.approx(time.mean_ms, rel=0.1)


def test_what_was_held_out_lies_where_it_was_predicted(tmp_path):
    found = cmgsim.calibrate([log(tmp_path, reports())]).predictions

    assert 18 == len(found)
    assert sum(each.inside for each in found) >= 16
    assert all(abs(each.error or 0) < 0.25 for each in found)


def test_a_change_of_load_is_not_predicted(tmp_path):
    doubled = {name: (2 * a, 2 * b, 2 * c) for name, (a, b, c) in counts(30).items()}
    late = [server_line(report(n, doubled), START + timedelta(minutes=5 * (n + 1))) for n in range(28, 40)]
    found = {
        (each.request, each.quantity): each
        for each in cmgsim.calibrate([log(tmp_path, [*reports(0, 28), *late])]).predictions
    }

    assert not found["policy", "requests"].inside
    assert -0.55 < (found["policy", "requests"].error or 0) < -0.45


def test_too_few_reports_are_not_compared(tmp_path):
    assert () == cmgsim.calibrate([log(tmp_path, reports(0, 6))]).predictions


def test_the_fragment_is_a_part_of_a_scenario(tmp_path):
    found = cmgsim.calibrate([log(tmp_path, [*reports(), *verbose()])], cohort="laptops")
    (tmp_path / "measured.toml").write_text(found.fragment, encoding="utf-8")
    scenario = cmgsim.load(EXAMPLES / "scenarios" / "contoso.toml", [f"@{tmp_path / 'measured.toml'}"])

    assert ["policy", "hardware-inventory", "scan", "location", "token", "notification"] == [
        activity.request for activity in scenario.clients[0].activities
    ]
    assert 8_000 == scenario.clients[0].count
    assert () == scenario.clients[1].activities
    rows = {row["name"]: row for row in assumption_rows(scenario)}
    assert {"measured"} == {
        rows[name]["confidence"]
        for name in (
            "clients[0].activities[0].rate",
            "clients[0].activities[2].down",
            "management_points[0].service_time",
        )
    }


def test_with_the_number_of_clients_the_fragment_is_a_scenario(tmp_path):
    found = cmgsim.calibrate([log(tmp_path, reports())], clients=900, cohort='a "b"')
    scenario = cmgsim.loads(found.fragment)

    assert ('a "b"', 900) == (scenario.clients[0].name, scenario.clients[0].count)
    rates = [activity.rate_per_s for activity in scenario.clients[0].activities]
    assert rates == pytest.approx([fit.rate_per_s for fit in found.fits if not fit.request.startswith("?")], rel=1e-3)
    assert tomllib.loads(found.fragment) == tomllib.loads(found.document["fragment"])


def test_a_damaged_line_is_named(tmp_path):
    lines = reports()
    lines[3] = lines[3].replace("TotalRequestBytes", "TotalBytes", 1)
    lines[5] = lines[5].replace('TotalRequests="', 'TotalRequests="many', 1)
    path = log(tmp_path, lines)

    assert [
        f"{path}: line 4: an endpoint of the report has no totalrequestbytes (<EndPoint",
        f"{path}: line 6: totalrequests of the report is no count (<EndPoint",
    ] == [problem.partition(" Name")[0] for problem in problems(path)]


def test_a_line_that_a_rollover_cut_is_left_out(tmp_path):
    lines = reports()
    lines[-1] = lines[-1].replace("</ProxyTrafficStateDetails>", "")[:400] + lines[-1][-90:]
    document = cmgsim.calibrate([log(tmp_path, lines)]).document

    assert (1, 39) == (document["cut_lines"], document["reports"])


def test_files_that_count_nothing_are_named(tmp_path):
    empty, other = (
        log(tmp_path, [], "empty.log"),
        log(tmp_path, [server_line("Maintaining connections...", START)], "o.log"),
    )
    (tmp_path / "notes.txt").write_text("nothing of the kind", encoding="utf-8")

    assert [f"{empty}: is empty (lines that end in"] == [
        problems(empty)[0][: len(f"{empty}: is empty (lines that end in")]
    ]
    assert problems(other)[0].startswith(f"{other}: counts nothing (lines with ReportTrafficData")
    assert "has no line of a Configuration Manager log" in problems(tmp_path / "notes.txt")[0]
    assert "there is no such file" in problems(tmp_path / "nowhere.log")[0]
    assert "cannot be read" in problems(tmp_path)[0]
    assert 2 == len(problems(tmp_path / "nowhere.log", empty))
    assert "no log is given" in problems()[0]
