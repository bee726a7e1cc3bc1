"""The judge that ships: whole, small enough, with its bound, and right about what a reader would expect of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from necker.core.language import set_language
from necker.model.judge_pairs import Texts
from necker.training.chain import read_chain
from necker.verify.trained import TrainedJudge

FOLDER = Path(__file__).parents[2] / "weights" / "judge" / "open"
MOST = 25_000_000  # bytes

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="no judge ships with this copy")


@pytest.fixture(scope="module")
def judge() -> TrainedJudge:
    return TrainedJudge(FOLDER)


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    yield
    set_language(None)


def test_it_is_whole_and_small_and_its_chain_leads_to_its_weights() -> None:
    about = json.loads((FOLDER / "judge.json").read_text("utf-8"))
    for name, wanted in about["files"].items():
        assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == wanted
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < MOST
    receipt, chain = json.loads((FOLDER / "receipt.json").read_text("utf-8")), read_chain(FOLDER / "chain.jsonl")
    assert receipt["end"] == about["weights"] and receipt["state_hash"] == chain[-1]["state"]
    recipe = hashlib.sha256((FOLDER / "recipe.toml").read_bytes()).hexdigest()
    assert chain[0]["recipe"] == recipe


@pytest.mark.parametrize(("lang", "word"), [("en", "of the true ones"), ("fr", "des vraies")])
def test_its_bound_is_said_in_both_languages(lang: str, word: str) -> None:
    set_language("fr" if lang == "fr" else "en")
    assert word in TrainedJudge(FOLDER, threads=1).bound


PASSAGES = {
    "en": (
        "Coffee",
        "Coffee is a beverage brewed from the roasted and ground seeds of the tropical evergreen coffee plant.",
    ),
    "fr": (
        "Danube",
        "Le Danube est le deuxième fleuve d'Europe par sa longueur ; il prend sa source en Allemagne et se jette dans la mer Noire.",
    ),
}


@pytest.mark.parametrize(
    ("lang", "claim", "best"),
    [
        ("en", "Coffee is brewed from roasted seeds.", 0),
        ("en", "Coffee is brewed from the raw seeds of the plant.", 1),
        ("en", "Coffee was drunk in Yemen in the fifteenth century.", 2),
        ("fr", "Le Danube finit sa course dans la mer Noire.", 0),
        ("fr", "Le Danube se jette dans la mer Baltique.", 1),
        ("fr", "Le Danube est pollué par les usines de ses rives.", 2),
    ],
)
def test_what_it_says_of_plain_cases(judge: TrainedJudge, lang: str, claim: str, best: int) -> None:
    title, passage = PASSAGES[lang]
    known = "fr" if lang == "fr" else "en"
    answer = judge.answers([Texts(claim, known, title, passage, "", known)])[0]
    assert int(answer.logits.argmax()) == best, answer.logits


def test_a_pair_is_judged_alike_alone_and_among_others(judge: TrainedJudge) -> None:
    texts = [Texts("The sky is blue.", "en", t, p, "", "en") for t, p in PASSAGES.values()]
    alone = [judge.answers([one])[0].logits.tolist() for one in texts]
    assert [one.logits.tolist() for one in judge.answers(texts * 3)] == alone * 3
