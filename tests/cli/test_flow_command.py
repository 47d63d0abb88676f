"""`cmgsim flow`: every flow, in every format and both languages, whole and broken."""

from __future__ import annotations

import json

import pytest
from command_line import called

from cmgsim.api.replay import FLOW_NAMES

FORMATS = ("text", "jsonl", "mermaid", "plantuml")
FAULTY = ("flow", "communication", "--fault", "verb-blocked=CCM_POST")


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", FLOW_NAMES)
def test_every_flow_reaches_its_end_in_every_format_and_language(name, form, lang):
    done = called("flow", name, "--format", form, "--lang", lang)

    assert (0, "") == (done.code, done.err)
    assert done.out.endswith("\n")


def test_a_flow_that_stops_exits_with_1_and_says_where():
    done = called(*FAULTY, "--format", "jsonl")

    assert 1 == done.code
    assert json.loads(done.out.splitlines()[-1])["text"].startswith("stopped at F3")


@pytest.mark.parametrize("form", FORMATS)
def test_a_flow_that_stops_exits_with_1_in_every_format(form):
    done = called(*FAULTY, "--format", form)

    assert (1, "") == (done.code, done.err)
    assert done.out


def test_the_languages_differ_and_the_records_do_not():
    def said(form, lang):
        return called("flow", "content", "--format", form, "--lang", lang).out

    assert said("text", "en") != said("text", "fr")
    assert said("jsonl", "en") == said("jsonl", "fr")


@pytest.mark.rule("P4", "P6", "N3")
def test_options_describe_the_deployment():
    done = called(
        *("flow", "channel", "--deployment", "classic", "--instances", "3", "--connection-points", "2"),
        *("--fault", "ports-blocked=10140-10155", "--format", "jsonl"),
    )
    connects = [
        (record["src"], record["port"])
        for record in map(json.loads, done.out.splitlines()[1:])
        if record["kind"] == "connect"
    ]

    assert sorted(connects) == sorted(
        (f"cmg-connection-point-{number}", port)
        for number in (1, 2)
        for port in (10140, 10141, 10142, 10124, 10125, 10126)
    )


def test_faults_add_up():
    faults = ("--fault", "instance-down=instance-1", "--fault", "instance-down=instance-2")

    assert (0, 1) == tuple(called("flow", "channel", "--instances", "2", *faults[:n]).code for n in (2, 4))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--fault", "=x"), "--fault"),
        (("--fault", "ports-blocked=99999"), "--fault"),
        (("--fault", "instance-down=instance-9"), "--fault"),
        (("--instances", "0"), "--instances"),
        (("--connection-points", "0"), "--connection-points"),
        (("--deployment", "cloud"), "--deployment"),
        (("--authentication", "none"), "--authentication"),
        (("--cloud", "moon"), "--cloud"),
        (("--format", "pdf"), "--format"),
        (("--lang", "de"), "--lang"),
    ],
)
def test_a_bad_option_is_named(arguments, sentence):
    done = called("flow", "channel", *arguments)

    assert (2, "") == (done.code, done.out)
    assert sentence in done.err
    assert 1 == sum(sentence in line for line in done.err.splitlines())


def test_every_bad_option_is_named_at_once():
    done = called("flow", "chanel", "--instances", "99", "--fault", "proxie")

    assert ["arguments", "--instances", "--fault"] == sorted(
        (line.strip().split(":")[0] for line in done.err.splitlines()[1:]),
        key=["arguments", "--instances", "--fault"].index,
    )
