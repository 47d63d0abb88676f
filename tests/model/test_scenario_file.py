"""What the reader of scenario files makes of good ones, of settings and of changes."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
from builders import contoso as small_contoso
from builders import one_client, toml_text

from cmgsim.errors import ScenarioError
from cmgsim.facts.rows import Authentication, Cloud, Deployment
from cmgsim.model.distributions import constant, empirical, exponential, lognormal
from cmgsim.model.scenario import Change, Fault
from cmgsim.model.scenario_change import with_change
from cmgsim.model.scenario_file import (
    contoso,
    document,
    from_document,
    load,
    loads,
    scenario_sha256,
    with_settings,
)
from cmgsim.model.topology import numbered

ONE = "\n[[clients]]\ncount = 10\n"
EXAMPLES = sorted((Path(__file__).parents[2] / "examples" / "scenarios").glob("*.toml"))
SECOND = 1_000_000_000


def problems_of(text, **options):
    with pytest.raises(ScenarioError) as caught:
        loads(text, **options)
    return [str(problem) for problem in caught.value.problems]


def test_a_cohort_is_all_that_a_scenario_needs():
    scenario = loads(ONE)

    assert 10 == scenario.clients[0].count
    assert ("clients[0].count",) == scenario.given


def test_every_section_fills_its_values():
    scenario = loads(
        """
        [scenario]
        duration = "2 h"
        [cmg]
        cloud = "us-government"
        deployment = "classic"
        service_time = "lognormal(30 ms, 0.5)"
        [[connection_points]]
        name = "dmz"
        proxy = true
        [[management_points]]
        protocol = "http"
        [[software_update_points]]
        port = 80
        [[clients]]
        count = 1
        authentication = "site-token"
        retry = []
        keep_alive = "4 min"
        activities = [{ request = "scan", rate = "120/min", down = "3 MB" }]
        [network]
        client_azure = { bandwidth = "20 Mbit/s" }
        tls = "1.3"
        [[faults]]
        kind = "ports-blocked"
        target = "443, 10124-10139"
        at = "00:30"
        [[changes]]
        at = "1 h"
        set = { "cmg.instances" = 3 }
        [targets]
        p99_9_latency = "5 s"
        p50_latency = "1 s"
        """
    )

    assert 7_200 * SECOND == scenario.general.duration_ns
    assert (Cloud.US_GOVERNMENT, Deployment.CLASSIC) == (scenario.cmg.cloud, scenario.cmg.deployment)
    assert lognormal(30_000_000, 0.5) == scenario.cmg.service_time
    assert ("dmz", True) == (scenario.connection_points[0].name, scenario.connection_points[0].proxy)
    assert "http" == scenario.management_points[0].protocol
    assert 80 == scenario.software_update_points[0].port
    client = scenario.clients[0]
    assert (Authentication.SITE_TOKEN, (), 240 * SECOND) == (client.authentication, client.retry, client.keep_alive_ns)
    assert (2.0, constant(3_000_000)) == (client.activities[0].rate_per_s, client.activities[0].down)
    assert (20_000_000, constant(30_000_000)) == (
        scenario.network.client_azure.bandwidth_bps,
        scenario.network.client_azure.latency,
    )
    assert (Fault(kind="ports-blocked", value="443,10124-10139", at_ns=1_800 * SECOND),) == scenario.faults
    assert (("cmg.instances", 3),) == scenario.changes[0].set
    assert ((50.0, SECOND), (99.9, 5 * SECOND)) == scenario.targets.latency_ns


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('"20 ms"', constant(20_000_000)),
        ('"exponential(20 ms)"', exponential(20_000_000)),
        ('{ distribution = "exponential", mean = "20 ms" }', exponential(20_000_000)),
        ('"empirical([1 ms, 2 ms], [1, 3])"', empirical([1_000_000, 2_000_000], [1, 3])),
    ],
)
def test_a_random_time_is_a_constant_an_expression_or_a_table(written, expected):
    assert expected == loads(f"[cmg]\nservice_time = {written}{ONE}").cmg.service_time


def test_a_fault_without_a_target_takes_the_first_node():
    assert "instance-1" == loads("[[faults]]\nkind = 'instance-down'" + ONE).faults[0].value


def test_cohorts_without_names_get_names_of_their_own():
    assert ["clients", "clients-2"] == [cohort.name for cohort in loads(ONE + ONE).clients]


def test_a_change_may_be_written_without_quotes():
    quoted = loads("[[changes]]\nat = '1 h'\nset = { 'cmg.instances' = 4 }" + ONE)

    assert quoted == loads("[[changes]]\nat = '1 h'\nset = { cmg.instances = 4 }" + ONE)


def test_a_byte_order_mark_is_no_problem():
    assert loads(ONE) == loads(b"\xef\xbb\xbf" + ONE.encode())


def test_names_of_nodes_are_those_of_the_topology():
    scenario = loads("[[connection_points]]\ncount = 2\n[[connection_points]]\nname = 'dmz'\ncount = 2" + ONE)
    names = numbered("cmg-connection-point", scenario.connection_points)

    for name in names:
        fault = f"[[faults]]\nkind = 'connection-point-down={name}'\n"
        points = "[[connection_points]]\ncount = 2\n[[connection_points]]\nname = 'dmz'\ncount = 2"
        assert name == loads(fault + points + ONE).faults[0].value


# Files


def test_a_missing_file_is_guessed_from_its_neighbours(tmp_path):
    (tmp_path / "contoso.toml").write_text(ONE)

    with pytest.raises(ScenarioError) as caught:
        load(tmp_path / "contso.toml")

    assert f"{tmp_path}/contso.toml: there is no such file (did you mean `contoso.toml`?)" == str(caught.value)


def test_a_directory_is_no_scenario(tmp_path):
    with pytest.raises(ScenarioError, match=r"is a directory \(a TOML file\)"):
        load(tmp_path)


@pytest.mark.parametrize("path", ["a\0b.toml", "x" * 5_000])
def test_an_impossible_path_is_a_problem(path):
    with pytest.raises(ScenarioError, match="cannot be read"):
        load(path)


def test_other_encodings_are_refused_with_the_line(tmp_path):
    (tmp_path / "a.toml").write_bytes(ONE.encode() + b"# caf\xe9\n")

    with pytest.raises(ScenarioError, match=r"line 4 is not UTF-8 \(save the file with the encoding UTF-8\)"):
        load(tmp_path / "a.toml")


def test_a_document_that_contains_itself_is_refused():
    endless = {"clients": [{"count": 1}]}
    endless["clients"].append(endless)

    with pytest.raises(ScenarioError, match="nested too deeply"):
        from_document(endless)


def test_a_document_that_is_no_table_is_refused():
    with pytest.raises(ScenarioError, match="a list where a table of tables belongs"):
        from_document([1])


# Settings


def test_a_setting_goes_before_the_file():
    scenario = loads("[cmg]\ninstances = 99" + ONE, settings=["cmg.instances=4", "clients[0].count=7"])

    assert (4, 7) == (scenario.cmg.instances, scenario.clients[0].count)
    assert "cmg.instances" in scenario.given


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("cmg.service_time=exponential(20 ms)", exponential(20_000_000)),
        ('cmg.service_time="20 ms"', constant(20_000_000)),
        ("cmg.service_time=20 ms", constant(20_000_000)),
        ('cmg.service_time={distribution="exponential", mean="20 ms"}', exponential(20_000_000)),
    ],
)
def test_a_setting_is_written_as_in_a_file_or_plainly(setting, expected):
    assert expected == loads(ONE, settings=[setting]).cmg.service_time


def test_a_setting_finds_a_cohort_by_its_name():
    scenario = contoso(["clients.laptops.count=5", "network.tls=1.3", "scenario.name=2024"])

    assert [5, 2_000] == [cohort.count for cohort in scenario.clients]
    assert ("1.3", "2024") == (scenario.network.tls, scenario.general.name)


def test_a_setting_makes_the_table_that_it_needs():
    assert 3 == loads(ONE, settings=["connection_points[0].workers=3"]).connection_points[0].workers


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("cmg.instnaces=4", "--set: cmg.instnaces: unknown key (did you mean `instances`?)"),
        ("cmg.instances=40", "--set: cmg.instances: 40 is too many (a whole number from 1 to 16)"),
        ("cmg.instances", "--set: `cmg.instances` sets nothing (KEY.PATH=VALUE, as `cmg.instances=4`)"),
        ("=4", "--set: `` is no key path (as `cmg.instances` or `clients[0].count`)"),
        ("clients[4].count=4", "--set: clients[4].count: there is no `clients[4]` (positions 0 to 0)"),
        ("clients.lap.count=4", '--set: clients.lap.count: no table of `clients` is called "lap" (one of clients)'),
        (
            "management_points.mp.workers=4",
            '--set: management_points.mp.workers: the file has no `[[management_points]]` that could be called "mp" (',
        ),
        ("clients[0]=4", "--set: clients[0]: `clients` is no table (the path of a key)"),
        ("clients.laptops=4", "--set: clients.laptops: `clients` is no table (the path of a key)"),
        ("clients[0].count.x=4", "--set: clients[0].count.x: `clients[0].count` is no table (the path of a key)"),
        ("cmg=4", "--set: cmg: the bare number 4 where one table belongs ([cmg] in single brackets)"),
        (
            "scenario.duration=60",
            "--set: scenario.duration: the bare number 60 has no unit (a quantity with a unit, as",
        ),
    ],
)
def test_a_wrong_setting_names_itself(setting, expected):
    (line,) = problems_of(ONE, settings=[setting])

    assert expected == line[: len(expected)]


def test_problems_of_the_file_and_of_a_setting_come_together():
    lines = problems_of("[cmg]\nworkers = 0" + ONE, source="a.toml", settings=["cmg.instances=40", "x"])

    assert ["a.toml: cmg.workers", "--set: cmg.instances", "--set"] == [line.rsplit(": ", 1)[0] for line in lines]


def test_settings_of_a_sweep_take_base_units_and_words():
    scenario = with_settings(contoso(), {"cmg.service_time": 5, "scenario.duration": "2 h", "cmg.instances": 4})

    assert (constant(5), 7_200 * SECOND, 4) == (
        scenario.cmg.service_time,
        scenario.general.duration_ns,
        scenario.cmg.instances,
    )
    assert "cmg.service_time" in scenario.given
    assert "cmg.workers" not in scenario.given


def test_settings_of_a_sweep_take_lists():
    scenario = with_settings(contoso(), {"clients[0].retry": ["1 s", 5], "clients[1].retry": ()})

    assert [(constant(SECOND), constant(5)), ()] == [cohort.retry for cohort in scenario.clients]


@pytest.mark.parametrize("rate", ["1/week", "3/d", "1000000/s", "0.000001/s"])
def test_any_rate_comes_back_from_its_document(rate):
    scenario = loads(f"{ONE}activities = [{{ request = 'policy', rate = '{rate}' }}]")

    assert scenario == from_document(document(scenario))


def test_settings_of_a_sweep_are_checked():
    with pytest.raises(ScenarioError, match=r"settings: cmg\.instances: 17 is too many"):
        with_settings(contoso(), {"cmg.instances": 17})


# Changes


def test_a_change_sets_base_units():
    change = Change(
        at_ns=0,
        set=(("cmg.instances", 4), ("clients.laptops.timeout", constant(5)), ("network.dns_ttl_address", 7)),
    )

    changed = with_change(contoso(), change)

    assert (4, constant(5), 7) == (
        changed.cmg.instances,
        changed.clients[0].timeout,
        changed.network.dns_ttl_address_ns,
    )
    assert contoso().clients[1] == changed.clients[1]


def test_a_change_of_one_percentile_keeps_the_others():
    scenario = loads("[targets]\np95_latency = '5 s'\np50_latency = '1 s'" + ONE)

    changed = with_change(scenario, Change(at_ns=0, set=(("targets.p95_latency", "2 s"),)))

    assert ((50.0, SECOND), (95.0, 2 * SECOND)) == changed.targets.latency_ns


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("cmg.instnaces", 4, "change: cmg.instnaces: there is no key `cmg.instnaces` (did you mean `instances`?)"),
        ("cmg.instances", 0, "change: cmg.instances: 0 is too few (a whole number from 1 to 16)"),
        (
            "clients.lapto.count",
            1,
            'change: clients.lapto.count: no table of `clients` is called "lapto" (did you mean',
        ),
        ("", 1, "change: `` is no key path"),
    ],
)
def test_a_change_that_cannot_be_is_a_problem(path, value, expected):
    with pytest.raises(ScenarioError) as caught:
        with_change(contoso(), Change(at_ns=0, set=((path, value),)))

    assert expected == str(caught.value)[: len(expected)]


# The canonical form


def test_the_hash_depends_on_meaning_alone():
    plain = '[scenario]\nduration = "60 min"\n[cmg]\nservice_time = "exponential(20 ms)"' + ONE
    same = """
        [cmg]  # the same in other words
        workers = 16
        service_time = { mean = "0.02 s", distribution = "exponential" }
        [[clients]]
        count = 1_0
        [scenario]
        duration = "1 h"
    """
    other = plain.replace("20 ms", "21 ms")

    assert scenario_sha256(loads(plain)) == scenario_sha256(loads(same))
    assert scenario_sha256(loads(plain)) != scenario_sha256(loads(other))


# Examples


def test_the_built_in_scenario_is_contoso():
    scenario = contoso()

    assert "contoso" == scenario.general.name
    assert 10_000 == sum(cohort.count for cohort in scenario.clients)
    assert (2, "A2_v2", 2) == (scenario.cmg.instances, scenario.cmg.vm_size, scenario.connection_points[0].count)
    assert 3_600 * SECOND == scenario.general.duration_ns


def test_the_example_is_the_built_in_scenario():
    built_in = files("cmgsim.model").joinpath("contoso.toml")

    assert built_in.read_bytes() == (EXAMPLES[0].parent / "contoso.toml").read_bytes()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_valid_and_named_like_its_file(path):
    assert path.stem == load(path).general.name


def test_the_builders_build():
    assert (1, 2) == (one_client(instances=2).clients[0].count, one_client(instances=2).cmg.instances)
    assert Deployment.CLASSIC is small_contoso(deployment="classic").cmg.deployment


def test_toml_text_is_read_back():
    raw = {"a": {"b c": [1, 2.5, True, 'q"\\\n']}, "d": []}

    assert raw == tomllib.loads(toml_text(raw))


def test_a_cohort_without_a_name_is_set_by_the_name_that_it_has_by_default():
    two = "[[clients]]\ncount = 5\n[[clients]]\ncount = 6"
    changed = loads(two, settings=["clients.clients.count=7", "clients.clients-2.count=8"])

    assert [("clients", 7), ("clients-2", 8)] == [(cohort.name, cohort.count) for cohort in changed.clients]
