"""The one table of token ids: contiguous ranges in a fixed order.  Ids are computed from it and never typed."""

from __future__ import annotations

import json

_RESERVED = 128  # ids for special tokens; those without a name yet are left for later
_MULTIPLE = 128  # the size is padded to this, for matrix products

# The place in this list is the id: names are appended, never moved.
SPECIALS = (
    "pad bos eos img pix end_img aud end_aud vid end_vid user end_user asst end_asst call ret end_ret src check end_check "
    "supported contradicted conflict not_enough computed not_checkable listen me"
).split()
VERDICTS = tuple("supported contradicted conflict not_enough computed not_checkable".split())

_SPECIAL_ID = {name: place for place, name in enumerate(SPECIALS)}


class Vocabulary:
    """The ids of one model: special | text | sound0 | sound1 | image | video | unused.

    `text` is the number of entries of the tokenizer, of which the first 256 are the bytes; `sound` the number of codes
    of the two slots of a sound frame; `image` and `video` the number of codes of a picture and of a clip (0: none).
    """

    def __init__(self, text: int, sound: tuple[int, int], image: int, video: int = 0) -> None:
        if text < 256 or min(*sound, image, video) < 0 or (sound[0] == 0) != (sound[1] == 0):
            raise ValueError(f"impossible vocabulary: {text} {sound} {image} {video}")
        self._given = (text, (sound[0], sound[1]), image, video)
        lengths = {"special": _RESERVED, "text": text, "sound0": sound[0], "sound1": sound[1], "image": image}
        self._ranges: dict[str, tuple[int, int]] = {}
        end = 0
        for name, length in {**lengths, "video": video}.items():
            self._ranges[name] = (end, end + length)
            end += length
        self.size = -(-end // _MULTIPLE) * _MULTIPLE
        """The number of ids, a multiple of 128; those at the end that belong to no range are never used."""

    def range(self, name: str) -> tuple[int, int]:
        """(first id, last id + 1) of special, text, sound0, sound1, image or video; KeyError for another name."""
        return self._ranges[name]

    def special(self, name: str) -> int:
        """The id of a special token; KeyError for an unknown name."""
        return _SPECIAL_ID[name]

    def text(self, entry: int) -> int:
        """The id of an entry of the tokenizer."""
        return self._id("text", entry)

    def sound(self, slot: int, code: int) -> int:
        """The id of a code of slot 0 or 1 of a sound frame."""
        return self._id(f"sound{slot}", code)

    def image(self, code: int) -> int:
        """The id of a code of a picture."""
        return self._id("image", code)

    def video(self, code: int) -> int:
        """The id of a code of a clip."""
        return self._id("video", code)

    def name_of(self, token: int) -> str:
        """`<bos>`, `text 17`, `sound0 3`, `unused`: for people who look at a stream."""
        if 0 <= token < len(SPECIALS):
            return f"<{SPECIALS[token]}>"
        if not 0 <= token < self.size:
            raise ValueError(f"id {token} outside a vocabulary of {self.size}")
        for name, (low, high) in self._ranges.items():
            if name != "special" and low <= token < high:
                return f"{name} {token - low}"
        return "unused"

    def to_json(self) -> str:
        """One line of JSON, with the table of special tokens so that a reader needs nothing else."""
        text, sound, image, video = self._given
        ranges = {name: list(ids) for name, ids in self._ranges.items()}
        given = {"schema": 1, "text": text, "sound": sound, "image": image, "video": video}
        return json.dumps({**given, "size": self.size, "ranges": ranges, "specials": SPECIALS})

    @classmethod
    def from_json(cls, text: str) -> Vocabulary:
        """The inverse of `to_json`; ValueError when it is not a vocabulary of this program."""
        data = json.loads(text)
        if data["schema"] != 1 or SPECIALS[: len(data["specials"])] != data["specials"]:
            raise ValueError("a vocabulary of another version")
        made = cls(data["text"], tuple(data["sound"]), data["image"], data["video"])
        if data["size"] != made.size:
            raise ValueError("a vocabulary whose size is not that of its ranges")
        return made

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Vocabulary) and self._given == other._given

    def __hash__(self) -> int:
        return hash(self._given)

    def __repr__(self) -> str:
        text, sound, image, video = self._given
        return f"Vocabulary(text={text}, sound={sound}, image={image}, video={video})"

    def _id(self, name: str, code: int) -> int:
        low, high = self._ranges[name]
        if not 0 <= code < high - low:
            raise ValueError(f"{name} has {high - low} codes, not {code}")
        return low + code
