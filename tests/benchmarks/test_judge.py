"""The evaluation of judges: its claims made by rule, thresholds that no pair helps to set, tables and drawings of a small run."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from tests.model.some_pairs import biased_bundle

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
MODULES = ("claims", "sets", "peers", "figures", "draw", "card", "splitting")


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return SimpleNamespace(**{name: importlib.import_module(f"judge_{name}") for name in MODULES})


def test_facts_are_made_false_only_where_that_is_certain(bench: SimpleNamespace) -> None:
    number, negation, opposite = (bench.claims.FALSE[kind] for kind in ("number", "negation", "opposite"))
    assert number("Jay-Z has won 22 Grammy awards.") == "Jay-Z has won 62 Grammy awards."
    assert number("Eddie Murphy was born in 1961.") == "Eddie Murphy was born in 1901."
    assert number("Seawater weighs over 8 pounds.") is None  # "over 2" would still be so
    assert number("He flew on Apollo 11.") is None
    assert negation("Bengal cats are carnivores.") == "Bengal cats are not carnivores."
    assert negation("Some cats are black.") is None and negation("A cat that is black sleeps.") is None
    assert opposite("Elk meat is leaner and has more protein.") == "Elk meat is leaner and has less protein."
    assert opposite("The warm and the cold day.") is None


def test_a_fact_said_otherwise_stays_so(bench: SimpleNamespace) -> None:
    told = bench.claims.said_otherwise
    assert told("Egypt is located in Africa.") == "Egypt lies in Africa."
    assert told("Helio Gracie had 9 children.") == "Helio Gracie had nine kids."
    assert told("Bing is a search engine, which is a digital object.") == "Bing is a search engine."
    assert told("Emus fly.") == "Emus fly."


@pytest.mark.parametrize(
    ("question", "answer", "claim"),
    [
        ("who played Shaggy in the new movie", "Matthew Lillard", "Matthew Lillard played Shaggy in the new movie."),
        ("When did Pho originate?", "1905", "Pho originated in 1905."),
        ("when was the Eiffel Tower built", "31 March 1889", "The Eiffel Tower was built on 31 March 1889."),
        ("where was the first game played", "Ottawa", "The first game was played in Ottawa."),
        ("how many airports are there in Japan", "173", "There are 173 airports in Japan."),
        ("who is the tower named after", "Gustave Eiffel", None),
        ("when did he arrive", "1905", None),
        ("who wrote the long book", "in 1905", None),
    ],
)
def test_questions_become_statements(bench: SimpleNamespace, question: str, answer: str, claim: str | None) -> None:
    made = bench.claims.statement(question, answer)
    assert (bench.claims.filled(*made, answer) if made else None) == claim


def test_a_short_answer_is_the_only_one(bench: SimpleNamespace) -> None:
    short = bench.claims.short_answer
    asked = "When was the pavilion opened?"
    assert short("date", "The pavilion was opened in March 1992 by the queen.", asked) == "March 1992"
    assert short("date", "The pavilion was opened in 1992 and closed in 1993.", asked) is None
    assert short("date", "The pavilion was open until 1992 to visitors.", asked) is None


def _items(bench: SimpleNamespace, count: int) -> list[Any]:
    sets = bench.sets
    where = sets.passage("Ada was born in Paris.", "en", "Ada")
    return [
        sets.Item(f"i{n}", "en", "Ada was born.", ((where, None),), ("supported", "not_supported")[n % 2], f"g{n // 2}")
        for n in range(count)
    ]


def test_no_pair_is_judged_by_a_threshold_it_helped_to_set(bench: SimpleNamespace) -> None:
    """A score that means the opposite in the two halves is worth nothing, though each half alone would call it perfect."""
    figures, items = bench.figures, _items(bench, 400)
    gathered = bench.sets.Gathered("s", bench.sets.SUPPORTED, tuple(items), "", "")
    good = [float(i.label == "supported") for i in items]
    turned = [share if figures._fold(i) else 1 - share for i, share in zip(items, good, strict=True)]
    for scores, least, most in ((good, 1.0, 1.0), (turned, 0.0, 0.5)):
        said = [bench.peers.Said(share, -share) for share in scores]
        row = figures.measured(gathered, "j", items, said)[0]
        assert least <= row["balanced_accuracy"][0] <= most
        assert row["coverage"] == (1.0 if scores is good else 0.0) and (row["wrong"] == 0) == (scores is good)


def test_a_slow_peer_is_asked_once(bench: SimpleNamespace, tmp_path: Path) -> None:
    asked: list[int] = []

    def ask(items: list[Any]) -> list[Any]:
        asked.append(len(items))
        return [bench.peers.Said(0.25, 0.5, None, None, (0.25, 0.5, 0.25)) for _ in items]

    sets = bench.sets
    items = [
        sets.Item(f"i{n}", "en", f"Claim {n}.", ((sets.passage("It rains.", "en", ""), None),), "supported", "g")
        for n in range(120)
    ]
    first = bench.peers.remembered(bench.peers.Peer("slow", ask, 400), tmp_path).ask(items[:60])
    again = bench.peers.remembered(bench.peers.Peer("slow", ask, 400), tmp_path).ask(items)
    assert asked == [50, 10, 50, 10] and again[:60] == first and again[99].p == (0.25, 0.5, 0.25)
    assert all(said.seconds > 0 for said in again)


def test_passages_keep_their_sentences(bench: SimpleNamespace) -> None:
    lines = ["Ada was born in Paris", "She died.", "Bob left."]
    found = bench.sets.joined(lines, "en", "Ada")
    assert [found.text[start:end] for start, end in found.sentences] == lines


def test_made_up_passages_are_looked_for_in_claims_that_are_checked(bench: SimpleNamespace) -> None:
    answer = "Paris lies in Peru. I hope this helps you!"
    found = bench.splitting._one({"chatgpt_response": answer, "hallucination_spans": ["lies in Peru.", "not there"]})
    assert (found["given"], found["spans"], found["lost"]) == (2, 1, 0)
    assert found["marked"] == found["marked_held"] == len("liesinPeru.") and found["all_held"] == len(
        "ParisliesinPeru."
    )
    polite = bench.splitting._one({"chatgpt_response": answer, "hallucination_spans": ["I hope this helps you!"]})
    assert polite["lost"] == 1 and polite["marked_held"] == 0


def test_a_small_run_gives_tables_drawings_and_a_card(
    bench: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    command = importlib.import_module("judge")
    bundle = biased_bundle(tmp_path / "bundle", [0.5, 0.0, 0.0], lively=True)
    judge, peers = bench.peers.trained(bundle, 1)
    few = bench.sets.minimal().first(40)
    assert {item.id[:-1] for item in few.items if item.id.endswith("a")} == {i.id[:-1] for i in few.items}
    kept = [peer for peer in bench.peers.every_peer() if peer.most is None]
    slow = bench.peers.Peer("slow", bench.peers.by_overlap, 10)
    found = command.run([few], [*kept, slow, *peers], [judge])
    found |= {"judges": [command.about_of(bundle, None)], "threads": 1, "splitting": None}
    names = {row["judge"] for row in found["rows"]}
    assert names == {"word overlap", "rules only", "words and rules", "slow", "biased alone", "biased and rules"}
    assert {row["judge"] for row in found["common"]} == names
    for row in found["rows"]:
        middle, low, high = row["balanced_accuracy"]
        assert low <= high and (np.isnan(middle) or 0 <= middle <= 1) and 0 <= row["wrong_bound"] <= 1
    page, drawn = bench.card.tables(found), bench.card.drawings(found)
    assert "| words and rules | fr |" in page and "both verdicts right" in page and "| nan" not in page
    assert set(drawn) == {f"{kind}.{lang}.svg" for kind in ("risk-coverage", "reliability") for lang in ("fr", "en")}
    for picture in drawn.values():
        kinds = [element.tag.partition("}")[2] for element in ElementTree.fromstring(picture).iter()]
        assert {"title", "desc"} <= set(kinds) and not re.search(r"url\(|href", picture)
    assert "Open weights and open data" in bench.card.card(found)
    started = {**found, "judges": [{**found["judges"][0], "start": "an encoder"}]}
    assert "Open weights, not open data" in bench.card.card(started)
