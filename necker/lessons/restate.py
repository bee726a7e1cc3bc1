"""The same facts in other sentences: active and passive, lives, works and capitals by templates in both languages."""

from __future__ import annotations

import re

from necker.core.language import Lang
from necker.lessons.changed import Recast, capital
from necker.lessons.dice import Dice
from necker.lessons.figures import MONTHS
from necker.lessons.pages import Page
from necker.lessons.pair import Split, form_split

_BY = {
    "painted": "painted", "written": "wrote", "composed": "composed", "designed": "designed", "built": "built",
    "founded": "founded", "discovered": "discovered", "invented": "invented", "directed": "directed", "created": "created",
    "developed": "developed", "introduced": "introduced", "established": "established", "conquered": "conquered",
    "named": "named", "published": "published", "produced": "produced", "described": "described", "proposed": "proposed",
    "won": "won", "led": "led", "commissioned": "commissioned", "defeated": "defeated", "formulated": "formulated",
    "coined": "coined", "isolated": "isolated", "ruled": "ruled", "popularized": "popularized", "annexed": "annexed",
}  # fmt: skip
_PAR = "peint écrit composé conçu construit fondé découvert inventé réalisé créé développé introduit établi conquis publié décrit proposé commandé formulé isolé dirigé gouverné annexé bâti".split()
_NP = r"(?:[Tt]he |[Aa]n? |[A-Z])[^,;:()]{2,60}?"
_AGENT = r"(?:the |(?:[a-z]+ ){0,3})?[A-Z][\w.’'-]+(?: (?:(?:of|de|da|von|van|the|and) )?[A-Z][\w.’'-]+){0,4}"
_PASSIVE_EN = re.compile(
    rf"^(?P<what>{_NP}) (?P<be>was|were) (?P<verb>{'|'.join(_BY)}) by (?P<who>{_AGENT})(?P<rest>(?: (?:in|on|between|during|from|at|as|for) [^,;:()]{{2,50}})?)\.$"
)
_PASSIVE_FR = re.compile(
    rf"^(?P<what>(?:[Ll][ea]s? |[Ll][’']|[Uu]ne? |[A-ZÀ-Ý])[^,;:()]{{2,60}}?) (?P<be>a été|ont été|fut|furent) (?P<verb>{'|'.join(_PAR)})(?P<mark>e?s?) par "
    r"(?P<who>(?:le |la |l[’']|les )?(?:[a-zéè]+ ){0,3}[A-ZÀ-Ý][\w.’'-]+(?: (?:(?:de|da|von|van|et|d[’']) ?)?[A-ZÀ-Ý][\w.’'-]+){0,4})(?P<rest>(?: (?:en|le|à|au|entre|pour|dans) [^,;:()]{2,50})?)\.$"
)
_LOWERED = re.compile(r"(?:The|A|An|La|Le|Les|Une?|Cet|Cette|Ces|Ce|Its|Their|This|These|Son|Sa|Ses) |L[’']")


def _inside(phrase: str) -> str:
    """A phrase that began a sentence, as it stands inside one."""
    return phrase[0].lower() + phrase[1:] if _LOWERED.match(phrase) else phrase


def active(text: str, lang: Lang) -> str | None:
    """A passive sentence with its agent made active: "B painted A in 1503" from "A was painted by B in 1503"."""
    match = (_PASSIVE_EN if lang == "en" else _PASSIVE_FR).match(text)
    if match is None or re.search(
        r"\b(?:who|which|that|qui|que|and|et|It|He|She|They|Il|Elle|Ils|Elles)\b", match["what"]
    ):
        return None
    who, what = capital(match["who"]), _inside(match["what"])
    if lang == "en":
        return f"{who} {_BY[match['verb']]} {what}{match['rest']}."
    plural = re.match(r"[Ll]es ", match["who"]) or " et " in match["who"]
    return f"{who} {'ont' if plural else 'a'} {match['verb']} {what}{match['rest']}."


# --- lives

