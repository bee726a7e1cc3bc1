"""Minimal pairs: `python benchmarks/minimal.py [--judge BUNDLE]`.  One word or number of a claim flips the verdict; is the flip seen?

A pair is right when `a` is called supported and `b` what it is (contradicted or not decided).  *Told apart*: `a` supported and `b` not.
*Wrong as supported*: the share of the `b` that are called supported, with the upper end of its 95 % interval (Wilson).  The peer is
word overlap with the threshold that is best on these very pairs, which flatters it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from necker.core.language import Lang
from necker.evals.slice import wilson
from necker.knowledge.passage import Passage, sha256_of
from necker.model.judge_pairs import LABELS
from necker.text.sentences import sentences
from necker.text.words import content_stems
from necker.verify.claim import Claim
from necker.verify.judge import CONTRADICT, SUPPORT, WordJudge

DATA = Path(__file__).parent / "data"
Judged = Callable[[str, str, dict[str, Any]], str]


def passage_of(pair: dict[str, Any]) -> Passage:
    text, lang = pair["passage"], pair["passage_lang"]
    about = {"licence": None, "attribution": None, "page": 0, "position": 0}
    return Passage(
        id="minimal", pack="minimal", source="file", lang=lang, title=pair["title"], kind="text", text=text, url=None, revision=None,
        sha256=sha256_of(text), sentences=tuple(sentences(text, lang)), **about,
    )  # fmt: skip


def by_words(text: str, lang: str, pair: dict[str, Any]) -> str:
    """The judge of the assistant, on the passage alone."""
    found = WordJudge().judge(Claim(0, len(text), text, lang), passage_of(pair), None)
    if found.supports >= SUPPORT:
        return "supported"
    return "contradicted" if found.contradicts >= CONTRADICT else "not_enough"


def by_network(folder: Path) -> tuple[Judged, Judged]:
    """A trained judge: the network alone (its likeliest verdict), and as the assistant uses it, rules and thresholds in force."""
    from necker.verify.trained import TrainedJudge

    trained = TrainedJudge(folder)

    def alone(text: str, lang: str, pair: dict[str, Any]) -> str:
        scored = trained.judge_many([(Claim(0, len(text), text, lang), passage_of(pair), None)])[0]
        return LABELS[max(range(3), key=lambda label: scored.p[label])] if scored.p else "not_enough"

    def ruled(text: str, lang: str, pair: dict[str, Any]) -> str:
        scored = trained.judge_many([(Claim(0, len(text), text, lang), passage_of(pair), None)])[0]
        if scored.supports >= SUPPORT:
            return "supported"
        return "contradicted" if scored.contradicts >= CONTRADICT else "not_enough"

    return alone, ruled


def overlap(text: str, lang: Lang, pair: dict[str, Any]) -> float:
    mine = set(content_stems(text, lang))
    theirs = set(content_stems(f"{pair['title']} {pair['passage']}", pair["passage_lang"]))
    return len(mine & theirs) / max(1, len(mine))


def by_overlap(pairs: list[dict[str, Any]]) -> Judged:
    """Supported from a threshold on; the one that tells most pairs apart."""
    shares = [(overlap(p["a"]["claim"], p["lang"], p), overlap(p["b"]["claim"], p["lang"], p)) for p in pairs]
    cuts = sorted({share for both in shares for share in both})
    best = max(cuts, key=lambda cut: sum(a >= cut > b for a, b in shares))
    return lambda text, lang, pair: "supported" if overlap(text, lang, pair) >= best else "not_enough"  # type: ignore[arg-type]


def row(name: str, lang: str, pairs: list[dict[str, Any]], judge: Judged) -> str:
    said = [(judge(p["a"]["claim"], p["lang"], p), judge(p["b"]["claim"], p["lang"], p)) for p in pairs]
    count = len(pairs)
    right = sum(a == "supported" and b == p["b"]["label"] for (a, b), p in zip(said, pairs, strict=True))
    apart = sum(a == "supported" != b for a, b in said)
    held = sum(a == "supported" for a, _ in said)
    wrong = sum(b == "supported" for _, b in said)
    high = wilson(wrong, count)[1]
    return f"| {name} | {lang} | {right / count:.0%} | {apart / count:.0%} | {held / count:.0%} | {wrong / count:.0%} (< {high:.0%}) |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--judge", type=Path, metavar="BUNDLE", help="a trained judge to set beside them")
    args = parser.parse_args()
    networks = by_network(args.judge) if args.judge else None
    print(
        "| judge | claims | pairs right | told apart | `a` supported | `b` wrong as supported |\n|---|---|---|---|---|---|"
    )
    for lang in ("en", "fr"):
        lines = (DATA / f"minimal.{lang}.jsonl").read_text("utf-8").splitlines()
        pairs = [json.loads(line) for line in lines]
        print(row("word overlap", lang, pairs, by_overlap(pairs)))
        print(row("words and rules", lang, pairs, by_words))
        for name, judge in zip(("network alone", "network and rules"), networks or (), strict=False):
            print(row(name, lang, pairs, judge))


if __name__ == "__main__":
    main()
