"""What can be left out of a sentence so that the rest still follows from it, and what a pronoun stands for.

A cut that only drops a comment (brackets, apposition, relative clause behind a comma) is always sure; one that drops a
restriction ("in Europe", "in 1903") is not where something is denied, or is the first or the most of its kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from necker.core.language import Lang
from necker.lessons.changed import capital, put
from necker.lessons.dice import Dice
from necker.lessons.logic import denied
from necker.lessons.pages import Statement
from necker.text.normal import fold

_VERB = {
    "en": re.compile(
        r"\b(?:is|was|are|were|has|had|have|can|became|won|wrote|served|led|founded|died|began|developed|includes?|contains?|"
        r"consists?|lies|covers|occurs?|borders|refers|remained|played|made|took|published|discovered|received|means|uses)\b"
    ),
    "fr": re.compile(
        r"\b(?:est|sont|était|étaient|fut|furent|a|ont|avait|avaient|peut|peuvent|devient|comprend|compte|comporte|contient|"
        r"désigne|possède|couvre|constitue|représente|permet|joue|occupe|remporte|publie|meurt|naît|vit|dirige|fonde|se)\b"
    ),
}
_HEDGED = re.compile(
    r"\b(?:first|last|only|most|least|\w+est|best|worst|\d+(?:st|nd|rd|th)|second|third|same|all|every|each|if|unless|nearly|almost|"
    r"premiere?s?|dernieres?|derniers?|seule?s?|plus|moins|meilleure?s?|pire|unique|deuxieme|troisieme|tous|toutes|chaque|si|"
    r"presque|sauf|\w+ieme|more|less|fewer|than|que|unlike|like)\b"
)

_BRACKETS = re.compile(r" \([^()]*\)(?=[ ,.;:])")
_INSERTED = {
    "en": re.compile(r"^([^,()]{2,60}), [^.;()]*?, (?=(?:is|was|are|were) )"),
    "fr": re.compile(r"^([^,()]{2,60}), [^.;()]*?, (?=(?:est|était|sont|fut|étaient) )"),
}
_TAIL = {
    "en": re.compile(
        r", (?:which|who|whose|where|including|such as|known|located|situated|making|leading|with|often|usually|especially|"
        r"particularly|mostly|following|using|based|named|called|published|released|founded|designed|after|although|while|whereas)\b [^;]*(?=\.$)"
    ),
    "fr": re.compile(
        r", (?:qui|dont|où|notamment|connue?s?|située?s?|ainsi que|considérée?s?|comme|avec|souvent|ce qui|lequel|laquelle|"
        r"alors que|tandis que|bien que|après|publiée?|fondée?|surnommée?|appelée?|particulièrement|principalement)\b [^;]*(?=\.$)"
    ),
}
_SECOND = {
    "en": re.compile(r"(?:; |, (?:and|but) (?=(?:he|she|it|they|its|his|her|the|is|was|has|also)\b))[^.]*(?=\.$)"),
    "fr": re.compile(
        r"(?: ?; |, (?:et|mais) (?=(?:il|elle|ils|elles|son|sa|ses|la|le|l['’]|est|a|fut)\b))[^.]*(?=\.$)"
    ),
}
_NOUN_LIST = {
    "en": re.compile(
        r"^(.{2,60}? (?:is|was) an? (?:[a-z]+[ -]|[A-Z][a-z]+ ){1,3}?[a-z]+(?:er|or|ist|ian|an|et|ress|her|ict|ress|ship|al|ty))(?:, | and )(?!\w+ed\b)[^.]*(?=\.$)"
    ),
    "fr": re.compile(
        r"^(.{2,60}? (?:est|était|fut) une? [a-zéèêçœ]+(?:eur|euse|trice|iste|ien|ienne|er|ère|tre|te|ophe|logue|gue|tesse|ain|aine|ète))(?:, | et )[a-zéèêçœ]+(?:eur|euse|trice|iste|ien|ienne|er|ère|tre|te|ophe|logue|gue|ain|aine|ète)\b[^.]*(?=\.$)"
    ),
}
_ADJUNCT = {
    "en": re.compile(
        r" (?:in|since|during|from|until|on|by|at|near|after|before|for|through|across|throughout|along) (?!which|whom|order|part|addition|terms|fact|general|what)[^,;:()]{3,60}(?=\.$)"
    ),
    "fr": re.compile(
        r" (?:en|depuis|pendant|durant|à partir|jusqu['’]en|lors|au cours|après|avant|dans|près|sous|le \d) ?(?!que|tant|effet|outre|général|fait|raison|qu|de )[^,;:()]{3,60}(?=\.$)"
    ),
}
_OPENING = {
    "en": re.compile(
        r"^(?:In|Since|During|From|On|After|By|Under|At|Until) [^,;()]{3,50}, (?=(?:the|he|she|it|they|[A-Z]\w+)\b)"
    ),
    "fr": re.compile(
        r"^(?:En|Depuis|Durant|Pendant|Après|Dans|Au|À|Sous|Avant|Le \d+) [^,;()]{3,50}, (?=(?:le|la|les|il|elle|ils|elles|l['’]|[A-Z]\w+))"
    ),
}


def _whole(text: str, lang: Lang) -> str | None:
    """The text, if it is still a sentence."""
    text = re.sub(r"[ \u00a0\u202f]+([,.])", r"\1", re.sub(r"  +", " ", text))
    words = text.count(" ") + 1
    return (
        text
        if words >= 4 and _VERB[lang].search(text) and text.endswith(".") and not re.search(r"[,;:] ?\.$", text)
        else None
    )


def _dropped(text: str, lang: Lang, pattern: re.Pattern[str]) -> str | None:
    match = pattern.search(text)
    if match is None or not _VERB[lang].search(text[: match.start()]) or _hangs(text[: match.start()]):
        return None
    return _whole(text[: match.start()] + text[match.end() :], lang)


_OPEN_END = re.compile(
    r"\b(?:and|or|but|of|in|the|a|an|to|by|that|which|who|et|ou|mais|de|du|des|le|la|les|un|une|à|qui|que|between|both|entre|either|born|née?|"
    r"morte?|located|situated|située?s?|based|bordered|rather|lies|lives|lay|stands|place|refers|occurs?|found|used|known|such|se|trouve|consists|"
    r"became|vit|naît|meurt|was|is|are|were|has|had|been|est|sont|fut|a|ont|sortie?s?|parue?s?|mise?s?|sise?s?|écrite?s?|construite?s?|remise?s?|divided|connue?s?|aussi|more|less|plus|result|interest)\Z"
)


def _hangs(text: str) -> bool:
    """Whether what is left of the cut waits for more: "was born", "is situated", or an inserted comment still open."""
    return (
        _OPEN_END.search(text) is not None or text.count("(") != text.count(")") or text.count("«") != text.count("»")
    )


def without_brackets(text: str, lang: Lang) -> str | None:
    """Without what stands in brackets, if anything does."""
    new = _BRACKETS.sub("", text)
    return _whole(new, lang) if new != text else None


def without_insertion(text: str, lang: Lang) -> str | None:
    """Without what stands between commas behind the subject."""
    match = _INSERTED[lang].match(text)
    if (
        match is None
        or _VERB[lang].search(match[1])
        or re.match(r", (?:and|et|but|mais|or|ou)\b(?! colloquially| simply)", text[match.end(1) :])
    ):
        return None
    if re.search(r"\b(?:and|et|or|ou|when|if|quand|si|in|en|dans|although|with|avec|after)\b", match[1], re.IGNORECASE):
        return None
    return _whole(match[1] + " " + text[match.end() :], lang)


def without_tail(text: str, lang: Lang) -> str | None:
    """Without a last clause behind a comma that comments on what is said; only one without further commas around it."""
    match = _TAIL[lang].search(text)
    if match is None or text[: match.start()].count(",") > 1 or _ALONE.search(text[: match.start()]):
        return None
    return _dropped(text, lang, _TAIL[lang])


_ALONE = re.compile(r"\b(?:only|first|last|seule?s?|unique|premi[eè]re?s?|derni[eè]re?s?|same|même)\b")


def without_second(text: str, lang: Lang) -> str | None:
    """The first of two main clauses."""
    if re.search(
        r"\b(?:when|if|although|while|quand|si|lorsque|lorsqu|bien que|qui|that|which|who|que)\b",
        text[:60],
        re.IGNORECASE,
    ):
        return None
    return _dropped(text, lang, _SECOND[lang])


def first_noun(text: str, lang: Lang) -> str | None:
    """The first of the things that somebody is: "was a poet" from "was a poet, painter and playwright"."""
    match = _NOUN_LIST[lang].match(text)
    return _whole(match[1] + text[match.end() :], lang) if match else None


def restricted(text: str, lang: Lang) -> bool:
    """Whether a place or a time may not be left out: "the largest in Europe", "not in 1903"."""
    return denied(text, lang) or _HEDGED.search(fold(text)) is not None


def without_adjunct(text: str, lang: Lang) -> str | None:
    """Without the place or the time with which the sentence ends."""
    matches = list(_ADJUNCT[lang].finditer(text))
    if restricted(text, lang) or not matches:
        return None
    match = re.compile(_ADJUNCT[lang].pattern).search(text, matches[0].start())
    last = match
    while match is not None:  # the shortest one: from the last preposition on
        last, match = match, _ADJUNCT[lang].search(text, match.start() + 1)
    head = text[: last.start()] if last else ""
    if not last or not _VERB[lang].search(head) or _hangs(head):
        return None
    if re.search(r"ing\Z|ées?\Z|és?\Z", head) or (re.search(r"ed\Z", head) and not re.search(r"\d{3,4}\Z", last[0])):
        return None
    if not re.search(r"\d{3,4}\.$|[A-ZÀ-Ý]\w+\.$", last[0] + ".") or re.search(
        r"\b(?:of|de|du|des|d['’]\w+|the|between|entre|and|et|to|as|comme)\b[^,]{0,12}\Z", head
    ):
        return None
    return _whole(head + text[last.end() :], lang)


def without_opening(text: str, lang: Lang) -> str | None:
    """Without the place or the time with which the sentence begins."""
    match = _OPENING[lang].match(text)
    if match is None or restricted(text, lang) or not _VERB[lang].search(text[match.end() :]):
        return None
    if not re.search(r"\d{3,4}", match[0]) and not re.match(r"(?:In|En) [a-zéè]+, ", match[0]):
        return None
    if re.search(r"\b(?:\w+ing|et|and|or|ou)\b", match[0]) or text[match.end() :].count(",") > 1:
        return None
    return _whole(capital(text[match.end() :]), lang)


Cut = Callable[[str, Lang], str | None]
COMMENTS: tuple[Cut, ...] = (without_brackets, without_insertion, without_tail, without_second, first_noun)
RESTRICTIONS: tuple[Cut, ...] = (without_adjunct, without_opening)


def cut(text: str, lang: Lang, dice: Dice, ways: tuple[Cut, ...] = COMMENTS + RESTRICTIONS) -> str | None:
    """The text with one thing left out."""
    for way in dice.turned(ways):
        new = way(text, lang)
        if new is not None and new != text:
            return new
    return None


# --- pronouns

_HE = {
    "en": re.compile(
        r"^(He|She|It)(?= (?:is|was|has|had|served|became|won|wrote|led|founded|died|began|received|published|lies|covers|contains|consists|borders|occurs|played|made|took|also|later)\b)"
    ),
    "fr": re.compile(
        r"^(Il|Elle)(?= (?:est|était|a|avait|fut|devient|remporte|publie|meurt|fonde|dirige|comprend|compte|couvre|possède|joue|reçoit|naît|compose|écrit)\b)"
    ),
}
_HIS = re.compile(r"^(?:His|Her|Its) (?=[a-z])")
_NOT_IT = re.compile(
    r"^(?:It (?:is|was|has been) (?:\w+ ){0,3}(?:that|to|believed|said|thought|likely|possible|not until|the case)\b|Il (?:est|a été|était) (?:\w+ ){0,3}(?:que|qu['’]|de)\b|Il (?:a fallu|y a))"
)
VAGUE = re.compile(
    r"^(?:He|She|It|They|This|These|That|Those|His|Her|Its|Their|However|Such|Both|There|Here|Other|Others|Another|Some|Today|Then|"
    r"Also|Additionally|Although|While|But|And|Thus|Therefore|Since|One|Many|Most of|In this|At the time|Il|Elle|Ils|Elles|Ce|Cet|Cette|Ces|"
    r"C['’]|Celui|Celle|Ceux|Son|Sa|Ses|Leurs?|On|Mais|Cependant|Toutefois|Ainsi|Ceci|Cela|Aussi|De plus|En outre|Lui|Tous|Toutes|Y|"
    r"Ensuite|Puis|Dès lors|Ici|L['’]autre|Une autre|Un autre|Par ailleurs|D['’]autres|Plusieurs|Certain\w*|Quelques)(?=[\s,]|(?<=['’])\w)"
)


def resolved(statement: Statement, text: str) -> str | None:
    """`text`, a form of the statement, with the pronoun at its beginning replaced by the subject of the page, where that is sure.

    Sure: the sentences before it speak of the subject from their beginning on.  A text without a pronoun is unchanged;
    None where something before is meant and it cannot be told what.
    """
    if not VAGUE.match(text):
        return None if _POINTS_BACK.search(text) else text
    page = statement.page
    if not page.prose or not 0 < statement.at <= 4 or page.subject is None or _NOT_IT.match(text):
        return None
    lang = statement.lang
    first_words = fold(page.sentences[0][: len(page.subject) + 3])
    if fold(page.name.split()[-1]) not in first_words:
        return None
    before = page.sentences[1 : statement.at]
    if any(not (_HE[lang].match(s) or _HIS.match(s) or s.startswith(page.subject)) for s in before):
        return None
    if (he := _HE[lang].match(text)) is not None:
        if page.person != (he[1] in ("He", "She")) and lang == "en":
            return None
        if lang == "fr" and not page.person and not _agrees(page.subject, he[1]):
            return None
        return put(text, *he.span(), capital(page.subject))
    if lang == "en" and (his := _HIS.match(text)) is not None and page.person == (not text.startswith("Its")):
        return put(text, *his.span(), capital(page.subject) + "'s ")
    return None


_POINTS_BACK = re.compile(
    r"\b(?:this|these|such|latter|former|ce dernier|cette dernière|celui-ci|celle-ci|ceux-ci|ces derniers|that time|cette époque)\b|\b(?:[Cc]et?|[Cc]ette|[Cc]es) (?=\w)"
)


def _agrees(subject: str, pronoun: str) -> bool:
    """French: whether the article of the subject has the gender of the pronoun."""
    article = subject.split()[0].lower()
    return (article in ("le", "un") and pronoun == "Il") or (article in ("la", "une") and pronoun == "Elle")
