"""The HTTP side of a model server with the OpenAI API: its address, the key, one bounded request, errors as one line.

What the model is told, and what becomes of its words, is in openai.py.  Nothing here trusts the server: the time and
the size of an answer are bounded, no redirect is followed, and what it says in an error is data, shortened and shown.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
import os
import re
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from necker.core.errors import BackendError, UsageError
from necker.core.language import say
from necker.core.network import record_request, require_network
from necker.text.normal import clean

MOST_BODY = 4 << 20
"""Bytes of an answer that are read."""

CONNECT = 10.0  # seconds for the connection alone: a wrong address should not cost the whole deadline
_MOST_SAID = 200  # characters of a server's own error message that are shown
_MOST_TEXT = 100_000  # characters of a message that are looked at
_MOST_ARGUMENTS = 20_000  # characters of the arguments of one tool call


@dataclass(frozen=True, slots=True)
class Call:
    """A tool call as the model wrote it; `arguments` should be JSON, and may be anything."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Reply:
    """A message of the model; `cut` says that it ran into the limit of tokens."""

    text: str
    calls: tuple[Call, ...]
    cut: bool


class StatusError(BackendError):
    """The server answered with an error; `status` is its HTTP status, `said` its own words."""

    def __init__(self, status: int, said: str, what: str, why: str, do: str = "") -> None:
        super().__init__(what, why, do)
        self.status, self.said = status, said


