"""Files of one name belong together, in a folder and in a WebDataset tar."""

from __future__ import annotations

import gzip
import io
import json
import tarfile

from necker.sources.document import Image, Sound
from tests.sources.readers.made import Made, picture, sound


def test_texts_alone_and_texts_beside(made: Made) -> None:
    files = {
        **{"notes/b.txt": b"Des mots.\r\n", "notes/a.md": "\ufeff# Titre".encode(), "cat.png": picture()},
        **{"cat.fr.txt": b"un chat", "cat.en.txt": b"a cat", "bird.flac": sound(), "bird.txt": b"un oiseau"},
    }
    found = made.read("folder", files, lang="fr")
    assert [(d.id, d.lang, d.parts[-1]) for d in found] == [
        ("made/bird", "fr", "un oiseau"),
        ("made/cat/en", "en", "a cat"),
        ("made/cat/fr", "fr", "un chat"),
        ("made/notes/a", "fr", "# Titre"),
        ("made/notes/b", "fr", "Des mots."),
    ]
    assert [type(d.parts[0]) for d in found] == [Sound, Image, Image, str, str] and not made.broken
    assert found[1].held_out == found[2].held_out
    assert len(made.read("folder", files, limit=2)) in (2, 3)


def test_what_is_broken_or_alone_is_told(made: Made) -> None:
    files = {"a.png": b"no", "a.txt": b"x", "b.png": picture(), "c.txt": b"\xff", "d.pdf": b"%PDF", "e.txt": b"oui"}
    found = made.read("folder", files)
    assert [d.id for d in found] == ["made/e"]
    assert set(made.broken) == {"made/a", "made/b", "made/c", "made/d.pdf", "made/d"}


def tar(*files: tuple[str, bytes], link: str = "") -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, data in files:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        if link:
            info = tarfile.TarInfo(link)
            info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
            archive.addfile(info)
    return packed.getvalue()


def test_samples_of_a_tar(made: Made) -> None:
    said = json.dumps({"caption": "a dog", "lang": "en", "licence": "MIT"}).encode()
    first = tar(("0/a.png", picture(3)), ("0/a.txt", b"un chat"), ("0/b.json", said), ("0/b.png", picture()))
    second = tar(
        ("0/a.flac", sound()), ("0/a.txt", b"un son"), ("../x.txt", b"out"), ("0/c.txt", b"seul"), link="0/d.txt"
    )
    how = {"text": "caption", "lang_field": "lang", "licence": "licence"}
    found = made.read("webdataset", {"1.tar": first, "2.tar.gz": gzip.compress(second)}, **how)
    assert [(d.id, d.lang, d.parts[-1]) for d in found] == [
        ("made/0/0/a", None, "un chat"),
        ("made/0/0/b", "en", "a dog"),
        ("made/1/0/a", None, "un son"),
        ("made/1/0/c", None, "seul"),
    ]
    assert found[1].licence == "MIT" and found[0].licence == "CC0-1.0"
    assert len(made.broken) == 2 and any("d.txt" in id for id in made.broken)
    assert len(made.read("webdataset", {"1.tar": first}, limit=1, **how)) == 1


def test_a_tar_that_is_cut_short_gives_what_can_be_read(made: Made) -> None:
    whole = tar(("a.txt", b"un"), ("b.png", picture()), ("b.txt", b"x"), ("c.txt", b"y" * 5000))
    found = made.read("webdataset", {"1.tar": whole[:4000]})
    assert [d.id for d in found][:2] == ["made/a", "made/b"] and made.broken
    assert not made.read("webdataset", {"1.tar": b"no tar at all" * 100}) and made.broken


def test_files_that_are_apart_are_told(made: Made) -> None:
    found = made.read("webdataset", {"1.tar": tar(("a.txt", b"un"), ("b.txt", b"deux"), ("a.json", b"{}"))})
    assert [d.id for d in found] == ["made/a", "made/b"] and list(made.broken) == ["made/a"]
