"""The two ends of a period, read off a sentence."""

from __future__ import annotations

import pytest

from necker.assistant.periods import period
from necker.core.language import Lang


@pytest.mark.parametrize(
    ("lang", "text", "years"),
    [
        ("en", "Global conflict (1939–1945)", (1939, 1945)),
        ("en", "It was a war from 1 May 1950 to 27 July 1953.", (1950, 1953)),
        ("fr", "conflit armé, de juillet 1914 à novembre 1918", (1914, 1918)),
        ("fr", "Cette guerre s'est déroulée de 1914 à 1918.", (1914, 1918)),
        ("en", "It was founded in 1914 and rebuilt in 1918.", None),
        ("en", "From 1918 to 1914", None),
        ("en", "It began in 1914.", None),
    ],
)
def test_a_period_has_two_dates_that_are_joined(lang: Lang, text: str, years: tuple[int, int] | None) -> None:
    found = period(text, lang)
    assert (found and (found[0].year, found[1].year)) == years
