"""A text that is still being written: what is judged is complete, and what counts is what stands at the end."""

from __future__ import annotations

import asyncio

import pytest

from necker.serve import growing as module
from necker.serve.growing import Growing
from necker.serve.serving import Serving

TOWER = "The Eiffel Tower is 330 metres high."


def judged(serving: Serving, *pieces: str) -> tuple[list[list[str]], Growing]:
    """What is judged after each piece, and at the end; and the text."""
    text = Growing(serving)

    async def write() -> list[list[str]]:
        found = []
        for piece in pieces:
            text.add(piece)
            found.append([claim.text async for claim in text.check(whole=False)])
        found.append([claim.text async for claim in text.check(whole=True)])
        return found

    return asyncio.run(write()), text


def test_a_sentence_is_judged_once_the_next_has_begun(serving: Serving) -> None:
    found, text = judged(serving, "The Eiffel Tower is 3", "30 metres high", ".", " It", " is in Paris.")
    assert found == [[], [], [], [TOWER], [], ["It is in Paris."]]
    assert [claim.text for claim in text.claims] == [TOWER, "It is in Paris."]


def test_a_line_that_ends_ends_its_sentence(serving: Serving) -> None:
    assert judged(serving, f"- {TOWER}", "\n")[0] == [[], [TOWER], []]


def test_what_follows_an_open_fence_waits_for_its_end(serving: Serving) -> None:
    found, text = judged(serving, f"```\n{TOWER}\n", f"{TOWER}\n", "```\n", "La tour Eiffel mesure 330 m.\n")
    assert found == [[], [], [], ["La tour Eiffel mesure 330 m."], []]
    assert "2 lignes de code" in text.notice or "2 lines of code" in text.notice


def test_a_fence_that_is_never_closed_hides_nothing(serving: Serving) -> None:
    assert judged(serving, f"```\n{TOWER}\n")[0] == [[], [TOWER]]


def test_thoughts_are_never_judged(serving: Serving) -> None:
    found, text = judged(serving, f"<think>{TOWER} {TOWER} ", f"{TOWER}</think>\n", f"{TOWER}\n")
    assert found == [[], [], [TOWER], []]
    assert text.text[text.claims[0].start : text.claims[0].end] == TOWER


def test_offsets_are_those_of_the_text_in_nfc(serving: Serving) -> None:
    _, text = judged(serving, "E\u0301t", "e\u0301 🗼. ", TOWER)
    assert [text.text[claim.start : claim.end] for claim in text.claims] == [claim.text for claim in text.claims]
    assert text.text.startswith("Été 🗼. ")


def test_it_says_when_there_may_be_more_to_judge(serving: Serving) -> None:
    text = Growing(serving)
    assert [text.add(piece) for piece in ("The", " end", ".", " And", " so")] == [False, False, True, True, True]
    asyncio.run(all_of(text, whole=False))
    assert not text.due
    assert [text.add(piece) for piece in (" it", " is", ".", " Yes")] == [False, False, True, True]


async def all_of(text: Growing, whole: bool) -> list[str]:
    return [claim.text async for claim in text.check(whole)]


def test_a_mark_that_nothing_follows_is_looked_at_again(serving: Serving) -> None:
    """The check that the mark called for came before the next sentence had begun."""
    text = Growing(serving)
    assert text.add(TOWER) and asyncio.run(all_of(text, whole=False)) == []
    assert text.add(" It") and asyncio.run(all_of(text, whole=False)) == [TOWER]


def test_a_long_answer_is_read_a_fixed_number_of_times(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    """What all looks together split stays in proportion to the length, and the first sentences are judged at once."""
    lengths: list[int] = []
    split = module.split
    monkeypatch.setattr(module, "split", lambda text: lengths.append(len(text)) or split(text))
    sentences = [f"I think that {number} is nice. " for number in range(200)]
    text, judged_at = Growing(serving), []

    async def write() -> None:
        for number, sentence in enumerate(sentences):
            for piece in (sentence[:9], sentence[9:]):
                if text.add(piece):
                    judged_at.extend([number] * len(await all_of(text, whole=False)))
        await all_of(text, whole=True)

    asyncio.run(write())
    assert sum(lengths) <= (module.FRESH + 2) * len(text.text)
    assert judged_at[:40] == list(range(1, 41)), "each as soon as the next has begun"
    assert [claim.text for claim in text.claims] == [sentence.strip() for sentence in sentences]
    assert len(judged_at) > 190, "the last ones wait for little more than a fiftieth"


def test_a_text_without_end_is_judged_up_to_its_limit(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_TEXT", 40)
    found, text = judged(serving, TOWER + "\n", "It is in Paris, and much more besides.\n" * 3)
    assert found[0] == [TOWER]
    assert "40 characters" in text.notice
    assert len(text.text) == 40
