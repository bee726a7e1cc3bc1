"""A sentence said in another order and in other words: what follows from it still, whatever it says.

Each way takes a sentence and gives another that follows from it, or None.  Several in a row make a free wording; what
the words stand for is in rows.txt.  No labels here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from importlib import resources

from necker.core.language import Lang
from necker.lessons.changed import capital, with_article
from necker.lessons.cuts import restricted
from necker.lessons.dice import Dice
from necker.lessons.figures import MONTHS
from necker.lessons.logic import denied
from necker.lessons.pair import Split, form_split

_DATE = {
    "en": rf"(?:in (?:the (?:early |late |mid-)?)?(?:(?:{'|'.join(MONTHS['en'])}) )?\d{{3,4}}s?|in the (?:early |late |mid-)?\d{{1,2}}(?:st|nd|rd|th) century|on (?:\d{{1,2}} )?(?:{'|'.join(MONTHS['en'])})(?: \d{{1,2}},)? \d{{4}}|between \d{{4}} and \d{{4}}|from \d{{4}} (?:to|until) \d{{4}})(?: BC| AD| BCE| CE)?",
    "fr": rf"(?:en (?:(?:{'|'.join(MONTHS['fr'])}) )?\d{{3,4}}|au (?:début du |milieu du )?[XVI]+e siècle|à la fin du [XVI]+e siècle|le (?:\d{{1,2}}|1er) (?:{'|'.join(MONTHS['fr'])}) \d{{4}}|entre \d{{4}} et \d{{4}}|de \d{{4}} à \d{{4}}|dans les années \d{{4}})(?: av\. J\.-C\.)?",
}
_ENDS = {lang: re.compile(rf"^(?P<head>[^,;:()]{{8,150}}) (?P<when>{_DATE[lang]})\.$") for lang in ("en", "fr")}
_BEGINS = {
    lang: re.compile(rf"^(?P<when>{_DATE[lang]}), (?P<rest>[^,;:()]{{8,150}})\.$", re.IGNORECASE)
    for lang in ("en", "fr")
}
_CLAUSE = re.compile(
    r"\b(?:who|which|that|where|when|while|and|but|or|if|because|after|before|since|as|qui|que|qu|dont|où|lorsque|quand|et|mais|ou|si|car|alors|comme)\b"
)
_FINITE = {
    "en": re.compile(
        r"\b(?:was|were|became|won|wrote|died|began|took|made|led|fell|came|left|lost|gave|held|built|ran|grew|rose|met|sold|[a-z]{2,}ed)\b"
    ),
    "fr": re.compile(
        r"\b(?:est|sont|fut|furent|était|a|ont|avait|devient|remporte|publie|meurt|naît|fonde|commence|débute|reçoit|obtient|crée|écrit|prend)\b"
    ),
}
_PARTICIPLE = {
    "en": re.compile(
        r"(?:\w+ed|born|built|made|written|found|set|held|won|known|taken|drawn|given|led|begun|lost|sold)\Z"
    ),
    "fr": re.compile(r"\w+(?:ée?s?|ie?s?|ue?s?|ite?s?|rte?s?|ise?s?)\Z"),
}
_AUX = {
    "en": re.compile(r"\b(?:was|were|been|is|are|has|had|have)\b(?: \w+){0,2} \w+\Z"),
    "fr": re.compile(r"\b(?:est|sont|fut|furent|était|étaient|été|a|ont|avait)\b(?: \w+){0,2} \w+\Z"),
}


def _timed(text: str, lang: Lang) -> tuple[str, str] | None:
    """(the sentence without its time, the time) where the time surely belongs to the main verb."""
    if match := _BEGINS[lang].match(text):
        rest = match["rest"]
        if _CLAUSE.search(rest) or not _FINITE[lang].search(rest):
            return None
        return capital(rest), match["when"][0].lower() + match["when"][1:]
    match = _ENDS[lang].match(text)
    if match is None or _CLAUSE.search(match["head"]) or not _FINITE[lang].search(match["head"]):
        return None
    head = match["head"]
    if _PARTICIPLE[lang].search(head):
        if not _AUX[lang].search(head) or re.search(
            r"\b(?:is|was|were|are|est|était|fut|sont) (?:an?|the|une?|les?|la)\b|\b(?:est|était|fut) l['’]", head
        ):
            return None
    elif re.search(r"\b(?:is|are|est|sont|of|de|du|des|until|from|since|depuis)\b", head):
        return None
    return head, match["when"]


_PROPER = re.compile(
    r"(?:[A-ZÀ-ÝŒ][\w’'.-]*|of|de|du|von|van|the)(?: (?:[A-ZÀ-ÝŒ][\w’'.-]*|of|de|du|von|van|the|d['’][A-Z]\w+))*\Z"
)
_SMALL = re.compile(
    r"(?:The|A|An|His|Her|Its|Their|This|These|It|He|She|They|La|Le|Les|Une?|Il|Elle|Ils|Elles|Son|Sa|Ses|Leurs?|Ce|Cet|Cette|Ces|Des|In|En) |[LD][’'](?=\S)"
)


def inner(text: str) -> str:
    """A sentence as it stands inside another."""
    return text[0].lower() + text[1:] if _SMALL.match(text) else text


def front(text: str, lang: Lang, dice: Dice) -> str | None:
    """The time first, or last, or set off: "It was in 1903 that ..."."""
    found = _timed(text, lang)
    if found is None:
        return None
    rest, when = found
    front_ = f"{capital(when)}, {inner(rest)}."
    last = f"{rest} {when}."
    ways = [w for w in (front_, last) if w != text]
    if lang == "en" and _FINITE["en"].search(rest) and not re.search(r"\b(?:is|are|has|have)\b", rest):
        ways += [f"It was {when} that {inner(rest)}."]
    elif lang == "fr":
        said = inner(rest)
        ways += [f"C'est {when} qu'{said}." if re.match(r"[aeiouyéèêhAEIOUÉÈÊ]", said) else f"C'est {when} que {said}."]
    return dice.pick(ways)


_WHO = {
    "en": re.compile(
        r"^(?P<x>[^,;:()]{2,60}?) (?P<be>is|was) (?P<y>an? [^,;:()]{3,60}?) (?:who|that|which) (?P<vp>(?:is|was|has|had|can|\w+ed|\w+s|became|won|wrote|led|made|lives|took|held) [^;:]{6,140})\.$"
    ),
    "fr": re.compile(
        r"^(?P<x>[^,;:()]{2,60}?) (?P<be>est|était|fut) (?P<y>une? [^,;:()]{3,60}?) qui (?P<vp>(?:est|était|a|fut|se|s['’]|\w+e|\w+it|\w+ait|\w+a) ?[^;:]{6,140})\.$"
    ),
}
_APPOSED = {
    "en": re.compile(
        r"^(?P<x>[A-Z][^,;:()]{2,50}?), (?P<y>(?:an?|the) [^,;:()]{3,60}), (?P<vp>(?:is|was|has|had|became|won|wrote|\w+ed) [^;:]{6,140})\.$"
    ),
    "fr": re.compile(
        r"^(?P<x>[A-ZÀ-Ý][^,;:()]{2,50}?), (?P<y>(?:une?|le|la|l['’]) ?[^,;:()]{3,60}), (?P<vp>(?:est|était|a|fut|se) [^;:]{6,140})\.$"
    ),
}


def relative(text: str, lang: Lang, dice: Dice) -> str | None:
    """ "X, a Y, does Z" for "X is a Y who does Z", and one of the two."""
    match = _WHO[lang].match(text)
    if match is None or re.search(r"\b(?:one|un|une) (?:of|des?|d['’])", match["y"]):
        return None
    x, y, vp = match["x"], match["y"], match["vp"]
    if lang == "fr":
        y = re.sub(r"^une? ", "", y)
        return dice.pick((f"{x}, {match['y']}, {vp}.", f"{capital(y)}, {inner(x)} {vp}.", f"{x} {vp}."))
    return dice.pick((f"{x}, {y}, {vp}.", f"{capital(y)}, {inner(x)} {vp}.", f"{x} {vp}."))


def apposed(text: str, lang: Lang, dice: Dice) -> str | None:
    """The main clause or the apposition alone, as a sentence."""
    match = _APPOSED[lang].match(text)
    if match is None or re.search(r"\b(?:and|or|et|ou)\b", match["y"]) or denied(text, lang):
        return None
    x, y, vp = match["x"], match["y"], match["vp"]
    be = (
        ("was" if re.match(r"was|had|became|won|wrote|\w+ed", vp) else "is")
        if lang == "en"
        else ("était" if re.match(r"était|fut", vp) else "est")
    )
    first = "" if y.startswith(("the ", "la ", "le ", "l")) else f"{capital(y)}, {inner(x)} {vp}."
    return dice.pick(
        [
            w
            for w in (
                first,
                f"{x} {vp}.",
                f"{x} {be} {y}.",
                f"{x} {be} {y} and {vp}." if lang == "en" else f"{x} {be} {y} et {vp}.",
            )
            if w
        ]
    )


_LOCATED = {
    "en": re.compile(
        r"^(?P<x>[^,;:()]{2,50}?),? (?P<be>is|was) (?:an?|the|one of the) [^,;:()]{3,70}? (?P<p>located|situated|published|released|founded|built|written|directed|composed|painted|designed|developed|created|established|produced|held|spoken|used|found|grown|played|worn|caused|played) (?P<rest>(?:in|on|by|at|from|for|between|near|during|to|mainly|primarily|around|along) [^;:]{3,120})\.$"
    ),
    "fr": re.compile(
        r"^(?P<x>[^,;:()]{2,50}?),? (?P<be>est|était|fut) (?:une?|le|la|l['’]une? des?) ?[^,;:()]{3,70}? (?P<p>située?|publiée?|sortie?|fondée?|construite?|écrite?|réalisée?|composée?|peinte?|conçue?|développée?|créée?|produite?|parlée?|utilisée?|cultivée?|causée?) (?P<rest>(?:en|dans|par|à|au|aux|de|entre|sur|pour|le|près|principalement) ?[^;:]{3,120})\.$"
    ),
}
_ONGOING = frozenset(
    "located situated spoken used found grown played worn caused située situé parlée parlé utilisée utilisé cultivée cultivé causée causé".split()
)


def reduced(text: str, lang: Lang, dice: Dice) -> str | None:
    """ "X lies in Y" for "X is a city located in Y": the participle made the main verb."""
    match = _LOCATED[lang].match(text)
    if (
        match is None
        or restricted(match["rest"], lang)
        or re.search(r"\b(?:and|et|or|ou)\b", text[: match.start("rest")])
    ):
        return None
    p, be = match["p"], match["be"]
    if p.startswith("compos") and match["rest"].startswith("de "):
        return None  # "composée de dix provinces" tells no event
    stays = p in _ONGOING
    if not stays:
        be = "was" if lang == "en" else "a été"
    x, rest = match["x"], match["rest"]
    if p.startswith("situé") or p in ("located", "situated"):
        said = (
            (f"{x} se trouve {rest}.", f"{x} se situe {rest}.")
            if lang == "fr"
            else (f"{x} lies {rest}.", f"{x} can be found {rest}.")
        )
        return dice.pick(said) if be in ("is", "est") else None
    if lang == "fr" and p.startswith("sorti"):
        be = "est"
    return f"{x} {be} {p} {rest}."


_DEFINITE = {
    "en": re.compile(r"^(?P<x>[A-Z][^,;:()]{2,50}?) (?P<be>is|was) (?P<y>the [^,;:()]{6,90})\.$"),
    "fr": re.compile(
        r"^(?P<x>[A-ZÀ-Ý][^,;:()]{2,50}?) (?P<be>est|était|fut) (?P<y>(?:le|la|l['’]) ?[^,;:()]{6,90})\.$"
    ),
}


def turned_round(text: str, lang: Lang, dice: Dice) -> str | None:
    """ "The longest river of A is X" for "X is the longest river of A"."""
    match = _DEFINITE[lang].match(text)
    if (
        match is None
        or _CLAUSE.search(match["x"])
        or re.search(r"\b(?:the (?:study|process|act|use|set|name|one)|l['’]un|l['’]une|la plupart)\b", match["y"])
    ):
        return None
    x, be, y = inner(match["x"]), match["be"], match["y"]
    if lang == "en":
        return f"{capital(y)} {be} {x}."
    return dice.pick((f"{capital(y)} {be} {x}.", f"{capital(y)}, c'{'est' if be == 'est' else 'était'} {x}."))


_LIST = re.compile(
    r"(?P<items>(?:[A-ZÀ-Ý][\w’'-]+(?: [A-ZÀ-Ý][\w’'-]+){0,2}, )+[A-ZÀ-Ý][\w’'-]+(?: [A-ZÀ-Ý][\w’'-]+){0,2},? (?:and|et) [A-ZÀ-Ý][\w’'-]+(?: [A-ZÀ-Ý][\w’'-]+){0,2})(?=[.]\Z)"
)
_COLLECTIVE = re.compile(
    r"\b(?:between|entre|both|together|two|three|four|five|six|\d+|deux|trois|quatre|cinq|consists?|comprises?|comprend|divided|divisée?|only|shared?|borders? between|respectively|formed|formée?|composed|composée?|respectivement|comme|seule?s?|same|merg\w+|named)\b",
    re.I,
)


def listed(text: str, lang: Lang, dice: Dice) -> str | None:
    """One or two of the names with which the sentence ends."""
    match = _LIST.search(text)
    if (
        match is None
        or denied(text, lang)
        or _COLLECTIVE.search(text[: match.start()])
        or re.search(r"[A-ZÀ-Ý]\w+, \Z|\b(?:of|de|du)\Z", text[: match.start()])
    ):
        return None
    items = re.split(r",? (?:and|et) |, ", match["items"])
    at = dice.below(len(items))
    kept = [items[at]] if dice.once_in(2) else sorted({items[at], items[at - 1]}, key=items.index)
    return text[: match.start()] + (" and " if lang == "en" else " et ").join(kept) + text[match.end() :]


@lru_cache(maxsize=8)
def _rows(lang: Lang, split: Split, kind: str) -> tuple[dict[str, list[str]], re.Pattern[str]]:
    """what is written -> what may be written for it."""
    found: dict[str, list[str]] = {}
    for line in resources.files("necker.lessons").joinpath("rows.txt").read_text(encoding="utf-8").splitlines():
        head, _, rest = line.partition(": ")
        if head != f"{kind} {lang}" or form_split(line) != split:
            continue
        forms = [form.strip() for form in rest.split(" / ")]
        found.setdefault(forms[0], []).extend(forms[1:])
        if kind == "same":
            found.setdefault(capital(forms[0]), []).extend(map(capital, forms[1:]))
    longest = sorted(found, key=lambda form: (-len(form), form))
    return found, re.compile(rf"(?<![\w’'-])(?:{'|'.join(map(re.escape, longest)) or '(?!)'})(?![\w’'-])")


# Where a noun says what something is, so that a wider noun holds too.
_SAYS = {
    "en": re.compile(r"(?:\b(?:is|was|became|as)|,) an? (?:[\w’-]+ ){0,4}\Z"),
    "fr": re.compile(r"(?:\b(?:est|était|fut|devient|comme)|,) (?:une? )(?:[\w’-]+ ){0,3}\Z"),
}
_ENDING = re.compile(
    r"[.,;]| (?:who|that|which|and|of|from|in|by|with|native|qui|que|de|du|d['’]|et|en|né|par)\b|\Z| [a-zéèêç]+(?:ais|aise|ien|ienne|and|ande|ois|oise|ain|aine|que|e)\b"
)


def _written(text: str, lang: Lang, split: Split, dice: Dice, kind: str) -> str | None:
    table, pattern = _rows(lang, split, kind)
    found = list(pattern.finditer(text))
    for match in dice.turned(found):
        new = dice.pick(table[match[0]])
        before, after = text[: match.start()], text[match.end() :]
        if new in text or (kind == "wider" and not (_SAYS[lang].search(before) and _ENDING.match(after))):
            continue
        if re.search(r"[A-ZÀ-Ý][\w’'-]+ \Z", before) and re.match(r" [A-ZÀ-Ý]", after):
            continue
        if lang == "fr" and (new.endswith((" de", " que")) and re.match(r" [aeiouyéèêâîôœhAEIOUÉ]", after)):
            new, after = new[:-1] + "'", after[1:]
        if lang == "fr" and new.endswith(" à") and re.match(r" les? ", after):
            return None
        if (
            lang == "fr"
            and re.search(r"\b[ldLDnsqj]u?['’]\Z|\b(?:[Ll]e|[Ll]a|[Dd]e|[Qq]ue|[Nn]e|[Cc]e|[Ss]e) \Z", before)
            and (new[0] in "aeiouéèêhœ") != (match[0][0] in "aeiouéèêhœ")
        ):
            continue
        result = before + new + after
        return with_article(result, match.start()) if lang == "en" else result
    return None


def same(text: str, lang: Lang, split: Split, dice: Dice) -> str | None:
    """A word or a phrase said in another way."""
    return _written(text, lang, split, dice, "same")


def wider(text: str, lang: Lang, split: Split, dice: Dice) -> str | None:
    """A word said by one that means more things: a writer for a novelist."""
    return None if denied(text, lang) or restricted(text, lang) else _written(text, lang, split, dice, "wider")


Way = Callable[[str, Lang, Dice], str | None]
ORDERS: dict[str, Way] = {
    "front": front, "relative": relative, "apposed": apposed, "reduced": reduced, "turned": turned_round, "listed": listed,
}  # fmt: skip


def ordered(text: str, lang: Lang, dice: Dice) -> str | None:
    """The sentence in another order or with another main verb, where it allows that."""
    for name in dice.turned(sorted(ORDERS)):
        said = ORDERS[name](text, lang, dice)
        if said is not None and said != text:
            return said
    return None


def worded(text: str, lang: Lang, split: Split, dice: Dice) -> tuple[str, int]:
    """The sentence with up to four of its words said in another way, and how many."""
    new, steps = text, 0
    for _ in range(4):
        said = (wider if dice.once_in(3) else same)(new, lang, split, dice)
        if said is not None and said != new:
            new, steps = said, steps + 1
    return new, steps
