"""The sets on which judges are measured, as lists of pairs: a claim, the passages it is held against, what they say of it.

How each is made stands in its `how`, which the report prints.  No judging, no figures.
"""

from __future__ import annotations

import csv
import io
import json
import lzma
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from judge_claims import FALSE, beside, filled, kind_asked, said_otherwise, short_answer, statement
from minimal import DATA, passage_of

from necker.core.language import Lang
from necker.knowledge.library import Library
from necker.knowledge.passage import Passage, sha256_of
from necker.lessons.sets import _cased, _page, _plain
from necker.sources.document import rank
from necker.sources.mirror import FileRef, open_file
from necker.text.normal import nfc
from necker.text.sentences import sentences
from necker.verify.claim import Claim
from necker.verify.evidence import gather

THREE = ("supported", "contradicted", "not_enough")
SUPPORTED = ("supported", "not_supported")
CONTRADICTED = ("contradicted", "not_contradicted")
UNSEEN = "unseen articles"

RTE3 = FileRef(
    "text/eval/rte3_fr/RTE3-FR-test-gold-3class.tsv.xz",
    "dbf8b82868d1dfa3013912ca919e9c56fca465361cc7b6624c68fbfce73b6283",
)
DACCORD = FileRef(
    "text/eval/daccord_fr/daccord_dataset.tsv.xz", "4e86b3ee527cffb26abc8a829974432680fa287244668db29aae47a6143d9d22"
)
STRATEGYQA = FileRef(
    "text/eval/strategyqa/dev.json.xz", "08e7ae99c295e7954d690597c2b8a603cb8028bc95df7eaf954c1eacc3bb1131"
)
QED = FileRef("text/eval/qed/qed.jsonl.xz", "d64a48bab76e981cc240f4586d58bd26bdff726f59b6eed68215a11aff5bd173")
SELQA = FileRef(
    "text/eval/selqa/selqa-ass-test.json.xz", "bf4dff419a7939e33b95231cc4be6294f2653a8b1aac03ee98429628ca6d7d46"
)
HALUEVAL = FileRef(
    "text/eval/halueval_general/general_data.jsonl.xz",
    "86233c3043219a24eb601d51401102537dffa430cffe88fc8ba02544ae9dc0b1",
)

_AROUND = 2  # sentences of SelQA's section kept on each side of the one that answers
_NEAR = 3  # passages found for a claim that names no page

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Item:
    """A claim and the passages it is held against, each with its page's description; `label` is one of its set's.

    `group` is the article: pairs of one article stay together when intervals are drawn.
    """

    id: str
    lang: Lang
    claim: str
    cases: tuple[tuple[Passage, Passage | None], ...]
    label: str
    group: str
    kind: str = ""

    def asked(self) -> Claim:
        return Claim(0, len(self.claim), self.claim, self.lang)


@dataclass(frozen=True, slots=True)
class Gathered:
    """A set: `labels` are THREE, SUPPORTED or CONTRADICTED."""

    name: str
    labels: tuple[str, ...]
    items: tuple[Item, ...]
    how: str
    licence: str

    def first(self, most: int) -> Gathered:
        """At most so many pairs, those whose ids have the smallest hashes, in the order of the set.

        The two claims of a minimal pair ("...a", "...b") stay together."""
        kept = {item.id for item in sorted(self.items, key=lambda item: rank(item.id.rstrip("ab")))[:most]}
        return replace(self, items=tuple(item for item in self.items if item.id in kept))


def passage(
    text: str, lang: Lang, title: str, spans: Sequence[tuple[int, int]] | None = None, description: bool = False
) -> Passage:
    """A passage that belongs to no pack; without `spans`, its sentences are found."""
    found = tuple(sentences(text, lang)) if spans is None else tuple(spans)
    return Passage(
        id=f"judge/{lang}/{title}#{int(description)}", pack="judge", source="file", lang=lang, title=title,
        kind="description" if description else "text", text=text, url=None, revision=None, sha256=sha256_of(text),
        licence=None, attribution=None, page=0, position=int(description), sentences=found,
    )  # fmt: skip


def joined(lines: Iterable[str], lang: Lang, title: str) -> Passage:
    """A passage of sentences that are known."""
    text, spans = "", []
    for line in lines:
        start = len(text) + bool(text)
        text = f"{text} {line}" if text else line
        spans.append((start, len(text)))
    return passage(text, lang, title, spans)


def _read(ref: FileRef) -> str:
    return nfc(lzma.decompress(open_file(ref).read_bytes()).decode("utf-8"))


def _table(ref: FileRef) -> Iterator[Row]:
    yield from csv.DictReader(io.StringIO(_read(ref)), delimiter="\t")


