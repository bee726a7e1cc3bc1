"""Nationalities: one in the place of another.  In French they are written small, so that the rule for names does not see them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from necker.verify.clash import Clash
from necker.verify.match import Reading

# English adjective | country | French adjective | country.  Several are parted by commas.
_TABLE = """
Afghan|Afghanistan|afghan|Afghanistan
Albanian|Albania|albanais|Albanie
Algerian|Algeria|algérien|Algérie
American|United States, USA, America|américain, étatsunien, états-unien|États-Unis, Amérique
Angolan|Angola|angolais|Angola
Argentine, Argentinian|Argentina|argentin|Argentine
Armenian|Armenia|arménien|Arménie
Australian|Australia|australien|Australie
Austrian|Austria|autrichien|Autriche
Bangladeshi|Bangladesh|bangladais|Bangladesh
Belgian|Belgium|belge|Belgique
Bolivian|Bolivia|bolivien|Bolivie
Brazilian|Brazil|brésilien|Brésil
Bulgarian|Bulgaria|bulgare|Bulgarie
Cambodian|Cambodia|cambodgien|Cambodge
Cameroonian|Cameroon|camerounais|Cameroun
Canadian|Canada|canadien|Canada
Chilean|Chile|chilien|Chili
Chinese|China|chinois|Chine
Colombian|Colombia|colombien|Colombie
Congolese|Congo|congolais|Congo
Croatian|Croatia|croate|Croatie
Cuban|Cuba|cubain|Cuba
Czech|Czech Republic, Czechia, Bohemia|tchèque|Tchéquie, Bohême
Danish|Denmark|danois|Danemark
Dutch|Netherlands, Holland|néerlandais, hollandais|Pays-Bas, Hollande
Egyptian|Egypt|égyptien|Égypte
Estonian|Estonia|estonien|Estonie
Ethiopian|Ethiopia|éthiopien|Éthiopie
Finnish|Finland|finlandais, finnois|Finlande
French|France|français|France
Georgian|Georgia|géorgien|Géorgie
German|Germany|allemand|Allemagne
Ghanaian|Ghana|ghanéen|Ghana
Greek|Greece|grec|Grèce
Haitian|Haiti|haïtien|Haïti
Hungarian|Hungary|hongrois|Hongrie
Icelandic|Iceland|islandais|Islande
Indian|India|indien|Inde
Indonesian|Indonesia|indonésien|Indonésie
Iranian, Persian|Iran, Persia|iranien, persan, perse|Iran, Perse
Iraqi|Iraq|irakien, iraquien|Irak, Iraq
Irish|Ireland|irlandais|Irlande
Israeli|Israel|israélien|Israël
Italian|Italy|italien|Italie
Jamaican|Jamaica|jamaïcain|Jamaïque
Japanese|Japan|japonais|Japon
Kenyan|Kenya|kényan, kenyan|Kenya
Korean|Korea|coréen, sud-coréen, nord-coréen|Corée
Latvian|Latvia|letton|Lettonie
Lebanese|Lebanon|libanais|Liban
Libyan|Libya|libyen|Libye
Lithuanian|Lithuania|lituanien|Lituanie
Malaysian|Malaysia|malaisien|Malaisie
Malian|Mali|malien|Mali
Mexican|Mexico|mexicain|Mexique
Mongolian, Mongol|Mongolia|mongol|Mongolie
Moroccan|Morocco|marocain|Maroc
Nigerian|Nigeria|nigérian|Nigeria, Nigéria
Norwegian|Norway|norvégien|Norvège
Ottoman|Ottoman Empire|ottoman|Empire ottoman
Pakistani|Pakistan|pakistanais|Pakistan
Peruvian|Peru|péruvien|Pérou
Philippine, Filipino|Philippines|philippin|Philippines
Polish|Poland|polonais|Pologne
Portuguese|Portugal|portugais|Portugal
Romanian|Romania|roumain|Roumanie
Russian|Russia|russe|Russie
Rwandan|Rwanda|rwandais|Rwanda
Scottish|Scotland|écossais|Écosse
Senegalese|Senegal|sénégalais|Sénégal
Serbian, Serb|Serbia|serbe|Serbie
Slovak|Slovakia|slovaque|Slovaquie
Slovenian, Slovene|Slovenia|slovène|Slovénie
Spanish|Spain|espagnol|Espagne
Sudanese|Sudan|soudanais|Soudan
Swedish|Sweden|suédois|Suède
Swiss|Switzerland|suisse|Suisse
Syrian|Syria|syrien|Syrie
Thai|Thailand|thaïlandais|Thaïlande
Tunisian|Tunisia|tunisien|Tunisie
Turkish|Turkey|turc|Turquie
Ukrainian|Ukraine|ukrainien|Ukraine
Uruguayan|Uruguay|uruguayen|Uruguay
Venezuelan|Venezuela|vénézuélien|Venezuela
Vietnamese|Vietnam|vietnamien|Viêt Nam, Vietnam
Welsh|Wales|gallois|Galles
British, English|United Kingdom, Britain, England|britannique, anglais|Royaume-Uni, Grande-Bretagne, Angleterre
"""


def _forms(adjective: str) -> Iterable[str]:
    """Masculine and feminine, singular and plural, of a French adjective."""
    feminine = adjective if adjective.endswith("e") else f"{adjective}e"
    if adjective.endswith("en"):
        feminine = f"{adjective}ne"
    if adjective.endswith("c"):
        feminine = {"grec": "grecque", "turc": "turque"}[adjective]
    plural = adjective if adjective.endswith("s") else f"{adjective}s"
    return adjective, feminine, plural, f"{feminine}s"


def _read() -> tuple[dict[str, int], dict[str, int]]:
    """Adjectives, and all words, small, with the line of the table they stand in."""
    adjectives: dict[str, int] = {}
    every: dict[str, int] = {}
    for number, line in enumerate(_TABLE.strip().splitlines()):
        english, country, french, pays = (part.split(", ") for part in line.split("|"))
        mine = [*(word.lower() for word in english), *(form for word in french for form in _forms(word))]
        adjectives |= dict.fromkeys(mine, number)
        every |= dict.fromkeys([*mine, *(name.lower() for name in (*country, *pays))], number)
    return adjectives, every


_ADJECTIVES, _EVERY = _read()
_WORD = re.compile(r"\w[\w-]*")


@lru_cache(maxsize=4096)
def _spoken(reading: Reading) -> tuple[tuple[str, int, int], ...]:
    """(word, line of the table, start) of every nationality and country in a text."""
    found = list(_WORD.finditer(reading.text.lower()))
    single = [(one[0], one.start()) for one in found]
    double = [(f"{one[0]} {two[0]}", one.start()) for one, two in pairwise(found)]
    return tuple((word, _EVERY[word], at) for word, at in (*single, *double) if word in _EVERY)


def nation_clashes(claim: Reading, context: Iterable[Reading], focus: Reading) -> list[Clash]:
    """Nationalities of the claim of which the page has no word, while the sentence has others that the claim has not."""
    mine = _spoken(claim)
    wanted = [(word, nation, at) for word, nation, at in mine if word in _ADJECTIVES]
    if not wanted:
        return []
    said = {nation for _, nation, _ in mine}
    there = {nation for reading in context for _, nation, _ in _spoken(reading)}
    instead = [(w, at) for w, nation, at in _spoken(focus) if w in _ADJECTIVES and nation not in said]
    if not instead:
        return []
    word, at = instead[0]
    found, position = focus.text[at : at + len(word)], at
    return [
        Clash("name", claim.text[start : start + len(name)], found, position)
        for name, nation, start in wanted
        if nation not in there
    ]
