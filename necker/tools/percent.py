"""Percentages: parts, increases and discounts, shares, changes, what there was before.  Tokens -> a calculation or None.

Which question it is follows from how many percentages and numbers there are and from cue words; every word must be known,
except a few nouns (what is bought, what is counted) where prices or counts are spoken of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from necker.core.language import Lang
from necker.tools.calculation import (
    Calculation,
    Value,
    equals,
    fraction,
    literal,
    money_text,
    number_text,
    percent_text,
    refuse_zero,
)
from necker.tools.reading import Token, percents
from necker.tools.vocabulary import FILLERS, word_set

_DOWN = word_set(
    "off discount discounts discounted reduced reduction reduce reduces reducing decrease decreased decreases "
    "decreasing lower lowered less minus cut cuts drop drops dropped fall falls fell fallen down markdown rebate "
    "deduct deducted subtract subtracted lose loses lost loss shrink shrinks shrank sale knocked remove removed "
    "cheaper reduit reduite reduits reduites reduire reduis reduisez remise rabais solde soldes soldee soldees "
    "diminue diminuer diminuee diminues diminuees diminution diminuez baisse baisser baisses baissee baissent baissez "
    "moins ristourne promo promotion retire retirer retranche enleve enlever enleves deduit deduire deduis perd perdu "
    "perdent perte escompte chute"
)
_UP = word_set(
    "increase increased increases increasing raise raised raises raising rise rises rose risen grow grows grew grown "
    "up plus add added adding adds more higher markup gain gains gained growth climbs climbed appreciates augmente "
    "augmenter augmentee augmentes augmentees augmentation augmentez hausse majore majoree majorer majoration ajoute "
    "ajouter ajoutes ajoutez croit croissance grimpe monte gagne inflation accru rajoute rajouter +"
)
_TAX = word_set("vat tax taxes gst hst tva taxe tip tips gratuity service charge pourboire commission fee frais")
_TOTAL = word_set(
    "total pay pays paid altogether including include included incl inclusive with after final overall ttc payer paie "
    "paye paies payes payons avec apres comprise compris incluse inclus finale toutes tout"
)
_BEFORE = word_set(
    "original originally initial initially initiale initialement origine depart before avant started start pre "
    "excluding exclusive excl without net hors ht previous previously beginning"
)
_SAVING = word_set(
    "save saves saved saving savings economise economiser economie economies economisez rabais montant remise "
    "reduction discount amount"
)
_PERCENT = word_set("percent percentage percentages pourcentage pourcentages pourcent pourcents % pct cent")
_CHANGE = (
    _DOWN
    | _UP
    | word_set(
        "change changed changes variation varie evolution evolue difference went goes going passe passer passes "
        "passee passant passent go gone"
    )
)
_OF = word_set("of de d du des on sur from out for pour in a at dans")
_UNKNOWN = word_set("what which number whole nombre quoi quel quelle lequel combien how")
# "how much is a 20% discount on 80" asks for the discount, "20% discount on 80" for the price.
_A_CHANGE = re.compile(
    r"\bhow much (?:is|would|will|does) (?:be )?(?:a|an|the)\b|\b(?:combien (?:fait|font|represente|vaut)|eleve) (?:une?|la|le)\b"
)
_PRICES = word_set(
    "price prices priced cost costs costing pay pays paid bill item items article articles product produit sells sold "
    "sell sale buy bought buying purchase shop store money worth prix coute coutent coutait coutera cout payer paie "
    "paye facture addition vendu vendue vend vends achat achete acheter magasin boutique somme montant valait valeur "
    "vaut salary wage salaire loyer rent amount tarif original retail restaurant meal repas dinner"
)
_OTHER = word_set(
    "by now currently maintenant actuellement finally convert decimal decimale restant reste left remains remaining "
    "final new nouveau nouvelle depense depenser depenses depensent represents represent represente representent "
    "represented correspond correspondent expressed express exprime exprimer ratio rate taux score note scored got "
    "get each one part share proportion portion applied applique appliquer appliquee additional ex taxed sales "
    "taxable apply applying leave laisse laisser donner take taking prend prends prendre during spend spends spent "
    "spending it en again encore puis ensuite relative respect rapport between entre x y its his her their un une "
    "there was avait asked calc going cheap cher euros percents only seulement pts point points old vieux ancien "
    "ancienne previous become becomes became devient devenu result resulting obtained total price marked tag "
    "etiquette normal normalement same value prix cash deal offer offre bon black friday vingt"
)
VOCABULARY = (
    FILLERS | _DOWN | _UP | _TAX | _TOTAL | _BEFORE | _SAVING | _PERCENT | _CHANGE | _OF | _UNKNOWN | _PRICES | _OTHER
)


@dataclass(frozen=True, slots=True)
class _Amount:
    """A number of the question: its place among the tokens and its currency, if any."""

    value: Fraction
    at: int
    currency: str | None


class _Question:
    """The tokens of a question about percentages, sorted out."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = percents(tokens)
        self.words = [token.word for token in self.tokens]
        self.set = set(self.words) - {""}
        self.shares = [i for i, token in enumerate(self.tokens) if token.kind == "percent"]
        self.amounts = [
            _Amount(token.value, i, self._currency(i))
            for i, token in enumerate(self.tokens)
            if token.kind == "number" and not token.ordinal
        ]

    def _currency(self, at: int) -> str | None:
        for near in (at + 1, at - 1):
            if 0 <= near < len(self.tokens):
                unit = self.tokens[near].unit
                if unit and unit.dimension == "currency":
                    return unit.name
        return None

    def is_clean(self) -> bool:
        """No dates, times or signs that would mean something else."""
        return all(
            token.kind in ("word", "number", "percent") or (token.kind == "sign" and token.word in "?.,!:;()-+/%=")
            for token in self.tokens
        )

    def strangers(self) -> list[int]:
        """The places of the words that are not known."""
        return [
            i
            for i, token in enumerate(self.tokens)
            if token.kind == "word"
            and token.word not in VOCABULARY
            and not (token.unit and token.unit.dimension == "currency")
        ]

    def only_nouns(self, most: int) -> bool:
        """Whether the unknown words are at most so many and look like common nouns: no capital, behind a number or article."""
        strangers = self.strangers()
        return len(strangers) <= most and all(self._is_noun(i) for i in strangers)

    def _is_noun(self, at: int) -> bool:
        text = self.tokens[at].text
        begins = at == 0 or self.words[at - 1] in (".", "?", ":", "!")
        return text.islower() or begins or (text.isupper() and len(text) < 4)

    def behind_amounts(self) -> bool:
        """Whether unknown words stand only right behind a number ("150 students")."""
        at = {amount.at for amount in self.amounts}
        return all(i - 1 in at or (i - 2 in at and self.words[i - 1] in ("of", "de", "d")) for i in self.strangers())

    def between(self, first: int, second: int) -> list[str]:
        return [word for word in self.words[min(first, second) + 1 : max(first, second)] if word]


