"""A player opened in a real browser, and what can be seen there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium")
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "cmgsim"
AXE = CACHE / "node_modules" / "axe-core" / "axe.min.js"
TABS = ("log", "steps", "whatif", "quiz", "analyzer", "waterfall", "ports", "nodes", "save", "help")

# What every view says that it shows, by the place of the step; a view that is not mounted says nothing.
SHOWN = """() => Object.fromEntries([
    ['map', '#map svg.map'], ['sequence', '#sequence svg.sequence'], ['range', '#range'],
    ['say', '#say'], ['steps', '#steps'], ['log', 'table.log'],
  ].map(([name, selector]) => [name, document.querySelector(selector)])
  .filter(([, element]) => element).map(([name, element]) => [name, Number(element.dataset.current)]))"""

# The rows, dots and list items that are marked as current, by place.
MARKED = """() => [...document.querySelectorAll('.row.current, .dots .current, #steps [aria-current], .log tr.current')]
  .map(element => Number(element.dataset.place))"""

# Text of the pictures: what overlaps, and what stands outside of its picture. Numbers stay where they are when the
# sequence is scrolled sideways: what goes under them is hidden, not mixed.
COLLISIONS = """() => {
  const found = [];
  for (const svg of document.querySelectorAll('#map svg.map, #sequence svg')) {
    const frame = svg.getBoundingClientRect(), aside = document.querySelector('#sequence').scrollLeft > 0;
    const boxes = [...svg.querySelectorAll('text')]
      .filter(text => text.textContent.trim() && !(aside && text.closest('.gutter')))
      .map(text => [text, text.getBoundingClientRect()]);
    boxes.forEach(([text, box], k) => {
      if (box.left < frame.left - 1 || box.right > frame.right + 1) found.push(['outside', text.textContent]);
      for (const [other, far] of boxes.slice(k + 1)) {
        const wide = Math.min(box.right, far.right) - Math.max(box.left, far.left);
        const tall = Math.min(box.bottom, far.bottom) - Math.max(box.top, far.top);
        if (wide > 1 && tall > 3) found.push([text.textContent, other.textContent]);
      }
    });
  }
  return found;
}"""


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser for a module of tests."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class Opened:
    """A page and what went wrong on it."""

    def __init__(self, browser: Any, file: Path, fragment: str = "", **context: Any) -> None:
        self.context = browser.new_context(
            **({"viewport": {"width": 1366, "height": 768}, "reduced_motion": "reduce"} | context)
        )
        self.context.set_offline(True)
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(f"{file.as_uri()}{fragment}")

    def press(self, key: str, times: int = 1) -> None:
        for _ in range(times):
            self.page.keyboard.press(key)

    def tab(self, name: str) -> None:
        """Opens the tab, if it is not open."""
        button = self.page.locator(f"[data-tab={name}]")
        if button.get_attribute("aria-expanded") == "false":
            button.click()

    def place(self) -> int:
        """The number of the step that is shown, from 1."""
        return int(self.page.evaluate("Number(document.querySelector('#say').dataset.current) + 1"))
