"""A report's document as one page of HTML: no script, no network, nothing that does not stand in the document."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256
from importlib.resources import files
from typing import Any, Final

from cmgsim.views.html_table import Column
from cmgsim.views.html_table import table as html_table
from cmgsim.views.markup import Markup, join, tag
from cmgsim.views.sizing.plots import drawn

Block = Mapping[str, Any]

NARROW: Final = 3
"""Columns of a table that need not be as wide as the page."""
LONG_NAME: Final = 20
"""Characters of a name that stay on one line."""
STYLES: Final = (("cmgsim.views", "report.css"), ("cmgsim.views.sizing", "sizing.css"))


def as_html(document: Mapping[str, Any]) -> str:
    """The page of a document that `report_document` made."""
    words = document["words"]
    first, *further = document["pages"]
    body = (
        tag("header", tag("p", words["kind"], class_="kind"), tag("h1", document["scenario"]),
            tag("p", words["about"], class_="about")),
        tag("main", _page(first, document), tag("nav", _contents(document), aria_label=words["contents"]),
            *(_page(page, document) for page in further), _definitions(document)),
        tag("footer", words["footer"]),
    )  # fmt: skip
    return _whole(document, join(*body))


def _whole(document: Mapping[str, Any], body: Markup) -> str:
    style = "".join(files(package).joinpath(name).read_text(encoding="utf-8") for package, name in STYLES)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = join(
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", f"{document['scenario']}: {document['words']['kind']}"),
        tag("style", Markup(style)),
    )
    return f"<!doctype html>\n{tag('html', tag('head', head), tag('body', body), lang=document['lang'])}\n"


def _contents(document: Mapping[str, Any]) -> Markup:
    links = (
        tag("li", tag("a", page["title"], href=f"#{page['id']}")) for page in [*document["pages"], document["appendix"]]
    )  # fmt: skip
    return tag("ol", *links)


def _page(page: Block, document: Mapping[str, Any]) -> Markup:
    heading = tag("h2", page["title"], id=f"{page['id']}-title")
    blocks, content = page["blocks"], []
    place = 0
    while place < len(blocks):
        run = [blocks[place]]
        while _listed(run[0]) and place + len(run) < len(blocks) and _listed(blocks[place + len(run)]):
            run.append(blocks[place + len(run)])
        content.append(_items(run, document) if _listed(run[0]) else _block(run[0], document))
        place += len(run)
    return tag("section", heading, *content, id=page["id"], class_="page", aria_labelledby=f"{page['id']}-title")


def _listed(block: Block) -> bool:
    return bool(block["kind"] == "text" and block["style"] == "item")


def _items(blocks: Sequence[Block], document: Mapping[str, Any]) -> Markup:
    return tag("ul", *(tag("li", _linked(block, document)) for block in blocks), class_="answer")


def _block(block: Block, document: Mapping[str, Any]) -> Markup:
    if block["kind"] == "text":
        if block["style"] == "code":
            return tag("p", tag("code", block["text"]))
        return tag("p", _linked(block, document), class_=block["style"])
    if block["kind"] == "table":
        return _table(block)
    return tag(
        "figure", tag("p", block["title"], class_="title"), drawn(block), tag("figcaption", block["description"])
    )


def _linked(block: Block, document: Mapping[str, Any]) -> Markup:
    """The text, in which each of its numbers leads to its definition."""
    words, found = _unbroken(block["text"]), [document["facts"][key] for key in block["numbers"]]
    by_text: dict[str, list[Block]] = {}
    for number in found:
        by_text.setdefault(_unbroken(number["shown"]), []).append(number)
    if not by_text:
        return join(words)
    longest_first = sorted(by_text, key=lambda told: (-len(told), told))
    pattern = rf"(?<![\w.,-])({'|'.join(map(re.escape, longest_first))})(?![\w]|[.,]\d)"
    parts = re.split(pattern, words)
    return join(*(_link(by_text[part]) if place % 2 else part for place, part in enumerate(parts)))


def _unbroken(words: str) -> str:
    """A number is not parted from its unit."""
    return re.sub(r"(?<=\d) (?=(?:ms|s|min|%|GB|Go)(?!\w))", "\N{NO-BREAK SPACE}", words)


def _link(numbers: list[Block]) -> Markup:
    """The first of the numbers that are written alike; the next time it is the next one's turn."""
    number = numbers.pop(0) if len(numbers) > 1 else numbers[0]
    told = _unbroken(number["shown"])
    return tag("a", told, href=f"#means-{number['defined_as']}", title=number["definition"], class_="number")


def _table(block: Block) -> Markup:
    columns = [
        Column(_heading(head), "n" if head["numbers"] else None if place else "name")
        for place, head in enumerate(block["columns"])
    ]
    rows = [
        [None if cell["value"] is None else _breakable(cell["shown"]) if not place else cell["shown"]
         for place, cell in enumerate(row)]
        for row in block["rows"]
    ]  # fmt: skip
    if block["marked"] is not None:
        rows[block["marked"]] = [
            None if cell is None else tag("strong", cell) for cell in rows[block["marked"]]
        ]  # fmt: skip
    found = html_table(block["id"], block["caption"], columns, rows)
    return tag("div", found, class_="small") if len(columns) <= NARROW else found


def _breakable(words: str) -> Markup:
    """
    A long name of an input, which may go on in the next line after a part of it.

    Example:
        >>> _breakable("network.https_channel_round_trips")
        'network.<wbr>https_<wbr>channel_<wbr>round_<wbr>trips'
    """
    if len(words) <= LONG_NAME or " " in words:
        return join(words)
    first, *parts = re.split(r"(?<=[._])", words)
    return join(first, *(join(tag("wbr"), part) for part in parts))


def _heading(head: Block) -> Markup:
    if not head["numbers"]:
        return join(head["heading"])
    unit = f" ({head['told']})" if head["told"] else ""
    return tag("a", f"{head['heading']}{unit}", href=f"#means-{head['id']}", title=head["definition"], class_="number")


def _definitions(document: Mapping[str, Any]) -> Markup:
    appendix = document["appendix"]
    head = tag("tr", *(tag("th", heading, scope="col") for heading in appendix["columns"]))
    rows = [
        tag("tr", tag("th", row["name"], scope="row"),
            *(tag("td", row[part]) for part in ("unit", "definition", "source")), id=f"means-{key}")
        for key, row in document["definitions"].items()
    ]  # fmt: skip
    content = tag("table", tag("caption", appendix["caption"], id="definitions-caption"), tag("thead", head),
                  tag("tbody", *rows))  # fmt: skip
    scroll = tag("div", content, class_="scroll", role="region", aria_labelledby="definitions-caption", tabindex=0)
    return tag(
        "section", tag("h2", appendix["title"], id="definitions-title"), scroll, id=appendix["id"], class_="page",
        aria_labelledby="definitions-title",
    )  # fmt: skip
