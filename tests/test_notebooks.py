"""The notebooks ask one question each, hold no outputs and no long definitions, and run from top to bottom."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LONGEST_DEFINITION = 10
EXECUTE = """
import sys
import nbclient
import nbformat
notebook = nbformat.read(sys.argv[1], as_version=4)
nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
print(*[output.name for cell in notebook.cells for output in cell.get("outputs", ()) if output.output_type == "stream"])
"""


def name(notebook: Path) -> str:
    return notebook.name


def cells(notebook: Path, kind: str) -> list[dict]:
    found = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in found if cell["cell_type"] == kind]


@pytest.mark.slow
@pytest.mark.skipif(find_spec("nbclient") is None, reason="needs the extra `notebooks`")
@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=name)
def test_a_notebook_runs_and_warns_of_nothing(notebook, tmp_path):
    command = [sys.executable, "-c", EXECUTE, str(notebook)]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert 0 == ran.returncode, ran.stderr
    assert "stderr" not in ran.stdout


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=name)
def test_a_notebook_opens_with_its_question(notebook):
    title = "".join(cells(notebook, "markdown")[0]["source"]).splitlines()[0]

    assert ("# ", "?") == (title[:2], title[-1])


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=name)
def test_a_notebook_is_committed_without_outputs(notebook):
    assert [] == [cell for cell in cells(notebook, "code") if cell["outputs"] or cell["execution_count"]]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=name)
def test_a_notebook_defines_nothing_long(notebook):
    trees = [ast.parse("".join(cell["source"])) for cell in cells(notebook, "code")]
    defined = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)]

    assert [] == [node.name for node in defined if node.end_lineno - node.lineno >= LONGEST_DEFINITION]


def test_the_documentation_lists_every_notebook():
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")

    assert [] == [name(notebook) for notebook in NOTEBOOKS if f"../notebooks/{name(notebook)})" not in index]
