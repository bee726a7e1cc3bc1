"""The page as people use it, in a real browser on a real server: the first two minutes, the keyboard, files, loss and return."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from necker.core.language import say
from necker.serve.store import Store
from tests.serve.page_browser import EVEREST, SlowJudge, Visitor, served, until

HOSTILE = """# <img src=x onerror="window.hacked=1">

<script>window.hacked = 1</script> [click](javascript:window.hacked=1) ![cat](https://evil.example/cat.png)

Mount Everest is the **highest mountain** on Earth. [a](data:text/html,<script>1</script>) <svg onload=window.hacked=1>
"""


@pytest.fixture
def visitor(browser: Any, address: str) -> Iterator[Visitor]:
    made = Visitor(browser, address)
    yield made
    assert not [said for said in made.complaints if "Failed to load resource" not in said]
    made.close()


def test_the_first_two_minutes(visitor: Visitor) -> None:
    """Paste a text with one error: it is caught, with the quotation beside it, and nothing is asked of another machine."""
    page = visitor.page
    assert "#t=" not in page.url
    assert page.locator("#state").inner_text().count("network") == 1
    page.evaluate(
        "text => navigator.clipboard.writeText(text)", EVEREST + " And more of it, to make it long enough." * 6
    )
    page.focus("#question")
    page.keyboard.press("Control+V")
    assert page.is_checked("input[value=check]")
    page.keyboard.press("Control+Enter")
    wrong = page.locator(".text .c-contradicted").first
    wrong.wait_for()
    page.wait_for_selector(".check .actions")
    assert "7,200 metres." in "".join(page.locator(".c-contradicted").all_inner_texts())
    assert "8,849 metres" in page.locator(".erratum").first.inner_text()
    assert "8,849 metres" in page.locator("#evidence mark").first.inner_text()
    style = "node => getComputedStyle(node).textDecorationLine + getComputedStyle(node).borderBottomStyle"
    assert wrong.evaluate(style) == "line-throughdouble"
    assert page.input_value("#question") == ""
    own = page.url.split("/#")[0]
    assert all(url.startswith(own) for url in visitor.asked)


def test_claims_are_marked_at_code_points(visitor: Visitor) -> None:
    text = "🏔️ Mount Everest is the highest mountain on Earth. 🍜🍜 K2 is a mountain in Asia."
    visitor.asks(text, "check")
    marked = [one.strip() for one in visitor.page.evaluate(JOINED)]
    assert "Mount Everest is the highest mountain on Earth." in marked[0]
    assert marked[-1].endswith("K2 is a mountain in Asia.") and "🏔" not in marked[-1]


JOINED = """() => [...document.querySelectorAll('.check .marker')].map((marker) => {
  const kind = [...marker.classList].find((one) => one.startsWith('v-')).slice(2);
  let text = '';
  for (let node = marker.closest('.tie') ?? marker; node; node = node.previousSibling) {
    if (node !== marker && node.querySelector?.('.marker') && node !== marker.closest('.tie')) break;
    const part = node.matches?.('.claim') ? node : node.querySelector?.('.claim');
    if (part) text = part.textContent + text;
  }
  return text;
})"""


def test_text_never_becomes_markup(visitor: Visitor) -> None:
    visitor.asks(HOSTILE, "check")
    page = visitor.page
    assert page.evaluate("window.hacked") is None
    assert page.locator(".text img, .text script, .text svg:not(.icon)").count() == 0
    links = page.eval_on_selector_all(".text a", "all => all.map((one) => [one.href, one.textContent, one.rel])")
    assert [href for href, _, _ in links] == ["https://evil.example/cat.png"]
    assert "evil.example" in links[0][1] and "noreferrer" in links[0][2]
    assert not [url for url in visitor.asked if "evil.example" in url]
    assert page.locator(".text strong").first.inner_text() == "highest mountain"


def test_evidence_by_keyboard_alone(visitor: Visitor) -> None:
    visitor.asks(EVEREST, "check")
    page = visitor.page
    page.keyboard.press("Tab")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.className")
    assert "marker" in first
    while "contradicted" not in page.evaluate("document.activeElement.className"):
        page.keyboard.press("k")
    page.keyboard.press("e")
    assert page.evaluate("document.activeElement.id") == "evidence"
    assert page.locator("#evidence mark").count() >= 1
    page.keyboard.press("Escape")
    assert "marker" in page.evaluate("document.activeElement.className")
    page.keyboard.press("?")
    assert page.locator("dialog[open] kbd").count() > 5
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog", state="detached")
    described = page.locator(".marker").first.evaluate(
        "node => document.getElementById(node.getAttribute('aria-describedby')).textContent"
    )
    assert described.startswith("Claim 1, ") and "source" in described


def test_an_answer_is_seen_to_its_end_and_lines_stay_short(browser: Any, address: str) -> None:
    """In a low window each new answer comes into view as a whole; without the panel its lines are no longer than with it."""
    visitor = Visitor(browser, address, viewport={"width": 1440, "height": 620})
    page = visitor.page
    for question in ("Who painted the Mona Lisa?", "What is 6 times 7?", "Who will be mayor of Mars in 2077?"):
        visitor.asks(question)
        low = page.locator(".entry .actions").last.evaluate("node => node.getBoundingClientRect().bottom")
        assert low <= page.locator("#dock").evaluate("node => node.getBoundingClientRect().top"), question
    page.click("#evidence .head button:last-child")
    page.wait_for_selector("#evidence", state="hidden")
    assert page.locator("#middle").evaluate("node => node.clientWidth") > 1000
    assert page.locator(".entry .text").last.evaluate("node => node.clientWidth") <= 42 * 16
    visitor.close()


def test_what_decided_is_said_in_words(visitor: Visitor) -> None:
    visitor.asks(EVEREST, "check")
    page = visitor.page
    page.click(".marker.v-contradicted")
    page.wait_for_selector(".why:has-text('in the passage')")
    said = page.locator(".one .why").first.inner_text()
    assert "“7,200” here, “8,849” in the passage." in said and "number:" not in said


def test_single_keys_can_be_switched_off(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(page.url.split("#")[0] + "#/settings")
    page.uncheck("#view [role=switch]")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert page.locator("dialog").count() == 0


def test_the_card_opens_on_hover_stays_under_the_pointer_and_closes(visitor: Visitor) -> None:
    visitor.asks(EVEREST, "check")
    page = visitor.page
    page.locator(".marker").first.hover()
    card = page.locator(".card:not([hidden])")
    card.wait_for()
    card.hover()
    page.wait_for_timeout(500)
    assert card.is_visible()
    page.keyboard.press("Escape")
    assert page.locator(".card:not([hidden])").count() == 0


def test_a_calculation_shows_its_code(visitor: Visitor) -> None:
    visitor.asks("What is 17 % of 3,400?")
    page = visitor.page
    page.click(".marker")
    assert [one.strip() for one in page.locator("#evidence pre").all_inner_texts()][-1] in ("578", "578.0")


def test_an_abstention_shows_the_closest_pages(visitor: Visitor) -> None:
    visitor.asks("Who will be the mayor of Mars in 2077?")
    assert visitor.page.locator(".closest a").count() >= 1
    assert "example.org" in visitor.page.locator(".closest").inner_text()


def test_copy_carries_the_sources(visitor: Visitor) -> None:
    visitor.asks(EVEREST, "check")
    page = visitor.page
    page.click("text=Copy with sources")
    page.wait_for_selector("text=Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "(contradicted)" in copied and "[1] “" in copied and "example.org" in copied


def test_the_proof_file_is_one(visitor: Visitor, tmp_path: Path) -> None:
    visitor.asks(EVEREST, "check")
    with visitor.page.expect_download() as coming:
        visitor.page.click("text=Proof file")
    coming.value.save_as(tmp_path / "proof.json")
    assert json.loads((tmp_path / "proof.json").read_text("utf-8"))


def test_stop_keeps_what_was_said(visitor: Visitor, judge: SlowJudge) -> None:
    judge.free.clear()
    visitor.ask(EVEREST, "check")
    page = visitor.page
    page.click(".button.stop")
    page.wait_for_selector(".trouble")
    judge.free.set()
    assert "Mount Everest" in page.locator(".check .text").inner_text()
    page.click("text=Check again")
    page.wait_for_selector(".c-contradicted")


def test_reload_in_the_middle_shows_what_was_stored(visitor: Visitor, judge: SlowJudge) -> None:
    judge.free.clear()
    visitor.ask(EVEREST, "check")
    page = visitor.page
    page.wait_for_url("**/#/c/*")
    page.fill("#question", "half a sentence")
    page.reload()
    judge.free.set()
    page.wait_for_selector(".check .text")
    assert "7,200 metres" in page.locator(".check .text").inner_text()
    assert page.input_value("#question") == "half a sentence"
    page.wait_for_selector(".trouble, .c-contradicted")


def test_nothing_typed_is_lost_when_the_server_goes_and_comes_back(
    browser: Any, home: Path, small_folder: Path
) -> None:
    pack = small_folder / "small.pack"
    with served(home, pack) as address:
        visitor = Visitor(browser, address)
    page = visitor.page
    page.fill("#question", "Who painted the Mona Lisa?")
    page.press("#question", "Enter")
    page.wait_for_selector("#banner:has-text('NK-SERVER-LOST')")
    assert page.input_value("#question") == "Who painted the Mona Lisa?"
    with served(home, pack, port=int(address.split(":")[2].split("/")[0])):
        page.wait_for_selector("#banner", state="hidden")
        page.press("#question", "Enter")
        page.wait_for_selector(".entry.ask .actions")
        assert page.input_value("#question") == ""
    visitor.close()


def test_two_tabs(visitor: Visitor, address: str) -> None:
    """A second tab needs no key of its own, and sees what the first does."""
    other = visitor.open(address.split("#")[0])
    until(lambda: other.locator("#banner").is_hidden() and other.locator("#state a").count() == 2)
    visitor.asks("Who painted the Mona Lisa?")
    other.wait_for_selector(".conversations a:has-text('Mona Lisa')")
    other.click(".conversations a")
    other.wait_for_selector(".entry.ask .actions")
    assert other.url == visitor.page.url


def test_a_wrong_key_is_asked_for(browser: Any, address: str) -> None:
    visitor = Visitor(browser, address.split("#")[0])
    visitor.page.wait_for_selector("#key")
    visitor.page.fill("#key", address)
    visitor.page.press("#key", "Enter")
    visitor.page.wait_for_selector("#banner", state="hidden")
    visitor.close()


def test_a_tab_that_follows_another_never_waits_long(browser: Any, address: str, home: Path) -> None:
    """It looks again after a while that grows to five seconds; time is the test's own, and goes on while an answer comes."""
    visitor = Visitor(browser, address)
    page = visitor.page
    page.wait_for_selector(".ideas")
    store = Store(home / "data")
    conversation, message = store.begin(None, "checked", EVEREST)
    looks: list[str] = []
    page.on("requestfinished", lambda asked: looks.append(asked.url) if asked.url.endswith(conversation) else None)
    page.clock.install()
    page.evaluate("(id) => { location.hash = `#/c/${id}`; }", conversation)
    until(lambda: page.wait_for_timeout(20) or looks)
    waits: list[float] = []
    while len(waits) < 12:
        before, waited = len(looks), 0.0
        while len(looks) == before:
            assert waited < 12, waits
            page.clock.run_for(500)
            page.wait_for_timeout(100)
            waited += 0.5
        waits.append(waited)
    assert max(waits) > 3 > waits[0]
    store.finish(message, "stopped")
    while not page.locator(".check .trouble").is_visible():
        page.clock.run_for(500)
    visitor.close()


HELD = "() => sessionStorage.getItem('necker.key')"
POST = "(said) => (window.other ??= new BroadcastChannel('necker')).postMessage(said)"


def test_a_key_from_another_tab_is_tried_before_it_is_kept(browser: Any, address: str) -> None:
    """Anything on this port may speak to the tabs; a page left open from an earlier server hands over a key of that one."""
    base, _, key = address.partition("#t=")
    visitor = Visitor(browser, base)
    page = visitor.page
    page.wait_for_selector("#banner:has-text('needs its key')")
    with page.expect_response("**/api/status") as tried:
        page.evaluate(POST, {"key": "a-key-of-yesterday"})
    assert tried.value.status == 401
    for odd in ("\u20ac", {"no": "text"}, ["x"]):
        page.evaluate(POST, {"key": odd})
    page.wait_for_timeout(200)
    assert page.evaluate(HELD) is None and page.locator("#banner").is_visible()
    asked = {url.removeprefix(base) for url in visitor.asked if "/api/" in url}
    assert asked == {"api/status"}, "nothing else is asked with a key that nobody has tried"
    page.evaluate(POST, {"key": key})
    page.wait_for_selector("#banner", state="hidden")
    assert page.evaluate(HELD) == key
    page.evaluate(POST, {"key": "a-key-of-yesterday"})
    page.wait_for_timeout(200)
    assert page.evaluate(HELD) == key, "what opens is not given up"
    visitor.close()


def test_a_tab_with_an_old_key_is_opened_by_another(browser: Any, address: str) -> None:
    """The server was started anew, and its new address opened beside the old page."""
    base, _, key = address.partition("#t=")
    visitor = Visitor(browser, f"{base}#t=a-key-of-yesterday")
    visitor.page.wait_for_selector("#banner:has-text('needs its key')")
    visitor.open(address)
    visitor.page.evaluate("() => dispatchEvent(new Event('online'))")  # it looks again; else it would within 15 seconds
    visitor.page.wait_for_selector("#banner", state="hidden")
    assert visitor.page.evaluate(HELD) == key
    visitor.close()


def test_french_by_the_browser_and_by_the_switch(browser: Any, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told = property(lambda _: say("wrong among “supported” at times", "à tort parmi les « confirmé » parfois"))
    monkeypatch.setattr(SlowJudge, "bound", told)
    visitor = Visitor(browser, address, locale="fr-FR")
    page = visitor.page
    assert page.get_attribute("html", "lang") == "fr"
    assert page.locator("h1").inner_text() == "Chaque affirmation, avec sa source"
    visitor.asks("Qui a peint la Joconde ?")
    assert "sourcé" in page.locator(".marker").first.inner_text()
    assert page.get_attribute(".entry .text", "lang") == "fr"
    page.click("#languages button[lang=en]")
    assert "sourced" in page.locator(".marker").first.inner_text()
    assert page.get_attribute("html", "lang") == "en"
    page.wait_for_selector(".errs:has-text('Wrong among “sourced” at times.')")
    talk = page.url
    page.click("a[href='#/about']")
    page.wait_for_selector(".bound:has-text('Wrong among “sourced” at times.')")
    page.click("#languages button[lang=fr]")
    page.wait_for_selector(".bound:has-text('À tort parmi les « sourcé » parfois.')")
    page.click("#languages button[lang=en]")
    page.goto(talk)
    page.reload()
    page.wait_for_selector(".marker")
    assert page.get_attribute("html", "lang") == "en"
    visitor.close()


def test_conversations_are_found_renamed_and_deleted(visitor: Visitor) -> None:
    page = visitor.page
    visitor.asks("Who painted the Mona Lisa?")
    page.click("text=New conversation")
    visitor.asks("What is 17 % of 3,400?")
    page.fill("#search", "lisa")
    page.wait_for_function("() => document.querySelectorAll('.conversations a').length === 1")
    page.click(".conversations .bare")
    page.click(".menu button:has-text('Rename')")
    page.fill("dialog input", "A painting")
    page.press("dialog input", "Enter")
    page.fill("#search", "")
    page.wait_for_selector(".conversations a:has-text('A painting')")
    page.locator(".conversations li", has_text="A painting").locator(".bare").click()
    page.click(".menu:popover-open button:has-text('Delete')")
    page.click("dialog .danger")
    page.wait_for_function("() => document.querySelectorAll('.conversations a').length === 1")


def test_incognito_leaves_nothing(visitor: Visitor) -> None:
    page = visitor.page
    page.check(".row [role=switch]")
    page.wait_for_selector(".incognito")
    visitor.asks("Who painted the Mona Lisa?")
    assert "/c/" not in page.url
    page.reload()
    page.wait_for_selector(".conversations li")
    assert page.locator(".conversations a").count() == 0


def test_memory_is_seen_edited_and_forgotten(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(page.url.split("#")[0] + "#/memory")
    page.fill("#remember", "The cat of the house is called Plume.")
    page.press("#remember", "Enter")
    page.wait_for_selector(".notes li:has-text('Plume')")
    page.click(".notes .bare >> nth=0")
    page.fill("dialog input", "The cat of the house is called Ursule.")
    page.click("dialog .main")
    page.wait_for_selector(".notes li:has-text('Ursule')")
    page.click(".notes .bare >> nth=1")
    page.wait_for_selector("text=Nothing is remembered.")


def test_a_folder_of_documents_becomes_a_source(visitor: Visitor, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    (folder / "in").mkdir(parents=True)
    (folder / "in" / "house.md").write_text("# The house\n\nThe house of Ursule Brandt has eleven green windows.\n")
    (folder / "noise.bin").write_bytes(b"\0\1\2" * 99)
    page = visitor.page
    page.locator("input[webkitdirectory]").first.set_input_files(folder)
    page.wait_for_selector("necker-tray:has-text('1 document read')")
    assert "noise.bin" in page.locator("necker-tray details").text_content()
    visitor.asks("The house of Ursule Brandt has eleven green windows.", "check")
    assert page.locator(".check .v-supported").count() >= 1
    page.click(".check .marker")
    assert "your file" in page.locator("#evidence").inner_text()


def test_files_can_be_dropped_anywhere(visitor: Visitor) -> None:
    page = visitor.page
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.items.add(new File(['The lamp of Odile Krantz is made of blue glass.'], 'lamp.txt', { type: 'text/plain' }));
          const fire = (type) => document.body.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
          fire('dragenter');
          window.veiled = !document.getElementById('veil').hidden;
          fire('drop');
        }"""
    )
    assert page.evaluate("window.veiled")
    page.wait_for_selector("necker-tray:has-text('1 document read')")
    assert page.locator("#veil").is_hidden()


def test_it_is_quick(visitor: Visitor) -> None:
    """Nothing here is timed: the page asks for a few small files once, and shows text before it has anything to say."""
    own = [url for url in visitor.asked if "/api/" not in url]
    assert len(own) == len(set(own)) < 30
