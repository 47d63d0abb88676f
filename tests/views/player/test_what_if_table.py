"""What each switch does, as trainers expect it: where it stops, which log shows it first, and how loudly."""

import pytest
from player_demo import story, whole

CONNECTOR, TRANSFER, MANAGER = "SMS_CLOUD_PROXYCONNECTOR.log", "DataTransferService.log", "CloudMgr.log"
LOCATION, MESSAGING = "LocationServices.log", "CcmMessaging.log"

# number, flow, selection, step where it stops (None: it goes on), first log with an error or a warning, its severity
EXPECTED = [
    ("W1", "channel", "deployment=classic", None, None, None),
    ("W2", "channel", "instances=1", None, None, None),
    ("W2", "channel", "instances=16", None, None, None),
    ("W3", "channel", "ports-blocked", "F2", CONNECTOR, 3),
    ("W3", "channel", "instances=1+ports-blocked", None, None, None),
    ("W4", "channel", "deployment=classic+ports-dropped", None, CONNECTOR, 3),
    ("W5", "channel", "proxy", None, None, None),
    ("W5", "channel", "deployment=classic+proxy", None, None, None),
    ("W6", "communication", "tls-inspection", "F2", CONNECTOR, 3),
    ("W7", "communication", "verb-blocked=CCM_POST", "F3", MESSAGING, 3),
    ("W7", "communication", "verb-blocked=BITS_POST", "F3", MESSAGING, 3),
    ("W7", "content", "verb-blocked=PROPFIND", "C4", TRANSFER, 3),
    ("W7", "content", "verb-blocked=HEAD", "C6", TRANSFER, 3),
    ("W8", "content", "header-blocked=Range", "C6", TRANSFER, 3),
    ("W8", "communication", "header-blocked=CCMClientID", "F5", MESSAGING, 3),
    ("W9", "communication", "authentication=site-token+token-expired", "F3", "ccmsetup.log", 3),
    ("W10", "content", "content-token-expired", "C5", TRANSFER, 3),
    ("W11", "communication", "untrusted-certificate", "F3", LOCATION, 3),
    ("W11", "communication", "server-certificate=public+untrusted-certificate", None, None, None),
    ("W12", "communication", "certificate-name-mismatch", "F3", LOCATION, 3),
    ("W13", "communication", "crl-unreachable", "F3", LOCATION, 3),
    ("W14", "communication", "cname-missing", "F2", CONNECTOR, 3),
    ("W15", "communication", "connection-point-certificate-missing", "F5", CONNECTOR, 3),
    ("W16", "communication", "management-point-binding-wrong", "F5", LOCATION, 3),
    ("W17", "communication", "instance-down", None, CONNECTOR, 3),
    ("W17", "communication", "instances=1+instance-down", "F2", CONNECTOR, 3),
    ("W18", "communication", "connection-point-down", None, None, None),
    ("W18", "communication", "connection-points=1+connection-point-down", "F2", None, None),
    ("W19", "deployment", "service-connection-point-offline", "F1", MANAGER, 3),
    ("W19", "deployment", "endpoint-blocked", "F1", MANAGER, 3),
    ("W19", "communication", "service-connection-point-offline", None, None, None),
    ("W20", "communication", "cmg-stopped", "F2", CONNECTOR, 3),
    ("W21", "content", "blob-blocked", "C6", TRANSFER, 3),
    ("W21", "communication", "blob-blocked", None, None, None),
    ("W23", "channel", "first-minutes", None, CONNECTOR, 3),
    ("W24", "communication", "cloud=us-government", None, None, None),
]


@pytest.mark.slow
@pytest.mark.parametrize(("number", "flow", "key", "rule", "file", "severity"), EXPECTED)
def test_a_switch_stops_the_flow_where_the_table_says_and_leaves_its_line(number, flow, key, rule, file, severity):
    demo = whole()
    variant, told = demo["variants"][flow][key], story(demo, flow, key)
    loud = [demo["logs"][line] for line, *_ in told["logs"] if demo["logs"][line]["severity"] > 1]

    assert rule == variant.get("stop", {}).get("rule"), number
    assert (file, severity) == ((loud[0]["file"], loud[0]["severity"]) if loud else (None, None))
    assert ("stopped" if rule else variant["ends"]) == variant["ends"]
    if rule:
        first = told["steps"][variant["stop"]["at"]]
        assert ("fail", True) == (first["outcome"], "fix" in first)


@pytest.mark.slow
@pytest.mark.parametrize("flow", ["communication", "channel", "content", "deployment", "content-distribution"])
def test_without_the_fault_every_flow_reaches_its_end(flow):
    demo = whole()
    settings = [switch["id"] for switch in demo["switches"] if switch["group"] == "settings"]
    healthy = [key for key in demo["variants"][flow] if all(part.split("=")[0] in settings for part in key.split("+"))]

    assert "" in demo["variants"][flow]
    assert ["end"] * len(healthy) == [demo["variants"][flow][key]["ends"] for key in healthy]


@pytest.mark.slow
def test_every_number_from_1_to_24_is_a_switch():
    numbers = {switch.get("number") for switch in whole()["switches"]}

    assert [] == [f"W{n}" for n in range(1, 25) if f"W{n}" not in numbers]


@pytest.mark.slow
def test_all_switches_can_be_tried_alone_and_the_combinations_on_the_channel_are_there():
    demo = whole()
    for flow, variants in demo["variants"].items():
        for switch in demo["switches"]:
            values = [v["value"] for v in switch.get("values", ()) if v["value"] not in ("", switch.get("default"))]
            keys = [f"{switch['id']}={value}" for value in values] or [switch["id"]]
            assert switch["kind"] == "view" or [] == [key for key in keys if key not in variants], flow
        for deployment in ("", "deployment=classic"):
            for count in ("instances=1", "", "instances=16"):
                for fault in ("", "ports-blocked", "ports-dropped", "proxy"):
                    assert "+".join(filter(None, (deployment, count, fault))) in variants


@pytest.mark.slow
def test_a_panel_tells_cause_symptom_fix_and_how_well_that_is_known():
    demo = whole()

    assert demo["panels"]
    for panel in demo["panels"]:
        assert panel["evidence"] in demo["evidence"]
        assert all(demo["texts"][panel[key]] for key in ("title", "cause", "stops", "symptom", "fix"))
        assert panel["concerns"] or not panel["failed"]
