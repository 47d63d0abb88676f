"""
Shows: two scenarios under common random numbers, compared pair by pair, against the same comparison without them.

Scenario: a small, busy CMG with one worker; what do instances save that work 5 % faster?
"""

import cmgsim
from cmgsim.results import summary
from cmgsim.results.intervals import interval_over

SITE = """
scenario = { duration = "1 min", replications = 8 }
cmg = { workers = 1, service_time = { distribution = "exponential", mean = "80 ms" } }
clients = [{ count = 500, activities = [{ request = "policy", rate = "10/s" }] }]
"""
scenario = cmgsim.loads(SITE)
faster = cmgsim.loads(SITE.replace("80 ms", "76 ms"))


def means_ms(run: cmgsim.Run) -> list[float]:
    """The mean latency of each replication."""
    return [summary([log])["latency_s"]["mean"] * 1e3 for log in run.logs]


before = means_ms(cmgsim.simulate(scenario, seed=1))
for words, seed in (("the same seed", 1), ("another seed", 2)):
    after = means_ms(cmgsim.simulate(faster, seed=seed))
    saved = [one - other for one, other in zip(before, after, strict=True)]
    low, high = interval_over(saved)
    print(f"{words}: saves {sum(saved) / len(saved):.1f} ms, 95 % interval {low:.1f} ms to {high:.1f} ms")
