"""The repository keeps its own promises: quick start, one version, links that lead somewhere, no debris."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

import cmgsim

ROOT = Path(__file__).parents[1]
TRACKED = [
    ROOT / name
    for name in subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    if name and (ROOT / name).is_file()
]
MODULES = [file for file in TRACKED if file.is_relative_to(ROOT / "cmgsim") and file.suffix == ".py"]
PAGES = [file for file in TRACKED if file.suffix == ".md"]

LARGEST_BYTES = 500_000
LONGEST_MODULE = 400  # tables of text; code stays under 250

# Each pattern is written so that it does not match itself. Ann is the user of the examples, and a public page may be
# "issue 7 of" a project.
FOREIGN = {
    "a path of somebody's machine": r"(?<![\w.])/(?:wor[k]|hom[e]/(?!ann)\w+|roo[t]|tm[p])/",
    "a directory beside the checkout": r"\bshare[d]/",
    "the host of a package registry": r"\b(?:py[p]i\.|pythonho[s]ted|registry\.n[p]mjs|deb\.de[b]ian|proxy\.gol[a]ng)",
    "who or what typed it": r"(?<![Uu]ser.)\b(?:a[g]ents?|subag[e]nts?|prom[p]ts?|LL[M]s?)\b",
    "when it was typed": r"\b[Ss]es[s]ion #?\d+\b|\b[Ii]s[s]ue #?\d+\b(?! of\b)",
    "something left to do": r"\b(?:TOD[O]|FIXM[E]|XX[X])\b",
}


def name(file: Path) -> str:
    return str(file.relative_to(ROOT))


def text(file: Path) -> str:
    """The content of *file*, empty where it is not text."""
    content = file.read_bytes()
    return "" if b"\0" in content else content.decode("utf-8")


def fenced(language: str, page: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)


def test_the_quick_start_is_two_commands_of_one_line():
    readme = text(ROOT / "README.md")
    section = re.search(r"^## Quick start\n(.*?)^## ", readme, re.DOTALL | re.MULTILINE)

    assert section
    assert [1, 1] == [len(block.splitlines()) for block in fenced("sh", section[1])]
    assert fenced("sh", section[1]) == fenced("sh", readme)


def test_the_quick_start_runs_the_main_job_then_the_tests():
    first, second = fenced("sh", text(ROOT / "README.md"))

    assert "cmgsim run -o out" in first
    assert "-m pytest" in second


def test_the_version_stands_in_one_place():
    assert ["cmgsim/__init__.py"] == [
        name(file) for file in TRACKED if re.search(r'^(?:__version__|version) ?[=:] ?"?\d', text(file), re.MULTILINE)
    ]
    assert "version" in tomllib.loads(text(ROOT / "pyproject.toml"))["project"]["dynamic"]


def test_the_changelog_knows_the_version():
    headings = re.findall(r"^## \[(.+?)\]", text(ROOT / "CHANGELOG.md"), re.MULTILINE)

    assert cmgsim.__version__ in headings


def test_every_module_says_what_it_is():
    assert [] == [name(file) for file in MODULES if not ast.get_docstring(ast.parse(text(file)))]


def test_no_module_is_long():
    assert [] == [name(file) for file in MODULES if len(text(file).splitlines()) > LONGEST_MODULE]


def test_tests_mirror_the_package():
    folders = {str(file.parent.relative_to(ROOT / "cmgsim")) for file in MODULES}
    orphans = [
        name(file)
        for file in TRACKED
        if file.match("tests/**/test_*.py") and str(file.parent.relative_to(ROOT / "tests")) not in folders
    ]

    assert [] == orphans


def test_test_files_have_names_of_their_own():
    names = sorted(file.name for file in TRACKED if file.is_relative_to(ROOT / "tests") and file.suffix == ".py")

    assert sorted(set(names)) == names


@pytest.mark.parametrize("what", FOREIGN)
def test_nothing_in_the_repository_speaks_of(what):
    found = [
        f"{name(file)}:{number}: {line.strip()[:100]}"
        for file in TRACKED
        for number, line in enumerate(text(file).splitlines(), 1)
        if re.search(FOREIGN[what], line)
    ]

    assert [] == found


def test_no_file_is_large():
    assert [] == [name(file) for file in TRACKED if file.stat().st_size > LARGEST_BYTES]


def test_links_between_pages_lead_to_files():
    dead = [
        f"{name(page)}: {target}"
        for page in PAGES
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)\s#]+)", text(page))
        if not (page.parent / target).exists()
    ]

    assert [] == dead


def test_every_decision_has_its_three_sections():
    decisions = [page for page in PAGES if page.match("docs/decisions/[0-9]*.md")]

    assert decisions
    assert {name(page): ["Context", "Decision", "Consequences"] for page in decisions} == {
        name(page): re.findall(r"^## (.+)$", text(page), re.MULTILINE) for page in decisions
    }


def test_decisions_are_numbered_without_gaps_and_listed():
    files = sorted(page.name for page in PAGES if page.match("docs/decisions/[0-9]*.md"))
    index = text(ROOT / "docs" / "decisions" / "index.md")

    assert list(range(1, len(files) + 1)) == [int(file.split("-")[0]) for file in files]
    assert [] == [file for file in files if f"({file})" not in index]
