"""Bytes and downloads: what leaves Azure, what passes an instance's network, what storage is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from cmgsim.explain.demand import Demand, busiest_rate, largest_burst, total_rate
from cmgsim.explain.latency import MANIFEST
from cmgsim.facts.limits import BLOB_REQUESTS, EGRESS_HIGH, EGRESS_LOW, EGRESS_THRESHOLD, VM_SIZES, WARNING_LEVEL
from cmgsim.facts.limits import CRITICAL_LEVEL as CRITICAL
from cmgsim.facts.rows import Role
from cmgsim.model.arrivals import scaling_of
from cmgsim.model.scenario import Scenario

DAY_S: Final = 86_400
GB: Final = 1e9
MB: Final = 1e6
MONTH_DAYS: Final = 30
THRESHOLD_DAYS: Final = 14


def egress_table(scenario: Scenario, these: Sequence[Demand]) -> dict[str, Any]:
    """
    The section `egress` of an explanation, in gigabytes of a billion bytes.

    Each message leaves Azure once: a request on its way to the connection point, an answer on its way to the client;
    content leaves storage. The CMG's own logs, idle channels and TLS are not in it. Where clients have online hours, it
    is a week's mean, whatever part of a week the run is.
    """
    relayed = [each for each in these if each.target is not Role.BLOB_STORAGE]
    content = [each for each in these if each.target is Role.BLOB_STORAGE]
    requests = sum(_lasting(each) * each.planned.up.mean for each in relayed)
    answers = sum(_lasting(each) * each.planned.down.mean for each in relayed)
    answers += sum(map(_lasting, content)) * MANIFEST.down_bytes
    downloads = sum(_lasting(each) * each.planned.down.mean for each in content)
    a_day = (requests + answers + downloads) * DAY_S / GB
    clients = sum(cohort.count for cohort in scenario.clients)
    threshold = float(EGRESS_THRESHOLD.value)
    return {
        "bytes_per_s": {"requests": requests, "answers": answers, "content": downloads},
        "gb_per_day": a_day,
        "gb_per_14_days": a_day * THRESHOLD_DAYS,
        "gb_per_month": a_day * MONTH_DAYS,
        "mb_per_client_month": a_day * MONTH_DAYS * GB / MB / clients,
        "scaling": scaling_rows(scenario),
        "documented_mb_per_client_month": [EGRESS_LOW.value, EGRESS_HIGH.value],
        "threshold_gb_per_14_days": threshold,
        "warning_gb_per_14_days": threshold * float(WARNING_LEVEL.value) / 100,
        "critical_gb_per_14_days": threshold * float(CRITICAL.value) / 100,
    }


def scaling_rows(scenario: Scenario) -> list[dict[str, Any]]:
    """By which factor `traffic` multiplied the assumed sizes of each cohort that has it."""
    return [
        {"cohort": cohort.name, "target_mb": scaled.target_bytes / MB, "factor": scaled.factor}
        for cohort in scenario.clients
        if (scaled := scaling_of(cohort)) is not None
    ]


def _lasting(demand: Demand) -> float:
    """Requests a second over days and months: a week's mean where clients have online hours."""
    return demand.rate_per_s if demand.lasting_per_s is None else demand.lasting_per_s


def storage_table(scenario: Scenario, these: Sequence[Demand]) -> dict[str, Any]:
    """The section `content`: downloads a second against what one blob gives, as if all wanted the same file."""
    content = [each for each in these if each.target is Role.BLOB_STORAGE]
    return {
        "requests_per_s": total_rate(content),
        "busiest_hour_per_s": busiest_rate(content, scenario.general.duration_ns),
        "largest_burst": largest_burst(content),
        "limit_per_s": BLOB_REQUESTS.value,
    }


def network_table(scenario: Scenario, these: Sequence[Demand]) -> dict[str, Any]:
    """The section `network`: what one instance sends, against the network of its size; content does not pass it."""
    relayed = sum(each.bytes_per_s for each in these if each.target is not Role.BLOB_STORAGE)
    listed = total_rate(each for each in these if each.target is Role.BLOB_STORAGE) * MANIFEST.down_bytes
    each_sends = (relayed + listed) / scenario.cmg.instances
    return {
        "sent_mbps_per_instance": each_sends * 8 / MB,
        "limit_mbps": VM_SIZES[scenario.cmg.vm_size].network_mbps,
    }
