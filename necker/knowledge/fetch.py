"""One GET after another from a wiki's API: politely, within a deadline, of bounded size.  Knows nothing of the answers.

A request runs in a thread of its own, which is left behind when the deadline passes: a server that sends a byte now and
then would hold any timeout that counts from the last byte.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urljoin, urlsplit

from necker import __version__
from necker.core.errors import BackendError
from necker.core.language import say
from necker.core.network import record_request

if TYPE_CHECKING:
    import httpx2

MAX_BYTES = 8_000_000  # of an answer, unpacked
_REDIRECTS = 3
_ATTEMPTS = 3
_WAIT = 5.0  # seconds, when a busy server does not say how long (the manual of maxlag: "at least five seconds")

_turn = threading.Lock()  # one request at a time, whoever asks
_last_end = 0.0  # when the last one ended (time.monotonic)

_Result = TypeVar("_Result")
Understand = Callable[[bytes, dict[str, str]], _Result]


class Busy(Exception):
    """The server asks to come back after `seconds`."""

    def __init__(self, seconds: float, why: str) -> None:
        super().__init__(why)
        self.seconds = seconds


class Fetcher:
    """What all requests to a wiki have in common."""

    def __init__(self, contact: str, interval: float, timeout: float) -> None:
        """`contact` goes into the User-Agent: https://foundation.wikimedia.org/wiki/Policy:User-Agent_policy."""
        whom = "".join(c for c in contact if c.isascii() and c.isprintable() and c not in "()")[:200].strip()
        about = "open-book assistant that quotes articles to one reader" + (f"; {whom}" if whom else "")
        self._headers = {
            "User-Agent": f"necker/{__version__} ({about})",
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
        }
        self._interval, self._timeout = interval, timeout

    def until(self, seconds: float) -> Fetch:
        """A way to fetch that stops `seconds` from now, whatever it is waiting for."""
        return Fetch(self._headers, self._interval, self._timeout, time.monotonic() + seconds)


class Fetch:
    """Fetches until a fixed moment (`end`, of time.monotonic)."""

    def __init__(self, headers: dict[str, str], interval: float, timeout: float, end: float) -> None:
        self._headers, self._interval, self._timeout, self._end = headers, interval, timeout, end

    def __call__(self, url: str, facts: Mapping[str, str], understand: Understand[_Result]) -> _Result:
        """What `understand` makes of the body and headers of the answer; waits and asks again when the server is busy.

        Raises BackendError for everything that can go wrong on the way.
        """
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                body, headers = self._in_turn(url, facts)
                return understand(body, headers)
            except Busy as busy:
                if attempt == _ATTEMPTS or busy.seconds > self._left():
                    seconds = f"{busy.seconds:.0f}"
                    raise unreachable(
                        say(f"it is busy ({busy})", f"elle est occupée ({busy})"),
                        say(f"try again in {seconds} s", f"réessayez dans {seconds} s"),
                    ) from None
                time.sleep(busy.seconds)
        raise AssertionError

    def _left(self) -> float:
        return self._end - time.monotonic()

    def _in_turn(self, url: str, facts: Mapping[str, str]) -> tuple[bytes, dict[str, str]]:
        global _last_end
        if not _turn.acquire(timeout=max(0.0, self._left())):
            raise _too_slow()
        try:
            pause = _last_end + self._interval - time.monotonic()
            if pause > 0:
                time.sleep(max(0.0, min(pause, self._left())))
            request = _Request(url, facts, self._headers, self._timeout, self._end)
            request.start()
            request.join(max(0.0, self._left()))
            return request.result()
        finally:
            _last_end = time.monotonic()
            _turn.release()


