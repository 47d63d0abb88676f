"""What every test relies on: the same Hypothesis examples in every run."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# A test passes or fails, it does not flake: the examples follow from the test itself. `make explore` draws new ones.
settings.register_profile("same", derandomize=True, deadline=None, database=None)
settings.register_profile(
    "explore", max_examples=2_000, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("same")
