"""Pictures, sounds and voices in packages: whose they are, what they say, under which licence."""

from __future__ import annotations

import json
import struct
from typing import Any

import pytest

from necker.sources.document import Image, Sound, is_held_out
from necker.sources.readers.gcompris import Catalogue, _elf
from necker.sources.readers.stamps import sentences
from tests.sources.readers.made import DRAWING, Made, picture, resources, sound


def told(found: list[Any]) -> list[tuple[str, str]]:
    return [(one.id, one.parts[-1]) for one in found]


def test_recordings_of_a_package_with_their_speakers(made: Made) -> None:
    records = [
        {"file": "d/en/a.flac", "id": "en/a", "speaker": "Ann", "text": {"en": "A"}},
        {"file": "d/fr/a.flac", "id": "fr/a", "speaker": "Léa", "text": {"fr": "A"}},
    ]
    inside = {"d/en/a.flac": sound(), "d/fr/a.flac": sound(800), "d/more.flac": b""}
    found = made.read("sounds_zip", {}, packages={"p": inside}, records=records)
    assert told(found) == [("made/en/a/en", "A"), ("made/fr/a/fr", "A")] and not made.broken
    assert [one.meta for one in found] == [(("speaker", "Ann"),), (("speaker", "Léa"),)]


def test_pictures_are_made_smaller_and_never_larger(made: Made) -> None:
    records = [{"file": "a.png", "text": {"en": "a"}}]
    for side, shape in ((2, (1, 2, 3)), (9, (2, 3, 3))):
        found = made.read("pictures_zip", {}, packages={"p": {"a.png": picture()}}, records=records, side=side)
        assert isinstance(found[0].parts[0], Image) and found[0].parts[0].pixels.shape == shape


def test_names_of_a_collection_of_icons(made: Made) -> None:
    pytest.importorskip("resvg_py")
    icons = {name: {"body": "<g/>"} for name in ("big-cat", "abstract-1")}
    inside = {"package/icons.json": json.dumps({"icons": icons}).encode()}
    how = {"path": "package/{name}.svg", "space": "-", "caption": {"en": "{name}"}, "without": ["*/abstract-*"]}
    found = made.read("pictures_zip", {}, packages={"p": inside}, side=8, **how)
    assert told(found) == [("made/package/big-cat.svg/en", "big cat")] and not made.broken


# ---- stamps

STAMPS = {
    "s/duck.txt": b"A duck.\nde.utf8=Eine Ente.\nfr.utf8=Un canard.\n",
    "s/x/B.txt": b"The letter B.\nfr.utf8=La lettre B.\n",
    "s/old.txt": b"A thing of others.\n",
}
HOW: dict[str, Any] = {
    "root": "s/",
    "sounds": ["duck*"],
    "without": ["old*"],
    "spelt": {"duck": "duckling", "B": ""},
    "speakers": {"_desc_fr.ogg": "Jacques", "_en_GB.ogg": "John"},
}


def test_a_stamp_is_seen_named_spoken_and_heard(made: Made) -> None:
    heard = {"s/duck_desc_fr.ogg": sound(), "s/duck.ogg": sound(900), "s/x/B_en_GB.ogg": sound(700)}
    heard |= {"s/duck_desc.ogg": sound(500), "s/x/B_desc.ogg": sound(500), "s/x/B_desc_fr.ogg": sound(600)}
    shown = {"s/duck.png": picture(), "s/old.png": picture(), "s/x/B.ogg": sound()}
    found = made.read("stamps", {}, packages={"p": STAMPS | heard | shown}, **HOW)
    assert told(found) == [
        ("made/duck/picture/en", "A duck."),
        ("made/duck/picture/fr", "Un canard."),
        ("made/duck/desc", "duckling"),
        ("made/duck/desc_fr", "Un canard."),
        ("made/duck/sound/en", "A duck."),
        ("made/duck/sound/fr", "Un canard."),
        ("made/x/B/desc_fr", "B"),
        ("made/x/B/en_GB", "B"),
    ]
    said = [dict(one.meta).get("speaker") for one in found]
    assert said == [None, None, None, "Jacques", None, None, "Jacques", "John"]
    assert [type(one.parts[0]) for one in found] == [Image] * 2 + [Sound] * 6
    assert len({one.held_out for one in found[:6]}) == 1 and not made.broken


def test_the_first_line_of_a_stamp_may_be_missing() -> None:
    assert sentences(b"fr.utf8=Un canard.\n") == {"fr": "Un canard."}
    assert sentences(b"") == {}


# ---- GCompris