_DAY = rf"(?:\d{{1,2}}|1er) (?:{'|'.join(MONTHS['fr'])}) \d{{3,4}}"
_FR_LIFE = re.compile(
    rf"^(?P<head>[^.;]{{0,160}}?)\b(?P<born>née?)(?: à [^,()]{{2,40}}?)? (?:le )?(?P<birth>{_DAY}|en \d{{3,4}})(?!\d)"
    rf"(?:[^.;]{{0,90}}?\bmorte? (?:à [^,()]{{2,40}}? )?(?:le )?(?P<death>{_DAY}|en \d{{3,4}})(?!\d))?"
)
_EN_LIFE = re.compile(r"\((?:(?P<b>born) )?(?P<birth>\d{3,4})(?:–(?P<death>\d{3,4}))?\)$")
_FORMS: dict[Lang, dict[str, tuple[str, ...]]] = {
    "en": {
        "birth": ("{t} was born {on}.", "{t}'s birth was {on}.", "The birth of {t} took place {on}.", "It was {on} that {t} was born."),
        "death": ("{t} died {on}.", "{t}'s death came {on}.", "The death of {t} occurred {on}.", "{t} passed away {on}."),
        "life": ("{t} lived from {a} to {b}.", "{t} was born in {a} and died in {b}.", "Born in {a}, {t} died in {b}.", "The life of {t} ran from {a} to {b}."),
    },
    "fr": {
        "birth": ("{t} est né{e} {on}.", "{t} a vu le jour {on}.", "{t} naît {on}.", "C'est {on} que naît {t}."),
        "death": ("{t} est mort{e} {on}.", "{t} meurt {on}.", "{t} est décédé{e} {on}.", "C'est {on} que meurt {t}."),
        "life": ("{t} a vécu de {a} à {b}.", "{t} naît en {a} et meurt en {b}.", "Né{e} en {a}, {t} est mort{e} en {b}.", "La vie de {t} va de {a} à {b}."),
    },
}  # fmt: skip


def _date(said: str, lang: Lang, coarse: bool) -> str:
    """ "on 27 January 1756", "le 27 janvier 1756", "in 1756" from a French date or a year."""
    parts = said.split()
    if len(parts) < 3 or coarse:
        return ("in " if lang == "en" else "en ") + parts[-1]
    if lang == "fr":
        return "le " + said
    return f"on {parts[0].removesuffix('er')} {MONTHS['en'][MONTHS['fr'].index(parts[1])]} {parts[2]}"


def life(text: str, page: Page, lang: Lang, split: Split, dice: Dice) -> Recast | None:
    """A claim of birth or death from what a French lead or an English description tells, in either language."""
    match = (_FR_LIFE if page.lang == "fr" else _EN_LIFE).search(text)
    if (
        match is None
        or not page.person
        or (page.lang == "fr" and re.search(r"\b(?:fils|fille|roi|frère)\b", match["head"]))
    ):
        return None
    gender = "e" if page.lang == "fr" and match["born"] == "née" else ""
    known = page.lang == "fr"
    birth, death = match["birth"], match["death"]
    kinds = ["birth", "death", "life"] if death else ["birth"]
    if page.lang == "en" and not match["b"] and not death:
        return None
    kind = dice.pick(kinds)
    forms = [f for f in _FORMS[lang][kind] if form_split(f) == split and (known or lang == "en" or "{e}" not in f)]
    if not forms:
        return None
    coarse = dice.once_in(3)
    said = dice.pick(forms).format(
        t=page.name, e=gender, on=_date(birth if kind == "birth" else death, lang, coarse),
        a=birth.split()[-1], b=(death or "").split()[-1] if death else "",
    )  # fmt: skip
    if lang == "fr":
        said = re.sub(r"\bde (?=[AEIOUYÉÈÊÎH])", "d'", said)
    return Recast("paraphrase" if lang == page.lang else "translation", lang, capital(said))


# --- works and capitals

_WORKS_EN = {"novel": "wrote", "poem": "wrote", "play": "wrote", "tragedy": "wrote", "comedy": "wrote", "novella": "wrote", "book": "wrote",
             "painting": "painted", "fresco": "painted", "opera": "composed", "symphony": "composed", "ballet": "composed",
             "film": "directed", "sculpture": "made", "song": "recorded"}  # fmt: skip
_WORK_EN = re.compile(
    rf"\bis an? (?:\d{{4}} )?(?:[\w-]+ ){{0,5}}?(?P<noun>{'|'.join(_WORKS_EN)})(?: (?P<verb>written|composed|painted|directed))? by (?:the )?(?:(?:[A-Z][a-z]+ )?[a-z]+ ){{0,4}}?"
    r"(?P<who>[A-Z][\w.’'-]+(?: (?:(?:of|de|da|von|van) )?[A-Z][\w.’'-]+){1,3})(?=[.,]| (?:in|and published|published|from|that|which|about)\b)(?! and [A-Z])"
)
_WORKS_FR = {"roman": "écrit", "poème": "écrit", "pièce": "écrit", "tragédie": "écrit", "comédie": "écrit", "recueil": "écrit", "nouvelle": "écrit",
             "tableau": "peint", "fresque": "peint", "opéra": "composé", "symphonie": "composé", "ballet": "composé", "film": "réalisé",
             "sculpture": "sculpté"}  # fmt: skip
