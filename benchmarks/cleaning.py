"""Cleaning: Necker beside datatrove on the same rules, and beside datasketch on the same pairs, in the same run.

    pip install -e '.[data]' datatrove datasketch spacy tokenizers tldextract 'xxhash<4'
    NECKER_MIRROR=... python benchmarks/cleaning.py [--megabytes 24] [--rival 2]

Throughput: texts of the mirror through language, quality, personal data, exact and near duplicates, in two processes.
datatrove does Gopher's two filters, FineWeb's, its own mask (e-mail and IP addresses) and its signatures (14 x 8 hashes),
each on all texts of a sample, in one process.  Its language filter needs a model that is not in the package and is left
out.  Duplicates: pairs of texts made to a Jaccard similarity of five words in a row; both
get the same words.  Leaks: texts of tests planted in training texts, disguised.  Trace: strings of 50 bytes looked up.
"""

from __future__ import annotations

import argparse
import importlib
import json
import lzma
import multiprocessing
import os
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from necker.sources.clean.batch import Batch
from necker.sources.clean.leaks import Index, Item, Kind, Watch
from necker.sources.clean.near import Near, Sketches, sketches
from necker.sources.clean.personal import masked
from necker.sources.clean.quality import PAGE_RULES, RULES, Facts, judge

BATCH = 1 << 18  # bytes of texts cleaned together
SIMILARITIES = (95, 90, 85, 80, 70, 60, 50)  # per cent
KINDS: tuple[Kind, ...] = ("question", "answer", "claim", "label")


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings(one)


def records(folder: Path) -> Iterator[str]:
    """One text for each line of JSON, at most a tenth of what is wanted from each file."""
    for path in sorted(folder.rglob("*.jsonl.xz")):
        size = 0
        with lzma.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                record = json.loads(line)
                text = record.get("text") if isinstance(record, dict) else None
                text = text if isinstance(text, str) else "\n".join(strings(record))
                size += len(text)
                yield text
                if size > 2_000_000:
                    break


def in_batches(texts: Iterable[str]) -> Iterator[list[str]]:
    some: list[str] = []
    size = 0
    for text in texts:
        some.append(text)
        size += len(text)
        if size >= BATCH:
            yield some
            some, size = [], 0
    if some:
        yield some


def cleaned(texts: list[str]) -> tuple[Sketches, Counter[str], float, float]:
    """All steps on one batch: what the pipeline does for each.  Last come its processor seconds, and the MiB of this process."""
    before = time.process_time()
    hidden = [masked(text)[0] for text in texts]
    batch = Batch(hidden)
    reasons = Counter(
        reason for broken in judge(Facts(hidden, None, batch), (*RULES, *PAGE_RULES)) for reason in broken
    )
    found = sketches(batch)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found, reasons, time.process_time() - before, memory


def ours(texts: list[str]) -> float:
    """Megabytes a second of processor time in one process; prints those in two by the clock, joining the duplicates included."""
    batches = list(in_batches(texts))
    size = sum(len(text.encode()) for text in texts)
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool, Near() as near:
        list(pool.map(cleaned, batches[:4]))  # both processes have started
        before = time.perf_counter()
        number, reasons, processor, largest = 0, Counter[str](), 0.0, 0.0
        for found, why, seconds, memory in pool.map(cleaned, batches):
            added = near.add(found, [str(number + i) for i in range(len(found.exact))])
            number, reasons, processor = added.stop, reasons + why, processor + seconds
            largest = max(largest, memory)
        joining = time.perf_counter()
        kinds = Counter(one.kind for one in near.duplicates())
        after = time.perf_counter()
    print(f"  {size / 1e6:.1f} MB, {number} texts; {dict(kinds)}; joined in {after - joining:.2f} s; {dict(reasons)}")
    print(f"  {size / 1e6 / (after - before):.1f} MB/s by the clock in two processes of {largest:.0f} MiB at most")
    print(f"  {size / 1e6 / processor:.1f} MB/s of processor time in each")
    return size / 1e6 / processor


