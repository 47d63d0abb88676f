"""The command `warmup`: compile the fast engine ahead, so that no run has to wait for it."""

from __future__ import annotations

import re
import shutil
import time
from pathlib import Path
from typing import Annotated, Final

import typer

from cmgsim.cli.streams import notice

OLD_DAYS: Final = 28
"""Compiled code that nothing was added to for as long belongs to an installation that is gone, or compiles it again."""
_OURS: Final = re.compile(r"cmgsim-[0-9a-f]{16}")
_COMPILED: Final = (".nbi", ".nbc", ".txt")
"""What numba keeps, and the inventory of it."""


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command()(warmup)


def warmup(
    *,
    clean: Annotated[
        bool, typer.Option("--clean", help=f"Delete what other versions compiled more than {OLD_DAYS} days ago.")
    ] = False,
) -> None:
    """Compile the fast engine. Takes some thirty seconds, once for each installation."""
    from cmgsim.api.engine_choice import compiles, is_ready, unkept
    from cmgsim.api.simulate import warm_up
    from cmgsim.errors import Problem, ScenarioError

    if not is_ready():
        if why := unkept():
            raise ScenarioError((Problem("warmup", "", f"nothing would be kept: {why}"),))
        notice(compiles())
    warm_up()
    notice("the fast engine is ready")
    if clean:
        import os

        from cmgsim.fast.cache import folder

        gone = cleaned(folder(os.environ.get("NUMBA_CACHE_DIR", "")))
        notice(f"deleted: {', '.join(each.name for each in gone)}" if gone else "nothing old to delete")


def cleaned(mine: Path, days: float = OLD_DAYS) -> list[Path]:
    """
    Delete the folders of compiled code beside *mine* that are *days* old; those that are gone.

    A folder is taken for one of ours by its name and by what is in it: nothing but files that numba compiled.
    """
    before_s = time.time() - days * 86_400
    gone = []
    for each in sorted(mine.parent.iterdir()):
        if each.name != mine.name and _OURS.fullmatch(each.name) and _is_old(each, before_s):
            shutil.rmtree(each, ignore_errors=True)
            gone.append(each)
    return gone


def _is_old(folder: Path, before_s: float) -> bool:
    """Whether it is a folder of compiled code, and none of it is younger."""
    if folder.is_symlink() or not folder.is_dir():
        return False
    inside = list(folder.rglob("*"))
    files = [each for each in inside if not each.is_dir() or each.is_symlink()]
    ours = all(each.suffix in _COMPILED and not each.is_symlink() for each in files)
    return ours and all(each.lstat().st_mtime < before_s for each in (folder, *files))