def understand_percent(tokens: list[Token], lang: Lang) -> Calculation | None:
    question = _Question(tokens)
    if not question.is_clean():
        return None
    count = len(question.shares), len(question.amounts)
    if count == (1, 1):
        return _one_each(question)
    if count[0] in (2, 3) and count[1] == 1:
        return _successive(question)
    if count == (0, 2) and ("taux" in question.set or question.set & _PERCENT):
        return _change(question) or (_ratio(question) if question.set & _PERCENT else None)
    if count == (0, 1) and question.set & _PERCENT and question.set & word_set("as in en to into sous"):
        return _as_percent(question)
    if count == (1, 0) and question.set & word_set("decimal decimale number nombre"):
        return _as_number(question)
    return None


def _one_each(question: _Question) -> Calculation | None:
    share, amount = question.tokens[question.shares[0]].value, question.amounts[0]
    words = question.set
    prices = bool(words & _PRICES or amount.currency)
    directed = words & (_DOWN | _UP | _TAX) or any(
        question.words[i] in "+-" for i in (question.shares[0] - 1,) if i >= 0
    )
    if question.strangers() and not (
        (prices and directed and question.only_nouns(4)) or (question.behind_amounts() and question.only_nouns(2))
    ):
        return None
    if _asks_whole(question):
        return _whole(share, amount)
    way = _direction(question)
    if words & word_set("spend spends spent depense depenser depenses") and not words & {"more", "plus", "+"}:
        left = words & word_set("left remains remaining remain reste restent restant")
        return _changed(amount, [(-1, share)]) if left else _part(share, amount)
    if way and _asks_before(question):
        return _before(share, amount, way)
    if way and not _asks_saving(question):
        return _changed(amount, [(way, share)])
    linked = set(question.between(question.shares[0], amount.at)) & _OF or words & {"of", "de", "d", "sur", "on"}
    return _part(share, amount) if linked or way or _asks_saving(question) else None


def _asks_whole(question: _Question) -> bool:
    """ "15% of what number is 30", "18 is 40% of what"."""
    at = question.shares[0] + 1
    behind = question.words[at : at + 4]
    if behind[:1] and behind[0] in ("of", "de", "d"):
        rest = [word for word in behind[1:] if word not in ("un", "une", "a", "the", "le", "certain")]
        return bool(rest) and rest[0] in _UNKNOWN
    return False


def _direction(question: _Question) -> int:
    """+1 for an increase, -1 for a decrease, 0 where none is meant: by the cue nearest to the percentage."""
    at = question.shares[0]
    return _nearest(question, at)


