"""Denials: negation, opposites, quantifiers, comparisons, who did what to whom; and words that say the same.

All work on the words of one sentence; the tables are words.txt and those below.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from necker.core.language import Lang
from necker.lessons.changed import Change, capital, put, with_article
from necker.lessons.dice import Dice
from necker.lessons.pair import Split, form_split


class _Row(NamedTuple):
    """Two forms that stand in each other's place, and what must not follow them."""

    kind: str
    forms: tuple[str, str]
    unless: frozenset[str]


@lru_cache(maxsize=4)
def _rows(lang: Lang, split: Split) -> tuple[dict[str, list[_Row]], re.Pattern[str]]:
    """form -> the rows of the table that hold it, and a pattern that finds forms: those of one side of the split."""
    found: dict[str, list[_Row]] = {}
    for line in resources.files("necker.lessons").joinpath("words.txt").read_text(encoding="utf-8").splitlines():
        head, _, rest = line.partition(": ")
        kind, _, given = head.partition(" ")
        if line.startswith("#") or given != lang or form_split(line) != split:
            continue
        forms, _, unless = rest.partition(" ! ")
        a, b = forms.split(" / ")
        for forms_ in {(a.strip(), b.strip()): 0, (capital(a.strip()), capital(b.strip())): 0}:
            row = _Row(kind, forms_, frozenset(unless.split()))
            for form in row.forms:
                found.setdefault(form, []).append(row)
    longest = sorted(found, key=lambda form: (-len(form), form))
    return found, re.compile(rf"(?<![\w’'-])(?:{'|'.join(map(re.escape, longest))})(?![\w’'-])")


_DENIED = {
    "en": re.compile(
        r"\b(?:not|no|never|neither|nor|none|without|cannot|hardly|\w+n't|nobody|nothing|few|little)\b", re.I
    ),
    "fr": re.compile(r"\b(?:n[e’']|pas|jamais|aucune?|sans|ni|rien|personne|nul|nulle|peu)\b|\bn[’']", re.I),
}


def denied(text: str, lang: Lang) -> bool:
    """Whether something in the sentence is denied: what follows from a part of it is then not certain."""
    return _DENIED[lang].search(text) is not None


def _replaced(text: str, lang: Lang, split: Split, dice: Dice, kinds: tuple[str, ...]) -> Change | None:
    table, pattern = _rows(lang, split)
    found = [
        match
        for match in pattern.finditer(text)
        if not re.search(r"[A-ZÀ-Ý]\w+ \Z", text[: match.start()])
        and not (match[0] in ("few", "many") and text[: match.start()].endswith("a "))
    ]
    for match in dice.turned(found):
        after = re.match(r"[  ]?([\w’']+)", text[match.end() :])
        if after and (
            after[1].lower() in _fixed(lang)
            or (
                after[1][0].isupper()
                and match[0][0] in "abcdefghijklmnopqrstuvwxyz"
                and lang == "en"
                and " " not in match[0]
            )
        ):
            continue
        for row in dice.turned(table[match[0]]):
            if row.kind not in kinds or (after and after[1].lower().split("'")[0].split("’")[0] in row.unless):
                continue
            new = row.forms[1 - row.forms.index(match[0])]
            if new in text:
                continue
            end = match.end()
            if lang == "fr" and new.endswith(" de") and re.match(" [aeiouyéèêâîôœh]", text[end:]):
                new, end = new[:-1] + "'", end + 1
            result = put(text, match.start(), end, new)
            return Change(row.kind, with_article(result, match.start()) if lang == "en" else result)
    return None


def _fixed(lang: Lang) -> frozenset[str]:
    return _FIXED_EN if lang == "en" else _FIXED_FR


_FIXED_EN = frozenset("kingdom ages war-time".split())
_FIXED_FR = frozenset("âge".split())


def change_opposite(text: str, lang: Lang, split: Split, dice: Dice) -> Change | None:
    """One word made its opposite.  Not beside a negation: "not long" and "not short" are no contradiction."""
    return None if denied(text, lang) else _replaced(text, lang, split, dice, ("opposite",))


def change_order(text: str, lang: Lang, split: Split, dice: Dice) -> Change | None:
    """A quantifier or a comparison turned round."""
    if re.search(r"\b(?:not|never|n't|pas|jamais)\b", text):
        return None
    return _replaced(text, lang, split, dice, ("quantifier", "comparison"))


