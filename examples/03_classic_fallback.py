"""
Shows: the documented fallback from TCP-TLS to HTTPS, and the difference between a refusal and silence.

Scenario: a classic deployment with two instances; the site's firewall lets 10140 to 10155 through, rejects or drops it.
"""

import cmgsim

SECOND = 1_000_000_000  # nanoseconds

for faults in ([], ["ports-blocked=10140-10155"], ["ports-dropped=10140-10155"]):
    trace = cmgsim.replay("channel", deployment="classic", instances=2, faults=faults)
    print(*faults or ["nothing is blocked"])
    for record in trace:
        if record.kind in {"accepted", "refused", "timed-out"}:
            print(f"  {record.t_ns / SECOND:6.2f} s  {record.protocol} {record.port}: {record.kind}")
