"""Open sets of questions and of entailment, from the mirror: their paragraphs as pages, what they label as pairs.

PIAF, QED and SelQA give paragraphs; PIAF and QED answers too, which make claims where the question has a plain form.
StrategyQA gives single facts.  RTE3-FR gives labelled pairs as they are.
"""

from __future__ import annotations

import csv
import html
import io
import json
import lzma
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from necker.core.language import Lang
from necker.lessons.changed import capital
from necker.lessons.pages import Page
from necker.lessons.pair import Label, Pair
from necker.sources.mirror import FileRef, open_file
from necker.text.normal import nfc
from necker.text.sentences import sentences

RTE3 = FileRef(
    "text/train/rte3_fr/RTE3-FR-dev-set-3class.tsv.xz",
    "5d8eccbef231acdffe89a7e4250bdd6b1ce2ce271fd04e5cfcbece188882f892",
)
PIAF = FileRef("text/train/piaf/piaf_train.json.xz", "e194b1726e1de930fd9ea142fd2a1ea52e09fee407e5f65b558d19d9e01b14f1")
QED = FileRef("text/train/qed/qed.jsonl.xz", "a136015a8cbb404a9b55dc986b78d7c2a2532649a8086b9d09f89486f3dfb566")
SELQA = FileRef(
    "text/train/selqa/selqa-ass-dev.json.xz", "706519731e1c477ce58c93737f7a7c9e416076d2b30d462fb3ff3d3230408820"
)
STRATEGYQA = FileRef(
    "text/train/strategyqa/train.json.xz", "f4b4e03644cf63a20cda91cd3583eb669c8a316ef5a7bd5ad8eebffb169d733f"
)
_LICENCES = {
    "piaf": "MIT AND CC-BY-SA-3.0",
    "qed": "CC-BY-SA-3.0",
    "selqa": "Apache-2.0 AND CC-BY-SA-3.0",
    "strategyqa": "MIT",
    "rte3": "BSD-2-Clause",
}


class Answer(NamedTuple):
    """A question of a plain form with its answer: `claim` has "{}" where the answer goes, `sentence` holds the answer once."""

    page: Page
    sentence: str
    answer: str
    claim: str


def _read(ref: FileRef) -> str:
    return nfc(lzma.decompress(open_file(ref).read_bytes()).decode("utf-8"))


def _page(lang: Lang, title: str, text: str, source: str, description: str = "", prose: bool = True) -> Page:
    found = tuple(text[start:end] for start, end in sentences(text, lang))
    return Page(lang, title, description, found, source, _LICENCES[source], prose)


def _plain(text: str) -> str:
    """QED's text without the spaces of its tokenizer."""
    text = re.sub(r"``\s?|\s?''", '"', text)
    text = re.sub(r" ([,.;:!?%)\]]|'s\b|n't\b)", r"\1", text)
    text = re.sub(r"([(\[$£€]) ", r"\1", text)
    return re.sub(r"(?<=\w) ([-–/]) (?=\w)", r"\1", text).strip()


def paragraphs() -> Iterator[Page]:
    """The paragraphs of PIAF, QED and SelQA, and the facts of StrategyQA."""
    for article in json.loads(_read(PIAF))["data"]:
        title = re.sub(r"<[^>]+>", "", html.unescape(article["title"]))
        for paragraph in article["paragraphs"]:
            yield _page("fr", title, paragraph["context"], "piaf")
    for item in map(json.loads, _read(QED).splitlines()):
        yield _page("en", item["title_text"], _plain(item["paragraph_text"]), "qed")
    seen: set[str] = set()
    for item in json.loads(_read(SELQA)):
        text = " ".join(item["candidates"])
        if text not in seen:
            seen.add(text)
            yield Page("en", item["article"], "", tuple(item["candidates"]), "selqa", _LICENCES["selqa"])
    for item in json.loads(_read(STRATEGYQA)):
        facts = tuple(re.sub(r"  +", " ", fact).strip() for fact in item["facts"])
        yield Page("en", item["term"], "", facts, "strategyqa", _LICENCES["strategyqa"], prose=False, named=False)


