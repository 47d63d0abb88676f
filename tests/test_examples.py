"""The examples say what they show, are short, and print what is committed beside them."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from itertools import count
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))
MOST_LINES = 40


def name(file: Path) -> str:
    return file.name


@pytest.mark.slow
@pytest.mark.parametrize("example", EXAMPLES, ids=name)
def test_an_example_prints_what_is_committed_beside_it(example, tmp_path):
    # A hash seed of its own for each example: none of them was set when the output was written.
    environment = {**os.environ, "PYTHONHASHSEED": str(EXAMPLES.index(example) + 1)}
    command = [sys.executable, str(example)]
    ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    assert "" == ran.stderr
    assert example.with_suffix(".out").read_text(encoding="utf-8") == ran.stdout


@pytest.mark.parametrize("example", EXAMPLES, ids=name)
def test_an_example_opens_with_what_it_shows_and_in_which_scenario(example):
    shows, scenario = (ast.get_docstring(ast.parse(example.read_text(encoding="utf-8"))) or "").split("\n\n")

    assert ("Shows: ", "Scenario: ") == (shows[:7], scenario[:10])


def test_examples_are_short():
    lengths = {name(example): len(example.read_text(encoding="utf-8").splitlines()) for example in EXAMPLES}

    assert {} == {name: lines for name, lines in lengths.items() if lines >= MOST_LINES}


def test_examples_are_numbered_without_gaps():
    assert [f"{number:02}" for number, _ in zip(count(1), EXAMPLES, strict=False)] == [
        example.name[:2] for example in EXAMPLES
    ]


def test_no_output_is_without_its_example():
    outputs = {file.stem for file in (ROOT / "examples").glob("*.out")}

    assert {example.stem for example in EXAMPLES} == outputs
