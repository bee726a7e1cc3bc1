"""The bytes of a file or a package, verified, from wherever they can be had.  What they mean is for readers to say.

Asked in this order: the mirror that `NECKER_MIRROR` names (a folder, or an address), the cache, the addresses of the
manifest, the registry.  Downloads go to a `.part` beside their place in the cache; what is there already is asked for no
second time.  Nothing has its name before its sha256 has been checked.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import quote, urljoin, urlsplit

from necker import __version__
from necker.core.errors import MissingError, NeckerError, RefusedError
from necker.core.language import say
from necker.core.network import record_request, require_network
from necker.core.paths import cache_dir, make_private
from necker.sources.archive import Broken, members
from necker.sources.mirror import VARIABLE, FileRef, PackageRef, mirror_dir, mirror_url

if TYPE_CHECKING:
    import ssl

    import httpx2

__all__ = ["Broken", "fetched", "members"]

Ref = FileRef | PackageRef
Announce = Callable[[str], None]
Place = Callable[["httpx2.Client"], str]

PYPI = "https://pypi.org"
NPM = "https://registry.npmjs.org"
SNAPSHOT = "https://snapshot.debian.org"
DEBIAN = "http://deb.debian.org/debian"  # as apt asks it: what comes is known by its hash

_UNKNOWN = 4 * 2**30  # bytes at most, where a reference does not say how many
_INDEX = 8 * 2**20  # bytes of a registry's answer
_ATTEMPTS = 4  # at one address, each going on where the one before broke off
_REDIRECTS = 5
_TIMEOUT = 60.0  # seconds without a byte


class _Gone(Exception):
    """This place does not have it; the message says why."""


class _CutShort(Exception):
    """The connection ended before the file did."""


def _silent(line: str) -> None:
    """Nobody listens."""


def fetched(ref: Ref, offline: bool = False, announce: Announce = _silent) -> Path:
    """Where the verified bytes are.  `announce` gets a line for each download, and for wrong bytes that were deleted.

    `offline` asks neither addresses nor registries, as if the network were off.  Raises MissingError when no place has
    them, NeckerError when one has others, RefusedError when only the network is left and is off.
    """
    why: list[str] = []
    for look in (_in_mirror, _in_cache):
        found = look(ref, why, announce)
        if found:
            return found
    if not _places(ref):
        raise _nowhere(ref, why)
    if offline:
        raise RefusedError(
            say(f"{ref.path} is not here", f"{ref.path} n’est pas ici"),
            say("it would have to be downloaded", "il faudrait le télécharger"),
            say("fetch it first: necker data fetch", "récupérez-le d’abord : necker data fetch"),
        )
    require_network(say(f"download {ref.path}", f"télécharger {ref.path}"))
    return _downloaded(ref, why, announce)


def cached(sha256: str) -> Path:
    """Where the cache keeps the bytes of that hash."""
    return cache_dir() / "sources" / sha256[:2] / sha256


def _nowhere(ref: Ref, why: list[str]) -> NeckerError:
    folder = mirror_dir()
    what = say(f"the data file {ref.path} is needed", f"il faut le fichier de données {ref.path}")
    if not why:
        return MissingError(
            what,
            say(f"{VARIABLE} is not set", f"{VARIABLE} n’est pas défini"),
            say(f"set {VARIABLE} to the folder of the mirror", f"donnez par {VARIABLE} le dossier du miroir"),
        )
    check = say(f"check {VARIABLE}={folder}", f"vérifiez {VARIABLE}={folder}") if folder else ""
    if any(line.startswith("sha256") for line in why):
        return NeckerError(
            say(
                f"the data file {ref.path} is not the expected one",
                f"le fichier de données {ref.path} n’est pas le bon",
            ),
            "; ".join(why),
            check or say("get the file of the recipe again", "reprenez le fichier de la recette"),
        )
    return MissingError(what, "; ".join(why), check or say("try again later", "réessayez plus tard"))


# ---- places on this machine


def _wrong(path: Path, ref: Ref) -> str:
    """Why the bytes at `path` are not those of `ref`, or an empty string.  Raises OSError."""
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    return "" if found == ref.sha256 else f"sha256 {found[:16]}…, {say('expected', 'attendu')} {ref.sha256[:16]}…"


def _in_mirror(ref: Ref, why: list[str], announce: Announce) -> Path | None:
    folder = mirror_dir()
    if folder is None:
        return None
    try:
        wrong = _wrong(folder / ref.path, ref)
    except OSError as error:
        why.append(error.strerror or str(error))
        return None
    if wrong:
        why.append(wrong)
        announce(say(f"wrong bytes: {folder / ref.path}: {wrong}", f"mauvais octets : {folder / ref.path} : {wrong}"))
        return None
    return folder / ref.path


def _in_cache(ref: Ref, why: list[str], announce: Announce) -> Path | None:
    path = cached(ref.sha256)
    try:
        wrong = _wrong(path, ref)
    except OSError:
        return None
    if wrong:
        path.unlink(missing_ok=True)
        announce(say(f"deleted, wrong bytes: {path}: {wrong}", f"supprimé, mauvais octets : {path} : {wrong}"))
        return None
    return path


# ---- places elsewhere


def _places(ref: Ref) -> list[Place]:
    """What gives the addresses, in order; a registry is asked for its own only when the others have failed."""
    mirror = mirror_url()
    direct = [f"{mirror}/{quote(ref.path)}"] if mirror else []
    places: list[Place] = [partial(_given, url) for url in (*direct, *ref.urls)]
    if isinstance(ref, PackageRef):
        asked = {"pypi": (_pypi, _simple), "npm": (_npm,), "debian": (_snapshot, _pool)}[ref.registry]
        places += [partial(ask, ref) for ask in asked]
    return places


def _given(url: str, client: httpx2.Client) -> str:
    return url


def _pypi(ref: PackageRef, client: httpx2.Client) -> str:
    """https://docs.pypi.org/api/json/"""
    return _file_of(ref, _json(client, f"{PYPI}/pypi/{quote(ref.name)}/{quote(ref.version)}/json").get("urls"))


