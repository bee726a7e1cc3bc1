"""The trained judge behind the seam: windows, batches, the veto of the rules, temperatures and thresholds, spans, damage.

The networks here are untrained, or say one thing whatever they read: what is promised holds for any weights.
"""

from __future__ import annotations

import json
import math
from hashlib import sha256
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from necker.codecs.unigram import Unigram
from necker.core.errors import MissingError, NeckerError
from necker.knowledge.library import Library
from necker.knowledge.passage import Passage, passage_of
from necker.verify import windows
from necker.verify.calibration import on_scale
from necker.verify.check import verify_claim
from necker.verify.claim import Claim
from necker.verify.judge import CONTRADICT, SUPPORT, Case, WordJudge
from necker.verify.trained import Texts, TrainedJudge
from necker.verify.windows import MOST_WINDOWS
from tests.model.some_pairs import biased_bundle
from tests.small_pack import SmallPack, page
from tests.verify.test_judge import CLAIMS, all_passages, claim

YES, NO, UNSURE = (4.0, 0.0, 0.0), (0.0, 4.0, 0.0), (0.0, 0.0, 4.0)


@pytest.fixture(scope="module")
def yes(tmp_path_factory: pytest.TempPathFactory) -> TrainedJudge:
    """Says "supported" of everything."""
    return TrainedJudge(biased_bundle(tmp_path_factory.mktemp("yes"), YES), threads=1)


@pytest.fixture(scope="module")
def lively(tmp_path_factory: pytest.TempPathFactory) -> TrainedJudge:
    return TrainedJudge(biased_bundle(tmp_path_factory.mktemp("lively"), (0, 0, 0), lively=True), threads=1)


def prose(library: Library, title: str) -> tuple[Passage, Passage | None]:
    passages = library.titled(title, "en")
    gloss = next((p for p in passages if p.kind == "description"), None)
    return next(p for p in passages if p.kind == "text"), gloss


def every(library: Library) -> list[Case]:
    return [(claim(text, lang), passage, None) for (lang, text), passage in product(CLAIMS, all_passages(library))]


def test_scores_and_spans_of_every_claim_on_every_passage(library: Library, lively: TrainedJudge) -> None:
    cases = every(library)
    for (said, passage, _), found in zip(cases, lively.judge_many(cases), strict=True):
        assert 0 <= found.supports <= 1 and 0 <= found.contradicts <= 1 and found.passage is passage
        assert found.spans and set(found.spans) <= set(passage.sentences)
        assert not (found.clashes and found.supports)
        assert found.p is None or sum(found.p) == pytest.approx(1)
        assert all(
            0 <= s < e <= len(said.text) and said.text[s:e].strip() == said.text[s:e] for s, e in found.unsupported
        )


def test_a_batch_says_what_each_case_says(library: Library, lively: TrainedJudge) -> None:
    cases = [case for case in every(library) if len(case[1].sentences) < MOST_WINDOWS][:20]
    for (said, passage, gloss), found in zip(cases, lively.judge_many(cases), strict=True):
        alone = lively.judge(said, passage, gloss)
        assert (alone.p is None) == (found.p is None)
        assert np.allclose(alone.p or 0, found.p or 0, atol=0.02)  # int8: padding moves the last digits
    assert len({found.p for found in lively.judge_many(cases)}) > 5


@pytest.mark.parametrize(
    "wrong",
    (
        "Mozart was born in 1757 in Salzburg.",
        "Mozart was born in Prague.",
        "Mozart was not a composer.",
        "Beethoven composed more than 600 works.",
    ),
)
def test_the_rules_keep_their_veto(library: Library, yes: TrainedJudge, wrong: str) -> None:
    passage, gloss = prose(library, "Wolfgang Amadeus Mozart")
    rules = WordJudge().judge(claim(wrong), passage, gloss)
    found = yes.judge(claim(wrong), passage, gloss)
    assert rules.clashes and found.supports == 0.0 and found.contradicts >= rules.contradicts


