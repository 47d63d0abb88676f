"""Payloads of the player made by hand: a small one that can be checked by eye, a long one, a hostile one."""

from __future__ import annotations

from typing import Any

MS = 1_000_000
NODES = {
    "management-point-1": ("management-point", "on-premises", 30, 110, "Management point"),
    "cmg-connection-point-1": ("cmg-connection-point", "on-premises", 30, 300, "CMG connection point"),
    "client-1": ("client", "internet", 420, 380, "Client"),
    "load-balancer": ("load-balancer", "azure", 780, 360, "Azure load balancer"),
    "instance-1": ("instance", "azure", 780, 220, "VM instance 1"),
    "public-dns": ("public-dns", "internet", 420, 80, "Public DNS"),
}
FRENCH = {
    "Management point": "Point de gestion",
    "CMG connection point": "Point de connexion de passerelle",
    "Client": "Client",
    "Azure load balancer": "Équilibreur de charge Azure",
    "VM instance 1": "Instance 1",
    "Public DNS": "DNS public",
}
LINKS = (
    ("cmg-connection-point-1", "load-balancer", "channel", "HTTPS", 443, "P2"),
    ("client-1", "load-balancer", "connection", "HTTPS", 443, "P7"),
    ("cmg-connection-point-1", "management-point-1", "connection", "HTTPS", 443, "P9"),
    ("cmg-connection-point-1", "public-dns", "look-up", "DNS", 53, None),
    ("load-balancer", "instance-1", "inner", None, None, None),
)


class Shelf:
    """Things by number; the same thing has one number."""

    def __init__(self) -> None:
        self.items: list[Any] = []

    def put(self, item: Any) -> int:
        if item not in self.items:
            self.items.append(item)
        return self.items.index(item)


def link_id(src: str, dst: str, protocol: str | None, port: int | None) -> str:
    return f"{src}>{dst}:{protocol}:{port}"


class Maker:
    """Puts a payload together from steps written as short rows."""

    def __init__(self, names: dict[str, str] | None = None) -> None:
        self.texts, self.moves = Shelf(), Shelf()
        self.steps: list[dict[str, Any]] = []
        self.logs: list[dict[str, Any]] = []
        self.stories: list[dict[str, Any]] = []
        self.names = names or {}

    def t(self, english: str, french: str | None = None) -> int:
        return self.texts.put([english, french if french is not None else f"{english} (FR)"])

    def name(self, node: str) -> tuple[str, str]:
        english = NODES[node][4]
        return self.names.get(node, english), self.names.get(node, FRENCH[english])

    def move(self, kind: str, src: str, dst: str, label: str, link: str | None = None, **more: Any) -> int:
        move = {"kind": kind, "from": src, "to": dst, "label": self.texts.put(label), "link": link, **more}
        return self.moves.put({key: value for key, value in move.items() if value is not None})

    def step(self, kind: str, badges: list[str], say: tuple[str, str], moves: list[int], **more: Any) -> int:
        self.steps.append(
            {
                "kind": kind,
                "rule": badges[0],
                "badges": badges,
                "from": self.moves.items[moves[0]]["from"],
                "to": self.moves.items[moves[0]]["to"],
                "outcome": "ok",
                "title": self.t(say[0][:58], say[1][:58]),
                "say": self.t(*say),
                "wire": [[self.t("Port", "Port"), self.texts.put("443")]],
                "why": self.t("Because a rule says so.", "Parce qu’une règle le dit."),
                "moves": moves,
                **more,
            }
        )
        return len(self.steps) - 1

    def log(self, text: str, severity: int = 1, **more: Any) -> int:
        self.logs.append(
            {
                "file": "SMS_CLOUD_PROXYCONNECTOR.log",
                "component": "SMS_CLOUD_PROXYCONNECTOR",
                "thread": 4412,
                "severity": severity,
                "text": self.texts.put(text),
                "format": "server",
                "evidence": "assumed",
                "role": "cmg-connection-point",
                **more,
            }
        )
        return len(self.logs) - 1

    def story(self, steps: list[int], logs: list[list[int]], requests: list[dict[str, Any]] | None = None) -> int:
        self.stories.append(
            {
                "steps": steps,
                "t": [place * 150 * MS for place in range(len(steps))],
                "moves": [[k * 25 * MS for k in range(len(self.steps[step]["moves"]))] for step in steps],
                "logs": logs,
                "requests": requests or [],
                "lifelines": list(NODES),
            }
        )
        return len(self.stories) - 1

    def map(self) -> dict[str, Any]:
        t = self.t
        zones = [
            {"id": "on-premises", "name": t("On premises", "Sur site"), "x": 10, "y": 10, "w": 300, "h": 470},
            {"id": "internet", "name": t("Internet", "Internet"), "x": 340, "y": 10, "w": 320, "h": 470},
            {"id": "azure", "name": t("Azure", "Azure"), "x": 690, "y": 10, "w": 300, "h": 470},
        ]
        nodes = []
        for node, (role, zone, x, y, _) in NODES.items():
            english, french = self.name(node)
            nodes.append(
                {
                    "id": node,
                    "role": role,
                    "zone": zone,
                    "x": x,
                    "y": y,
                    "w": 180,
                    "h": 60,
                    "lines": {"en": halves(english), "fr": halves(french)},
                    "short": {"en": english[:12], "fr": french[:12]},
                }
            )
        boxes = {node["id"]: node for node in nodes}
        return {
            "width": 1000,
            "height": 490,
            "font": 19,
            "small": 16,
            "line": 23,
            "zones": zones,
            "nodes": nodes,
            "drawn": {node: node for node in NODES},
            "links": [self.link(boxes, *row) for row in LINKS],
            "link": {},
        }

    def link(
        self,
        boxes: dict[str, Any],
        src: str,
        dst: str,
        kind: str,
        protocol: str | None,
        port: int | None,
        rule: str | None,
    ) -> dict[str, Any]:
        a, b = boxes[src], boxes[dst]
        start, end = [a["x"] + a["w"], a["y"] + 30], [b["x"], b["y"] + 30]
        if a["x"] == b["x"]:
            down = b["y"] > a["y"]
            start, end = [a["x"] + 90, a["y"] + (60 if down else 0)], [b["x"] + 90, b["y"] + (0 if down else 60)]
        link = {
            "id": link_id(src, dst, protocol, port),
            "from": src,
            "to": dst,
            "points": [start, end],
            "kind": kind,
            "protocol": protocol,
            "port": port,
            "rule": rule,
            "plug": [start[0] + (18 if end[0] > start[0] else 0), start[1] + (0 if end[0] > start[0] else -18)],
        }
        if kind in ("channel", "connection"):
            middle = [(start[0] + end[0]) / 2, (start[1] + end[1]) / 2]
            aside = 60 if a["x"] == b["x"] else 0
            link |= {
                "label": self.texts.put(f"{protocol} {port}"),
                "label_at": [middle[0] + aside, middle[1] - (0 if aside else 22)],
            }
        return {key: value for key, value in link.items() if value is not None}