def _nearest(question: _Question, at: int) -> int:
    places = [
        (abs(i - at), i, 1 if word in _UP else -1)
        for i, word in enumerate(question.words)
        if word in _UP or word in _DOWN or (word == "-" and i == at - 1)
    ]
    if places:
        return min(places)[2]
    if question.set & _TAX and question.set & _TOTAL:
        return 1
    return 1 if question.set & {"ttc", "ht"} and question.set & _TAX else 0


def _asks_before(question: _Question) -> bool:
    words = question.words
    at = question.amounts[0].at
    if set(words[max(0, at - 5) : at]) & {"originally", "initialement"} and question.set & {"now", "maintenant"}:
        return False  # "originally priced at $900, now 15% cheaper"
    if question.set & word_set(
        "original originally initial initially initiale initialement origine depart previous previously"
    ):
        return True
    if "ht" in words and "ttc" in words:  # the one beside the amount is known, the other is asked for
        at = question.amounts[0].at
        return abs(words.index("ttc") - at) < abs(words.index("ht") - at)
    if question.set & word_set("excluding excl exclusive without net hors ht") and question.set & word_set(
        "including incl inclusive ttc gross comprise compris incluse"
    ):
        return True
    asked = question.set & {"before", "avant"}
    return bool(asked) and bool(question.set & word_set("now after apres maintenant was etait coutait final"))


def _asks_saving(question: _Question) -> bool:
    """Whether the amount of the change is asked for, not its result."""
    words = question.set
    if words & word_set("save saves saved saving savings economise economiser economie economies economisez"):
        return True
    front = question.words[: min(question.shares[0], question.amounts[0].at)]
    text = " ".join(question.words)
    if (
        _A_CHANGE.search(text)
        and words & {"on", "sur"}
        and not words & word_set("new price after nouveau prix apres total")
    ):
        return True
    asked = word_set("amount montant") & set(front)
    if asked and words & (_SAVING | _TAX) - asked and not words & word_set("total after apres ttc"):
        return True
    return bool(words & _TAX) and not words & (_TOTAL | _UP) and not words & {"ttc", "ht"}


def _changed(amount: _Amount, steps: list[tuple[int, Fraction]]) -> Calculation:
    """`80 * (1 + 15 / 100)`, once for each step."""
    code = literal(amount.value)
    factors = [f"(1 {'+' if way > 0 else '-'} {literal(share)} / 100)" for way, share in steps]

    def show(value: Value, lang: Lang) -> str:
        left = money_text(amount.value, amount.currency, lang)
        for way, share in steps:
            left += f" {'+' if way > 0 else '−'} {percent_text(share, lang)}"
        return f"{left} {equals(value)} {money_text(value, amount.currency, lang)}"

    return Calculation(" * ".join([code, *factors]), amount.currency, "percent", True, show)


def _part(share: Fraction, amount: _Amount) -> Calculation:
    def show(value: Value, lang: Lang) -> str:
        link = "of" if lang == "en" else "de"
        whole = money_text(amount.value, amount.currency, lang)
        return f"{percent_text(share, lang)} {link} {whole} {equals(value)} {money_text(value, amount.currency, lang)}"

    return Calculation(f"{literal(amount.value)} * {literal(share)} / 100", amount.currency, "percent", True, show)


def _whole(share: Fraction, amount: _Amount) -> Calculation:
    if not share:
        raise refuse_zero()

    def show(value: Value, lang: Lang) -> str:
        part, whole = (money_text(v, amount.currency, lang) for v in (amount.value, value))
        return (
            f"{part} is {percent_text(share, lang)} of {whole}."
            if lang == "en"
            else f"{part} représente {percent_text(share, lang)} de {whole}."
        )

    return Calculation(f"{literal(amount.value)} / ({literal(share)} / 100)", amount.currency, "percent", True, show)


def _before(share: Fraction, amount: _Amount, way: int) -> Calculation:
    """What it was before it changed by `share` percent to the amount."""
    if share == 100 and way < 0:
        raise refuse_zero()

    def show(value: Value, lang: Lang) -> str:
        before, after = (money_text(v, amount.currency, lang) for v in (value, amount.value))
        sign = "+" if way > 0 else "−"
        return f"{before} {sign} {percent_text(share, lang)} {equals(value)} {after}" + (
            f", so the original is {before}." if lang == "en" else f", donc la valeur de départ est {before}."
        )

    sign = "+" if way > 0 else "-"
    code = f"{literal(amount.value)} / (1 {sign} {literal(share)} / 100)"
    return Calculation(code, amount.currency, "percent", True, show)


