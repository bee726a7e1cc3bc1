"""Errors planted in sentences of invented pages: one number, date, name or direction changed, or a denial, is never supported.

The pages are about things that do not exist, so that only what stands here can support them; each page holds the names and
figures that are planted in its first sentence, said of something else.  The draws are seeded.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pytest

from necker.core.language import Lang
from necker.knowledge.build import build_pack
from necker.knowledge.library import Library
from necker.verify.check import verify_text
from tests.small_pack import SmallPack, page

FRENCH = [
    ("Velmoire", "Velmoire est une ville de Tarsanie fondée le 12 mars 1284 par {a}."),
    ("Phare d'Ostrevane", "Le phare d'Ostrevane mesure 47 mètres et fut allumé le 3 juin 1871 par {a}."),
    ("Lac Mirandole", "Le lac Mirandole couvre environ 1 500 kilomètres carrés au nord de {a}."),
    ("Abbaye de Kervelan", "L'abbaye de Kervelan est fondée vers 1058 par {a} sur une île."),
    ("Traité de Sarnes", "Le traité de Sarnes est signé le 9 août 1645 entre le duc de {a} et trois princes."),
    ("Mont Targuel", "Le mont Targuel est haut de 2 317 mètres et domine la vallée de {a}."),
    ("Opéra de Valdrac", "L'opéra de Valdrac est inauguré le 21 octobre 1902 et compte plus de 600 places dues à {a}."),
    ("Pont Lorrézan", "Le pont Lorrézan est long de 384 mètres et relie la ville à {a}."),
    ("Bataille de Drévigny", "La bataille de Drévigny est livrée le 14 février 1512 par les troupes de {a}."),
    ("Canal du Sorvan", "Le canal du Sorvan est large de 28 mètres et passe par le bourg de {a}."),
    ("Mine de Gravelune", "La mine de Gravelune est ouverte en 1833 et emploie près de 900 ouvriers de {a}."),
    ("Royaume d'Althénie", "Le royaume d'Althénie est uni en 1407 par le roi {a} après neuf guerres."),
    ("Musée Quintarel", "Le musée Quintarel est créé le 5 mai 1926 et conserve 12 400 objets venus de {a}."),
    ("Forêt d'Embrosine", "La forêt d'Embrosine est vaste de 73 hectares et appartient à {a}."),
    ("Comète Vaslin", "La comète Vaslin est découverte le 30 janvier 1788 par l'astronome {a}."),
    ("Port de Calvène", "Le port de Calvène est agrandi en 1954 et reçoit jusqu'à 150 navires de {a}."),
    ("Dialecte morvanais", "Le dialecte morvanais est parlé par 8 600 personnes dans la région de {a}."),
    ("Tour Escarve", "La tour Escarve est bâtie vers 1190 par le seigneur {a} contre deux voisins."),
    ("Rivière Ondrelle", "La rivière Ondrelle est longue de 219 kilomètres et arrose la plaine de {a}."),
    ("Journal Le Fanal", "Le journal Le Fanal est lancé le 17 avril 1899 et vendu à 4 200 lecteurs de {a}."),
]
ENGLISH = [
    ("Thornmere", "Thornmere is a town in Caldovia that was founded on 12 March 1284 by {a}."),
    ("Ostwick Light", "The Ostwick Light is 47 metres high and was first lit on 3 June 1871 by {a}."),
    ("Lake Hollin", "Lake Hollin is a lake of about 1,500 square kilometres to the north of {a}."),
    ("Kerrow Abbey", "Kerrow Abbey was founded around 1058 by {a} on a small island."),
    ("Treaty of Marsh End", "The Treaty of Marsh End was signed on 9 August 1645 by the duke of {a} and three princes."),
    ("Mount Targill", "Mount Targill is 2,317 metres high and stands above the valley of {a}."),
    ("Valdrick Opera", "The Valdrick Opera was opened on 21 October 1902 and has more than 600 seats made by {a}."),
    ("Lorran Bridge", "The Lorran Bridge is 384 metres long and leads from the city to {a}."),
    ("Battle of Drevin", "The Battle of Drevin was fought on 14 February 1512 by the soldiers of {a}."),
    ("Sorvan Canal", "The Sorvan Canal is 28 metres wide and passes through the town of {a}."),
    ("Gravelow Mine", "The Gravelow Mine was opened in 1833 and employed nearly 900 workers from {a}."),
    ("Kingdom of Althen", "The Kingdom of Althen was united in 1407 by king {a} after nine wars."),
    ("Quintrell Museum", "The Quintrell Museum was created on 5 May 1926 and keeps 12,400 objects from {a}."),
    ("Embrose Forest", "The Embrose Forest is a wood of 73 hectares and belongs to {a}."),
    ("Vaslin Comet", "The Vaslin Comet was discovered on 30 January 1788 by the astronomer {a}."),
    ("Calven Harbour", "Calven Harbour was enlarged in 1954 and receives up to 150 ships from {a}."),
    ("Morvan Dialect", "The Morvan Dialect is spoken by 8,600 people in the region of {a}."),
    ("Escar Tower", "The Escar Tower was built around 1190 by the lord {a} against two neighbours."),
    ("River Ondrel", "The River Ondrel is 219 kilometres long and waters the plain of {a}."),
    ("The Daily Lantern", "The Daily Lantern was started on 17 April 1899 and is sold to 4,200 readers in {a}."),
]  # fmt: skip
NAMES = ("Baldric", "Norvège", "Hauterive", "Pembroke", "Sigmaringen", "Odalric", "Fontenoy", "Ravensburg")
_BESIDE = {
    "fr": "Les archives de {b} en parlent, et {c} le visita avec 31 élèves en 1777.",
    "en": "The archives of {b} mention it, and {c} saw it with 31 pupils in 1777.",
}
_ROADS: tuple[tuple[Lang, str, str], ...] = (
    ("fr", "Route Grenadine", "La route Grenadine va de Brindel à Castelmar par les montagnes."),
    ("en", "Copper Road", "The Copper Road runs from Brindel to Castelmar over the mountains."),
)
MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
}


def _pages() -> Iterator[tuple[Lang, str, str, tuple[str, str, str]]]:
    """(language, title, the sentence, the name in it and two of the sentence beside it)."""
    rng = random.Random(7)
    for lang, pages in (("fr", FRENCH), ("en", ENGLISH)):
        for title, text in pages:
            a, b, c = rng.sample(NAMES, 3)
            yield ("fr" if lang == "fr" else "en"), title, text.format(a=a), (a, b, c)


TRUE = list(_pages())


def _planted(lang: Lang, text: str, names: tuple[str, str, str]) -> Iterator[tuple[str, str]]:
    """(what was changed, the sentence with it changed)."""
    for number in re.finditer(r"\d[\d ,]*\d|\d+", text):
        value = int(re.sub(r"\D", "", number[0]))
        day = value <= 31 and re.match(r" (?:" + "|".join(MONTHS[lang]) + ")", text[number.end() :])
        year = not day and re.fullmatch(r"1\d{3}", number[0])
        for other in {value % 28 + 1} if day else {value + 1, value - 10} if year else {value + 3, value + 1}:
            kind = "day" if day else "year" if year else "number"
            yield kind, text[: number.start()] + str(other) + text[number.end() :]
    for month in re.finditer("|".join(rf"\b{m}\b" for m in MONTHS[lang]), text):
        other_month = MONTHS[lang][(MONTHS[lang].index(month[0]) + 5) % 12]
        yield "month", text[: month.start()] + other_month + text[month.end() :]
    for other_name in (names[1], names[2], "Zimmerwald"):
        yield "name", text.replace(names[0], other_name)
    verb = re.search(r"\b(est|mesure|couvre|is|was)\b", text)
    assert verb, text
    if lang == "en":
        yield "negation", f"{text[: verb.end()]} not{text[verb.end() :]}"
    else:
        yield (
            "negation",
            f"{text[: verb.start()]}{'n’' if verb[0] == 'est' else 'ne '}{verb[0]} pas{text[verb.end() :]}",
        )


PLANTED = [(lang, kind, wrong) for lang, _, text, names in TRUE for kind, wrong in _planted(lang, text, names)]


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("invented")
    pages = [
        page(lang, title, "", f"{text} {_BESIDE[lang].format(b=names[1], c=names[2])}")
        for lang, title, text, names in TRUE
    ]
    pages += [page(lang, title, "", text) for lang, title, text in _ROADS]
    build_pack("invented", SmallPack(pages), folder=folder)
    return Library.open(["invented"], folder=folder)


def verdicts(library: Library, lang: Lang, text: str) -> dict[str, str]:
    return {claim.text: claim.verdict for claim in verify_text(text, library, lang=lang)[1]}


def test_errors_of_every_kind_are_planted() -> None:
    for kind, least in (("number", 40), ("day", 14), ("month", 14), ("year", 40), ("name", 100), ("negation", 40)):
        assert sum(k == kind for _, k, _ in PLANTED) >= least, kind


def test_the_sentences_as_they_are_are_supported(invented: Library) -> None:
    for lang, _, text, _ in TRUE:
        assert set(verdicts(invented, lang, text).values()) == {"supported"}, text


@pytest.mark.parametrize("kind", ["number", "day", "month", "year", "name", "negation"])
def test_a_planted_error_is_never_supported(invented: Library, kind: str) -> None:
    """At least one of the statements the sentence is cut into: the one that holds the error."""
    for lang, planted, wrong in PLANTED:
        if planted == kind:
            told = verdicts(invented, lang, wrong)
            assert set(told.values()) != {"supported"}, told


def test_a_way_the_other_way_round_is_not_supported(invented: Library) -> None:
    for lang, _, text in _ROADS:
        assert set(verdicts(invented, lang, text).values()) == {"supported"}
        turned = text.replace("Brindel", "X").replace("Castelmar", "Brindel").replace("X", "Castelmar")
        assert "supported" not in verdicts(invented, lang, turned).values()


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "Elle est une ville de Tarsanie."),
        ("fr", "Il fut allumé le 3 juin 1871 par Baldric."),
        ("en", "It is a town in Caldovia."),
        ("en", "He was born in Caldovia."),
    ],
)
def test_a_pronoun_that_stands_for_nobody_is_supported_by_no_page(invented: Library, lang: Lang, text: str) -> None:
    (claim,) = verify_text(text, invented, lang=lang)[1]
    assert (claim.verdict, claim.reason) == ("not_enough", "subject unknown")


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "Le lac Mirandole couvre 1 500 kilomètres carrés."),  # the hedge of the source left out
        ("en", "Mount Targill is about 2,300 metres high."),  # the figure rounded, and said to be
        ("en", "Lake Hollin is a lake of about 1,500 square kilometres."),
        ("en", "Kerrow Abbey was founded in 1058 on a small island."),
        ("fr", "La mine de Gravelune est ouverte dans les années 1830."),
        ("en", "The Gravelow Mine was opened in the 19th century."),
    ],
)
def test_what_is_said_less_exactly_is_still_supported(invented: Library, lang: Lang, text: str) -> None:
    assert set(verdicts(invented, lang, text).values()) == {"supported"}
