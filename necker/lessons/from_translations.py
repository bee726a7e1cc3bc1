"""Pairs from sentences and their translations (Tatoeba): translations, and two translations of one sentence.

Two sentences of one language with a translation in common say the same, unless a pronoun or a gender was lost in it: both
must have the same persons.  A change is made on both sides alike, each in its own language.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from necker.core.language import Lang
from necker.lessons.changed import put
from necker.lessons.dice import Dice
from necker.lessons.figures import SMALL, altered
from necker.lessons.logic import change_negation, change_opposite, change_order, change_role, denied
from necker.lessons.pair import Pair, Split, split_of
from necker.lessons.quad import Evidence, Found, Quad, deal, not_told, sound, unsaid, whole
from necker.sources.document import rank
from necker.sources.mirror import FileRef, Source
from necker.text.normal import fold
from necker.text.words import content_stems, words

TATOEBA = Source(
    "tatoeba", "tatoeba", "CC-BY-2.0", "Tatoeba.org contributors",
    (FileRef("text/train/tatoeba_en_fr/en_fr.tsv.xz", "152b8b3bb2610defbe41d41f99acfc61dcf2e4e5e9a69ac0cc6a785a041d9544"),),
)  # fmt: skip

_LEAST, _MOST = 5, 28  # words
_PERSONS = {
    "en": {
        "i": "i me my mine myself i'm i've i'll i'd", "he": "he him his himself he's he'd he'll", "she": "she her hers herself she's she'd she'll",
        "we": "we us our ours ourselves we're we've we'll we'd", "they": "they them their theirs themselves they're they've they'll they'd",
        "you": "you your yours yourself yourselves you're you've you'll you'd", "it": "it its itself it's", "tom": "tom", "mary": "mary",
        "past": "was were did had went came said got made took saw knew thought told", "future": "will won't i'll you'll he'll she'll we'll they'll",
        "would": "would i'd", "can": "can could", "must": "must should", "negation": "not never no nobody nothing none don't doesn't didn't isn't aren't wasn't weren't can't cannot couldn't won't wouldn't haven't hasn't hadn't shouldn't",
    },
    "fr": {
        "i": "je j me m moi mon ma mes", "he": "il lui", "she": "elle", "we": "nous notre nos on", "they": "ils elles leur leurs eux",
        "you": "tu te t toi ton ta tes vous votre vos", "tom": "tom", "mary": "mary marie", "past": "était étais étaient avait avais avaient",
        "would": "voudrais aimerais pourrais pourrait serait serais", "negation": "ne n pas jamais rien personne aucun aucune",
    },
}  # fmt: skip
_CLASSES: dict[Lang, dict[str, str]] = {
    "en": {word: name for name, forms in _PERSONS["en"].items() for word in forms.split()},
    "fr": {word: name for name, forms in _PERSONS["fr"].items() for word in forms.split()},
}


def _persons(text: str, lang: Lang) -> frozenset[str]:
    low = text.lower().replace("’", "'")
    forms = re.findall(r"[\w']+", low) if lang == "en" else re.findall(r"\w+", low)
    return frozenset(_CLASSES[lang][form] for form in forms if form in _CLASSES[lang])


def _fits(text: str) -> bool:
    return text.endswith(".") and _LEAST <= text.count(" ") + 1 <= _MOST and not re.search(r'["«»:;()?]|\.\.|- ', text)


class Translations:
    """Sentences of one split with their translations.  A sentence and all that hangs together with it is on one side."""

    def __init__(self, found: Sequence[tuple[str, str]], split: Split) -> None:
        """`found` are (English, French)."""
        found = [(en, fr) for en, fr in found if _fits(en) and _fits(fr)]
        root = _joined(found)
        mine = [(en, fr) for en, fr in found if split_of("tatoeba/" + root["en/" + en]) == split]
        self.french: dict[str, list[str]] = {}
        self.english: dict[str, list[str]] = {}
        for en, fr in mine:
            self.french.setdefault(en, []).append(fr)
            self.english.setdefault(fr, []).append(en)
        self.all: dict[Lang, list[str]] = {"en": list(self.french), "fr": list(self.english)}
        self._topics: dict[tuple[Lang, str], list[str]] = {}
        for lang in self.all:
            for text in self.all[lang]:
                for stem in sorted(set(content_stems(text, lang))):
                    self._topics.setdefault((lang, stem), []).append(text)

    def others(self, text: str, lang: Lang) -> list[str]:
        """Its translations."""
        return (self.french if lang == "en" else self.english).get(text, [])

    def same(self, text: str, lang: Lang) -> list[str]:
        """Sentences of its own language that share a translation, and the persons and the time."""
        other: Lang = "fr" if lang == "en" else "en"
        mine = _persons(text, lang)
        found = dict.fromkeys(s for t in self.others(text, lang) for s in self.others(t, other) if s != text)
        return [s for s in found if _persons(s, lang) == mine and fold(s) != fold(text)]

    def near(self, text: str, lang: Lang, dice: Dice) -> str | None:
        """Another sentence that shares a content word."""
        stems = [s for s in sorted(set(content_stems(text, lang))) if 1 < len(self._topics.get((lang, s), ())) < 400]
        return dice.pick(self._topics[lang, dice.pick(stems)]) if stems else None


def _joined(found: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Each sentence, with its language before it, -> what names all that hangs together with it (union-find)."""
    parent: dict[str, str] = {}

    def top(key: str) -> str:
        while parent.setdefault(key, key) != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for en, fr in found:
        a, b = top("en/" + en), top("fr/" + fr)
        if a != b:
            parent[max(a, b, key=rank)] = min(a, b, key=rank)
    return {key: top(key) for key in parent}


