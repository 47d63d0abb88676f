"""
Shows: changes and faults while a run goes on, and a trace of it.

Scenario: the site's firewall allows 443 but not 10124 to 10139. After five minutes a second instance is ordered. Eight
minutes later it runs, and the channel moves from 443 to 10124 and 10125 (N3). Five minutes on the firewall is opened.
"""

import cmgsim

MINUTE = 60_000_000_000  # nanoseconds

scenario = cmgsim.loads("""
scenario = { name = "scale-out", duration = "30 min" }
changes = [{ at = "5 min", set = { "cmg.instances" = 2 } }]
faults = [{ kind = "ports-blocked=10124-10139", at = "0 s", lasts = "18 min" }]

[[clients]]
count = 300
retry = ["1 min", "5 min", "10 min"]
activities = [{ request = "policy", every = "10 min" }]
""")
run = cmgsim.simulate(scenario, seed=1, trace=True)

for record in run.trace:
    if record.rule == "F2" and record.port and record.kind in {"accepted", "refused", "closed"}:
        print(f"{record.t_ns / MINUTE:6.2f} min  {record.kind:8} {record.protocol} {record.port} to {record.dst}")
attempts = run.requests["attempts"].tolist()
print({number: attempts.count(number) for number in sorted(set(attempts))}, "requests by number of attempts")
print({outcome: count for outcome, count in run.summary["requests"].items() if count})
