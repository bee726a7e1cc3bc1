"""`necker wiki add|list|info|search|rm`: the packs of pages that answers are checked against."""

from __future__ import annotations

import argparse
import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from necker.cli.flags import LANGS, add_json, add_lang, add_pack
from necker.core.config import Setting
from necker.core.console import Progress, counted, note, one_line, paint, printable, size, thousands
from necker.core.errors import MissingError, NeckerError, UsageError
from necker.core.language import interface_language, say
from necker.core.paths import packs_dir
from necker.text.normal import fold

if TYPE_CHECKING:  # SQLite, stemmers and readers are loaded by the verb that needs them
    from necker.knowledge.library import Hit
    from necker.knowledge.passage import PackInfo, PackSource, Passage

DUMPS = (".xml", ".xml.bz2", ".xml.gz")
REPORTED = 20  # files left out that are told one by one
MOST_HITS = 1000
EXCERPT = 280  # characters of a passage shown by `search`
RESERVED = ("vital", "live", "notes")  # packs that have their own way in


def add_to(verbs: Any, shared: argparse.ArgumentParser) -> None:
    about = say(
        "add, list, search and remove packs of pages", "ajouter, lister, fouiller et enlever des paquets de pages"
    )
    parser = verbs.add_parser("wiki", parents=[shared], help=about, description=about)
    what = parser.add_subparsers(dest="what", required=True, metavar="add|list|info|search|rm")
    _add_parser(what, shared)
    rows = (
        (listing, "list", say("the installed packs", "les paquets installés")),
        (info, "info", say("what a pack holds and where it comes from", "ce que tient un paquet et d’où il vient")),
        (search, "search", say("find passages", "trouver des passages")),
        (remove, "rm", say("remove a pack", "enlever un paquet")),
    )
    made = {}
    for run, name, text in rows:
        made[name] = what.add_parser(name, parents=[shared], help=text, description=text)
        add_json(made[name])
        made[name].set_defaults(run=run)
    made["info"].add_argument("name")
    made["info"].add_argument(
        "--check", action="store_true", help=say("verify every passage", "vérifier chaque passage")
    )
    made["rm"].add_argument("name")
    made["search"].add_argument("query", nargs="+")
    add_lang(made["search"], say("only pages in this language", "pages de cette langue seulement"))
    made["search"].add_argument(
        "--limit", type=int, default=5, help=say("how many passages (5)", "combien de passages (5)")
    )
    add_pack(made["search"])


def _add_parser(what: Any, shared: argparse.ArgumentParser) -> None:
    about = say("add a pack", "ajouter un paquet")
    details = say(
        "WHAT is “vital” (20,000 lead sections of Wikipedia), “live” and the title of a page, a folder or a file of "
        "yours (text, Markdown, HTML, PDF), or a Wikipedia file (.zim, or a dump: .xml, .xml.bz2, .xml.gz).",
        "WHAT est « vital » (20 000 introductions de Wikipédia), « live » et le titre d’une page, un dossier ou un "
        "fichier à vous (texte, Markdown, HTML, PDF), ou un fichier de Wikipédia (.zim, ou un export : .xml, .xml.bz2, "
        ".xml.gz).",
    )
    parser = what.add_parser("add", parents=[shared], help=about, description=details)
    parser.add_argument("source", metavar="WHAT")
    parser.add_argument(
        "title", nargs="?", help=say("title of the page, after “live”", "titre de la page, après « live »")
    )
    parser.add_argument("--name", help=say("name of the pack (that of the file)", "nom du paquet (celui du fichier)"))
    add_lang(parser, say("in which Wikipedia (live)", "dans quel Wikipédia (live)"))
    parser.add_argument("--leads", action="store_true", help=say("lead sections only", "introductions seulement"))
    parser.add_argument(
        "--if-missing",
        action="store_true",
        help=say("do nothing when it is installed", "ne rien faire s’il est déjà là"),
    )
    add_json(parser)
    parser.set_defaults(run=add)


def add(args: argparse.Namespace, chosen: dict[str, Setting]) -> int:
    _check_usage(args)
    if args.source == "live":
        return _add_live(args)
    name = args.name or _name(args.source)
    if args.if_missing and (facts := _sound(name)):
        note(say(f"pack {name} is there already", f"le paquet {name} est déjà là"))
        return _added(facts, args)
    source = _source(args)
    from necker.knowledge.build import build_pack

    progress = Progress(f"{name}, pages")
    try:
        facts = build_pack(name, source, progress=progress)
    finally:
        progress.close()
    report = list(getattr(source, "report", ()))
    for line in report[:REPORTED]:
        note(say("left out: ", "laissé de côté : ") + one_line(line))
    if len(report) > REPORTED:
        note(say(f"… and {len(report) - REPORTED} more", f"… et {len(report) - REPORTED} autres"))
    pages = f"{counted(facts.pages, 'page')}, {size(facts.size)}"
    note(say(f"pack {name} is ready: {pages}", f"le paquet {name} est prêt : {pages}"))
    return _added(facts, args)


