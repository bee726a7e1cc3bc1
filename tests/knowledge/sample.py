"""Twenty pages written for these tests, and a source that hands them out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from necker.core.language import Lang
from necker.knowledge.passage import Source, SourcePage, SourcePassage


def page(lang: Lang, title: str, description: str, *texts: str, aliases: tuple[str, ...] = ()) -> SourcePage:
    passages = [SourcePassage("description", description)] if description else []
    return SourcePage(
        lang,
        title,
        f"https://{lang}.example.org/{title.replace(' ', '_')}",
        None,
        None,
        None,
        [*passages, *(SourcePassage("text", text) for text in texts)],
        aliases,
    )


PAGES: list[SourcePage] = [
    page(
        "fr",
        "Tour Eiffel",
        "tour de fer à Paris",
        "La tour Eiffel est une tour de fer puddlé de 330\u00a0m de hauteur. Elle a été construite par Gustave Eiffel.",
        "Elle fut inaugurée en 1889. On la visite toute l’année\u202f!",
    ),
    page("fr", "Mercure (planète)", "planète du système solaire", "Mercure est la planète la plus proche du Soleil."),
    page("fr", "Mercure (chimie)", "élément chimique", "Le mercure est un métal liquide, de symbole Hg."),
    page("fr", "Rûmî", "poète persan", "Rûmî est un poète mystique né à Balkh.", aliases=("Djalâl ad-Dîn Rûmî",)),
    page("fr", "Œuf", "produit de la poule", "L’œuf est pondu par la poule.\nIl se mange dur ou à la coque."),
    page("fr", "Cafe\u0301", "boisson", "Le cafe\u0301 est une boisson stimulante, bue depuis le XVe\u00a0siècle."),
    page("fr", "Australie", "pays d’Océanie", "L’Australie est un pays dont la capitale est Canberra."),
    page("fr", "Canberra", "ville d’Australie", "Canberra est la capitale de l’Australie depuis 1913."),
    page("fr", "Fennec", "espèce de renard", "Le fennec est un petit renard du Sahara aux grandes oreilles. 🦊"),
    page("fr", "Son (physique)", "onde", "Le son est une vibration mécanique d’un fluide."),
    page("en", "Eiffel Tower", "tower in Paris", "The Eiffel Tower is a wrought-iron lattice tower, 330 m tall."),
    page("en", "Mercury (planet)", "planet", "Mercury is the first planet from the Sun."),
    page("en", "Mercury (element)", "chemical element", "Mercury is a liquid metal with the symbol Hg."),
    page("en", "Rumi", "Persian poet", "Rumi was a poet born in Balkh. His verses are read everywhere."),
    page("en", "Coffee", "beverage", "Coffee is a drink brewed from roasted beans. It darkens as it roasts."),
    page("en", "Jerusalem", "city", "Jerusalem (Hebrew: יְרוּשָׁלַיִם) is a city in the Middle East."),
    page("en", "Tea", "beverage", "Tea is a drink made with the leaves of a shrub."),
    page("en", "The Who", "rock band", "The Who are a rock band formed in London in 1964."),
    page("en", "Fennec fox", "species of fox", "The fennec fox is a small fox of the Sahara with large ears."),
    page("en", "Shadow", "", "A shadow is a dark area where light is blocked. Tea is a drink made of shadows."),
]


class Sample:
    """A PackSource over a list of pages; `before` is called with the number of each page before it is given."""

    licence: str | None = "CC-BY-4.0"
    attribution: str | None = "the authors of these tests"

    def __init__(
        self,
        pages: Sequence[SourcePage] = PAGES,
        *,
        kind: Source = "wikipedia",
        mark: str = "1",
        before: Callable[[int], None] = lambda number: None,
    ) -> None:
        self.name, self.kind, self.total = "pages for tests", kind, len(pages)
        self._pages, self._mark, self._before = pages, mark, before
        self.skipped = -1

    total: int | None

    def fingerprint(self) -> str:
        return self._mark

    def pages(self, skip: int) -> Iterator[SourcePage]:
        self.skipped = skip
        for number in range(skip, len(self._pages)):
            self._before(number)
            yield self._pages[number]


def many(count: int) -> list[SourcePage]:
    """Distinct pages in both languages, enough of them for a build to take a while."""
    words = [
        "tour",
        "fer",
        "mer",
        "ciel",
        "livre",
        "roi",
        "reine",
        "ville",
        "fleuve",
        "île",
        "vent",
        "neige",
        "pierre",
        "route",
        "pont",
        "loi",
        "jour",
        "nuit",
    ]
    made = []
    for number in range(count):
        some = " ".join(words[(number * step + step) % len(words)] for step in range(1, 30))
        lang: Lang = "en" if number % 3 else "fr"
        made.append(page(lang, f"Page {number}", f"number {number}", f"Page {number} says: {some}. It ends here."))
    return made
