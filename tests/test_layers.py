"""Imports go downwards: the contracts of pyproject.toml hold, and they can break."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    """The contracts of the project at *root*, checked on its own copy of the package."""
    check = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    return subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, '.'); {check}"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.mark.slow
def test_the_contracts_hold():
    done = lint_imports(ROOT)

    assert 0 == done.returncode, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        ("facts/ports.py", "import cmgsim.model", "Imports go downwards"),
        ("protocol/channel.py", "import simpy", "Only the reference engine knows SimPy"),
    ],
)
def test_a_wrong_import_breaks_a_contract(tmp_path, module, line, broken):
    for source in [ROOT / "pyproject.toml", *(ROOT / "cmgsim").rglob("*.py")]:
        copy = tmp_path / source.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(source.read_bytes())
    with (tmp_path / "cmgsim" / module).open("a") as target:
        target.write(f"{line}\n")

    done = lint_imports(tmp_path)

    assert 1 == done.returncode
    assert broken in done.stdout
    assert "BROKEN" in done.stdout
