"""
Shows: replaying a documented flow message by message, and what a record of its trace knows.

Scenario: one client, which proves who it is with a certificate, asks through the CMG (F3 to F5).
"""

import cmgsim

MS = 1_000_000  # nanoseconds

trace = cmgsim.replay("communication", authentication="certificate")

for record in trace:
    if record.kind in {"request", "response"}:
        what = f"{record.verb} {record.request}" if record.kind == "request" else f"{record.status} {record.request}"
        print(f"{record.t_ns / MS:8.1f} ms  {record.rule}  {record.src} -> {record.dst}: {what}")
    elif record.kind == "connect":
        to = f"{record.dst}: {record.protocol} {record.port}"
        print(f"{record.t_ns / MS:8.1f} ms  {record.rule}  {record.src} opens {to}, row {record.port_rule}")

print(trace.records[-1].text)