class ChatServer:
    """One model server.  May be shared between threads; must not be called from a running event loop.

    `url` is its base address, usually ending in /v1; empty, OPENAI_BASE_URL is used.  The key, where one is needed,
    comes from OPENAI_API_KEY unless `key` is given, and goes to this server only.  Raises UsageError for an address or a key of no use.
    """

    def __init__(self, url: str, key: str | None = None) -> None:
        self._url, self.host, self._loopback = _address(url)
        self._key = key_of("OPENAI_API_KEY") if key is None else key

    def allow(self) -> None:
        """Raise RefusedError when offline, unless the server is on this machine."""
        if not self._loopback:
            require_network(say(f"ask the model server at {self.host}", f"consulter le serveur de modèle {self.host}"))

    def first_model(self, until: float) -> str:
        """The first model the server lists.  `until` is in seconds of `time.monotonic`, here and below."""
        found = self._asked("GET", "/models", None, until).get("data")
        rows = found if isinstance(found, list) else []
        names = [row["id"] for row in rows if isinstance(row, dict) and isinstance(row.get("id"), str) and row["id"]]
        if not names:
            raise BackendError(
                say(
                    f"the model server at {self.host} lists no model", f"le serveur {self.host} n’annonce aucun modèle"
                ),
                do=say("set openai_model", "réglez openai_model"),
            )
        return str(names[0])

    def chat(self, body: dict[str, Any], until: float) -> Reply:
        """The model's next message.  Raises StatusError for an error the server reports, else BackendError."""
        found = self._asked("POST", "/chat/completions", body, until)
        choices = found.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices else None
        message = choice.get("message") if isinstance(choice, dict) else None
        if not isinstance(choice, dict) or not isinstance(message, dict):
            raise self._strange(say("the answer holds no message", "la réponse ne contient aucun message"))
        return Reply(
            _text(message.get("content")), _calls(message.get("tool_calls")), choice.get("finish_reason") == "length"
        )

    def _asked(self, method: str, path: str, body: dict[str, Any] | None, until: float) -> dict[str, Any]:
        status, data, target = self._sent(method, path, body, until)
        if 300 <= status < 400:
            raise BackendError(
                say(f"the model server at {self.host} sends elsewhere", f"le serveur {self.host} renvoie ailleurs"),
                say("redirects are not followed", "les redirections ne sont pas suivies") + f" ({self._shown(target)})",
                say("check openai_url", "vérifiez openai_url"),
            )
        try:
            found = json.loads(data.decode("utf-8"))  # decoded here: json.loads would take half surrogates, and UTF-16
        except (ValueError, RecursionError):
            found = None
        error = found.get("error") if isinstance(found, dict) else None
        if status >= 400 or error:
            raise self._refused(status if status >= 400 else 500, found, data)
        if not isinstance(found, dict):
            page = data.lstrip()[:1] == b"<"
            raise self._strange(
                say("a web page instead of JSON", "une page web au lieu de JSON")
                if page
                else say("no JSON", "pas de JSON")
            )
        return found

    def _sent(self, method: str, path: str, body: dict[str, Any] | None, until: float) -> tuple[int, bytes, str]:
        """(status, body, target of a redirect).  Every way a connection can fail becomes a BackendError."""
        import httpx2

        where = say(f"the model server at {self.host}", f"le serveur de modèle {self.host}")
        check = say("check that it runs, and openai_url", "vérifiez qu’il tourne, et openai_url")
        try:
            return asyncio.run(self._exchange(method, path, body, until))
        except (TimeoutError, httpx2.TimeoutException) as error:
            slow = say("took too long to answer", "a mis trop longtemps à répondre")
            raise BackendError(f"{where} {slow}", do=check) from error
        except httpx2.ConnectError as error:
            why = self._shown(str(error))
            if not why.startswith("["):  # "[Errno -2] Name or service not known", "[SSL: …] …"
                why = say("nothing answers there", "rien ne répond là")
            raise BackendError(where, why, check) from error
        except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError) as error:
            broke = say("broke off or speaks no HTTP", "a coupé ou ne parle pas HTTP")
            raise BackendError(f"{where} {broke}", self._shown(str(error)), check) from error

    async def _exchange(
        self, method: str, path: str, body: dict[str, Any] | None, until: float
    ) -> tuple[int, bytes, str]:
        """One request, with a deadline over the whole of it: a byte a second would never trip a read timeout."""
        import httpx2

        left = until - time.monotonic()
        headers = {"Accept": "application/json", "Accept-Encoding": "identity", "Content-Type": "application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        content = None if body is None else json.dumps(body).encode()
        record_request(self.host)
        async with asyncio.timeout(left), self._client() as client:
            timeout = httpx2.Timeout(None, connect=CONNECT)
            stream = client.stream(method, self._url + path, content=content, headers=headers, timeout=timeout)
            async with stream as response:
                data = bytearray()
                async for chunk in response.aiter_raw():  # as sent: a few compressed bytes cannot become many
                    data += chunk
                    if len(data) > MOST_BODY:
                        raise self._strange(say("the answer has no end", "la réponse ne finit pas"))
                return response.status_code, bytes(data), response.headers.get("location", "")

    def _client(self) -> Any:
        """An httpx2.AsyncClient.  What goes to this machine goes through no proxy."""
        import httpx2

        try:
            return httpx2.AsyncClient(trust_env=not self._loopback, follow_redirects=False)
        except (ImportError, ValueError, httpx2.InvalidURL) as error:  # HTTP_PROXY and its kin
            raise BackendError(
                say("the proxy of the environment cannot be used", "le proxy de l’environnement est inutilisable"),
                self._shown(str(error)),
            ) from error

    def _refused(self, status: int, found: object, data: bytes) -> StatusError:
        """What an error of the server means, with its own words."""
        said = _message(found) if isinstance(found, dict) else ""
        if not said and data.lstrip()[:1] != b"<":
            said = data[:2000].decode("utf-8", "replace")
        what = say(f"the model server at {self.host} answers {status}", f"le serveur {self.host} répond {status}")
        do = {
            401: say("check OPENAI_API_KEY", "vérifiez OPENAI_API_KEY"),
            403: say("check OPENAI_API_KEY", "vérifiez OPENAI_API_KEY"),
            404: say(
                "check openai_model, and that openai_url ends in /v1",
                "vérifiez openai_model et la fin de openai_url : /v1",
            ),
            429: say("wait, then ask again", "attendez, puis redemandez"),
        }.get(status, "")
        return StatusError(status, said, what, self._shown(said), do)

    def _strange(self, why: str) -> BackendError:
        return BackendError(
            say(
                f"the model server at {self.host} does not answer as agreed",
                f"le serveur {self.host} répond hors format",
            ),
            why,
            say("check that openai_url ends in /v1", "vérifiez que openai_url finit par /v1"),
        )

    def _shown(self, text: str) -> str:
        """Words of the server for one line: short, nothing invisible, never the key."""
        text = clean(text[:2000])
        if self._key:
            text = text.replace(self._key, "***")
        return text if len(text) <= _MOST_SAID else text[: _MOST_SAID - 1].rstrip() + "…"


def _address(url: str) -> tuple[str, str, bool]:
    """The address of the settings, or of OPENAI_BASE_URL, as `server_address` gives it."""
    url = url.strip() or os.environ.get("OPENAI_BASE_URL", "").strip()
    if not url:
        raise UsageError(
            say("no model server is set", "aucun serveur de modèle n’est réglé"),
            do=say("set openai_url, as in ", "réglez openai_url, par exemple ")
            + "NECKER_OPENAI_URL=http://127.0.0.1:11434/v1",
        )
    return server_address(url, say("the model server", "du serveur de modèle"), "OPENAI_API_KEY")


def server_address(url: str, whose: str, key: str) -> tuple[str, str, bool]:
    """(base address, host as shown, whether it is this machine).  Any address goes, private ones too: the user gave it.

    Raises UsageError for one that cannot be used, which is not shown, since it may hold a password: `whose` address it is (in
    French with its article) and in which variable a `key` goes is said.
    """
    url = url.strip().rstrip("/").removesuffix("/chat/completions")
    plain = url.isascii() and url.isprintable() and not re.search("[ ?#]", url)
    try:
        parts = urlsplit(url if plain else "")
        host = parts.hostname if parts.port != 0 else None  # asking for the port checks it
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https") or "@" in parts.netloc:
        raise UsageError(
            say(f"the address of {whose} cannot be used", f"l’adresse {whose} est inutilisable"),
            say("http(s)://HOST[:PORT]/v1 is expected", "http(s)://HÔTE[:PORT]/v1 est attendu"),
            say(f"a key goes in {key}", f"une clé se met dans {key}"),
        )
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = host == "localhost"
    return url, parts.netloc, loopback


def key_of(variable: str) -> str:
    """The key in a variable of the environment; "" without one.  Raises UsageError for one that no header can carry."""
    key = os.environ.get(variable, "").strip()
    if not re.fullmatch(r"[!-~]*", key):
        raise UsageError(
            say(f"{variable} cannot be sent", f"{variable} ne peut être envoyée"),
            say("it holds spaces or characters that no key has", "elle contient des caractères qu’aucune clé n’a"),
        )
    return key


def _message(found: dict[str, Any]) -> str:
    """The words of an error object: OpenAI's {"error": {"message"}}, and the shapes of other servers."""
    error = found.get("error")
    inner = error.get("message") if isinstance(error, dict) else error
    said = next((x for x in (inner, found.get("message"), found.get("detail"), error) if x), "")
    return said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)[:2000]


def _text(content: object) -> str:
    """The text of a message: a string, or a list of parts of which only those of type "text" are said aloud."""
    parts = content if isinstance(content, list) else [content]
    texts = [p.get("text") if isinstance(p, dict) and p.get("type") == "text" else p for p in parts]
    return "".join(t for t in texts if isinstance(t, str))[:_MOST_TEXT]


def _calls(found: object) -> tuple[Call, ...]:
    calls: list[Call] = []
    for row in found if isinstance(found, list) else []:
        function = row.get("function") if isinstance(row, dict) else None
        if not isinstance(function, dict):
            continue
        name, arguments = function.get("name"), function.get("arguments")
        text = arguments if isinstance(arguments, str) else json.dumps(arguments)
        given = row.get("id")
        known = given if isinstance(given, str) and 0 < len(given) <= 100 else f"call{len(calls):05}"
        calls.append(Call(known, name[:100] if isinstance(name, str) else "", text[:_MOST_ARGUMENTS]))
    return tuple(calls)
