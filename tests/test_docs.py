"""What the documentation says is so: commands run and give what is shown, generated parts are fresh, links lead."""

from __future__ import annotations

import doctest
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from cmgsim.cli.app import app
from cmgsim.facts.failures import FAILURES
from cmgsim.model.distribution_families import FAMILIES
from cmgsim.model.distribution_text import parse_distribution
from cmgsim.model.scenario_file import loads
from cmgsim.model.units import DURATION, YEAR

ROOT = Path(__file__).parents[1]
DOCS = sorted((ROOT / "docs").rglob("*.md"))
PAGES = [*DOCS, ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "benchmarks" / "README.md"]
ANYTHING = "…"
"""A line of an expected output that stands for any number of lines."""


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text(page), re.DOTALL | re.MULTILINE)


def commands() -> list:
    """Each `$ command` of a page with the output that is shown under it."""
    shown = []
    for page in DOCS:
        for block in blocks(page, "sh"):
            for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command, _, output = part.partition("\n")
                shown.append(pytest.param(command, output, id=f"{name(page)}: {command}"))
    return shown


@pytest.mark.slow
@pytest.mark.parametrize(("command", "shown"), commands())
def test_a_command_gives_what_is_shown(command, shown, tmp_path):
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    code = re.search(r"# exit code (\d+)$", command)
    program, *words = shlex.split(command, comments=True)
    ran = subprocess.run(
        [sys.executable, "-c", "import sys; from cmgsim.cli import main; sys.exit(main())", *words],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "cmgsim" == program
    assert (int(code[1]) if code else 0) == ran.returncode, ran.stderr
    assert re.fullmatch(pattern(shown), ran.stdout), ran.stdout


def pattern(shown: str) -> str:
    lines = ["(?:.*\n)*" if line == ANYTHING else re.escape(f"{line}\n") for line in shown.splitlines()]
    return "".join(lines)


@pytest.mark.parametrize("page", [page for page in DOCS if blocks(page, "pycon")], ids=name)
def test_python_on_a_page_gives_what_is_shown(page):
    shown = doctest.DocTestParser().get_doctest("\n".join(blocks(page, "pycon")), {}, name(page), name(page), 0)

    assert 0 == doctest.DocTestRunner().run(shown).failed


@pytest.mark.parametrize("page", [page for page in DOCS if blocks(page, "toml")], ids=name)
def test_scenarios_on_a_page_are_valid(page):
    for block in blocks(page, "toml"):
        assert loads(block).clients


def test_each_family_of_distributions_has_an_example_that_can_be_read():
    page = text(ROOT / "docs" / "scenario-file.md")

    for family in FAMILIES.values():
        example = re.search(rf"^\| `{re.escape(family.signature)}` \|.*\| `(.+)` \|$", page, re.MULTILINE)
        assert example
        assert family.code is parse_distribution(example[1], DURATION, YEAR).code


@pytest.mark.slow
def test_generated_parts_are_fresh():
    pages = [name(page) for page in DOCS if "[[[cog" in text(page)]
    command = [sys.executable, "-m", "cogapp", "-I", "docs", "--check", *pages]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert 0 == ran.returncode, f"{ran.stdout}{ran.stderr}\n`make docs` writes them again"


def slug(heading: str) -> str:
    """The anchor that a heading gets on the usual sites."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def anchors(page: Path) -> set[str]:
    return {slug(heading) for heading in re.findall(r"^#+ (.+)$", text(page), re.MULTILINE)}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_to_headings_lead_to_one(page):
    dead = [
        f"{target}#{anchor}"
        for target, anchor in re.findall(r"\]\((?!https?:)([^)\s#]*)#([^)\s]+)\)", text(page))
        if anchor not in anchors(page.parent / target if target else page)
    ]

    assert [] == dead


def test_every_page_is_reached_from_the_index():
    reached, rest = set(), [ROOT / "docs" / "index.md"]
    while rest:
        page = rest.pop()
        if page not in reached:
            reached.add(page)
            found = re.findall(r"\]\(([^)\s#:]+\.md)", text(page))
            rest += [target for link in found if (target := (page.parent / link).resolve()) in DOCS]

    assert set() == set(DOCS) - reached


def test_the_mechanisms_give_every_fault_its_place():
    section = text(ROOT / "docs" / "mechanisms.md").partition("## Where is a fault met?")[2].partition("\n## ")[0]

    assert {row.kind for row in FAILURES} <= set(re.findall(r"`([a-z-]+)`", section))


@pytest.mark.parametrize("page", [page for page in PAGES if page.parent.name != "decisions"], ids=name)
def test_a_page_speaks_only_of_commands_that_exist(page):
    known = {command.callback.__name__ for command in app.registered_commands if command.callback}
    named = set(re.findall(r"`cmgsim ([a-z]+)", text(page)))

    assert set() == named - known


def test_the_page_on_validity_names_the_known_answers_that_are_left_out():
    page = (
        text(ROOT / "docs" / "validity.md").partition("### Which known answers are left out?")[2].partition("\n## ")[0]
    )
    rows = ("B09", "C05", "C07", "C08", "D10", "F02", "F04", "F05", "F09", "G01", "G02", "G06")

    assert [] == [row for row in rows if row not in page]