def test_where_no_rule_objects_the_network_decides(library: Library, yes: TrainedJudge, tmp_path: Path) -> None:
    passage, gloss = prose(library, "Wolfgang Amadeus Mozart")
    true = claim("Wolfgang Amadeus Mozart was a composer.")
    found = yes.judge_many([(true, passage, gloss)])[0]
    assert found.supports > SUPPORT and found.p is not None and found.p[0] > 0.9 and found.unsupported == ()
    assert found.reason.startswith("judge: supported")
    for name, answer in (("no", NO), ("unsure", UNSURE)):
        other = TrainedJudge(biased_bundle(tmp_path / name, answer), threads=1).judge(true, passage, gloss)
        assert other.supports < SUPPORT and (other.contradicts >= CONTRADICT) == (name == "no")


def test_a_page_without_a_name_of_the_claim_cannot_contradict_it(library: Library, tmp_path: Path) -> None:
    passage, gloss = prose(library, "Wolfgang Amadeus Mozart")
    no = TrainedJudge(biased_bundle(tmp_path, NO), threads=1)
    assert no.judge(claim("Mozart was defeated at Waterloo."), passage, gloss).contradicts == 0
    assert no.judge(claim("Mozart was a composer of operas."), passage, gloss).contradicts >= CONTRADICT


@pytest.mark.parametrize(
    ("said", "supports"),
    [
        ("It was named after Pierre and Marie Curie of Paris.", False),
        ("Among those born in Paris are Marie Curie and others.", True),
    ],
)
@pytest.mark.parametrize("carried", [True, False])
def test_elsewhere_the_birth_that_a_claim_speaks_of_must_be_told(
    yes: TrainedJudge, said: str, supports: bool, carried: bool
) -> None:
    only = passage_of(page("en", "Sorbonne University", "", said), 0, pack="x", source=SmallPack())
    born = (
        claim("She was born in Paris.", subject="Marie Curie") if carried else claim("Marie Curie was born in Paris.")
    )
    found = yes.judge(born, only, None)
    assert (found.supports > 0) is supports


def test_a_sentence_supports_itself_and_a_long_copy_needs_no_network(library: Library, tmp_path: Path) -> None:
    passage, gloss = prose(library, "Wolfgang Amadeus Mozart")
    sentence = passage.text[slice(*passage.sentences[0])]
    no = TrainedJudge(biased_bundle(tmp_path, NO), threads=1)
    found = no.judge(claim(sentence.rstrip(".")), passage, gloss)
    assert found.supports == 1 and found.contradicts == 0 and found.reason == "the same words"
    long = claim(f"{sentence} " * 30)
    assert no.judge(long, passage, gloss).reason == "claim too long to be judged"


def test_a_long_claim_that_a_rule_contradicts_says_which(library: Library, yes: TrainedJudge) -> None:
    passage, gloss = prose(library, "Wolfgang Amadeus Mozart")
    sentence = passage.text[slice(*passage.sentences[0])]
    long = claim(f"{sentence[:-1]}, and Mozart was born in 1757{', the composer Mozart' * 40}.")
    found = yes.judge(long, passage, gloss)
    assert found.clashes and "too long" not in found.reason and found.supports == 0


def test_a_claim_whose_end_is_not_read_is_too_long(library: Library, yes: TrainedJudge, tmp_path: Path) -> None:
    """Spaces cost a unigram tokenizer nothing, so that a run of them could keep the network from what follows."""
    folder = biased_bundle(tmp_path, YES)
    pieces = Unigram([*((letter, -1.0) for letter in "\u2581abcdefghijklmnopqrstuvwxyzMSWA.")]).to_json().encode()
    (folder / "tokenizer.json").write_bytes(pieces)
    about = json.loads((folder / "judge.json").read_text("utf-8"))
    about["files"]["tokenizer.json"] = sha256(pieces).hexdigest()
    (folder / "judge.json").write_text(json.dumps(about), "utf-8")
    judge = TrainedJudge(folder, threads=1)
    texts = [Texts(f"Mozart wrote{gap}kittens.", "en", "", "Mozart wrote.", "", "en") for gap in (" ", " " * 2950)]
    assert [answer.whole for answer in judge.answers(texts)] == [True, False]


def test_it_fits_the_seam(library: Library, yes: TrainedJudge) -> None:
    passage, _ = prose(library, "Wolfgang Amadeus Mozart")
    said = Claim(0, 60, passage.text[slice(*passage.sentences[0])], "en")
    verify_claim(said, library, yes)
    assert said.verdict == "supported" and said.evidence[0].quote in passage.text


