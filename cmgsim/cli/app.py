"""The command `cmgsim`: its commands, and what happens to errors."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from cmgsim import __version__
from cmgsim.cli import flow, run, scenario, tables
from cmgsim.errors import CmgsimError

INTERRUPTED = 130
BUG = 70
"""As sysexits.h has it: an internal error of the program."""

app = typer.Typer(
    name="cmgsim",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Simulate how data flows through the Cloud Management Gateway of Microsoft Configuration Manager.",
)
for module in (run, flow, tables, scenario):
    module.register(app)


def _print_version(wanted: bool) -> None:  # noqa: FBT001  # the form of a callback
    if wanted:
        sys.stdout.write(f"cmgsim {__version__}\n")
        raise typer.Exit


@app.callback()
def _everywhere(
    *,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an error comes from.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    del version
    if debug:
        _Debug.on = True


class _Debug:
    """Whether `--debug` was given; errors are shown outside of any command."""

    on = False


def main() -> None:
    """Run a command; every error becomes a sentence on standard error and an exit code."""
    try:
        # Not `app()`: that would put an attribute on exceptions, and ours are frozen values.
        typer.main.get_command(app)()
    except CmgsimError as error:
        if _Debug.on:
            raise
        _tell(error)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.stderr.write("cmgsim: interrupted\n")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # Whoever reads has seen enough (`cmgsim … | head`); say nothing while Python closes standard output.
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:  # a defect, which the user should see as one sentence
        if _Debug.on:
            raise
        sys.stderr.write(f"cmgsim: internal error, please report it: {type(error).__name__}: {error}\n")
        sys.exit(BUG)


def _tell(error: CmgsimError) -> None:
    lines = str(error).splitlines()
    if len(lines) > 1:
        sys.stderr.write(f"cmgsim: {len(lines)} problems:\n")
        sys.stderr.writelines(f"  {line}\n" for line in lines)
    else:
        sys.stderr.write(f"cmgsim: {error}\n")
