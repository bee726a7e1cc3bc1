"""Wikipedia over the network: search and articles by the public MediaWiki API, kept in the pack `live` for later.

Only what is asked for leaves the machine, and never while offline.  Requests go one at a time, at most one a second.
How an answer is fetched safely is in fetch.py; nothing of an answer is trusted, and nothing is kept of one that is not
whole.  Sources: on https://www.mediawiki.org/wiki/ the pages API:Query, Extension:TextExtracts, API:Etiquette and
Manual:Maxlag_parameter.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from necker.core.errors import BackendError, UsageError
from necker.core.language import Lang, say
from necker.core.network import require_network
from necker.core.paths import cache_dir
from necker.knowledge import wiki
from necker.knowledge.fetch import Busy, Fetch, Fetcher, retry_after
from necker.knowledge.pack import pack_path
from necker.knowledge.passage import SourcePage
from necker.knowledge.shelf import Shelf
from necker.text.blocks import one_line, tidy
from necker.text.words import is_stop, words

LIVE = "live"  # the name of the pack
ENDPOINT = "https://{lang}.wikipedia.org/w/api.php"
MOST_SEARCHED = 20  # TextExtracts gives at most 20 extracts an answer (exlimit)
MOST_KEPT = 1000  # pages of the pack `live`: rebuilding it must stay a matter of a second
_QUERY = 280  # characters: CirrusSearch refuses a query of more than 300
_CONTINUED = 5  # answers put together for one question
_COMMON = {
    "action": "query",
    "format": "json",
    "formatversion": "2",
    "redirects": "1",
    "maxlag": "5",  # seconds of lag of the servers beyond which we wait: the value the manual recommends
    "prop": "extracts|revisions|info|description|pageprops",
    "explaintext": "1",
    "exsectionformat": "wiki",
    "rvprop": "ids",
    "inprop": "url",
    "ppprop": "disambiguation",
}


class LiveWikipedia:
    """The live Wikipedia, French and English, or the wiki at the URL `NECKER_WIKI_API` (`{lang}` in it is replaced)."""

    def __init__(
        self, contact: str | None = None, *, interval: float = 1.0, timeout: float = 10.0, deadline: float = 30.0
    ) -> None:
        """`contact` (an address or page; by default `NECKER_WIKI_CONTACT`) tells Wikipedia whom to write to.

        Seconds: `interval` between requests, `timeout` for one step of one, `deadline` for a question in all.
        """
        self._endpoint = os.environ.get("NECKER_WIKI_API") or ENDPOINT
        self._fetcher = Fetcher(contact or os.environ.get("NECKER_WIKI_CONTACT", ""), interval, timeout)
        self._deadline = deadline

    def search(self, query: str, lang: Lang, limit: int = 5) -> list[SourcePage]:
        """The articles that match `query` best, with their leads; with all of its words of content, or else with any.

        Pages that only list meanings are left out.  Raises RefusedError offline, BackendError when Wikipedia fails.
        """
        terms = _terms(query, lang)
        if not terms:
            return []
        require_network(say("search Wikipedia", "chercher dans Wikipédia"))
        fetch = self._fetcher.until(self._deadline)
        facts = {"generator": "search", "gsrnamespace": "0", "gsrlimit": str(max(1, min(limit, MOST_SEARCHED)))}
        facts |= {"exintro": "1", "exlimit": str(MOST_SEARCHED)}
        found: list[SourcePage] = []
        for joined in dict.fromkeys((" ".join(terms), _any(terms))):
            raw = self._ask(fetch, lang, {**facts, "gsrsearch": joined})
            raw.sort(key=lambda page: page["index"] if isinstance(page.get("index"), int) else len(raw))
            found = [page for each in raw if not _is_list(each) and (page := _page(each, lang, leads=True))]
            if found:
                break
        return found[:limit]

    def page(self, title: str, lang: Lang) -> SourcePage:
        """The whole article of that title, or of the one it redirects to.

        Raises UsageError when there is none or it only lists meanings, RefusedError offline, BackendError as `search`.
        """
        name = one_line(tidy(title))
        wanted = say(f"“{name[:80]}”", f"« {name[:80]} »")
        if not name or len(name.encode()) > 255 or not set(name).isdisjoint("#<>[]|{}"):
            raise UsageError(say(f"{wanted} cannot be a title", f"{wanted} ne peut pas être un titre"))
        require_network(say(f"read {wanted}", f"lire {wanted}"))
        raw = self._ask(self._fetcher.until(self._deadline), lang, {"titles": name, "exlimit": "1"})
        pages = [page for each in raw if (page := _page(each, lang, leads=False))]
        if raw and _is_list(raw[0]):
            raise UsageError(
                say(f"{wanted} has several meanings", f"{wanted} a plusieurs sens"),
                do=say("give the exact title of one", "donnez le titre exact de l’un d’eux"),
            )
        if not pages:
            raise UsageError(
                say(f"Wikipedia ({lang}) has no article {wanted}", f"Wikipédia ({lang}) n’a pas d’article {wanted}")
            )
        return pages[0]

    def remember(self, pages: Iterable[SourcePage], whole: bool = False) -> None:
        """Add pages to the pack `live`, to be found offline with their revision; `whole` for those of `page`.

        A page takes the place of the one of its title; a lead does not take that of a whole article.
        """
        shelf = Shelf(
            LIVE,
            cache_dir() / "live.db",
            label=say("Wikipedia, articles looked up", "Wikipédia, articles consultés"),
            kind="wikipedia",
            licence=wiki.LICENCE,
            attribution=wiki.ATTRIBUTION,
        )
        if not pack_path(LIVE).exists():  # the user removed it: what it held is not wanted back
            shelf.clear()
        if keyed := [(f"{page.lang}/{page.title}", page) for page in pages]:
            shelf.put(keyed, rank=int(whole), most=MOST_KEPT)

    def _ask(self, fetch: Fetch, lang: Lang, facts: dict[str, str]) -> list[dict[str, Any]]:
        """The pages of an answer, put together from as many parts as the server makes of it."""
        url = self._endpoint.replace("{lang}", lang)
        pages: dict[object, dict[str, Any]] = {}
        more: dict[str, str] = {}
        for _ in range(_CONTINUED):
            answer = fetch(url, {**_COMMON, **facts, **more}, _understood)
            for page in _pages(answer):
                pages.setdefault(page["title"], {}).update(page)
            onward = answer.get("continue")
            # gsroffset alone is an offer of more results, which were not asked for.
            if not isinstance(onward, dict) or "gsroffset" in onward:
                break
            more = {str(key): str(value) for key, value in onward.items()}
        return list(pages.values())


def _understood(body: bytes, headers: dict[str, str]) -> dict[str, Any]:
    """The JSON object of an answer.  Raises Busy when the server asks to wait, BackendError otherwise."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        if body.lstrip()[:1] == b"<":
            raise unusable(
                say("a web page came instead of data", "une page web est venue au lieu de données")
            ) from None
        raise unusable(say("the answer is cut short or damaged", "la réponse est tronquée ou abîmée")) from None
    if not isinstance(answer, dict):
        raise unusable(say("the answer is not of the agreed form", "la réponse n’a pas la forme convenue"))
    if "error" in answer:
        error = answer["error"] if isinstance(answer["error"], dict) else {}
        code, info = (one_line(tidy(str(error.get(key, ""))))[:200] for key in ("code", "info"))
        if code in ("maxlag", "ratelimited"):
            raise Busy(retry_after(headers), info or code)
        raise unusable(
            f"{code}: {info}" if code or info else say("an error without a reason", "une erreur sans raison")
        )
    return answer