def steps(texts: list[str]) -> None:
    """Processor seconds of each step, in one process, as MB/s."""
    batches = list(in_batches(texts))
    size = sum(len(text.encode()) for text in texts)
    made = [Batch(some) for some in batches]
    todo: dict[str, Callable[[], object]] = {
        "personal data": lambda: [masked(text) for text in texts],
        "arrays of bytes, words, lines": lambda: [Batch(some) for some in batches],
        "language and quality": lambda: [judge(Facts(s, None, b), (*RULES, *PAGE_RULES)) for s, b in zip(batches, made, strict=True)],
        "exact and near": lambda: [sketches(batch) for batch in made],
    }  # fmt: skip
    for name, step in todo.items():
        print(f"  {name:32} {size / 1e6 / _seconds(step):8.1f} MB/s")


def _seconds(step: Callable[[], object]) -> float:
    before = time.process_time()
    step()
    return time.process_time() - before


def rival(texts: list[str]) -> float:
    """Megabytes a second of datatrove in one process, by processor time."""
    filters = importlib.import_module("datatrove.pipeline.filters")
    minhash = importlib.import_module("datatrove.pipeline.dedup.minhash")
    document = importlib.import_module("datatrove.data").Document
    mask = importlib.import_module("datatrove.pipeline.formatters").PIIFormatter()
    signer = minhash.MinhashDedupSignature(tempfile.mkdtemp(), minhash.MinhashConfig())
    named = ("GopherQualityFilter", "GopherRepetitionFilter", "FineWebQualityFilter")
    some = {name: getattr(filters, name)() for name in named}
    importlib.import_module("datatrove.utils.text").split_into_words("Warm up.")
    docs = [document(text=text, id=str(number)) for number, text in enumerate(texts) if text.split()]
    todo: dict[str, Callable[[], object]] = {
        **{name: (lambda f=f: [f.filter(doc) for doc in docs]) for name, f in some.items()},  # type: ignore[misc]
        "PIIFormatter": lambda: [mask.format(doc.text) for doc in docs],
        "MinhashDedupSignature": lambda: [_signature(signer, doc.text) for doc in docs],
    }
    size = sum(len(doc.text.encode()) for doc in docs)
    total = 0.0
    for name, step in todo.items():
        seconds = _seconds(step)
        total += seconds
        print(f"  {name:32} {size / 1e6 / seconds:8.2f} MB/s")
    return size / 1e6 / total


def _signature(signer: Any, text: str) -> object:
    shingles = signer.get_shingles(text)
    return signer.get_signature(shingles) if shingles.size else None


def pair(seed: int, shared: int, own: int) -> tuple[list[str], list[str]]:
    words = [f"w{n}" for n in random.Random(seed).sample(range(10**7), shared + 4 + 2 * own)]
    both = words[: shared + 4]
    return both + words[shared + 4 : shared + 4 + own], both + words[shared + 4 + own :]


