import string

import pytest
from run_logs import hand_trace

from cmgsim.results import summary, verdict
from cmgsim.results.verdict import REPLICATIONS, STEEP_UTILISATION
from cmgsim.results.wording import SENTENCES, count, duration, sentence, share

CALM = {
    "requests": {"created": 50_000, "ok": 50_000, "refused": 0, "timed_out": 0, "lost": 0, "in_flight": 0},
    "replications": 10,
    "latency_s": {
        "mean": 0.3, "p50": 0.25, "p95": 0.8, "p99": 1.23, "max": 4.0,
        "mean_ci95": [0.29, 0.31], "p50_ci95": [0.24, 0.26], "p95_ci95": [0.75, 0.85], "p99_ci95": None,
    },
    "stages": {
        "dns": {"share": 0.01, "share_ci95": [0.0, 0.02]},
        "connect": {"share": 0.5, "share_ci95": [0.48, 0.52]},
        "instance_wait": {"share": 0.1, "share_ci95": None},
        "response": {"share": 0.39, "share_ci95": [0.38, 0.4]},
    },
    "stations": {
        "instance-1": {"utilisation": 0.4, "mean_wait_s": 0.001},
        "management-point-1": {"utilisation": 0.55, "mean_wait_s": 0.012},
    },
    "connections": {"instance-1": {"peak": 4100, "limit": 6000}, "instance-2": {"peak": 4320, "limit": 6000}},
}  # fmt: skip


def calm(**changes):
    return CALM | changes


def ended(**counts):
    requests = dict.fromkeys(CALM["requests"], 0) | {"ok": 50_000} | counts
    return calm(requests=requests | {"created": sum(requests.values())})


@pytest.mark.parametrize(("lang", "error"), [("en", "within 0.2 %"), ("fr", "à 0,2\N{NO-BREAK SPACE}% près")])
def test_percentiles_of_counted_requests_come_with_their_error(lang, error):
    words = verdict(calm(percentile_error=2**-9), lang)

    assert 1 == len([line for line in words if error in line])


@pytest.mark.parametrize(
    ("ok", "said", "unsaid"),
    [
        (1, "The only answered request took 4 s", "95 %"),
        (199, "Half of the 199 answered requests took at most 250 ms, and none took more than 4 s", "interval"),
        (200, "95 % at most 800 ms (95 % interval: 750 ms to 850 ms)", "Half of"),
    ],
)
def test_of_fewer_than_twenty_answers_a_replication_there_are_no_percentiles(ok, said, unsaid):
    first = verdict(ended(ok=ok))[0]

    assert said in first
    assert unsaid not in first


def test_a_p99_of_fewer_than_a_hundred_answers_a_replication_has_no_interval():
    latency = CALM["latency_s"] | {"p99_ci95": [1.0, 1.5]}

    assert verdict(ended(ok=999) | {"latency_s": latency})[0].endswith("99 % at most 1.23 s.")
    assert verdict(ended(ok=1_000) | {"latency_s": latency})[0].endswith("1.23 s (95 % interval: 1 s to 1.5 s).")


@pytest.mark.parametrize(("lang", "told"), [("en", "(no interval: "), ("fr", "(sans intervalle\N{NO-BREAK SPACE}: ")])
def test_an_interval_that_reaches_down_to_nothing_is_none(lang, told):
    latency = CALM["latency_s"] | {"p50_ci95": [0.0, 12.8]}

    assert told in verdict(calm(latency_s=latency), lang)[0]


def test_what_is_used_all_but_entirely_binds_already():
    busy = {"instance-1": {"utilisation": 0.5, "busiest_utilisation": 0.9996, "mean_wait_s": 0.01}}

    assert any(line.startswith("What binds is the work") for line in verdict(calm(stations=busy)))


def test_one_request_is_told_of_as_one():
    assert "The only request was answered." in verdict(ended(ok=1))
    assert "La seule demande a reçu une réponse." in verdict(ended(ok=1), "fr")


@pytest.mark.parametrize(
    ("lang", "binding"),
    [("en", "the work of the 2 identical instances, instance-2 first"),
     ("fr", "le temps de travail des 2 instances identiques, instance-2 en tête")],
)  # fmt: skip
def test_what_binds_is_the_pool_of_the_instances_and_not_one_of_them(lang, binding):
    busy = {f"instance-{n}": {"utilisation": 0.85 + n / 100, "mean_wait_s": 0.01} for n in (1, 2)}
    told = " ".join(verdict(calm(stations=busy), lang))

    assert binding in told
    assert {"en": "one of 2 identical instances", "fr": "l’une de 2 instances identiques"}[lang] in told