def same_words(text: str, lang: Lang, split: Split, dice: Dice) -> str | None:
    """One word or phrase said in another way."""
    change = _replaced(text, lang, split, dice, ("same",))
    return change.text if change else None


# --- negation

# Before the verb none of these may stand: the verb would not be the main one, or "not" would not deny all.
_OTHER_CLAUSE = re.compile(
    r"\b(?:who|whom|whose|which|that|where|when|while|although|though|because|if|as|since|whether|what|how|after|before|"
    r"all|most|some|many|every|each|several|both|any|no|not|never|only|few|nobody|everyone|everything|"
    r"qui|que|qu|dont|où|lorsque|lorsqu|quand|comme|si|tandis|alors|bien|parce|puisque|après|avant|"
    r"tous|toutes|tout|toute|plupart|certains|certaines|plusieurs|chaque|aucune?|ne|n|jamais|seul|seule|seuls|pas|ni)\b|[:;]",
    re.IGNORECASE,
)
_ADVERB = (
    r"also|only|still|often|usually|sometimes|generally|probably|possibly|perhaps|typically|commonly|mainly|mostly|just|"
    r"not|never|no|always|frequently|already|being|been able|either|so|too|rather|even|likely|about to|to|all|both|each|"
    r"now|then|once|later|subsequently|currently|traditionally|primarily|largely|widely|almost|nearly|approximately|about"
)
_EN_AUX = re.compile(
    rf"(?<=[\w)\"”,] )(is|was|are|were|(?:has|have|had)(?= \w+(?:ed|en|own|one|ade|ept|eft|old|und|ought|aught|ost|ung|un)\b)|can|could|will|would) (?!(?:{_ADVERB})\b)(?=\w)"
)
_EN_NEGATED = re.compile(
    r"(?<=[\w)\"”,] )(?:(is|was|are|were|has|have|had|could|will|would) not|(can)(?:not| not)) (?!only|just|until|necessarily|to\b|always|all)(?=\w)"
)
_EN_PAST = """
won win|became become|wrote write|published publish|died die|served serve|began begin|led lead|received receive|founded found|
composed compose|painted paint|directed direct|played play|worked work|moved move|married marry|studied study|ruled rule|
reigned reign|conquered conquer|defeated defeat|lost lose|joined join|lived live|made make|took take|ended end|started start|
created create|developed develop|invented invent|discovered discover|built build|left leave|returned return|held hold|
remained remain|came come|went go|gave give|wanted want|liked like|bought buy|saw see|knew know|told tell|said say|
thought think|found find|got get|ate eat|paid pay|spent spend|broke break|met meet|called call|asked ask|helped help|
needed need|tried try|kept keep|let let|put put|brought bring|sold sell|caught catch|lied lie|slept sleep|opened open
"""
_EN_PRESENT = """
contains contain|covers cover|consists consist|includes include|occurs occur|
produces produce|refers refer|belongs belong|becomes become|makes make|takes take|provides provide|
knows know|wants want|likes like|speaks speak|thinks think|comes come|goes go|loves love|
separates separate|connects connect|grows grow|begins begin|involves involve|requires require
"""
_PAST = dict(pair.split() for pair in _EN_PAST.replace("\n", "").split("|"))
_PRESENT = dict(pair.split() for pair in _EN_PRESENT.replace("\n", "").split("|"))
_EN_VERB = re.compile(rf"(?<=[a-zA-Z)\"”,] )({'|'.join([*_PAST, *_PRESENT])}) (?!(?:{_ADVERB}|little|few)\b)(?=\w)")
_FR_ADVERB = r"pas|aussi|également|souvent|parfois|surtout|notamment|seulement|probablement|toujours|jamais|plus que|encore|donc|ainsi|en fait|généralement|peut-être|alors|ensuite|avant|principalement|tout|tous|presque|parmi|environ|rien|guère|quant"
_FR_FINITE = """
est sont était étaient fut furent sera a ont avait avaient eut peut peuvent doit fait font devient deviennent devint prend
compte comprend comporte contient désigne possède couvre forme constitue représente appartient permet joue occupe abrite
reçoit remporte publie meurt naît vit dirige fonde crée découvre invente compose écrit peint épouse gouverne règne devance
traverse sépare relie produit utilise existe commence débute quitte rejoint succède étudie enseigne travaille
veut sait aime vient va dit parle pense croit voit connaît semble reste trouve cherche mange boit tient regarde
voulait savait aimait venait allait pouvait devait voudrait pourrait devrait ira viendra fera
suis es sommes êtes as avons avez avais avions vais vas allons allez peux pouvons pouvez veux voulons voulez sais savons savez
dois devons devez crois étais aimerais voudrais
""".split()
_FR_VERB = re.compile(
    rf"(?<![\w’'-])((?:(?:se|me|te|lui|leur|y) |[smt][’'])?(?:{'|'.join(_FR_FINITE)}))(?![\w-])(?! (?:{_FR_ADVERB})\b)(?= [\wÀ-ÿ«])"
)
_FR_NEGATED = re.compile(
    r"(?<![\w’'-])(?:ne |n[’'])((?:se |s[’']|lui |leur )?(?:est|sont|était|étaient|fut|furent|a|ont|avait|avaient|peut|peuvent|fait|possède|comporte|contient)) pas (?!(?:de|d|seulement|toujours|que|encore|été)\b)(?=[\w])"
)
_FR_BLOCKS = re.compile(
    r"\b(?:a|ont|avait|avaient|possède|compte|comporte|contient|abrite|produit|comprend|fait|forme|occupe|utilise|porte|mange|boit|prend|écrit|crée|compose|publie) (?:un|une|des|du|de la|de l[’']|deux|trois|\d)"
)