def _check_usage(args: argparse.Namespace) -> None:
    """Raise UsageError for flags that mean nothing for this source, rather than pass over them."""
    live = args.source == "live"
    if live != (args.title is not None):
        raise UsageError(
            say("a title goes with “live” and only there", "un titre va avec « live » et seulement là"),
            do='necker wiki add live "Marie Curie" --lang fr',
        )
    for flag, given, fits in (
        ("--lang", args.lang, live),
        ("--if-missing", args.if_missing, not live),
        ("--name", args.name, not live and args.source != "vital"),
        ("--leads", args.leads, args.source.lower().endswith((".zim", *DUMPS))),
    ):
        if given and not fits:
            raise UsageError(say(f"{flag} does not go with {args.source}", f"{flag} ne va pas avec {args.source}"))
    if args.name in RESERVED:
        raise UsageError(
            say(f"the name {args.name} is taken", f"le nom {args.name} est pris"),
            do=say("choose another", "prenez-en un autre"),
        )


def _name(source: str) -> str:
    """The name of the pack when none is given: that of the folder or file, with - for what a name cannot hold."""
    name = Path(source).expanduser().resolve().name
    for suffix in (".zim", *DUMPS):
        name = name.removesuffix(suffix)
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", fold(name)).strip("-._")[:64]
    if source != "vital" and (not name or name in RESERVED):
        raise UsageError(say(f"{source} gives no name", f"{source} ne donne pas de nom"), do="--name NAME")
    return name


def _sound(name: str) -> PackInfo | None:
    """The pack of that name when it is there and sound, otherwise None."""
    from necker.knowledge.pack import Pack, pack_path

    try:
        return Pack(pack_path(name)).info
    except MissingError:
        return None


def _source(args: argparse.Namespace) -> PackSource:
    """The reader for what was named; its own errors say what is wrong with a file."""
    if args.source == "vital":
        from necker.knowledge.vital import VitalSource, fetch_vital

        return VitalSource(fetch_vital(note))
    path = Path(args.source)
    if path.name.lower().endswith(".zim"):
        from necker.knowledge.zim import ZimSource

        return ZimSource(path, args.leads)
    if path.name.lower().endswith(DUMPS):
        from necker.knowledge.dump import DumpSource

        return DumpSource(path, args.leads)
    from necker.knowledge.folder import FolderSource

    return FolderSource(path, printable(str(path.expanduser().resolve())))


def _add_live(args: argparse.Namespace) -> int:
    """Fetch one whole article and put it into the pack `live`."""
    from necker.knowledge.live import LIVE, LiveWikipedia
    from necker.knowledge.pack import Pack, pack_path

    wikipedia = LiveWikipedia()
    page = wikipedia.page(args.title, args.lang or interface_language())
    wikipedia.remember([page], whole=True)
    title = f"{page.title} ({page.lang}), {say('revision', 'révision')} {page.revision}"
    note(one_line(say(f"kept in the pack {LIVE}: {title}", f"gardé dans le paquet {LIVE} : {title}")))
    return _added(Pack(pack_path(LIVE)).info, args)


def _added(facts: PackInfo, args: argparse.Namespace) -> int:
    return _print(_info_data(facts, None)) if args.json else 0


def listing(args: argparse.Namespace, chosen: dict[str, Setting]) -> int:
    from necker.knowledge.pack import installed_packs

    rows = [_row(name) for name in installed_packs()]
    if args.json:
        return _print({"schema": 1, "folder": str(packs_dir()), "packs": rows})
    for row in rows:
        if row["state"] != "ok":
            print(f"{paint(row['name'], 'bold')}  {paint('✘', 'red')} {one_line(row['problem'])}")
            continue
        facts = f"{counted(row['pages'], 'page')} ({_languages(row['languages'])}), {size(row['size'])}"
        print(f"{paint(row['name'], 'bold')}  {facts}, {one_line(row['source'])}, {row['created'][:10]}")
    if not rows:
        note(say("no pack is installed → necker wiki add vital", "aucun paquet n’est installé → necker wiki add vital"))
    return 0


def _row(name: str) -> dict[str, Any]:
    """A pack as `list` shows it; a damaged one is told, not fatal."""
    from necker.knowledge.pack import Pack, pack_path

    try:
        facts = Pack(pack_path(name)).info
    except NeckerError as error:
        return {"name": name, "state": "damaged", "problem": str(error)}
    shown = ("name", "source", "kind", "created", "pages", "passages", "languages", "licence", "attribution", "size")
    return {"state": "ok", "problem": None} | {key: getattr(facts, key) for key in shown}


