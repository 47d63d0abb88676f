"""Labs: each can be solved from what the learner gets, nothing in it names the fault, and marks are explained."""

from __future__ import annotations

import pytest
from packets import packets

from cmgsim.errors import ScenarioError
from cmgsim.facts.failures import FAILURES, failure
from cmgsim.flows.log_lines import log_lines
from cmgsim.flows.nouns import LANGUAGES
from cmgsim.labs.lab_file import built_in, find_lab, read_lab
from cmgsim.labs.marking import mark
from cmgsim.labs.materials import materials
from cmgsim.labs.results import result_row
from cmgsim.trace import Trace

LABS = built_in()
KINDS = [row.kind for row in FAILURES]
MINIMAL = """
[lab]
name = "x"
title = "X"
story = "It does not work."
flow = "channel"
faults = ["ports-blocked=443"]
"""


def problems(text: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        read_lab(text, "x.toml")
    return [str(problem) for problem in caught.value.problems]


def test_there_are_ten_with_ten_different_faults_on_three_levels():
    assert (10, 10, {1, 2, 3}) == (
        len(LABS),
        len({lab.faults for lab in LABS.values()}),
        {lab.level for lab in LABS.values()},
    )


@pytest.mark.parametrize("name", LABS)
def test_the_planted_fault_is_the_right_answer_and_is_explained(name):
    made = mark(LABS[name], LABS[name].faults)

    assert made.right
    assert any(line.startswith("The fix: ") for line in made.sentences)
    assert any(line.startswith("The administrator sees, in ") for line in made.sentences)


@pytest.mark.slow
@pytest.mark.parametrize("name", LABS)
def test_every_other_fault_is_wrong_and_the_reason_is_one_sentence(name):
    values = {"ports": "443,8531", "verb": "HEAD", "header": "Range", "fqdn": "login.microsoftonline.com"}
    for row in FAILURES:
        answer = f"{row.kind}={row.default or values[row.parameter]}" if row.parameter else row.kind
        if (answer,) != LABS[name].faults and answer != "ports-blocked=443,8531":
            made = mark(LABS[name], [answer])
            assert (False, 2) == (made.right, len(made.sentences)), answer


@pytest.mark.parametrize("name", LABS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_in_the_folder_names_the_fault(name, lang):
    lab = LABS[name]
    kind, _, value = lab.faults[0].partition("=")
    for path, content in materials(lab, lang).items():
        assert kind not in path
        if path != "questions.md":  # which lists every kind there is
            assert kind.encode() not in content
            assert not value or f"={value}".encode() not in content
            assert b"(breaks" not in content


@pytest.mark.parametrize("name", LABS)
def test_the_question_sheet_lists_every_kind_alike(name):
    for lang in LANGUAGES:
        sheet = materials(LABS[name], lang)["questions.md"].decode()
        for row in FAILURES:
            assert sheet.count(f"`{row.kind}`") + sheet.count(f"`{row.kind}=…`") == 1


@pytest.mark.parametrize("name", LABS)
def test_the_views_tell_the_same_broken_run(name):
    lab, files = LABS[name], materials(LABS[name])
    trace = Trace.from_jsonl(files["trace.jsonl"].decode())
    texts = [line.text for line in log_lines(lab.play()) if line.fault]

    assert [record[:9] for record in lab.play().records] == [record[:9] for record in trace.records]
    assert len(packets(files["capture.pcapng"])) > 1
    assert [] == [
        text for text in texts if not any(text.encode() in log for path, log in files.items() if "logs/" in path)
    ]


@pytest.mark.parametrize("name", LABS)
def test_title_story_and_hints_say_it_in_both_languages_and_never_the_answer(name):
    lab = LABS[name]
    texts = [lab.title, lab.story, *lab.hints]

    assert [] == [text for text in texts if not text.en or not text.fr or text.en == text.fr]
    assert [] == [
        text for text in (lab.title, lab.story) if failure(lab.faults[0].partition("=")[0]).title.en in text.en
    ]
    assert len(lab.hints) == 2


@pytest.mark.parametrize(
    ("answer", "right", "why"),
    [
        ("ports-dropped=10126", True, "Right: ports-dropped=10126."),
        ("ports-dropped=10126-10139", True, "Right"),
        ("ports-dropped=10125", False, "The kind is right, the value is not"),
        ("ports-blocked=10126", False, "It would end the same way, but look at SMS_CLOUD_PROXYCONNECTOR.log"),
        ("ports-dropped=10124-10126", False, "The kind is right, the value is not"),
        ("cname-missing", False, "With cname-missing the flow would stop at F2; here it reaches its end."),
    ],
)
def test_an_answer_is_judged_by_what_it_comes_to_in_the_lab(answer, right, why):
    made = mark(LABS["third-of-three"], [answer])

    assert right == made.right
    assert any(why in sentence for sentence in made.sentences)


def test_all_that_is_broken_has_to_be_named():
    two = MINIMAL.replace('["ports-blocked=443"]', '["proxy", "instance-down=instance-2"]\ninstances = 2')
    lab = read_lab(two, "x.toml")

    assert "something else is broken too" in mark(lab, ["proxy"]).sentences[1]
    assert mark(lab, ["instance-down=instance-2", "proxy"]).right


def test_a_fault_that_nobody_can_find_is_refused():
    two = MINIMAL.replace('["ports-blocked=443"]', '["ports-blocked=443", "header-blocked=Range"]')

    assert ['lab.faults: nobody can find "header-blocked=Range": the flow is the same without it'] == [
        problem.removeprefix("x.toml: ").partition(" (")[0] for problem in problems(two)
    ]


def test_every_problem_of_a_lab_is_said_at_once():
    told = problems('[lab]\nname = "x"\nlevel = 9\ncolour = 1\nflow = "nop"\nfaults = ["zz"]')

    assert ["lab.colour", "lab.title", "lab.story", "lab.level", "lab: arguments", "lab: faults[0].kind"] == [
        problem.removeprefix("x.toml: ").split(": there is")[0].split(": is ")[0].split(": the bare")[0].split(': "')[0]
        for problem in told
    ]


@pytest.mark.parametrize("name", LABS)
def test_a_line_that_the_mark_quotes_stands_in_the_logs_of_the_folder(name):
    files = materials(LABS[name])
    quoted = [
        sentence.removeprefix("The administrator sees, in ").rpartition(" (")[0].split(": ", 1)
        for sentence in mark(LABS[name], LABS[name].faults).sentences
        if sentence.startswith("The administrator sees, in ")
    ]

    assert [] == [
        text
        for file, text in quoted
        if not any(path.endswith(file) and text.encode() in log for path, log in files.items())
    ]


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        ("ports-bloked=443", "did you mean"),
        ("ports-blocked", "`ports-blocked` alone does not say which"),
        ("ports-blocked=x", "'x' is neither a port nor a range"),
        ("=", "a fault is written KIND or KIND=VALUE"),
    ],
)
def test_an_answer_that_is_no_fault_is_refused(answer, complaint):
    with pytest.raises(ScenarioError, match="--answer") as caught:
        mark(LABS["first-channel"], [answer])

    assert complaint in str(caught.value)


