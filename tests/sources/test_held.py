"""What is held out is on one side alone: rules of manifests, and every source of the mirror that has them."""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from necker.core.errors import UsageError
from necker.sources.document import Document, Image, Sound, is_held_out
from necker.sources.held import held, said
from necker.sources.manifest import manifest, manifests, read_manifest
from necker.sources.mirror import Held, Source
from necker.sources.readers import documents, espeak, flite, media, pictures, speech
from necker.sources.readers.pictures import concept, words_alike
from necker.sources.readers.texts import sides
from tests.sources.readers.made import Made, lines

MIRROR = os.environ.get("NECKER_MIRROR", "")
needs_mirror = pytest.mark.skipif(not Path(MIRROR or "/nowhere").is_dir(), reason="NECKER_MIRROR names no folder")

# By what an evaluation may be chosen; nothing else would say that a speaker or a style is new.
RULES = {
    "digits": {"speaker"},
    "words": {"word", "said"},
    "kathleen": {"said"},
    "asterisk": {"said"},
    "armelle": {"said"},
    "espeak": {"tatoeba", "voice"},
    "espeak_voices": {"tatoeba", "speaker"},
    "flite": {"tatoeba", "speaker"},
    "wake_words": {"text"},
    "emoji": {"style", "concept"},
    "omniglot": {"drawer", "{alphabet}/{character}"},
    "sign_digits": {"file"},
    "fruits360": {"variety"},
    "esc10": {"source"},
    "video_clips": {"file"},
}
SPOKEN = ("digits", "words", "kathleen", "asterisk", "armelle", "espeak", "wake_words")


def source(*rules: Held) -> Source:
    return Source("made", "none", "CC0-1.0", "Somebody", (), held=rules)


def test_without_rules_a_thing_is_held_out_with_all_its_documents() -> None:
    for number in range(60):
        assert held(source(), f"made/{number}", {}) == (is_held_out(f"made/{number}"), ())


def test_named_values_are_held_out_and_no_others() -> None:
    one = source(Held("speaker", "new voices", ("theo",)))
    assert held(one, "made/1", {"speaker": "theo"}) == (True, (("speaker", "theo"), ("held_by", "speaker")))
    for number in range(60):  # the thing itself counts no more: its speaker is trained on
        assert held(one, f"made/{number}", {"speaker": "george"}) == (False, (("speaker", "george"),))


def test_by_several_rules_each_is_told() -> None:
    one = source(Held("style", "x", ("flat",)), Held("concept", "y"))
    every = {
        str(n): held(one, "made/x", {"style": "flat" if n % 2 else "round", "concept": str(n)}) for n in range(400)
    }
    for name, (out, meta) in every.items():
        by = [rule for rule, is_it in (("style", int(name) % 2), ("concept", is_held_out(f"concept/{name}"))) if is_it]
        assert out == bool(by) and dict(meta).get("held_by", "") == ", ".join(by)
    assert 5 <= sum("concept" in dict(meta).get("held_by", "") for _, meta in every.values()) <= 40


def test_a_rule_for_what_nobody_knows_is_an_error() -> None:
    with pytest.raises(KeyError):
        held(source(Held("speaker", "x")), "made/1", {})


@pytest.mark.parametrize("rule", ['by = ""', 'why = " "', 'values = ["a", "a"]', "values = 3", 'who = "x"'])
def test_a_manifest_says_by_what_and_why(tmp_path: Path, rule: str) -> None:
    table = {"by": '"speaker"', "why": '"new voices"'} | dict([rule.split(" = ", 1)])
    text = "\n".join(f"{name} = {value}" for name, value in table.items())
    head = 'name="here"\ntitle="x"\nlanguages=["fr"]\nmodalities=["text"]\ntasks=[]\nlicence="CC0-1.0"\nlicence_evidence="x"\n'
    (tmp_path / "here.toml").write_text(
        f'{head}attribution="x"\nsplit="train"\nsynthetic=false\nreader="toy"\n[[held]]\n{text}\n', "utf-8"
    )
    with pytest.raises(UsageError, match=r"here\.toml"):
        read_manifest(tmp_path / "here.toml")


def test_fields_of_records_are_known_alone_or_put_together(made: Made) -> None:
    rows = [{"text": f"{a}{b}", "a": a, "b": b} for a in "xyz" for b in "12"]
    asked = made.source("jsonl", {"a.jsonl.xz": lines(*rows)}, text="text", lang="en")
    for rule, wanted in ((Held("a", "w", ("x",)), {"x1", "x2"}), (Held("{a}{b}", "w", ("z2",)), {"z2"})):
        found = list(documents(replace(asked, held=(rule,))))
        assert {d.parts[0] for d in found if d.held_out} == wanted and len(found) == 6
        assert all(dict(d.meta)[rule.by] for d in found)


