"""
Shows: the content flow (C1 to C6): where a client learns what, and which way the bytes go.

Scenario: one client downloads 100 MB; the CMG gives out content.
"""

import cmgsim

trace = cmgsim.replay("content", authentication="certificate")

bytes_by_sender = {}
for record in trace:
    if record.rule in {"C1", "C2", "C3", "C4", "C5", "C6"} and record.kind in {"dns-answer", "request", "state"}:
        print(f"{record.rule}  {record.src}: {record.text}")
    if record.kind == "response" and record.dst == "client-1":
        bytes_by_sender[record.src] = bytes_by_sender.get(record.src, 0) + record.bytes

for sender, size in bytes_by_sender.items():
    print(f"{sender} sent the client {size:,} bytes")
