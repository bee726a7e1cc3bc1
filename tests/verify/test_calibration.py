"""The kind of a pair is told from its texts alone; thresholds are read strictly and keep their place on the scale."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from necker.core.language import Lang
from necker.verify.calibration import KINDS, LANGS, Thresholds, kind_of, on_scale
from necker.verify.judge import CONTRADICT, SUPPORT

EVEN: dict[str, Any] = {"fr": 0.5, "en": 0.5}


@pytest.mark.parametrize(
    ("claim", "lang", "passage_lang", "kind"),
    [
        ("Mozart composed 626 works.", "en", "en", "number"),
        ("Mozart est né en 1756.", "fr", "fr", "date"),
        ("Mozart was born in 1756 and wrote 626 works.", "en", "en", "number"),
        ("Mozart was a pupil of Haydn.", "en", "en", "name"),
        ("Le chat est un mammifère.", "fr", "fr", "plain"),
        ("The cat is a mammal.", "en", "en", "plain"),
        ("Mozart composed 626 works.", "en", "fr", "crosslingual"),
        ("Le chat est un mammifère.", "fr", "en", "crosslingual"),
        ("", "en", "en", "plain"),
    ],
)
def test_the_kind_of_a_pair(claim: str, lang: Lang, passage_lang: Lang, kind: str) -> None:
    assert kind_of(claim, lang, passage_lang) == kind and kind in KINDS


def test_one_threshold_for_all_kinds_or_one_for_each() -> None:
    each = dict(zip(KINDS, (0.1, 0.2, 0.3, 0.4, 0.5), strict=True))
    found = Thresholds.of({"support": {"fr": 0.9, "en": each}, "contradict": EVEN})
    assert set(found.support["fr"].values()) == {0.9} and found.support["en"] == each
    assert found.supports((0.3, 0.3, 0.4), "en", "date") == SUPPORT
    assert found.supports((0.3, 0.3, 0.4), "en", "plain") < SUPPORT
    assert found.supports((0.9, 0.05, 0.05), "fr", "plain") == SUPPORT
    assert found.contradicts((0.1, 0.5, 0.4), "fr", "date") == CONTRADICT


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"fr": 0.5},
        {"fr": 0.5, "en": None},
        {"fr": 0.5, "en": "high"},
        {"fr": 0.5, "en": -0.1},
        {"fr": 0.5, "en": 1.1},
        {"fr": 0.5, "en": float("nan")},
        {"fr": 0.5, "en": {"number": 0.5}},
        {"fr": 0.5, "en": [0.5]},
        None,
        0.5,
    ],
)
def test_anything_else_is_refused(wrong: Any) -> None:
    with pytest.raises((KeyError, TypeError, AttributeError, ValueError)):
        Thresholds.of({"support": wrong, "contradict": EVEN})
    with pytest.raises((KeyError, TypeError, AttributeError, ValueError)):
        Thresholds.of({"support": EVEN, "contradict": wrong})


@given(p=st.floats(0, 1), q=st.floats(0, 1), at=st.floats(0, 1), there=st.sampled_from((SUPPORT, CONTRADICT)))
def test_the_scale_keeps_the_order_and_the_threshold(p: float, q: float, at: float, there: float) -> None:
    one, two = on_scale(p, at, there), on_scale(q, at, there)
    assert 0 <= one <= 1 + 1e-12 and (p > q) <= (one >= two)
    assert (one >= there) == (p >= at) or abs(p - at) < 1e-9


def test_languages_are_those_of_the_product() -> None:
    assert LANGS == ("fr", "en")
