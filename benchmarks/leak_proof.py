"""Is any text of a test in prepared data to learn from?  Looked for by other means than those that take it out.

    python benchmarks/leak_proof.py DIR [--limit 20]

Nothing of necker.sources is used: words are those of Python's own `\\w` on NFKD without marks, texts are compared as sets of
thirteen words in a row, and short texts (3 to 12 words) whole, between two ends of sentences or of fields.  What the
tests' texts are is read here again from the names of their lines.  Questions, answers of eight words, claims and spoken
turns of thirteen, labels beside one of these, must not be found, but claims that more than ten documents held before any
were taken out (in DIR/work, where it is still there), which are phrases of everybody; evidence, which tests quote from
elsewhere, is counted and listed by source.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow.parquet as parquet

GRAM, COMMON = 13, 10
KINDS = {
    "question": "Question Table Tableau", "answer": "Answer Réponse Solution Steps Étapes Equation Équation Tests Text Texte",
    "claim": "Claim Affirmation Hypothesis Hypothèse", "label": "Label Étiquette", "turn": "User Utilisateur Assistant",
    "evidence": "Evidence Extrait Premise Prémisse Tool Call Appel Result Résultat",
}  # fmt: skip
KIND = {name: kind for kind, names in KINDS.items() for name in names.split()}
TURN = {
    "user": "Question:",
    "asst": "Answer:",
    "call": "Call:",
    "ret": "Result:",
    "src": "Extrait:",
    "check": "Extrait:",
}
LINE = re.compile(rf"({'|'.join(KIND)})( [^:\n]*)?:(?=[ \n]|$)")
MARKS = re.compile("[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e]")
WORD = re.compile(r"[^\W_]+")
END = re.compile(r"[\n.!?:;\"|()\[\]{}<>*#=\t«»“”„–—…•→←×÷°]")


@dataclass
class Known:
    """The texts of tests: (kind, item) of each thirteen words and of each short text, by its words."""

    long: dict[int, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))
    short: dict[str, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))
    texts: Counter[str] = field(default_factory=Counter)
    lengths: set[int] = field(default_factory=set)


@dataclass
class Found:
    """What is in the data: of each kind, texts with a document that holds each."""

    documents: int = 0
    leaks: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    common: Counter[str] = field(default_factory=Counter)
    evidence: Counter[str] = field(default_factory=Counter)


def simple(text: str) -> str:
    text = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return MARKS.sub("", text)


def documents(folder: Path) -> Iterator[tuple[str, str]]:
    """(id, text)."""
    for path in sorted(folder.glob("documents-*.parquet")):
        for batch in parquet.ParquetFile(path).iter_batches(512, columns=["id", "parts"]):
            for row in batch.to_pylist():
                yield row["id"], "\n".join(filter(None, map(line_of, row["parts"])))


def line_of(part: dict[str, str]) -> str:
    """The text of a part; of a mark, the name of the turn that it begins."""
    text = (part["text"] or "").strip("\n")
    return text if part["kind"] == "text" else TURN.get(text, "") if part["kind"] == "mark" else ""


def texts(text: str) -> Iterator[tuple[str, str]]:
    """(kind, text) of what a document of a test is made of."""
    begun: list[tuple[str, list[str]]] = [("", [])]
    for line in text.split("\n"):
        name = LINE.match(line)
        if name:
            begun.append((KIND[name[1]], [line[name.end() :]]))
        else:
            begun[-1][1].append(line)
    if len(begun) > 1:
        for kind, lines in begun:
            said = "\n".join(lines).strip()
            if kind == "question":
                yield kind, re.sub(r" \([^()]*\)$", "", said)
            elif kind == "answer":
                yield from ((kind, one) for one in said.split("; ") if len(one.split()) >= 8)
            elif kind == "turn":
                if len(said.split()) >= GRAM:
                    yield "claim", said
            elif said:
                yield kind or "evidence", said
    elif re.search(r"^\s*def ", text, re.MULTILINE):
        yield "answer", text
    elif len(text.split()) < 120:
        lines = [re.sub("^(en|fr): ", "", line) for line in text.splitlines()]
        yield from (("claim", line) for line in lines if len(line.split()) >= 8)


def known(folders: list[Path]) -> Known:
    found = Known()
    for folder in folders:
        for id, text in documents(folder):
            for number, (kind, said) in enumerate(texts(text)):
                words = WORD.findall(simple(said))
                owner = (kind, f"{id}#{number}" if kind == "claim" else id)
                found.texts[kind] += bool(words)
                for at in range(len(words) - GRAM + 1):
                    found.long[hash(tuple(words[at : at + GRAM]))].add(owner)
                if 3 <= len(words) < GRAM:
                    found.short[" ".join(words)].add(owner)
                    found.lengths.add(len(words))
    return found


def held(text: str, tests: Known) -> set[tuple[str, str]]:
    """The texts of tests that one text holds."""
    text, found = simple(text), set[tuple[str, str]]()
    spans = [match.span() for match in WORD.finditer(text)]
    words = [text[start:end] for start, end in spans]
    for at in range(len(words) - GRAM + 1):
        found |= tests.long.get(hash(tuple(words[at : at + GRAM])), set())
    ends = [match.start() for match in END.finditer(text)]
    clear, place = {0, len(words)}, 0
    for at, (start, _) in enumerate(spans):
        while place < len(ends) and ends[place] < start:
            clear.add(at)
            place += 1
    for first in clear:
        for length in tests.lengths:
            if first + length in clear:
                found |= tests.short.get(" ".join(words[first : first + length]), set())
    return found


def proof(out: Path, under: str = "sources", names: list[str] | None = None) -> tuple[Known, Found]:
    """What is in the sources to learn from (in those of `names`), in the folder `under` of prepared data."""
    said = json.loads((out / "stats.json").read_bytes())["sources"]
    done = [name for name, one in said.items() if one["state"] == "done"]
    tests, found = known([out / "sources" / name for name in done if said[name]["split"] == "eval"]), Found()
    names = [name for name in (done if names is None else names) if said[name]["split"] != "eval"]
    claims: dict[str, list[str]] = defaultdict(list)
    for name in names:
        for id, text in documents(out / under / name):
            found.documents += 1
            owners = held(text, tests)
            firm = {item for kind, item in owners if kind not in ("label", "evidence")}
            for kind, item in sorted(owners):
                if kind == "claim":
                    claims[item].append(id)
                elif kind != "evidence" and (kind != "label" or item in firm):
                    found.leaks[kind].append((item, id))
            quoted = {item.partition("/")[0] for kind, item in owners if kind == "evidence"}
            found.evidence.update(f"{test} in {name}" for test in quoted)
    rare = {item for item, ids in claims.items() if len(ids) <= COMMON}
    before = _before(out, names, tests, rare)  # a phrase is common by all that was read
    for item, ids in claims.items():
        if item in rare and before[item] <= COMMON:
            found.leaks["claim"] += [(item, id) for id in ids]
        else:
            found.common[item] = len(ids)
    return tests, found


def _before(out: Path, names: list[str], tests: Known, items: set[str]) -> Counter[str]:
    """How many documents held each of some claims before leaks and duplicates were taken out."""
    counts = Counter[str]()
    few = Known(lengths=tests.lengths)
    for ours, theirs in ((few.long, tests.long), (few.short, tests.short)):
        for key, owners in theirs.items():
            if mine := {owner for owner in owners if owner[1] in items}:
                ours[key] = mine  # type: ignore[index]
    if items and (out / "work").is_dir():
        for name in names:
            for _, text in documents(out / "work" / name):
                counts.update(item for _, item in held(text, few))
    return counts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("out", type=Path, metavar="DIR")
    parser.add_argument("--limit", type=int, default=20, help="leaks that are shown")
    options = parser.parse_args()
    tests, found = proof(options.out)
    print(f"texts of tests: {dict(sorted(tests.texts.items()))}; documents to learn from: {found.documents}")
    for kind in ("question", "answer", "claim", "label"):
        print(f"{kind}: {len(found.leaks[kind])} found")
        for item, id in found.leaks[kind][: options.limit]:
            print(f"    {item} in {id}")
    print(f"claims that are common phrases: {len(found.common)}, in {sum(found.common.values())} places")
    print("evidence that sources to learn from have too, in documents:")
    for pair, count in found.evidence.most_common():
        print(f"    {pair}: {count}")
    return 1 if any(found.leaks.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
