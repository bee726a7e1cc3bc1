"""A ZIM archive (the format of Kiwix) as a source of pages.  Needs the extra `docs`; the HTML is read by html.py."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from necker.core.errors import MissingError, NeckerError
from necker.core.language import Lang, interface_language, say
from necker.knowledge import wiki
from necker.knowledge.passage import Source, SourcePage
from necker.text.blocks import one_line, tidy
from necker.text.html import read_html
from necker.text.language import identify
from necker.text.normal import fold, listed

_MAGIC = b"ZIM\x04"
MAX_ALIASES = 1_000_000  # redirects kept in memory as other titles, about 150 MB
MAX_BYTES = 20_000_000  # of one article
_LANGS: dict[str, Lang] = {"fra": "fr", "fre": "fr", "fr": "fr", "eng": "en", "en": "en"}
# What MediaWiki's pages hold beside their prose.
_APPARATUS = listed(
    "reference mw-editsection navbox navbox-inner vertical-navbox metadata noprint hatnote homonymie bandeau-container"
    " mw-references-wrap reflist references toc catlinks mw-empty-elt sistersitebox printfooter mw-cite-backlink"
)
_INFOBOX = listed("infobox infobox_v2 infobox_v3")


class ZimSource:
    """The articles of an archive: HTML entries that are no redirects, redirects as other titles of their article.

    The revision of a page is the archive's UUID: a ZIM does not say which revision of an article it holds.
    """

    def __init__(self, path: Path, leads: bool = False) -> None:
        """Open it; `leads` takes the text before the first heading only.

        Raises MissingError without the extra `docs` or the file, NeckerError when it is no ZIM or cut short.
        """
        self.path, self.leads = path, leads
        self._archive = _open(path)
        self.uuid = str(self._archive.uuid)
        self._lang = _LANGS.get(self._metadata("Language").split(",")[0].strip().lower())
        title = self._metadata("Title") or path.stem
        self.name = " ".join(part for part in (title, self._metadata("Date")) if part)
        site = self._metadata("Source").removeprefix("https://").split("/")[0]
        self._base = f"https://{site}/wiki/" if site.endswith(".wikipedia.org") else ""
        is_wikipedia = bool(self._base) or "wikipedia" in self._metadata("Creator").lower()
        self.kind: Source = "wikipedia" if is_wikipedia else "file"
        self.licence: str | None = self._metadata("License") or (wiki.LICENCE if is_wikipedia else None)
        self.attribution: str | None = wiki.ATTRIBUTION if is_wikipedia else self._metadata("Creator") or None
        self.total: int | None = None

    def fingerprint(self) -> str:
        """The archive's UUID and checksum, and what was asked of it."""
        checksum = self._archive.checksum if self._archive.has_checksum else ""
        return f"zim:{self.uuid}:{checksum}:{'leads' if self.leads else 'whole'}"

    def pages(self, skip: int) -> Iterator[SourcePage]:
        """The articles in the order of their paths.  Raises NeckerError where the archive is damaged."""
        return islice(self._pages(), skip, None)

    def _metadata(self, name: str) -> str:
        if name not in self._archive.metadata_keys:
            return ""
        return one_line(tidy(bytes(self._archive.get_metadata(name)).decode("utf-8", "replace")))[:200]

    def _entries(self) -> Iterator[Any]:
        count = self._archive.entry_count if self._archive.has_new_namespace_scheme else self._archive.all_entry_count
        for number in range(count):
            try:
                yield self._archive._get_entry_by_id(number)
            except (RuntimeError, UnicodeDecodeError) as error:
                raise _damaged(self.path, str(error)) from None

    def _aliases(self) -> dict[str, list[str]]:
        """Titles of redirects by the path of their target; none when there are more than MAX_ALIASES."""
        found: dict[str, list[str]] = {}
        count = 0
        for entry in self._entries():
            if entry.is_redirect:
                count += 1
                if count > MAX_ALIASES:
                    return {}
                try:
                    target = entry.get_redirect_entry()
                except RuntimeError:  # to nowhere
                    continue
                if fold(entry.title) != fold(target.title):
                    found.setdefault(target.path, []).append(entry.title)
        return found

    def _pages(self) -> Iterator[SourcePage]:
        aliases = self._aliases()
        dropped = _APPARATUS | _INFOBOX if self.leads else _APPARATUS
        for entry in self._entries():
            if entry.is_redirect:
                continue
            try:
                item = entry.get_item()
                if not item.mimetype.startswith("text/html") or item.size > MAX_BYTES:
                    continue
                source = bytes(item.content).decode("utf-8", "replace")
            except RuntimeError as error:
                raise _damaged(self.path, str(error)) from None
            document = read_html(source, dropped)
            title = one_line(tidy(entry.title or document.title or entry.path))
            page = wiki.article(
                self._lang or document.language() or identify(title)[0] or interface_language(),
                title,
                document.blocks,
                url=document.address or (wiki.article_url(self._base, title) if self._base else None),
                revision=f"zim:{self.uuid}",
                aliases=tuple(aliases.get(entry.path, ())),
                leads=self.leads,
            )
            if page:
                yield page


def _open(path: Path) -> Any:
    try:
        from libzim.reader import Archive
    except ImportError:
        raise MissingError(
            say("ZIM files need an extra package", "les fichiers ZIM demandent un module de plus"),
            do="pip install 'necker[docs]'",
        ) from None
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise MissingError(
            say(f"cannot read {path}", f"impossible de lire {path}"), error.strerror or str(error)
        ) from None
    if magic != _MAGIC:
        raise NeckerError(say(f"{path} is not a ZIM file", f"{path} n’est pas un fichier ZIM"))
    try:
        return Archive(path)
    except RuntimeError as error:
        raise _damaged(path, str(error)) from None


def _damaged(path: Path, why: str) -> NeckerError:
    return NeckerError(
        say(f"{path} is damaged or cut short", f"{path} est abîmé ou tronqué"),
        why,
        say("fetch it again", "récupérez-le"),
    )