def unusable(why: str) -> BackendError:
    """The error for an answer that cannot be used."""
    return BackendError(say("Wikipedia does not answer as agreed", "Wikipédia ne répond pas comme convenu"), why)


def _pages(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The pages of one part; redirects become `aliases`.  A search without results has no `query` at all."""
    query = answer.get("query", {})
    pages = query.get("pages", []) if isinstance(query, dict) else None
    if not isinstance(pages, list) or not all(isinstance(p, dict) and isinstance(p.get("title"), str) for p in pages):
        raise unusable(say("the answer is not of the agreed form", "la réponse n’a pas la forme convenue"))
    redirects = query.get("redirects", [])
    for page in pages:
        page["aliases"] = [
            each["from"]
            for each in (redirects if isinstance(redirects, list) else [])
            if isinstance(each, dict) and each.get("to") == page["title"] and isinstance(each.get("from"), str)
        ]
    return pages


def _is_list(page: dict[str, Any]) -> bool:
    """Whether the page only lists the meanings of its title."""
    properties = page.get("pageprops")
    return isinstance(properties, dict) and "disambiguation" in properties


def _page(page: dict[str, Any], lang: Lang, leads: bool) -> SourcePage | None:
    """None for a page that does not exist or has no text; raises BackendError for one without a revision."""
    text, description, revisions = (page.get(key) for key in ("extract", "description", "revisions"))
    if page.get("missing") or page.get("ns") != 0 or not isinstance(text, str) or not text.strip():
        return None
    latest = revisions[0] if isinstance(revisions, list) and revisions else None
    revision = latest.get("revid") if isinstance(latest, dict) else None
    if not isinstance(revision, int) or revision <= 0:
        raise unusable(say("a page came without its revision", "une page est venue sans sa révision"))
    return wiki.article(
        lang,
        one_line(tidy(page["title"])),
        wiki.blocks_of(text),
        url=_permanent(page.get("canonicalurl"), revision),
        revision=revision,
        description=description if isinstance(description, str) else "",
        aliases=tuple(one_line(tidy(alias)) for alias in page["aliases"]),
        leads=leads,
    )


def _permanent(address: object, revision: int) -> str | None:
    """The address of the article at that revision; None when the server gave none that a reader could follow."""
    try:
        parts = urlsplit(address if isinstance(address, str) else "")
    except ValueError:
        return None
    if parts.scheme not in ("https", "http") or not parts.netloc:
        return None
    return urlunsplit((parts.scheme, parts.netloc, parts.path, f"oldid={revision}", ""))


def _terms(query: str, lang: Lang) -> list[str]:
    """The words of content, else all words, in lower case, so that nothing in them is an operator of the search."""
    found = [word.text.lower() for word in words(query[:2000])]
    chosen = [word for word in dict.fromkeys(found) if not is_stop(word, lang)] or list(dict.fromkeys(found))
    kept: list[str] = []
    for word in chosen:
        if len(" OR ".join([*kept, word])) > _QUERY:
            break
        kept.append(word)
    return kept


def _any(terms: list[str]) -> str:
    return " OR ".join(terms)