def _simple(ref: PackageRef, client: httpx2.Client) -> str:
    """https://peps.python.org/pep-0691/, which mirrors have where they have not the other"""
    name = re.sub(r"[-_.]+", "-", ref.name).lower()
    headers = {"Accept": "application/vnd.pypi.simple.v1+json"}
    address = f"{PYPI}/simple/{quote(name)}/"
    return urljoin(address, _file_of(ref, _json(client, address, headers).get("files")))


def _file_of(ref: PackageRef, files: Any) -> str:
    for file in files if isinstance(files, list) else ():
        if isinstance(file, dict) and file.get("filename") == ref.file:
            return str(file.get("url"))
    raise _Gone(say(f"PyPI has no {ref.file}", f"PyPI n’a pas {ref.file}"))


def _npm(ref: PackageRef, client: httpx2.Client) -> str:
    last = ref.name.rsplit("/", 1)[-1]
    return f"{NPM}/{quote(ref.name, safe='@/')}/-/{quote(last)}-{quote(ref.version)}.tgz"


def _snapshot(ref: PackageRef, client: httpx2.Client) -> str:
    """https://salsa.debian.org/snapshot-team/snapshot/raw/master/API"""
    address = f"{SNAPSHOT}/mr/binary/{quote(ref.name)}/{quote(ref.version)}/binfiles?fileinfo=1"
    info = _json(client, address).get("fileinfo")
    for sha1, files in info.items() if isinstance(info, dict) else ():
        known = files if isinstance(files, list) else ()
        if any(isinstance(file, dict) and file.get("name") == ref.file for file in known):
            return f"{SNAPSHOT}/file/{quote(str(sha1))}"
    raise _Gone(say(f"snapshot.debian.org has no {ref.file}", f"snapshot.debian.org n’a pas {ref.file}"))


def _pool(ref: PackageRef, client: httpx2.Client) -> str:
    """Where the pool has it when the source is named as the package; `urls` are for the others."""
    letter = ref.name[:4] if ref.name.startswith("lib") else ref.name[0]
    return f"{DEBIAN}/pool/main/{quote(letter)}/{quote(ref.name)}/{quote(ref.file)}"