def recall(count: int) -> None:
    """The share of pairs found at each similarity, and the processor seconds of the sketches."""
    datasketch = importlib.import_module("datasketch")
    seconds = {"ours": 0.0, "datasketch": 0.0}
    print("  similarity  ours  datasketch (128 permutations, threshold 0.8)")
    for share in SIMILARITIES:
        own = round(150 * (100 - share) / (100 + share) * 2)  # of 300 shingles: 300 - own shared, own of each
        pairs = [pair(seed * 1000 + share, 300 - own, own) for seed in range(count)]
        before = time.process_time()
        with Near() as near:
            for some in in_batches(" ".join(words) for one in pairs for words in one):
                near.add(sketches(Batch(some)), [str(i) for i in range(len(some))])
            mine = sum(1 for one in near.duplicates() if one.document // 2 == one.kept // 2)
        seconds["ours"] += time.process_time() - before
        before = time.process_time()
        theirs = sum(_meets(datasketch, *one) for one in pairs)
        seconds["datasketch"] += time.process_time() - before
        print(f"  {share / 100:10.2f} {mine / count:5.3f}  {theirs / count:5.3f}")
    print(f"  processor seconds: {dict(seconds)}")


def _meets(datasketch: Any, one: list[str], other: list[str]) -> bool:
    made = []
    for words in (one, other):
        sketch = datasketch.MinHash(num_perm=128)
        sketch.update_batch([" ".join(words[i : i + 5]).encode() for i in range(len(words) - 4)])
        made.append(sketch)
    index = datasketch.MinHashLSH(threshold=0.8, num_perm=128)
    index.insert("one", made[0])
    return bool(index.query(made[1]))


def leaks(train: list[str], tests: list[str]) -> None:
    """Texts of tests planted, each disguised, in training texts that hold none of them."""
    shuffler = random.Random(1)
    texts = [text for text in dict.fromkeys(tests) if 3 <= len(Batch([text]).word_hashes) <= 60 and len(text) < 400]
    texts = shuffler.sample(texts, min(4000, len(texts)))
    items = [Item(str(number), KINDS[number % 4], text) for number, text in enumerate(texts)]
    before = time.process_time()
    watch = Watch(items)
    built, clean, size = time.process_time() - before, [], 0
    before = time.process_time()
    for some in in_batches(train):
        held = {leak.document for leak in watch.leaks(Batch(some))}
        clean += [text for number, text in enumerate(some) if number not in held]
        size += sum(len(text.encode()) for text in some)
    passed = time.process_time() - before
    ways: tuple[Callable[[str], str], ...] = (str.upper, str.title, lambda t: "\n".join(t.split()), lambda t: f"« {t} »",
                                              lambda t: t.translate(str.maketrans("'\"-", "’”–")), lambda t: t.replace(" ", "\u00a0 "))  # fmt: skip
    planted = [
        f"{shuffler.choice(clean)}\n{ways[n % len(ways)](item.text)}\n{shuffler.choice(clean)}"
        for n, item in enumerate(items)
    ]
    found = 0
    for first in range(0, len(planted), 64):
        seen = watch.leaks(Batch(planted[first : first + 64]))
        found += len({leak.item for leak in seen if int(leak.item) == first + leak.document})
    print(
        f"  {found} of {len(planted)} planted texts found; {len(train) - len(clean)} of {len(train)} training texts held some"
    )
    print(
        f"  {len(items)} texts read in {built:.2f} s; training texts pass at {size / 1e6 / passed:.1f} MB/s (arrays included)"
    )


def trace(train: list[str]) -> None:
    docs = [text.encode() for text in train]
    before = time.perf_counter()
    index = Index.build(docs)
    built = time.perf_counter() - before
    chooser = random.Random(1)
    wanted: list[bytes] = []
    while len(wanted) < 2000:
        text = chooser.choice(docs)
        at = chooser.randrange(max(1, len(text) - 50))
        wanted.append(text[at : at + 50])
    times = []
    for one in wanted:
        before = time.perf_counter()
        held = index.count(one)
        times.append(time.perf_counter() - before)
        assert held
    times.sort()
    size = sum(map(len, docs)) / 1e6
    print(
        f"  {size:.1f} MB indexed in {built:.2f} s; a string found in {times[1000] * 1e6:.1f} µs (median), {times[1980] * 1e6:.1f} µs (99th)"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--megabytes", type=int, default=24)
    parser.add_argument("--rival", type=int, default=2, help="megabytes given to datatrove, which is slow")
    parser.add_argument("--pairs", type=int, default=500)
    options = parser.parse_args()
    if not (mirror := Path(os.environ.get("NECKER_MIRROR", "")) / "text").is_dir():
        parser.error("NECKER_MIRROR names no folder with texts")
    everything = list(records(mirror / "train"))
    random.Random(0).shuffle(everything)

    def taken(megabytes: int) -> list[str]:
        left, some = megabytes * 10**6, []
        for text in everything:
            left -= len(text.encode())
            if left < 0:
                break
            some.append(text)
        return some

    sample = taken(options.rival)
    print("Necker, two processes")
    mine = ours(taken(options.megabytes))
    print("Necker, each step, one process")
    steps(taken(options.megabytes))
    print("Recall of near duplicates")
    recall(options.pairs)
    print("Leaks")
    leaks(taken(options.megabytes), [line for text in records(mirror / "eval") for line in text.split("\n")])
    print("Trace")
    trace(taken(options.megabytes))
    print("datatrove, each step, one process")
    theirs = rival(sample)
    print(f"  {theirs:.2f} MB/s of processor time, all steps: Necker is {mine / theirs:.0f} times as fast")
    print(f"Python {sys.version.split()[0]}")


if __name__ == "__main__":
    main()
