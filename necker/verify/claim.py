"""The data of verification: a claim is a span of a text, a verdict is one word, evidence is an exact quotation.

The JSON form is documented in docs/reference/answer.md.  No judging happens here.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any, Literal

from necker.core.language import say
from necker.knowledge.passage import Passage

Kind = Literal["fact", "number", "date", "computation", "opinion", "meta"]
Verdict = Literal["supported", "contradicted", "conflict", "not_enough", "computed", "not_checkable"]
Stance = Literal["supports", "contradicts"]


def verdict_word(verdict: Verdict) -> str:
    """The verdict in the language of the interface."""
    return {
        "supported": say("supported", "confirmé"),
        "contradicted": say("contradicted", "contredit"),
        "conflict": say("sources disagree", "sources en désaccord"),
        "not_enough": say("no source found", "aucune source"),
        "computed": say("calculated", "calculé"),
        "not_checkable": say("not checkable", "non vérifiable"),
    }[verdict]


@dataclass(frozen=True, slots=True)
class Evidence:
    """`quote == passage[start:end]`, code points; `sha256` is of the passage's UTF-8 bytes."""

    source: str
    stance: Stance
    lang: str | None
    title: str
    url: str | None
    revision: int | str | None
    passage_id: str
    passage: str
    start: int
    end: int
    licence: str | None
    attribution: str | None

    @property
    def quote(self) -> str:
        return self.passage[self.start : self.end]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.passage.encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        return {
            "source": self.source,
            "stance": self.stance,
            "lang": self.lang,
            "title": self.title,
            "url": self.url,
            "revision": self.revision,
            "passage_id": self.passage_id,
            "passage": self.passage,
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "sha256": self.sha256,
            "licence": self.licence,
            "attribution": self.attribution,
        }


def quote_from(passage: Passage, start: int, end: int, stance: Stance) -> Evidence:
    """Evidence for the code points [start, end) of a passage."""
    return Evidence(
        source=passage.source,
        stance=stance,
        lang=passage.lang,
        title=passage.title,
        url=passage.url,
        revision=passage.revision,
        passage_id=passage.id,
        passage=passage.text,
        start=start,
        end=end,
        licence=passage.licence,
        attribution=passage.attribution,
    )


@dataclass(frozen=True, slots=True)
class Look:
    """One sentence that a judge looked at, for `--explain`: what the rules objected to, and what each network said.

    `rules`: (kind, the claim's words, the passage's in their place or None); `scores`: (network, probabilities that the
    claim is supported, contradicted, neither).  `supports` and `contradicts` are on the judge's scale, from 0 to 1.
    """

    title: str
    lang: str
    passage_id: str
    sentence: str
    supports: float
    contradicts: float
    rules: tuple[tuple[str, str, str | None], ...]
    scores: tuple[tuple[str, tuple[float, float, float]], ...]

    def to_json(self) -> dict[str, Any]:
        shares = ("p_supported", "p_contradicted", "p_not_enough")
        return {
            "title": self.title,
            "lang": self.lang,
            "passage_id": self.passage_id,
            "sentence": self.sentence,
            "supports": round(self.supports, 4),
            "contradicts": round(self.contradicts, 4),
            "rules": [{"rule": kind, "said": said, "found": found} for kind, said, found in self.rules],
            "scores": [
                {"judge": name, **{key: round(share, 4) for key, share in zip(shares, each, strict=True)}}
                for name, each in self.scores
            ],
        }


@dataclass(slots=True)
class Claim:
    """A span [start, end) of the answer, in code points, with what was found about it.

    `subject` is the title that a pronoun at its head stands for, when there is one; it is used to look for evidence
    and never shown as part of the claim.  `continues` marks a claim cut off the sentence before it, whose subject it shares.
    `unsupported` are code points of `text` that nothing was found for; `explained` is None unless it was asked for.
    """

    start: int
    end: int
    text: str
    lang: str
    kind: Kind = "fact"
    subject: str | None = None
    continues: bool = False
    verdict: Verdict = "not_enough"
    p: float | None = None
    reason: str = ""
    evidence: list[Evidence] = field(default_factory=list)
    code: str | None = None
    output: str | None = None
    unsupported: tuple[tuple[int, int], ...] = ()
    explained: tuple[Look, ...] | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "kind": self.kind,
            "verdict": self.verdict,
            "p": None if self.p is None else round(self.p, 4),
            "reason": self.reason,
            "evidence": [one.to_json() for one in self.evidence],
            "code": self.code,
            "output": self.output,
            "unsupported": [{"start": start, "end": end} for start, end in self.unsupported],
            "explained": None if self.explained is None else [look.to_json() for look in self.explained],
        }
