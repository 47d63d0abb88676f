"""
Shows: what a deployment needs open at the site's edge, and which names the site's roles have to reach.

Scenario: three instances, two connection points, one of them behind an internet proxy.
"""

import cmgsim
from cmgsim.model.allow_list import endpoint_list, firewall_list

scenario = cmgsim.loads("""
cmg = { instances = 3, service_name = "GraniteFalls.contoso.com" }
connection_points = [{ name = "inside" }, { name = "dmz", proxy = true }]
clients = [{ count = 1 }]
""")

for row in firewall_list(scenario):
    if row["src_zone"] == "on-premises" and row["dst_zone"] != "on-premises":
        ports = f"{row['first']}-{row['last']}" if row["first"] != row["last"] else row["first"]
        print(f"{row['rule']:4} {row['src']} -> {row['dst']}: {row['protocol']} {ports}")
for row in endpoint_list(scenario):
    if row["role"] == "cmg-connection-point":
        print(f"{row['rule']:4} {row['role']} reaches {row['fqdn']}")
