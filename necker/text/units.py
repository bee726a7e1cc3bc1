"""Units of measurement and currencies: their French and English names and symbols, and exact conversion.

A unit is known everywhere by one canonical English name ("kilometre", "US dollar", "person"), whatever the language it
was written in; a quotient is written with "per" ("kilometre per hour", "person per square kilometre") and needs no
entry.  Currencies and counts have no factor to anything else.  Where a word means several units, the commonest is
taken: gallon, pint and cup are those of the United States, a ton is the short ton, a calorie the thermochemical one.

Constants: inch, yard, pound by the international yard and pound agreement (1959): 1 in = 2.54 cm, 1 lb = 0.45359237 kg;
litre, tonne, hectare, nautical mile, bar, electronvolt and standard gravity by the BIPM SI brochure (9th edition);
astronomical unit by IAU 2012 Resolution B2, light-year and year as the Julian year of 365.25 days (IAU); parsec
(648000/pi au) rounded to the metre; US gallon 231 cubic inches and barrel of 42 by NIST Handbook 44, imperial gallon
4.54609 L (UK Weights and Measures Act 1985); BTU of the International Table (1956); bytes and their binary multiples
by IEC 80000-13.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from necker.core.errors import UsageError
from necker.core.language import Lang, say
from necker.text.normal import fold


class Unit(NamedTuple):
    """A unit: a value in it is `value * factor + offset` in the SI unit (or the base unit) of its dimension."""

    name: str
    dimension: str
    factor: Fraction
    offset: Fraction = Fraction(0)


# dimension | canonical name | factor [+ offset] | SI prefixes | symbols | other names.
# `en:` and `fr:` limit a name to a language; `?` keeps it for `unit` and `convert` only, because in running text it is
# more often something else.  Names are singular: a final s is ignored.  _ stands for a space.
_TABLE = """
length | metre | 1 | n µ m c d h k | m | meter
length | micron | 0.000001 | | |
length | inch | 0.0254 | | ?in ″ | en:inche en:inches fr:pouce
length | foot | 0.3048 | | ft ′ | en:feet fr:pied
length | yard | 0.9144 | | yd | fr:verge
length | mile | 1609.344 | | en:mi |
length | nautical mile | 1852 | | nmi NM | fr:mille_marin fr:mille_nautique
length | fathom | 1.8288 | | | fr:brasse
length | astronomical unit | 149597870700 | | en:au en:AU fr:ua | fr:unite_astronomique
length | light-year | 9460730472580800 | | ly | light_year fr:annee_lumiere
length | parsec | 30856775814913673 | k M G | ?pc |
length | ångström | 0.0000000001 | | Å | angstrom
area | hectare | 10000 | | ha |
area | ?are | 100 | | |
area | acre | 4046.8564224 | | en:ac |
volume | litre | 0.001 | µ m c d h k | L l ℓ | liter
volume | gallon | 231*0.0254*0.0254*0.0254 | | gal | us_gallon
volume | imperial gallon | 0.00454609 | | | fr:gallon_imperial
volume | quart | 57.75*0.0254*0.0254*0.0254 | | ?qt | en:quart
volume | pint | 28.875*0.0254*0.0254*0.0254 | | ?pt | fr:pinte
volume | ?cup | 14.4375*0.0254*0.0254*0.0254 | | |
volume | fluid ounce | 1.8046875*0.0254*0.0254*0.0254 | | | fl_oz fr:once_liquide
volume | tablespoon | 0.90234375*0.0254*0.0254*0.0254 | | tbsp | fr:?cuillere_a_soupe
volume | teaspoon | 0.30078125*0.0254*0.0254*0.0254 | | tsp | fr:?cuillere_a_cafe
volume | barrel | 9702*0.0254*0.0254*0.0254 | | bbl | fr:baril
mass | gram | 0.001 | n µ m k | g | gramme
mass | kilogram | 1 | | | fr:?kilo en:kilo
mass | tonne | 1000 | k M G | t | metric_ton fr:tonne_metrique
mass | pound | 0.45359237 | | lb lbs | pound fr:?livre
mass | ounce | 0.028349523125 | | oz | fr:once
mass | troy ounce | 0.0311034768 | | | fr:once_troy
mass | ?stone | 6.35029318 | | ?st |
mass | en:ton | 907.18474 | | | short_ton fr:tonne_courte
mass | long ton | 1016.0469088 | | | fr:tonne_longue
mass | carat | 0.0002 | | ct |
mass | dalton | 0.00000000000000000000000000166053906892 | k | Da ?u |
time | second | 1 | n µ m | s | fr:seconde en:sec
time | minute | 60 | | min | en:min
time | hour | 3600 | | h | en:hr en:hrs fr:heure
time | day | 86400 | | ?d | fr:jour fr:journee
time | megayear | 31557600000000 | | Ma Myr |
time | week | 604800 | | | fr:semaine
time | month | 2629800 | | | fr:mois
time | year | 31557600 | | ?a ?yr | en:yr en:yrs fr:an fr:ans fr:annee
time | decade | 315576000 | | | fr:decennie
time | century | 3155760000 | | | en:centurie fr:siecle
time | millennium | 31557600000 | | | en:millennia fr:millenaire
temperature | kelvin | 1 | m | K |
temperature | degree Celsius | 1 + 273.15 | | °C ℃ ?C | celsius fr:degre_celsius degree_c centigrade degree_centigrade
temperature | degree Fahrenheit | 5/9 + 459.67*5/9 | | °F ℉ ?F | fahrenheit degree_f fr:degre_fahrenheit
angle | degree | 1 | | ° | fr:degre
speed | kilometre per hour | 1000/3600 | | kmh kph | fr:kilometre_heure
speed | mile per hour | 1609.344/3600 | | mph |
speed | knot | 1852/3600 | | kn en:kt | fr:noeud
acceleration | metre per second squared | 1 | | m/s² m/s2 | fr:metre_par_seconde_carree meter_per_second_squared
energy | joule | 1 | m k M G T P | J |
energy | calorie | 4.184 | | cal |
energy | kilocalorie | 4184 | | kcal Cal |
energy | watt-hour | 3600 | k M G T | Wh | watt_hour watt_heure
energy | kilowatt-hour | 3600000 | | kwh KWh | kilowatt_hour fr:kilowatt_heure kilowattheure
energy | megawatt-hour | 3600000000 | | | megawatt_hour fr:megawatt_heure megawattheure
energy | gigawatt-hour | 3600000000000 | | | gigawatt_hour fr:gigawatt_heure gigawattheure
energy | terawatt-hour | 3600000000000000 | | | terawatt_hour fr:terawatt_heure terawattheure
energy | electronvolt | 0.0000000000000000001602176634 | m k M G T | eV | electron_volt
energy | British thermal unit | 1055.05585262 | | BTU Btu |
power | watt | 1 | m k M G T | W |
power | horsepower | 550*0.3048*0.45359237*9.80665 | | hp |
power | metric horsepower | 75*9.80665 | | ?PS ?ch | fr:cheval_vapeur fr:chevaux_vapeur fr:?chevaux
pressure | pascal | 1 | h k M G | Pa |
pressure | bar | 100000 | m k | bar |
pressure | atmosphere | 101325 | | atm | fr:?atmosphere
pressure | torr | 101325/760 | | Torr |
pressure | millimetre of mercury | 133.322387415 | | mmHg | fr:millimetre_de_mercure
pressure | pound per square inch | 0.45359237*9.80665/0.00064516 | | psi |
force | newton | 1 | m k M | ?N |
frequency | hertz | 1 | m k M G T | Hz |
voltage | volt | 1 | m k M G | V |
current | ampere | 1 | µ m k | ?A | amp
charge | coulomb | 1 | µ m | |
resistance | ohm | 1 | k M | Ω |
amount | ?mole | 1 | m | mol |
data | ?bit | 1 | k M G T | ?bit ?b |
data | byte | 8 | k M G T P | ?B | octet
data | kilobyte | 8000 | | ko fr:Ko KB |
data | megabyte | 8000000 | | fr:Mo |
data | gigabyte | 8000000000 | | fr:Go |
data | terabyte | 8000000000000 | | fr:To |
data | petabyte | 8000000000000000 | | fr:Po |
data | kibibyte | 8192 | | KiB Kio | kibioctet
data | mebibyte | 8388608 | | MiB Mio | mebioctet
data | gibibyte | 8589934592 | | GiB Gio | gibioctet
data | tebibyte | 8796093022208 | | TiB Tio | tebioctet
count | person | 1 | | hab hab. inh. inh | people fr:personne inhabitant fr:habitant fr:ame fr:?gens
currency | US dollar | 1 | | $ US$ USD | dollar dollar_us fr:dollar_americain american_dollar fr:dollar_des_etats_unis
currency | Canadian dollar | 1 | | CA$ C$ CAD | fr:dollar_canadien
currency | Australian dollar | 1 | | A$ AU$ AUD | fr:dollar_australien
currency | Hong Kong dollar | 1 | | HK$ HKD | fr:dollar_de_hong_kong
currency | New Zealand dollar | 1 | | NZ$ NZD | fr:dollar_neo_zelandais
currency | euro | 1 | | € EUR |
currency | pound sterling | 1 | | £ GBP | fr:livre_sterling pounds_sterling british_pound
currency | yen | 1 | | ¥ JPY | japanese_yen fr:yen_japonais
currency | yuan | 1 | | CNY RMB | renminbi chinese_yuan
currency | rupee | 1 | | ₹ INR | indian_rupee fr:roupie fr:roupie_indienne
currency | rouble | 1 | | ₽ RUB | ruble russian_ruble russian_rouble
currency | ?won | 1 | | ₩ KRW | south_korean_won
currency | Swiss franc | 1 | | CHF | fr:franc_suisse
currency | franc | 1 | | | french_franc fr:franc_francais
currency | CFA franc | 1 | | FCFA | fr:franc_cfa
currency | ?mark | 1 | | | deutsche_mark deutschmark fr:mark_allemand german_mark
currency | peso | 1 | | MXN | mexican_peso fr:peso_mexicain
currency | ?real | 1 | | R$ BRL | en:brazilian_real fr:real_bresilien
currency | krona | 1 | | SEK | swedish_krona swedish_kronor fr:couronne_suedoise
currency | krone | 1 | | NOK DKK | norwegian_krone danish_krone fr:couronne_norvegienne fr:couronne_danoise
currency | dirham | 1 | | MAD AED |
currency | dinar | 1 | | DZD TND |
currency | zloty | 1 | | PLN |
currency | shekel | 1 | | ₪ ILS |
currency | lira | 1 | | ₺ | turkish_lira fr:livre_turque en:lire italian_lira fr:lire_italienne
currency | rand | 1 | | ZAR | south_african_rand
"""
_PREFIXES = {
    "n": ("nano", -9),
    "µ": ("micro", -6),
    "m": ("milli", -3),
    "c": ("centi", -2),
    "d": ("deci", -1),
    "h": ("hecto", 2),
    "k": ("kilo", 3),
    "M": ("mega", 6),
    "G": ("giga", 9),
    "T": ("tera", 12),
    "P": ("peta", 15),
}
_POWERED = ("metre", "kilometre", "centimetre", "millimetre", "decimetre", "mile", "foot", "yard", "inch")
_SHORT = {"sq": "square", "cu": "cubic"}
_DIMENSIONS = {
    ("length", "time"): "speed",
    ("mass", "volume"): "density",
    ("count", "area"): "population density",
    ("volume", "time"): "flow",
    ("data", "time"): "data rate",
}


def _number(text: str) -> Fraction:
    """The value of a product or quotient of decimals, from left to right."""
    value = Fraction(1)
    for sign, factor in re.findall(r"([*/]?)([\d.]+)", text):
        value = value / Fraction(factor) if sign == "/" else value * Fraction(factor)
    return value


class _Tables:
    """All units by canonical name, and canonical names by what is written: for each language, shy ones apart."""

    def __init__(self) -> None:
        self.units: dict[str, Unit] = {}
        self.names: dict[Lang, dict[str, str]] = {"en": {}, "fr": {}}
        self.symbols: dict[Lang, dict[str, str]] = {"en": {}, "fr": {}}
        self.shy: dict[str, str] = {}
        for line in _TABLE.strip().splitlines():
            dimension, name, factor, prefixes, symbols, names = (part.strip() for part in line.split("|"))
            self._line(dimension, name, factor, prefixes.split(), symbols.split(), names.split())
        self._powers()

    def _line(
        self, dimension: str, flagged: str, factor: str, prefixes: list[str], symbols: list[str], names: list[str]
    ) -> None:
        name = re.sub(r"^(?:en:|fr:)?\??", "", flagged)
        value, _, offset = factor.partition("+")
        unit = Unit(name, dimension, _number(value), _number(offset) if offset else Fraction(0))
        self.units[name] = unit
        for written in [flagged, *names]:
            self._add(self.names, written, name)
        for written in symbols:
            self._add(self.symbols, written, name)
        for symbol in prefixes:
            prefix, power = _PREFIXES[symbol]
            long = prefix + name
            self.units.setdefault(long, Unit(long, dimension, unit.factor * Fraction(10) ** power))
            for written in [name, *names]:
                self._add(self.names, prefix + re.sub(r"^(?:en:|fr:)?\??", "", written), long)
            for written in symbols:
                self._add(self.symbols, symbol + written.split(":")[-1].lstrip("?"), long)

    def _add(self, table: dict[Lang, dict[str, str]], written: str, name: str) -> None:
        match = re.fullmatch(r"(?:(en|fr):)?(\??)(.+)", written)
        assert match is not None
        text = _singular(match[3].replace("_", " ")) if table is self.names else match[3]
        self.shy.setdefault(text, name)
        for lang in table:
            if not match[2] and match[1] in (None, lang):
                table[lang].setdefault(text, name)

    def _powers(self) -> None:
        """The squares and cubes of lengths, by name and by symbol."""
        for base in _POWERED:
            names = [written for lang in self.names for written, name in self.names[lang].items() if name == base]
            symbols = [written for written, name in self.symbols["en"].items() if name == base] + ["in"] * (
                base == "inch"
            )
            for power, english, french, digit, raised in (
                (2, "square", "carre", "2", "²"),
                (3, "cubic", "cube", "3", "³"),
            ):
                long = f"{english} {base}"
                self.units[long] = Unit(long, "area" if power == 2 else "volume", self.units[base].factor ** power)
                short = next(key for key, value in _SHORT.items() if value == english)
                for written in names:
                    for text in (f"{english} {written}", f"{written} {french}", f"{short} {written}"):
                        self._add(self.names, text, long)
                for written in symbols:
                    self._add(self.names, f"{short} {written}", long)
                    for text in (written + digit, written + raised, f"{written}^{digit}"):
                        self._add(self.symbols, text, long)


def _singular(text: str) -> str:
    """The key of a name: folded, hyphens as spaces, without a final s on any word of more than three letters."""
    parts = fold(text).replace("-", " ").split()
    return " ".join(part[:-1] if len(part) > 3 and part[-1] == "s" else part for part in parts)


_TABLES = _Tables()
UNITS = _TABLES.units
_FIRST = {lang: frozenset(name.split()[0] for name in names) for lang, names in _TABLES.names.items()}
_LONGEST = 4  # words in the longest names
_SIGNS = str.maketrans("μº", "µ°")

_NAME = re.compile(r"[^\W\d_]+(?:[ \u00a0\u202f-][^\W\d_]+){0,3}")
_SYMBOL = re.compile(
    r"""(?:hab\.(?=/)
      | m/s(?:²|\^?2)
      | (?:[A-Z]{1,2}\$|[$€£¥₹₽₩₪₺℃℉′″ℓ]|°(?:[ \u00a0\u202f]?[CF]\b)?|[A-Za-zµμΩÅº°]{1,5})(?:\^?[23]|[²³])?
    )(?![\w'’$])""",
    re.VERBOSE,
)
_GAP = re.compile(r"[ \u00a0\u2009\u202f]{0,2}-?")
_OF = re.compile(r"(?:de[ \u00a0\u202f]|d['’])")
_PER = re.compile(r"\s?/\s?|[ \u00a0](?:per|par|an|a)[ \u00a0]|[ \u00a0]à l['’]")
_PREFIX = re.compile(r"(?:[A-Z]{1,2}\$|[$€£¥₹₽₩₪₺]|\b(?:USD|EUR|GBP|CHF|CAD|AUD|JPY|CNY|INR))[ \u00a0\u202f]?\Z")


def following(text: str, start: int, lang: Lang) -> tuple[str, int] | None:
    """The unit written at `text[start:]`, just behind a number: its canonical name and where it ends; None if none.

    Sees through a space, a hyphen ("8,849-metre") and the French "de" ("trois millions de dollars").
    """
    gap = _GAP.match(text, start)
    assert gap is not None
    first = _simple(text, gap.end(), lang, spaced=gap.end() > start)
    if first is None and lang == "fr" and (of := _OF.match(text, gap.end())):
        first = _simple(text, of.end(), lang, spaced=True)
    if first is None:
        return None
    name, end = first
    per = _PER.match(text, end)
    second = _simple(text, per.end(), lang, spaced=True) if per else None
    if per is None or second is None:
        return first
    if per[0].strip() in ("a", "an") and UNITS[second[0]].dimension != "time":
        return first  # mostly an article: "5 metres a second", but not "20 kilometres a mile away"
    return _per(name, second[0]), second[1]


def _per(name: str, other: str) -> str:
    return f"{name} per {other}"


def _simple(text: str, start: int, lang: Lang, spaced: bool) -> tuple[str, int] | None:
    """The unit without quotient at `text[start:]`, by symbol or by its longest name."""
    match = _NAME.match(text, start)
    if match and (found := _longest(match[0], lang)):
        long, length = found
        # "1986 People Power Revolution": a capital counts only where the unit has one, or in a name of several words.
        if match[0][0].islower() or long[0].isupper() or " " in match[0][:length] or match[0][:length].isupper():
            return long, start + length
        return None
    symbol = _SYMBOL.match(text, start)
    if symbol is None:
        return None
    written = symbol[0].translate(_SIGNS).replace(" ", "").replace("\u00a0", "").replace("\u202f", "")
    name = _TABLES.symbols[lang].get(written)
    after = text[symbol.end() : symbol.end() + 2]
    if name is None:
        return ("inch", symbol.end()) if written == "in" and _INCH.match(text, symbol.end()) else None
    if len(written) == 1 and ((after[:1] == "-" and after[1:].isalpha()) or (written == "K" and not spaced)):
        return None  # "5 t-shirts", "a 10K run"
    return name, symbol.end()


# "in" is a unit only where it cannot be the preposition.
_INCH = re.compile(
    r"[ \u00a0]?[),;×]|\.?[ \u00a0]\(|[ \u00a0](?:long|tall|high|wide|deep|thick|of rain)\b|\.?(?:\n|\Z)"
)


@lru_cache(maxsize=1 << 14)
def _longest(words: str, lang: Lang) -> tuple[str, int] | None:
    """The unit whose name is the longest beginning of `words` (a few words), and the length of that beginning."""
    ends = [match.end() for match in re.finditer(r"[^\W\d_]+", words)]
    if _singular(words[: ends[0]]) not in _FIRST[lang]:
        return None
    for end in reversed(ends):
        name = _TABLES.names[lang].get(_singular(words[:end]))
        if name:
            return name, end
    return None


def preceding(text: str, start: int) -> str | None:
    """The currency whose sign stands just before `start` ("$", "US$ ", "€"), by canonical name; None if none."""
    match = _PREFIX.search(text, max(0, start - 5), start)
    return _TABLES.symbols["en"].get(match[0].strip()) if match else None


@lru_cache(maxsize=1 << 12)
def unit(written: str, lang: Lang | None = None) -> Unit | None:
    """The unit of that name or symbol, in either language (`lang` first), quotients included; None if unknown."""
    text = " ".join(written.translate(_SIGNS).split())
    if text in UNITS:
        return UNITS[text]
    for candidate in (lang, "en", "fr"):
        if candidate:
            name = _TABLES.symbols[candidate].get(text) or _TABLES.names[candidate].get(_singular(text))
            if name:
                return UNITS[name]
    name = _TABLES.shy.get(text) or _TABLES.shy.get(_singular(text))
    if name:
        return UNITS[name]
    parts = re.split(r"\s?/\s?| per | par | à l['’]", text)
    if len(parts) != 2:
        return None
    top, bottom = unit(parts[0], lang), unit(parts[1], lang)
    if top and bottom:
        dimension = _DIMENSIONS.get((top.dimension, bottom.dimension), f"{top.dimension}/{bottom.dimension}")
        return Unit(_per(top.name, bottom.name), dimension, top.factor / bottom.factor)
    return None


def convert(value: Fraction | int, source: str, target: str) -> Fraction:
    """`value` in `source` expressed in `target`, exactly.  Raises `UsageError` for unknown or incomparable units."""
    units = []
    for written in (source, target):
        found = unit(written)
        if found is None:
            raise UsageError(
                say(f"unknown unit {written!r}", f"unité inconnue {written!r}"),
                do=say(
                    "use a common name or symbol, such as km or pound", "utilisez un nom courant, comme km ou livre"
                ),
            )
        units.append(found)
    a, b = units
    if a.dimension != b.dimension or _currencies(a) != _currencies(b):
        raise UsageError(
            say(f"{a.name} cannot be converted to {b.name}", f"on ne convertit pas {a.name} en {b.name}"),
            say("they do not measure the same thing", "ce ne sont pas des mesures de la même chose"),
        )
    return (value * a.factor + a.offset - b.offset) / b.factor


def _currencies(found: Unit) -> list[str]:
    return [part for part in found.name.split(" per ") if part in UNITS and UNITS[part].dimension == "currency"]
