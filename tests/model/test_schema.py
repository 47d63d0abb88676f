"""The JSON Schema takes what the reader takes, and refuses what a schema can tell is wrong."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
from attrs import fields
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from strategies import documents

from cmgsim.model.scenario_file import contoso, document, from_document
from cmgsim.model.scenario_keys import ROOT
from cmgsim.model.scenario_schema import describe_keys, json_schema
from cmgsim.model.scenario_sections import Table, Tables

VALIDATOR = Draft202012Validator(json_schema())
EXAMPLES = sorted((Path(__file__).parents[2] / "examples" / "scenarios").glob("*.toml"))


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_schema_takes_the_examples(path):
    assert [] == list(VALIDATOR.iter_errors(tomllib.loads(path.read_text(encoding="utf-8"))))


def test_the_schema_takes_the_built_in_scenario_in_either_form():
    raw = tomllib.loads(files("cmgsim.model").joinpath("contoso.toml").read_text(encoding="utf-8"))

    assert VALIDATOR.is_valid(raw)
    assert VALIDATOR.is_valid(document(contoso()))


@pytest.mark.slow
@settings(max_examples=60)
@given(documents())
def test_the_schema_takes_what_the_reader_takes(raw):
    assert [] == list(VALIDATOR.iter_errors(raw))
    assert VALIDATOR.is_valid(document(from_document(raw)))


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "[clients]\ncount = 3",
        "clients = []",
        "[[clients]]",
        "[[clients]]\ncuont = 3",
        "[[clients]]\ncount = 0",
        '[[clients]]\ncount = "10"',
        "[[clients]]\ncount = 1\n[cmg]\ninstances = 17",
        '[[clients]]\ncount = 1\n[cmg]\nvm_size = "A2v2"',
        "[[clients]]\ncount = 1\n[cmg]\nservice_time = 20",
        '[[clients]]\ncount = 1\n[cmg]\nservice_time = "20"',
        '[[clients]]\ncount = 1\n[cmg]\nservice_time = "gamma(20 ms)"',
        '[[clients]]\ncount = 1\n[cmg]\nservice_time = { distribution = "exponential" }',
        '[[clients]]\ncount = 1\n[cmg]\nprefix = "a-b"',
        '[[clients]]\ncount = 1\n[scenario]\nduration = "exponential(2 h)"',
        '[[clients]]\ncount = 1\n[scenario]\nduration = "5 m"',
        "[[clients]]\ncount = 1\n[targets]\nsuccess = 99.9",
        "[[clients]]\ncount = 1\n[targets]\nassurance = 1",
        '[[clients]]\ncount = 1\nactivities = [{ request = "policy" }]',
        '[[clients]]\ncount = 1\nactivities = [{ request = "policy", every = "1 h", rate = "2/s" }]',
        '[[clients]]\ncount = 1\n[[faults]]\nkind = "instance-dwon"',
    ],
)
def test_the_schema_refuses(broken):
    assert not VALIDATOR.is_valid(tomllib.loads(broken))


def sections(section, path=""):
    """Every table of the file, by path."""
    yield path, section
    for key in section.keys:
        if isinstance(key.kind, (Table, Tables)):
            yield from sections(key.kind.section, f"{path}.{key.name}")


@pytest.mark.parametrize(("path", "section"), list(sections(ROOT)))
def test_every_attribute_has_its_key(path, section):
    """A new attribute without a key could not be set, and would be missing in the canonical form."""
    attributes = {attribute.name for attribute in fields(section.cls)} - {"built_in", "given"}

    assert attributes == {key.target for key in section.keys}


def test_every_key_is_described():
    rows = describe_keys()

    assert [] == [row.path for row in rows if not row.doc.endswith(".") or not row.takes]
    assert [
        "clients[].count",
        "clients[].activities[].request",
        "faults[].kind",
        "changes[].at",
        "changes[].set",
        "note[].step",
    ] == [row.path for row in rows if row.required]


def test_a_default_is_shown_as_people_write_it():
    defaults = {row.path: row.default for row in describe_keys()}

    assert ("exponential(20 ms)", "30 ms", "25 ms", "1 min, 5 min, 30 min, 1 h", None) == (
        defaults["cmg.service_time"],
        defaults["network.client_azure.latency"],
        defaults["network.azure_connection_point.latency"],
        defaults["clients[].retry"],
        defaults["cmg.service_name"],
    )
