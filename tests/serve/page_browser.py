"""The page in Debian's Chromium, driven by Playwright, on a real server over the small pack.  Who looks at what is in test_page_*.py."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from necker.serve.serving import LibraryOpener, Serving
from necker.verify.judge import Case, Judgement, WordJudge
from tests.serve.running import TOKEN, running

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WAIT = 30_000  # milliseconds: the machine of the tests may be busy
CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)

EVEREST = "Mount Everest is the highest mountain on Earth. It has an elevation of 7,200 metres. 🏔️ It is big."
"""A text to check: its second claim is contradicted by the small pack."""


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser; skips the test where there is none, and says what is missing."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra `dev`)")
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine (Debian: apt-get install chromium)")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        try:
            yield browser
        finally:
            browser.close()


class SlowJudge(WordJudge):
    """The judge of rules, that waits until it may go on."""

    def __init__(self) -> None:
        self.free = threading.Event()
        self.free.set()

    def judge_many(self, cases: Sequence[Case]) -> list[Judgement]:
        self.free.wait(20)
        return super().judge_many(cases)


@contextmanager
def served(home: Path, pack: Path, judge: WordJudge | None = None, port: int = 0) -> Iterator[str]:
    """The address of the page, with its key, while a server over this pack runs."""
    packs = home / "data" / "packs"
    packs.mkdir(parents=True, exist_ok=True)
    shutil.copy(pack, packs)
    serving = Serving(home / "data", TOKEN, open_library=LibraryOpener(None), judge=judge or WordJudge())
    with running(serving, port) as address:
        yield f"{address}/#t={TOKEN}"


class Visitor:
    """One tab, with what it complained about."""

    def __init__(self, browser: Any, address: str, **how: Any) -> None:
        how = {"viewport": {"width": 1440, "height": 900}, "locale": "en-GB"} | how
        self.context = browser.new_context(permissions=["clipboard-read", "clipboard-write"], **how)
        self.context.set_default_timeout(WAIT)
        self.complaints: list[str] = []
        self.asked: list[str] = []
        self.page = self.open(address)

    def open(self, address: str) -> Any:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("request", lambda request: self.asked.append(request.url))
        page.goto(address)
        page.wait_for_selector("necker-composer textarea")
        return page

    def ask(self, text: str, mode: str = "ask") -> None:
        """Type it and send it; the answer may still be on its way."""
        self.page.check(f"input[name=mode][value={mode}]")
        self.page.fill("#question", text)
        self.page.press("#question", "Control+Enter")

    def asks(self, text: str, mode: str = "ask") -> None:
        """Ask, and wait for the end of the answer."""
        before = self.page.locator(".actions").count() if "/c/" in self.page.url else 0
        self.ask(text, mode)
        self.page.wait_for_function(
            "n => document.querySelectorAll('.actions').length > n && !document.querySelector('.turning, .example')",
            arg=before,
        )

    def close(self) -> None:
        self.context.close()


def until(what: Any, seconds: float = 20) -> None:
    """Wait until `what()` holds."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.05)


def axe_source() -> str | None:
    """axe-core, which is fetched for the tests and never kept here: NECKER_AXE, or where `npm pack axe-core` was unpacked."""
    for place in (os.environ.get("NECKER_AXE", ""), "/tmp/axe/package/axe.min.js"):
        if place and Path(place).is_file():
            return Path(place).read_text("utf-8")
    return None
