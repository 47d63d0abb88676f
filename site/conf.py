"""
How Sphinx makes the documentation site: `make site`.

The source is the repository itself, so that one page serves readers of the repository and of the site alike.
"""
# ruff: noqa: INP001  # Sphinx runs it, nothing imports it

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pygments.lexers.special import TextLexer

import cmgsim

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "cmgsim"
author = "cmgsim maintainers"
version = release = cmgsim.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
root_doc = "site/index"
include_patterns = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "benchmarks/README.md", "docs/**", "site/**"]
exclude_patterns = ["docs/__pycache__", "site/_build"]
html_theme = "furo"
html_title = f"cmgsim {release}"
html_show_copyright = False
html_copy_source = False
html_show_sourcelink = False
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence"]
suppress_warnings = ["toc.not_included"]  # docs/index.md names every page, as a test sees
autodoc_typehints = "description"
autodoc_member_order = "bysource"
napoleon_google_docstring = True
napoleon_numpy_docstring = False


FOLDER = re.compile(r"\[([^\]]*)\]\((?!http)[^)#]*/\)")


class Mermaid(TextLexer):
    """Diagrams stay text: drawing them would take a script from elsewhere."""

    name = "Mermaid"
    aliases = ("mermaid",)


def name_folders(_app: Sphinx, _page: str, source: list[str]) -> None:
    """A link to a folder of the repository is its name here: a site has pages only."""
    source[0] = FOLDER.sub(r"\1", source[0])


def setup(app: Sphinx) -> None:
    """Tell Sphinx of what it does not know."""
    app.add_lexer("mermaid", Mermaid)
    app.connect("source-read", name_folders)
