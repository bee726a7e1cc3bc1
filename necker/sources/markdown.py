"""Tables in Markdown, and the cells that say how much there is of something."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from necker.sources.document import SAMPLE_RATE

COLUMNS = ("Documents", "Characters", "Tokens", "Hours", "Pictures")
TOKEN = 4  # characters, in French and English prose, of the vocabularies of small models


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """White space is one space, and what Markdown would read as its own is not."""
    every = [[_cell(cell) for cell in row] for row in (head, *rows)]
    every.insert(1, ["---"] * len(every[0]))
    return "\n".join(f"| {' | '.join(row)} |" for row in every)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def amount(one: Mapping[str, int]) -> tuple[str, ...]:
    """The cells of `COLUMNS`."""
    characters, hours = one.get("characters", 0), one.get("samples", 0) / SAMPLE_RATE / 3600
    counts = (one.get("documents", 0), characters, round(characters / TOKEN))
    cells = [f"{count:,}" for count in counts]
    return (*cells, f"{hours:,.2f}" if hours else "–", f"{one['pictures']:,}" if one.get("pictures") else "–")
