"""
A trace as log files that CMTrace and OneTrace open, in the two formats that Configuration Manager writes.

The file names are the documented ones. A node's own folder keeps files apart that several nodes write; logs of an
instance stand as the site downloads them. Times are those of the trace, rounded down to the millisecond; all in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from cmgsim.facts.rows import Role
from cmgsim.flows.log_lines import LogEntry, log_lines
from cmgsim.flows.nouns import Language
from cmgsim.trace import Trace
from cmgsim.views.calendar import moment

BANNERS: Final[Mapping[Language, str]] = MappingProxyType(
    {
        "en": "Simulated by cmgsim - not a real Configuration Manager log",
        "fr": "Simule par cmgsim - ce n'est pas un vrai journal de Configuration Manager",
    }
)
"""First line of every file; ASCII only, as everything that older readers take without harm."""
LOG_GROUPS: Final = "LogGroups.xml"
_INFORMATION: Final = 1
_LONGEST: Final = 40


def cmtrace(trace: Trace, lang: Language = "en", faults: Sequence[str] | None = None) -> dict[str, str]:
    """
    The log files of *trace* by path, and a group for OneTrace that names them.

    Args:
        trace: The trace.
        lang: Of the banner; a log's own lines are English, as the product's are.
        faults: What is broken, as `kind` or `kind=value`; None: what the trace's header says.

    Example:
        >>> from cmgsim.trace import Record
        >>> row = Record(0, "state", *["site-server"] * 4, *["on-premises"] * 2, "D3", text="gets an access token")
        >>> files = cmtrace(Trace({}, (row,)))
        >>> list(files)
        ['PkgXferMgr.log', 'LogGroups.xml']
        >>> print(files["PkgXferMgr.log"].splitlines()[1].partition("  $$<")[0])
        Got an access token for the storage
    """
    entries = log_lines(trace, faults)
    nodes: dict[str, dict[str, None]] = {}
    for entry in entries:
        nodes.setdefault(entry.file, {})[entry.node] = None
    files: dict[str, list[LogEntry]] = {}
    for entry in entries:
        files.setdefault(path_of(entry, alone=len(nodes[entry.file]) == 1), []).append(entry)
    texts = {path: _file(written, lang) for path, written in sorted(files.items())}
    return {**texts, LOG_GROUPS: log_groups(tuple(texts))}


def path_of(entry: LogEntry, *, alone: bool) -> str:
    """
    Where the line stands, relative to the folder of the export.

    Instances write at the same time under the same name; the site keeps their copies apart by a name of its own.

    Example:
        >>> entry = LogEntry(0, 0, "instance-2", "instance", "CMGService.log", "CMGService", 1, 1, "")
        >>> path_of(entry, alone=False), path_of(entry, alone=True)
        ('CMG-ProxyService_IN_2-CMGService.log', 'CMG-ProxyService_IN_2-CMGService.log')
    """
    if entry.role == Role.INSTANCE:
        number = entry.node.rpartition("-")[2]
        return (
            f"CMG-ProxyService_IN_{number if number.isascii() and number.isdigit() else _safe(entry.node)}-{entry.file}"
        )
    return entry.file if alone else f"{_safe(entry.node)}/{entry.file}"


def line_of(entry: LogEntry) -> str:
    """
    One line as it stands on disk.

    Example:
        >>> line = line_of(LogEntry(1_500_000, 0, "client-1", "client", "CAS.log", "CAS", 7, 3, "no"))
        >>> print(line.replace(" component", chr(10) + "component"))
        <![LOG[no]LOG]!><time="00:00:00.001+000" date="01-05-2026"
        component="CAS" context="" type="3" thread="7" file="cmgsim">
    """
    when = moment(entry.t_ns)
    date, time = f"{when:%m-%d-%Y}", f"{when:%H:%M:%S}.{when.microsecond // 1_000:03}+000"
    if entry.format == "client":
        return (
            f'<![LOG[{_unended(entry.text)}]LOG]!><time="{time}" date="{date}" component="{entry.component}" '
            f'context="" type="{entry.severity}" thread="{entry.thread}" file="cmgsim">'
        )
    thread = f"<thread={entry.thread} (0x{entry.thread:X})>"
    return f"{entry.text.replace('$$<', '$ $<')}  $$<{entry.component}><{date} {time}>{thread}"


def log_groups(paths: Sequence[str]) -> str:
    r"""
    Groups of OneTrace, one for each folder, to be copied into the file of the same name that it is installed with.

    Example:
        >>> print(log_groups(["CcmMessaging.log", "client-2/CAS.log"]).partition("-->")[2].strip())
        <LogGroups>
          <LogGroup Name="Cloud management gateway (simulated)" GroupType="0" GroupFilePath=".">
            <LogFile>CcmMessaging.log</LogFile>
          </LogGroup>
          <LogGroup Name="Cloud management gateway (simulated), client-2" GroupType="0" GroupFilePath=".\client-2">
            <LogFile>CAS.log</LogFile>
          </LogGroup>
        </LogGroups>
    """
    groups: dict[str, list[str]] = {}
    for path in paths:
        folder, _, name = path.rpartition("/")
        groups.setdefault(folder, []).append(f"    <LogFile>{escape(name)}</LogFile>\n")
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f"<!-- {BANNERS['en']}. In GroupFilePath, put the folder of these files in place of the dot. -->\n"
        f"<LogGroups>\n{''.join(_group(folder, names) for folder, names in groups.items())}</LogGroups>\n"
    )


def _group(folder: str, names: Sequence[str]) -> str:
    name = f"Cloud management gateway (simulated){f', {folder}' if folder else ''}"
    path = f".\\{folder}" if folder else "."
    opening = f'  <LogGroup Name={quoteattr(name)} GroupType="0" GroupFilePath={quoteattr(path)}>\n'
    return f"{opening}{''.join(names)}  </LogGroup>\n"


def _file(entries: Sequence[LogEntry], lang: Language) -> str:
    first = entries[0]
    banner = LogEntry(
        first.t_ns, first.position, first.node, first.role, first.file, first.component, first.thread, _INFORMATION,
        BANNERS[lang],
    )  # fmt: skip
    # CMTrace is a program for Windows: its lines end as there.
    return "".join(f"{line_of(entry)}\r\n" for entry in (banner, *entries))


def _unended(text: str) -> str:
    """*text* without what would end it before its end."""
    return text.replace("]LOG]!>", "]LOG] !>")


def _safe(name: str) -> str:
    kept = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_") else "-" for sign in name)
    return kept[:_LONGEST].strip("-") or "node"
