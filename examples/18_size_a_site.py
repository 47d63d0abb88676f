"""
Shows: how many instances and connection points a site needs when one of each may fail, and what would change that.

Scenario: 25,000 devices with the documented schedules, on A2_v2. The rule of thumb gives five instances and two
connection points; with one down, five would have to carry 6,250 connections each. The assurance is low, so that the
example takes seconds: leave it out for a sizing that matters.
"""

import cmgsim

scenario = cmgsim.loads("""
[targets]
p95_latency = "5 s"
success = 0.999
utilisation = 0.7
assurance = 0.5

[[management_points]]
count = 2

[[clients]]
count = 25_000
""")

answer = cmgsim.size(scenario, engine="simpy")
print("answer:", answer.recommended)
print("rule:", answer.document["documented_rule"]["instances"], "instances")
print(answer.document["binding_constraint"])
for flip in answer.document["flips"][:4]:
    print("would change:", flip["id"], flip["at"] or "", "->", flip["answer"])