_WORK_FR = re.compile(
    rf"\best une? (?P<noun>{'|'.join(_WORKS_FR)})\b(?: [a-zéèêàç-]+){{0,5}}? (?:de|par) (?P<who>[A-ZÀ-Ý][\w.’'-]+(?: (?:(?:de|da|von|van) )?[A-ZÀ-Ý][\w.’'-]+){{1,3}})(?=[.,]| (?:en|publié|sorti|paru|écrit|datant|créé)\b)"
)
_WORK_FORMS: dict[Lang, dict[str, tuple[str, ...]]] = {
    "en": {
        "wrote": ("{a} wrote {t}.", "{a} is the author of {t}.", "{t} was written by {a}."),
        "painted": ("{a} painted {t}.", "{t} was painted by {a}.", "The painter of {t} is {a}."),
        "composed": ("{a} composed {t}.", "{t} was composed by {a}.", "The composer of {t} is {a}."),
        "directed": ("{a} directed {t}.", "{t} was directed by {a}.", "The director of {t} is {a}."),
        "made": ("{a} made {t}.", "{t} was made by {a}."),
        "recorded": ("{t} is a song by {a}.",),
    },
    "fr": {
        "écrit": ("{a} a écrit {t}.", "{t} a pour auteur {a}.", "C'est {a} qui a écrit {t}."),
        "peint": ("{a} a peint {t}.", "C'est {a} qui a peint {t}.", "Le peintre de cette œuvre, {t}, est {a}."),
        "composé": ("{a} a composé {t}.", "C'est {a} qui a composé {t}.", "{t} a pour compositeur {a}."),
        "réalisé": ("{a} a réalisé {t}.", "C'est {a} qui a réalisé {t}.", "{t} a pour réalisateur {a}."),
        "sculpté": ("{a} a sculpté {t}.", "C'est {a} qui a sculpté {t}."),
    },
}  # fmt: skip


def work(text: str, page: Page, split: Split, dice: Dice) -> Recast | None:
    """Who made the work that the page is about."""
    match = (_WORK_EN if page.lang == "en" else _WORK_FR).search(text)
    if match is None or page.subject is None or (page.lang == "fr" and re.search(r"\bd['’]après\b", text)):
        return None
    verb = (_WORKS_EN if page.lang == "en" else _WORKS_FR)[match["noun"]]
    if page.lang == "en" and match["verb"]:
        verb = {"written": "wrote"}.get(match["verb"], match["verb"])
    forms = [f for f in _WORK_FORMS[page.lang].get(verb, ()) if form_split(f) == split]
    subject = page.name if page.lang == "fr" or page.subject == page.name else _inside(page.subject)
    return (
        Recast("paraphrase", page.lang, capital(dice.pick(forms).format(t=subject, a=match["who"]))) if forms else None
    )


_CAPITAL = {
    "en": re.compile(r"^(?P<city>[A-Z][\w’' -]{2,30}?)(?:, [^,]{2,40},)? is the capital (?:and (?:the )?(?:largest|most populous) city )?of (?P<land>(?:the )?[A-Z][\w’' -]{2,30}?)(?=[.,]| and )"),
    "fr": re.compile(r"^(?P<city>[A-ZÀ-Ý][\w’' -]{2,30}?) est la (?:capitale)(?: et la plus grande ville| et la ville la plus peuplée)? (?P<land>(?:du|de la|de l[’']|des|d[’']|de) ?[A-ZÀ-Ý][\w’'-]{2,30})(?=[.,]| et )"),
}  # fmt: skip


def capital_city(text: str, lang: Lang) -> str | None:
    """ "The capital of Japan is Tokyo." from "Tokyo is the capital of Japan." """
    match = _CAPITAL[lang].match(text)
    if match is None:
        return None
    return (
        f"The capital of {match['land']} is {match['city']}."
        if lang == "en"
        else f"La capitale {match['land']} est {match['city']}."
    )