def test_words_that_share_a_spelling_are_one() -> None:
    rows = [("bag", "bag", "sac"), ("car", "car", None), ("school_bag", "school bag", "Sac"), ("z", "BAG", "zèbre")]
    found = words_alike([{"id": id, "en": en, "fr": fr} for id, en, fr in rows])
    assert found == {"bag": "bag", "school_bag": "bag", "z": "bag", "car": "car"}


def test_who_does_it_is_not_what_is_shown() -> None:
    same = ("1f468-200d-1f373", "1f469-200d-1f373", "1f9d1-200d-1f373")
    assert {concept(id) for id in same} == {"1f373"}
    assert concept("1f3c3") == concept("1f3c3-200d-2640") == concept("1f3c3-200d-2642-200d-27a1")
    assert concept("1f468-200d-1f466") == concept("1f9d1-200d-1f9d2-200d-1f9d2") == "family"
    assert concept("1f468") == "1f468" != concept("1f469") and concept("1f466") == "1f466"


def test_a_sentence_with_several_translations_is_on_one_side() -> None:
    pairs = [(f"Sentence {n}.", "La même phrase." if n % 2 else f"Phrase {n} !") for n in range(200)]
    found = sides(pairs)
    assert any(is_held_out(f"tatoeba/Sentence {n}.") for n in range(1, 200, 2)), "or the test tests nothing"
    assert is_held_out(found["fr", "la meme phrase"])
    assert said("La MÊME  phrase!") == "la meme phrase" and said("C’est ça.") == said("c'est ca")


# ---- all that ship


def test_every_rule_that_ships_is_known() -> None:
    assert {name: {rule.by for rule in one.held} for name, one in manifests().items() if one.held} == RULES


@pytest.fixture(scope="module")
def every() -> dict[str, list[Document]]:
    """The documents of all sources with rules, with nothing decoded: what is held out does not depend on it."""
    sound, image = Sound(np.zeros(1, np.int16)), Image(np.zeros((1, 1, 3), np.uint8))
    with pytest.MonkeyPatch.context() as patch:
        for module in (speech, media):
            patch.setattr(module, "decode_sound", lambda data: sound)
        for module in (pictures, media):
            patch.setattr(module, "decode_picture", lambda data, side=None: image)
        patch.setattr(media, "decode_video", lambda data: (image, image))
        for module in (espeak, flite):
            patch.setattr(module, "speak", lambda text, voice: sound)
        return {name: list(documents(manifest(name).source())) for name in RULES}


@needs_mirror
@pytest.mark.parametrize("name", RULES)
def test_nothing_that_is_held_out_is_trained_on(every: dict[str, list[Document]], name: str) -> None:
    for rule in manifest(name).held:
        trained = {dict(one.meta)[rule.by] for one in every[name] if not one.held_out}
        by_it = [one for one in every[name] if rule.by in dict(one.meta).get("held_by", "").split(", ")]
        out = {dict(one.meta)[rule.by] for one in by_it}
        assert out and trained and not out & trained, (name, rule.by)
        assert set(rule.values) <= out or rule.by == "voice", (name, rule.by)
        assert all(one.held_out for one in by_it)
    count = sum(one.held_out for one in every[name])
    assert 0.02 * len(every[name]) < count < 0.3 * len(every[name]), (name, count)
    assert all(one.held_out == ("held_by" in dict(one.meta)) for one in every[name])


@needs_mirror
def test_what_one_voice_holds_out_no_other_says_in_training(every: dict[str, list[Document]]) -> None:
    """But the digits, which all of these say: they are held out by who says them."""
    trained: dict[tuple[str | None, str], str] = {}
    heldout: dict[tuple[str | None, str], str] = {}
    for name in SPOKEN:
        for one in every[name]:
            key = one.lang, said(str(one.parts[-1]))
            by = set(dict(one.meta).get("held_by", "").split(", "))
            if not one.held_out:
                trained[key] = one.id
            elif by & {"said", "word", "tatoeba", "text"} and "/picture/" not in one.id:
                heldout[key] = one.id
    both = [(heldout[key], id) for key, id in trained.items() if key in heldout and "/picture/" not in id]
    assert len(heldout) > 300 and not both


@needs_mirror
def test_pictures_of_one_drawing_are_on_one_side() -> None:
    sides: dict[bytes, set[bool]] = defaultdict(set)
    for one in documents(manifest("emoji").source()):
        picture = one.parts[0]
        assert isinstance(picture, Image)
        sides[picture.pixels.tobytes()].add(one.held_out)
    assert len(sides) > 6000 and all(len(side) == 1 for side in sides.values())
