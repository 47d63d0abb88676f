"""A class understands the story: short, complete, quoted, in both languages, and readable with sixteen instances."""

from __future__ import annotations

import re
from string import Formatter

import pytest
from flows.gallery import GALLERY
from flows.mutations import changed
from flows.samples import SAMPLES, Story, channel, communication
from hypothesis import given, settings
from hypothesis import strategies as st

from cmgsim.api.replay import replay
from cmgsim.facts.steps import STEPS
from cmgsim.flows.narration import legend, narrate, sentences
from cmgsim.flows.narration_texts import TEXTS
from cmgsim.flows.nouns import LANGUAGES
from cmgsim.flows.telling import tell
from cmgsim.flows.verdict import verdict
from cmgsim.trace import Record, Trace

LONGEST = 45
LETTERS = {"data flow": "F", "content flow": "C", "content distribution": "D"}
QUOTE = re.compile(r"(data flow|content flow|content distribution), steps? (\d+)(?: (to|and) (\d+))?|\bnote (\d+)")

stories = pytest.mark.parametrize("name", GALLERY)
languages = pytest.mark.parametrize("language", LANGUAGES)


def slots(template: str) -> list[str]:
    return sorted({name for _, name, _, _ in Formatter().parse(template) if name is not None})


def words(sentence: str) -> list[str]:
    return re.findall(r"[^\W_](?:[\w’'.:/-]*\w)?", sentence)


def quoted(sentence: str) -> set[str]:
    rules = set()
    for flow, first, joint, last, note in QUOTE.findall(sentence):
        if note:
            rules.add(f"N{note}")
        elif joint == "to":
            rules |= {f"{LETTERS[flow]}{n}" for n in range(int(first), int(last) + 1)}
        else:
            rules |= {f"{LETTERS[flow]}{n}" for n in (first, last) if n}
    return rules


class TestCatalogue:
    @pytest.mark.parametrize("key", TEXTS)
    def test_both_languages_have_the_same_slots(self, key):
        assert slots(TEXTS[key].en) == slots(TEXTS[key].fr)

    @pytest.mark.parametrize("key", TEXTS)
    def test_both_languages_say_something_of_their_own(self, key):
        text = TEXTS[key]

        assert text.en.strip()
        assert text.fr.strip()
        assert text.en != text.fr or key in ("purpose", "zone.azure")

    @pytest.mark.parametrize("key", TEXTS)
    def test_french_has_its_spaces_and_apostrophes(self, key):
        assert [] == re.findall(
            r"[^\u202f][;?!]|[^\u00a0][:»](?![a-z]+\})|«[^\u00a0]|'",
            TEXTS[key].fr.replace(":cap}", "}").replace(":of}", "}").replace(":to}", "}"),
        )

    @pytest.mark.parametrize("key", TEXTS)
    def test_english_has_no_french_spaces(self, key):
        assert [] == re.findall("[\u00a0\u202f«»]", TEXTS[key].en)

    def test_no_entry_is_idle(self):
        told = {line.key for trace in GALLERY.values() for beat in tell(trace.records) for line in beat.lines}
        elsewhere = ("purpose", "credential", "resource", "zone.", "verdict.", "sources", "each")

        assert [] == sorted(key for key in TEXTS if key not in told and not key.startswith(elsewhere))


