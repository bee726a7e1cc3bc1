"""The example that the page opens with: true sentences of ours and one planted error, checked against the installed packs.

Nothing about it is staged: each verdict is the judge's.  What is tried is which sentences to show: those of which the packs
hold the evidence, and an error that is caught.  The result is kept in the cache until the packs or the judge change.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from typing import Any

from necker.assistant.answer import Answer
from necker.core.errors import MissingError
from necker.core.files import write_aside
from necker.core.language import Lang, say
from necker.core.paths import cache_dir, make_private
from necker.knowledge.library import Library
from necker.verify.check import verify_text
from necker.verify.judge import Judge

_LEAST = 2  # true sentences that must be left

# Question; sentences of which one is wrong; its place.  The other sentences about the same thing may be left out.
_TRIES: dict[Lang, tuple[tuple[str, tuple[str, ...], int], ...]] = {
    "en": (
        (
            "How high is Mount Everest?",
            (
                "Mount Everest is Earth's highest mountain above sea level.",
                "It lies in the Himalayas.",
                "It is 7,200 metres high.",
                "It marks part of the border between China and Nepal.",
            ),
            2,
        ),
        (
            "Tell me about the Eiffel Tower.",
            (
                "The Eiffel Tower is a wrought-iron lattice tower in Paris.",
                "It is named after the engineer Gustave Eiffel, whose company designed and built it.",
                "It was completed in 1925.",
            ),
            2,
        ),
        (
            "Who painted the Mona Lisa?",
            (
                "The Mona Lisa is a half-length portrait painting by the Italian artist Leonardo da Vinci.",
                "It was painted by Raphael.",
                "It is displayed at the Louvre in Paris.",
            ),
            1,
        ),
    ),
    "fr": (
        (
            "Qui était Marie Curie ?",
            (
                "Marie Curie est une physicienne et chimiste polonaise, naturalisée française.",
                "Elle est née à Varsovie.",
                "Elle a reçu le prix Nobel de physique en 1903.",
                "Elle est morte en 1944.",
            ),
            3,
        ),
        (
            "Parle-moi de l’Everest.",
            (
                "L'Everest est une montagne située dans la chaîne de l'Himalaya.",
                "Son sommet culmine à 7 200 mètres.",
                "Il est à la frontière entre le Népal et la Chine.",
            ),
            1,
        ),
        (
            "Qui a peint la Joconde ?",
            (
                "La Joconde est un tableau de Léonard de Vinci.",
                "Elle est exposée au musée du Louvre à Paris.",
                "Elle a été peinte par Raphaël.",
            ),
            2,
        ),
    ),
}


def example(lang: Lang, library: Library, judge: Judge) -> dict[str, Any]:
    """The example as the JSON of an answer; the user's own files have no part in it.

    Raises MissingError when the packs support none.
    """
    library = Library(pack for pack in library.packs if pack.info.kind == "wikipedia")
    known = cache_dir() / f"example-{lang}-{_key(lang, library, judge)}.json"
    try:
        kept: dict[str, Any] = json.loads(known.read_bytes())
        return kept
    except (OSError, ValueError):
        pass
    made = _made(lang, library, judge).to_json()
    with suppress(OSError):  # a full disk: it is made anew each time
        make_private(known.parent)
        write_aside(known, json.dumps(made, ensure_ascii=False).encode())
    return made


def _made(lang: Lang, library: Library, judge: Judge) -> Answer:
    for question, sentences, planted in _TRIES[lang]:
        kept = list(sentences)
        for _ in range(2):  # once with all, once with those that the packs support
            text, claims = verify_text(" ".join(kept), library, lang=lang, judge=judge)
            if len(claims) != len(kept):
                break
            right = [
                claim.verdict == ("contradicted" if sentence == sentences[planted] else "supported")
                for sentence, claim in zip(kept, claims, strict=True)
            ]
            if all(right) and len(kept) > _LEAST:
                return Answer(question, lang, text, False, "example", judge.name, claims)
            kept = [sentence for sentence, held in zip(kept, right, strict=True) if held]
            if sentences[planted] not in kept:
                break
    raise MissingError(
        say("there is no example for these packs", "il n’y a pas d’exemple pour ces paquets"),
        do="necker wiki add vital",
    )


def _key(lang: Lang, library: Library, judge: Judge) -> str:
    parts = (repr(_TRIES[lang]), judge.name, judge.sha256, *(pack.info.content for pack in library.packs))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
