"""The command line as tests call it: in this process for speed, or as the program itself."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sysconfig
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from attrs import frozen

from cmgsim.cli import main

PROGRAM = str(Path(sysconfig.get_path("scripts")) / "cmgsim")
ROOT = Path(__file__).parents[1]
SCENARIOS = sorted((ROOT / "examples" / "scenarios").glob("*.toml"))

SMALL = """
[scenario]
name = "small"
duration = "5 min"
[[clients]]
name = "laptops"
count = 20
activities = [{ request = "policy", every = "1 min" }]
"""
"""A scenario that takes no time: a hundred requests."""


@frozen
class Done:
    """What a command left."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        """The one document on standard output."""
        return json.loads(self.out)


def called(*arguments: object) -> Done:
    """The command in this process."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main([str(argument) for argument in arguments])
    return Done(code, out.getvalue(), err.getvalue())


def ran(*arguments: object, **environment: str) -> Done:
    """The program, in a process of its own."""
    done = subprocess.run(
        [PROGRAM, *map(str, arguments)],
        capture_output=True,
        check=False,
        timeout=120,
        env={**os.environ, **environment},
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def small(folder: Path) -> Path:
    """The small scenario as a file in *folder*."""
    file = folder / "small.toml"
    file.write_text(SMALL, encoding="utf-8")
    return file