def halves(name: str) -> list[str]:
    words = name.split(" ")
    middle = (len(words) + 1) // 2
    return [" ".join(part) for part in (words[:middle], words[middle:]) if part]


def payload(names: dict[str, str] | None = None, repeated: int = 1, **more: Any) -> dict[str, Any]:
    """Ten steps (five of them *repeated*), a variant with the port of the channel blocked, four questions."""
    m = Maker(names)
    t = m.t
    channel = link_id("cmg-connection-point-1", "load-balancer", "HTTPS", 443)
    client = link_id("client-1", "load-balancer", "HTTPS", 443)
    inner = link_id("cmg-connection-point-1", "management-point-1", "HTTPS", 443)
    dns = link_id("cmg-connection-point-1", "public-dns", "DNS", 53)
    cp, lb, vm, pc, mp = "cmg-connection-point-1", "load-balancer", "instance-1", "client-1", "management-point-1"
    look_up = m.step(
        "look-up",
        ["F2"],
        (
            f"The {m.name(cp)[0]} asks public DNS for the service name (data flow, step 2).",
            f"Le {m.name(cp)[1]} demande au DNS public le nom du service (flux de données, étape 2).",
        ),
        [
            m.move("dns-query", cp, "public-dns", "DNS 53 · query", dns),
            m.move("dns-answer", "public-dns", cp, "answer", dns),
        ],
    )
    opening = m.step(
        "connect",
        ["F2", "N2"],
        (
            "The CMG connection point opens HTTPS on port 443 to the load balancer (data flow, step 2; note 2).",
            "Le point de connexion ouvre HTTPS sur le port 443 vers l’équilibreur (flux de données, étape 2).",
        ),
        [
            m.move("connect", cp, lb, "HTTPS 443", channel, channel=True),
            m.move("accepted", lb, cp, "accepted", channel, channel=True),
        ],
        port=443,
        protocol="HTTPS",
        port_rule="P2",
        channel=True,
        opened_by=cp,
        direction="with",
    )
    refused = m.step(
        "connect",
        ["F2", "N2"],
        (
            "The CMG connection point tries to open HTTPS on port 443. The attempt is refused (data flow, step 2).",
            "Le point de connexion tente d’ouvrir HTTPS sur le port 443 : refusé (flux de données, étape 2).",
        ),
        [
            m.move("connect", cp, lb, "HTTPS 443", channel, channel=True),
            m.move("refused", lb, cp, "refused", channel, blocked=True),
        ],
        port=443,
        protocol="HTTPS",
        port_rule="P2",
        outcome="fail",
        fix=t("Open port 443.", "Ouvrez le port 443."),
    )
    stop = m.step(
        "stop",
        ["F2"],
        ("The flow stops here (data flow, step 2).", "Le flux s’arrête ici (flux de données, étape 2)."),
        [m.move("state", cp, cp, "stops here")],
        outcome="fail",
    )
    connect = m.step(
        "connect",
        ["F3"],
        (
            "The client opens HTTPS on port 443 to the CMG (data flow, step 3).",
            "Le client ouvre HTTPS sur le port 443 vers la passerelle (flux de données, étape 3).",
        ),
        [
            m.move("connect", pc, vm, "HTTPS 443", client, route=[pc, lb, vm]),
            m.move("accepted", vm, pc, "accepted", client, route=[vm, lb, pc]),
        ],
        port=443,
        protocol="HTTPS",
        port_rule="P7",
        opened_by=pc,
        direction="with",
    )
    ask = m.step(
        "request",
        ["F3"],
        (
            "The client sends a policy request (data flow, step 3).",
            "Le client envoie une demande de stratégie (flux de données, étape 3).",
        ),
        [m.move("request", pc, vm, "HTTPS 443 · CCM_POST", client, route=[pc, lb, vm])],
        verb="CCM_POST",
        path="/ccm_system/request",
        bytes=1432,
    )
    down = m.step(
        "request",
        ["F4"],
        (
            "The CMG sends the request down the open channel (data flow, step 4).",
            "La passerelle envoie la demande par le canal ouvert (flux de données, étape 4).",
        ),
        [m.move("request", vm, cp, "HTTPS 443 · CCM_POST", channel, route=[vm, lb, cp], against=True, inside=True)],
        inside=True,
        direction="against",
        opened_by=cp,
    )
    opens = m.step(
        "connect",
        ["F5"],
        (
            "The CMG connection point opens HTTPS on port 443 to the management point (data flow, step 5).",
            "Le point de connexion ouvre HTTPS sur le port 443 vers le point de gestion (flux de données, étape 5).",
        ),
        [m.move("connect", cp, mp, "HTTPS 443", inner), m.move("accepted", mp, cp, "accepted", inner)],
        port_rule="P9",
    )
    hand = m.step(
        "request",
        ["F5"],
        ("It hands the request on (data flow, step 5).", "Il remet la demande (flux de données, étape 5)."),
        [m.move("request", cp, mp, "HTTPS 443 · CCM_POST", inner)],
    )
    answer = m.step(
        "response",
        ["F5", "F4", "F3"],
        (
            "The answer (status 200) goes back the same way (data flow, steps 3 to 5).",
            "La réponse (code 200) revient par le même chemin (flux de données, étapes 3 à 5).",
        ),
        [
            m.move("response", mp, cp, "200", inner, against=True),
            m.move("response", cp, vm, "200", channel, route=[cp, lb, vm], inside=True),
            m.move("response", vm, pc, "200", client, route=[vm, lb, pc], against=True),
        ],
        status=200,
        bytes=30000,
    )
    slow = m.step(
        "state",
        ["F4"],
        ("The channel waits for 20 s (data flow, step 4).", "Le canal attend 20 s (flux de données, étape 4)."),
        [m.move("state", cp, cp, "waits")],
        outcome="warn",
    )
    end = m.step(
        "end",
        ["F5"],
        ("The client has its answer (data flow, step 5).", "Le client a sa réponse (flux de données, étape 5)."),
        [m.move("state", pc, pc, "done")],
    )
    opened, failed = (
        m.log("Built HTTP connection to server"),
        m.log("ERROR: Failed to build Http connection with server :443, code 12175", 3),
    )
    waits, late = m.log("No message for 20 s", 2), m.log("Forwarded message", cloud=True)
    bars = [
        [t("connect", "connexion"), 0, 180 * MS, 2, "client-1"],
        [t("wait", "attente"), 180 * MS, 40 * MS, 3, "instance-1"],
        [t("answer", "réponse"), 220 * MS, 60 * MS, 7, "management-point-1"],
    ]
    requests = [
        {
            "id": "r1",
            "name": t("policy request", "demande de stratégie"),
            "first": 2,
            "places": [2, 3, 4, 6, 7],
            "bars": bars,
        }
    ]
    whole = m.story(
        [
            look_up,
            opening,
            connect,
            ask,
            down,
            opens,
            hand,
            answer,
            slow,
            *[ask, down, hand, answer, slow] * (repeated - 1),
            end,
        ],
        [[opened, 1, 0], [late, 4, 0], [waits, 8, 0]],
        requests,
    )
    broken = m.story([look_up, refused, stop], [[failed, 1, 0]])
    panel = {
        "fault": "ports-blocked=443",
        "number": "W3",
        "title": t("Port 443 blocked", "Port 443 bloqué"),
        "concerns": True,
        "failed": True,
        "cause": t("The firewall refuses port 443.", "Le pare-feu refuse le port 443."),
        "rules": ["N2", "P2"],
        "stops": t("Stops at F2 (data flow, step 2)", "S’arrête à F2 (flux de données, étape 2)"),
        "symptom": t("No management point answers.", "Aucun point de gestion ne répond."),
        "logs": [failed],
        "fix": t("Open port 443.", "Ouvrez le port 443."),
        "evidence": "assumed",
        "source": t("assumption", "hypothèse"),
    }
    rules = {
        rule: {
            "title": t(f"What {rule} says.", f"Ce que dit {rule}."),
            "why": t("Because.", "Parce que."),
            "list": t(f"data flow, step {rule[1:]}", f"flux de données, étape {rule[1:]}"),
            "number": int(rule[1:]),
            "page": t("Data flow for CMG (2022)", "Flux de données (2022)"),
        }
        for rule in ("F2", "F3", "F4", "F5", "N2", "P2")
    }
    ports = [
        {
            "rule": "P2",
            "from": t(*m.name(cp)),
            "to": t(*m.name(lb)),
            "protocol": "HTTPS",
            "ports": "443",
            "purpose": t("channel", "canal"),
            "direction": "out",
        }
    ]
    made = {
        "format": "cmgsim.player/1",
        "scenario": {
            "name": (names or {}).get("scenario", "by hand"),
            "sha256": "f" * 64,
            "version": "0.0.0",
            "seed": 7,
            "command": "cmgsim demo -o page.html",
            "faults_command": "cmgsim demo -o page.html",
        },
        "languages": ["en", "fr"],
        "language": "en",
        "title": t(
            (names or {}).get("scenario", "Communication by hand"),
            (names or {}).get("scenario", "Communication à la main"),
        ),
        "banner": t(
            "Simulated by cmgsim — not a real Configuration Manager log",
            "Simulé par cmgsim — pas un vrai journal de Configuration Manager",
        ),
        "flows": [
            {
                "id": "communication",
                "title": t("Communication", "Communication"),
                "about": t("A client reaches its site.", "Un client joint son site."),
                "rules": ["F2", "F3", "F4", "F5"],
            }
        ],
        "switches": [
            {
                "id": "ports-blocked",
                "number": "W3",
                "kind": "toggle",
                "label": t("Port 443 blocked", "Port 443 bloqué"),
                "about": t("The firewall refuses it.", "Le pare-feu le refuse."),
                "fault": "ports-blocked=443",
                "group": "way",
            },
            {
                "id": "crl-unreachable",
                "number": "W13",
                "kind": "toggle",
                "label": t("CRL unreachable", "CRL injoignable"),
                "about": t("No list.", "Pas de liste."),
                "fault": "crl-unreachable",
                "group": "trust",
            },
            {
                "id": "lag",
                "number": "W22",
                "kind": "view",
                "label": t("as seen on the site server", "vu du serveur de site"),
                "about": t("Logs lag.", "Les journaux tardent."),
                "fault": None,
                "group": "logs",
            },
        ],
        "variants": {
            "communication": {
                "": {
                    "story": whole,
                    "map": 0,
                    "panel": [],
                    "ports": 0,
                    "analyzer": 0,
                    "ends": "end",
                    "stop": None,
                    "verdict": t("The flow reached its end.", "Le flux est arrivé à son terme."),
                },
                "ports-blocked": {
                    "story": broken,
                    "map": 0,
                    "panel": [0],
                    "ports": 0,
                    "analyzer": 0,
                    "ends": "stopped",
                    "stop": {"rule": "F2", "at": 1, "text": t("stopped", "arrêté")},
                    "verdict": t("The flow stopped at F2.", "Le flux s’est arrêté à F2."),
                },
                "crl-unreachable": {
                    "story": whole,
                    "map": 0,
                    "panel": [0],
                    "ports": 0,
                    "analyzer": 0,
                    "ends": "despite",
                    "stop": None,
                    "verdict": t("The flow reached its end.", "Le flux est arrivé à son terme."),
                },
            }
        },
        "maps": [m.map()],
        "panels": [panel],
        "ports": [ports],
        "analyzers": [[{"check": t("service", "service"), "result": "ok", "detail": t("It runs.", "Il tourne.")}]],
        "stories": m.stories,
        "steps": m.steps,
        "moves": m.moves.items,
        "logs": m.logs,
        "questions": questions(m, failed),
        "rules": rules,
        "notes": {"F4": [t("Ask who opened it.", "Demandez qui l’a ouvert.")]},
        "glossary": [{"term": t("CMG", "CMG"), "text": t("cloud management gateway", "passerelle de gestion cloud")}],
        "roles": {role: {"name": t(name, FRENCH[name]), "zone": zone} for role, zone, _, _, name in NODES.values()},
        "zones": {
            "on-premises": t("On premises", "Sur site"),
            "internet": t("Internet", "Internet"),
            "azure": t("Azure", "Azure"),
        },
        "evidence": {
            "documented": t("documented wording", "formulation documentée"),
            "practitioner": t("seen in the field", "relevé sur le terrain"),
            "assumed": t("modelled wording", "formulation modélisée"),
        },
        "codes": {"12175": t("The secure channel failed.", "Le canal sécurisé a échoué.")},
        "lag_ns": [300_000 * MS, 300_000 * MS],
        "log_start": "2026-11-23T14:30:00.000",
    }
    return {**made, **more, "texts": m.texts.items}


