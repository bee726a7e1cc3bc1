"""Names of one kind in the place of each other, and nationalities: what a page is about says which names are alike.

A name stands only where it has been read: behind the same word ("en France", "au Japon"), so that French articles agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from necker.core.language import Lang
from necker.lessons.changed import Change, put, with_article
from necker.lessons.dice import Dice
from necker.lessons.pages import Page, Statement
from necker.text.normal import fold

# The first of these that a description holds says what the page is about.
_KINDS: dict[Lang, dict[str, re.Pattern[str]]] = {
    "en": {
        kind: re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
        for kind, words in {
            "city": r"capital (?:and|city|of)|(?:largest |port |metropolitan )?city|town|municipality",
            "river": "river",
            "mountain": "mountains?|volcano|mountain range",
            "lake": "lake",
            "sea": "sea|ocean|gulf|bay",
            "island": "islands?|archipelago",
            "continent": "continent",
            "country": "country|sovereign state|island country|republic",
            "province": "province|state of|u\\.s\\. state|region of|region in",
            "planet": "planet|moon of|dwarf planet|satellite of",
            "element": "chemical element",
            "language": "language",
            "war": "war|battle|revolution",
            "empire": "empire|dynasty|kingdom|caliphate",
            "company": "company|corporation|manufacturer",
            "religion": "religion",
            "god": "goddess|god|deity",
            "university": "university",
        }.items()
    },
    "fr": {
        kind: re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
        for kind, words in {
            "city": "capitale|ville|commune|municipalité|métropole",
            "river": "fleuve|rivière|cours d'eau",
            "mountain": "montagnes?|volcan|chaîne|massif|sommet",
            "lake": "lac",
            "sea": "mer|océan|golfe|baie",
            "island": "îles?|archipel",
            "continent": "continent",
            "country": "pays|état souverain|état insulaire|république|état d",
            "province": "province|région|état des états-unis|état fédéré",
            "planet": "planète|satellite|lune de",
            "element": "élément chimique",
            "language": "langue",
            "war": "guerre|bataille|révolution|conflit",
            "empire": "empire|dynastie|royaume|califat",
            "company": "entreprise|société|constructeur|compagnie",
            "religion": "religion",
            "god": "dieu|déesse|divinité",
            "university": "université",
        }.items()
    },
}
_PLACES = frozenset("city river mountain lake sea island continent country province".split())
_WORD = r"[A-ZÀ-ÝŒ][\w’'.-]*\w|[A-Z]\."
_NAME = re.compile(
    rf"(?:{_WORD})(?:[ ](?:(?:de|du|des|da|di|von|van|of|the|la|le|al|ibn|bin|y)[ ]){{0,2}}(?:{_WORD}))*"
)
_BEFORE = re.compile(r"([\w]+[’']|[\w]+)[ ]?\Z")


class Name(NamedTuple):
    """A known name in a text: its place, its kind, and the word before it, folded ("" at the beginning)."""

    start: int
    end: int
    text: str
    kind: str
    before: str


def kind_of(page: Page) -> str | None:
    """What a page with a proper name is about; None when it cannot be told."""
    if page.person:
        return "person" if " " in page.name and not _NOBODY.search(page.description) else None
    return next((kind for kind, pattern in _KINDS[page.lang].items() if pattern.search(page.description)), None)


_NOBODY = re.compile(
    r"\b(?:war|battle|conflict|guerre|bataille|conflit|empire|dynasty|dynastie|film|revolution|révolution)s?\b", re.I
)


class Names:
    """The names of one language: those that are titles of pages and are written with a capital inside sentences."""

    def __init__(self, lang: Lang, pages: Iterable[Page]) -> None:
        self.lang = lang
        self.kinds: dict[str, str] = {}
        pages = [page for page in pages if page.lang == lang]
        for page in pages:
            kind = kind_of(page)
            if kind and page.name[:1].isupper() and (kind not in ("element", "god", "religion") or lang == "en"):
                self.kinds.setdefault(page.name, kind)
        seen: dict[tuple[str, str], set[str]] = {}
        for page in pages:
            for text in page.sentences:
                for name in self.found(text):
                    if name.before:
                        seen.setdefault((name.kind, name.before), set()).add(name.text)
        self.alike = {key: sorted(names) for key, names in seen.items()}

    def found(self, text: str) -> Iterator[Name]:
        """The known names of `text`, longest first in each run of capitals."""
        for run in _NAME.finditer(text):
            whole = run[0].removesuffix("'s").removesuffix("’s")
            if (kind := self.kinds.get(whole)) is not None:
                yield self._name(text, run.start(), whole, kind)
                continue
            article, _, rest = whole.partition(" ")
            if article in ("The", "Le", "La", "Les") and (kind := self.kinds.get(rest)) is not None:
                yield self._name(text, run.start() + len(article) + 1, rest, kind)

    def _name(self, text: str, start: int, name: str, kind: str) -> Name:
        before = _BEFORE.search(text, max(0, start - 20), start)
        return Name(start, start + len(name), name, kind, fold(before[1]) if before else "")


# A list of names is not closed ("with Kenya and Uganda"): to name another one is not to deny it.
_LISTED = re.compile(r",? (?:and|et|ou|or|as well as|ainsi que)(?: \w+’?)? ?\Z")
_LISTING = re.compile(
    r"\b(?:such|like|including|border|borders|bordered|frontières?|frontalière?|limitrophe|notamment|comme|entre|between|dont|"
    r"other|others|autres?|include|includes|parties|spoken|native|lives?|found|vit|vivent|présent|parlée?)\b"
)
# The name is a part of a longer one: "Horn of Africa", "Henri III d'Angleterre".
_INSIDE = re.compile(r"[A-ZÀ-ÝŒ][\w.-]* (?:(?:of|de|du|des|d[’'])(?: the| la| l[’'])? ?)?\Z")
_PREFERRED = (
    "by",
    "par",
    "in",
    "of",
    "from",
    "en",
    "au",
    "aux",
    "a",
    "d'",
    "de",
    "du",
    "the",
    "la",
    "le",
    "l'",
    "to",
    "with",
    "against",
    "contre",
)


def change_name(statement: Statement, dice: Dice, names: Names) -> Change | None:
    """One name made another of its kind, from the same page where there is one, half of the times."""
    found = statement.memo.get("names")
    if found is None:
        statement.memo["names"] = found = list(names.found(statement.text))
    assert isinstance(found, list)
    text, title = statement.text, fold(statement.page.name)
    for name in dice.turned(found):
        if fold(name.text) in title or name.before not in _PREFERRED or text.count(name.text) != 1:
            continue
        if (
            text[name.end : name.end + 1] in ("-", "'", "’")
            or _INSIDE.search(text[: name.start])
            or _in_list(text, name)
        ):
            continue
        new = _another(statement, name, dice, names)
        if new is not None:
            return Change("place" if name.kind in _PLACES else "name", put(text, name.start, name.end, new))
    return None


def _in_list(text: str, name: Name) -> bool:
    after = text[name.end : name.end + 8]
    if re.match(r",? (?:and|et|ou|or) |, [A-ZÀ-Ý]\w+[,. ]", after) and name.kind not in _PLACES | {"person"}:
        return True
    return bool(
        re.match(r",? (?:and|et|ou|or) ", after)
        or _LISTED.search(text[: name.start])
        or re.search(r"[A-ZÀ-Ý]\w+, (?:\w+ )?\Z", text[: name.start])
        or _LISTING.search(text)
    )


def _another(statement: Statement, name: Name, dice: Dice, names: Names) -> str | None:
    """A name of the same kind that has been read behind the same word and is no part of the page's title."""
    page = statement.page
    alike = names.alike.get((name.kind, name.before), [])
    if dice.once_in(2):
        near = sorted(
            {
                other.text
                for text in page.sentences
                for other in names.found(text)
                if other.kind == name.kind and other.text in alike
            }
        )
        alike = [one for one in near if one != name.text] or alike
    if not alike:
        return None
    new = dice.pick(alike)
    whole = fold(statement.text + " " + page.title)
    return None if fold(new) in whole or fold(name.text) in fold(new) else new


