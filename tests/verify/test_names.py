"""A title with one name of it changed.  What else names promise is in test_rules.py and test_aligned.py."""

from __future__ import annotations

import pytest

from necker.core.language import Lang
from necker.verify.match import read
from necker.verify.names import title_clash


@pytest.mark.parametrize(
    ("claim", "title", "lang", "said"),
    [
        ("The Great Australia Reef is large.", "Great Barrier Reef", "en", "Australia"),
        ("Gian Lorenzo Berlin était un sculpteur.", "Gian Lorenzo Bernini", "fr", "Berlin"),
        ("The Great Barrier Reef is large.", "Great Barrier Reef", "en", None),
        ("The Great Reef is large.", "Great Barrier Reef", "en", None),
        ("Pierre Curie was a physicist.", "Marie Curie", "en", None),
        ("The Arab–Byzantine wars or Muslim–Byzantine wars were long.", "Arab–Byzantine wars", "en", None),
        ("The Great Wall is long.", "Great Barrier Reef", "en", None),
    ],
)
def test_a_title_with_one_name_changed(claim: str, title: str, lang: Lang, said: str | None) -> None:
    clash = title_clash(read(claim, lang), read(title, lang))
    assert (clash.said if clash else None) == said
