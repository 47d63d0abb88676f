"""The command `cmgsim`: its commands, and what happens to errors."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Final

import typer

from cmgsim import __version__
from cmgsim.cli import (
    calibrate,
    demo,
    diff_command,
    explain,
    flow,
    lab,
    ports_command,
    reproduce,
    run_command,
    scenario,
    selftest,
    size_command,
    stress,
    sweep_command,
    tables,
    view,
    warmup,
)
from cmgsim.cli.streams import emit, prepare, tell
from cmgsim.errors import CmgsimError, OutOfMemory, ScenarioError
from cmgsim.views.markup import visible

USAGE: Final = 2
BUG: Final = 70
"""As sysexits.h has it: an internal error of the program."""

_QUOTED: Final = re.compile(r"(?<![\w'])'([^'\n]*)'(?![\w'])")
"""How typer quotes what the user wrote; everything else here stands in double quotes."""
_MEANT: Final = re.compile(r'Did you mean "([^"]*)"')
_UsageError: Final[Any] = typer.BadParameter.__mro__[1]
"""What typer raises for bad usage; it exports the errors made from it only."""

app = typer.Typer(
    name="cmgsim",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Simulate how data flows through the Cloud Management Gateway of Microsoft Configuration Manager.",
)
_COMMANDS: Final = (
    run_command, flow, view, demo, lab, explain, size_command, diff_command, sweep_command, reproduce,
    calibrate, ports_command, tables, scenario, stress, selftest, warmup,
)  # fmt: skip
for module in _COMMANDS:
    module.register(app)


def _print_version(wanted: bool) -> None:  # noqa: FBT001  # the form of a callback
    if wanted:
        emit(f"cmgsim {__version__}\n")
        raise typer.Exit


@app.callback()
def _everywhere(
    *,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show where an error comes from; anywhere in the line.")
    ] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    del debug, version  # `run` and the callback have seen to them


def run(arguments: Sequence[str]) -> int:
    """Run the command that *arguments* name; its exit code."""
    prepare()
    try:
        return _invoke([word for word in arguments if word != "--debug"])
    except Exception as error:  # noqa: BLE001  # whatever it is, the user sees a sentence
        if "--debug" in arguments:
            traceback.print_exc()
        tell("".join(f"{visible(line)}\n" for line in _explained(error)))
        return _exit_code(error)


def _invoke(words: list[str]) -> int:
    command = typer.main.get_command(app)
    try:
        # Not `app()`: it would turn Ctrl-C and a reader that left into exit codes of its own.
        with command.make_context("cmgsim", list(words), obj=words) as context:
            command.invoke(context)
    except typer.Exit as done:
        return done.exit_code
    return 0


def _exit_code(error: Exception) -> int:
    if isinstance(error, CmgsimError):
        return error.exit_code
    if isinstance(error, MemoryError):
        return OutOfMemory.exit_code
    return USAGE if isinstance(error, _UsageError | OSError) else BUG


def _explained(error: Exception) -> Iterator[str]:
    if isinstance(error, ScenarioError) and len(error.problems) > 1:
        yield f"cmgsim: {len(error.problems)} problems:"
        yield from (f"  {problem}" for problem in error.problems)
    elif isinstance(error, CmgsimError):
        yield f"cmgsim: {error}"
    elif isinstance(error, _UsageError):
        yield from _usage(error)
    elif isinstance(error, MemoryError):
        yield "cmgsim: not enough memory: a shorter run and fewer clients take less, and so does --no-requests"
    elif isinstance(error, OSError):
        where = f": {error.filename}" if error.filename else ""
        yield f"cmgsim: cannot write{where}: {error.strerror or error}"
    else:
        yield f"cmgsim: internal error, please report it: {type(error).__name__}: {error}"


def _in_our_quotes(match: re.Match[str]) -> str:
    return f"`{match[1]}`" if match[1].startswith("-") else f'"{match[1]}"'


def _usage(error: Any) -> Iterator[str]:
    path = error.ctx.command_path if error.ctx else "cmgsim"
    message = _QUOTED.sub(_in_our_quotes, str(error.format_message()).rstrip().replace("Value error, ", ""))
    message = _MEANT.sub(r"did you mean `\1`", message)
    if "\n" in message:  # no command at all: the message is the help
        yield from message.splitlines()
    else:
        yield f"{path}: {message[:1].lower()}{message[1:]}"
        yield f"`{path} --help` lists what it takes."
