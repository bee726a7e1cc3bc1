"""What the tests of proofs share: a pack of three short pages, an answer from it, proofs written, forged and checked."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from necker.assistant.answer import Answer, ToolCall
from necker.core.language import Lang
from necker.knowledge.pack import Pack
from necker.knowledge.passage import PackInfo, Passage, Source, SourcePage, SourcePassage
from necker.verify import check_proof
from necker.verify.check_proof import Checker, canonical
from necker.verify.claim import Claim, Evidence, quote_from
from necker.verify.judge import WordJudge
from necker.verify.proof import write_proof

SOURCE = Path(check_proof.__file__)
TEXTS = {
    "Sirius": "L’étoile 🌟 Sirius est la plus brillante du ciel nocturne. Sa magnitude est de −1,46.",
    "Sirius/B#2": "Sirius B est une naine blanche.",
    "Canopus": "Canopus est la deuxième étoile du ciel. Certains la croient première.",
}


class Stars:
    """A source of three short pages; as files, its name is a path and its pages have addresses on this machine."""

    name, licence, attribution, total = "/home/someone/stars", "CC-BY-SA-4.0", "their authors", 3

    def __init__(self, kind: Source = "wikipedia", texts: dict[str, str] = TEXTS) -> None:
        self.kind, self._texts = kind, texts

    def fingerprint(self) -> str:
        return "stars"

    def pages(self, skip: int) -> Iterator[SourcePage]:
        lang: Lang = "fr"
        head = "https://fr.example.org/" if self.kind == "wikipedia" else "file:///home/someone/stars/"
        for title, text in list(self._texts.items())[skip:]:
            yield SourcePage(lang, title, head + title, 7, None, None, [SourcePassage("text", text)])


def quoted(passage: Passage, words: str, stance: str = "supports") -> Evidence:
    start = passage.text.index(words)
    return quote_from(passage, start, start + len(words), stance)  # type: ignore[arg-type]


def answer_from(pack: Pack, code: str = "2020 - 1990", output: str = "30") -> dict[str, Any]:
    """An answer with an emoji before its claims, and one claim for each verdict."""
    found = {passage.title: passage for passage in pack.passages([1, 2, 3])}
    bright = quoted(found["Sirius"], "est la plus brillante")
    dwarf, second = quoted(found["Sirius/B#2"], "naine blanche"), quoted(found["Canopus"], "deuxième", "contradicts")
    first = quoted(found["Canopus"], "première")
    told: list[tuple[str, str, list[Evidence], str | None]] = [
        ("Sirius est la plus brillante.", "supported", [bright, dwarf], None),
        ("Canopus est la première.", "contradicted", [second], None),
        ("Canopus l’est peut-être.", "conflict", [first, second], None),
        ("Cela fait 30 ans.", "computed", [dwarf], code),
        ("Et non 31.", "contradicted", [], code),
        ("Elle a une planète.", "not_enough", [], None),
        ("Belle étoile !", "not_checkable", [], None),
    ]
    text = "🌟 " + " ".join(sentence for sentence, *_ in told)
    claims = []
    for sentence, verdict, evidence, calculation in told:
        start = text.index(sentence)
        claim = Claim(start, start + len(sentence), sentence, "fr", verdict=verdict, evidence=evidence)  # type: ignore[arg-type]
        claim.code, claim.output = calculation, output if calculation else None
        claims.append(claim)
    claims[0].p = 0.97
    made = Answer("Quelle est l’étoile la plus brillante ?", "fr", text, False, "extractive", "words", claims)
    made.tools = [ToolCall("search", "étoile", "Sirius")]
    return made.to_json()


def write(path: Path, answer: dict[str, Any], *packs: PackInfo) -> Path:
    write_proof(answer, path, packs, judge=WordJudge(), model="extractive")
    return path


def seal(document: Any) -> bytes:
    """The document with a digest that fits it."""
    document["sha256"] = sha256(canonical({k: v for k, v in document.items() if k != "sha256"})).hexdigest()
    return canonical(document)


def forged(proof: bytes, change: Callable[[Any], None]) -> bytes:
    document = json.loads(proof)
    change(document)
    return seal(document)


def failures(raw: bytes, *packs: Path) -> list[str]:
    return Checker(packs).check(raw)


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The checker as an auditor runs it: by itself, without our packages."""
    command = [sys.executable, "-I", "-S", str(SOURCE), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]
