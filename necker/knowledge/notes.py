"""What the user asked to be remembered: notes, each a page of the pack `notes`.  Where they are kept: shelf.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from necker.core.errors import UsageError
from necker.core.language import interface_language, say
from necker.core.paths import data_dir
from necker.knowledge.document import LIMIT, split
from necker.knowledge.passage import SourcePage, SourcePassage
from necker.knowledge.shelf import Kept, Shelf
from necker.text.blocks import one_line, tidy
from necker.text.language import identify

NOTES = "notes"  # the name of the pack
MAX_CHARS = 100_000
_TITLE = 60


@dataclass(frozen=True, slots=True)
class Note:
    """A note: `id` is for `forget`, `created` is ISO 8601 UTC and the revision of its passages."""

    id: int
    title: str
    text: str
    created: str


def remember(text: str, title: str | None = None) -> Note:
    """Keep a note; its title is its first words unless one is given.

    Raises UsageError when it is empty or longer than MAX_CHARS, NeckerError, and changes nothing, when it cannot be
    written.
    """
    page = _page(text, title)
    [number] = _shelf().put([(uuid4().hex, page)])
    return _note(Kept(number, page, str(page.revision)))


def rewrite(number: int, text: str) -> Note:
    """Give a note another text; it keeps its number.  Raises UsageError as `remember` and `forget` do."""
    page = _page(text, None)
    if not _shelf().replace(number, page):
        raise _unknown(number)
    return _note(Kept(number, page, str(page.revision)))


def _page(text: str, title: str | None) -> SourcePage:
    lines = [one_line(line) for line in tidy(text).split("\n")]
    text = "\n".join(line for line in lines if line)
    if not text or len(text) > MAX_CHARS:
        raise UsageError(
            say("cannot remember this", "impossible de retenir cela"),
            say(f"too long: {MAX_CHARS} characters at most", f"trop long : {MAX_CHARS} caractères au plus")
            if text
            else say("it is empty", "c’est vide"),
        )
    lang = identify(text)[0] or interface_language()
    return SourcePage(
        lang=lang,
        title=one_line(tidy(title or ""))[:200] or _first_words(text),
        url=None,
        revision=datetime.now(UTC).isoformat(timespec="seconds"),
        licence=None,
        attribution=None,
        passages=[SourcePassage("text", piece) for piece in split(text, LIMIT, lang)],
    )


def forget(number: int) -> None:
    """Take a note away for good.  Raises UsageError when there is none of that number."""
    if not _shelf().drop(number):
        raise _unknown(number)


def forget_all() -> None:
    """Take all notes away for good."""
    _shelf().clear()


def notes() -> list[Note]:
    """All notes, oldest first."""
    return [_note(kept) for kept in _shelf().kept()]


def _unknown(number: int) -> UsageError:
    return UsageError(
        say(f"there is no note {number}", f"il n’y a pas de note {number}"),
        do=say("see the list: necker notes", "voyez la liste : necker notes"),
    )


def _shelf() -> Shelf:
    return Shelf(
        NOTES,
        data_dir() / "notes.db",
        label=say("your notes", "vos notes"),
        kind="note",
        licence="private",
        attribution=None,
    )


def _note(kept: Kept) -> Note:
    text = "\n".join(passage.text for passage in kept.page.passages)
    return Note(kept.number, kept.page.title, text, str(kept.page.revision))


def _first_words(text: str) -> str:
    line = text.split("\n", 1)[0]
    if len(line) <= _TITLE:
        return line
    return line[:_TITLE].rpartition(" ")[0].rstrip(" ,;:") + "…" if " " in line[:_TITLE] else line[: _TITLE - 1] + "…"