class TestSentences:
    @stories
    @languages
    def test_a_line_is_short(self, name, language):
        said = [one.text for one in sentences(GALLERY[name], language)]

        assert [] == [text for text in said if len(words(text)) > LONGEST]
        assert [] == [text for text in said if len(re.findall(r"[.!?](?=\s|$)", text)) > 2]

    @stories
    @languages
    def test_a_line_is_a_sentence(self, name, language):
        said = [one.text for one in sentences(GALLERY[name], language)]

        assert [] == [text for text in said if not re.fullmatch(r"[A-ZÀ-Ý0-9].*[.]", text)]
        assert [] == [text for text in said if re.search(r"[{}]|\(\)|None|  | \)|\( ", text)]

    @stories
    def test_a_line_quotes_steps_that_exist(self, name):
        told = set().union(*(quoted(one.text) for one in sentences(GALLERY[name], "en")))

        assert set() == told - set(STEPS)

    @stories
    def test_every_record_is_told_once(self, name):
        trace = GALLERY[name]
        positions = sorted(position for beat in tell(trace.records) for position in beat.positions)

        assert list(range(len(trace))) == positions

    @stories
    def test_time_does_not_go_back(self, name):
        times = [one.t_ns for one in sentences(GALLERY[name])]

        assert sorted(times) == times

    @stories
    def test_both_languages_tell_the_same_records(self, name):
        english, french = (sentences(GALLERY[name], language) for language in ("en", "fr"))

        assert [one.positions for one in english] == [one.positions for one in french]

    @stories
    @languages
    def test_every_port_that_is_opened_is_named(self, name, language):
        trace = GALLERY[name]
        said = " ".join(one.text for one in sentences(trace, language))
        ranges = [(int(first), int(last)) for first, last in re.findall(r"(\d{5}) (?:to|à) (\d{5})", said)]
        named = {int(digits) for digits in re.findall(r"\b\d{2,5}\b", said)}
        opened = {record.port for record in trace if record.kind == "connect"}

        assert [] == [p for p in sorted(opened) if p not in named and not any(low <= p <= high for low, high in ranges)]

    @pytest.mark.rule("F1", "F2", "F3", "F4", "F5", "C1", "C2", "C3", "C4", "C5", "C6", "D1", "D2", "D3", "D4")
    @pytest.mark.parametrize("name", SAMPLES)
    def test_every_step_of_a_flow_is_quoted(self, name):
        trace = SAMPLES[name]()
        told = set().union(*(quoted(one.text) for one in sentences(trace, "en")))

        assert {record.rule for record in trace} == {rule for rule in told if not rule.startswith("N")}

    @pytest.mark.rule("N1", "N2", "N3")
    @pytest.mark.parametrize(
        ("kind", "instances", "tcp_tls", "expected"),
        [
            ("scale-set", 1, "accepted", {"N2"}),
            ("scale-set", 2, "accepted", {"N3"}),
            ("classic", 2, "accepted", {"N1"}),
            ("classic", 1, "refused", {"N1", "N2"}),
            ("classic", 3, "refused", {"N1", "N3"}),
        ],
    )
    def test_a_channel_quotes_the_note_of_its_port(self, kind, instances, tcp_tls, expected):
        trace = channel(kind, instances, tcp_tls=tcp_tls)
        told = set().union(*(quoted(one.text) for one in sentences(trace, "en")))

        assert {"F2", *expected} == told


