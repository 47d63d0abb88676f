"""
Shows: a study, from a grid to a table of means with intervals, and the comparison of its points pair by pair.

Scenario: a small site whose CMG has one worker an instance; what do a second and a third instance bring?
"""

import cmgsim

site = cmgsim.loads("""
scenario = { name = "site", duration = "2 min" }
cmg = { workers = 1, service_time = { distribution = "exponential", mean = "150 ms" } }
clients = [{ count = 300, activities = [{ request = "policy", rate = "5/s" }] }]
""")
study = cmgsim.sweep(site, {"cmg.instances": [1, 2, 3]}, replications=6)

table = study.points()
columns = ("cmg.instances", "latency_p95_s", "latency_p95_s_low", "latency_p95_s_high")
for n, mean, low, high in zip(*(table[name] for name in columns), strict=True):
    print(f"{n} instances: 95 of 100 requests within {mean:.2f} s ({low:.2f} to {high:.2f})")
for difference in study.compare("latency_p95_s", **{"cmg.instances": 2}):
    saved = difference.estimate
    print(f"point {difference.point} against 2 instances: {difference.verdict}, {saved.low:.2f} to {saved.high:.2f} s")
run = study.run_id(4, **{"cmg.instances": 3})
print(f"one of its runs again: {len(study.rerun(run).requests)} requests, as recorded: {study.verify(run)}")
