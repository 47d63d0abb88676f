"""
The player: a payload becomes one HTML file that shows it, without a network, a framework or another file.

The page is written by hand: `template.html`, `player.css` and the scripts of `js/` in the order of `SCRIPTS`, joined
here. Nothing in it knows the product; what it shows comes from the payload, and its own words from `words.json`.
"""

from __future__ import annotations

from cmgsim.views.player.page.build import HARD_LIMIT_BYTES, build_page

__all__ = ["HARD_LIMIT_BYTES", "build_page"]
