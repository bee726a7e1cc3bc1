"""The seed recipe in the form of the test suite: its shape and stages, on documents made by code, in a few steps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from necker.model.recipe import Ingredient, Recipe

SEED = Path(__file__).parents[2] / "recipes" / "seed.toml"


def short_recipe(steps: int = 6) -> Recipe:
    recipe = replace(Recipe.read(SEED).shortened(steps), name="short", source=(Ingredient("toy", repeat=2),))
    return replace(recipe, tokenizer=replace(recipe.tokenizer, size=320))


def write_recipe(path: Path, steps: int = 6) -> Path:
    """The recipe as a file, hashed often enough that a few steps make several links."""
    text = short_recipe(steps).expanded().replace("hash_every = 20", "hash_every = 2")
    path.write_text(text, "utf-8")
    return path
