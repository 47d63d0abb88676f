"""
Shows: a process of one's own beside the roles: an experiment that no scenario file can describe.

Scenario: a small CMG whose one instance is too slow for its clients; somebody looks every half minute and adds an
instance while more than twenty requests are there. Azure takes thirty seconds for one; all ports are open.
"""

from collections.abc import Iterator

import cmgsim
from cmgsim.engine.handle import Handle

MINUTE = 60_000_000_000  # nanoseconds

scenario = cmgsim.loads("""
scenario = { duration = "8 min" }
cmg = { workers = 2, service_time = "100 ms", scale_out_time = "30 s" }
clients = [{ count = 500, activities = [{ request = "policy", rate = "25/s" }] }]
""")


def watch(simulation: Handle) -> Iterator[object]:
    """Add an instance while the queues are long."""
    while True:
        yield simulation.wait("30 s")
        instances = simulation.scenario.cmg.instances
        present = sum(count for name, count in simulation.queues().items() if name.startswith("instance-"))
        print(f"{simulation.now_ns / MINUTE:3.1f} min: {present:3} requests at {instances} instances")
        if present > 20 and instances < 4:
            simulation.set_instances(instances + 1)


run = cmgsim.simulate(scenario, seed=1, processes=[watch])
print({outcome: count for outcome, count in run.summary["requests"].items() if count})
