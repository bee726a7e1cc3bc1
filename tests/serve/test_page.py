"""The files of the page: small, our own, in two languages, and without a way for text to become markup."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from necker.serve.app import PAGE

SCRIPTS = sorted(PAGE.glob("*.js"))
ALL = sorted(path for path in PAGE.rglob("*") if path.is_file())


def read(name: str) -> str:
    return (PAGE / name).read_text("utf-8")


def test_all_of_it_is_under_150_kilobytes() -> None:
    size = sum(path.stat().st_size for path in ALL)
    assert 50_000 < size < 150_000, size


FORBIDDEN = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|srcdoc|DOMParser|createContextualFragment|setHTML|\beval\b|new Function"
    r"|javascript:|setAttribute\('(?:style|on)|\.cssText|createPolicy|\bimport\(|set(?:Timeout|Interval)\(['\"`]"
)


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
def test_no_text_can_become_markup_or_code(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.S)
    assert FORBIDDEN.search(text) is None


def test_the_page_has_no_inline_script_style_or_handler() -> None:
    html = read("index.html")
    assert not re.search(r"<style|style=|\son\w+=|<script(?![^>]*\ssrc=)", html)


def test_everything_comes_from_here() -> None:
    """No address but the name of SVG; every import is a file beside it."""
    for path in ALL:
        text = path.read_text("utf-8")
        assert set(re.findall(r"https?://[\w./-]+", text)) <= {"http://www.w3.org/2000/svg"}, path.name
        for name in re.findall(r"(?:from|import) '([^']+)'", text):
            assert name.startswith("./") and (PAGE / name).is_file(), f"{path.name}: {name}"
    assert not re.search(r"url\(|@import", read("page.css"))


def strings() -> dict[str, tuple[str, str]]:
    """key: (English, French)"""
    text = re.sub(r"\[\n\s+('.*?'),\n\s+('.*?'),\n\s+\]", r"[\1, \2]", read("strings.js"))
    found = re.findall(r"^  (\w+): \['(.*?)', '(.*?)'\],$", text, re.M)
    assert len(found) > 200
    return {key: (english, french) for key, english, french in found}


def test_every_word_is_there_in_both_languages() -> None:
    known = strings()
    for key, (english, french) in known.items():
        places = [set(re.findall(r"\{\w+\}", said)) for said in (english, french)]
        assert english and french and places[0] == places[1], key
    used = {key for path in SCRIPTS for key in re.findall(r"\bt\('(\w+)'", path.read_text("utf-8"))}
    assert used <= set(known), used - set(known)


def test_no_word_is_left_over() -> None:
    """What is built, as `v_${verdict}`, counts by its beginning."""
    sources = "".join(path.read_text("utf-8") for path in SCRIPTS if path.name != "strings.js")
    built = set(re.findall(r"`([a-z]*_?)\$\{[^`]*\}(?:_why)?`", sources)) - {""}
    built |= {"supports"}  # as evidence names its stance
    left = [
        key
        for key in strings()
        if f"'{key}'" not in sources and not key.startswith(tuple(built)) and not key.endswith("_why")
    ]
    assert not left, left


def test_the_colours_of_the_verdicts_are_never_alone() -> None:
    """Each verdict has an icon, a word in both languages and an underline of its own."""
    verdicts = ("supported", "computed", "conflict", "contradicted", "not_enough", "not_checkable")
    icons = dict(re.findall(r"^  (\w+): '(M[^']+)'", read("dom.js"), re.M))
    lines = dict(re.findall(r"^\.c-(\w+) \{ text-decoration: ([^;}]+)", read("page.css"), re.M))
    known = strings()
    assert len({icons[each] for each in verdicts}) == len({lines[each] for each in verdicts}) == len(verdicts)
    assert len({known[f"v_{each}"] for each in verdicts}) == len(verdicts)
