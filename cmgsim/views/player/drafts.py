"""
Drafts of questions: from each story what could be asked about it, with the right answer and with plausible wrong ones.

The answers come from the trace and from the fault catalogue, so they are right by construction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from attrs import define, evolve, field, frozen

from cmgsim.facts.failure_rows import Bilingual
from cmgsim.facts.failures import FAILURES
from cmgsim.facts.limits import INSTANCES_PER_CONNECTION_POINT, VM_SIZES
from cmgsim.facts.routine_logs import ROUTINE_LOGS
from cmgsim.facts.rows import VmSize
from cmgsim.flows.documented import FLOWS
from cmgsim.flows.words import Node, Rules
from cmgsim.views.player.shelf import Pair, Texts
from cmgsim.views.player.speech import Speech, plain
from cmgsim.views.player.switches import BY_ID
from cmgsim.views.player.telling import Told

_PORTS: Final = ("443", "80", "8530", "8531", "10124", "10139", "10140", "10155")
_ONE_ATTEMPT: Final = 4
"""Moves of a step that opens one connection, through a proxy at most."""
_OFTEN_UNTOUCHED: Final = ("parts", "services")
"""Groups of switches of which it teaches something that a flow goes on."""
_IN_ORDER: Final = 5
"""Steps that are to be put in order."""
_LOGS: Final = tuple(
    dict.fromkeys([line.file for row in FAILURES for line in row.logs] + [row.line.file for row in ROUTINE_LOGS])
)

# fmt: off
_NEXT: Final = Bilingual("Who acts next?", "Qui agit ensuite ?")
_PORT: Final = Bilingual("Which port does {src} connect to next?", "Vers quel port se connecte ensuite {src} ?")
_OPENS: Final = Bilingual(
    "This message travels on a connection. Who opened it?", "Ce message voyage sur une connexion. Qui l'a ouverte ?")
_CONNECTS: Final = Bilingual(
    "A connection between {one} and {other} comes next. Who opens it?",
    "Une connexion entre {one} et {other} vient ensuite. Qui l'ouvre ?")
_ORDER: Final = Bilingual("Put these steps in order.", "Mettez ces étapes dans l'ordre.")
_LOG: Final = Bilingual(
    "{title}. Which log shows the error first?", "{title}. Quel journal montre l'erreur en premier ?")
_PREDICT: Final = Bilingual("{about} What becomes of this flow?", "{about} Que devient ce flux ?")
_FIX: Final = Bilingual("You find this line in {file}. What do you do?",
                        "Vous trouvez cette ligne dans {file}. Que faites-vous ?")
_ENDS: Final = Bilingual("It reaches its end.", "Il arrive à son terme.")
_STOPS: Final = Bilingual("It stops at {step}.", "Il s'arrête ici : {step}.")
_SIZE: Final = Bilingual(
    "{clients} clients are to be served at once by instances of size {size}. How many instances does the documentation "
    "ask for?",
    "{clients} clients doivent être servis à la fois par des instances de taille {size}. Combien d'instances la "
    "documentation demande-t-elle ?")
_SIZE_WHY: Final = Bilingual(
    "One instance of size {size} carries {each} clients at once ({source}): {clients} divided by {each}, rounded up.",
    "Une instance de taille {size} porte {each} clients à la fois ({source}) : {clients} divisé par {each}, arrondi au "
    "supérieur.")
_POINTS: Final = Bilingual(
    "A CMG has {instances} instances. How many CMG connection points does the documentation ask for at least?",
    "Une passerelle a {instances} instances. Combien de points de connexion la documentation demande-t-elle au moins ?")
_POINTS_WHY: Final = Bilingual(
    "One connection point for each {each} instances ({source}): {instances} divided by {each}, rounded up.",
    "Un point de connexion pour {each} instances ({source}) : {instances} divisé par {each}, arrondi au supérieur.")
# fmt: on
_ERROR: Final = 3
_IDS: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d+")


@frozen
class Draft:
    """A question without its choices in order: what is right, and what else looks plausible."""

    id: str
    kind: str
    flow: str
    key: str
    place: int
    """After this step is shown; -1: before the first."""
    text: Pair
    right: Pair
    wrong: tuple[Pair, ...]
    because: Pair
    replay: int
    log: int | None = None
    items: tuple[Pair, ...] = ()
    """Of a question about the order: the steps, in the right one."""


@define
class Reader:
    """Reads a told story: its steps as the page has them, with their texts."""

    texts: Texts
    steps: Sequence[Mapping[str, Any]]
    panels: Sequence[Mapping[str, Any]]
    logs: Sequence[Mapping[str, Any]]
    _speech: dict[tuple[str, str], Speech] = field(factory=dict)
    _roles: dict[tuple[str, str], dict[str, str]] = field(factory=dict)

    def pair(self, number: int) -> Pair:
        """A text by its number."""
        text = self.texts.shelf.rows[number]
        return (text, text) if isinstance(text, str) else (text[0], text[1])

    def speech(self, told: Told) -> Speech:
        """The voices of a story."""
        key = told.flow, told.key
        if key not in self._speech:
            self._speech[key] = Speech.of(told.records)
        return self._speech[key]

    def step(self, told: Told, place: int) -> Mapping[str, Any]:
        """The step at *place* of a story."""
        return self.steps[told.staged.steps[place]]

    def nodes(self, told: Told) -> dict[str, Pair]:
        """Everybody in a story, by name."""
        return {name: self.speech(told).node(name, role) for name, role in self.roles(told).items()}

    def wording(self, line: int) -> str:
        """A log line without its ids, ports and times: what tells a reader of which fault it is."""
        return _IDS.sub("", self.pair(self.logs[line]["text"])[0])

    def roles(self, told: Told) -> Mapping[str, str]:
        """The role of everybody in a story."""
        key = told.flow, told.key
        if key not in self._roles:
            self._roles[key] = dict(end for r in told.records for end in ((r.src, r.src_role), (r.dst, r.dst_role)))
        return self._roles[key]


def drafts(told: Sequence[Told], reader: Reader) -> Iterator[Draft]:
    """Everything that can be asked about *told*, story by story; sizes last."""
    for one in told:
        if one.key == "":
            yield from _of_steps(one, reader)
            yield from _in_order(one, reader)
    faulty = [one for one in told if "+" not in one.key and one.variant["panel"]]
    for one in faulty:
        yield from _predict(one, reader)
        yield from _which_log(one, reader)
        yield from _which_fix(one, [other for other in faulty if other.flow == one.flow], reader)
    flows = dict.fromkeys(one.flow for one in told)
    for flow in list(flows)[:1]:
        yield from _sizes(flow)


def _of_steps(told: Told, reader: Reader) -> Iterator[Draft]:
    nodes = reader.nodes(told)
    for place in range(len(told.staged.steps)):
        step = reader.step(told, place)
        times = told.staged.t[max(0, place - 1) : place + 1]
        if len(dict.fromkeys(times)) > 1 and step["kind"] not in ("end", "stop"):
            yield _about(
                told, reader, "next", place, plain(_NEXT), nodes[step["from"]], nodes.values(), after=place - 1
            )
        if step["kind"] == "connect" and len(step["moves"]) <= _ONE_ATTEMPT:
            ends = {name: Node(name, reader.roles(told)[name]) for name in (step["from"], step["to"])}
            text, port = reader.speech(told).say(_PORT, {"src": ends[step["from"]]}), str(step["port"])
            yield _about(told, reader, "port", place, text, (port, port), [(o, o) for o in _PORTS], after=place - 1)
            one, other = sorted(ends)  # an order that tells nothing
            text = reader.speech(told).say(_CONNECTS, {"one": ends[one], "other": ends[other]})
            opener = nodes[step["from"]]
            yield _about(told, reader, "opens", place, text, opener, nodes.values(), after=place - 1)
        if step["kind"] in ("request", "response") and step.get("opened_by") in nodes:
            yield _about(
                told, reader, "opens", place, plain(_OPENS), nodes[step["opened_by"]], nodes.values(), after=place
            )


def _about(
    told: Told, reader: Reader, kind: str, place: int, text: Pair, right: Pair, pool: Iterable[Pair], *, after: int
) -> Draft:
    """A question about one step, which is its explanation."""
    return Draft(
        f"{kind}/{told.flow}/{told.key}/{place}", kind, told.flow, told.key, after, text, right,
        tuple(other for other in pool if other != right), reader.pair(reader.step(told, place)["say"]),
        max(0, place - 2),
    )  # fmt: skip


def _in_order(told: Told, reader: Reader) -> Iterator[Draft]:
    """Windows of five steps whose heads differ in both languages."""
    titles = [reader.pair(reader.step(told, place)["title"]) for place in range(len(told.staged.steps))]
    for start in range(len(titles) - _IN_ORDER + 1):
        items = tuple(titles[start : start + _IN_ORDER])
        times = told.staged.t[start : start + _IN_ORDER]
        if len(dict.fromkeys(times)) == len(dict(items)) == len({french for _, french in items}) == _IN_ORDER:
            because = reader.pair(reader.step(told, start)["say"])
            yield Draft(f"order/{told.flow}/{start}", "order", told.flow, told.key, -1, plain(_ORDER), items[0], (),
                        because, max(0, start - 2), items=items)  # fmt: skip


def _predict(told: Told, reader: Reader) -> Iterator[Draft]:
    panel, speech = reader.panels[told.variant["panel"][0]], reader.speech(told)
    stop, about = told.variant.get("stop"), reader.pair(panel["cause"])
    stops = {rule: speech.say(_STOPS, {"step": Rules((rule,))}) for rule in _all_rules(told)}
    right = plain(_ENDS) if stop is None else stops[stop["rule"]]
    wrong = tuple(answer for answer in (plain(_ENDS), *stops.values()) if answer != right)
    if wrong and (panel["concerns"] or BY_ID[panel["switch"]].group in _OFTEN_UNTOUCHED):
        text = (_PREDICT.en.format(about=about[0]), _PREDICT.fr.format(about=about[1]))
        replay = max(0, (stop["at"] if stop is not None else 0) - 2)
        yield Draft(f"predict/{told.flow}/{told.key}", "predict", told.flow, told.key, -1, text, right, wrong,
                    reader.pair(panel["stops"]), replay)  # fmt: skip


def _all_rules(told: Told) -> list[str]:
    """Where the flow could stop."""
    return list(dict.fromkeys((*FLOWS[told.flow].rules, *(record.rule for record in told.records if record.rule))))


def _which_log(told: Told, reader: Reader) -> Iterator[Draft]:
    errors = [entry for entry in told.entries if entry.severity == _ERROR]
    if not errors:
        return
    first, panel = errors[0], reader.panels[told.variant["panel"][0]]
    here = [entry.file for entry in told.entries if entry.severity > 1 or entry.fault]
    title, place = reader.pair(panel["title"]), told.staged.place_of(first.position)
    text = (_LOG.en.format(title=title[0]), _LOG.fr.format(title=title[1]))
    pool = [(name, name) for name in _LOGS if name not in here]
    yield _about(told, reader, "log", place, text, (first.file, first.file), pool, after=place)


def _which_fix(told: Told, others: Sequence[Told], reader: Reader) -> Iterator[Draft]:
    """The remedy for a log line; remedies of faults that leave the same line would be right too, and are left out."""
    panel = reader.panels[told.variant["panel"][0]]
    if panel["concerns"] and panel["logs"]:
        line = panel["logs"][0]
        strangers = (reader.panels[other.variant["panel"][0]] for other in others)
        pool = dict.fromkeys(
            other["fix"] for other in strangers if reader.wording(line) not in map(reader.wording, other["logs"])
        )
        file, place = reader.logs[line]["file"], told.variant.get("stop", {"at": 0})["at"]
        text = (_FIX.en.format(file=file), _FIX.fr.format(file=file))
        right = reader.pair(panel["fix"])
        draft = _about(told, reader, "fix", place, text, right, [reader.pair(fix) for fix in pool], after=place)
        yield evolve(draft, log=line)


def _sizes(flow: str) -> Iterator[Draft]:
    for name in ("A2_v2", "A4_v2"):
        for count in (2, 3, 5, 7, 9):
            yield _instances(flow, VM_SIZES[name], count)
    for instances in (5, 9, 13):
        yield _connection_points(flow, instances)


def _instances(flow: str, size: VmSize, count: int) -> Draft:
    clients = size.clients * count - size.clients // 2
    slots = {"size": size.name, "source": str(size.source)}
    numbers = {"clients": clients, "each": size.clients}
    return _size(flow, f"{size.name}/{count}", _SIZE, _SIZE_WHY, count, slots, numbers)


def _connection_points(flow: str, instances: int) -> Draft:
    limit = INSTANCES_PER_CONNECTION_POINT
    numbers, count = {"instances": instances, "each": int(limit.value)}, -(-instances // int(limit.value))
    return _size(
        flow, f"points/{instances}", _POINTS, _POINTS_WHY, count, {"source": str(limit.figure.source)}, numbers
    )


def _size(
    flow: str, name: str, question: Bilingual, why: Bilingual, count: int, slots: Mapping[str, str],
    numbers: Mapping[str, int],
) -> Draft:  # fmt: skip
    english = {**slots, **{key: f"{number:,}" for key, number in numbers.items()}}
    french = {**slots, **{key: f"{number:,}".replace(",", "\u202f") for key, number in numbers.items()}}
    text, because = ((t.en.format(**english), t.fr.format(**french)) for t in (question, why))
    wrong = tuple((str(n), str(n)) for n in (count - 1, count + 1, count + 3, 2 * count, 16) if n != count)
    return Draft(f"size/{name}", "size", flow, "", -1, text, (str(count), str(count)), wrong, because, 0)