class TestLines:
    def test_a_line_begins_with_its_time_and_its_number(self):
        assert narrate(channel())[1].startswith("[  0.050 s]  2. The CMG connection point opens HTTPS on port 443")

    def test_french_times_have_a_comma(self):
        assert narrate(channel(), "fr")[1].startswith("[  0,050\u00a0s]  2. Le point de connexion de passerelle")

    @pytest.mark.rule("F2", "N2")
    def test_the_channel_in_english(self):
        assert (
            "The CMG connection point opens HTTPS on port 443 to the Azure load balancer (data flow, step 2; note 2). "
            "Each side shows a certificate; the outbound connection stays open: it is the channel."
        ) == sentences(channel())[1].text

    @pytest.mark.rule("F4")
    def test_the_push_down_the_channel_in_french(self):
        [told] = [one.text for one in sentences(communication(), "fr") if "étape 4" in one.text][:1]

        assert (
            "L’instance de machine virtuelle 1 transmet la demande par le canal que le point de connexion de "
            "passerelle de gestion cloud a ouvert (HTTPS 443)\u202f; rien ne s’ouvre vers le site "
            "(flux de données, étape 4)."
        ) == told

    def test_four_connection_points_and_sixteen_instances_are_three_lines(self):
        names, channels, end = (one.text for one in sentences(GALLERY["scale-set-16-by-4"]))

        assert names.startswith(
            "Each of the 4 CMG connection points looks the service name GraniteFalls.contoso.com up:"
        )
        assert (
            "Each of the 4 CMG connection points opens HTTPS to 16 VM instances in turn, on ports 10124 to 10139. "
            "All these connections stay open: they are the channels (data flow, step 2; note 3)."
        ) == channels
        assert end.startswith("Each connection point holds a channel")

    def test_four_instances_are_told_one_by_one(self):
        assert 4 == sum("opens HTTPS" in one.text for one in sentences(channel("scale-set", 4)))

    def test_what_only_some_connection_points_meet_is_told_of_each(self):
        trace = channel("scale-set", 1, 2)
        broken = changed(trace, {"kind": "refused"}, kind="accepted", src="cmg-connection-point-2")
        told = [one.text for one in sentences(broken) if "443" in one.text]

        assert ["CMG connection point 1 opens", "CMG connection point 2 tries"] == [text[:28] for text in told]

    def test_a_way_that_has_been_told_is_not_told_hop_by_hop_again(self):
        told = [one.text for one in sentences(GALLERY["again"]) if "same connection" in one.text]

        assert 2 == len(told)
        assert all("steps 3 to 5" in text for text in told)

    @pytest.mark.parametrize(
        ("language", "expected"),
        [
            ("en", "The flow stops here (data flow, step 5)."),
            ("fr", "Le flux s’arrête ici (flux de données, étape 5)."),
        ],
    )
    def test_a_flow_that_stopped_says_so(self, language, expected):
        assert expected == sentences(GALLERY["refused-by-the-site"], language)[-1].text

    def test_a_renamed_node_keeps_its_name(self):
        trace = communication(server="MP-PARIS", **{"MP-PARIS": "management-point"})

        assert any("the management point MP-PARIS" in line for line in narrate(trace))
        assert any("au point de gestion MP-PARIS" in line for line in narrate(trace, "fr"))

    @pytest.mark.parametrize(
        "name", ["\x1b[31mred\x07", "a\nb", "\u202eevil", "{src}", "{0.__class__}", "x" * 5_000, "%s", "", " "]
    )
    @languages
    def test_a_hostile_name_stays_a_name(self, name, language):
        lines = narrate(communication(server=name, **{name: "management-point"}), language)

        assert len(narrate(communication(), language)) == len(lines)
        assert all(line.isprintable() or set(line) - {"\u00a0", "\u202f"} for line in lines)
        assert not any(sign in "".join(lines) for sign in "\x1b\x07\n\u202e")
        assert max(map(len, lines)) < 500

    @languages
    def test_a_role_that_nobody_knows_is_called_by_its_name(self, language):
        trace = changed(channel(), {"src_role": "gateway"}, kind="connect")

        assert any("mg-connection-point-1" in one.text for one in sentences(trace, language))

    def test_a_record_without_a_step_is_told_without_a_quotation(self):
        row = Record(0, "state", "cmg", "cmg", "cmg", "cmg", "azure", "azure", text="hello")

        assert ["[  0.000 s]  1. The cloud management gateway: “hello”."] == narrate([row, row._replace(text="hi")])[:1]

    @settings(max_examples=40)
    @given(data=st.data())
    def test_any_part_of_a_trace_can_be_told(self, data):
        """Even with holes, and with values that no engine writes."""
        records = data.draw(
            st.lists(st.sampled_from(GALLERY["again"].records + SAMPLES["content"]().records), max_size=20)
        )
        texts = st.sampled_from(["", "x", "gateway", "F", "C9", "stopped", "{a}", "response", "connect", "state"])
        columns = st.sampled_from(["kind", "src", "dst", "src_role", "rule", "port_rule", "connection", "path", "text"])
        broken = [record._replace(**{data.draw(columns): data.draw(texts)}) for record in records]

        for language in LANGUAGES:
            assert len(records) == sum(len(beat.positions) for beat in tell(broken))
            assert not any("{" in one.text.replace("{a}", "") for one in sentences(broken, language))
            assert verdict(broken, language)

    def test_nothing_is_told_of_nothing(self):
        assert [] == narrate(())


