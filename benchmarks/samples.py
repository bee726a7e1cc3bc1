"""Samples of a trained run to look at and to listen to: `python benchmarks/samples.py RUN OUT`.

pictures.png    held-out pictures, what the codec keeps of them, and what the model draws for their captions
drawn.png       the last of these alone
shapes.png      pictures made by code, and what the codec keeps of them: the model saw nothing like them
captions.tsv    those captions, and what the model says it sees
sounds.tsv      held-out recordings: what is said, and what the model hears; the first of each source as WAV, with its resynthesis
spoken-*.wav    words that the model says
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
from PIL import Image as Picture

from necker.codecs.pixels import to_square
from necker.engine import verbs
from necker.engine.bundle import Bundle
from necker.engine.wav import write_wav
from necker.sources.document import Document, Image, Sound, rank
from necker.sources.manifest import manifest
from necker.sources.readers import documents
from necker.sources.store import read_store

SIDE, SHOWN = 96, 10
WORDS = (("en", "seven"), ("fr", "bonjour"))


def held_out(run: Path, kind: type) -> Iterator[Document]:
    """Documents of a medium and a text that were never trained on, in the order of their hashes, each text once."""
    kept = [d for d in read_store(run / "data") if d.held_out and any(isinstance(p, kind) for p in d.parts)]
    seen: set[object] = set()
    for document in sorted(kept, key=lambda d: rank(d.id)):
        if document.parts[1] not in seen:
            seen.add(document.parts[1])
            yield document


def pictures(bundle: Bundle, run: Path, out: Path) -> None:
    rows: list[list[np.ndarray]] = [[], [], []]
    lines = ["lang\tcaption\tseen"]
    for document in islice(held_out(run, Image), SHOWN):
        image, caption = document.parts
        assert isinstance(image, Image) and isinstance(caption, str) and document.lang
        small = to_square(image.pixels, 32)
        rows[0].append(small)
        rows[1].append(bundle.image.decode(bundle.image.encode(small)))
        rows[2].append(verbs.draw(bundle, caption, document.lang, 0))
        seen = verbs.see(bundle, image.pixels, document.lang, 0)
        lines.append(f"{document.lang}\t{caption}\t{seen.text}")
    sheet(rows, out / "pictures.png")
    sheet(rows[2:], out / "drawn.png")
    (out / "captions.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    made = [part.pixels for d in documents(manifest("toy").source()) for part in d.parts if isinstance(part, Image)]
    shapes = [to_square(pixels, 32) for pixels in made[:: len(made) // SHOWN][:SHOWN]]
    sheet([shapes, [bundle.image.decode(bundle.image.encode(one)) for one in shapes]], out / "shapes.png")


def sheet(rows: list[list[np.ndarray]], path: Path) -> None:
    """Rows of pictures (32, 32, 3), enlarged without smoothing."""
    whole = np.concatenate([np.concatenate(row, axis=1) for row in rows])
    size = (len(rows[0]) * SIDE, len(rows) * SIDE)
    Picture.fromarray(whole).resize(size, Picture.Resampling.NEAREST).save(path, optimize=True)


def sounds(bundle: Bundle, run: Path, out: Path) -> None:
    lines, sources = ["source\tlang\tsaid\theard"], set()
    for document in islice(held_out(run, Sound), 3 * SHOWN):
        sound, text = document.parts
        assert isinstance(sound, Sound) and isinstance(text, str) and document.lang
        heard = verbs.hear(bundle, sound.samples, document.lang, 0)
        lines.append(f"{document.source}\t{document.lang}\t{text}\t{heard.text}")
        if document.source not in sources:
            sources.add(document.source)
            write_wav(out / f"{document.source}-original.wav", sound.samples)
            write_wav(out / f"{document.source}-codec.wav", bundle.sound.decode(bundle.sound.encode(sound.samples)))
    (out / "sounds.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    for lang, word in WORDS:
        write_wav(out / f"spoken-{word}.wav", verbs.say(bundle, word, lang, 0).samples)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    bundle = Bundle.open(args.run / "bundle")
    pictures(bundle, args.run, args.out)
    sounds(bundle, args.run, args.out)


if __name__ == "__main__":
    main()
