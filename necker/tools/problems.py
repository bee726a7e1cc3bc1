"""Small word problems: unit price times count, proportion, sharing, rates, speed, interest.  Tokens -> a calculation or None.

The things counted may have any name: a few unknown words are let through where they stand behind a number or are plain
lower-case nouns; every number must be used, and the cue of its kind ("each", "among", "km/h", "compound") must be there.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from necker.core.language import Lang
from necker.text.units import Unit
from necker.tools.calculation import Calculation, Value, equals, literal, money_text, number_text, percent_text
from necker.tools.reading import Token, is_unit, percents
from necker.tools.vocabulary import FILLERS, word_set

_EACH = word_set("each apiece per piece chacun chacune chaque unite unitaire every")
_AT = word_set(
    "at @ for costing cost costs priced worth a au coutant coute coutent coutaient vaut valent pour sold vendus vendu"
)
_MONEY = word_set(
    "much total cost costs pay paid spend spent owe price combien prix coute coutent couter coutera cout paye payer "
    "paie depense depenser dois doit revient reviennent altogether all montant somme"
)
_SHARE = word_set(
    "share shared sharing shares split splits splitting divide divided dividing distribute distributed partage "
    "partager partagent partageons partagez reparti repartir repartit repartis repartissez divise diviser divises "
    "distribue distribuer partages repartie reparties"
)
_AMONG = word_set("among amongst between with for by across into entre pour par avec en to")
_TOLD = word_set(
    "buy bought buys buying purchase purchased purchases get gets want order ordered need sells sell sold shop store "
    "market item items thing things one ones same if then altogether all equally evenly fairly receive receives will "
    "would each person people friend friends kid kids child children they them there together how long takes take "
    "does did cover covers covered covering travel travels travelled traveled travelling drive drives drove driving "
    "car train plane bus bike walk walks walked walking run runs ran running go goes going went ride rides cyclist "
    "cycle cycles runner trip journey distance speed time average mean far fast constant steady at an hour hours "
    "minutes in cook recipe requires needed use uses used consume consumes makes make made produces produce machine "
    "when my his her their your i he she we reach per achete acheter achetes achetons prends prend prendre commande "
    "commander veux faut besoin vend magasin marche chose article articles meme memes identiques alors tout tous "
    "toutes equitablement egales egale parts part recoit recoivent aura auront chaque personne personnes ami amis "
    "enfant enfants ils elles ensemble parcourt parcourir parcours parcouru parcourent roule rouler roulant roulent "
    "voiture avion velo camion marcher cours courir court coureur cycliste trajet voyage vitesse temps moyenne "
    "constante heure heures met mettre mets dure recette utilise utiliser consomme produit fabrique faire fais mon ma "
    "mes son sa ses loin vite kilometres reviennent coup rapidement allure rythme rapide mettra mettrait duree quelle "
    "faudra faudrait"
)
_COMPOUND = word_set("compound compounded compounding composes compose composees composee capitalises")
_INTEREST = word_set(
    "interest interests interets interet invest invested investing investment deposit deposited savings account bank "
    "rate annual annually yearly year years grow grows become principal balance simple simples place places placer "
    "placee placement investis investi investir taux annuel annuels an ans annee annees depot livret banque capital "
    "devient deviendra rapporte rapportent after with for over during at apres avec pendant sur durant worth earn "
    "earns earned gain final amount borrow borrowed loan emprunte emprunt pret a au bout lend"
)
VOCABULARY = FILLERS | _EACH | _AT | _MONEY | _SHARE | _AMONG | _TOLD | _COMPOUND | _INTEREST


@dataclass(frozen=True, slots=True)
class _Amount:
    """A number, where it stands, its currency and the noun behind it (singular)."""

    value: Fraction
    at: int
    currency: str | None
    noun: str
    unit: Unit | None


class _Problem:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = percents(tokens)
        self.words = [token.word for token in self.tokens]
        self.set = set(self.words) - {""}
        self.amounts = [
            self._amount(i)
            for i, t in enumerate(self.tokens)
            if (t.kind == "number" and not t.ordinal) or self._is_one(i)
        ]

    def _is_one(self, at: int) -> bool:
        """ "one apple", "une pomme" count; articles elsewhere do not."""
        word, behind = self.words[at], self.words[at + 1] if at + 1 < len(self.words) else ""
        if word not in ("one", "une", "un", "single") or not behind:
            return False
        nouns = [_singular(self.words[i + 1]) for i, t in enumerate(self.tokens[:-1]) if t.kind == "number"]
        return _singular(behind) in nouns

    def _amount(self, at: int) -> _Amount:
        token = self.tokens[at]
        behind = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        before = self.tokens[at - 1] if at else None
        currency = next(
            (
                t.unit.name
                for t in (behind, before)
                if t and t.kind == "word" and t.unit and t.unit.dimension == "currency"
            ),
            None,
        )
        noun = ""
        if behind and behind.kind == "word" and not currency and behind.word not in FILLERS:
            noun = _singular(behind.word)
        unit = behind.unit if behind and behind.kind == "word" and is_unit(behind) else None
        value = token.value if token.kind == "number" else Fraction(1)
        return _Amount(value, at, currency, noun, unit)

    def strangers(self) -> list[Token]:
        return [
            token
            for i, token in enumerate(self.tokens)
            if token.kind == "word" and token.word not in VOCABULARY and token.unit is None
        ]

    def tells(self, most: int) -> bool:
        """Only plain signs, no percentage or date, and at most so many different unknown words, none with a capital."""
        if any(t.kind in ("percent", "date", "clock", "quantity") for t in self.tokens):
            return False
        if any(t.kind == "sign" and t.word not in ("?", ".", ",", "!", ":", "(", ")", "=") for t in self.tokens):
            return False
        strangers = self.strangers()
        first = self.tokens[0] if self.tokens else None
        return len({_singular(t.word) for t in strangers}) <= most and all(
            t.text.islower() or t is first for t in strangers
        )


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 2 and word[-1] in "sx" else word


_ASKED = word_set(
    "how what whats combien quel quelle quels much many ? = calculate compute calcule calculer find trouve when"
)


def is_asked(tokens: list[Token]) -> bool:
    """Whether something is asked or ordered: a story without a question is no problem."""
    first = next((token.word for token in tokens if token.kind == "word"), "")
    note = bool(tokens) and tokens[0].kind == "number" and len(tokens) < 16  # "12 eggs at 25 cents each"
    return note or any(token.word in _ASKED for token in tokens) or first in _SHARE


def understand_problem(tokens: list[Token], lang: Lang) -> Calculation | None:
    if not is_asked(tokens):
        return None
    problem = _Problem(tokens)
    return (
        _interest(problem)
        or _unit_price(problem)
        or _proportion(problem)
        or _rate(problem)
        or _share(problem)
        or _groups(problem)
    )


def _show_product(
    pairs: list[tuple[_Amount, _Amount]], currency: str | None, scale: Fraction
) -> Callable[[Value, Lang], str]:
    def show(value: Value, lang: Lang) -> str:
        parts = [f"{number_text(a.value * scale, lang)} × {money_text(b.value, currency, lang)}" for a, b in pairs]
        return f"{' + '.join(parts)} {equals(value)} {money_text(value, currency, lang)}"

    return show


def _unit_price(problem: _Problem) -> Calculation | None:
    """ "3 books at 12.50 each": counts times prices."""
    amounts = problem.amounts
    if (
        len(amounts) not in (2, 4, 6)
        or not problem.tells(2 + len(amounts))
        or not (problem.set & (_MONEY | _EACH) or any(amount.currency for amount in amounts))
    ):
        return None
    pairs = [(amounts[i], amounts[i + 1]) for i in range(0, len(amounts), 2)]
    if len(pairs) == 1 and _is_price(problem, pairs[0][0]) and not _is_price(problem, pairs[0][1]):
        pairs = [(pairs[0][1], pairs[0][0])]
    if not all(_is_price(problem, price) and not count.currency for count, price in pairs):
        return None
    if problem.set & (_SHARE - {"shares", "part"}):
        return None
    scale = _per_unit(problem, pairs[0]) if len(pairs) == 1 else Fraction(1)
    currency = next((price.currency for _, price in pairs if price.currency), None)
    terms = [f"{literal(count.value * scale)} * {literal(price.value)}" for count, price in pairs]
    return Calculation(" + ".join(terms), currency, "arithmetic", True, _show_product(pairs, currency, scale))


def _is_price(problem: _Problem, amount: _Amount) -> bool:
    """Whether a number is the price of one: behind "at", or with "each" behind it or anywhere where there is money."""
    before = [w for w in problem.words[max(0, amount.at - 2) : amount.at] if w]
    behind = problem.words[amount.at + 1 : amount.at + 5]
    if before[-1:] and before[-1] not in _AT and problem.tokens[amount.at - 1].unit:
        before = before[:-1]  # the currency sign
    near = bool(before and before[-1] in _AT) and not (before[-1] in ("for", "pour") and not amount.currency)
    each = bool(set(behind) & _EACH) or before[-1:] in (["chaque"], ["each"])
    if amount.noun and not each and not amount.currency:
        return False
    total = before[-1:] in (["cost"], ["costs"], ["coutent"], ["coute"], ["for"], ["pour"], ["valent"], ["worth"])
    return each or (near and not total) or _is_per_unit(problem, amount)


def _is_per_unit(problem: _Problem, amount: _Amount) -> bool:
    """Whether a price is for one of a unit: "3 € le kilo", "$2 a pound"."""
    start = amount.at + 1 + bool(problem.tokens[amount.at + 1 : amount.at + 2] and problem.tokens[amount.at + 1].unit)
    link, unit = (problem.tokens[i] if i < len(problem.tokens) else None for i in (start, start + 1))
    if link is None or unit is None or not amount.currency:
        return False
    return link.word in ("le", "la", "l", "a", "an", "per", "par", "the", "/") and unit.unit is not None


def _per_unit(problem: _Problem, pair: tuple[_Amount, _Amount]) -> Fraction:
    """What a count in grams is in the kilos that the price is for."""
    count, price = pair
    for token in problem.tokens[price.at + 1 : price.at + 6]:
        if count.unit and token.unit and token.kind == "word" and token.unit.dimension == count.unit.dimension:
            return count.unit.factor / token.unit.factor
    return Fraction(1)


def _proportion(problem: _Problem) -> Calculation | None:
    """ "4 pens cost 6 dollars, how much do 10 pens cost": the rule of three."""
    amounts = problem.amounts
    if len(amounts) != 3 or not problem.tells(6) or problem.set & _SHARE:
        return None
    for first, third in ((0, 2), (0, 1), (1, 2)):
        a, c = amounts[first], amounts[third]
        b = amounts[3 - first - third]
        same = (a.noun and a.noun == c.noun) or (a.currency and a.currency == c.currency)
        other = b.noun and b.noun == a.noun
        if same and not other and a.value and not (b.unit and b.unit.dimension == "time"):
            break
    else:
        return None
    if not problem.set & word_set("how combien many much what quel quelle faut"):
        return None
    code = f"{literal(b.value)} * {literal(c.value)} / {literal(a.value)}"

    def show(value: Value, lang: Lang) -> str:
        left = f"{money_text(b.value, b.currency, lang)} × {number_text(c.value, lang)} ÷ {number_text(a.value, lang)}"
        return f"{left} {equals(value)} {money_text(value, b.currency, lang)}"

    return Calculation(code, b.currency, "arithmetic", True, show)


def _rate(problem: _Problem) -> Calculation | None:
    """ "20 pages a day for 2 weeks", "30 litres par minute pendant 10 minutes"."""
    amounts = problem.amounts
    if (
        len(amounts) != 2
        or not problem.tells(5)
        or not problem.set & word_set("how combien many much what quel quelle")
    ):
        return None
    for rate, time in (amounts, amounts[::-1]):
        tokens = problem.tokens[rate.at + 1 : rate.at + 5]
        per = [
            t.unit
            for before, t in itertools.pairwise(tokens)
            if before.word in ("a", "an", "per", "par", "each", "every", "chaque", "/")
            and t.unit
            and t.unit.dimension == "time"
        ]
        if per and time.unit and time.unit.dimension == "time" and rate is not time and rate.unit is not time.unit:
            scale = time.unit.factor / per[0].factor
            if scale.denominator > 1 and scale.numerator > 1:
                return None
            code = f"{literal(rate.value)} * {literal(time.value)}" + (f" * {literal(scale)}" if scale != 1 else "")
            pairs = [(_Amount(time.value * scale, time.at, None, "", None), rate)]
            return Calculation(
                code, rate.currency, "arithmetic", True, _show_product(pairs, rate.currency, Fraction(1))
            )
    return None


def _share(problem: _Problem) -> Calculation | None:
    """ "share 84 sweets among 7 children"."""
    amounts = problem.amounts
    if len(amounts) != 2 or not problem.tells(4) or not amounts[1].value:
        return None
    between = set(problem.words[amounts[0].at + 1 : amounts[1].at])
    outside = {*problem.words[: amounts[0].at], *problem.words[amounts[1].at :]}
    each = outside & {"each", "chacun", "chacune"} and between & {"for", "pour", "entre", "among"}
    if not (problem.set & _SHARE or each) or between & _EACH or not between & _AMONG or amounts[1].currency:
        return None
    total, people = amounts
    code = f"{literal(total.value)} / {literal(people.value)}"

    def show(value: Value, lang: Lang) -> str:
        left = f"{money_text(total.value, total.currency, lang)} ÷ {number_text(people.value, lang)}"
        return f"{left} {equals(value)} {money_text(value, total.currency, lang)}"

    return Calculation(code, total.currency, "arithmetic", True, show)


def _groups(problem: _Problem) -> Calculation | None:
    """ "5 boxes of 24 cans, how many cans?" """
    amounts = problem.amounts
    if len(amounts) != 2 or not problem.tells(4) or not all(amount.noun for amount in amounts):
        return None
    groups, things = amounts
    between = problem.words[groups.at + 1 : things.at]
    asked = [_singular(word) for word in problem.words[things.at + 2 :]]
    total = things.noun in asked or set(asked) & {"altogether", "total", "tout"}
    if between[1:] not in (["of"], ["de"], ["d"]) or not total or groups.noun in asked or things.currency:
        return None
    code = f"{literal(groups.value)} * {literal(things.value)}"
    return Calculation(code, None, "arithmetic", True, _show_product([(groups, things)], None, Fraction(1)))


def _interest(problem: _Problem) -> Calculation | None:
    """ "1000 euros at 5% for 3 years": compound unless simple interest is asked for."""
    shares = [t for t in problem.tokens if t.kind == "percent"]
    if len(shares) != 1 or len(problem.amounts) != 2 or problem.strangers():
        return None
    years = [a for a in problem.amounts if a.unit and a.unit.name == "year"]
    if len(years) != 1 or not problem.set & (
        _COMPOUND | word_set("interest interets invest invested placed place places placer deposit investis")
    ):
        return None
    if any(t.kind in ("date", "clock") for t in problem.tokens) or years[0].value.denominator > 1:
        return None
    principal = next(a for a in problem.amounts if a is not years[0])
    n, rate, start = int(years[0].value), shares[0].value, literal(principal.value)
    gain_only = bool(problem.set & word_set("earn earns earned gain rapporte rapportent"))
    if problem.set & {"simple", "simples"}:
        gain_only = True
        code = f"{start} * {literal(rate)} / 100 * {n}"
    else:
        code = f"{start} * (1 + {literal(rate)} / 100) ** {n}" + (f" - {start}" if gain_only else "")

    def show(value: Value, lang: Lang) -> str:
        first, last = (money_text(v, principal.currency, lang) for v in (principal.value, value))
        percent = percent_text(rate, lang)
        if lang == "en":
            kind = "interest" if gain_only else "the amount"
            return f"{first} at {percent} for {n} years: {kind} is {last}."
        kind = "les intérêts sont de" if gain_only else "le montant est de"
        return f"{first} à {percent} pendant {n} ans : {kind} {last}."

    return Calculation(code, principal.currency, "percent", False, show)
