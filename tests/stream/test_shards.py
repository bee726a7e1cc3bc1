"""A stream on disk promises: all of it or nothing, checked when opened, bound by one hash."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from necker.codecs.bpe import train
from necker.core.errors import MissingError, NeckerError
from necker.sources.document import Document, document_hash
from necker.stream.encode import Coder, Encoded, encode
from necker.stream.grammar import GrammarError
from necker.stream.shards import INDEX, TOKENS, Shards, write
from necker.stream.vocabulary import Vocabulary

BPE = train(["un chat, a cat"] * 3, 262)
CODER = Coder(Vocabulary(BPE.size, (4, 4), 4), BPE)
DOCUMENTS = [
    Document(f"test/{number}", (text,), "fr", "test", "CC0-1.0", number == 1)
    for number, text in enumerate(["Un chat.", "Une forêt d’été.", ""])
]


def pairs() -> list[tuple[Document, list[Encoded]]]:
    return [(document, encode(document, CODER)) for document in DOCUMENTS]


def test_what_is_written_is_read(tmp_path: Path) -> None:
    shards = write(tmp_path / "stream", pairs(), CODER.grammar)
    assert len(shards.entries) == 3
    for number, document in enumerate(DOCUMENTS):
        entry = shards.entries[number]
        assert CODER.read(list(map(int, shards.sequence(number)))) == [part for part in document.parts if part]
        assert (entry.id, entry.hash, entry.held_out) == (document.id, document_hash(document), document.held_out)
        assert (entry.source, entry.licence, entry.form) == ("test", "CC0-1.0", "text")
    assert shards.tokens.dtype == np.uint16
    assert sorted(path.name for path in (tmp_path / "stream").iterdir()) == [INDEX, TOKENS]


def test_the_same_documents_give_the_same_bytes_and_root(tmp_path: Path) -> None:
    one, two = (write(tmp_path / name, pairs(), CODER.grammar) for name in "ab")
    assert one.root() == two.root()
    for name in (INDEX, TOKENS):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    assert write(tmp_path / "c", pairs()[:2], CODER.grammar).root() != one.root()
    assert write(tmp_path / "d", pairs()[::-1], CODER.grammar).root() != one.root()


def test_the_root_binds_the_content(tmp_path: Path) -> None:
    roots = set()
    for text in ("ab", "ba"):
        document = Document("test/1", (text,), "fr", "test", "CC0-1.0", False)
        roots.add(write(tmp_path / text, [(document, encode(document, CODER))], CODER.grammar).root())
    assert len(roots) == 2


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = write(tmp_path, pairs(), CODER.grammar).root()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(NeckerError, match="No space left"):
        write(tmp_path, pairs()[:2], CODER.grammar)
    assert Shards.open(tmp_path).root() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [INDEX, TOKENS]


def test_what_breaks_the_grammar_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(GrammarError):
        write(tmp_path, [(DOCUMENTS[0], [Encoded("text", [1])])], CODER.grammar)
    assert not any(tmp_path.iterdir())


def test_a_stream_that_is_not_there_or_damaged(tmp_path: Path) -> None:
    with pytest.raises(MissingError):
        Shards.open(tmp_path)
    write(tmp_path, pairs(), CODER.grammar)
    whole = (tmp_path / INDEX).read_text("utf-8")
    lines = whole.splitlines(keepends=True)
    moved = json.dumps(json.loads(lines[1]) | {"offset": 0}) + "\n"
    for broken in ("".join(lines[:2]), lines[0] + moved + lines[2], whole + "{", "[1]\n", '{"id": "x"}\n'):
        (tmp_path / INDEX).write_text(broken, "utf-8")
        with pytest.raises(NeckerError, match="damaged"):
            Shards.open(tmp_path)
    (tmp_path / INDEX).write_text(whole, "utf-8")
    (tmp_path / TOKENS).write_bytes((tmp_path / TOKENS).read_bytes()[:-2])
    with pytest.raises(NeckerError, match="damaged"):
        Shards.open(tmp_path)
