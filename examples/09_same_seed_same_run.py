"""
Shows: a run is a function of scenario, seed and replication; a fingerprint says whether two runs are the same.

Scenario: Contoso with a hundred clients for half an hour, run three times.
"""

import cmgsim

scenario = cmgsim.contoso(["clients[0].count=80", "clients[1].count=20", "scenario.duration='30 min'"])

first = cmgsim.simulate(scenario, seed=1)
again = cmgsim.simulate(scenario, seed=1)
other = cmgsim.simulate(scenario, seed=2)

print("seed 1:      ", first.summary["fingerprint"][:16])
print("seed 1 again:", again.summary["fingerprint"][:16])
print("seed 2:      ", other.summary["fingerprint"][:16])
print("first difference between seed 1 and seed 2:", first.requests.first_difference(other.requests))
