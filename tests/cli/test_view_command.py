"""`cmgsim view`: every form, to the screen, to a file, to a folder; and what is no trace is refused in a sentence."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import pytest
from command_line import PROGRAM, ROOT, called
from packets import packets

from cmgsim import replay
from cmgsim.cli.view import ViewFormat, _refuse
from cmgsim.errors import ScenarioError
from cmgsim.trace import SCHEMA, Trace
from cmgsim.views.capture.capture import capture
from cmgsim.views.capture.wire import comment
from cmgsim.views.text import text

TEXTS = [form for form in ViewFormat if form not in {ViewFormat.CMTRACE, ViewFormat.PCAPNG}]
HOSTILE = ("</script><img src=x>", "%%{init: {}}%%", "\u202e\x1b[31m\u2028\x85", "x" * 10_000, "../../x", "end")

BAD = {ViewFormat.HTML: ("<img",), ViewFormat.MERMAID: ("<img", "%%{"), ViewFormat.PLANTUML: ("<img", "%%{")}
"""What would be markup in some forms."""


@pytest.fixture
def trace_file(tmp_path):
    file = tmp_path / "trace.jsonl"
    file.write_text(replay("content").to_jsonl(), encoding="utf-8")
    return file


@pytest.mark.parametrize("form", TEXTS)
def test_a_form_of_text_goes_to_the_screen_or_to_a_file(form, trace_file, tmp_path):
    shown, written = (
        called("view", trace_file, "--as", form),
        called("view", trace_file, "--as", form, "-o", tmp_path / "x"),
    )

    assert (0, "", 0, "", "") == (shown.code, shown.err, written.code, written.out, written.err)
    assert shown.out == (tmp_path / "x").read_text(encoding="utf-8")


def test_the_trace_among_the_examples_is_what_a_replay_gives():
    text_of_it = (ROOT / "examples" / "traces" / "blocked-port.jsonl").read_text(encoding="utf-8")

    # The header also has the digest of the scenario, which changes with every new key of scenario files.
    assert (
        replay("channel", instances=2, faults=["ports-blocked=10125"]).records == Trace.from_jsonl(text_of_it).records
    )


def test_text_is_what_is_shown_if_nothing_is_asked_for(trace_file):
    assert text(replay("content"), "fr") == called("view", trace_file, "--lang", "fr").out


def test_a_trace_may_come_from_standard_input(monkeypatch):
    stream = io.TextIOWrapper(io.BytesIO(replay("channel").to_jsonl().encode()), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", stream)

    assert text(replay("channel")) == called("view", "-").out


def test_logs_go_to_a_folder_of_their_own(trace_file, tmp_path):
    assert 0 == called("view", trace_file, "--as", "cmtrace", "-o", tmp_path / "deep" / "logs").code
    assert {"LogGroups.xml", "CcmMessaging.log"} <= {file.name for file in (tmp_path / "deep" / "logs").iterdir()}
    assert [] == [file for file in (tmp_path / "deep").iterdir() if file.name.startswith(".")]


def test_a_folder_with_something_in_it_is_left_alone(trace_file, tmp_path):
    done = called("view", trace_file, "--as", "cmtrace", "-o", tmp_path)

    assert (2, "") == (done.code, done.out)
    assert "it is there, with something in it (a folder that is empty or not there yet)" in done.err
    assert [trace_file] == list(tmp_path.iterdir())


def test_logs_without_a_folder_are_refused(trace_file):
    assert "cmtrace is several files (-o DIR says where to)" in called("view", trace_file, "--as", "cmtrace").err


@pytest.mark.slow
def test_packets_go_through_a_pipe(trace_file):
    data = subprocess.run([PROGRAM, "view", trace_file, "--as", "pcapng"], capture_output=True, check=True).stdout

    assert capture(replay("content")) == data


def test_packets_are_nothing_for_a_terminal(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(sys, "stdout", Terminal())
    with pytest.raises(ScenarioError, match="pcapng is nothing for a terminal \\(-o FILE"):
        _refuse(ViewFormat.PCAPNG, None)


def test_a_file_appears_complete_or_not_at_all(trace_file, tmp_path):
    done = called("view", trace_file, "-o", tmp_path / "nowhere" / "x.txt")

    assert (2, [trace_file]) == (done.code, list(tmp_path.iterdir()))
    assert "cannot write there: No such file or directory" in done.err


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "line 1: a trace begins with a cmgsim.trace/1 header, and there is nothing"),
        (b"\xff", "it is not text in UTF-8"),
        (b"[scenario]", "line 1: not JSON"),
        (json.dumps({"schema": SCHEMA}).encode() + b"\n{}", "line 2: not a record"),
        (json.dumps({"schema": SCHEMA, "scenario": "\ud800"}).encode(), "line 1: a text in it holds half a character"),
    ],
)
def test_what_is_no_trace_is_refused_in_a_sentence(content, complaint, tmp_path):
    (tmp_path / "x").write_bytes(content)
    done = called("view", tmp_path / "x")

    assert (2, "") == (done.code, done.out)
    assert complaint in done.err
    assert "(a trace, as `cmgsim flow NAME --format jsonl` prints it)" in done.err


@pytest.mark.parametrize("name", ["nowhere.jsonl", "."])
def test_what_cannot_be_read_is_named(name):
    assert called("view", name).err.startswith(f"cmgsim: {name}: ")


@pytest.mark.parametrize("form", ViewFormat)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_harms_no_view(name, form, tmp_path):
    records = [r._replace(src=name, opened_by=name, text=name, path=name, connection=name) for r in replay("channel")]
    hostile = Trace({"schema": SCHEMA, "scenario": name, "faults": [name]}, tuple(records))
    (tmp_path / "x").write_bytes(hostile.to_jsonl().encode("utf-8", "backslashreplace"))
    done = called("view", tmp_path / "x", "--as", form, "-o", tmp_path / "out")

    assert (0, "") == (done.code, done.err)
    if form is ViewFormat.PCAPNG:
        return  # any byte may stand in it; its comments are checked where they are made
    files = [tmp_path / "out"] if (tmp_path / "out").is_file() else list((tmp_path / "out").rglob("*.*"))
    content = b"".join(file.read_bytes() for file in files)
    assert [] == [bad for bad in ("\u202e", "\x1b", "\u2028", *BAD.get(form, ())) if bad.encode() in content]
    assert {"out", "x"} == {file.name for file in tmp_path.iterdir()}


@pytest.mark.parametrize("name", HOSTILE)
def test_comments_of_packets_are_harmless(name):
    row = replay("channel").records[4]._replace(text=name, connection=name, rule=name)

    assert [] == [sign for sign in comment(1, row) if not sign.isprintable()]
    assert len(comment(1, row)) < 500


def test_packets_of_a_hostile_trace_are_packets():
    row = replay("channel").records[4]
    odd = Trace({}, (row._replace(port=65_535, bytes=0), row._replace(kind="request", verb="\r\n", path="\0" * 99)))

    assert 1 <= len(packets(capture(odd)))