_FR_FORMS = (
    (re.compile(r"^Qui (?P<rest>(?:est|était|fut|a|succède|dirige|remporte|fonde|devient|découvre|gouverne)\b[^?,]{5,90}?) ?\?$"), "{} {rest}."),
    (re.compile(r"^Quel(?:le)? (?P<be>est|était|fut) (?P<rest>(?:le|la|l['’])[^?,]{5,80}?) ?\?$"), "{rest} {be} {}."),
    (re.compile(r"^Quel(?:le)? (?P<noun>pays|ville|roi|pape|homme|auteur|général|groupe|peuple) (?P<rest>(?:est|était|fut|a)\b[^?,]{5,80}?) ?\?$"), "{} {rest}."),
)  # fmt: skip
_EN_FORMS = (
    (re.compile(r"^who (?P<rest>(?:is|was|wrote|played|plays|sang|sings|invented|discovered|founded|directed|painted|designed|composed|won|became) (?!in\b|on\b|the voice)[^?]{5,80})$"), "{} {rest}."),
)  # fmt: skip
_PROPER = re.compile(
    r"(?:l['’]|le |la |the )?[A-ZÀ-Ý][\w.’'-]+(?: (?:(?:de|du|von|van|of|the|et) )?[A-ZÀ-Ý][\w.’'-]+){0,3}",
    re.IGNORECASE,
)


def _claim(question: str, answer: str, lang: Lang) -> str | None:
    """The question as a statement with "{}" for the answer."""
    if not answer.strip() or answer.count(" ") > 5 or not re.search(r"[A-ZÀ-Ý\d]", answer):
        return None
    for pattern, form in _FR_FORMS if lang == "fr" else _EN_FORMS:
        match = pattern.match(question.strip())
        if match is None or re.search(r"\b(?:il|elle|ils|elles|ce|cette|ces|they|he|she|it)\b", match["rest"]):
            continue
        plain_name = _PROPER.fullmatch(answer) is not None and answer[:1] != answer[:1].lower()
        if form.startswith("{}") and not plain_name:
            continue
        groups = match.groupdict()
        return capital(form.replace("{rest}", groups["rest"].strip()).replace("{be}", groups.get("be") or ""))
    return None


class Asked(NamedTuple):
    """A question with an answer out of its page, as people wrote them."""

    page: Page
    question: str
    answer: str


def asked() -> Iterator[Asked]:
    """All questions of PIAF and QED with their answers."""
    for article in json.loads(_read(PIAF))["data"]:
        title = re.sub(r"<[^>]+>", "", html.unescape(article["title"]))
        for paragraph in article["paragraphs"]:
            page = _page("fr", title, paragraph["context"], "piaf")
            for item in paragraph["qas"]:
                yield Asked(page, item["question"], item["answers"][0]["text"])
    for item in map(json.loads, _read(QED).splitlines()):
        page = _page("en", item["title_text"], _plain(item["paragraph_text"]), "qed")
        if item["original_nq_answers"] and item["original_nq_answers"][0]:
            answer = item["original_nq_answers"][0][0]["string"]
            yield Asked(page, _cased(item["question_text"], page), _plain(answer))


def answers() -> Iterator[Answer]:
    """Answers of PIAF and QED whose question has a plain form, with the sentence that holds them."""
    for page, question, answer in asked():
        yield from _answered(page, question, answer)


def _answered(page: Page, question: str, answer: str) -> Iterator[Answer]:
    claim = _claim(question, answer, page.lang)
    holding = [s for s in page.sentences if s.count(answer) == 1]
    if claim is not None and len(holding) == 1 and answer not in claim and len(holding[0]) < 400:
        yield Answer(page, holding[0], answer, claim)


def _cased(question: str, page: Page) -> str:
    """A question in small letters with the capitals that its words always have in the paragraph."""
    whole = " ".join([page.title, *page.sentences])
    names: dict[str, str] = {}
    for word in re.findall(r"\w+", whole):
        low = word.lower()
        names[low] = low if names.get(low, word) != word or word == low else word
    return re.sub(r"\w+", lambda m: names.get(m[0], m[0]) if len(m[0]) > 2 else m[0], question)


def _rows(content: str) -> Iterator[dict[str, Any]]:
    yield from csv.DictReader(io.StringIO(content), delimiter="\t")


_RTE3_LABELS: dict[str, Label] = {"0": "supported", "1": "not_enough", "2": "contradicted"}


def rte3() -> Iterator[Pair]:
    """The labelled pairs of RTE3-FR; their spans are unknown, so that all of a claim is marked."""
    for row in _rows(_read(RTE3)):
        label = _RTE3_LABELS[row["label"]]
        claim = row["hypothesis"].strip()
        spans = () if label == "supported" else ((0, len(claim.rstrip("."))),)
        yield Pair(claim, "fr", row["premise"].strip(), "fr", "", "", label, "rte3", spans, "rte3", _LICENCES["rte3"])
