"""What goes with prepared data: a datasheet to read, and the same for programs, as Croissant.

The datasheet asks the questions of Gebru et al. 2021 (Datasheets for Datasets, arXiv 1803.09010).  The other is Croissant 1.0
with the RAI vocabulary 1.0 (docs.mlcommons.org/croissant), JSON-LD that is written here.  Both are made of what `prepare`
wrote alone, so that they say what is there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from necker import __version__
from necker.core.files import write_aside
from necker.sources.manifest import names
from necker.sources.markdown import COLUMNS, amount, table
from necker.sources.stats import Amount, read_stats

CARD, CROISSANT = "card.md", "croissant.json"
_TABLES = (("licences", "Licence"), ("languages", "Language"), ("modalities", "Modality"), ("made", "Maker"))
_NAMES = {"real": "people", "synthetic": "a program", "none": "none, or two"}
_PURPOSE = (
    "To train and to evaluate small open models that read, write, speak, hear and draw in French and English, with data "
    "whose every byte has a licence that lets anybody use, change and share it."
)
_COLLECTION = (
    "Each source was published by others as open data, text, pictures or sound, and is fetched by hash; who made it and "
    "where its licence is stated are in the table of sources. Some are made by a program, and say so."
)
_CLEANING = (
    "Broken records are left out. Personal data is hidden behind marks. Texts are judged by the rules of Gopher, C4 and "
    "FineWeb (necker/sources/clean/quality.py), except those that a manifest turns off. Texts that share thirteen words in a row with "
    "a question, an answer or a claim of a test, or that are duplicates of one of its documents, are left out. Of exact "
    "and near duplicates (Jaccard similarity 0.8 of five words in a row) one stays. Every removal is in "
    "removals.jsonl.xz with its reason."
)
_PERSONAL = (
    "E-mail addresses, IP addresses, phone, bank account, card and French social security numbers are hidden where they "
    "are found. Names of people stay: encyclopaedias, law and news are about them, voices and pictures show them. "
    "What is found by form alone can be missed."
)
_LIMITS = (
    "Two languages, mostly formal and written; encyclopaedias, law and documentation weigh more than talk. Each source's "
    "own weaknesses are in its note. Rules of quality prefer running prose. Cleaning of tests finds words, not paraphrases."
)
_BIASES = (
    "What volunteers, administrations and programmers wrote, with their interests and blind spots; few sources, so each "
    "weighs much. Speech is read by few voices. Pictures are small, and many are drawn."
)
_USES = (
    "Pre-training and fine-tuning of small models of language, speech and pictures; measuring them on the split eval. "
    "Not for decisions about people."
)
_UPKEEP = "The same manifests and the same code give the same bytes; a change of either is another manifest.jsonl."


def write_card(folder: Path) -> tuple[Path, Path]:
    """Write the datasheet and the Croissant file beside the data.  Raises MissingError when there is no data."""
    stats = read_stats(folder)
    shards = [json.loads(line) for line in (folder / "manifest.jsonl").read_text("utf-8").splitlines()]
    root = hashlib.sha256((folder / "manifest.jsonl").read_bytes()).hexdigest()
    write_aside(folder / CARD, datasheet(stats, root).encode())
    write_aside(
        folder / CROISSANT, (json.dumps(croissant(stats, shards), ensure_ascii=False, indent=1) + "\n").encode()
    )
    return folder / CARD, folder / CROISSANT


# ---- to read


def datasheet(stats: Mapping[str, Any], root: str) -> str:
    """Markdown; `root` is the sha256 of manifest.jsonl."""
    train, tests, sources = stats["train"], stats["eval"], stats["sources"]
    done = {name: one for name, one in sources.items() if one["state"] == "done"}
    parts = [
        "# Prepared data",
        f"Made by Necker {__version__}: {_many(train)} to learn from, {_many(tests)} to be measured on.",
        _made_by(sources, root),
        "## Why it was made",
        _PURPOSE,
        *_held(train["kept"], tests["kept"], done),
        *_absent(sources),
        "## How it was collected",
        _COLLECTION,
        table(("Source", "Licence", "Stated", "By"), ((name, one["licence"], one["licence_evidence"], one["attribution"]) for name, one in done.items())),
        "## How it was cleaned",
        _CLEANING,
        f"{train['read']:,} documents to learn from were read.",
        table(("Removed", "Documents"), ((name, f"{count:,}") for name, count in train["removed"].items())),
        "Of the sources that lost some:",
        _removed(done),
        "## People in it",
        _PERSONAL,
        table(("Hidden", "Times"), ((name, f"{count:,}") for name, count in _hidden(sources).items())),
        "## What it is for",
        _USES,
        "## What it is weak at",
        f"{_LIMITS} {_BIASES}",
        table(("Source", "What is known of it"), ((name, one["note"]) for name, one in done.items() if one["note"])),
        "## How it is shared and kept up",
        f"Each document has its licence beside it; the table of sources says whom to name. {_UPKEEP}",
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


def _held(train: Mapping[str, Any], tests: Mapping[str, Any], done: Mapping[str, Any]) -> list[str]:
    """What there is, by each property and by source."""
    by_split = ({name: one for name, one in done.items() if one["split"] == split} for split in ("train", "eval"))
    return [
        "## What it holds",
        f"{train['held_out']:,} of the documents to learn from are held out of training, one thing in twenty by its hash. "
        "Tokens are an estimate, four characters each; hours are those of sounds; pictures count once in each document.",
        *(part for name, title in _TABLES for part in _amounts(title, train[name], tests[name])),
        "### Sources to learn from",
        _sources(next(by_split)),
        "### Sources to be measured on",
        _sources(next(by_split)),
    ]


def _made_by(sources: Mapping[str, Any], root: str) -> str:
    return (
        f"Whoever gives these commands gets the same data, `manifest.jsonl` of sha256 `{root}`:\n\n"
        f"    necker data prepare{_asked(sources)} --workers 2 --out DIR\n    necker data card --out DIR"
    )


def _asked(sources: Mapping[str, Any]) -> str:
    """The sources that were named, for tests come by themselves; nothing when all were asked for."""
    missing = set(names()) - sources.keys()
    return "".join(f" {name}" for name, one in sources.items() if one["split"] == "train") if missing else ""


def _many(split: Mapping[str, Any]) -> str:
    kept = split["kept"]
    return f"{kept['documents']:,} documents ({kept['bytes'] / 1e6:,.1f} MB unpacked)"


def _amounts(title: str, train: Mapping[str, Amount], tests: Mapping[str, Amount]) -> list[str]:
    """What there is to learn from by one property; then how many documents there are to be measured on."""
    names = sorted({*train, *tests}, key=lambda name: (-_documents(train, name), name))
    rows = ((_NAMES.get(name, name), *amount(train.get(name, {})), f"{_documents(tests, name):,}") for name in names)
    return [f"### By {title.lower()}", table((title, *COLUMNS, "Documents to be measured on"), rows)]


def _documents(every: Mapping[str, Amount], name: str) -> int:
    return every[name]["documents"] if name in every else 0


def _sources(sources: Mapping[str, Any]) -> str:
    head = ("Source", "What", "Made by", "Languages", "Modalities", "Licence", *COLUMNS, "MB")
    rows = (
        (
            name,
            one["title"],
            _NAMES["synthetic" if one["synthetic"] else "real"],
            _listed(one["kept"]["languages"]),
            _listed(one["kept"]["modalities"]),
            one["licence"],
            *amount(one["kept"]),
            f"{one['kept']['bytes'] / 1e6:,.1f}",
        )
        for name, one in sources.items()
    )
    return table(head, rows)


def _listed(amounts: Mapping[str, Amount]) -> str:
    return ", ".join(_NAMES.get(name, name) for name in amounts)


def _removed(sources: Mapping[str, Any]) -> str:
    rows = (
        (
            name,
            f"{one['read']:,}",
            f"{sum(one['removed'].values()):,}",
            _reasons(one["removed"]),
            f"{one['evidence']:,}",
        )
        for name, one in sources.items()
        if one["removed"] or one["evidence"]
    )
    return table(("Source", "Read", "Removed", "Why", "Kept with evidence that a test quotes too"), rows)


def _reasons(removed: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in sorted(removed.items(), key=lambda one: (-one[1], one[0])))


def _absent(sources: Mapping[str, Any]) -> list[str]:
    rows = [(name, one["state"], one["why"]) for name, one in sources.items() if one["state"] != "done"]
    return (
        ["### Sources that were asked for and are not there", table(("Source", "State", "Why"), rows)] if rows else []
    )


def _hidden(sources: Mapping[str, Any]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in sources.values():
        for name, count in one.get("personal", {}).items():
            found[name] = found.get(name, 0) + count
    return dict(sorted(found.items()))


# ---- for programs

# Croissant 1.0, appendix 1; rai of its RAI vocabulary.
_CONTEXT = {
    "@language": "en", "@vocab": "https://schema.org/", "citeAs": "cr:citeAs", "column": "cr:column",
    "conformsTo": "dct:conformsTo", "cr": "http://mlcommons.org/croissant/", "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"}, "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/", "examples": {"@id": "cr:examples", "@type": "@json"}, "extract": "cr:extract",
    "field": "cr:field", "fileProperty": "cr:fileProperty", "fileObject": "cr:fileObject", "fileSet": "cr:fileSet",
    "format": "cr:format", "includes": "cr:includes", "isLiveDataset": "cr:isLiveDataset", "jsonPath": "cr:jsonPath",
    "key": "cr:key", "md5": "cr:md5", "parentField": "cr:parentField", "path": "cr:path", "recordSet": "cr:recordSet",
    "references": "cr:references", "regex": "cr:regex", "repeated": "cr:repeated", "replace": "cr:replace",
    "sc": "https://schema.org/", "separator": "cr:separator", "source": "cr:source", "subField": "cr:subField",
    "transform": "cr:transform",
    "equivalentProperty": "cr:equivalentProperty", "samplingRate": "cr:samplingRate",
}  # fmt: skip
_FIELDS = (
    ("id", "sc:Text", "readable and stable, beginning with the source"),
    ("hash", "sc:Text", "sha256 of the content"),
    ("lang", "sc:Text", "language of its text, where it has one"),
    ("source", "sc:Text", "the source it is of"),
    ("licence", "sc:Text", "SPDX expression"),
    ("held_out", "sc:Boolean", "whether it is left out of training"),
)


def croissant(stats: Mapping[str, Any], shards: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """JSON-LD: each shard as a file with its hash, the documents of each as records."""
    every = list(shards)
    sources = [one for one in stats["sources"].values() if one["state"] == "done"]
    removed = "; ".join(f"{name} {count}" for name, count in stats["train"]["removed"].items())
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": ["http://mlcommons.org/croissant/1.0", "http://mlcommons.org/croissant/RAI/1.0"],
        "name": "necker-prepared-data",
        "description": _PURPOSE,
        "citeAs": f"Prepared data, made by Necker {__version__} from the sources that it names",
        "version": __version__.partition("+")[0],
        "license": sorted({_licence_url(name) for one in sources for name in one["kept"]["licences"]}),
        "inLanguage": sorted({lang for one in sources for lang in one["kept"]["languages"]} - {"none"}),
        "creator": [
            {"@type": "sc:Organization", "name": name} for name in sorted({one["attribution"] for one in sources})
        ],
        "keywords": sorted(
            {*(task for one in sources for task in one["tasks"]), *stats["train"]["kept"]["modalities"]}
        ),
        "isLiveDataset": False,
        "rai:dataCollection": _COLLECTION,
        "rai:dataCollectionType": ["Secondary Data Analysis", "Software Collection"],
        "rai:dataCollectionRawData": "\n".join(f"{one['title']}: {one['licence_evidence']}" for one in sources),
        "rai:dataPreprocessingProtocol": [_CLEANING, f"Removed: {removed or 'nothing'}."],
        "rai:personalSensitiveInformation": [_PERSONAL],
        "rai:dataLimitations": [_LIMITS],
        "rai:dataBiases": [_BIASES],
        "rai:dataUseCases": [_USES],
        "rai:dataReleaseMaintenancePlan": _UPKEEP,
        "distribution": [_file(shard) for shard in every],
        "recordSet": [_records(shard) for shard in every if _holds_documents(shard)],
    }


def _licence_url(expression: str) -> str:
    """schema.org wants an address: that of a single licence in the list of SPDX; a longer expression stands for itself."""
    single = " " not in expression and not expression.startswith("LicenseRef-")
    return f"https://spdx.org/licenses/{expression}" if single else expression


def _holds_documents(shard: Mapping[str, Any]) -> bool:
    return str(shard["path"]).rpartition("/")[2].startswith("documents-")


def _file(shard: Mapping[str, Any]) -> dict[str, Any]:
    what = "documents" if _holds_documents(shard) else "pixels and samples, by their hash,"
    return {
        "@type": "cr:FileObject",
        "@id": shard["path"],
        "name": shard["path"],
        "description": f"{shard['documents']} {what} of {shard['source']} ({shard['split']})",
        "contentUrl": shard["path"],
        "contentSize": f"{shard['bytes']} B",
        "encodingFormat": "application/x-parquet",
        "sha256": shard["sha256"],
        "license": shard["licence"],
    }


def _records(shard: Mapping[str, Any]) -> dict[str, Any]:
    name = str(shard["path"]).removeprefix("sources/").removesuffix(".parquet")
    fields = [
        {
            "@type": "cr:Field",
            "@id": f"{name}/{field}",
            "name": field,
            "description": about,
            "dataType": kind,
            "source": {"fileObject": {"@id": shard["path"]}, "extract": {"column": field}},
        }
        for field, kind, about in _FIELDS
    ]
    return {"@type": "cr:RecordSet", "@id": name, "name": name, "key": {"@id": f"{name}/id"}, "field": fields}
