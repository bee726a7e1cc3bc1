"""Every rule refuses what it is for, in both languages, and keeps prose."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from necker.core.language import Lang
from necker.sources.clean.batch import Batch
from necker.sources.clean.quality import _TOP, _TWICE, PAGE_RULES, RULES, Facts, judge, judged

PROSE: dict[Lang, str] = {
    "en": """The lighthouse stood on a narrow spit of rock, and for most of the year nobody came to it except the man
who brought oil and bread. He rowed out every second Thursday, when the tide allowed, with a sack of letters between his
knees. The keeper read them slowly, one each evening, so that they would last until the next boat. In winter the sea
threw stones against the door. She had learned to tell from their sound how high the water would climb before morning.""",
    "fr": """Le phare se dressait sur une étroite langue de rochers, et presque toute l’année personne n’y venait, sauf
l’homme qui apportait l’huile et le pain. Il ramait jusque-là un jeudi sur deux, quand la marée le permettait, avec un sac
de lettres entre les genoux. La gardienne les lisait lentement, une chaque soir, pour qu’elles durent jusqu’au prochain
bateau. En hiver la mer jetait des pierres contre la porte. Elle avait appris à deviner la hauteur que prendrait l’eau.""",
}
LANGS: tuple[Lang, Lang] = ("fr", "en")


@pytest.mark.parametrize("lang", LANGS)
def test_prose_is_kept_by_all_rules(lang: Lang) -> None:
    assert judged(PROSE[lang], lang, (*RULES, *PAGE_RULES)) == ()
    assert judged(PROSE[lang].split("\n")[0], lang) == ()  # a short text breaks no rule of long ones


def planted(lang: Lang) -> dict[str, str]:
    prose = PROSE[lang]
    half = " ".join(prose.split()[:40])
    table = " ".join(f"{n}" for n in range(1000, 1060))
    return {
        "too_short": {"fr": "Bonjour Paris", "en": "Hello Paris"}[lang],
        "long_words": prose + " " + "QmFzZTY0" * 300,
        "few_letters": half + " " + table,
        "symbols": prose + " # # # # # # # # # # # # # #",
        "few_stop_words": " ".join(f"{w.strip('.,')}x" for w in prose.split()),
        "repeated_lines": prose + "\n" + "\n".join(prose.split("\n")[:3]),
        "repeated_ngrams": prose + " " + " ".join([" ".join(prose.split()[:6])] * 9),
        "boilerplate": prose
        + {"fr": " Tous droits réservés. Politique de confidentialité.", "en": " All rights reserved. Terms of use."}[
            lang
        ],
    }


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("rule", [rule.name for rule in RULES if rule.name != "not_language"])
def test_each_rule_refuses_what_it_is_for(rule: str, lang: Lang) -> None:
    assert rule in judged(planted(lang)[rule], lang)


def test_other_languages_are_refused_and_so_is_the_wrong_one_of_two() -> None:
    german = (
        "Der König ist in der Nacht gestorben, und sie haben das Land nicht mit dem Volk geteilt, das auch arm war."
    )
    assert "not_language" in judged(german)
    assert "not_language" in judged(PROSE["fr"], "en") and "not_language" in judged(PROSE["en"], "fr")
    assert judged(PROSE["fr"]) == judged(PROSE["en"]) == ()


def test_rules_of_pages_refuse_lists_and_menus() -> None:
    menu = "\n".join(f"The page {chr(97 + n)} of it" for n in range(26))
    assert {"no_sentences", "short_lines"} <= set(judged(menu, "en", PAGE_RULES))
    assert judged("\n".join(["of it"] * 40), "en", PAGE_RULES)[-1] == "list"
    assert judged("It is the end.", "en", PAGE_RULES) == ("short_page",)


def test_bullets_and_lines_cut_short() -> None:
    lines = PROSE["en"].replace("\n", " ").split(". ")
    assert "symbols" in judged("\n".join(f"- {line}" for line in lines), "en")
    assert "symbols" in judged("\n".join(f"• {line}" for line in lines), "en")
    assert "symbols" in judged("\n".join(f"{line}…" for line in lines), "en")


def test_reasons_are_the_same_alone_and_in_any_batch() -> None:
    texts = [*planted("fr").values(), *planted("en").values(), "", *PROSE.values()]
    for order in (texts, texts[::-1]):
        assert judge(Facts(order)) == [judged(text) for text in order]


def test_every_rule_says_why() -> None:
    assert all(len(rule.why) > 20 for rule in (*RULES, *PAGE_RULES))
    assert judge(Facts([])) == []


def slow(text: str) -> bool:
    """Whether repeated words in a row make up too much, as the paper says it."""
    words = text.split()
    bad = False
    for n, share in {**_TOP, **_TWICE}.items():
        grams = [" ".join(words[i : i + n]) for i in range(len(words) - n + 1)]
        if n in _TOP:
            counts = Counter(grams)
            most = max((len(g) * c for g, c in counts.items() if c > 1), default=0)
        else:
            covered = np.zeros(len(text) + 1, np.bool_)
            at = np.cumsum([0, *(len(w) + 1 for w in words)])
            for i, gram in enumerate(grams):
                if gram in grams[:i]:
                    covered[at[i] : at[i] + len(gram)] = True
            most = int(covered.sum())
        bad |= most * 100 > len(text) * share
    return bad


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 60) | st.integers(0, 2), min_size=50, max_size=120), st.integers(0, 8), st.integers(0, 30)
)
def test_repetition_is_counted_as_published(numbers: list[int], copies: int, length: int) -> None:
    text = " ".join(f"w{n}" for n in numbers + numbers[:length] * copies)
    facts = Facts(["another text", text, text + " end"])
    assert bool(facts.repeated_words[1]) == slow(text)


def test_lengths_of_words_and_lines_count_bytes_of_the_folded_form() -> None:
    facts = Facts(["Été à l’œil\nÉté à l'oeil\n\nfin"], batch=Batch(["Été à l’œil\nÉté à l'oeil\n\nfin"]))
    assert facts.lines.tolist() == [3] and facts.letters.tolist() == [21]
    assert [part.tolist() for part in facts.repeated_lines] == [[1], [12]]