def test_a_calm_scenario_in_full():
    assert [
        (
            "End to end, half of the answered requests took at most 250 ms (95 % interval: 240 ms to 260 ms), 95 % at "
            "most 800 ms (95 % interval: 750 ms to 850 ms) and 99 % at most 1.23 s."
        ),
        (
            "The time of an answered request goes here: connecting to the CMG 50 % (95 % interval: 48 % to 52 %), "
            "the answer's way back 39 % (95 % interval: 38 % to 40 %), waiting at the instance 10 %."
        ),
        (
            "The busiest station is management-point-1: its workers serve 55 % of the time, "
            "and a request waits 12 ms there on average."
        ),
        "The fullest instance is instance-2: at most 4,320 connections at once, 72 % of the documented limit of 6,000.",
        (
            "What binds first is the documented number of connections of one instance: 72 % of it was used at the "
            "peak, so 1.39 times as many clients fill it."
        ),
        "All 50,000 requests were answered.",
        "50,000 answered requests in 10 replications are enough for these percentiles.",
        "The model has not been validated against a production CMG.",
        "Next: `cmgsim assumptions contoso.toml` lists the numbers to measure before relying on this.",
    ] == verdict(CALM, scenario_file="contoso.toml")


def test_both_languages_have_the_same_sentences_with_the_same_parts():
    def parts(text):
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    english, french = SENTENCES["en"], SENTENCES["fr"]

    assert {key: parts(text) for key, text in english.items()} == {key: parts(text) for key, text in french.items()}


def test_french_has_its_own_numbers_and_spaces():
    words = verdict(CALM, "fr")

    assert words[0].endswith("au plus 1,23 s.")
    assert "72\N{NO-BREAK SPACE}% de la limite documentée de 6\N{NARROW NO-BREAK SPACE}000" in words[3]
    assert not any(" %" in each or " :" in each or " ;" in each or "'" in each for each in words)
    assert words[3].startswith("L\N{RIGHT SINGLE QUOTATION MARK}instance la plus remplie")


def test_what_went_wrong_comes_first():
    endless = {"instance-1": {"utilisation": 0.9999, "mean_wait_s": None, "state": "unstable"}}
    words = verdict(ended(timed_out=1_000) | {"stations": endless})

    assert [
        (
            "Unstable: instance-1. More comes there than can be served, so waits and queues grow as long as the run "
            "goes on and have no mean."
        ),
        "1,000 of 51,000 requests were not answered: 1,000 given up by the client after waiting too long.",
    ] == words[:2]
    assert words[-1].startswith("Next: `cmgsim explain SCENARIO`")


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        (
            {"stations": {"management-point-1": {"utilisation": 0.5, "busiest_utilisation": 0.8, "mean_wait_s": 0.0}}},
            "What binds first is the work of management-point-1: 80 % of it was used at the peak, so 1.25 times as ",
        ),
        (
            {"ports": {"cmg-connection-point-1": {"peak": 16_384, "limit": 16_384, "refused": 7}}},
            "What binds is the dynamic ports of cmg-connection-point-1: 100 % of it was used at the peak.",
        ),
    ],
)
def test_what_binds_is_what_was_used_most(changes, what):
    assert any(each.startswith(what) for each in verdict(calm(**changes)))


@pytest.mark.parametrize(
    ("left_out", "words"),
    [
        ({"by": "time", "s": [60.0, 60.0]}, "Left out at the start, as warm-up: 60 s."),
        (
            {"by": "mser-5", "s": [12.0, 90.0]},
            ("Left out at the start, as warm-up that MSER-5 found: 12 s to 90 s, depending on the replication."),
        ),
    ],
)
def test_what_was_left_out_at_the_start_is_said(left_out, words):
    assert words in verdict(calm(warm_up=left_out))


def test_failures_are_counted_by_kind_and_lead_to_an_explanation():
    words = verdict(ended(refused=12, timed_out=1_000, in_flight=3))

    assert (
        "1,012 of 51,015 requests were not answered: 12 refused at the last attempt, 1,000 given up by the client "
        "after waiting too long, 3 more were still in flight at the end."
    ) in words
    assert words[-1].startswith("Next: `cmgsim run SCENARIO -o out`")


