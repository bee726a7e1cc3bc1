"""Looking a question up in live Wikipedia: the pages found go into the pack `live`, and the turn goes on as always."""

from __future__ import annotations

from necker.core.errors import BackendError
from necker.core.language import Lang
from necker.knowledge.library import Library
from necker.text.language import identify

_PAGES = 3


def look_up(question: str, lang: Lang | None, names: list[str] | None) -> tuple[Library, str]:
    """The library with what live Wikipedia says of the question, and a notice when it could not be reached.

    Raises RefusedError when the network is switched off.
    """
    from necker.knowledge.live import LIVE, LiveWikipedia

    spoken: Lang = lang or identify(question)[0] or "en"
    notice = ""
    try:
        wikipedia = LiveWikipedia()
        wikipedia.remember(wikipedia.search(question, spoken, _PAGES))
    except BackendError as error:
        notice = str(error)
    chosen = [*names, LIVE] if names is not None and LIVE not in names else names
    return Library.open(chosen), notice
