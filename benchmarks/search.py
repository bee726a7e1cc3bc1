"""Search: Necker beside bm25s and tantivy, on the same passages and questions, in the same run.  Prints one table.

    pip install -e '.[bench]' && NECKER_MIRROR=... python benchmarks/search.py [--questions 1000]

Each system finds, for a question, the one passage known to answer it, among all passages of its set: PIAF (French) and
SelQA, QED (English) from the data mirror, each passage with its title; and, made from the vital pack, the lead section
that belongs to a description, the descriptions themselves being hidden.  Every system gets one index per set, the
language, stems and stop words, and counts a word of the title twice.  A query is timed from the string to the texts of
the 20 best passages; Necker also checks their hashes.  Its constants were set by judgement and looked at on these sets,
where recall@5 moves by less than a point around each of them.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from necker.core.errors import NeckerError
from necker.core.language import Lang
from necker.knowledge.build import build_pack
from necker.knowledge.library import Library
from necker.knowledge.passage import Source, SourcePage, SourcePassage
from necker.knowledge.vital import VitalSource, fetch_vital
from necker.text.words import content_stems

DEPTHS = (1, 5, 20)
WARM = 20  # questions asked before the clock starts
Find = Callable[[str], list[str]]


@dataclass
class Task:
    """Passages as (title, text), and questions as (question, the text of the passage that answers)."""

    name: str
    lang: Lang
    passages: list[tuple[str, str]]
    questions: list[tuple[str, str]]


def read(path: Path) -> str:
    with lzma.open(path, "rt", encoding="utf-8") as file:
        return file.read()


def piaf(folder: Path) -> Task:
    articles = json.loads(read(folder / "piaf" / "piaf_train.json.xz"))["data"]
    passages = [(a["title"], p["context"]) for a in articles for p in a["paragraphs"]]
    asked = [(q["question"], p["context"]) for a in articles for p in a["paragraphs"] for q in p["qas"]]
    return Task("PIAF", "fr", passages, asked)


def selqa(folder: Path) -> Task:
    rows = json.loads(read(folder / "selqa" / "selqa-ass-dev.json.xz"))
    passages = [(row["article"], " ".join(row["candidates"])) for row in rows]
    return Task("SelQA", "en", passages, [(row["question"], " ".join(row["candidates"])) for row in rows])


def qed(folder: Path) -> Task:
    rows = [json.loads(line) for line in read(folder / "qed" / "qed.jsonl.xz").splitlines()]
    passages = [(row["title_text"], row["paragraph_text"]) for row in rows]
    return Task("QED", "en", passages, [(row["question_text"], row["paragraph_text"]) for row in rows])


def vital(lang: Lang) -> Task:
    """Descriptions of at least four content words, to the lead section of their page."""
    pages = [page for page in VitalSource(fetch_vital(print)).pages(0) if page.lang == lang]
    texts = [{given.kind: given.text for given in page.passages} for page in pages]
    asked = [(text["description"], text["text"]) for text in texts if "description" in text]
    asked = [item for item in asked if len(content_stems(item[0], lang)) >= 4]
    passages = [(page.title, text["text"]) for page, text in zip(pages, texts, strict=True)]
    return Task("vital", lang, passages, asked)


def tasks(count: int) -> Iterator[Task]:
    mirror = os.environ.get("NECKER_MIRROR", "")
    folder = Path(mirror) / "text" / "train"
    makers: list[tuple[str, Callable[[], Task]]] = [
        ("PIAF", lambda: piaf(folder)),
        ("SelQA", lambda: selqa(folder)),
        ("QED", lambda: qed(folder)),
        ("vital fr", lambda: vital("fr")),
        ("vital en", lambda: vital("en")),
    ]
    for name, make in makers:
        try:
            task = make()
        except (OSError, NeckerError) as error:
            print(f"{name} is left out: {error}")
            continue
        task.passages = list(dict.fromkeys(task.passages))
        random.Random(0).shuffle(task.questions)
        task.questions = task.questions[:count]
        yield task


class Pages:
    """The passages of a task as a source of a pack, those of one title on one page."""

    name = "benchmark"
    kind: Source = "file"
    licence: str | None = None
    attribution: str | None = None

    def __init__(self, task: Task) -> None:
        by_title: dict[str, list[SourcePassage]] = {}
        for title, text in task.passages:
            by_title.setdefault(title, []).append(SourcePassage("text", text))
        self._pages = [SourcePage(task.lang, t, None, None, None, None, texts) for t, texts in by_title.items()]
        self.total: int | None = len(self._pages)

    def fingerprint(self) -> str:
        return "benchmark"

    def pages(self, skip: int) -> Iterator[SourcePage]:
        return iter(self._pages[skip:])


def necker(task: Task, folder: Path) -> Find:
    build_pack("benchmark", Pages(task), folder=folder)
    library = Library.open(["benchmark"], folder)
    return lambda question: [hit.passage.text for hit in library.search(question, limit=20, only_lang=task.lang)]


def bm25s(task: Task, folder: Path) -> Find:
    """Lucene's BM25 over our own stems and stop words (better here than the library's own tokenizer)."""
    import bm25s as library

    index = library.BM25(method="lucene", k1=1.2, b=0.75)
    index.index(
        [content_stems(f"{title} {title} {text}", task.lang) for title, text in task.passages], show_progress=False
    )

    def find(question: str) -> list[str]:
        stems = content_stems(question, task.lang)
        if not any(stem in index.vocab_dict for stem in stems):
            return []
        rows, _ = index.retrieve([stems], k=min(20, len(task.passages)), show_progress=False)
        return [task.passages[row][1] for row in rows[0]]

    return find


def tantivy(task: Task, folder: Path) -> Find:
    """One field with the title twice: better on every set here than a field of its own with a boost."""
    import tantivy as library

    language = {"fr": "french", "en": "english"}[task.lang]
    keep: Any = library.Filter
    analyzer = library.TextAnalyzerBuilder(library.Tokenizer.simple())
    for step in (keep.lowercase(), keep.stopword(language), keep.ascii_fold(), keep.stemmer(language)):
        analyzer = analyzer.filter(step)
    schema = library.SchemaBuilder()
    schema.add_text_field("text", stored=True, tokenizer_name="raw")
    schema.add_text_field("words", stored=False, tokenizer_name="own")
    index = library.Index(schema.build(), path=str(folder))
    index.register_tokenizer("own", analyzer.build())
    writer = index.writer()
    for title, text in task.passages:
        writer.add_document(library.Document(text=text, words=f"{title} {title} {text}"))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def find(question: str) -> list[str]:
        plain = "".join(c if c.isalnum() else " " for c in question)
        query, _ = index.parse_query_lenient(plain, ["words"])
        return [searcher.doc(address)["text"][0] for _, address in searcher.search(query, 20).hits]

    return find


def measure(name: str, make: Callable[[Task, Path], Find], task: Task) -> None:
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        find = make(task, Path(folder))
        built = time.perf_counter() - begun
        for question, _ in task.questions[:WARM]:
            find(question)
        ranks, times = [], []
        for question, answer in task.questions:
            begun = time.perf_counter()
            found = find(question)
            times.append((time.perf_counter() - begun) * 1000)
            ranks.append(found.index(answer) + 1 if answer in found else 99)
    recalls = [sum(rank <= depth for rank in ranks) / len(ranks) for depth in DEPTHS]
    cuts = statistics.quantiles(times, n=20)
    figures = "".join(f"{recall:8.3f}" for recall in recalls)
    print(f"{task.name:6} {task.lang}  {len(task.passages):6} {len(ranks):6}  {name:8}{figures}", end="")
    print(f"{statistics.median(times):9.2f}{cuts[18]:9.2f}{built:9.2f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=1000, help="questions of each set (1000)")
    count = parser.parse_args().questions
    print("set      passages  asked  system       R@1     R@5    R@20   p50 ms   p95 ms  build s")
    for task in tasks(count):
        for name, make in (("necker", necker), ("bm25s", bm25s), ("tantivy", tantivy)):
            try:
                measure(name, make, task)
            except ImportError:
                print(f"{name} is not installed: pip install 'necker[bench]'")


if __name__ == "__main__":
    main()