def rte3() -> Gathered:
    labels = {"0": "supported", "1": "not_enough", "2": "contradicted"}
    items = []
    for row in _table(RTE3):
        premise = row["premise"].strip()
        cases = ((passage(premise, "fr", ""), None),)
        items.append(Item(f"rte3-{row['id']}", "fr", row["hypothesis"].strip(), cases, labels[row["label"]], premise))
    how = "RTE3-FR, test part as it is: translated premises and hypotheses, three classes. Grouped by premise."
    return Gathered("RTE3-FR", THREE, tuple(items), how, "BSD-2-Clause")


def daccord() -> Gathered:
    items = []
    for row in _table(DACCORD):
        cases = ((passage(row["premise"].strip(), "fr", ""), None),)
        label = "contradicted" if row["label"] == "1" else "not_contradicted"
        items.append(Item(f"daccord-{row['id']}", "fr", row["hypothesis"].strip(), cases, label, row["url"]))
    how = "DACCORD as it is: French sentence pairs, a contradiction or not; whether the others follow is not said. Grouped by source."
    return Gathered("DACCORD", CONTRADICTED, tuple(items), how, "BSD-2-Clause")


def strategyqa() -> Gathered:
    """Of each question: facts said otherwise, facts changed, and facts held against the others alone."""
    items = []
    for row in json.loads(_read(STRATEGYQA)):
        facts = [" ".join(fact.split()).rstrip(".") + "." for fact in row["facts"]]
        gloss = passage(row["description"], "en", row["term"], description=True) if row["description"] else None
        whole = ((joined(facts, "en", row["term"]), gloss),)
        for i, fact in enumerate(facts):
            name = f"strategyqa-{row['qid']}-{i}"
            told = said_otherwise(fact)
            kind = "copy" if told == fact else "said otherwise"
            items.append(Item(f"{name}-s", "en", told, whole, "supported", row["qid"], kind))
            for kind, change in FALSE.items():
                changed = change(fact)
                if changed and (false := said_otherwise(changed)) != told:  # what was changed may have been left out
                    items.append(Item(f"{name}-{kind}", "en", false, whole, "contradicted", row["qid"], kind))
                    break
            others = [other for other in facts if other != fact]
            if others and beside(fact, others):
                cases = ((joined(others, "en", row["term"]), gloss),)
                items.append(Item(f"{name}-n", "en", told, cases, "not_enough", row["qid"], "other facts"))
    how = (
        "Facts of StrategyQA's dev part. Passage: the facts of one question. Supported: a fact, with a remark left out, a number "
        "written otherwise or a listed word exchanged where that can be done. Contradicted: its last number changed, or `not` put "
        "after its first auxiliary, or a word with a listed opposite exchanged, then said otherwise likewise. Not enough: a fact "
        "against the other facts of its question, with which it shares a word but not half of its words. Grouped by question."
    )
    return Gathered("StrategyQA facts", THREE, tuple(items), how, "MIT")


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answered question as a statement, and where the answer stands."""

    id: str
    kind: str
    form: str
    answer: str
    where: Passage
    group: str

    def items(self, others: Sequence[_Answer]) -> Iterator[Item]:
        """The claim, and one with another question's answer that the passage does not hold."""
        true = filled(self.kind, self.form, self.answer)
        cases = ((self.where, None),)
        if true is None:
            return
        yield Item(f"{self.id}-s", "en", true, cases, "supported", self.group, self.kind)
        for other in sorted(others, key=lambda other: rank(f"{self.id}/{other.id}")):
            alike = other.kind == self.kind and _shape(other.answer) == _shape(self.answer)
            false = filled(self.kind, self.form, other.answer) if alike else None
            if false and other.answer not in f"{self.where.title} {self.where.text} {true}":
                yield Item(f"{self.id}-f", "en", false, cases, "not_supported", self.group, self.kind)
                return


def _shape(answer: str) -> tuple[int, bool]:
    return min(2, answer.count(" ")), any(c.isdigit() for c in answer)


def _from_answers(name: str, found: Sequence[_Answer], how: str, licence: str) -> Gathered:
    once = list({(a.form, a.answer): a for a in found}.values())
    items = tuple(item for answer in once for item in answer.items(once))
    return Gathered(name, SUPPORTED, items, how, licence)


_FALSE_ANSWER = "Not supported: the answer to another question of the same kind and form, which the passage does not hold. Grouped by article."


def qed() -> Gathered:
    found = []
    for row in map(json.loads, _read(QED).splitlines()):
        page = _page("en", row["title_text"], _plain(row["paragraph_text"]), "qed")
        given = row["original_nq_answers"]
        if any(len(each) > 1 for each in given):
            continue
        answer = min((_plain(each[0]["string"]) for each in given), key=len)
        made = statement(_cased(row["question_text"], page), answer)
        where = joined(page.sentences, "en", page.title)
        if made and answer in where.text:
            found.append(_Answer(f"qed-{row['example_id']}", *made, answer, where, page.title))
    how = (
        "Questions of QED's dev part (articles kept for evaluation) that have a plain form, as statements with their answer; "
        f"passage: the paragraph. {_FALSE_ANSWER}"
    )
    return _from_answers("QED claims", found, how, "CC-BY-SA-3.0")