def test_requests_in_flight_are_no_failures():
    assert "Every request that ended was answered; 3 of 50,003 were still in flight at the end." in verdict(
        ended(in_flight=3)
    )


def test_many_requests_in_flight_spoil_the_latencies():
    words = "\n".join(verdict(ended(ok=9_000, in_flight=1_000)))

    assert "10 % of the requests were cut off by the end of the run" in words


def test_a_busy_station_is_called_steep_and_leads_to_one_more_instance():
    words = verdict(calm(stations={"instance-1": {"utilisation": STEEP_UTILISATION + 0.01, "mean_wait_s": 2.0}}))

    assert words[2].endswith("waits 2 s there on average. Above 70 % waits grow steeply.")
    assert words[-1].startswith("Next: `cmgsim run SCENARIO --set cmg.instances=3`")


@pytest.mark.parametrize(
    ("stage", "command"),
    [
        ("instance_wait", "run SCENARIO --set cmg.instances=3"),
        ("connection_point_wait", "explain SCENARIO"),
        ("server_wait", "explain SCENARIO"),
        ("connect", "assumptions SCENARIO"),
    ],
)
def test_where_requests_wait_long_decides_what_to_do_next(stage, command):
    words = verdict(calm(stages={stage: {"share": 0.11, "share_ci95": None}}))

    assert words[-1].startswith(f"Next: `cmgsim {command}`")


def test_a_busy_server_leads_to_the_formulas():
    busy = {"management-point-1": {"utilisation": STEEP_UTILISATION + 0.01, "mean_wait_s": 2.0}}

    assert verdict(calm(stations=busy))[-1].startswith("Next: `cmgsim explain SCENARIO`")


def test_an_instance_above_its_limit_leads_to_one_more_instance():
    words = verdict(calm(connections={"instance-1": {"peak": 6_001, "limit": 6_000}}))

    assert (
        "The fullest instance is instance-1: 6,001 connections at once, above the documented limit of 6,000." in words
    )
    assert words[-1].startswith("Next: `cmgsim run SCENARIO --set cmg.instances=2`")


def test_an_instance_without_a_documented_limit_is_not_measured_against_one():
    words = verdict(calm(connections={"instance-1": {"peak": 5, "limit": None}}))

    assert "The fullest instance is instance-1: at most 5 connections at once." in words


def test_one_replication_is_one_course_of_events_and_leads_to_more():
    words = verdict(calm(replications=1))

    assert (
        "One replication is one course of events among many: its intervals do not show how much others differ."
    ) in words
    assert words[-1].startswith(f"Next: `cmgsim run SCENARIO --replications {REPLICATIONS}`")


@pytest.mark.parametrize(("answered", "doubted"), [(19_999, True), (20_000, False)])
def test_few_answers_make_the_99th_percentile_doubtful(answered, doubted):
    words = "\n".join(verdict(ended(ok=answered)))

    assert doubted == ("The 99th percentile rests on fewer than 20 slow requests a replication" in words)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_run_without_anything_still_has_a_verdict(lang):
    nothing = calm(
        requests=dict.fromkeys(CALM["requests"], 0),
        latency_s=dict.fromkeys(CALM["latency_s"]),
        stations={"instance-1": {"utilisation": None, "mean_wait_s": None}},
        connections={},
        stages={},
    )

    assert sentence(lang, "no latency") == verdict(nothing, lang)[0]
    assert sentence(lang, "no requests") == verdict(nothing, lang)[1]


def test_a_real_summary_has_a_verdict():
    assert (
        "Half of the 4 answered requests took at most 2 s, and none took more than 4 s"
        in verdict(summary([hand_trace()]))[0]
    )


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, "0 ms"), (0.00042, "0.42 ms"), (0.0123, "12.3 ms"), (0.25, "250 ms"), (1, "1 s"), (1.234, "1.23 s"),
     (59.96, "60 s"), (119, "119 s"), (120, "2 min"), (5400, "90 min")],
)  # fmt: skip
def test_durations_have_three_digits_and_a_unit(seconds, expected):
    assert expected == duration("en", seconds)


@pytest.mark.parametrize(
    ("part", "expected"),
    [(0, "0 %"), (0.0002, "0.02 %"), (0.0012, "0.1 %"), (0.0994, "9.9 %"), (0.0996, "10 %"), (1, "100 %")],
)
def test_shares_have_a_decimal_below_ten(part, expected):
    assert expected == share("en", part)


def test_thousands_are_set_apart():
    assert "1,234,567" == count("en", 1_234_567)
