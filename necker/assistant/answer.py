"""An answer is data first: text, claims with verdicts and quotations, tools used.  The JSON form is in docs/reference/answer.md."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from necker.core.language import Lang
from necker.verify.claim import Claim, Evidence


@dataclass(slots=True)
class ToolCall:
    """One use of a tool: `name`, what it was given, what came back."""

    name: str
    input: str
    output: str

    def to_json(self) -> dict[str, str]:
        return {"name": self.name, "input": self.input, "output": self.output}


@dataclass(slots=True)
class Answer:
    """The answer to a question.  `closest` are the nearest pages when it abstains: (title, language, url)."""

    question: str
    lang: Lang
    text: str
    abstained: bool
    model: str
    judge: str
    claims: list[Claim] = field(default_factory=list)
    tools: list[ToolCall] = field(default_factory=list)
    closest: list[Evidence] = field(default_factory=list)
    notice: str = ""
    seconds: float = 0.0

    def to_json(self) -> dict[str, Any]:
        return {
            "schema": 1,
            "question": self.question,
            "lang": self.lang,
            "answer": self.text,
            "abstained": self.abstained,
            "claims": [claim.to_json() for claim in self.claims],
            "closest": [
                {"title": one.title, "lang": one.lang, "url": one.url, "passage_id": one.passage_id}
                for one in self.closest
            ],
            "notice": self.notice,
            "tools": [tool.to_json() for tool in self.tools],
            "model": self.model,
            "judge": self.judge,
            "seconds": round(self.seconds, 4),
        }
