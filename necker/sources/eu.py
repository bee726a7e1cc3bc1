"""What prepared data says for the European Union's public summary of training content.

Article 53(1)(d) of Regulation (EU) 2024/1689, by the sections of the Commission's template of 24 July 2025.  Only what the
data knows is written: what its provider alone can say is left to be filled in, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from necker.core.files import write_aside
from necker.sources.document import SAMPLE_RATE
from necker.sources.manifest import left_out
from necker.sources.markdown import COLUMNS, TOKEN, amount, table
from necker.sources.stats import read_stats

SUMMARY = "eu-summary.md"
_FILL_IN = "*To be filled in by the provider of the model.*"
_NONE = "None."
_RIGHTS = (
    "Nothing is collected under the exception for text and data mining: every source has a licence that lets anybody use, "
    "change and share it, is named with the place where that licence is stated, and is refused without one. Licences that "
    "forbid selling or changing are refused. Sources that were looked at and not used:"
)
_ILLEGAL = (
    "Sources are published by encyclopaedias, administrations, software projects and researchers; none is an open forum. "
    "Personal data that is known by its form is hidden. No list of illegal content is compared with."
)
_OTHER = (
    "Texts that hold a question, an answer or a claim of a test are taken out, and so are broken records, duplicates and what "
    "the rules of quality refuse; each removal has its reason in removals.jsonl.xz, and the data its datasheet in card.md."
)


def write_summary(folder: Path) -> Path:
    """Write it beside the data.  Raises MissingError when there is no data."""
    write_aside(folder / SUMMARY, summary(read_stats(folder)).encode())
    return folder / SUMMARY


def summary(stats: Mapping[str, Any]) -> str:
    """Markdown, of what there is to learn from."""
    kept = stats["train"]["kept"]
    done = {name: one for name, one in stats["sources"].items() if one["state"] == "done" and one["split"] == "train"}
    found, made = ({name: one for name, one in done.items() if one["synthetic"] == made} for made in (False, True))
    parts = [
        "# Public summary of training content",
        *("## 1. General information", "### 1.1 Provider", _FILL_IN, "### 1.2 Model", _FILL_IN),
        "### 1.3 Modalities, overall size and other characteristics",
        *_sizes(kept),
        "## 2. List of data sources",
        *("### 2.1 Publicly available datasets", _sources(found)),
        *("### 2.2 Private datasets obtained from third parties", _NONE),
        "### 2.3 Data crawled and scraped from online sources",
        f"{_NONE} Sources are packages, archives and repositories, each fetched by the hash of its bytes.",
        *("### 2.4 User data", _NONE),
        *("### 2.5 Synthetic data", _sources(made)),
        *("### 2.6 Other sources", _NONE),
        "## 3. Data processing",
        *("### 3.1 Reservations of rights", _RIGHTS),
        table(("What", "Licence", "Why not"), ((one.path or one.package, one.licence, one.note) for one in left_out())),
        *("### 3.2 Removal of illegal content", _ILLEGAL),
        *("### 3.3 Other information", _OTHER),
    ]
    return "\n\n".join(parts) + "\n"


def _sizes(kept: Mapping[str, Any]) -> tuple[str, ...]:
    hours = kept["samples"] / SAMPLE_RATE / 3600
    sizes = (
        ("Text", f"about {kept['characters'] // TOKEN:,} tokens ({kept['characters']:,} characters)"),
        ("Image", f"{kept['pictures']:,} images, frames of clips among them"),
        ("Audio", f"{hours:,.1f} hours"),
    )
    kinds = ((name, *amount(one)) for name, one in kept["modalities"].items())
    languages = ", ".join(name for name in kept["languages"] if name != "none")
    return table(("Modality", "Size"), sizes), f"Languages: {languages}.", table(("Kind of content", *COLUMNS), kinds)


def _sources(sources: Mapping[str, Any]) -> str:
    if not sources:
        return _NONE
    head = ("Name", "What", "Modalities", "Licence", "Stated", "By", "Documents")
    rows = (
        (name, one["title"], ", ".join(one["kept"]["modalities"]), one["licence"], one["licence_evidence"],
         one["attribution"], f"{one['kept']['documents']:,}") for name, one in sources.items()
    )  # fmt: skip
    return table(head, rows)