def change_negation(text: str, lang: Lang, split: Split, dice: Dice) -> Change | None:
    """The main verb denied, or its denial taken away; None where it is not sure which verb that is."""
    if "?" in text or text.count('"') or "«" in text[:60]:
        return None
    new = _negated_en(text, dice) if lang == "en" else _negated_fr(text, dice)
    if new is None or (denied(text, lang) and denied(new, lang)):
        return None
    return Change("negation", new)


def _main(text: str, match: re.Match[str] | None) -> re.Match[str] | None:
    """The match, if no other clause begins before it: brackets left aside."""
    if match is None:
        return None
    before = re.sub(r"\([^)]*\)|, [^,]*,", " ", text[: match.start()])
    if _OTHER_CLAUSE.search(before) or text[: match.start()].count("(") != text[: match.start()].count(")"):
        return None
    if before.count(",") > 1 or (
        before.count(",") == 1
        and not re.match(r"(?:[IOAE]n|[DÀA]u|Since|During|From|At|Under|Depuis|Pendant|Tom|Mary)\b", text)
    ):
        return None
    return match


def _negated_en(text: str, dice: Dice) -> str | None:
    already = _EN_NEGATED.search(text)
    if _main(text, already) and already:
        return put(text, already.start(), already.end(), (already[1] or already[2]) + " ")
    found = [m for m in (_EN_AUX.search(text), _EN_VERB.search(text)) if m]
    match = _main(text, min(found, key=lambda m: m.start())) if found else None
    if match is None or (re.match(r"(?:There|It) (?:is|was|are|were) ", text) and " that " in text):
        return None
    verb = match[1]
    if match.re is _EN_VERB:
        base = _PAST.get(verb)
        helper = "did" if base else "does"
        base = base or _PRESENT[verb]
        said = f"{helper} not {base}" if not dice.once_in(3) else f"{helper}n't {base}"
        if base and dice.once_in(4):
            said = f"never {verb}"
        return put(text, match.start(1), match.end(1), said)
    first, _, rest = verb.partition(" ")
    negated = "cannot" if first == "can" else f"{first} not"
    if dice.once_in(3):
        negated = {"can": "can't", "will": "won't"}.get(first, f"{first}n't")
    elif dice.once_in(4):
        negated = f"{first} never"
    return put(text, match.start(1), match.end(1), f"{negated} {rest}".strip())


_JE = re.compile(
    r"^([^,]{0,30}\b)?([Jj])[’'](ai|avais|étais|aime|aimais|irai|habite|adore|attends|espère|arrive|apprends|entends|étudie)\b(?! pas| rien| jamais)"
)
_PERFECT = re.compile(
    r"\b(?:ai|as|a|avons|avez|ont|avais|avait|avaient|suis|es|est|sommes|êtes|sont|été|pas|jamais|de|à|pour|sans)\b ?(?:\w+ )?\Z"
)


