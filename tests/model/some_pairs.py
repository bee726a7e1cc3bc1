"""A few hundred labelled pairs made by code, enough to see a small judge learn; and a bundle of a judge that always says one thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from necker.codecs import bpe
from necker.core.language import Lang
from necker.model.encoder import Encoder
from necker.model.export_encoder import export_encoder
from necker.model.judge_pairs import LABELS, Cutter, learning_text
from necker.model.judge_pipeline import write_judge
from necker.model.judge_recipe import JudgeRecipe, Lesson, Network
from necker.model.recipe import Tokenizer
from necker.training.plan import LegPlan

NAMES = "Ada Bob Carla Dora Emil Fanny Gaston Hugo Iris Jules Karl Lise Marc Nora Oscar Paul".split()
CITIES = "Paris Lyon Rome Oslo Delhi Lima Cairo Kyoto".split()
VERBS = {"en": ("was born in", "lived in"), "fr": ("est né à", "a vécu à")}
YEAR = {"en": "in", "fr": "en"}


@dataclass(frozen=True, slots=True)
class MadePair:
    claim: str
    lang: Lang
    passage: str
    title: str
    label: str
    kind: str
    spans: tuple[tuple[int, int], ...] = ()
    context: str = ""
    passage_lang: Lang = "en"
    source: str = "code"
    licence: str = "CC0-1.0"


def made(i: int) -> MadePair:
    """Pair number i: a sentence and its copy, a copy with another city, or one of another person."""
    name, city = NAMES[i % 16], CITIES[i // 16 % 8]
    lang: Lang = "fr" if i // 128 % 2 else "en"
    verb, year = VERBS[lang][i // 256 % 2], f"{YEAR[lang]} {1800 + i % 97}"
    passage = f"{name} {verb} {city} {year}."
    kind = i % 3
    said, who = (
        (city, name)
        if kind == 0
        else (CITIES[(i // 16 + 1 + i % 7) % 8], name)
        if kind == 1
        else (city, NAMES[(i + 5) % 16])
    )
    claim = f"{who} {verb} {said} {year}."
    wrong = {0: None, 1: said, 2: who}[kind]
    spans = ((claim.index(wrong), claim.index(wrong) + len(wrong)),) if wrong else ()
    context = f"{name} liked tea." if i % 2 else ""
    kinds = ("copy", "place", "other_page")
    return MadePair(claim, lang, passage, name, LABELS[kind], kinds[kind], spans, context, lang)


def some(count: int = 600) -> list[MadePair]:
    return [made(i) for i in range(count)]


def short_recipe(steps: int = 4, legs: int = 1) -> JudgeRecipe:
    plan = LegPlan(steps, 3e-3, warmup=2, hash_every=2)
    network = Network(dim=64, layers=2, heads=2, hidden=96, longest=96, rows=8, micro_batches=2)
    return JudgeRecipe("short", 7, Tokenizer(320, 20_000), network, (plan,) * legs, (Lesson("none", 600),))


def biased_bundle(
    folder: Path, answer: Sequence[float], calibration: dict[str, object] | None = None, lively: bool = False
) -> Path:
    """A judge whose logits are `answer` whatever it reads; a `lively` one adds to them what an untrained network says."""
    recipe = replace(short_recipe(), name="biased")
    tokenizer = bpe.train(learning_text(some(), 20_000), 320)
    model = Encoder(recipe.config(Cutter(tokenizer, recipe.network.longest).vocabulary_size), 3)
    weights = {name: value.detach().numpy().copy() for name, value in model.named_parameters()}
    if lively:
        drawn = np.random.default_rng(1)
        weights = {
            n: (v if v.ndim < 2 else drawn.normal(0, v.shape[1] ** -0.5, v.shape).astype(np.float32))
            for n, v in weights.items()
        }
    weights["verdict.bias"] = np.array(answer, np.float32)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tokenizer.json").write_text(tokenizer.to_json(), "utf-8")
    (folder / "judge.onnx").write_bytes(export_encoder(model.config, weights))
    write_judge(folder, recipe, "0" * 64, calibration)
    return folder