class TestConsequences:
    def stopped(self, rule="F2"):
        story = Story()
        story.look_up_cmg("cmg-connection-point-1", "F2", "F2")
        story.connect("cmg-connection-point-1", "instance-2", 10125, "F2", "P3", outcome="refused")
        story.state("cmg-connection-point-1", rule, f"stopped at {rule}: no channel")
        return story.trace()

    @pytest.mark.rule("N3")
    def test_after_a_stop_come_fault_rules_symptom_log_and_fix(self):
        said = narrate(self.stopped(), "en", ["ports-blocked=10124-10139"])[3:]

        assert [
            "What is broken",
            "Rule broken, N3",
            "Rule broken, P3",
            "The client sees",
            "The administrator sees, in SMS_CLOUD_PROXYCONNECTOR.log",
            "The fix",
        ] == [line.split(":")[0] for line in said]

    def test_log_lines_are_filled_from_the_story_and_marked_where_modelled(self):
        [log] = [line for line in narrate(self.stopped(), "en", ["ports-blocked=10124-10139"]) if ".log" in line]

        assert "with server GraniteFalls.contoso.com:10125." in log
        assert log.endswith("(modelled wording)")

    @pytest.mark.parametrize(
        ("sample", "rule", "fault", "expected"),
        [
            ("communication", "F3", "entra-unreachable", "login.microsoftonline.com"),
            ("content", "C6", "blob-blocked", "GraniteFalls.blob.core.windows.net"),
            ("communication", "F5", "connection-point-certificate-missing", "management-point-1"),
        ],
    )
    def test_names_are_filled_from_the_story(self, sample, rule, fault, expected):
        story = Story(list(SAMPLES[sample]().records), ms=10_000)
        story.state("client-1", rule, f"stopped at {rule}: broken")
        told = len(sentences(story.trace()))

        assert expected in " ".join(narrate(story.trace(), "en", [fault])[told:])

    def test_french_has_the_same_lines(self):
        said = narrate(self.stopped(), "fr", ["ports-blocked=10124-10139"])[3:]

        assert (
            "Ce qui est en panne\u00a0: Ports sortants bloqués en bord de réseau (ports-blocked=10124-10139)."
            == said[0]
        )
        assert said[-2].endswith("(formulation modélisée)")
        assert said[-1].startswith("Le remède\u00a0: ")

    def test_the_header_may_say_what_is_broken(self):
        trace = self.stopped()
        told = Trace({**trace.header, "faults": ["ports-blocked=10124-10139"]}, trace.records)

        assert narrate(trace, "en", ["ports-blocked=10124-10139"]) == narrate(told)

    @pytest.mark.parametrize(
        "faults", [None, "proxy", 7, {}, [None], [7], ["no-such-fault"], ["=443"], ["ports-blocked=x-y"], [["proxy"]]]
    )
    def test_a_header_that_says_nonsense_blames_nothing(self, faults):
        trace = self.stopped()

        assert narrate(trace.records) == narrate(Trace({**trace.header, "faults": faults}, trace.records))

    def test_only_the_fault_that_stops_here_is_blamed(self):
        said = narrate(self.stopped(), "en", ["blob-blocked", "cmg-stopped"])

        assert 1 == sum(line.startswith("What is broken") for line in said)
        assert any("(cmg-stopped)" in line for line in said)

    def test_a_flow_that_goes_on_says_only_what_is_broken(self):
        classic = narrate(replay("channel", deployment="classic", faults=["proxy"]), "en", ["proxy"])
        scale_set = narrate(replay("channel", faults=["proxy"]), "en", ["proxy"])

        assert ["What is broken", "Rule broken, N1"] == [line.split(":")[0] for line in classic[-2:]]
        assert ["What is broken"] == [line.split(":")[0] for line in scale_set if "broken" in line]
        assert not any("administrator" in line for line in (*classic, *scale_set))

    def test_a_fault_that_the_story_never_meets_does_not_concern_it(self):
        assert ["The fault proxy does not concern this flow."] == narrate(channel(), "en", ["proxy"])[3:]


class TestLegend:
    @languages
    def test_it_has_the_zones_and_the_quoted_rules(self, language):
        lines = legend(channel("scale-set", 2), language)

        assert ["F2", "N3"] == [line[:2] for line in lines[3:]]

    def test_it_counts_what_there_are_several_of(self):
        assert [
            "On premises: 4 × CMG connection point.",
            "On the internet: public DNS.",
            "In Azure: 16 × VM instance, Azure DNS.",
        ] == legend(GALLERY["scale-set-16-by-4"])[:3]
