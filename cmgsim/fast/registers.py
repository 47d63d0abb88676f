"""The registers of the machine at the start: what the kernel is told of a run in single numbers."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cmgsim.facts.rows import Role
from cmgsim.fast import fields as f
from cmgsim.fast.lanes import Lanes
from cmgsim.model.distributions import Code
from cmgsim.model.plan import Plan
from cmgsim.model.plan_world import World
from cmgsim.model.randomness import Streams
from cmgsim.request_log import Names, window_ns

Integers = NDArray[np.int64]
_DEPARTURES: Final = {Role.INSTANCE: f.INSTANCE_DEPARTURE, Role.CMG_CONNECTION_POINT: f.POINT_DEPARTURE}


def departure(role: Role) -> int:
    """Rank of the end of a visit at a station of this role."""
    return int(_DEPARTURES.get(role, f.SERVER_DEPARTURE))


def registers_of(plan: Plan, world: World, names: Names, streams: Streams, lanes: Lanes, *, visits: bool) -> Integers:
    """The registers at the start of a run."""
    general, network, shape, answers = plan.scenario.general, plan.scenario.network, world.shape, world.answers
    manifest = plan.kinds[-1]
    warm_up_ns = general.warm_up_ns
    settings: dict[int, Any] = {
        f.FREE_ATTEMPT: f.NONE, f.FREE_SESSION: f.NONE, f.END: general.duration_ns,
        f.EGRESS_FROM: warm_up_ns if warm_up_ns < general.duration_ns else 0,
        f.OBSERVED: warm_up_ns, f.NEXT_WINDOW: warm_up_ns + window_ns((warm_up_ns, general.duration_ns)),
        f.LANES: lanes.count, f.IDLE_TIMEOUT: plan.idle_timeout_ns,
        f.CONNECTION_LIMIT: plan.connection_limit, f.KEY0: np.uint64(streams.key).astype(np.int64),
        f.RESUMPTION: network.tls_resumption, f.HAS_ALIAS: plan.has_alias, f.TTL_ALIAS: network.dns_ttl_cname_ns,
        f.TTL_ADDRESS: network.dns_ttl_address_ns, f.TRIPS_NEW: plan.trips[0], f.TRIPS_RESUMED: plan.trips[1],
        f.CHANNEL_TRIPS: network.https_channel_round_trips, f.CHANNEL_WAIT: plan.channel_wait_ns,
        f.CONNECT_TIMEOUT: plan.connect_timeout, f.MANIFEST_KIND: len(plan.kinds) - 1,
        f.MANIFEST_UP: manifest.up_bytes, f.MANIFEST_DOWN: manifest.down_bytes,
        f.INSTANCES: shape.instances, f.POINTS: shape.connection_points, f.SERVERS: shape.servers,
        f.KINDS: shape.kinds, f.STORAGE_CODE: names.servers.index(str(Role.BLOB_STORAGE)),
        f.SERVED: answers.served, f.FOUND: answers.found,
        f.NO_CHANNEL_STATUS: answers.no_channel[0], f.NO_CHANNEL_BYTES: answers.no_channel[1],
        f.NO_SERVER_STATUS: answers.no_server[0], f.NO_SERVER_BYTES: answers.no_server[1],
        f.NIC_BANDWIDTH: plan.bandwidth_bps, f.QUEUED_FROM: plan.scenario.cmg.queued_from,
        f.BLOB_LIMIT: plan.blob_limit, f.C_SIGN_IN: shape.SIGN_IN, f.BLOB_SECOND: f.NONE,
        f.BUSY_STATUS: answers.busy_storage[0], f.BUSY_BYTES: answers.busy_storage[1],
        f.NO_PORT_STATUS: answers.no_port[0], f.NO_PORT_BYTES: answers.no_port[1],
        f.RECORD_VISITS: visits, f.ROTATION_WINDOW: plan.rotation_window_ns, f.W_SEEN: shape.SEEN + 1,
        f.W_STATION: shape.station,
        f.W_CHANNELS: shape.channels, f.W_BLOCK: shape.channel_block, f.C_CONTENT: shape.CONTENT_TOKEN,
        f.C_STORAGE: shape.STORAGE, f.C_TOKEN: shape.token, f.C_INSTANCE: shape.to_instance, f.C_VERB: shape.verb,
        f.C_RANGE: shape.range, f.C_SERVER: shape.to_server, f.C_REFUSAL: shape.refusal,
    }  # fmt: skip
    registers = np.zeros(f.REGISTERS, np.int64)
    registers[f.HEAD_TIME : f.HEAD_TIME + f.MAX_LANES] = f.NEVER
    for leg in range(3):
        registers[f.LEG_LAW + leg], registers[f.LEG_BANDWIDTH + leg] = plan.leg_laws[leg], plan.bandwidths[leg]
    for place, value in settings.items():
        registers[place] = value
    registers[f.DRAWN_AHEAD : f.DRAWN_AHEAD + 3] = 1
    for station in plan.stations:
        if plan.laws.integers[station.service, 0] != Code.EXPONENTIAL:
            registers[f.DRAWN_AHEAD + departure(station.role) - f.INSTANCE_DEPARTURE] = 0
    return registers
