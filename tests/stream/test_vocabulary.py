"""The table of ids promises contiguous ranges that no one has to know by heart."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from necker.stream.vocabulary import SPECIALS, Vocabulary

RANGES = ("special", "text", "sound0", "sound1", "image", "video")
SMALL = Vocabulary(300, (7, 5), 11)

vocabularies = st.builds(
    Vocabulary,
    st.integers(256, 5000),
    st.tuples(st.integers(1, 1000), st.integers(1, 1000)),
    st.integers(0, 300),
    st.integers(0, 300),
)


@given(vocabularies)
def test_ranges_follow_each_other_and_fill_the_size(vocabulary: Vocabulary) -> None:
    end = 0
    for name in RANGES:
        low, high = vocabulary.range(name)
        assert low == end <= high
        end = high
    assert end <= vocabulary.size < end + 128 and vocabulary.size % 128 == 0


def test_every_id_has_one_name_and_every_code_its_id() -> None:
    names = [SMALL.name_of(token) for token in range(SMALL.size)]
    used = [name for name in names if name != "unused"]
    assert len(set(used)) == len(used) == len(SPECIALS) + 300 + 7 + 5 + 11
    assert names[SMALL.special("img")] == "<img>"
    assert names[SMALL.text(299)] == "text 299"
    assert names[SMALL.sound(1, 4)] == "sound1 4"
    assert names[SMALL.image(10)] == "image 10"
    assert SMALL.special("pad") == 0 and len(set(SPECIALS)) == len(SPECIALS) <= 128


def test_a_code_outside_its_range_is_refused() -> None:
    for wrong in (
        lambda: SMALL.text(300),
        lambda: SMALL.sound(0, 7),
        lambda: SMALL.image(-1),
        lambda: SMALL.video(0),
        lambda: SMALL.name_of(SMALL.size),
        lambda: SMALL.name_of(-1),
        lambda: Vocabulary(255, (1, 1), 1),
        lambda: Vocabulary(256, (1, 0), 1),
    ):
        with pytest.raises(ValueError):
            wrong()
    for missing in (lambda: SMALL.range("sound2"), lambda: SMALL.special("nothing")):
        with pytest.raises(KeyError):
            missing()


@given(vocabularies)
def test_json_round_trip(vocabulary: Vocabulary) -> None:
    again = Vocabulary.from_json(vocabulary.to_json())
    assert again == vocabulary and hash(again) == hash(vocabulary) and again.size == vocabulary.size


def test_a_table_of_another_version_is_refused() -> None:
    data = json.loads(SMALL.to_json())
    for change in ({"schema": 2}, {"specials": ["bos", *data["specials"]]}, {"size": 128}):
        with pytest.raises(ValueError):
            Vocabulary.from_json(json.dumps(data | change))
