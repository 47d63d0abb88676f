"""
The keys of a scenario file, once: what each takes and what it means.

Reading, checking, "did you mean", the canonical form, the JSON Schema and the documentation's table of keys all follow
from the tables below. Defaults are those of the classes of `scenario`, which take them from `assumptions` and `facts`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from cmgsim.facts import limits
from cmgsim.facts.activities import CATALOGUE
from cmgsim.facts.failures import FAILURES
from cmgsim.facts.profiles import PROFILES, WEEKDAYS
from cmgsim.facts.rows import Authentication, Cloud, Deployment
from cmgsim.facts.steps import STEPS
from cmgsim.model import scenario as model
from cmgsim.model.evidence import Claims
from cmgsim.model.fault_target import HOST_NAME
from cmgsim.model.key_path import Step, parse_path
from cmgsim.model.observed import ObservedTimes
from cmgsim.model.scenario_kinds import Bad, Choice, Flag, Kind, ListOf, Place, Share, Text, Whole
from cmgsim.model.scenario_limits import (
    MAX_ACTIVITIES,
    MAX_BANDWIDTH,
    MAX_BYTES,
    MAX_CLIENTS,
    MAX_COHORTS,
    MAX_CONNECTION_POINTS,
    MAX_EGRESS,
    MAX_EVENTS,
    MAX_INSTANCES,
    MAX_MOMENTS,
    MAX_PORTS,
    MAX_RATE,
    MAX_REPLICATIONS,
    MAX_RETRIES,
    MAX_ROUND_TRIPS,
    MAX_SEED,
    MAX_SERVERS,
    MAX_SETTINGS,
    MAX_SPANS,
    MAX_WORKERS,
    NAME_LENGTH,
    NOTE_LENGTH,
)
from cmgsim.model.scenario_quantities import Fixed, Moment, Random, RequestRate, bandwidth
from cmgsim.model.scenario_sections import Key, Section, Table, Tables
from cmgsim.model.scenario_times import ClockOffset, HoursOfDay, MomentOfWeek
from cmgsim.model.units import DURATION, SIZE, YEAR
from cmgsim.model.wording import describe


class WarmUp(Fixed):
    """A duration, or the name of the rule by which it is found, which is taken apart before it comes here."""

    def schema(self) -> dict[str, Any]:
        """A duration or the rule."""
        return {"anyOf": [super().schema(), {"const": MSER}]}


class Settings(Kind):
    """Key paths and new values; what they mean is found out when the whole scenario is known."""

    @property
    def takes(self) -> str:
        """What would be right, in words."""
        return 'a table of key paths and values, as { "cmg.instances" = 4 }'

    def read(self, raw: Any, at: Place) -> dict[str, Any] | Bad:
        """The table as it stands."""
        if not isinstance(raw, Mapping):
            return at.wrong(f"{describe(raw)} is no table", self.takes)
        if not 1 <= len(raw) <= MAX_SETTINGS:
            return at.wrong("is empty" if not raw else f"has {len(raw):,} keys", self.takes)
        return {str(path): value for path, value in raw.items()}

    def write(self, value: tuple[tuple[str, Any], ...]) -> dict[str, Any]:
        """The table, with values in canonical form."""
        return {path: _kind_at(path).raw(content) for path, content in value}

    def schema(self) -> dict[str, Any]:
        """A table of anything: what a path takes depends on the path."""
        return {"type": "object", "minProperties": 1}


def _duration(example: str, low: int = 0) -> Fixed:
    return Fixed(DURATION, low, YEAR, example)


def _time(example: str, *, above_0: bool = False) -> Random:
    return Random(DURATION, YEAR, example, above_0)


def _enum(members: type[StrEnum]) -> Choice:
    return Choice(tuple(map(str, members)), members)


def _latency(percent: float) -> Key:
    """The key of one percentile: `p95_latency`, `p99_9_latency` (a bare key has no full stop)."""
    name = f"p{percent:g}_latency".replace(".", "_")
    doc = f"Longest latency allowed for {percent:g} % of the requests."
    return Key(name, _duration("5 s", 1), doc, "latency_ns", percentile=percent)


NAME: Final = Text(NAME_LENGTH)
WORKERS: Final = Whole(1, MAX_WORKERS)
SIZE_KIND: Final = Random(SIZE, MAX_BYTES, "2 KB")
MSER: Final = "mser-5"
WAYS: Final = ("every", "rate", "at", "observed")
"""The keys that say when an activity comes."""
REQUEST: Final = Choice(tuple(CATALOGUE))
FAULT_KIND: Final = Choice(tuple(row.kind for row in FAILURES), short=r"^\s*[a-z-]+\s*=.+$")


def split_fault(raw: Mapping[str, Any], at: Place) -> Mapping[str, Any]:
    """The short form `kind = "instance-down=instance-2"` as the two keys that it stands for."""
    kind = raw.get("kind")
    if not isinstance(kind, str) or "=" not in kind:
        return raw
    word, _, target = kind.partition("=")
    if "target" in raw:
        at.to("target").wrong("the target is given twice", "in `kind` or here")
    return {**raw, "kind": word.strip(), "target": target.strip()}


def warm_up_by_rule(raw: Mapping[str, Any], at: Place) -> Mapping[str, Any]:
    """`warm_up = "mser-5"` as the key that says so."""
    if raw.get("warm_up") != MSER:
        return raw
    if raw.get("warm_up_by", MSER) != MSER:
        at.to("warm_up").wrong("is found by a rule, and `warm_up_by` says by time", "one of them")
    return {**{key: value for key, value in raw.items() if key != "warm_up"}, "warm_up_by": MSER}


# fmt: off
GENERAL: Final = Section(model.General, "What the run is.", (
    Key("name", NAME, "Name of the scenario, in titles and outputs."),
    Key("duration", _duration("24 h", 1), "Simulated time.", "duration_ns"),
    Key("start", MomentOfWeek(), "What time zero is by the clock: a weekday and a time of the day.", "start_ns"),
    Key("warm_up", WarmUp(DURATION, 0, YEAR, "1 h"),
        'Time at the start that is left out of the statistics; "mser-5": found in each replication.', "warm_up_ns"),
    Key("warm_up_by", Choice(("time", MSER)), f'How the warm-up is found; `warm_up = "{MSER}"` says the same.'),
    Key("requests_from", _duration("9 h"), "Requests before this time are not made: one window of a long day.",
        "requests_from_ns"),
    Key("seed", Whole(0, MAX_SEED), "Seed of every random number; the same seed gives the same run."),
    Key("replications", Whole(1, MAX_REPLICATIONS), "Independent repetitions of the run."),
), warm_up_by_rule)
CMG: Final = Section(model.Cmg, "The cloud management gateway.", (
    Key("prefix", Text(24, "[A-Za-z0-9]{3,24}", "3 to 24 letters and digits"),
        "First part of the deployment name, and name of the storage account and key vault (E5)."),
    Key("region", Text(40, "[A-Za-z][A-Za-z0-9]{1,39}", 'letters and digits, as "WestUS"'),
        "Azure region, as in the deployment name."),
    Key("service_name", Text(253, HOST_NAME, 'a full host name, as "GraniteFalls.contoso.com"'),
        "Common name of the server certificate (E5); left out: the deployment name, which needs no CNAME."),
    Key("cloud", _enum(Cloud), "Which Azure."),
    Key("deployment", _enum(Deployment), "How the CMG stands in Azure."),
    Key("vm_size", Choice(tuple(limits.VM_SIZES)), "Size of its virtual machines."),
    Key("instances", Whole(1, MAX_INSTANCES), "Number of its virtual machines."),
    Key("content", Flag(), "Whether it gives out content from its storage."),
    Key("workers", WORKERS, "Requests served at once by one instance."),
    Key("service_time", _time("20 ms"), "Time that an instance works on a request."),
    Key("queued_from", Fixed(SIZE, 0, MAX_BYTES, "64 KB"),
        "Messages longer than this wait for each other at the network card of an instance."),
    Key("egress_threshold", Fixed(SIZE, 1, MAX_EGRESS, "10 TB"),
        "Egress of fourteen days at which the site raises alerts; left out: nobody watches."),
    Key("stop_at_critical", Flag(), "Whether the service stops at the critical level of the threshold."),
    Key("statistics_lag", _duration("24 h"), "How much later the site learns what storage sent.", "statistics_lag_ns"),
    Key("state", Choice(("started", "stopped")), "Whether the service runs."),
    Key("certificate", NAME, "Which server authentication certificate is in use; another name is a renewed one."),
    Key("scale_out_time", _duration("8 min"), "Time until the instances run that a change adds.", "scale_out_time_ns"),
    Key("start_time", _duration("2 min"), "Time until a stopped service runs that a change starts.", "start_time_ns"),
))
CONNECTION_POINTS: Final = Section(model.ConnectionPoints, "CMG connection points, as many alike as `count` says.", (
    Key("count", Whole(1, MAX_CONNECTION_POINTS), "How many alike."),
    Key("name", NAME, "Name of the node; left out: its role and a number."),
    Key("workers", WORKERS, "Requests forwarded at once."),
    Key("service_time", _time("2 ms"), "Time that forwarding a request takes."),
    Key("proxy", Flag(), "Whether the way to the internet leads through a proxy (N1)."),
    Key("dynamic_ports", Whole(1, MAX_PORTS), "Connections to servers of the site that each may hold at once."),
    Key("port_rest", _duration("2 min"), "Time after which the port of a closed connection is given out again.",
        "port_rest_ns"),
))
MANAGEMENT_POINTS: Final = Section(model.ManagementPoints, "Management points, as many alike as `count` says.", (
    Key("count", Whole(1, MAX_SERVERS), "How many alike."),
    Key("name", NAME, "Name of the node; left out: its role and a number."),
    Key("protocol", Choice(("https", "http")), "What the connection points speak to it (P9)."),
    Key("workers", WORKERS, "Requests served at once."),
    Key("service_time", _time("10 ms"), "Time that it works on a request."),
))
SOFTWARE_UPDATE_POINTS: Final = Section(
    model.SoftwareUpdatePoints, "Software update points, as many alike as `count` says.", (
    Key("count", Whole(1, MAX_SERVERS), "How many alike."),
    Key("name", NAME, "Name of the node; left out: its role and a number."),
    Key("port", Choice((443, 80, 8530, 8531)), "Port at which it answers the connection points (P10)."),
    Key("workers", WORKERS, "Requests served at once."),
    Key("service_time", _time("50 ms"), "Time that it works on a request."),
))
ACTIVITY: Final = Section(
    model.Activity,
    "A kind of request and when a cohort makes it: exactly one of `every`, `rate`, `at` and `observed`.", (
    Key("request", REQUEST, "Row of the request catalogue."),
    Key("every", _duration("60 min", 1), "One request a client in each period, at a phase of its own.", "every_ns"),
    Key("jitter", _time("2 min"), "Added to each periodic request; goes with `every`."),
    Key("share", Share(), "Share of the periods in which there is something to send; goes with `every`."),
    Key("rate", RequestRate(MAX_RATE), "Random arrivals (Poisson) of the whole cohort at this rate.", "rate_per_s"),
    Key("at", ListOf(Moment(), MAX_MOMENTS, 1), "Every client of the cohort at these times since the start.", "at_ns"),
    Key("observed", ObservedTimes(), "Requests at the times of a CSV or Parquet file, one a row."),
    Key("up", SIZE_KIND, "Size of the request; left out: the catalogue's."),
    Key("down", SIZE_KIND, "Size of the answer; left out: the catalogue's."),
), schema={"oneOf": [{"required": [key]} for key in WAYS]})
CLIENTS: Final = Section(model.Clients, "A cohort of clients alike.", (
    Key("name", NAME, "Name of the cohort."),
    Key("count", Whole(1, MAX_CLIENTS), "Number of clients."),
    Key("authentication", _enum(Authentication), "How they prove who they are (F3)."),
    Key("timeout", _time("60 s", above_0=True), "Time after which a client gives an attempt up."),
    Key("retry", ListOf(_time("1 min"), MAX_RETRIES), "Waits between attempts; [] for none."),
    Key("keep_alive", _duration("4 min"), "Time for which an idle connection waits for the next request; 0: none.",
        "keep_alive_ns"),
    Key("reconnect", _time("1 min"), "Time after which a client logs in again whose notification session broke."),
    Key("profile", Choice(tuple(PROFILES)), "Ready-made habits: hours online, and what is asked on a special day."),
    Key("online", ListOf(HoursOfDay(), MAX_SPANS),
        "Hours of the day, by their own clock; [] for all day; left out: the profile's."),
    Key("weekdays", ListOf(Choice(WEEKDAYS), 7, 1, unique=True),
        "Days on which these hours begin; left out: the profile's."),
    Key("time_zone", ClockOffset(), "How far their clock is ahead of that of `scenario.start`.", "time_zone_ns"),
    Key("spread", _time("uniform(0 s, 30 min)"),
        "A device comes and goes so much later than the hours say; drawn for each time."),
    Key("catch_up", _time("uniform(0 s, 10 min)"),
        "What was due while a device was offline comes so long after it is online."),
    Key("traffic", Fixed(SIZE, 10**5, 10**12, "100 MB"),
        "Egress of one client in a month to which assumed sizes are scaled: 100 MB and 300 MB are documented.",
        "traffic_bytes"),
    Key("activities", Tables(ACTIVITY, MAX_ACTIVITIES),
        "What they ask for; none: the documented default schedules, as the profile changes them."),
))
LEG: Final = Section(model.Leg, "A part of the way.", (
    Key("latency", _time("30 ms"), "Delay one way."),
    Key("bandwidth", bandwidth(MAX_BANDWIDTH), "Left out: sending takes no time.", "bandwidth_bps"),
))
NETWORK: Final = Section(model.NetworkLegs, "Delay and bandwidth by leg, and how connections are made.", (
    Key("client_azure", Table(LEG), "From the clients to Azure."),
    Key("azure_connection_point", Table(LEG), "From Azure to the site."),
    Key("on_premises", Table(LEG), "Inside the site."),
    Key("tls", Choice(("1.2", "1.3")), "Version of TLS of new connections."),
    Key("tls_resumption", Flag(), "Whether a client that comes back resumes its TLS session."),
    Key("connect_timeout", _time("21 s", above_0=True), "Time that an attempt to connect waits in silence."),
    Key("https_channel_round_trips", Whole(0, MAX_ROUND_TRIPS),
        "Round trips that a request waits for before it goes down an HTTPS channel."),
    Key("dns_ttl_cname", _duration("1 h"), "Time that the CNAME of the service name is remembered.",
        "dns_ttl_cname_ns"),
    Key("dns_ttl_address", _duration("60 s"), "Time that an address is remembered.", "dns_ttl_address_ns"),
))
FAULTS: Final = Section(model.Fault, "Something broken, for a time.", (
    Key("kind", FAULT_KIND, "Row of the fault catalogue; `kind=target` is understood as well."),
    Key("target", Text(), "What it is about: ports, a verb, a header, a node or a host name.", "value"),
    Key("at", Moment(), "When it begins.", "at_ns"),
    Key("lasts", _duration("10 min", 1), "For how long; left out: until the end.", "lasts_ns"),
), split_fault)
CHANGES: Final = Section(model.Change, "What an administrator sets while it runs.", (
    Key("at", Moment(), "When.", "at_ns"),
    Key("set", Settings(), "Key paths and new values."),
))
TARGETS: Final = Section(model.Targets, "What a sizing must meet.", (
    *map(_latency, (50.0, 90.0, 95.0, 99.0, 99.9)),
    Key("success", Share(), "Share of the requests that must end well."),
    Key("utilisation", Share(above_0=True), "Highest utilisation of any station."),
    Key("headroom", Share(below_1=True), "Share of every documented limit that has to stay free."),
    Key("survives", ListOf(Choice(("instance", "connection-point")), 2, unique=True),
        "Of which roles the loss of one must be survived, one at a time."),
    Key("assurance", Share(above_0=True, below_1=True), "How sure the answer must be."),
))
NOTE: Final = Section(model.Note, "What the author of the scenario says at a step, in the player (`cmgsim demo`).", (
    Key("step", Choice(tuple(STEPS)), "Where it is shown: a step of a flow, or a port note."),
    Key("en", Text(longest=NOTE_LENGTH), "In English; left out: as in French."),
    Key("fr", Text(longest=NOTE_LENGTH), "In French; left out: as in English."),
))
ROOT: Final = Section(model.Scenario, "A scenario.", (
    Key("scenario", Table(GENERAL), GENERAL.doc, "general"),
    Key("cmg", Table(CMG), CMG.doc),
    Key("connection_points", Tables(CONNECTION_POINTS, MAX_CONNECTION_POINTS, 1), CONNECTION_POINTS.doc),
    Key("management_points", Tables(MANAGEMENT_POINTS, MAX_SERVERS, 1), MANAGEMENT_POINTS.doc),
    Key("software_update_points", Tables(SOFTWARE_UPDATE_POINTS, MAX_SERVERS, 1), SOFTWARE_UPDATE_POINTS.doc),
    Key("clients", Tables(CLIENTS, MAX_COHORTS, 1), CLIENTS.doc),
    Key("network", Table(NETWORK), NETWORK.doc),
    Key("faults", Tables(FAULTS, MAX_EVENTS), FAULTS.doc),
    Key("changes", Tables(CHANGES, MAX_EVENTS), CHANGES.doc),
    Key("targets", Table(TARGETS), TARGETS.doc),
    Key("note", Tables(NOTE, MAX_EVENTS), NOTE.doc, "notes"),
    Key("measured", Claims(MAX_EVENTS, Text(longest=NOTE_LENGTH)),
        "Which numbers of the file were measured: key paths, and for each what was measured, when and how. A path to a "
        "table stands for all of its numbers. What is given and not named here counts as given without evidence."),
))
# fmt: on


def key_at(steps: Sequence[Step]) -> Key | None:
    """
    The key that a path leads to, whatever the positions and names in it; None when it leads to none.

    Example:
        >>> key_at(("clients", 0, "count")).name, key_at(("clients", "laptops", "cuont"))
        ('count', None)
    """
    section, rest = ROOT, list(steps)
    while rest:
        key = section.key(str(rest.pop(0)))
        if key is None or isinstance(key.kind, Kind):
            return None if rest else key
        if isinstance(key.kind, Tables) and rest:
            rest.pop(0)
        section = key.kind.section
    return None


@cache
def homes() -> Mapping[str, str]:
    """
    Where each key belongs that only one table has, for keys that stand in a wrong one.

    Example:
        >>> homes()["instances"], homes()["retry"]
        ('cmg.instances', 'clients[0].retry')
    """
    found: dict[str, list[str]] = {}
    for table in ROOT.keys:
        if isinstance(table.kind, Kind):
            continue
        for key in table.kind.section.keys:
            home = f"{table.name}.{key.name}" if isinstance(table.kind, Table) else f"{table.name}[0].{key.name}"
            found.setdefault(key.name, []).append(home)
    return MappingProxyType({name: places[0] for name, places in found.items() if len(places) == 1})


def _kind_at(path: str) -> Kind:
    key = key_at(parse_path(path))
    assert key is not None, path
    assert isinstance(key.kind, Kind), path
    return key.kind