def _successive(question: _Question) -> Calculation | None:
    """Several changes one after the other: "100 increased by 10% then decreased by 20%"."""
    if question.strangers() and not (question.set & _PRICES and question.only_nouns(2)):
        return None
    steps: list[tuple[int, Fraction]] = []
    for order, at in enumerate(question.shares):
        start = question.shares[order - 1] if order else -1
        cues = [w for w in question.words[start + 1 : at] if w in _UP or w in _DOWN or w == "-"]
        behind = question.words[at + 1 : at + 2]
        if not cues and behind and (behind[0] in _UP or behind[0] in _DOWN):
            cues = behind
        if not cues and order:
            cues = ["+" if steps[-1][0] > 0 else "-"]
        if not cues:
            return None
        steps.append((1 if cues[-1] in _UP else -1, question.tokens[at].value))
    return _changed(question.amounts[0], steps)


def _change(question: _Question) -> Calculation | None:
    """The change in percent from one number to another."""
    first, second = question.amounts
    between = question.between(first.at, second.at)
    front = question.words[: first.at]
    if not question.set & _CHANGE or not set(between) & word_set("to a au and et then puis was from de"):
        return None
    if set(between) & word_set("out sur over /") or (question.strangers() and not question.only_nouns(3)):
        return None
    if between[-1:] == ["from"] or (front[-1:] == ["to"] and "from" in between):
        first, second = second, first
    if not first.value:
        raise refuse_zero()
    down = second.value < first.value
    big, small = (first, second) if down else (second, first)
    code = f"({literal(big.value)} - {literal(small.value)}) / {literal(abs(first.value))} * 100"

    def show(value: Value, lang: Lang) -> str:
        a, b = (
            money_text(one.value, one.currency or other.currency, lang)
            for one, other in ((first, second), (second, first))
        )
        about = "" if equals(value) == "=" else ("about " if lang == "en" else "environ ")
        if lang == "en":
            return (
                f"From {a} to {b} is {'a decrease' if down else 'an increase'} of {about}{percent_text(value, lang)}."
            )
        return f"De {a} à {b}, c'est une {'baisse' if down else 'augmentation'} de {about}{percent_text(value, lang)}."

    return Calculation(code, "%", "percent", True, show)


def _ratio(question: _Question) -> Calculation | None:
    """What percentage one number is of another."""
    if question.strangers() and not (
        question.only_nouns(3) and (question.behind_amounts() or question.set & {"out", "sur"})
    ):
        return None
    first, second = question.amounts
    whole = _whole_of_ratio(question)
    if whole is None:
        return None
    part = second if whole is first else first
    if not whole.value:
        raise refuse_zero()

    def show(value: Value, lang: Lang) -> str:
        a, b = (money_text(one.value, one.currency, lang) for one in (part, whole))
        about = "" if equals(value) == "=" else ("about " if lang == "en" else "environ ")
        verb, link = ("is", "of") if lang == "en" else ("représente", "de")
        return f"{a} {verb} {about}{percent_text(value, lang)} {link} {b}."

    return Calculation(f"{literal(part.value)} / {literal(whole.value)} * 100", "%", "percent", True, show)


def _whole_of_ratio(question: _Question) -> _Amount | None:
    """The number the other is compared with: behind "percent of", else behind "out of", "sur", "of"."""
    first, second = question.amounts
    front = [word for word in question.words[: first.at] if word]
    if front[-2:] == ["out", "of"] or front[-1:] in (["parmi"], ["sur"]):
        return first
    for amount in (first, second):
        before = [
            w for w in question.words[: amount.at] if w not in ("the", "le", "la", "les", "", "total", "a", "un", "une")
        ]
        if len(before) > 1 and before[-1] in ("of", "de", "d", "sur") and before[-2] in _PERCENT:
            return amount
    between = question.between(first.at, second.at)
    if set(between) & word_set("of out sur over / in de d parmi dans to rapport"):
        return second
    return None


def _as_percent(question: _Question) -> Calculation | None:
    """ "0.35 as a percentage"."""
    amount = question.amounts[0]
    if question.strangers() or question.set & (_DOWN | _UP | _TAX | {"of", "de"}) - {"plus"} or amount.currency:
        return None

    def show(value: Value, lang: Lang) -> str:
        return f"{number_text(amount.value, lang)} {equals(value)} {percent_text(value, lang)}"

    return Calculation(f"{literal(amount.value)} * 100", "%", "percent", True, show)


def _as_number(question: _Question) -> Calculation | None:
    """ "35% as a decimal"."""
    if set(question.strangers()) - {i for i, w in enumerate(question.words) if w in ("decimal", "decimale")}:
        return None
    share = question.tokens[question.shares[0]].value

    def show(value: Value, lang: Lang) -> str:
        return f"{percent_text(share, lang)} {equals(value)} {number_text(fraction(value), lang)}"

    return Calculation(f"{literal(share)} / 100", None, "percent", True, show)
