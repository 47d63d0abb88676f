"""Every way to get a scenario file wrong that we could think of, and what the reader says about it."""

from __future__ import annotations

import pytest

from cmgsim.errors import ScenarioError
from cmgsim.model.scenario_file import loads

ONE = "\n[[clients]]\ncount = 10\n"
ACTIVITY = '[[clients]]\ncount = 10\n[[clients.activities]]\nrequest = "policy"\n'

# Name of the case, the file, and the line or lines of the error: each expected text begins one line.
BROKEN = {
    # Nothing to read.
    "empty": ("", "clients: is missing (an array of 1 to 1,000 tables"),
    "not toml": ("clients", "end of document: not TOML: Expected '=' after a key"),
    "not toml in a line": ("[cmg]\ninstances = = 2\n", "line 2, column 13: not TOML: a value is missing or wrong"),
    "a key twice": ("[cmg]\ninstances = 1\ninstances = 2\n", "line 3, column 14: not TOML: a key or a table is given"),
    "nul": ("[cmg]\x00", "line 1, column 6: not TOML"),
    # Shapes of tables.
    "one table for an array": (
        "[clients]\ncount = 3",
        "clients: one table where an array of tables belongs ([[clients]]",
    ),
    "number for an array": ("clients = 3", "clients: the bare number 3 where an array of tables belongs"),
    "no clients": ("clients = []", "clients: has 0 tables (an array of 1 to 1,000 tables"),
    "number in an array": ("clients = [3]", "clients[0]: the bare number 3 where one table belongs (a table, as {"),
    "array for a table": ("[[cmg]]\ninstances = 2" + ONE, "cmg: a list where one table belongs ([cmg] in single"),
    "number for a table": ("cmg = 3" + ONE, "cmg: the bare number 3 where one table belongs"),
    "no connection points": ("connection_points = []" + ONE, "connection_points: has 0 tables (an array of 1 to 64"),
    "text for a leg": (
        '[network]\nclient_azure = "30 ms"' + ONE,
        'network.client_azure: "30 ms" where one table belongs (a table, as { key = value })',
    ),
    # Keys.
    "unknown table": ("[clinets]\ncount = 3" + ONE, "clinets: unknown key (did you mean `clients`?)"),
    "unknown key": ("[cmg]\ninstnaces = 2" + ONE, "cmg.instnaces: unknown key (did you mean `instances`?)"),
    "key in capitals": ("[cmg]\nInstances = 2" + ONE, "cmg.Instances: unknown key (did you mean `instances`?)"),
    "key of another table": ("instances = 2" + ONE, "instances: unknown key (did you mean `cmg.instances`?)"),
    "key like no other": ("[cmg]\nzzz = 2" + ONE, "cmg.zzz: unknown key (one of prefix, region, service_name"),
    "key with an escape": ('"\\u001b[2J" = 2' + ONE, '"\\x1b[2J": unknown key (one of scenario, cmg'),
    "missing key": ("[[clients]]\nname = 'a'", "clients[0].count: is missing (a whole number from 1 to 5,000,000)"),
    "misspelt and missing": (
        "[[clients]]\ncuont = 3",
        "clients[0].cuont: unknown key (did you mean `count`?)",
        "clients[0].count: is missing (a whole number from 1 to 5,000,000)",
    ),
    # Counts.
    "zero": ("[[clients]]\ncount = 0", "clients[0].count: 0 is too few (a whole number from 1 to 5,000,000)"),
    "negative": ("[[clients]]\ncount = -5", "clients[0].count: -5 is too few"),
    "fraction": ("[[clients]]\ncount = 1.5", "clients[0].count: the bare number 1.5 is no count"),
    "count in quotes": ('[[clients]]\ncount = "10"', 'clients[0].count: "10" is no count (a whole number from 1 to 5,'),
    "flag for a count": ("[[clients]]\ncount = true", "clients[0].count: true is no count"),
    "nan for a count": ("[[clients]]\ncount = nan", "clients[0].count: the bare number nan is no count"),
    "huge count": (f"[[clients]]\ncount = 1{'0' * 300}", "clients[0].count: a number of about 301 digits is too many"),
    "digits beyond number": (f"[[clients]]\ncount = {'9' * 5000}", "has a number with thousands of digits"),
    "seventeen instances": (
        "[cmg]\ninstances = 17" + ONE,
        "cmg.instances: 17 is too many (a whole number from 1 to 16)",
    ),
    "too many in all": (
        "[[clients]]\ncount = 3_000_000\n[[clients]]\ncount = 3_000_000",
        "clients: 6,000,000 in all are too many (at most 5,000,000)",
    ),
    "65 connection points": (
        "[[connection_points]]\ncount = 64\n[[connection_points]]" + ONE,
        "connection_points: 65 in all are too many (at most 64)",
    ),
    "negative seed": ("[scenario]\nseed = -1" + ONE, "scenario.seed: -1 is too few (a whole number from 0 to 9,223,"),
    # Probabilities and flags.
    "percentage": ("[targets]\nsuccess = 99.9" + ONE, "targets.success: 99.9 is out of range (a number from 0 to 1)"),
    "infinite share": ("[targets]\nsuccess = inf" + ONE, "targets.success: inf is out of range"),
    "nan share": ("[targets]\nassurance = nan" + ONE, "targets.assurance: nan is out of range"),
    "denormal share": ("[targets]\nsuccess = 1e-320" + ONE, "targets.success: 1e-320 is too small to tell from 0"),
    "huge share": (
        f"[targets]\nsuccess = 1{'0' * 400}" + ONE,
        "targets.success: a number of about 401 digits is out of",
    ),
    "share in quotes": ('[targets]\nsuccess = "0.9"' + ONE, 'targets.success: "0.9" is no number'),
    "certainty": (
        "[targets]\nassurance = 1" + ONE,
        "targets.assurance: 1 is out of range (a number from 0 to 1, 0 and 1",
    ),
    "flag in quotes": ('[cmg]\ncontent = "yes"' + ONE, 'cmg.content: "yes" is neither true nor false'),
    # Durations.
    "duration without unit": (
        '[scenario]\nduration = "60"' + ONE,
        'scenario.duration: "60" has no unit (a quantity with a unit, as "24 h")',
    ),
    "bare number for a duration": (
        "[scenario]\nduration = 60" + ONE,
        'scenario.duration: the bare number 60 has no unit (a quantity with a unit, as "24 h")',
    ),
    "bare number for a random time": (
        "[cmg]\nservice_time = 20" + ONE,
        'cmg.service_time: the bare number 20 where a quantity belongs (a quantity with a unit, as "20 ms")',
    ),
    "flag for a duration": ("[scenario]\nduration = true" + ONE, "scenario.duration: true has no unit"),
    "unknown unit": ('[scenario]\nduration = "2 horus"' + ONE, "scenario.duration: `horus` is not a unit of time"),
    "ambiguous unit": (
        '[scenario]\nduration = "5 m"' + ONE,
        "scenario.duration: `m` is not a unit of time (`min` for minutes, `ms` for milliseconds)",
    ),
    "negative duration": ('[scenario]\nwarm_up = "-5 s"' + ONE, 'scenario.warm_up: "-5 s" is negative (0 or more)'),
    "nan duration": ('[scenario]\nwarm_up = "nan s"' + ONE, 'scenario.warm_up: "nan s" is not a finite number'),
    "no duration": ('[scenario]\nduration = "0 s"' + ONE, 'scenario.duration: "0 s" is too little (more than 0)'),
    "more than a year": (
        '[scenario]\nduration = "53 weeks"' + ONE,
        'scenario.duration: "53 weeks" is too long (at most',
    ),
    "size for a duration": ('[scenario]\nduration = "5 MB"' + ONE, "scenario.duration: `MB` is not a unit of time"),
    "random duration": (
        '[scenario]\nduration = "exponential(2 h)"' + ONE,
        'scenario.duration: a distribution where one fixed value belongs (a quantity with a unit, as "24 h")',
    ),
    "random period": (
        f'{ACTIVITY}every = {{ distribution = "constant", value = "1 h" }}',
        "clients[0].activities[0].every: a distribution where one fixed value belongs",
    ),
    "toml time": (
        "[[faults]]\nkind = 'proxy'\nat = 09:00:00" + ONE,
        "faults[0].at: a time has no unit (a time since the",
    ),
    "no such minute": (f'{ACTIVITY}at = ["9:61"]', 'clients[0].activities[0].at[0]: "9:61" is not a time of the clock'),
    "no timeout": ('[[clients]]\ncount = 1\ntimeout = "0 s"', 'clients[0].timeout: "0 s" is no time at all'),
    "warm-up too long": (
        '[scenario]\nduration = "1 h"\nwarm_up = "60 min"' + ONE,
        "scenario.warm_up: 1 h of warm-up leave nothing of a run of 1 h (less than 1 h)",
    ),
    # Other quantities.
    "bytes a second": (
        '[network]\nclient_azure = { bandwidth = "20 MB/s" }' + ONE,
        "network.client_azure.bandwidth: `MB/s` is not a unit of bandwidth (bits a second: 8 `Mbit/s` each)",
    ),
    "no bandwidth": ('[network]\non_premises = { bandwidth = "0 bit/s" }' + ONE, "network.on_premises.bandwidth: "),
    "bandwidth too high": (
        '[network]\non_premises = { bandwidth = "20000 Gbit/s" }' + ONE,
        'network.on_premises.bandwidth: "20000 Gbit/s" is too much (at most 10000 Gbit/s)',
    ),
    "duration for a size": (
        f'{ACTIVITY}every = "1 h"\nup = "3 ms"',
        "clients[0].activities[0].up: `ms` is not a unit of",
    ),
    "rate without unit": (f'{ACTIVITY}rate = "2"', 'clients[0].activities[0].rate: "2" is not a rate (as "120/min" or'),
    "bare rate": (f"{ACTIVITY}rate = 2", "clients[0].activities[0].rate: the bare number 2 is no rate (a rate, as"),
    "no rate": (f'{ACTIVITY}rate = "0/s"', 'clients[0].activities[0].rate: "0/s" is no rate at all (above 0'),
    "rate too high": (f'{ACTIVITY}rate = "2000000/s"', 'clients[0].activities[0].rate: "2000000/s" is too much'),
    # Distributions.
    "unknown distribution": (
        '[cmg]\nservice_time = "exponental(20 ms)"' + ONE,
        "cmg.service_time: there is no distribution `exponental` (did you mean `exponential`?)",
    ),
    "distribution without mean": (
        '[cmg]\nservice_time = { distribution = "exponential" }' + ONE,
        "cmg.service_time: exponential lacks its `mean` (exponential(mean))",
    ),
    "parameter of another": (
        '[cmg]\nservice_time = { distribution = "exponential", mean = "20 ms", cv = 3 }' + ONE,
        "cmg.service_time: exponential has no parameter `cv` (exponential(mean))",
    ),
    "values that are no list": (
        '[cmg]\nservice_time = { distribution = "empirical", values = "1 ms" }' + ONE,
        'cmg.service_time: `values` is "1 ms" (a list)',
    ),
    "low above high": ('[cmg]\nservice_time = "uniform(3 ms, 2 ms)"' + ONE, "cmg.service_time: `low` is above `high`"),
    "variation below one": (
        '[cmg]\nservice_time = "hyperexponential(3 ms, 0.5)"' + ONE,
        "cmg.service_time: `cv` is the bare number 0.5 (a number from 1 to 100)",
    ),
    "waits that are no list": ('[[clients]]\ncount = 1\nretry = "1 min"', 'clients[0].retry: "1 min" is no list'),
    "a wait without unit": (
        '[[clients]]\ncount = 1\nretry = ["1 min", 5]',
        'clients[0].retry[1]: the bare number 5 where a quantity belongs (a quantity with a unit, as "1 min")',
    ),
    # Words.
    "unknown size": ('[cmg]\nvm_size = "A2v2"' + ONE, 'cmg.vm_size: "A2v2" is not known here (did you mean `A2_v2`?)'),
    "unknown cloud": ('[cmg]\ncloud = "china"' + ONE, 'cmg.cloud: "china" is not known here (one of "public", "us-gov'),
    "unknown request": (
        '[[clients]]\ncount = 1\nactivities = [{ request = "polcy", every = "1 h" }]',
        'clients[0].activities[0].request: "polcy" is not known here (did you mean `policy`?)',
    ),
    "port in quotes": (
        '[[software_update_points]]\nport = "8531"' + ONE,
        'software_update_points[0].port: "8531" is not known here (one of 443, 80, 8530, 8531)',
    ),
    "version as a number": (
        "[network]\ntls = 1.2" + ONE,
        'network.tls: the bare number 1.2 is not known here (one of "1.2"',
    ),
    "survives what": (
        '[targets]\nsurvives = ["vm"]' + ONE,
        'targets.survives[0]: "vm" is not known here (one of "inst',
    ),
    "survives twice": ('[targets]\nsurvives = ["instance", "instance"]' + ONE, "targets.survives: says the same twice"),
    # Names.
    "empty name": ('[scenario]\nname = ""' + ONE, "scenario.name: is empty (1 to 63 printable characters)"),
    "control character": ('[scenario]\nname = "a\\u0007"' + ONE, 'scenario.name: "a\\x07" has a character that cannot'),
    "writing direction": (
        '[scenario]\nname = "a\\u202e"' + ONE,
        'scenario.name: "a\\u202e" has a character that cannot',
    ),
    "long name": (f'[scenario]\nname = "{"a" * 64}"' + ONE, "scenario.name: has 64 characters (1 to 63 printable"),
    "padded name": ('[scenario]\nname = " a"' + ONE, 'scenario.name: " a" begins or ends with a space'),
    "number for a name": (
        "[scenario]\nname = 7" + ONE,
        "scenario.name: the bare number 7 is no text (1 to 63 printable",
    ),
    "date for a name": ("[scenario]\nname = 2026-01-01" + ONE, "scenario.name: a date is no text (1 to 63 printable"),
    "cohorts of one name": (
        "[[clients]]\nname = 'a'\ncount = 1\n[[clients]]\nname = 'a'\ncount = 1",
        'clients[1].name: "a" is taken by clients[0].name (a name that no other node has)',
    ),
    "nodes of one name": (
        "[[connection_points]]\nname = 'a'\n[[management_points]]\nname = 'a'" + ONE,
        'management_points[0].name: "a" is taken by connection_points[0].name',
    ),
    "name of a role": ("[[clients]]\nname = 'proxy'\ncount = 1", 'clients[0].name: "proxy" is taken by the role proxy'),
    "prefix with a hyphen": (
        '[cmg]\nprefix = "a-b"' + ONE,
        'cmg.prefix: "a-b" has the wrong form (3 to 24 letters and',
    ),
    "short prefix": ('[cmg]\nprefix = "ab"' + ONE, 'cmg.prefix: "ab" has the wrong form (3 to 24 letters and digits)'),
    "one label": (
        '[cmg]\nservice_name = "granite"' + ONE,
        'cmg.service_name: "granite" has the wrong form (a full host',
    ),
    "url for a host": (
        '[cmg]\nservice_name = "https://a.b"' + ONE,
        'cmg.service_name: "https://a.b" has the wrong form',
    ),
    # Activities.
    "not said when": (
        ACTIVITY,
        "clients[0].activities[0]: says not when (exactly one of `every`, `rate`, `at` and `observed`)",
    ),
    "said twice": (
        f'{ACTIVITY}every = "1 h"\nrate = "2/s"',
        "clients[0].activities[0]: `every` and `rate` are given (exactly one of `every`, `rate`, `at` and `observed`)",
    ),
    "observed and every": (
        f'{ACTIVITY}every = "1 h"\nobserved = {{ packed = "Cg==" }}',
        "clients[0].activities[0]: `every` and `observed` are given (exactly one of",
    ),
    "observed nothing": (f"{ACTIVITY}observed = 3", "clients[0].activities[0].observed: the bare number 3 is no file"),
    "observed in no file": (
        f'{ACTIVITY}observed = "nowhere.csv"',
        "clients[0].activities[0].observed: there is no file nowhere.csv (a path from the folder",
    ),
    "observed with a slip": (
        f'{ACTIVITY}observed = {{ flie = "a.csv" }}',
        "clients[0].activities[0].observed.flie: unknown key (did you mean `file`?)",
    ),
    "observed without a file": (
        f'{ACTIVITY}observed = {{ time = "t" }}',
        "clients[0].activities[0].observed.file: is missing",
    ),
    "observed by too many": (
        f'{ACTIVITY.replace("10", "1")}observed = {{ packed = "CgE=.AAE=" }}',
        "clients[0].activities[0].observed: 2 clients were observed, and the cohort has 1 (count = 2, or more)",
    ),
    "observed too late": (
        f'[scenario]\nduration = "1 s"\n{ACTIVITY}observed = {{ packed = "gJTr3AM=" }}',
        "clients[0].activities[0].observed: all requests were observed after the end of the run (a longer run)",
    ),
    "packed badly": (
        f'{ACTIVITY}observed = {{ packed = "gA==" }}',
        "clients[0].activities[0].observed.packed: these are no packed times",
    ),
    # The clock.
    "start without a day": ('[scenario]\nstart = "08:00"' + ONE, 'scenario.start: "08:00" is no moment of the week (a'),
    "start at a number": ("[scenario]\nstart = 8" + ONE, "scenario.start: the bare number 8 is no moment of the week"),
    "online at a word": (
        ONE + 'online = ["mornings"]',
        'clients[0].online[0]: "mornings" is no span of the day (a span',
    ),
    "no weekday": (ONE + "weekdays = []", "clients[0].weekdays: has 0 items (a list of 1 to 7"),
    "a weekday misspelt": (ONE + 'weekdays = ["mo"]', 'clients[0].weekdays[0]: "mo" is not known here (did you mean'),
    "a time zone by name": (
        ONE + 'time_zone = "CET"',
        'clients[0].time_zone: "CET" is no offset between clocks (an offset from -14:00 to +14:00',
    ),
    "a time zone too far": (ONE + 'time_zone = "+15:00"', 'clients[0].time_zone: "+15:00" is no offset'),
    "a profile misspelt": (
        ONE + 'profile = "monday-mornings"',
        'clients[0].profile: "monday-mornings" is not known here (did you mean `monday-morning`?)',
    ),
    # Traffic.
    "traffic without a unit": (ONE + "traffic = 100", "clients[0].traffic: the bare number 100 has no unit"),
    "traffic too little": (ONE + 'traffic = "2 MB"', "clients[0].traffic: what is not scaled comes to more (above 5.1"),
    "traffic of nothing assumed": (
        ACTIVITY.replace("10", '10\ntraffic = "100 MB"') + 'every = "1 h"\nup = "1 KB"\ndown = "1 KB"',
        "clients[0].traffic: no assumed size is left that could be scaled (leave `up` or `down`",
    ),
    "at no time": (f"{ACTIVITY}at = []", "clients[0].activities[0].at: has 0 items (a list of 1 to 10,000"),
    "time without a list": (f'{ACTIVITY}at = "09:00"', 'clients[0].activities[0].at: "09:00" is no list'),
    "after the end": (f'{ACTIVITY}at = ["25 h"]', "clients[0].activities[0].at[0]: 25 h is after the end of the run"),
    "jitter of a rate": (
        f'{ACTIVITY}rate = "2/s"\njitter = "1 s"',
        "clients[0].activities[0].jitter: `jitter` goes with `every`, not with `rate`",
    ),
    "share of a rate": (
        f'{ACTIVITY}rate = "2/s"\nshare = 0.5',
        "clients[0].activities[0].share: `share` goes with `every`",
    ),
    "content from none": (
        f"{ACTIVITY.replace('policy', 'content')}every = '1 h'\n[cmg]\ncontent = false",
        "clients[0].activities[0].request: the CMG gives out no content (cmg.content = true, or another request)",
    ),
    # Faults.
    "unknown fault": (
        '[[faults]]\nkind = "instance-dwon"' + ONE,
        'faults[0].kind: "instance-dwon" is not known here (did you mean `instance-down`?)',
    ),
    "fault without kind": ('[[faults]]\nat = "1 h"' + ONE, 'faults[0].kind: is missing (one of "ports-blocked", '),
    "fault after the end": (
        '[[faults]]\nkind = "proxy"\nat = "25 h"' + ONE,
        "faults[0].at: 25 h is after the end of the run",
    ),
    "fault of no duration": ('[[faults]]\nkind = "proxy"\nlasts = "0 s"' + ONE, 'faults[0].lasts: "0 s" is too little'),
    "target too many": (
        '[[faults]]\nkind = "proxy=x"' + ONE,
        "faults[0].target: `proxy` takes no target (leave it out)",
    ),
    "target missing": (
        '[[faults]]\nkind = "ports-blocked"' + ONE,
        "faults[0].target: `ports-blocked` needs a target (ports",
    ),
    "target twice": (
        '[[faults]]\nkind = "ports-blocked=443"\ntarget = "80"' + ONE,
        "faults[0].target: the target is given twice (in `kind` or here)",
    ),
    "ports as a number": (
        '[[faults]]\nkind = "ports-blocked"\ntarget = 443' + ONE,
        "faults[0].target: the bare number 443",
    ),
    "no such port": ('[[faults]]\nkind = "ports-blocked=65536"' + ONE, "faults[0].target: 65536"),
    "ports backwards": ('[[faults]]\nkind = "ports-blocked=10139-10124"' + ONE, "faults[0].target: '10139-10124'"),
    "undocumented verb": (
        '[[faults]]\nkind = "verb-blocked=ccm_post"' + ONE,
        'faults[0].target: "ccm_post" is no documented verb (did you mean `CCM_POST`?)',
    ),
    "mistranslated header": (
        '[[faults]]\nkind = "header-blocked=Gamme"' + ONE,
        'faults[0].target: "Gamme" is no documented header (one of Range, CCMClientID, ',
    ),
    "no such instance": (
        '[[faults]]\nkind = "instance-down=instance-2"' + ONE,
        'faults[0].target: there is no instance called "instance-2" (one of instance-1)',
    ),
    "node of another role": (
        '[[faults]]\nkind = "connection-point-down=instance-1"' + ONE,
        'faults[0].target: there is no cmg-connection-point called "instance-1" (one of cmg-connection-point-1)',
    ),
    "no host name": ('[[faults]]\nkind = "endpoint-blocked=azure"' + ONE, 'faults[0].target: "azure" is no host name'),
    # Changes.
    "change of nothing": (
        '[[changes]]\nat = "1 h"\nset = {}' + ONE,
        "changes[0].set: is empty (a table of key paths and",
    ),
    "change at no time": (
        '[[changes]]\nset = { "cmg.instances" = 4 }' + ONE,
        "changes[0].at: is missing (a time since",
    ),
    "change after the end": (
        '[[changes]]\nat = "25 h"\nset = { "cmg.instances" = 4 }' + ONE,
        "changes[0].at: 25 h is after the end of the run (before 1 d)",
    ),
    "change of an unknown key": (
        '[[changes]]\nat = "1 h"\nset = { "cmg.instnaces" = 4 }' + ONE,
        'changes[0].set."cmg.instnaces": there is no key `cmg.instnaces` (did you mean `instances`?)',
    ),
    "change to too many": (
        '[[changes]]\nat = "1 h"\nset = { "cmg.instances" = 40 }' + ONE,
        'changes[0].set."cmg.instances": 40 is too many (a whole number from 1 to 16)',
    ),
    "change of a table": (
        '[[changes]]\nat = "1 h"\nset = { cmg = 4 }' + ONE,
        "changes[0].set.cmg: `cmg` is a table (the path of one of its keys)",
    ),
    "change past a value": (
        '[[changes]]\nat = "1 h"\nset = { "cmg.workers.x" = 4 }' + ONE,
        'changes[0].set."cmg.workers.x": `cmg.workers` holds a value, not a table (the path ends there)',
    ),
    "change of an array": (
        '[[changes]]\nat = "1 h"\nset = { clients = 4 }' + ONE,
        "changes[0].set.clients: `clients` is an array of tables (`clients[0]` and a key)",
    ),
    "change of no path": (
        '[[changes]]\nat = "1 h"\nset = { " " = { x = 4 } }' + ONE,
        'changes[0].set." .x": ` .x` is no key path (as `cmg.instances` or `clients[0].count`)',
    ),
    "change of what cannot be read": (
        '[[changes]]\nat = "1 h"\nset = { "clients[0].timeout" = "4 s" }\n[clients]',
        "clients: one table where an array of tables belongs ([[clients]] in double brackets)",
    ),
    "change of no cohort": (
        '[[changes]]\nat = "1 h"\nset = { "clients[3].timeout" = "4 s" }' + ONE,
        'changes[0].set."clients[3].timeout": there is no `clients[3]` (positions 0 to 0)',
    ),
    "change of what stays": (
        '[[changes]]\nat = "1 h"\nset = { "scenario.seed" = 4 }' + ONE,
        'changes[0].set."scenario.seed": `scenario.seed` cannot change while the scenario runs (one of cmg.instances, ',
    ),
    # Excess.
    "deep list": (f"x = {'[' * 40}{']' * 40}" + ONE, "is nested too deeply (at most 32 levels)"),
    "deeper than python": (f"x = {'[' * 100_000}", "is nested too deeply (at most 32 levels)"),
    "long dotted key": (f"a{'.a' * 100_000} = 1", "has a key of more than 100 parts"),
    "large file": ("# " + "x" * 2**20, "is larger than 1 MiB"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_told_what_is_wrong_and_what_would_be_right(case):
    text, *expected = BROKEN[case]

    with pytest.raises(ScenarioError) as caught:
        loads(text, "a.toml")

    lines = str(caught.value).splitlines()
    assert [f"a.toml: {line}" for line in expected] == [
        line[: len(f"a.toml: {start}")] for line, start in zip(lines, expected, strict=True)
    ]


@pytest.mark.slow
def test_a_file_of_too_many_values_is_refused():
    with pytest.raises(ScenarioError, match=r"a\.toml: has too many values \(at most 200,000\)"):
        loads(f"x = [{'1,' * 250_000}]", "a.toml")


def test_guessing_ends_where_nobody_reads_on():
    keys = "".join(f"instances{number} = 1\n" for number in range(2_000))

    with pytest.raises(ScenarioError) as caught:
        loads(f"[cmg]\n{keys}{ONE}")

    assert ("did you mean `instances`?", "") == (caught.value.problems[0].expected, caught.value.problems[-1].expected)
    assert 2_000 == len(caught.value.problems)


def test_every_problem_is_told_at_once_in_the_order_of_the_file():
    text = """
        [network]
        tls = "1.4"

        [cmg]
        instances = 17
        workres = 8
        service_time = 20

        [[faults]]
        kind = "proxy"
        at = "2 d"

        [[clients]]
        count = 0
        retry = ["1 min", "-5 min"]
        activities = [{ request = "policy" }]

        [scenario]
        duration = "1 d"
        warm_up = "1 d"
    """

    with pytest.raises(ScenarioError) as caught:
        loads(text)

    assert [
        "network.tls",
        "cmg.instances",
        "cmg.workres",
        "cmg.service_time",
        "faults[0].at",
        "clients[0].count",
        "clients[0].retry[1]",
        "clients[0].activities[0]",
        "scenario.warm_up",
    ] == [problem.key_path for problem in caught.value.problems]


def test_a_check_that_lacks_a_value_is_left_out():
    """How many instances there are is unknown, so nothing is said about the target of the fault."""
    with pytest.raises(ScenarioError) as caught:
        loads('[cmg]\ninstances = "four"\n[[faults]]\nkind = "instance-down=instance-4"' + ONE)

    assert ["cmg.instances"] == [problem.key_path for problem in caught.value.problems]


def test_a_change_brings_the_instance_that_a_later_fault_takes_down():
    change = "[[changes]]\nat = '1 h'\nset = { 'cmg.instances' = 4 }\n"
    fault = "[[faults]]\nkind = 'instance-down=instance-4'\nat = '2 h'\n"

    assert "instance-4" == loads(change + fault + ONE).faults[0].value
