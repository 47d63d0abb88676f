"""`cmgsim check` and `cmgsim schema`, and options against files."""

from __future__ import annotations

import tomllib

import jsonschema
import pytest
from command_line import SCENARIOS, called, small


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
def test_every_example_is_valid_for_the_program_and_for_its_schema(file):
    schema = called("schema").json
    jsonschema.Draft202012Validator.check_schema(schema)

    assert 0 == called("check", file).code
    assert [] == list(jsonschema.Draft202012Validator(schema).iter_errors(tomllib.loads(file.read_text())))


def test_the_schema_names_its_dialect():
    assert "https://json-schema.org/draft/2020-12/schema" == called("schema").json["$schema"]


def test_a_valid_file_is_told_in_one_line(tmp_path):
    file = small(tmp_path)

    assert f"{file}: valid (small: 20 clients)\n" == called("check", file).out


def test_check_as_json_has_the_digest(tmp_path):
    document = called("check", small(tmp_path), "--json").json

    assert ["valid", "scenario", "scenario_sha256"] == list(document)
    assert (True, "small", 64) == (document["valid"], document["scenario"], len(document["scenario_sha256"]))


def test_an_invalid_file_lists_every_problem_with_its_place(tmp_path):
    file = tmp_path / "bad.toml"
    file.write_text("[cmg]\ninstnaces = 2\ninstances = 99\n[[clients]]\ncount = 0\n", encoding="utf-8")
    done = called("check", file)
    first, *problems = done.err.splitlines()

    assert (2, "", "cmgsim: 3 problems:") == (done.code, done.out, first)
    assert [f"  {file}: cmg.instnaces: ", f"  {file}: cmg.instances: ", f"  {file}: clients[0].count: "] == [
        problem[: len(str(file)) + 4 + problem[len(str(file)) + 4 :].index(":") + 2] for problem in problems
    ]
    assert "did you mean `instances`?" in problems[0]


def test_a_setting_is_checked_with_the_file(tmp_path):
    assert "--set: cmg.instances: 17 is too many" in called("check", small(tmp_path), "--set", "cmg.instances=17").err


@pytest.mark.parametrize("command", ["run", "check", "ports", "endpoints", "assumptions"])
@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[", b"a = 1", b"\0", b"clients = 3"], ids=repr)
def test_no_file_content_shows_a_traceback(tmp_path, command, content):
    file = tmp_path / "odd.toml"
    file.write_bytes(content)
    done = called(command, file)

    assert (2, "") == (done.code, done.out)
    assert done.err.startswith("cmgsim: ")
    assert "internal error" not in done.err
