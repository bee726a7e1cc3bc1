"""Pictures, sounds and clips come with what is said of them; a broken one is told, the others are read."""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
import pytest

from necker.sources.document import Image, Sound
from necker.sources.readers.video import decode_video
from tests.sources.readers.made import Made, lines, picture, sound, zipped

NAMES = {"en": "en", "fr": "fr"}


def test_a_picture_in_both_languages(made: Made) -> None:
    rows = lines({"f": "a.png", "en": "a cat", "fr": "un chat", "by": "Ann"}, {"f": "b.png", "en": "a dog", "fr": None})
    files = {"l.jsonl.xz": rows, "z.zip": zipped(a_png=picture(9), b_png=picture(7))}
    found = made.read("pictures_zip", files, file="f", text=NAMES, attribution="by")
    assert [(d.id, d.lang, d.parts[1]) for d in found] == [
        ("made/a.png/en", "en", "a cat"),
        ("made/a.png/fr", "fr", "un chat"),
        ("made/b.png/en", "en", "a dog"),
    ]
    assert isinstance(found[0].parts[0], Image) and found[0].parts[0].pixels.tolist() == [[[9] * 3] * 3] * 2
    assert found[0].meta == (("attribution", "Ann"),) and not made.broken
    assert found[0].held_out == found[1].held_out


def test_what_is_broken_is_told(made: Made) -> None:
    cut = picture()[:-30]
    names = ["a.png", "cut.png", "no.png", "gone.png", None, "b.png", "mute.png"]
    rows = lines(*({"f": name, "en": "" if name == "mute.png" else "x"} for name in names))
    good = picture()
    packed = zipped(a_png=good, cut_png=cut, no_png=b"no", b_png=good, mute_png=good, more_png=good)
    found = made.read("pictures_zip", {"l.jsonl.xz": rows, "z.zip": packed}, file="f", text={"en": "en"})
    assert [d.id for d in found] == ["made/a.png/en", "made/b.png/en"]
    told = {"made/cut.png", "made/no.png", "made/gone.png", "made/l.jsonl.xz:4", "made/mute.png", "made/more.png"}
    assert set(made.broken) == told


def test_a_damaged_zip_is_told_with_its_pictures(made: Made) -> None:
    good = zipped(a_png=picture())
    files = {
        "l.jsonl.xz": lines({"f": "a.png", "en": "x"}, {"f": "b.png", "en": "y"}),
        "y.zip": good,
        "z.zip": good[:40],
    }
    assert len(made.read("pictures_zip", files, file="f", text={"en": "en"})) == 1
    assert set(made.broken) == {"made/z.zip", "made/b.png"}


def test_several_captions_and_keywords(made: Made) -> None:
    packed = zipped(a_png=picture())
    files = {"l.jsonl.xz": lines({"f": "a.png", "c": ["one", "", "two"], "l": "en", "k": ["x", "y"]}), "z.zip": packed}
    found = made.read("pictures_zip", files, file="f", texts="c", lang_field="l")
    assert [(d.id, d.lang, d.parts[1]) for d in found] == [("made/a.png/1", "en", "one"), ("made/a.png/3", "en", "two")]
    found = made.read("pictures_zip", files, file="f", text={"en": "title"}, keywords="k")
    assert [d.parts[1] for d in found] == ["x, y"]


def test_names_that_tell(made: Made) -> None:
    inside = {f"Old_Greek/letter{n}/{k}.png": picture(n) for n in range(3) for k in "ab"} | {"readme.md": b"x"}
    packed = io.BytesIO()
    import zipfile

    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in inside.items():
            archive.writestr(name, data)
    how = {"path": "{alphabet}/{letter}/{one}.png", "thing": "{letter}", "caption": {"en": "a letter, {alphabet}"}}
    found = made.read("pictures_zip", {"z.zip": packed.getvalue()}, **how)
    assert len(found) == 6 and found[0].parts[1] == "a letter, Old Greek" and list(made.broken) == ["made/readme.md"]
    assert found[0].id == "made/Old_Greek/letter0/a.png/en"
    assert all(found[n].held_out == found[n + 1].held_out for n in (0, 2, 4))
    assert len(made.read("pictures_zip", {"z.zip": packed.getvalue()}, limit=2, **how)) == 4


def test_sounds_in_zips_and_beside_the_manifest(made: Made) -> None:
    rows = lines(
        {"f": "a.flac", "i": "order", "s": {"size": "big", "milk": "no"}}, {"f": "b.flac", "i": "stop", "s": {}}
    )
    packed = zipped(a_flac=sound(), b_flac=sound()[:100])
    found = made.read("sounds_zip", {"l.jsonl.xz": rows, "z.zip": packed}, file="f", caption="{i}: {s}", lang="en")
    assert [d.parts[1] for d in found] == ["order: size = big, milk = no"] and list(made.broken) == ["made/b.flac"]
    assert isinstance(found[0].parts[0], Sound) and len(found[0].parts[0].samples) == 1600
    records = [{"file": "d/a.flac", "text": {"en": "a bird", "fr": "un oiseau"}, "attribution": "Ann"}]
    found = made.read("sounds_zip", {"d/a.flac": sound()}, records=records)
    assert [(d.id, d.parts[1]) for d in found] == [("made/a.flac/en", "a bird"), ("made/a.flac/fr", "un oiseau")]
    assert found[0].meta == (("attribution", "Ann"),) and not made.broken


def clip(frames: int) -> bytes:
    """Frames ever lighter."""
    av = pytest.importorskip("av")
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as out:
        stream = out.add_stream("mpeg4", rate=12)
        stream.width, stream.height, stream.pix_fmt = 32, 32, "yuv420p"
        for number in range(frames):
            shade = np.full((32, 32, 3), number * 10, np.uint8)
            out.mux(stream.encode(av.VideoFrame.from_ndarray(shade, "rgb24")))
        out.mux(stream.encode())
    return file.getvalue()


@pytest.mark.parametrize(("frames", "shades"), [(21, [0, 100, 200]), (2, [0, 10]), (1, [0])])
def test_a_clip_is_its_first_frame_its_middle_and_its_last(frames: int, shades: list[int]) -> None:
    found = decode_video(clip(frames))
    assert [abs(int(one.pixels.mean()) - shade) < 8 for one, shade in zip(found, shades, strict=True)] == [True] * len(
        shades
    )


def test_clips_with_their_labels(made: Made) -> None:
    data = clip(9)
    files = {"l.jsonl.xz": lines({"f": "a.mp4", "en": "it gets lighter"}, {"f": "b.mp4", "en": "x"}), "v/a.mp4": data}
    found = made.read("video_zip", files | {"v/b.mp4": data[:60]}, file="f", text={"en": "en"})
    assert [type(part) for part in found[0].parts] == [Image, Image, Image, str]
    assert len(found) == 1 and list(made.broken) == ["made/b.mp4"]


@pytest.mark.skipif(
    not Path(os.environ.get("NECKER_MIRROR", "/nowhere")).is_dir(), reason="NECKER_MIRROR names no folder"
)
def test_a_clip_of_the_mirror() -> None:
    pytest.importorskip("av")
    path = Path(os.environ["NECKER_MIRROR"]) / "media/video/asl_again.mp4"
    first, middle, last = decode_video(path.read_bytes())
    assert first.pixels.shape == (64, 64, 3)
    assert not np.array_equal(first.pixels, middle.pixels) and not np.array_equal(middle.pixels, last.pixels)