_PEOPLE = {
    "en": ("Tom", "Mary", "John", "Alice", "Paul", "Susan", "Ken", "Jane"),
    "fr": ("Tom", "Marie", "John", "Alice", "Paul", "Susan", "Ken", "Jane"),
}


def _both(a: str, la: Lang, b: str, lb: Lang, split: Split, dice: Dice) -> tuple[str, str, str] | None:
    """(kind, the claim changed, the passage changed), both in the same way."""
    for kind in dice.several(("negation", "number", "people", "role", "opposite", "order", "number", "opposite"), 4):
        if kind == "number":
            found = _number(a, la, b, lb, dice)
        elif kind == "people":
            found = _people(a, la, b, lb, dice)
        else:
            found = _logic(kind, a, la, b, lb, split, dice)
        if found is not None:
            return ("name" if kind == "people" else found[2] or kind), found[0], found[1]
    return None


_Both = tuple[str, str, str] | None


def _logic(kind: str, a: str, la: Lang, b: str, lb: Lang, split: Split, dice: Dice) -> _Both:
    change = {"negation": change_negation, "role": change_role, "opposite": change_opposite, "order": change_order}[
        kind
    ]
    if (kind in ("opposite", "order") and la != lb) or denied(a, la) != denied(b, lb):
        return None
    seed = dice.below(1 << 30)
    one, two = change(a, la, split, Dice(seed)), change(b, lb, split, Dice(seed))
    if one is None or two is None or denied(one.text, la) != denied(two.text, lb):
        return None
    if kind in ("opposite", "order") and _new(a, one.text) != _new(b, two.text):
        return None
    return one.text, two.text, one.kind


def _new(before: str, after: str) -> frozenset[str]:
    return frozenset(w.text for w in words(after)) - frozenset(w.text for w in words(before))


_DIGITS = re.compile(r"(?<![\w.,:])\d{1,4}(?![\w%°:]|[.,]\d)")


