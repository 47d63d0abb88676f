"""
Shows: which protocol and port a CMG connection point tries for the channel to each VM instance (F2, N1 to N3).

Scenario: every way of deployment, with one instance and with three; nothing is in the way.
"""

import cmgsim

for deployment in ("scale-set", "classic"):
    for instances in (1, 3):
        trace = cmgsim.replay("channel", deployment=deployment, instances=instances)
        print(f"{deployment}, instances: {instances}")
        for record in trace:
            if record.kind == "connect":
                print(f"  {record.protocol} {record.port} to {record.dst}, allowed by {record.port_rule}")