def questions(m: Maker, log: int) -> list[dict[str, Any]]:
    t = m.t
    here = {"flow": "communication", "key": ""}
    return [
        {
            "id": "q1",
            "kind": "next",
            **here,
            "place": 2,
            "text": t("Who acts next?", "Qui agit ensuite ?"),
            "choices": [t("The client", "Le client"), t("The site", "Le site")],
            "right": 0,
            "because": t("Step 4: the client sends.", "Étape 4 : le client envoie."),
            "replay": 1,
        },
        {
            "id": "q2",
            "kind": "port",
            **here,
            "place": 0,
            "text": t("Which port?", "Quel port ?"),
            "choices": [m.texts.put(port) for port in ("80", "443", "10124", "8531")],
            "right": 1,
            "because": t("Step 2: port 443.", "Étape 2 : port 443."),
            "replay": 0,
        },
        {
            "id": "q3",
            "kind": "order",
            **here,
            "place": -1,
            "text": t("Put them in order.", "Remettez dans l’ordre."),
            "items": [t("third", "troisième"), t("first", "premier"), t("second", "deuxième")],
            "right": [1, 2, 0],
            "because": t("Steps 1 to 3.", "Étapes 1 à 3."),
            "replay": 0,
        },
        {
            "id": "q4",
            "kind": "fix",
            "flow": "communication",
            "key": "ports-blocked",
            "place": 1,
            "text": t("Choose the fix.", "Choisissez le remède."),
            "log": log,
            "choices": [
                t("Open port 443", "Ouvrir le port 443"),
                t("Renew the token", "Renouveler le jeton"),
                t("Wait", "Attendre"),
            ],
            "right": 0,
            "because": t("Step 2 was refused.", "L’étape 2 a été refusée."),
            "replay": 0,
        },
    ]


def packed(made: dict[str, Any]) -> dict[str, Any]:
    """The same payload with its steps, stories and logs packed: keys and rows, words by number, what stories share."""
    tables: dict[str, Any] = {}
    for name, by_word, prefix in (
        ("steps", ["kind"], []),
        ("logs", ["file"], []),
        ("stories", [], ["steps", "t", "logs"]),
    ):
        rows = made[name]
        keys = sorted({key for row in rows for key in row})
        words = {key: sorted({row[key] for row in rows}) for key in by_word}
        cells = []
        for row in rows:
            shared = {key: common(rows[0][key], row[key]) for key in prefix} if cells else {}
            values = {
                key: words[key].index(row[key]) if key in words else shared.get(key, row.get(key)) for key in keys
            }
            cells.append([values[key] for key in keys])
        tables[name] = {"keys": keys, "words": words, "prefix": prefix, "rows": cells}
    return made | tables | {"packed": sorted(tables)}


def common(first: list[Any], other: list[Any]) -> list[Any]:
    """How many items *other* shares with *first* from the beginning, then the rest of it."""
    same = next(
        (k for k, pair in enumerate(zip(first, other, strict=False)) if pair[0] != pair[1]), min(len(first), len(other))
    )
    return [same, *other[same:]]
