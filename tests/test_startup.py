"""What a user waits for before anything happens: imports."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
EXAMPLE = "examples/scenarios/contoso.toml"
HEAVY = ("SALib", "dask", "matplotlib", "numba", "pandas", "polars", "pyarrow", "scipy")


def loaded_by(code: str) -> list[str]:
    """The heavy packages that a fresh interpreter has loaded after *code*."""
    report = f"import sys; print(*[name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", f"try:\n    {code}\nfinally:\n    {report}"],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        cwd=ROOT,
    )
    assert 0 == done.returncode, done.stderr
    return done.stderr.splitlines()[-1].split()


def command(*arguments: str) -> str:
    return f"import sys; sys.argv = ['cmgsim', *{arguments!r}]; from cmgsim.cli import main; sys.exit(main())"


@pytest.mark.slow
def test_import_cmgsim_loads_nothing_heavy():
    assert [] == loaded_by("import cmgsim")


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [("--help",), ("facts", "ports"), ("schema",), ("check", EXAMPLE)], ids=" ".join)
def test_commands_that_run_nothing_load_nothing_heavy(arguments):
    assert [] == loaded_by(command(*arguments))


@pytest.mark.slow
def test_the_measure_sees_a_heavy_package():
    assert "numba" in loaded_by("import numba")