def catalogue(**messages: str) -> bytes:
    """As lrelease writes it: translation, an old number, source, end."""
    texts, hashes = b"", []
    for source, text in messages.items():
        hashes.append((_elf(source.encode()), len(texts)))
        said = text.encode("utf-16-be")
        texts += b"\x05" + bytes(4) + b"\x03" + struct.pack(">I", len(said)) + said
        texts += b"\x06" + struct.pack(">I", len(source)) + source.encode() + b"\x01"
    table = b"".join(struct.pack(">II", *one) for one in sorted(hashes))
    sections = ((0x42, table), (0x69, texts))
    return bytes(16) + b"".join(struct.pack(">BI", kind, len(data)) + data for kind, data in sections)


def test_a_catalogue_translates() -> None:
    found = Catalogue(catalogue(Cow="La vache", Moo="Meuh"))
    assert (found.get("Cow"), found.get("Moo"), found.get("Dog")) == ("La vache", "Meuh", "")
    with pytest.raises(ValueError, match="no catalogue"):
        Catalogue(bytes(40))


def test_a_board_gives_a_picture_its_words_and_its_sound(made: Made) -> None:
    board = """QtObject { property var tab: [
        { "image": "qrc:/a/cow.webp", "title": qsTr("Cow"), "text": qsTr("Moo"), "audio": f("qrc:/a/cow.$CA") } ] }"""
    readme = b"Copyright: Ann\nLicense: CC-BY 2.0\nSource: https://a.org\nFiles:\ncow.webp\ncow.ogg\n\nFiles:\nx.webp\n"
    files = {"cow_webp": picture(), "cow_ogg": sound(), "b_qml": board.encode(), "README": readme, "x_webp": picture()}
    names = {"a": {"x": {"en": "x", "fr": "x"}}}
    inside = {"g.rcc": resources(**files), "fr.qm": catalogue(Cow="La vache", Moo="Meuh")}
    how = {"licence": "licence", "attribution": "attribution", "names": names}
    found = made.read("gcompris", {}, packages={"p": inside}, **how)
    assert told(found) == [
        ("made/a/cow/picture/en", "Cow\nMoo"),
        ("made/a/cow/picture/fr", "La vache\nMeuh"),
        ("made/a/cow/sound/en", "Cow\nMoo"),
        ("made/a/cow/sound/fr", "La vache\nMeuh"),
    ]
    assert {one.licence for one in found} == {"CC-BY-2.0 AND GPL-3.0-or-later"}
    assert found[0].meta == (("attribution", "Ann"),)
    assert made.broken.keys() == {"made/a/x/picture", "made/a/x"}  # its README names no licence


# ---- icons


def test_emoji_in_other_drawings_are_held_out_with_the_first_ones(made: Made) -> None:
    pytest.importorskip("resvg_py")
    names = b"".join(
        json.dumps({"id": id, "en": en, "fr": fr}).encode() + b"\n"
        for id, en, fr in (("1f981", "lion", "tête de lion"), ("1f4a1", "light bulb", "ampoule"))
    )
    icons = json.dumps({"icons": {"lightbulb": {"body": "<g/>"}, "unknown": {"body": "<g/>"}}}).encode()
    how = {"licences": ["CC-BY-4.0"], "side": 8}
    found = made.read("emoji_drawings", {"n.jsonl": names}, packages={"s": {"package/icons.json": icons}}, **how)
    assert told(found) == [("made/1f4a1/s/en", "light bulb"), ("made/1f4a1/s/fr", "ampoule")]
    assert found[0].licence == "CC-BY-4.0" and found[0].held_out == is_held_out("emoji/1f4a1")


def test_an_icon_of_several_presets_is_called_by_the_plainest(made: Made) -> None:
    pytest.importorskip("resvg_py")
    presets = {"shop": "maki-shop", "shop/odd": "maki-shop", "a/b": "maki-shop", "old": "maki-old", "none": "fas-x"}
    names = {"shop": ("Store", "Magasin"), "shop/odd": ("Odd", "Autre"), "a/b": ("B", "B"), "old": ("Old", "Obsolète")}
    inside = {"package/dist/presets.json": json.dumps({key: {"icon": icon} for key, icon in presets.items()}).encode()}
    for number, lang in enumerate(("en", "fr")):
        said = {key: {"name": both[number]} for key, both in names.items()}
        inside[f"package/dist/translations/{lang}.json"] = json.dumps({lang: {"presets": {"presets": said}}}).encode()
    packages = {"schema": inside, "maki": {"package/icons/shop.svg": DRAWING, "package/icons/old.svg": DRAWING}}
    how = {"licences": {"maki": "CC0-1.0"}}
    found = made.read("map_icons", {}, packages=packages, **how)
    assert told(found) == [("made/maki/shop/en", "Store"), ("made/maki/shop/fr", "Magasin")]
