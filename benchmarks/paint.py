"""How soon the page is there: `python benchmarks/paint.py [--visits 7]`.  A real `necker serve`, the packs installed, Debian's Chromium.

First paint is the browser's own first-contentful-paint, of visits with an empty cache each.  The first answer is timed in the
page, from the key that sends the question to the first frame in which a sentence of the answer bears its mark.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from serve import serving

from necker.core.paths import packs_dir

QUESTION = "Qui a peint la Joconde ?"
_PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
# Both ends are taken by the page itself, so that the way to this process is not counted.
_WATCH = """() => {
  addEventListener('keydown', (event) => { window.sent ??= event.timeStamp; }, { capture: true });
  const look = () => {
    if ([...document.querySelectorAll('.marker')].some((one) => !one.closest('.example'))) window.marked = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""


def visit(page: Page, address: str) -> tuple[float, float]:
    """Milliseconds to the first paint, and from the question to the first mark."""
    page.goto(address)
    page.wait_for_selector("necker-composer textarea")
    page.wait_for_function(_PAINT)
    painted = page.evaluate(_PAINT)
    page.check("input[name=mode][value=ask]")
    page.fill("#question", QUESTION)
    page.evaluate(_WATCH)
    page.press("#question", "Control+Enter")
    page.wait_for_function("() => window.marked")
    return painted, page.evaluate("() => window.marked - window.sent")


def main(visits: int) -> None:
    found = []
    browser_path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder) / "data"
        home.mkdir()
        (home / "packs").symlink_to(packs_dir())
        with serving(home) as (_, address, _):
            browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
            for _ in range(visits):
                context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="fr-FR")
                found.append(visit(context.new_page(), address))
                context.close()
            browser.close()
    for label, values in zip(("first paint, ms", "first marked answer, ms"), zip(*found, strict=True), strict=True):
        ordered = sorted(values)
        print(
            f"{label:<28}median {statistics.median(ordered):6.0f}   {ordered[0]:.0f} to {ordered[-1]:.0f}   of {len(ordered)}"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visits", type=int, default=7)
    main(parser.parse_args().visits)
