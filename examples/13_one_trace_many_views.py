"""
Shows: one trace as packets, spans, log files and a diagram, which all tell of the same connections.

Scenario: the channel to three instances of a scale set, behind a firewall that drops what goes to port 10125.
"""

import json

import cmgsim
from cmgsim.views.capture.capture import capture
from cmgsim.views.cmtrace import cmtrace
from cmgsim.views.mermaid import mermaid
from cmgsim.views.otlp import otlp

trace = cmgsim.replay("channel", instances=3, faults=["ports-dropped=10125"])

print("trace   ", [record.port for record in trace if record.kind == "connect"])
print("mermaid ", [int(line.split()[3]) for line in mermaid(trace).splitlines() if ": connect" in line])

resources = json.loads(otlp(trace))["resourceSpans"]
spans = [span for resource in resources for span in resource["scopeSpans"][0]["spans"]]
failed = [span["name"] for span in spans if span.get("status", {}).get("code") == 2]
print("otlp    ", [int(span["name"].split()[-1]) for span in spans if span["name"].startswith("connect")], failed)

packets = capture(trace)
print("pcapng  ", len(packets), "bytes,", packets.count(b": no answer from instance-2 on HTTPS 10125"), "silence")

for line in cmtrace(trace)["SMS_CLOUD_PROXYCONNECTOR.log"].splitlines():
    print("cmtrace ", line[:96])