def _json(client: httpx2.Client, url: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
    with _answer(client, url, headers or {}) as answer:
        body = bytearray()
        for block in answer.iter_bytes():
            body += block
            if len(body) > _INDEX:
                raise _Gone(say(f"{url} answers too much", f"{url} répond trop"))
    try:
        found = json.loads(body)
    except ValueError as error:
        raise _Gone(f"{url}: {error}") from error
    return found if isinstance(found, dict) else {}


# ---- the download


def _downloaded(ref: Ref, why: list[str], announce: Announce) -> Path:
    import httpx2

    target = cached(ref.sha256)
    make_private(target.parent)
    with _alone(target.with_name(f"{target.name}.part")) as file:
        if target.exists():  # another process was faster
            return target
        headers = {"User-Agent": f"necker/{__version__}", "Accept-Encoding": "identity"}
        near = {"all://localhost": None, "all://127.0.0.1": None}  # never through a proxy
        with httpx2.Client(headers=headers, timeout=_TIMEOUT, verify=_certificates(), mounts=near) as client:
            for place in _places(ref):
                try:
                    url = place(client)
                    announce(say(f"downloading {url}", f"téléchargement de {url}"))
                    _whole(client, url, ref, file, announce)
                except (_Gone, httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError) as error:
                    why.append(str(error) or type(error).__name__)
                    continue
                os.fsync(file.fileno())
                Path(file.name).replace(target)
                return target
    raise _nowhere(ref, why)


@cache
def _certificates() -> ssl.SSLContext:
    """Read once: it takes longer than a small file does."""
    import httpx2

    return httpx2.create_ssl_context()


@contextmanager
def _alone(part: Path) -> Iterator[IO[bytes]]:
    """The `.part`, open for reading and appending; one process at a time, where the system has locks."""
    while True:
        file = part.open("a+b")
        try:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
            same = part.exists() and os.path.samestat(part.stat(), os.fstat(file.fileno()))
        except ModuleNotFoundError:  # Windows
            same = True
        if same or part.with_suffix("").exists():
            break
        file.close()  # whoever held it has taken it away
    with file:
        try:
            yield file
        finally:
            if part.exists() and not part.stat().st_size:
                part.unlink()


def _whole(client: httpx2.Client, url: str, ref: Ref, file: IO[bytes], announce: Announce) -> None:
    """Fill `file` with the bytes of `ref`, going on where it ends.  Raises _Gone, and then wrong bytes are gone too."""
    import httpx2

    begun = _size(file)
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            _more(client, url, ref, file)
        except (_CutShort, httpx2.TransportError) as error:
            if attempt == _ATTEMPTS:
                raise _Gone(f"{url}: {error}") from error
            continue
        wrong = _wrong(Path(file.name), ref)
        if not wrong:
            return
        file.truncate(0)
        announce(say(f"deleted, wrong bytes of {url}: {wrong}", f"supprimé, mauvais octets de {url} : {wrong}"))
        if not begun:
            raise _Gone(f"{wrong} ({url})")
        begun = 0  # its beginning may have come from elsewhere: once more, all of it from here
    raise _Gone(f"{url}: {say('too many attempts', 'trop d’essais')}")


def _size(file: IO[bytes]) -> int:
    return file.seek(0, os.SEEK_END)


def _more(client: httpx2.Client, url: str, ref: Ref, file: IO[bytes]) -> None:
    """One request for what is missing.  Raises _CutShort when less came, _Gone when more came or nothing will."""
    have, most = _size(file), ref.bytes or _UNKNOWN
    if have > most:
        have = file.truncate(0)
    if ref.bytes and have == most:
        return
    with _answer(client, url, {"Range": f"bytes={have}-"} if have else {}) as answer:
        if answer.status_code == 416 or (answer.status_code == 206 and not _continues(answer, have)):
            file.truncate(0)
            raise _CutShort(say("it cannot go on", "impossible de continuer"))
        if answer.status_code == 200:
            have = file.truncate(0)
        length = answer.headers.get("content-length", "")
        if length.isdecimal() and have + int(length) > most:
            raise _Gone(f"{url}: {_too_much(most)}")
        for block in answer.iter_raw():
            have += len(block)
            if have > most:
                file.truncate(0)
                raise _Gone(f"{url}: {_too_much(most)}")
            file.write(block)
        file.flush()
        if have < (ref.bytes or 0):
            raise _CutShort(say("the connection broke off", "la connexion s’est interrompue"))


def _too_much(most: int) -> str:
    return say(f"more than {most} bytes", f"plus de {most} octets")


def _continues(answer: httpx2.Response, have: int) -> bool:
    """Whether a partial answer begins where the file ends (RFC 9110, section 14.4)."""
    return bool(have) and answer.headers.get("content-range", "").startswith(f"bytes {have}-")


@contextmanager
def _answer(client: httpx2.Client, url: str, headers: dict[str, str]) -> Iterator[httpx2.Response]:
    """The answer with status 200, 206 or 416, redirects followed, its body not read yet."""
    for _ in range(_REDIRECTS + 1):
        request = client.build_request("GET", url, headers=headers)
        record_request(request.url.host)
        answer = client.send(request, stream=True)
        try:
            if answer.status_code in (301, 302, 303, 307, 308):
                url = next_url(url, answer.headers.get("location", ""))
                continue
            if answer.status_code not in (200, 206, 416):
                raise _Gone(f"{url}: HTTP {answer.status_code}")
            yield answer
            return
        finally:
            answer.close()
    raise _Gone(f"{url}: {say('it redirects without end', 'redirections sans fin')}")


def next_url(url: str, location: str) -> str:
    """Where a redirect leads; never from HTTPS to plain HTTP, nor to anything that is neither."""
    target = urljoin(url, location)
    here, there = urlsplit(url).scheme, urlsplit(target).scheme
    if not location or there not in ("http", "https") or (here == "https" and there == "http"):
        raise _Gone(f"{url}: {say('it redirects out of the web or of HTTPS', 'redirige hors du web ou de HTTPS')}")
    return target
