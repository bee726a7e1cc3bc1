"""Calculations: a question, the Python that works it out, its result, a sentence.  The sentences are in sums.txt.

Every result is worked out twice: by the code of the call, and by exact arithmetic here; they must be the same.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from necker.core.language import Lang
from necker.lessons.dice import Dice
from necker.lessons.pair import Split
from necker.lessons.turns.executed import exact, number, value_of
from necker.lessons.turns.forms import Structure, filled, question, sections, told, worded
from necker.lessons.turns.people import THINGS, Person, person
from necker.lessons.turns.turn import Lesson, assistant, called, cited, user
from necker.tools.calculation import listed, money_text, number_text

FILE = "sums"
_CURRENCIES = ("euro", "euro", "US dollar", "pound sterling")
_TRIES = 200


class Money(NamedTuple):
    """A sum of money, in the currency of its lesson."""

    value: Fraction


Slot: TypeAlias = int | Fraction | Money | str | list[int]


class Sum(NamedTuple):
    """What fills a question, the expression that answers it, and its exact value; `money`: whether it is a price."""

    slots: dict[str, Slot]
    code: str
    wanted: Fraction
    money: bool = False


class Style(NamedTuple):
    """How one user writes: numbers with their thousands apart or not, money with its sign or its name."""

    lang: Lang
    grouped: bool
    sign: bool
    currency: str


def calculation(dice: Dice, split: Split, lang: Lang, task: str | None = None) -> Lesson:
    """One lesson: of one of the tasks of TASKS, unless it is named."""
    task = dice.pick(tuple(TASKS)) if task is None else task
    made, code = drawn(task, dice)
    found = question(FILE, task, lang, split, dice)
    asker, style = person(dice, split), Style(lang, dice.once_in(2), dice.once_in(2), dice.pick(_CURRENCIES))
    values = {name: shown(value, style) for name, value in made.slots.items()}
    many, one = dice.pick(THINGS[lang])
    values |= {"s": asker.first, "x": many, "y": one}
    output = str(value_of(code))
    values["r"] = money_text(made.wanted, style.currency, lang) if made.money else number_text(made.wanted, lang)
    spoken = filled(told(FILE, task, lang, dice), lang, values, asker.gender)
    return worked(found, lang, values, asker, code, output, spoken, task)


def worked(
    found: Structure, lang: Lang, values: dict[str, str], asker: Person, code: str, output: str, spoken: str, task: str
) -> Lesson:
    """The conversation: the question, the call, the answer with the output that it tells."""
    parts = user(worded(found, lang, values, asker.gender)) + assistant(
        called("python", code, output), spoken, cited(output, "computed")
    )
    return Lesson(parts, lang, meta=(("task", task), ("form", found.form)))


def drawn(task: str, dice: Dice) -> tuple[Sum, str]:
    """Numbers for a task, with the code: drawn until the result can be told exactly and is above nothing."""
    for _ in range(_TRIES):
        made = TASKS[task](dice)
        code = exact(made.code, made.wanted) if made.wanted > 0 else None
        if code is not None:
            return made, code
    raise ValueError(f"{task}: no numbers found")


def shown(value: Slot, style: Style) -> str:
    """What fills a slot, as the user of this lesson writes it."""
    if isinstance(value, str):
        return value if style.lang == "en" else value.replace(".", ",")
    if isinstance(value, list):
        return listed([shown(one, style) for one in value], style.lang)
    if isinstance(value, Money):
        return _price(value.value, style)
    if style.grouped and value >= 1000 and Fraction(value).denominator == 1:
        text = f"{int(value):,}"
        return text if style.lang == "en" else text.replace(",", " ")
    return number(value) if style.lang == "en" else number(value).replace(".", ",")


_NAMES: dict[str, dict[Lang, str]] = {
    "euro": {"en": "euros", "fr": "euros"},
    "US dollar": {"en": "dollars", "fr": "dollars"},
    "pound sterling": {"en": "pounds", "fr": "livres sterling"},
}


def _price(value: Fraction, style: Style) -> str:
    if style.sign:
        return money_text(value, style.currency, style.lang).replace("\xa0", " ").replace("\u202f", " ")
    text = number(value) if value.denominator == 1 else f"{float(value):.2f}"
    return f"{text if style.lang == 'en' else text.replace('.', ',')} {_NAMES[style.currency][style.lang]}"


# ---- the numbers of each task


def _cents(dice: Dice, most: int) -> Fraction:
    """A price under `most`, often whole, else to the half or to the cent."""
    whole = 2 + dice.below(most - 2)
    return Fraction(whole) + dice.pick((Fraction(0), Fraction(0), Fraction(1, 2), Fraction(dice.below(100), 100)))


def _size(dice: Dice) -> int:
    """A number of two to five digits, the short ones as often as the long ones."""
    return dice.pick((10, 100, 1000, 10_000)) * (1 + dice.below(9)) + dice.below(1000) % 90


def _rate(dice: Dice) -> int:
    return dice.pick((5, 8, 10, 12, 15, 18, 20, 25, 30, 35, 40, 45, 50, 60, 65, 70, 75, 80, 85, 90))


def _percent_of(dice: Dice) -> Sum:
    n, p = _size(dice) // 10 * 10, _rate(dice)
    whole = Fraction(n * p, 100)
    return Sum({"n": n, "p": p}, f"{n} * {p} / 100", whole if whole.denominator == 1 else Fraction(-1))


def _discount(dice: Dice) -> Sum:
    e, p = _cents(dice, 400), dice.pick((5, 10, 15, 20, 25, 30, 40, 50, 60))
    return Sum({"e": Money(e), "p": p}, f"{number(e)} * (100 - {p}) / 100", _paid(e * (100 - p) / 100), True)


def _rise(dice: Dice) -> Sum:
    e, p = _cents(dice, 2000), 1 + dice.below(25)
    return Sum({"e": Money(e), "p": p}, f"{number(e)} * (100 + {p}) / 100", _paid(e * (100 + p) / 100), True)


def _paid(value: Fraction) -> Fraction:
    """A price that is whole cents; one that is not is drawn again."""
    return value if (value * 100).denominator == 1 else Fraction(-1)


def _share(dice: Dice) -> Sum:
    n = 4 + dice.below(300)
    k = 1 + dice.below(n - 1)
    wanted = Fraction(100 * k, n)
    return Sum({"k": k, "n": n}, f"100 * {k} / {n}", wanted if (wanted * 10).denominator == 1 else Fraction(-1))


def _mean(dice: Dice) -> Sum:
    values = [2 + dice.below(dice.pick((18, 18, 60))) for _ in range(3 + dice.below(4))]
    wanted = Fraction(sum(values), len(values))
    code = f"({' + '.join(map(str, values))}) / {len(values)}"
    return Sum({"l": values, "k": len(values)}, code, wanted if (wanted * 100).denominator == 1 else Fraction(-1))


def _cost(dice: Dice) -> Sum:
    k, e = 2 + dice.below(48), _cents(dice, 30)
    return Sum({"k": k, "e": Money(e)}, f"{k} * {number(e)}", k * e, True)


def _money_back(dice: Dice) -> Sum:
    k, e, f = 2 + dice.below(9), _cents(dice, 18), dice.pick((10, 20, 50, 100, 200))
    slots: dict[str, Slot] = {"k": k, "e": Money(e), "f": Money(Fraction(f))}
    return Sum(slots, f"{f} - {k} * {number(e)}", f - k * e, True)


def _shared(dice: Dice) -> Sum:
    k, each = 2 + dice.below(14), 2 + dice.below(60)
    return Sum({"n": k * each, "k": k}, f"{k * each} // {k}", Fraction(each))


def _boxes(dice: Dice) -> Sum:
    n, k = 20 + dice.below(900), 4 + dice.below(40)
    return Sum({"n": n, "k": k}, f"-(-{n} // {k})", Fraction(-(-n // k)) if n > k else Fraction(-1))


def _rest(dice: Dice) -> Sum:
    n, k = 20 + dice.below(2000), 3 + dice.below(40)
    return Sum({"n": n, "k": k}, f"{n} % {k}", Fraction(n % k) if n % k > 1 else Fraction(-1))


def _distance(dice: Dice) -> Sum:
    k, n = (
        dice.pick((2, 3, 4, 5, 6, 7, 8)) + dice.pick((Fraction(0), Fraction(0), Fraction(1, 2))),
        20 + 5 * dice.below(23),
    )
    return Sum({"k": k, "n": n}, f"{number(k)} * {n}", k * n)


def _duration(dice: Dice) -> Sum:
    k = 20 + 5 * dice.below(13) * 2
    n = k * (2 + dice.below(11)) + dice.pick((0, k // 2))
    return Sum({"n": n, "k": k}, f"{n} / {k}", Fraction(n, k))


def _left(dice: Dice) -> Sum:
    n, m = 10 + dice.below(400), 2 + dice.below(150)
    k = 2 + dice.below(n - 4)
    return Sum({"n": n, "k": k, "m": m}, f"{n} - {k} + {m}", Fraction(n - k + m))


def _rule_of_three(dice: Dice) -> Sum:
    k, m, each = 2 + dice.below(11), 2 + dice.below(40), _cents(dice, 12)
    e = k * each
    slots: dict[str, Slot] = {"k": k, "m": m, "e": Money(e)}
    return Sum(slots, f"{number(e)} / {k} * {m}", e / k * m if k != m else Fraction(-1), True)


def _sides(dice: Dice) -> tuple[int, int]:
    k = 2 + dice.below(28)
    return k + 1 + dice.below(40), k


def _area(dice: Dice) -> Sum:
    n, k = _sides(dice)
    return Sum({"n": n, "k": k}, f"{n} * {k}", Fraction(n * k))


def _perimeter(dice: Dice) -> Sum:
    n, k = _sides(dice)
    return Sum({"n": n, "k": k}, f"2 * ({n} + {k})", Fraction(2 * (n + k)))


def _plain(dice: Dice) -> Sum:
    a, b, c = _size(dice), 2 + dice.below(900), 2 + dice.below(90)
    way = dice.below(7)
    text, code, wanted = (
        (f"{a} + {b}", f"{a} + {b}", a + b),
        (f"{a} - {b}", f"{a} - {b}", a - b),
        (f"{b} × {c}", f"{b} * {c}", b * c),
        (f"{b} * {c}", f"{b} * {c}", b * c),
        (f"{b * c} / {c}", f"{b * c} / {c}", b),
        (f"{b} × {c} + {a}", f"{b} * {c} + {a}", b * c + a),
        (f"({a} + {b}) × {c}", f"({a} + {b}) * {c}", (a + b) * c),
    )[way]
    return Sum({"t": text}, code, Fraction(wanted))


def _wages(dice: Dice) -> Sum:
    k, m, e = 2 + dice.below(8), 2 + dice.below(20), 9 + _cents(dice, 30)
    return Sum({"k": k, "m": m, "e": Money(e)}, f"{k} * {m} * {number(e)}", k * m * e, True)


def _interest(dice: Dice) -> Sum:
    e, p, k = 100 * (1 + dice.below(90)), 1 + dice.below(8), 2 + dice.below(9)
    grown = e * (1 + Fraction(p, 100)) ** k
    cents = Fraction(round(grown * 100), 100)
    slots: dict[str, Slot] = {"e": Money(Fraction(e)), "p": p, "k": k}
    return Sum(slots, f"{e} * (1 + {p} / 100) ** {k}", cents, True)


def _fuel(dice: Dice) -> Sum:
    n, m = Fraction(40 + dice.below(60), 10), 50 * (1 + dice.below(30))
    return Sum({"n": n, "m": m}, f"{number(n)} * {m} / 100", n * m / 100)


TASKS: dict[str, Callable[[Dice], Sum]] = {
    "percent_of": _percent_of, "discount": _discount, "rise": _rise, "share": _share, "mean": _mean, "cost": _cost,
    "money_back": _money_back, "shared": _shared, "boxes": _boxes, "rest": _rest, "distance": _distance,
    "duration": _duration, "left": _left, "rule_of_three": _rule_of_three, "area": _area, "perimeter": _perimeter,
    "plain": _plain, "wages": _wages, "interest": _interest, "fuel": _fuel,
}  # fmt: skip
assert tuple(TASKS) == sections(FILE)