class _Request(threading.Thread):
    """One question and its answer, redirects followed."""

    def __init__(self, url: str, facts: Mapping[str, str], headers: dict[str, str], timeout: float, end: float) -> None:
        super().__init__(name="necker-fetch", daemon=True)
        self._url, self._facts, self._headers = url, facts, headers
        self._timeout, self._end = timeout, end
        self._answer: tuple[bytes, dict[str, str]] | None = None
        self._error: Exception | None = None

    def result(self) -> tuple[bytes, dict[str, str]]:
        if self._error:
            raise self._error
        if self._answer is None:
            raise _too_slow()
        return self._answer

    def run(self) -> None:
        import httpx2

        try:
            with httpx2.Client(
                headers=self._headers,
                timeout=self._timeout,
                follow_redirects=False,
                trust_env=not is_loopback(self._url),  # proxies and SSL_CERT_FILE, but never a proxy to this machine
            ) as client:
                self._answer = self._follow(client)
        except (BackendError, Busy) as error:
            self._error = error
        except httpx2.TimeoutException:
            self._error = _too_slow()
        except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, OSError, zlib.error) as error:
            self._error = unreachable(str(error) or type(error).__name__)
        except (ValueError, ImportError) as error:  # an impossible URL; a kind of proxy that needs another package
            self._error = unreachable(str(error) or type(error).__name__)

    def _follow(self, client: httpx2.Client) -> tuple[bytes, dict[str, str]]:
        request = client.build_request("GET", self._url, params=dict(self._facts))
        for _ in range(_REDIRECTS + 1):
            record_request(request.url.host)
            answer = client.send(request, stream=True)
            try:
                headers = {key.lower(): value for key, value in answer.headers.items()}
                if answer.status_code in (301, 302, 303, 307, 308):
                    request = client.build_request("GET", next_url(str(request.url), headers.get("location", "")))
                    continue
                if answer.status_code in (429, 503):
                    raise Busy(retry_after(headers), f"HTTP {answer.status_code}")
                if answer.status_code == 403:
                    raise unreachable(
                        "HTTP 403", say("say who asks: NECKER_WIKI_CONTACT", "dites qui demande : NECKER_WIKI_CONTACT")
                    )
                if answer.status_code != 200:
                    raise unreachable(f"HTTP {answer.status_code}")
                return self._body(answer.iter_raw(), headers.get("content-encoding", "identity")), headers
            finally:
                answer.close()
        raise unreachable(say("it redirects without end", "elle redirige sans fin"))

    def _body(self, chunks: Iterator[bytes], encoding: str) -> bytes:
        """The whole body, unpacked no further than MAX_BYTES."""
        if encoding.lower() not in ("gzip", "identity"):
            raise unreachable(say(f"unknown encoding {encoding[:40]}", f"encodage inconnu {encoding[:40]}"))
        unpack = zlib.decompressobj(31) if encoding.lower() == "gzip" else None
        body = bytearray()
        for chunk in chunks:
            body += unpack.decompress(chunk, MAX_BYTES + 1 - len(body)) if unpack else chunk
            if len(body) > MAX_BYTES:
                raise unreachable(say("its answer is over 8 MB", "sa réponse dépasse 8 Mo"))
            if time.monotonic() > self._end:
                raise _too_slow()
        if unpack and not unpack.eof:
            raise unreachable(say("its answer is cut short", "sa réponse est tronquée"))
        return bytes(body)


def next_url(url: str, location: str) -> str:
    """Where a redirect leads.  Raises BackendError when a wiki out there sends us to a private address or off HTTPS."""
    target = urljoin(url, location)
    here, there = urlsplit(url), urlsplit(target)
    host = there.hostname or ""
    if not location or there.scheme not in ("https", "http") or not host:
        raise unreachable(say("it redirects to nowhere", "elle redirige vers nulle part"))
    if here.scheme == "https" and there.scheme == "http":
        raise unreachable(
            say(f"it redirects to {host} without encryption", f"elle redirige vers {host} sans chiffrement")
        )
    if host != here.hostname and not is_loopback(url) and not all(map(_is_public, _addresses(host))):
        raise unreachable(
            say(f"it redirects to {host}, a private address", f"elle redirige vers {host}, une adresse privée")
        )
    return target


def is_loopback(url: str) -> bool:
    """Whether a URL names this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _addresses(host: str) -> list[str]:
    """Raises OSError when the name is not known."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, None, proto=socket.IPPROTO_TCP)]


def _is_public(address: str) -> bool:
    return ipaddress.ip_address(address.partition("%")[0]).is_global


def retry_after(headers: Mapping[str, str]) -> float:
    """The seconds of the header Retry-After, given as a number or a date (RFC 9110, section 10.2.3)."""
    value = headers.get("retry-after", "").strip()
    if value.isdecimal() and len(value) < 9:
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return _WAIT


def unreachable(why: str, do: str = "") -> BackendError:
    """The error for a request that brought no answer."""
    return BackendError(
        say("cannot read Wikipedia", "impossible de lire Wikipédia"),
        why,
        do or say("answer offline with --offline, or try later", "répondez hors ligne avec --offline, ou réessayez"),
    )


def _too_slow() -> BackendError:
    return unreachable(say("it is too slow", "elle est trop lente"))
