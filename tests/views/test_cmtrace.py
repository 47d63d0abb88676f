"""Log files that an independent reader takes apart: formats, banner, ASCII, and times equal to those of the trace."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from flows.gallery import GALLERY

from cmgsim import replay
from cmgsim.flows.log_lines import LogEntry, log_lines
from cmgsim.trace import Record, Trace
from cmgsim.views.calendar import DAY_ZERO
from cmgsim.views.cmtrace import BANNERS, LOG_GROUPS, cmtrace, line_of, path_of

# As cmtraceopen documents them: what CMTrace itself recognises.
CLIENT = re.compile(
    r'<!\[LOG\[(?P<text>.*)\]LOG\]!><time="(?P<time>\d\d:\d\d:\d\d\.\d{3})\+000" date="(?P<date>\d\d-\d\d-\d{4})" '
    r'component="(?P<component>[^"]+)" context="" type="(?P<type>[123])" thread="(?P<thread>\d+)" file="[^"]+">'
)
SERVER = re.compile(
    r"(?P<text>.*?)  \$\$<(?P<component>[^>]+)><(?P<date>\d\d-\d\d-\d{4}) (?P<time>\d\d:\d\d:\d\d\.\d{3})\+000>"
    r"<thread=(?P<thread>\d+) \(0x(?P<hex>[0-9A-F]+)\)>"
)
TRACES = {
    **GALLERY,
    "all": replay("all"),
    "crowd": replay("all", instances=16, connection_points=4),
    "blocked": replay("communication", faults=["verb-blocked=CCM_POST"]),
    "classic": replay("channel", deployment="classic", instances=2, faults=["ports-dropped=10140-10155"]),
}


def read(text: str) -> list[dict[str, str]]:
    assert text.isascii()
    assert text.endswith("\r\n")
    found = [CLIENT.fullmatch(line) or SERVER.fullmatch(line) for line in text.split("\r\n")[:-1]]
    assert all(found)
    return [match.groupdict() for match in found]


def moment(row: dict[str, str]) -> datetime:
    return datetime.strptime(f"{row['date']} {row['time']}", "%m-%d-%Y %H:%M:%S.%f").replace(tzinfo=UTC)


@pytest.mark.parametrize("name", TRACES)
def test_every_line_can_be_read_and_has_the_time_of_its_record(name):
    trace = TRACES[name]
    logs = {path: text for path, text in cmtrace(trace).items() if path != LOG_GROUPS}
    rows = [row for text in logs.values() for row in read(text)[1:]]
    milliseconds = [(moment(row) - DAY_ZERO) // timedelta(milliseconds=1) for row in rows]

    assert sorted(entry.t_ns // 10**6 for entry in log_lines(trace)) == sorted(milliseconds)
    assert sorted(entry.text for entry in log_lines(trace)) == sorted(row["text"] for row in rows)


@pytest.mark.parametrize("lang", BANNERS)
def test_the_first_line_of_every_file_says_that_it_is_simulated(lang):
    logs = {path: text for path, text in cmtrace(replay("all"), lang).items() if path != LOG_GROUPS}

    assert {BANNERS[lang]} == {read(text)[0]["text"] for text in logs.values()}
    assert len(logs) > 5


def test_client_and_server_logs_have_their_own_formats():
    files = cmtrace(replay("all"))

    assert CLIENT.match(files["CcmMessaging.log"])
    assert SERVER.match(files["SMS_CLOUD_PROXYCONNECTOR.log"])


def test_threads_are_the_same_number_twice():
    rows = read(cmtrace(replay("channel"))["SMS_CLOUD_PROXYCONNECTOR.log"])

    assert [int(row["thread"]) for row in rows] == [int(row["hex"], 16) for row in rows]


def test_files_of_one_name_stand_in_the_folders_of_their_nodes():
    files = list(cmtrace(replay("channel", connection_points=2)))

    assert [
        "cmg-connection-point-1/SMS_CLOUD_PROXYCONNECTOR.log",
        "cmg-connection-point-2/SMS_CLOUD_PROXYCONNECTOR.log",
        LOG_GROUPS,
    ] == files


def test_the_logs_of_an_instance_are_called_as_the_site_calls_its_copies():
    assert "CMG-ProxyService_IN_1-CMGContentService.log" in cmtrace(replay("content"))


def test_one_trace_names_every_file_in_its_groups():
    files = cmtrace(replay("all", connection_points=2))
    root = ET.fromstring(files[LOG_GROUPS])  # noqa: S314  # our own output
    named = [
        "/".join([*group.get("GroupFilePath").split("\\")[1:], file.text])
        for group in root.findall("LogGroup")
        for file in group.findall("LogFile")
    ]

    assert sorted([*named, LOG_GROUPS]) == sorted(files)
    assert {"0"} == {group.get("GroupType") for group in root.findall("LogGroup")}


@pytest.mark.parametrize("node", ["../../etc", "a/b", "..", "\u202e", "x" * 500, "", "C:\\x", "nul\0"])
def test_a_hostile_name_stays_in_the_folder(node):
    for role in ("client", "instance"):
        path = path_of(LogEntry(0, 0, node, role, "X.log", "X", 1, 1, ""), alone=False)

        assert re.fullmatch(r"(?:[A-Za-z0-9_-]{1,40}/X\.log|CMG-ProxyService_IN_[A-Za-z0-9_-]{1,40}-X\.log)", path)


@pytest.mark.parametrize("text", ['a]LOG]!><time="x', "a  $$<B><01-01-2026 00:00:00.000+000>", "a $$<B>"])
def test_no_text_ends_its_line_early(text):
    for role, form in (("client", CLIENT), ("site-server", SERVER)):
        match = form.fullmatch(line_of(LogEntry(0, 0, "n", role, "X.log", "X", 16, 1, text)))

        assert ("X", "16") == (match["component"], match["thread"])


def test_time_before_zero_is_the_day_before():
    row = Record(-1, "state", *["site-server"] * 4, *["on-premises"] * 2, "D3", text="gets an access token")

    assert "<01-04-2026 23:59:59.999+000>" in cmtrace(Trace({}, (row,)))["PkgXferMgr.log"]


def test_a_trace_without_logs_has_an_empty_group():
    assert [LOG_GROUPS] == list(cmtrace(Trace({}, ())))
