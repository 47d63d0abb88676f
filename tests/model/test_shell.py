"""Commands that are suggested: one pair of quotes at most, and read back as what they were."""

from __future__ import annotations

import shlex

import pytest
from command_line import called
from hypothesis import given
from hypothesis import strategies as st

from cmgsim.model.scenario_change import parse_setting
from cmgsim.model.shell import plain_setting, quoted, typed


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("cmg.instances=4", "cmg.instances=4"),
        ("scenario.duration='30 min'", '"scenario.duration=30 min"'),
        ('scenario.duration="30 min"', '"scenario.duration=30 min"'),
        ("scenario.name='7'", "scenario.name=7"),
        ('clients[0].retry=["1 min", "5 min"]', "\"clients[0].retry=['1 min', '5 min']\""),
        ("@measured.toml", '"@measured.toml"'),
        ("nonsense", "nonsense"),
    ],
)
def test_a_setting_needs_one_pair_of_quotes_at_most(setting, told):
    assert f"cmgsim run --set {told}" == typed(["cmgsim", "run", "--set", setting])


@given(st.text(max_size=12))
def test_bash_reads_a_quoted_word_as_it_was(word):
    assert [word] == shlex.split(quoted(word))


@given(st.sampled_from(["scenario.name", "clients.'a b'.name", "cmg.service_time"]), st.text(max_size=12))
def test_a_plainer_setting_says_the_same(path, value):
    text = f"{path}={value}"

    assert parse_setting(text) == parse_setting(plain_setting(text))


@pytest.mark.parametrize("command", ["run", "explain"])
def test_the_command_that_is_suggested_keeps_settings_and_language(command):
    told = called(command, "--lang", "fr", "--set", "scenario.duration='5 min'", "--set", "cmg.instances=4").out
    [line] = [each for each in told.replace("\N{NO-BREAK SPACE}", " ").splitlines() if "Ensuite" in each]

    assert '--set "scenario.duration=5 min" --set cmg.instances=4' in line
    assert "--lang fr` " in line
