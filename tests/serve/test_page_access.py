"""The page for everybody: axe-core finds nothing in any state, targets are large enough, 320 pixels suffice, focus is never hidden."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.serve.page_browser import EVEREST, Visitor, axe_source, served

AXE = axe_source()
RUN = """() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
  .then((found) => found.violations.map((one) => one.id + ': ' + one.nodes.map((node) => node.target + ' ' + node.failureSummary).join('; ')))"""
NARROW = {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark", "locale": "fr-FR", "has_touch": True}
WIDE = {"viewport": {"width": 1440, "height": 900}}


@pytest.fixture
def address(home: Path, small_folder: Path) -> Iterator[str]:
    with served(home, small_folder / "small.pack") as found:
        yield found


WIDER = """(css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
}"""


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def visitor(request: pytest.FixtureRequest, browser: Any, address: str) -> Iterator[Visitor]:
    made = Visitor(browser, address, **request.param, reduced_motion="reduce")
    yield made
    made.close()


def axe(visitor: Visitor, state: str) -> None:
    """No violation now."""
    if AXE is None:
        pytest.skip(
            "axe-core is not here: cd /tmp && mkdir axe && cd axe && npm pack axe-core && tar xzf axe-core-*.tgz"
        )
    visitor.page.evaluate(AXE)  # by the debugger: the page itself may load nothing
    found = visitor.page.evaluate(RUN)
    assert not found, f"{state}: {found}"


def fits(visitor: Visitor) -> None:
    """Nothing is wider than the window, and every target is 24 pixels at least, or a link in a text; in wider letters too."""
    for css in ("", "* { letter-spacing: .07em }"):  # as where other fonts are
        visitor.page.evaluate(WIDER, css)
        _fits(visitor)
    visitor.page.evaluate(WIDER, "")


def _fits(visitor: Visitor) -> None:
    page = visitor.page
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    wide = "all => all.filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== 'visible' && !one.matches('.wide, pre, .name, textarea, .hide')).map((one) => one.id + one.className)"
    assert not [one for one in page.eval_on_selector_all("#middle *, #top *", wide) if one]
    small = """all => all.filter((one) => {
      const box = (one.closest('label') ?? one).getBoundingClientRect();
      return box.width && (box.width < 24 || box.height < 24) && !one.closest('.hide');
    }).map((one) => one.outerHTML.slice(0, 120))"""
    assert (
        page.eval_on_selector_all("button, summary, input:not([type=file]), .chip, #brand, necker-rail a", small) == []
    )


def test_every_state_of_the_talk(visitor: Visitor) -> None:
    page = visitor.page
    page.wait_for_selector(".ideas")
    axe(visitor, "first screen")
    fits(visitor)
    visitor.asks(EVEREST, "check")
    axe(visitor, "a checked text")
    fits(visitor)
    page.click(".marker.v-contradicted")
    page.wait_for_selector("#evidence .passage")
    axe(visitor, "evidence")
    fits(visitor)
    page.keyboard.press("Escape")
    visitor.asks("Who will be the mayor of Mars in 2077?")
    axe(visitor, "abstained")


def test_every_other_page(visitor: Visitor) -> None:
    page = visitor.page
    base = page.url.split("#")[0]
    for name in ("documents", "memory", "lab", "settings", "about"):
        page.goto(f"{base}#/{name}")
        page.wait_for_selector("#view h1")
        axe(visitor, name)
        fits(visitor)


def test_dialogs_and_the_banner(visitor: Visitor) -> None:
    page = visitor.page
    page.wait_for_selector(".ideas")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open]")
    axe(visitor, "keys")
    page.keyboard.press("Escape")
    page.evaluate("sessionStorage.clear()")
    page.goto(page.url.split("#")[0])
    page.reload()
    page.wait_for_selector("#key")
    axe(visitor, "locked")
    fits(visitor)


def test_the_focus_is_seen_and_never_hidden(visitor: Visitor) -> None:
    """Tab through the first screen: what has the focus is on top where it is, and has an outline of its own."""
    page = visitor.page
    page.wait_for_selector(".ideas")
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        page.wait_for_function(
            f"() => (({SEEN})() ?? {{ top: true }}).top", timeout=5000
        )  # the page may still be moving
        told = page.evaluate(SEEN)
        if told is None or told["name"] in seen:
            break
        seen.append(told["name"])
        assert told["top"], told
        assert told["outline"], told
    assert len(seen) > 10


SEEN = """() => {
  const one = document.activeElement;
  if (one === document.body) return null;
  const box = one.getBoundingClientRect();
  const at = document.elementFromPoint(Math.min(box.left + box.width / 2, innerWidth - 1), Math.max(0, Math.min(box.top + Math.min(box.height, 20) / 2, innerHeight - 1)));
  const drawn = (node) => getComputedStyle(node).outlineStyle !== 'none';
  const outline = drawn(one) || (one.nextElementSibling && drawn(one.nextElementSibling)) || one.matches('textarea');
  return { name: one.outerHTML.slice(0, 90), top: one.contains(at) || at?.contains(one), outline };
}"""


def test_what_is_said_to_screen_readers(browser: Any, address: str) -> None:
    """The text is not a live region; one status is, and it says the end."""
    visitor = Visitor(browser, address, **WIDE)
    page = visitor.page
    visitor.asks(EVEREST, "check")
    page.wait_for_function("() => /Answer complete/.test(document.getElementById('status').textContent)")
    assert page.locator("[aria-live], [role=status], [role=alert]").count() == 1
    assert page.locator("main").count() == 1
    visitor.close()


def test_forced_colours_and_print_keep_the_words(browser: Any, address: str) -> None:
    visitor = Visitor(browser, address, forced_colors="active", **WIDE)
    visitor.asks(EVEREST, "check")
    page = visitor.page
    assert "contradicted" in page.locator(".marker.v-contradicted").inner_text()
    page.emulate_media(media="print", forced_colors="none")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("necker-composer").is_hidden() and page.locator("nav").is_hidden()
    assert page.locator(".check .text").is_visible() and page.locator(".sources li").first.is_visible()
    visitor.close()