def test_windows_hold_a_sentence_its_neighbours_title_and_description(
    library: Library, yes: TrainedJudge, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Texts] = []
    answers = TrainedJudge.answers
    monkeypatch.setattr(TrainedJudge, "answers", lambda self, texts: [seen.extend(texts), answers(self, texts)][1])
    passage, gloss = prose(library, "Wolfgang Amadeus Mozart")
    assert gloss is not None and len(passage.sentences) >= 2
    yes.judge(claim("Mozart composed."), passage, gloss)
    said = [passage.text[s:e] for s, e in passage.sentences]
    assert sorted(one.passage for one in seen) == sorted(said)
    for one in seen:
        at = said.index(one.passage)
        assert one.title == passage.title and one.context.startswith(gloss.text)
        for place, sentence in enumerate(said):
            assert (sentence in one.context) == (abs(place - at) == 1)


def test_few_windows_are_shown_for_one_claim_and_those_of_most_words(
    library: Library, yes: TrainedJudge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(windows, "MOST_WINDOWS", 2)
    said = claim("Mozart was a composer born in Salzburg.")
    found = yes.judge_many([(said, passage, None) for passage in all_passages(library)])
    asked = [one for one in found if one.p is not None]
    assert 1 <= len(asked) <= 2 and any("Mozart" in one.passage.title for one in asked)
    assert all(one.supports == 0 for one in found if one.p is None)


def test_temperature_and_thresholds_are_those_of_the_language(library: Library, tmp_path: Path) -> None:
    at = {"temperature": {"fr": 4.0, "en": 1.0}, "support": {"fr": 0.5, "en": 0.99}, "bound": "wrong < 5 %"}
    judge = TrainedJudge(biased_bundle(tmp_path, YES, at), threads=1)
    assert (judge.name, judge.bound) == ("biased", "wrong < 5 %")
    logits = np.array(YES, np.float32)
    assert judge.probabilities(logits, "fr")[0] == pytest.approx(np.e / (np.e + 2))
    assert judge.probabilities(logits, "en")[0] == pytest.approx(np.e**4 / (np.e**4 + 2))
    passage, _ = prose(library, "Wolfgang Amadeus Mozart")
    found = judge.judge(claim("Wolfgang Amadeus Mozart was a composer.", "en"), passage, None)
    assert 0 < found.supports < SUPPORT  # 0.965 is under 0.99
    assert on_scale(0.99, 0.99, SUPPORT) == SUPPORT and on_scale(1.0, 1.0, SUPPORT) == SUPPORT
    scale = [on_scale(p / 100, 0.7, SUPPORT) for p in range(101)]
    assert (
        scale == sorted(scale)
        and scale[0] == 0
        and scale[100] == pytest.approx(1)
        and scale[70] == pytest.approx(SUPPORT)
    )


def test_odd_claims_are_judged_in_bounded_time(library: Library, yes: TrainedJudge) -> None:
    passage, gloss = prose(library, "Wolfgang Amadeus Mozart")
    for text in ("x" * 5000, "Mozart composed. " * 300, "", "|a|b|\n|-|-|", "\ud800", "e\u0301" * 50):
        found = yes.judge_many([(claim(text), passage, gloss)])[0]
        assert found.passage is passage
        if len(text) > 1000:
            assert found.supports == 0.0 and "too long" in found.reason


def test_a_damaged_judge_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(MissingError):
        TrainedJudge(tmp_path / "none")
    whole = biased_bundle(tmp_path / "a", YES)
    about = json.loads((whole / "judge.json").read_text("utf-8"))
    for name, data in (
        ("judge.onnx", b"x"),
        ("tokenizer.json", b"{}"),
        ("judge.json", b"{}"),
        ("judge.json", json.dumps({**about, "temperature": {"fr": 1}}).encode()),
        ("judge.json", json.dumps({**about, "longest": 20}).encode()),
        ("judge.json", b"[" * 100_000),
        *(("judge.json", json.dumps({**about, "temperature": {"fr": 1, "en": t}}).encode()) for t in (0, -1, math.nan)),
    ):
        before = (whole / name).read_bytes()
        (whole / name).write_bytes(data)
        with pytest.raises(NeckerError) as caught:
            TrainedJudge(whole)
        assert "\n" not in str(caught.value)
        (whole / name).write_bytes(before)
    TrainedJudge(whole)
