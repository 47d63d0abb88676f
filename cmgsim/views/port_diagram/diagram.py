"""
What a port diagram shows: a box for each role, an arrow for each row of the firewall list, every one from the opener.

Nodes of one role share a box, and connections that differ only by node share an arrow: sixteen instances or four
connection points are drawn as clearly as one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from attrs import frozen

from cmgsim.facts.failure_rows import Bilingual
from cmgsim.facts.roles import zone_of
from cmgsim.facts.rows import Role, Zone
from cmgsim.flows.nouns import Language, printable
from cmgsim.flows.words import title_of
from cmgsim.model.allow_list import NOTE_ON_PROXIES, firewall_list
from cmgsim.model.names import names_of
from cmgsim.model.scenario import Scenario
from cmgsim.model.topology import build
from cmgsim.views.player.lettering import role_names

ZONES: Final = MappingProxyType(
    {
        Zone.ON_PREMISES: Bilingual("On premises", "Sur site"),
        Zone.AZURE: Bilingual("Azure", "Azure"),
        Zone.INTERNET: Bilingual("Internet", "Internet"),
    }
)
"""From left to right: everything is opened towards Azure, from both sides."""
WORDS: Final = MappingProxyType(
    {
        "title": Bilingual("Ports of {name}", "Ports de {name}"),
        "opens": Bilingual(
            "An arrow leads from the side that opens a connection (dot) to the side that accepts it. Answers come back "
            "on the same connection: nothing is opened towards the site.",
            "Une flèche va du côté qui ouvre une connexion (point) à celui qui l'accepte. Les réponses reviennent par "
            "la même connexion : rien n'est ouvert vers le site.",
        ),
        "through": Bilingual("{ports}, through the proxy", "{ports}, par le proxy"),
        "instances": Bilingual("{count} VM instances", "{count} instances de machine virtuelle"),
        "instance": Bilingual("1 VM instance", "1 instance de machine virtuelle"),
        "proxy": Bilingual(
            "the way to the internet proxy, which is in no row of the port table; TCP-TLS never runs through one",
            "le chemin vers le proxy Internet, qui n'est dans aucune ligne du tableau des ports ; TCP-TLS ne passe "
            "jamais par un proxy",
        ),
        "more": Bilingual("and {count} more", "et {count} de plus"),
        "source": Bilingual("Drawn by cmgsim", "Dessiné par cmgsim"),
        "row": Bilingual("{src} opens {ports} to {dst} ({rule}).", "{src} ouvre {ports} vers {dst} ({rule})."),
    }
)


_COLON: Final[Mapping[Language, str]] = MappingProxyType({"en": ":", "fr": "\u00a0:"})


@frozen
class Box:
    """A role with the nodes that play it."""

    role: Role
    title: str
    names: tuple[str, ...]

    @property
    def zone(self) -> Zone:
        """Where it stands."""
        return zone_of(self.role)


@frozen
class Arrow:
    """Connections of one row of the port table between two roles."""

    src: Role
    dst: Role
    rule: str
    protocol: str
    first: int
    last: int
    via: Role | None = None

    @property
    def ports(self) -> str:
        """
        Protocol and ports as people write them.

        Example:
            >>> Arrow(Role.CLIENT, Role.CMG, "P7", "HTTPS", 443, 443).ports
            'HTTPS 443'
        """
        span = str(self.first) if self.first == self.last else f"{self.first}-{self.last}"
        return f"{self.protocol} {span}"


@frozen
class Diagram:
    """Boxes and arrows, and what is written around them."""

    title: str
    boxes: Mapping[Role, Box]
    arrows: tuple[Arrow, ...]
    note: str
    rules: tuple[str, ...]
    """What each rule that is drawn says."""
    sentences: tuple[str, ...]
    """The picture in words."""
    signature: str


def diagram(scenario: Scenario, lang: Language = "en") -> Diagram:
    """
    The port diagram of *scenario*.

    Example:
        >>> from cmgsim.model.scenario_file import contoso
        >>> [arrow.ports for arrow in diagram(contoso()).arrows if arrow.src is Role.CMG_CONNECTION_POINT][0]
        'HTTPS 10124-10125'
    """
    rows = firewall_list(scenario)
    arrows = _arrows(rows)
    boxes = _boxes(scenario, rows, lang)
    rules = dict.fromkeys(arrow.rule for arrow in arrows)
    return Diagram(
        _say("title", lang, name=printable(scenario.general.name)),
        boxes,
        arrows,
        _say("opens", lang),
        tuple(f"{rule}{_COLON[lang]} {_meaning(rule, lang)}" for rule in rules),
        tuple(_sentence(arrow, boxes, lang) for arrow in arrows),
        _say("source", lang),
    )


def label(arrow: Arrow, lang: Language) -> str:
    """What stands at the arrow: protocol, ports, and whether it runs through the proxy."""
    return _say("through", lang, ports=arrow.ports) if arrow.via else arrow.ports


def _arrows(rows: Sequence[Mapping[str, Any]]) -> tuple[Arrow, ...]:
    proxied = {row["src"] for row in rows if row["dst_role"] == Role.PROXY}
    spans: dict[tuple[Any, ...], tuple[int, int]] = {}
    for row in rows:
        leaves = row["src_zone"] == Zone.ON_PREMISES != row["dst_zone"]
        via = Role.PROXY if row["src"] in proxied and leaves else None
        # Servers of one role may listen on different ports; only those of the CMG's instances are a range.
        single = None if row["dst_role"] == Role.CMG else row["first"]
        key = (Role(row["src_role"]), Role(row["dst_role"]), row["rule"], row["protocol"], via, single)
        first, last = spans.get(key, (row["first"], row["last"]))
        spans[key] = min(first, row["first"]), max(last, row["last"])
    return tuple(
        Arrow(src, dst, rule, protocol, *span, via) for (src, dst, rule, protocol, via, _), span in spans.items()
    )


def _boxes(scenario: Scenario, rows: Sequence[Mapping[str, Any]], lang: Language) -> dict[Role, Box]:
    nodes: dict[Role, dict[str, None]] = {}
    for row in rows:
        for end in ("src", "dst"):
            nodes.setdefault(Role(row[f"{end}_role"]), {})[row[end]] = None
    own = _own_names(scenario, lang)
    order = {node.name: place for place, node in enumerate(build(scenario))}
    return {
        role: Box(
            role,
            role_names(role).in_language(lang),
            own.get(role) or _told(role, sorted(names, key=lambda name: order.get(name, 0))),
        )
        for role, names in nodes.items()
    }


def _told(role: Role, names: Sequence[str]) -> tuple[str, ...]:
    """The nodes of a role, unless there is only one that is called after it."""
    return tuple(names) if len(names) > 1 or names[0] not in {str(role), f"{role}-1"} else ()


def _own_names(scenario: Scenario, lang: Language) -> dict[Role, tuple[str, ...]]:
    """What is known by an address rather than by the name of a node."""
    names, count = names_of(scenario.cmg), scenario.cmg.instances
    instances = _say("instance" if count == 1 else "instances", lang, count=count)
    cmg = (names.service, names.deployment) if names.has_alias else (names.service,)
    return {
        Role.CMG: (*cmg, instances),
        Role.BLOB_STORAGE: (names.blob,),
        Role.ENTRA_ID: (names.entra,),
        Role.AZURE_RESOURCE_MANAGER: (names.resource_manager,),
        Role.CLIENT: tuple(cohort.name for cohort in scenario.clients),
    }


def _meaning(rule: str, lang: Language) -> str:
    return _say("proxy", lang) if rule == NOTE_ON_PROXIES else title_of(rule, lang).rstrip(".")


def _sentence(arrow: Arrow, boxes: Mapping[Role, Box], lang: Language) -> str:
    src, dst = boxes[arrow.src].title, boxes[arrow.dst].title
    return _say("row", lang, src=src, dst=dst, ports=label(arrow, lang), rule=arrow.rule)


def _say(key: str, lang: Language, **slots: object) -> str:
    return WORDS[key].in_language(lang).format(**slots)


def more(count: int, lang: Language) -> str:
    """What stands for names that have no room."""
    return _say("more", lang, count=count)
