"""A wiki on this machine that speaks as much of the MediaWiki API as Necker uses, good manners and bad days included.

The shapes follow, on https://www.mediawiki.org/wiki/, API:Query (formatversion=2), Extension:TextExtracts (at most 20
extracts an answer, one when the whole text is asked for, `excontinue` for more) and Manual:Maxlag_parameter (an error
with status 200).
"""

from __future__ import annotations

import gzip
import json
import re
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, NamedTuple
from urllib.parse import parse_qs, quote, urlsplit


@dataclass
class WikiPage:
    """An article; `text` has its headings written `== so ==`."""

    title: str
    text: str
    revision: int
    description: str = ""
    disambiguation: bool = False
    ns: int = 0


class Seen(NamedTuple):
    """A request: when it came (time.monotonic), and what it said."""

    time: float
    path: str
    params: dict[str, str]
    headers: dict[str, str]


PAGES = {
    "fr": [
        WikiPage(
            "La Joconde",
            "La Joconde, ou Portrait de Mona Lisa, est un tableau de Léonard de Vinci.\nIl est exposé au Louvre.\n\n\n"
            "== Histoire ==\nLe tableau fut volé le 21 août 1911.\n\n\n=== Retour ===\nIl revint en 1914.\n\n\n"
            "== Notes et références ==\nUne note.",
            231_501_999,
            "tableau de Léonard de Vinci",
        ),
        WikiPage("Louvre", "Le Louvre est un musée de Paris, où se trouve la Joconde.", 231_502_000, "musée de Paris"),
        WikiPage("Mercure", "Mercure peut désigner :", 17, "page d’homonymie", disambiguation=True),
        WikiPage("Discussion:Louvre", "À propos du Louvre.", 18, ns=1),
        WikiPage("Vide", "", 19),
        *(WikiPage(f"Pont {n}", f"Le pont numéro {n} enjambe la Seine.", 1000 + n) for n in range(1, 31)),
    ],
    "en": [
        WikiPage("Mona Lisa", "The Mona Lisa is a portrait painting by Leonardo da Vinci.", 1_200_000_001, "painting"),
    ],
}
REDIRECTS = {"Mona Lisa": "La Joconde", "La joconde": "La Joconde"}


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that leaves early is what some tests are about."""


@dataclass
class WikiServer:
    """`with WikiServer() as wiki:`; `wiki.url` is for NECKER_WIKI_API; `bad_days` befall the next requests."""

    bad_days: deque[str] = field(default_factory=deque)
    seen: list[Seen] = field(default_factory=list)
    extracts: int = 20  # per answer
    lag: float = 0.0
    busiest: int = 0  # the most requests there ever were at one time
    open: int = 0
    retry_after: str = "1"

    def __enter__(self) -> WikiServer:
        wiki = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                wiki.answer(self)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = _Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def url(self) -> str:
        return self.base + "/{lang}/w/api.php"

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(request.path)
        params = {key: values[0] for key, values in parse_qs(parts.query, keep_blank_values=True).items()}
        self.seen.append(Seen(time.monotonic(), parts.path, params, {k.lower(): v for k, v in request.headers.items()}))
        self.open += 1
        self.busiest = max(self.busiest, self.open)
        try:
            self._answer(request, parts.path.split("/")[1], params, self.bad_days.popleft() if self.bad_days else "")
        except (BrokenPipeError, ConnectionResetError):
            pass
        finally:
            self.open -= 1

    def _answer(self, request: BaseHTTPRequestHandler, lang: str, params: dict[str, str], day: str) -> None:
        bad = getattr(self, f"_{day}", None)
        if bad:
            bad(request)
        elif "maxlag" in params and self.lag > int(params["maxlag"]):
            info = f"Waiting for 10.64.16.13: {self.lag} seconds lagged."
            self.lag = 0.0
            error = {"code": "maxlag", "info": info, "host": "10.64.16.13", "lag": 7, "type": "db"}
            self.send(request, json.dumps({"error": error}).encode(), headers={"Retry-After": self.retry_after})
        else:
            self.send(request, json.dumps(self._query(lang, params), ensure_ascii=False).encode())

    def send(
        self, request: BaseHTTPRequestHandler, body: bytes, status: int = 200, headers: dict[str, str] | None = None
    ) -> None:
        headers = dict(headers or {})
        if "gzip" in request.headers.get("Accept-Encoding", "") and "Content-Encoding" not in headers:
            body = gzip.compress(body)
            headers["Content-Encoding"] = "gzip"
        request.send_response(status)
        for name, value in {"Content-Type": "application/json; charset=utf-8", **headers}.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    def _query(self, lang: str, params: dict[str, str]) -> dict[str, Any]:
        if params.get("action") != "query":
            return _error("badvalue", f'Unrecognized value for parameter "action": {params.get("action")}.')
        if params.get("format") != "json" or params.get("formatversion") != "2":
            return _error("test", "this server only speaks JSON, format 2")
        answer: dict[str, Any] = {}
        query: dict[str, Any] = {}
        if params.get("generator") == "search":
            limit = int(params.get("gsrlimit", "10"))
            found = self._search(lang, params["gsrsearch"], int(params.get("gsrnamespace", "0")))
            query["pages"] = [self._facts(lang, p, params) | {"index": n} for n, p in enumerate(found[:limit], 1)]
            query["pages"].sort(key=lambda page: page["pageid"])  # as the real one: not in the order of the search
            if len(found) > limit:
                answer["continue"] = {"gsroffset": limit, "continue": "gsroffset||"}
        else:
            query = self._titles(lang, params)
        pages = query["pages"]
        if not pages:
            return {"batchcomplete": True}
        self._add_extracts(answer, query, params)
        return {"batchcomplete": True, **answer, "query": query}

    def _search(self, lang: str, text: str, ns: int) -> list[WikiPage]:
        """All words, or any of those joined by OR; the title counts more."""
        alternatives = [part.lower().split() for part in text.split(" OR ")]
        scored = []
        for page in PAGES[lang]:
            words = re.findall(r"\w+", f"{page.title} {page.text}".lower())
            if page.ns == ns and any(set(part) <= set(words) for part in alternatives):
                hits = sum(page.title.lower().count(word) for part in alternatives for word in part)
                scored.append((-hits, page.revision, page))
        return [page for _, _, page in sorted(scored, key=lambda item: item[:2])]

    def _titles(self, lang: str, params: dict[str, str]) -> dict[str, Any]:
        query: dict[str, Any] = {"pages": []}
        for asked in params.get("titles", "").split("|"):
            title = asked.replace("_", " ")
            title = title[:1].upper() + title[1:]
            if title != asked:
                query.setdefault("normalized", []).append({"fromencoded": False, "from": asked, "to": title})
            if params.get("redirects") and lang == "fr" and title in REDIRECTS:
                query.setdefault("redirects", []).append({"from": title, "to": REDIRECTS[title]})
                title = REDIRECTS[title]
            page = next((page for page in PAGES[lang] if page.title == title), None)
            query["pages"].append(
                self._facts(lang, page, params) if page else {"ns": 0, "title": title, "missing": True}
            )
        return query

    def _facts(self, lang: str, page: WikiPage, params: dict[str, str]) -> dict[str, Any]:
        props = params.get("prop", "").split("|")
        facts: dict[str, Any] = {"pageid": 900_000 - page.revision % 100_000, "ns": page.ns, "title": page.title}
        if "revisions" in props:
            facts["revisions"] = [{"revid": page.revision, "parentid": page.revision - 7, "minor": False}]
        if "info" in props:
            facts |= {"contentmodel": "wikitext", "pagelanguage": lang, "lastrevid": page.revision}
            if "url" in params.get("inprop", ""):
                address = f"https://{lang}.wikipedia.org/wiki/{quote(page.title.replace(' ', '_'))}"
                facts |= {"fullurl": address, "editurl": f"{address}?action=edit", "canonicalurl": address}
        if "description" in props and page.description:
            facts |= {"description": page.description, "descriptionsource": "central"}
        if "pageprops" in props and page.disambiguation:
            facts["pageprops"] = {"disambiguation": ""}
        return facts

    def _add_extracts(self, answer: dict[str, Any], query: dict[str, Any], params: dict[str, str]) -> None:
        whole = "exintro" not in params
        limit = min(int(params.get("exlimit", "20")), 1 if whole else self.extracts)
        if whole and int(params.get("exlimit", "20")) > 1:
            warning = '"exlimit" was too large for a whole article extracts request, lowered to 1.'
            answer["warnings"] = {"extracts": {"warnings": warning}}
        start = int(params.get("excontinue", "0"))
        good = [page for page in query["pages"] if "missing" not in page]
        texts = {page.title: page.text for lang in PAGES for page in PAGES[lang]}
        for page in good[start : start + limit]:
            text = texts[page["title"]]
            page["extract"] = text if whole else text.split("\n\n\n==")[0]
        if start + limit < len(good):
            answer["continue"] = {"excontinue": start + limit, "continue": "||revisions|info|description|pageprops"}

    # Bad days.

    def _too_many(self, request: BaseHTTPRequestHandler) -> None:
        self.send(request, b"Too many requests", 429, headers={"Retry-After": self.retry_after})

    def _maintenance(self, request: BaseHTTPRequestHandler) -> None:
        self.send(
            request, b"<html>Our servers are under maintenance.</html>", 503, headers={"Retry-After": self.retry_after}
        )

    def _ratelimited(self, request: BaseHTTPRequestHandler) -> None:
        body = json.dumps(_error("ratelimited", "You've exceeded your rate limit.")).encode()
        self.send(request, body, headers={"Retry-After": self.retry_after})

    def _forbidden(self, request: BaseHTTPRequestHandler) -> None:
        self.send(request, b"<html>Please set a user-agent</html>", 403)

    def _html(self, request: BaseHTTPRequestHandler) -> None:
        self.send(
            request, b"<!DOCTYPE html><html>Log in to this hotel's Wi-Fi</html>", headers={"Content-Type": "text/html"}
        )

    def _refusal(self, request: BaseHTTPRequestHandler) -> None:
        self.send(request, json.dumps(_error("readapidenied", "You need read permission.")).encode())

    def _half(self, request: BaseHTTPRequestHandler) -> None:
        self.send(request, b'{"batchcomplete": true, "query": {"pages": [{"pageid": 1, "title": "La Jo')

    def _broken_off(self, request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "5000")
        request.end_headers()
        request.wfile.write(b'{"query":')
        request.close_connection = True

    def _list(self, request: BaseHTTPRequestHandler) -> None:
        self.send(request, b"[1, 2]")

    def _odd(self, request: BaseHTTPRequestHandler) -> None:
        self.send(request, json.dumps({"query": {"pages": [{"title": 7}]}}).encode())

    def _unrevised(self, request: BaseHTTPRequestHandler) -> None:
        good = {"ns": 0, "title": "Louvre", "extract": "Un musée.", "revisions": [{"revid": 5}], "index": 1}
        bad = {"ns": 0, "title": "La Joconde", "extract": "Un tableau.", "index": 2}
        self.send(request, json.dumps({"query": {"pages": [good, bad]}}).encode())

    def _surrogate(self, request: BaseHTTPRequestHandler) -> None:
        text = "Une moitié \\ud83d de caract\\u0065\\u0300re\\u0000."
        page = f'{{"ns": 0, "title": "Drôle\\udc00", "extract": "{text}", "revisions": [{{"revid": 5}}]'
        page += ', "canonicalurl": "javascript:alert(1)"}'
        self.send(request, f'{{"query": {{"pages": [{page}]}}}}'.encode())

    def _nested(self, request: BaseHTTPRequestHandler) -> None:
        self.send(request, b"[" * 1_000_000)

    def _huge(self, request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "application/json")
        request.end_headers()
        for _ in range(400):
            request.wfile.write(b" " * 65_536)
        request.close_connection = True

    def _bomb(self, request: BaseHTTPRequestHandler) -> None:
        self.send(request, gzip.compress(b" " * 200_000_000, 1), headers={"Content-Encoding": "gzip"})

    def _half_gzip(self, request: BaseHTTPRequestHandler) -> None:
        self.send(request, gzip.compress(b'{"batchcomplete": true}' * 99)[:-20], headers={"Content-Encoding": "gzip"})

    def _not_gzip(self, request: BaseHTTPRequestHandler) -> None:
        self.send(request, b"{}", headers={"Content-Encoding": "gzip"})

    def _drip(self, request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "100000")
        request.end_headers()
        self._slowly(request)

    def _slow_head(self, request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        self._slowly(request)

    def _slowly(self, request: BaseHTTPRequestHandler) -> None:
        for _ in range(200):
            request.wfile.write(b" ")
            time.sleep(0.02)
        request.close_connection = True

    def _moved(self, request: BaseHTTPRequestHandler) -> None:
        self.send(request, b"", 301, {"Location": request.path.replace("/fr/", "/en/")})

    def _round(self, request: BaseHTTPRequestHandler) -> None:
        self.bad_days.append("round")
        self.send(request, b"", 302, {"Location": request.path})

    def _lost(self, request: BaseHTTPRequestHandler) -> None:
        self.send(request, b"", 302, {"Location": "file:///etc/passwd"})


def _error(code: str, info: str) -> dict[str, Any]:
    return {"error": {"code": code, "info": info, "docref": "See /w/api.php for API usage."}}
