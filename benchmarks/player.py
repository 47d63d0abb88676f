"""
How fast is the player in a browser, with a trace of 5,000 steps?

Opened from a file in Debian's Chromium: the time until the first step stands there and has been drawn, then a hundred
steps forwards, each until it has been drawn. The figures are those of the browser's own clock.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from cmgsim.views.player.page import build_page

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from player_payloads import payload

OPENED_MS = """() => new Promise(done => requestAnimationFrame(() => setTimeout(() => done(performance.now()))))"""
STEP_MS = """async () => {
  const taken = [];
  for (let k = 0; k < 100; k++) {
    const began = performance.now();
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
    document.body.getBoundingClientRect();
    taken.push(performance.now() - began);
    await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  }
  return taken;
}"""


def main() -> None:
    """Print a Markdown table."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=5_000, help="steps of the trace")
    steps = parser.parse_args().steps
    began_s = time.perf_counter()
    page_text = build_page(payload(repeated=max(1, (steps - 10) // 5 + 1)))
    built_s = time.perf_counter() - began_s
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        file = Path(folder) / "page.html"
        file.write_text(page_text, "utf-8")
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.goto(file.as_uri())
        opened_ms = page.evaluate(OPENED_MS)
        count = int(page.locator("#range").get_attribute("max") or 0)
        print("| what | value |")
        print("|---|---:|")
        print(f"| steps | {count:,} |")
        print(f"| size of the page, kB | {len(page_text.encode()) / 1000:,.0f} |")
        print(f"| built, s | {built_s:.2f} |")
        print(f"| opened, ms | {opened_ms:,.0f} |")
        for tab in ("log", "steps"):
            if tab != "log":
                page.click(f"[data-tab={tab}]")
            taken = page.evaluate(STEP_MS)
            print(f"| a step with the tab {tab}, median ms | {statistics.median(taken):.1f} |")
            print(f"| a step with the tab {tab}, longest ms | {max(taken):.1f} |")
        browser.close()


if __name__ == "__main__":
    main()