def _negated_fr(text: str, dice: Dice) -> str | None:
    je = _JE.match(text)
    if je is not None and not _OTHER_CLAUSE.search(je[1] or "") and not denied(text, "fr"):
        e = "Je" if je[2] == "J" else "je"
        return put(text, je.start(2), je.end(), f"{e} n'{je[3]} {'jamais' if dice.once_in(4) else 'pas'}")
    already = _FR_NEGATED.search(text)
    if already and _main(text, already):
        return put(text, already.start(), already.end(), already[1] + " ")
    match = _main(text, _FR_VERB.search(text))
    if (
        match is None
        or _FR_BLOCKS.match(text, match.start(1))
        or re.search(
            r"\b(?:[Cc]e|[Ii]l y|[DdLl]e|[Ll]a|[Uu]ne?|[Ll]es|[Dd]es|et|ou|à|[Ee]n|[Dd]u|[Ll][’']|[Aa]u|[Dd][’']) ?\Z",
            text[: match.start(1)],
        )
    ):
        return None
    verb = match[1]
    if _PERFECT.search(text[: match.start(1)]):
        return None
    ne = "n'" if re.match(r"[aeéèêiîoôuyh]", verb) else "ne "
    jamais = dice.once_in(4)
    said = f"{ne}{verb} {'jamais' if jamais else 'pas'}"
    result = put(text, match.start(1), match.end(1), said)
    if match.start(1) == 0:
        result = capital(result)
    return result


# --- roles

_ASYMMETRIC = {
    "en": r"defeated|succeeded|conquered|invaded|influenced|taught|killed|attacked|hated|hates|loves|loved|hit|helped|gave|told|"
    r"asked|called|followed|saw|kissed|paid|thanked|likes|liked|wants|warned|invited|is (?:taller|older|younger|faster|stronger) than|"
    r"was defeated by|was influenced by|was succeeded by|replaced|preceded|founded|colonised|colonized|annexed",
    "fr": r"succède à|a vaincu|bat|a battu|conquiert|a conquis|envahit|a envahi|a influencé|a tué|tue|déteste|aime|aimait|a aidé|"
    r"a frappé|a donné à|a dit à|a demandé à|a appelé|suit|a vu|a embrassé|a payé|a remercié|a invité|remplace|précède|annexe|"
    r"est plus (?:grand|grande|vieux|jeune|rapide) que",
}
_ONE = r"(?:The |La |Le |L[’'])?[A-ZÀ-Ý][\w’-]+(?: (?:(?:of|de|du|von|van|the|I|II|III|IV|V) )?[A-ZÀ-Ý][\w’-]+){0,2}"
_ROLES: dict[Lang, re.Pattern[str]] = {
    "en": re.compile(rf"^({_ONE})( (?:(?:had|has|also|later) )?(?:{_ASYMMETRIC['en']}) )({_ONE})(?= [a-z]|[.,])"),
    "fr": re.compile(rf"^({_ONE})( (?:{_ASYMMETRIC['fr']}) )({_ONE})(?= [a-zà]|[.,])"),
}
_PRONOUN = re.compile(r"\b(?:\w+day|I|He|She|It|They|We|You|This|These|Il|Elle|Ils|Elles|On|Je|Tu|Nous|Vous|Ce|Cela)\b")
_BETWEEN: dict[Lang, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:from) ([A-Z]\w+) (?:to|into) ([A-Z]\w+)(?=[.,;]| (?:in|on|and|via|by|where)\b)"),
    "fr": re.compile(
        r"\b(?:transf\w+|voyages?|routes?|va|ligne|trajet|déplac\w+|capitale)\b[^.,]{0,30} de ([A-Z]\w+) (?:à|vers) ([A-Z]\w+)(?=[.,;]| (?:en|et|par|où)\b)"
    ),
}


def change_role(text: str, lang: Lang, split: Split, dice: Dice) -> Change | None:
    """Two names with their places exchanged: who defeated whom, from where to where."""
    if denied(text, lang):
        return None
    match = _ROLES[lang].match(text)
    if match and match[1] != match[3] and not _PRONOUN.search(match[1]) and not _PRONOUN.search(match[3]):
        first = re.sub(r"^(The|La|Le|Les|L)(?=[ ’'])", lambda m: m[0].lower(), match[1])
        return Change("role", f"{capital(match[3])}{match[2]}{first}{text[match.end() :]}")
    if (match := _BETWEEN[lang].search(text)) and match[1] not in MONTH_NAMES:
        a, b = match.span(1), match.span(2)
        return Change("role", text[: a[0]] + match[2] + text[a[1] : b[0]] + match[1] + text[b[1] :])
    return None


MONTH_NAMES = frozenset("January February March April May June July August September October November December".split())