def test_a_trainer_may_write_a_lab_in_one_language(tmp_path):
    (tmp_path / "mine.toml").write_text(MINIMAL, encoding="utf-8")

    assert ("x", "It does not work.", 1) == (
        find_lab(str(tmp_path / "mine.toml")).name,
        find_lab(str(tmp_path / "mine.toml")).story.fr,
        find_lab(str(tmp_path / "mine.toml")).level,
    )


def test_every_problem_of_a_lab_is_listed():
    text = '[lab]\nname = ""\nlevel = 9\ntitle = { en = "a" }\nfaluts = []\nfaults = []\ninstances = "2"\nhints = "x"'

    wanted = (
        "faluts: there is no such key (did you mean `faults`?)", "story: is missing", "flow: is missing", "name: ",
        "level: the bare number 9 does not fit (1, 2 or 3)", "title: ", "faults: ", "instances: ", "hints: ",
    )  # fmt: skip

    assert [f"x.toml: lab.{one}" for one in wanted] == [
        told[: len(f"x.toml: lab.{one}")] for told, one in zip(problems(text), wanted, strict=True)
    ]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[lab", "x.toml: not TOML"),
        ("x = 1", "x.toml: lab: the table is missing"),
        (MINIMAL.replace("ports-blocked=443", "nonsense"), "x.toml: lab: "),
        (MINIMAL.replace('"channel"', '"canal"'), 'there is no flow "canal"'),
        (MINIMAL + "instances = 17", "17"),
    ],
)
def test_a_lab_that_cannot_be_played_is_refused(text, complaint):
    assert any(complaint in problem for problem in problems(text))


@pytest.mark.parametrize(
    ("name", "complaint"), [("first-chanel", "did you mean `first-channel`?"), ("no.toml", "there is no such file")]
)
def test_a_lab_that_is_not_there_is_named(name, complaint):
    with pytest.raises(ScenarioError) as caught:
        find_lab(name)

    assert complaint in str(caught.value)


def test_a_row_of_results_cannot_be_calculated():
    assert 'lab,student,answer,result\nx,\'=cmd(),"a, b",wrong\n' == result_row(
        "x", "=cmd()", "a, b", right=False, first=True
    )