def _number(a: str, la: Lang, b: str, lb: Lang, dice: Dice) -> _Both:
    one, two = _numbers(a, la), _numbers(b, lb)
    if len(one) != 1 or len(two) != 1 or one[0][2] != two[0][2]:
        return None
    value = one[0][2]
    new = altered(value, dice) if value > 12 else 2 + (value - 2 + 1 + dice.below(10)) % 11
    if new == value or (value < 1000 and new > 9999):
        return None
    return _written(a, la, one[0], new), _written(b, lb, two[0], new), "number"


def _numbers(text: str, lang: Lang) -> list[tuple[int, int, int]]:
    found = [(*m.span(), int(m[0])) for m in _DIGITS.finditer(text) if int(m[0]) > 1]
    for m in re.finditer(rf"(?<![\w-])(?:{'|'.join(SMALL[lang])})(?![\w-])", text, re.IGNORECASE):
        found.append((*m.span(), SMALL[lang].index(m[0].lower()) + 2))
    return found


def _written(text: str, lang: Lang, place: tuple[int, int, int], new: int) -> str:
    old = text[place[0] : place[1]]
    said = str(new) if old.isdigit() or new > 12 else SMALL[lang][new - 2]
    return put(text, place[0], place[1], said.capitalize() if old[0].isupper() else said)


def _people(a: str, la: Lang, b: str, lb: Lang, dice: Dice) -> _Both:
    for at in dice.turned(range(len(_PEOPLE["en"]))):
        mine, theirs = _PEOPLE[la][at], _PEOPLE[lb][at]
        if len(re.findall(rf"\b{mine}\b", a)) != 1 or len(re.findall(rf"\b{theirs}\b", b)) != 1:
            continue
        new = (at + 2 * (1 + dice.below(3))) % len(_PEOPLE["en"])  # names of men and women alternate
        x, y = _PEOPLE[la][new], _PEOPLE[lb][new]
        if x in a or y in b:
            continue
        return re.sub(rf"\b{mine}\b", x, a), re.sub(rf"\b{theirs}\b", y, b), "name"
    return None


def quad_of(store: Translations, split: Split, dice: Dice) -> Quad | None:
    """A sentence, what says the same, and both changed."""
    lang: Lang = "en" if dice.once_in(2) else "fr"
    text = dice.pick(store.all[lang])
    same = [] if dice.once_in(3) else store.same(text, lang)
    other: Lang = lang if same else ("fr" if lang == "en" else "en")
    passage = dice.pick(same or store.others(text, lang))
    changed = _both(text, lang, passage, other, split, dice)
    if changed is None:
        return None
    kind, a, b = changed
    how = "paraphrase" if same else "translation"
    return Quad((text, a), (passage, b), lang, other, "", (), how, kind, TATOEBA.name, TATOEBA.licence)


def one(store: Translations, split: Split, dice: Dice) -> Pair | None:
    """A pair from a sentence and what says the same, or None when what was drawn gives none."""
    quad = quad_of(store, split, dice)
    if quad is None or not sound(quad):
        return None

    def absent(claim: str, side: int, dice: Dice) -> Found:
        best: tuple[int, Evidence] | None = None
        for _ in range(_TRIES):
            near = store.near(quad.passages[0], quad.passage_lang, dice)
            if near is None:
                return None
            evidence = Evidence(near, quad.passage_lang, "", ())
            if _swapped(claim, quad.lang, evidence) or not not_told(claim, quad.lang, evidence):
                continue
            missing = unsaid(claim, quad.lang, (near,), evidence.lang)[0]
            if best is None or missing < best[0]:
                best = missing, evidence
        return ("other_sentence", best[1], whole(claim)) if best else None

    return deal(quad, dice, absent)


_TRIES = 6


def _swapped(claim: str, lang: Lang, evidence: Evidence) -> bool:
    """Whether most of the passage stands in the claim: then it may say the same in fewer words."""
    mine, theirs = set(content_stems(claim, lang)), set(content_stems(evidence.text, evidence.lang))
    return lang == evidence.lang and len(theirs & mine) * 3 >= len(theirs) * 2