def _languages(pages: dict[str, int]) -> str:
    return ", ".join(f"{lang} {thousands(count)}" for lang, count in pages.items())


def info(args: argparse.Namespace, chosen: dict[str, Setting]) -> int:
    from necker.knowledge.check import verify_pack
    from necker.knowledge.pack import Pack, pack_path

    facts = Pack(pack_path(args.name)).info
    if args.check:
        passages = counted(facts.passages, "passage")
        note(say(f"checking {passages}", f"vérification de {passages}"))
    checked = verify_pack(facts.path) if args.check else None
    if args.json:
        return _print(_info_data(facts, checked))
    for label, value in _facts(facts):
        print(f"{label:<16}{one_line(value)}")
    if checked is not None:
        print(
            f"{say('checked', 'vérifié'):<16}{say('all', 'tout :')} {thousands(checked)} passages {paint('✔', 'green')}"
        )
    return 0


def _info_data(facts: PackInfo, checked: int | None) -> dict[str, Any]:
    return {"schema": 1} | asdict(facts) | {"path": str(facts.path), "checked": checked}


def _facts(facts: PackInfo) -> list[tuple[str, str]]:
    odd = ", ".join(f"{name} {thousands(count)}" for name, count in facts.oddities.items() if count)
    unknown = say("unknown", "inconnu")
    return [
        (say("name", "nom"), facts.name),
        (say("source", "source"), facts.source),
        (say("pages", "pages"), f"{thousands(facts.pages)} ({_languages(facts.languages)})"),
        (say("passages", "passages"), thousands(facts.passages)),
        (say("licence", "licence"), facts.licence or unknown),
        (say("attribution", "attribution"), facts.attribution or unknown),
        (say("created", "créé"), facts.created),
        (say("size", "taille"), size(facts.size)),
        (say("made from", "fait de"), facts.fingerprint),
        (say("content", "contenu"), f"sha256:{facts.content}"),
        (say("oddities", "bizarreries"), odd or say("none", "aucune")),
        (say("file", "fichier"), str(facts.path)),
    ]


def search(args: argparse.Namespace, chosen: dict[str, Setting]) -> int:
    from necker.knowledge.library import Library
    from necker.text.language import identify

    if not 1 <= args.limit <= MOST_HITS:
        raise UsageError(f"--limit {args.limit}", say(f"from 1 to {MOST_HITS}", f"de 1 à {MOST_HITS}"))
    query = " ".join(args.query)
    names = chosen["packs"].value or None
    lang = args.lang or identify(query)[0]
    library = Library.open(names if isinstance(names, list) else None)
    hits = library.search(query, lang, args.limit, only_lang=args.lang)
    if args.json:
        return _print({"schema": 1, "query": query, "lang": lang, "hits": [_hit(hit) for hit in hits]})
    for rank, hit in enumerate(hits, 1):
        passage = hit.passage
        kind = say("description", "description") if passage.kind == "description" else say("text", "texte")
        print(f"{rank}. {paint(one_line(passage.title), 'bold')}  [{passage.lang}, {kind}, {passage.pack}]")
        print(f"   {one_line(excerpt(passage, query))}")
        print(f"   {paint(one_line(passage.url or passage.id), 'grey')}")
    if not hits:
        note(say("nothing found", "rien trouvé"))
    return 0


def _hit(hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    shown = ("pack", "source", "lang", "title", "kind", "text", "url", "revision", "sha256", "licence", "attribution")
    return {"score": round(hit.score, 4), "passage_id": passage.id} | {key: getattr(passage, key) for key in shown}


def excerpt(passage: Passage, query: str) -> str:
    """Whole sentences, about `EXCERPT` characters of them, from the one closest to the query."""
    from necker.text.words import content_stems

    wanted = {stem for lang in LANGS for stem in content_stems(query, lang)}
    spans = passage.sentences or ((0, len(passage.text)),)
    best = max(spans, key=lambda span: len(wanted & set(content_stems(passage.text[slice(*span)], passage.lang))))
    start, end = best
    for _, later in spans:
        if end < later <= start + EXCERPT:
            end = later
    shown = passage.text[start : min(end, start + EXCERPT)]
    return ("… " if start else "") + shown + (" …" if start + len(shown) < len(passage.text) else "")


def remove(args: argparse.Namespace, chosen: dict[str, Setting]) -> int:
    from necker.knowledge.pack import remove_pack

    if args.name == "notes":
        raise UsageError(
            say("these are your notes", "ce sont vos notes"),
            do=say("remove them one by one: necker forget ID", "enlevez-les une à une : necker forget ID"),
        )
    remove_pack(args.name)
    note(say(f"pack {args.name} removed", f"paquet {args.name} enlevé"))
    return _print({"schema": 1, "removed": args.name}) if args.json else 0


def _print(data: dict[str, Any]) -> int:
    print(json.dumps(data, ensure_ascii=False))
    return 0
