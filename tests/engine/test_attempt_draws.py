"""What an attempt draws: its own, independent from place to place, and the same whether drawn alone or together."""

from __future__ import annotations

import numpy as np
import pytest
from engine.fleet_runs import one, play, slow
from theory import Z

from cmgsim.engine.draws import NOTHING, RequestDraws, Stream, first_attempts
from cmgsim.engine.variate import Variate
from cmgsim.model.arrivals import arrivals, planned_activities
from cmgsim.model.distributions import erlang, exponential, hyperexponential, lognormal, uniform
from cmgsim.model.randomness import Streams
from cmgsim.validation.queues import asking, quiet


def test_later_attempts_have_draws_of_their_own():
    cohort = one(timeout="1 s", retry=["1 s"] * 5)
    log = play(quiet(**slow("cmg", "exponential(1 h)", workers=9), cohort=cohort, seconds=3_600 * 24))

    visits = log.stations[0].visits
    assert 6 == len(set((visits.ended_ns - visits.started_ns).tolist()))


@pytest.mark.parametrize(
    "law", [exponential(2e7), erlang(2e7, 6), lognormal(2e7, 2.0), hyperexponential(2e7, 3.0), uniform(0, 2e7)]
)
def test_first_attempts_drawn_together_have_the_bits_of_draws_one_by_one(law):
    cohort = {"count": 5, "activities": [{"request": "policy", "every": "10 s"}, {"request": "scan", "rate": "1/s"}]}
    scenario, streams = quiet(cohort=cohort, seconds=60), Streams(3, 1)
    activities = planned_activities(scenario)
    planned = arrivals(scenario, activities, streams)

    service = Variate("instance/service", law)
    chunk = first_attempts(planned, activities, [(service,)] * 2, streams)

    assert len(planned) > 10
    for index, (_, activity, _, member, occurrence) in enumerate(
        zip(*(column.tolist() for column in planned.in_order), strict=True)
    ):
        stream = Stream(streams.key, activities[activity].stream)
        alone, together = (RequestDraws(drawn, index, stream, member, occurrence, 0) for drawn in (NOTHING, chunk))
        assert law.draw(streams.uniforms(f"{stream.name}/instance/service", member, occurrence=occurrence)) == (
            alone.value(service)
        )
        assert alone.value(service) == together.value(service)
        assert alone.load_balancer() == together.load_balancer()


@pytest.mark.slow
def test_what_one_request_draws_at_one_place_says_nothing_of_what_it_draws_at_another():
    law = {"workers": 99, "service_time": "exponential(1 s)"}
    tables = {"cmg": law | {"instances": 4}, "connection_points": law, "management_points": law}
    network = {leg: {"latency": "exponential(1 s)"} for leg in ("client_azure", "on_premises")}
    rows = play(quiet(**tables, network=network, cohort=asking(2_000, at=["0 s"]), seconds=3_600)).requests

    services = ("instance_service_ns", "connection_point_service_ns", "server_service_ns", "dns_ns", "instance")
    correlations = np.corrcoef([rows[column] for column in services])
    assert np.all(np.abs(correlations - np.eye(len(services))) < Z / np.sqrt(len(rows)))
