"""
Shows: breaking something on purpose, reading where the flow stops and why, and what repairs it.

Scenario: a device between client and CMG lets through only the verbs that browsers use.
"""

import cmgsim
from cmgsim.facts.failures import failure

FAULT = "verb-blocked=CCM_POST"

broken = cmgsim.replay("communication", faults=[FAULT])
row = failure(*FAULT.split("="))
print(broken.records[-1].text)
print(f"breaks:      {', '.join(row.breaks)}")
print(f"client sees: {row.status} {row.status_text} ({row.evidence})")
print(f"log:         {row.logs[0].file}")
print(f"fix:         {row.fix.en.format(value='CCM_POST')}")

repaired = cmgsim.replay("communication")
print(repaired.records[-1].text)
