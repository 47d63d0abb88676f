"""Limits, lifetimes and periods, against a list written independently of them."""

from __future__ import annotations

import pytest

from cmgsim.facts.limits import LIMITS, VM_SIZES
from cmgsim.facts.rows import Confidence, Source
from cmgsim.facts.schedules import SCHEDULES
from cmgsim.facts.tokens import TOKENS

NUMBERS = {row.name: row for row in (*LIMITS, *TOKENS, *SCHEDULES)}

# What the pages state: name, value, unit.
DOCUMENTED = [
    ("instances-per-cmg", 16, "count"),
    ("default-instances", 1, "count"),
    ("clients-per-instance-classic", 6_000, "connections"),
    ("clients-per-instance-scale-set-2010", 2_000, "connections"),
    ("instances-per-connection-point", 4, "count"),
    ("dynamic-ports-per-connection-point", 16_384, "clients"),
    ("instances-for-availability", 2, "count"),
    ("connection-points-for-availability", 2, "count"),
    ("channel-check-interval", 60, "s"),
    ("traffic-report-interval", 300, "s"),
    ("software-center-extra-delay", 3, "s"),
    ("clients-per-management-point", 25_000, "clients"),
    ("management-points-per-primary-site", 15, "count"),
    ("clients-per-software-update-point-shared", 25_000, "clients"),
    ("clients-per-software-update-point-dedicated", 150_000, "clients"),
    ("clients-per-primary-site", 150_000, "clients"),
    ("clients-per-hierarchy", 700_000, "clients"),
    ("clients-per-distribution-point", 4_000, "clients"),
    ("requests-per-blob", 500, "req/s"),
    ("requests-per-storage-account", 20_000, "req/s"),
    ("content-test-file", 100, "MB"),
    ("content-test-clients", 50_000, "clients"),
    ("content-test-time", 24, "h"),
    ("egress-per-client-month-default", 100, "MB"),
    ("egress-per-client-month-aggressive", 300, "MB"),
    ("egress-threshold-14-days", 10_000, "GB"),
    ("storage-threshold", 2_000, "GB"),
    ("threshold-warning-level", 50, "%"),
    ("threshold-critical-level", 90, "%"),
    ("threshold-check-interval", 6, "min"),
    ("usage-download-interval", 60, "min"),
    ("azure-statistics-lag", 24, "h"),
    ("log-sync-to-storage", 5, "min"),
    ("log-sync-to-site", 5, "min"),
    ("log-file-size", 250_000, "bytes"),
    ("maintenance-retry", 20, "min"),
    ("load-balancer-idle-timeout", 4, "min"),
    ("load-balancer-probe-interval", 5, "s"),
    ("load-balancer-http-probe-timeout", 30, "s"),
    ("load-balancer-hash-fields", 5, "count"),
    ("ccm-token-lifetime", 8, "h"),
    ("entra-token-lifetime", 75, "min"),
    ("site-token-lifetime", 90, "d"),
    ("site-token-lifetime-support-article", 30, "d"),
    ("site-token-renewal", 30, "d"),
    ("bulk-registration-token-lifetime", 3, "d"),
    ("bulk-registration-token-maximum", 7, "d"),
    ("content-token-lifetime", 24, "h"),
    ("content-token-lifetime-in-logs", 8, "h"),
    ("app-secret-lifetime", 1, "y"),
    ("app-secret-lifetime-long", 2, "y"),
    ("app-age-renewable", 800, "d"),
    ("storage-key-rotation", 180, "d"),
    ("policy-poll", 60, "min"),
    ("state-messages", 15, "min"),
    ("hardware-inventory", 7, "d"),
    ("hardware-inventory-random-delay", 240, "min"),
    ("software-inventory", 7, "d"),
    ("software-metering-report", 7, "d"),
    ("heartbeat-discovery", 7, "d"),
    ("software-update-scan", 7, "d"),
    ("software-update-scan-random-delay", 120, "min"),
    ("software-update-evaluation", 7, "d"),
    ("application-evaluation", 7, "d"),
    ("notification-keep-alive", 15, "min"),
    ("location-cycle", 25, "h"),
    ("location-cycle-cmg-page", 24, "h"),
    ("management-point-rotation-failures", 5, "count"),
    ("management-point-rotation-window", 10, "min"),
    ("software-update-point-fallback", 120, "min"),
    ("software-update-point-failed-scans", 4, "count"),
    ("boundary-group-fallback", 120, "min"),
]


@pytest.mark.parametrize(("name", "value", "unit"), DOCUMENTED)
def test_each_documented_number_has_its_value_and_unit(name, value, unit):
    figure = NUMBERS[name].figure

    assert (value, unit) == (figure.value, figure.unit)


def test_there_are_no_other_numbers():
    assert {name for name, _, _ in DOCUMENTED} == set(NUMBERS)


def test_names_are_used_once():
    assert len(NUMBERS) == len(LIMITS) + len(TOKENS) + len(SCHEDULES)


@pytest.mark.parametrize("row", NUMBERS.values(), ids=list(NUMBERS))
def test_each_number_is_documented_by_a_page(row):
    assert isinstance(row.figure.source, Source)
    assert Confidence.DOCUMENTED is row.figure.confidence


@pytest.mark.parametrize("row", NUMBERS.values(), ids=list(NUMBERS))
def test_a_number_lies_within_its_plausible_range(row):
    low, high = row.figure.plausible or (row.value, row.value)

    assert low <= row.value <= high


@pytest.mark.rule("C1")
def test_a_lifetime_converts_to_nanoseconds():
    assert NUMBERS["content-token-lifetime"].ns == 86_400 * 10**9


def test_a_count_is_no_duration():
    with pytest.raises(KeyError):
        _ = NUMBERS["instances-per-cmg"].ns


def test_vm_sizes_from_lab_to_large():
    expected = [("B2s", 10, 2, None), ("A2_v2", 6_000, 2, 500), ("A4_v2", 10_000, 4, 1_000)]

    assert expected == [(row.name, row.clients, row.vcpus, row.network_mbps) for row in VM_SIZES.values()]


def test_vm_sizes_are_found_by_their_name():
    assert list(VM_SIZES) == [row.name for row in VM_SIZES.values()]
