"""
Shows: what a firewall has to learn when a scenario changes, and the port diagram of the result.

Scenario: the built-in site, with one instance and then with two, behind an internet proxy.
"""

import cmgsim
from cmgsim.model.allow_list import firewall_changes
from cmgsim.views.port_diagram.port_mermaid import port_mermaid

proxied = ["connection_points[0].proxy=true", "connection_points[0].count=1"]
one = cmgsim.contoso([*proxied, "cmg.instances=1"])
two = cmgsim.contoso([*proxied, "cmg.instances=2"])

for row in firewall_changes(one, two):
    print(row["change"], row["rule"], row["src"], "->", row["dst"], row["protocol"], row["first"], "to", row["last"])
print()
print(port_mermaid(two), end="")