def selqa() -> Gathered:
    found = []
    for number, row in enumerate(json.loads(_read(SELQA))):
        kind, lines = kind_asked(row["question"]), row["candidates"]
        if kind is None or len(row["answers"]) != 1:
            continue
        at = row["answers"][0]
        answer = short_answer(kind, lines[at], row["question"])
        made = statement(row["question"], answer) if answer else None
        around = [line.strip() for line in lines[max(0, at - _AROUND) : at + _AROUND + 1] if line.strip()]
        if made and answer:
            where = joined(around, "en", row["article"])
            found.append(_Answer(f"selqa-{number}", *made, answer, where, row["article"]))
    how = (
        "Questions of SelQA's test part that have a plain form and whose answer sentence holds one date, number, place or name "
        f"that can be the answer, as statements; passage: that sentence with {_AROUND} on each side. {_FALSE_ANSWER}"
    )
    return _from_answers("SelQA claims", found, how, "Apache-2.0 AND CC-BY-SA-3.0")


def claims(library: Library) -> Gathered:
    """The hand-written claims, against the page they name or, where they name none, what the search finds first."""
    items = []
    for half in ("dev", "val", "val2"):
        for lang in ("en", "fr"):
            for row in _lines(DATA / f"claims.{lang}.{half}.jsonl"):
                cases = _of_page(row, library) or _found(row, library)
                group = row["page"] or row["id"]
                items.append(Item(row["id"], row["lang"], row["claim"], cases, row["label"], group, half))
    how = (
        "`benchmarks/data/claims.*` of dev, val and val2 (looked at while the rules were written): the claim against all "
        f"passages of its page in the default pack, or, where it has none, the first {_NEAR} that the search finds. Grouped by page."
    )
    return Gathered("claims (dev, val, val2)", THREE, tuple(items), how, "Apache-2.0")


def _of_page(row: Row, library: Library) -> tuple[tuple[Passage, Passage | None], ...]:
    if not row["page"]:
        return ()
    found = [p for p in library.titled(row["page"], row["page_lang"]) if p.title == row["page"]]
    page = library.page(found[0]) if found else []
    gloss = next((p for p in page if p.kind == "description"), None)
    return tuple((p, gloss) for p in page)


def _found(row: Row, library: Library) -> tuple[tuple[Passage, Passage | None], ...]:
    claim = Claim(0, len(row["claim"]), row["claim"], row["lang"])
    return tuple((p, None) for p in gather(claim, library)[:_NEAR])


def _lines(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def minimal() -> Gathered:
    """Both claims of each pair; the ids of two that belong together differ in their last letter."""
    items = []
    for lang in ("en", "fr"):
        for pair in _lines(DATA / f"minimal.{lang}.jsonl"):
            cases = ((passage_of(pair), None),)
            for side in ("a", "b"):
                one = pair[side]
                group = pair["title"] or pair["id"]
                items.append(
                    Item(f"{pair['id']}{side}", lang, one["claim"], cases, one["label"], group, pair["change"])
                )
    how = "`benchmarks/data/minimal.*`: 600 pairs of claims written by hand, one word or number apart. Grouped by page."
    return Gathered("minimal pairs", THREE, tuple(items), how, "Apache-2.0; passages CC-BY-SA-4.0")


def lessons(path: Path) -> Gathered:
    """The half of a run's test lessons that no threshold of its judge was set on (see recipes/judge.py)."""
    items = []
    for number, row in enumerate(_lines(path)):
        group = row["title"] or row["passage"]
        if rank("calibrate/" + group) % 2 == 0:
            continue
        gloss = passage(row["context"], row["passage_lang"], row["title"], description=True) if row["context"] else None
        shown = passage(row["passage"], row["passage_lang"], row["title"], [(0, len(row["passage"]))])
        items.append(
            Item(f"lesson-{number}", row["lang"], row["claim"], ((shown, gloss),), row["label"], group, row["kind"])
        )
    how = "Test lessons from articles that no lesson of training came from, the half on which nothing was set. Grouped by article."
    return Gathered(UNSEEN, THREE, tuple(items), how, "as the lessons")


def everything(library: Library, lessons_of: Path | None) -> list[Gathered]:
    """All sets, the one of unseen articles first where it is given."""
    own = [lessons(lessons_of)] if lessons_of else []
    return [*own, minimal(), claims(library), rte3(), daccord(), strategyqa(), qed(), selqa()]


def answers_to_split() -> list[Row]:
    """HaluEval's answers, with `hallucination_spans` that people marked; for claim splitting only."""
    return [json.loads(line) for line in _read(HALUEVAL).splitlines()]
