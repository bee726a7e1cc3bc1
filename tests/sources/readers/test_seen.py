"""What has been seen is known again, however much there is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from necker.sources.readers.seen import Seen


@given(st.lists(st.text(max_size=3)))
def test_each_text_is_new_once(texts: list[str]) -> None:
    seen = Seen()
    assert [seen.add(text) for text in texts] == [text not in texts[:place] for place, text in enumerate(texts)]
    assert len(seen) == len(set(texts))


def test_the_table_grows() -> None:
    seen = Seen()
    assert all(seen.add(str(number)) for number in range(5000))
    assert not any(seen.add(str(number)) for number in range(5000)) and len(seen) == 5000
