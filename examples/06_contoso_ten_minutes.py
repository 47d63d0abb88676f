"""
Shows: simulating a site and reading the summary, which is what `summary.json` holds.

Scenario: ten minutes of the built-in site Contoso: ten thousand clients, two instances, two connection points.
"""

import cmgsim

scenario = cmgsim.contoso(["scenario.duration='10 min'"])
run = cmgsim.simulate(scenario, seed=1)
summary = run.summary

print({outcome: count for outcome, count in summary["requests"].items() if count})
for name, latency in {"all": summary["latency_s"], **summary["by_activity"]}.items():
    if latency["mean"] is not None:
        print(f"{name:20} mean {latency['mean']:.3f} s, p95 {latency['p95']:.3f} s, longest {latency['max']:.3f} s")
for name, station in summary["stations"].items():
    busy, queue = station["utilisation"], station["max_queue"]
    print(f"{name:24} served {station['served']:5}, busy {busy:.2%}, queue at most {queue}")
for name, connections in summary["connections"].items():
    print(f"{name:24} at most {connections['peak']:,} connections at once, limit {connections['limit']:,}")
