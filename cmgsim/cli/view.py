"""The command `view`: one trace, as people and as other tools want to see it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cmgsim.cli.options import LanguageName, LanguageOption
from cmgsim.cli.outputs import write_file, write_folder
from cmgsim.cli.streams import emit, emit_bytes
from cmgsim.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from cmgsim.flows.nouns import Language
    from cmgsim.trace import Trace

STDIN: Final = "-"


class ViewFormat(StrEnum):
    """What a trace can be shown as."""

    TEXT = "text"
    MERMAID = "mermaid"
    PLANTUML = "plantuml"
    HTML = "html"
    CMTRACE = "cmtrace"
    PCAPNG = "pcapng"
    PERFETTO = "perfetto"
    OTLP = "otlp"


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command()(view)


def view(
    trace: Annotated[
        str, typer.Argument(metavar="TRACE", help="A trace, as `flow --format jsonl` prints it; - for stdin.")
    ],
    form: Annotated[ViewFormat, typer.Option("--as", help="What to show it as.")] = ViewFormat.TEXT,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE|DIR", help="Where to write it; a folder for cmtrace.")
    ] = None,
    lang: LanguageOption = LanguageName.EN,
) -> None:
    """Show a trace in another form. Text, diagrams, a page, log files, packets or spans."""
    _refuse(form, output)
    made = _made(read_trace(trace), form, lang.language)
    if isinstance(made, Mapping):
        assert output is not None
        write_folder(output, {path: text.encode("utf-8") for path, text in made.items()})
    elif output is not None:
        write_file(output, made if isinstance(made, bytes) else made.encode("utf-8", "backslashreplace"))
    elif isinstance(made, bytes):
        emit_bytes(made)
    else:
        emit(made)


def read_trace(source: str) -> Trace:
    """
    The trace in the file *source*, or on standard input.

    Raises:
        ScenarioError: It cannot be read, or is no trace.
    """
    from cmgsim.trace import Trace

    name = "standard input" if source == STDIN else source
    expected = "a trace, as `cmgsim flow NAME --format jsonl` prints it"
    try:
        data = sys.stdin.buffer.read() if source == STDIN else Path(source).read_bytes()
        return Trace.from_jsonl(data.decode("utf-8"))
    except UnicodeDecodeError:
        problem = Problem(name, "", "it is not text in UTF-8", expected)
    except FileNotFoundError:
        problem = Problem(name, "", "there is no such file", expected)
    except OSError as error:
        problem = Problem(name, "", f"cannot read it: {error.strerror}", expected)
    except ValueError as error:
        problem = Problem(name, "", str(error), expected)
    raise ScenarioError((problem,))


def _refuse(form: ViewFormat, output: Path | None) -> None:
    """Before anything is read: some forms need a place to go."""
    if form is ViewFormat.CMTRACE and output is None:
        problem = Problem("--as", "", "cmtrace is several files", "-o DIR says where to")
        raise ScenarioError((problem,))
    if form is ViewFormat.PCAPNG and output is None and sys.stdout.isatty():
        problem = Problem("--as", "", "pcapng is nothing for a terminal", "-o FILE, or a pipe: … | tshark -r -")
        raise ScenarioError((problem,))


def _made(trace: Trace, form: ViewFormat, lang: Language) -> str | bytes | Mapping[str, str]:
    if form is ViewFormat.HTML:
        from cmgsim.views.player.one_trace import trace_page

        return trace_page(trace, languages=("fr", "en") if lang == "fr" else ("en", "fr"))
    module, function, told = _VIEWS[form]
    made: str | bytes | Mapping[str, str] = getattr(import_module(module), function)(trace, *((lang,) if told else ()))
    return made


_VIEWS: Final[Mapping[ViewFormat, tuple[str, str, bool]]] = MappingProxyType(
    {
        ViewFormat.TEXT: ("cmgsim.views.text", "text", True),
        ViewFormat.MERMAID: ("cmgsim.views.mermaid", "mermaid", False),
        ViewFormat.PLANTUML: ("cmgsim.views.plantuml", "plantuml", False),
        ViewFormat.CMTRACE: ("cmgsim.views.cmtrace", "cmtrace", True),
        ViewFormat.PCAPNG: ("cmgsim.views.capture.capture", "capture", False),
        ViewFormat.PERFETTO: ("cmgsim.views.perfetto", "perfetto", False),
        ViewFormat.OTLP: ("cmgsim.views.otlp", "otlp", False),
    }
)
"""Module and function of all other forms, imported when it is asked for; and whether it speaks a language."""