# English; French masculine, feminine, their plurals (nothing where the word is the same).
_NATIONS = """
American américain américaine américains américaines
English anglais anglaise anglais anglaises
French français française français françaises
German allemand allemande allemands allemandes
Italian italien italienne italiens italiennes
Spanish espagnol espagnole espagnols espagnoles
Russian russe russe russes russes
Chinese chinois chinoise chinois chinoises
Japanese japonais japonaise japonais japonaises
Indian indien indienne indiens indiennes
Austrian autrichien autrichienne autrichiens autrichiennes
Dutch néerlandais néerlandaise néerlandais néerlandaises
Polish polonais polonaise polonais polonaises
Swedish suédois suédoise suédois suédoises
Danish danois danoise danois danoises
Norwegian norvégien norvégienne norvégiens norvégiennes
Irish irlandais irlandaise irlandais irlandaises
Canadian canadien canadienne canadiens canadiennes
Australian australien australienne australiens australiennes
Mexican mexicain mexicaine mexicains mexicaines
Brazilian brésilien brésilienne brésiliens brésiliennes
Hungarian hongrois hongroise hongrois hongroises
Belgian belge belge belges belges
Portuguese portugais portugaise portugais portugaises
Turkish turc turque turcs turques
Egyptian égyptien égyptienne égyptiens égyptiennes
Argentine argentin argentine argentins argentines
Finnish finlandais finlandaise finlandais finlandaises
Romanian roumain roumaine roumains roumaines
"""
_FORMS = [line.split() for line in _NATIONS.strip().splitlines()]
_ENGLISH = [row[0] for row in _FORMS]
_FRENCH = {form: (row, at) for row, forms in enumerate(_FORMS) for at, form in reversed(list(enumerate(forms[1:], 1)))}
_NATION = {
    "en": re.compile(rf"(?<![\w-])(?:{'|'.join(_ENGLISH)}) (?=[a-z])"),
    "fr": re.compile(
        rf"(?<=[a-zé] )(?<!\b[dl]u )(?<!\ble )(?<!\ben )(?:{'|'.join(sorted(_FRENCH, key=len, reverse=True))})(?![\w-])"
    ),
}
# With two of them, or where it is a language's name or an ancestry, another one may be true as well.
_BOTH = re.compile(r"\b(?:language|langue|languages|langues|born|origine|descent|naturalisée?|née?|word|mot|term)\b")


def change_people(statement: Statement, dice: Dice) -> Change | None:
    """A nationality made another: "an Austrian composer", "un compositeur autrichien"."""
    text, lang = statement.text, statement.lang
    found = [m for m in _NATION[lang].finditer(text) if not re.search(r"[A-Z]\w+[ -]\Z", text[: m.start()])]
    if len(found) != 1 or text.count(found[0][0].strip()) != 1:
        return None
    match = found[0]
    old = match[0].strip()
    around = text[max(0, match.start() - 24) : match.end() + 24]
    if _BOTH.search(around) or re.search(r"\b(?:and|et|ou|or) \Z|-\Z", text[: match.start()]):
        return None
    if lang == "fr":
        row, at = _FRENCH[old]
        new = _FORMS[(row + 1 + dice.below(len(_FORMS) - 1)) % len(_FORMS)][at]
        return Change("people", put(text, match.start(), match.end(), new)) if new != old else None
    new = _ENGLISH[(_ENGLISH.index(old) + 1 + dice.below(len(_ENGLISH) - 1)) % len(_ENGLISH)]
    return Change("people", with_article(put(text, match.start(), match.start() + len(old), new), match.start()))
