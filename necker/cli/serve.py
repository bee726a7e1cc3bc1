"""`necker serve`: the page, its API, the OpenAI shapes and MCP on one port of this machine."""

from __future__ import annotations

import argparse
import contextlib
import errno
import ipaddress
import os
import re
import secrets
import socket
import tempfile
import webbrowser
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from necker.core.config import Setting
from necker.core.console import note
from necker.core.errors import RefusedError, StartError, UsageError
from necker.core.language import say
from necker.core.paths import data_dir

if TYPE_CHECKING:
    from necker.assistant.turn import Brain
    from necker.serve.serving import Serving

PORT = 8642
_LEAST_TOKEN = 16  # characters of NECKER_TOKEN: less is guessed
_GRACE = 2  # seconds that answers in progress have to end after Ctrl-C
_NO_ADDRESS = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)  # what ::1 gives where there is no IPv6


def add_to(verbs: Any, shared: argparse.ArgumentParser) -> None:
    about = say("the page and the API, on this machine", "la page et l’API, sur cette machine")
    parser = verbs.add_parser("serve", parents=[shared], help=about, description=about)
    opened = say("open the page in the browser", "ouvrir la page dans le navigateur")
    parser.add_argument("--open", action="store_true", help=opened)
    port = say(f"the port ({PORT}); 0 takes a free one", f"le port ({PORT}) ; 0 en prend un libre")
    parser.add_argument("--port", type=_port, default=PORT, metavar="N", help=port)
    upstream = say("stand in front of this model server", "se placer devant ce serveur de modèle")
    parser.add_argument("--upstream", metavar="URL", help=upstream)
    host = say("listen here too: others can then connect", "écouter aussi ici : d’autres peuvent alors se connecter")
    parser.add_argument("--host", default="127.0.0.1", metavar="H", help=host)
    no_auth = say("ask for no token (this machine only)", "sans jeton (cette machine seulement)")
    parser.add_argument("--no-auth", action="store_true", help=no_auth)
    parser.set_defaults(run=run)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) < 65536):
        raise argparse.ArgumentTypeError(say("a port is 0 to 65535", "un port va de 0 à 65535"))
    return int(text)


def run(args: argparse.Namespace, chosen: dict[str, Setting]) -> int:
    import uvicorn

    from necker.serve.app import create_app

    serving = _serving(args, chosen)
    _ = serving.store  # what cannot be opened is said now
    sockets = bind(args.host, args.port)
    serving.port = sockets[0].getsockname()[1]
    config = uvicorn.Config(
        create_app(serving),
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_GRACE,
        http="h11",  # httptools, which would be taken where it is installed, reads headers without end
        ws="auto",
    )
    with _announced(serving, args):
        server = uvicorn.Server(config)
        with contextlib.suppress(KeyboardInterrupt):  # the way to end a server
            server.run(sockets=sockets)
    note(say("stopped", "arrêté"))
    return 0


def _serving(args: argparse.Namespace, chosen: dict[str, Setting]) -> Serving:
    from necker.cli.ask import make_brain, make_judge
    from necker.serve.serving import LOOPBACK, LibraryOpener, Serving

    loopback = is_loopback(args.host)
    if args.no_auth and not loopback:
        raise RefusedError(
            say("--no-auth is refused", "--no-auth est refusé"),
            say(f"others can connect to {args.host}", f"d’autres peuvent se connecter à {args.host}"),
            say("leave it out: a token is then asked for", "retirez-le : un jeton est alors demandé"),
        )
    packs = chosen["packs"].value
    brains = partial(_upstream_brain, args.upstream, chosen) if args.upstream else partial(make_brain, chosen)
    brain = brains()  # once, so that a wrong address is said at once
    return Serving(
        home=data_dir(),
        token=None if args.no_auth else the_token(),
        hosts=LOOPBACK if loopback else (*LOOPBACK, *_names(args.host)),
        open_library=LibraryOpener(list(packs) if isinstance(packs, list) and packs else None),
        judge=make_judge(chosen),
        make_brain=brains,
        model_name=brain.name if brain else "extractive",
        upstream=args.upstream,
    )


def _upstream_brain(url: str, chosen: dict[str, Setting]) -> Brain:
    """The model behind --upstream drafts for the page too; its key is its own."""
    from necker.assistant.chat_api import key_of
    from necker.assistant.openai import OpenAIBrain
    from necker.serve.upstream import KEY, check_address

    base, _, _ = check_address(url)
    model, science = str(chosen["openai_model"].value), bool(chosen["science"].value)
    return OpenAIBrain(base, model, science=science, key=key_of(KEY))


def the_token() -> str:
    """`NECKER_TOKEN`, or a new one of 256 bits.  Raises UsageError when the former is too short or cannot be sent."""
    given = os.environ.get("NECKER_TOKEN", "").strip()
    if not given:
        return secrets.token_urlsafe(32)
    if len(given) < _LEAST_TOKEN or not re.fullmatch(r"[!-~]+", given):
        raise UsageError(
            say("NECKER_TOKEN cannot be used", "NECKER_TOKEN est inutilisable"),
            say(
                f"{_LEAST_TOKEN} visible ASCII characters at least",
                f"{_LEAST_TOKEN} caractères ASCII visibles au moins",
            ),
        )
    return given


def is_loopback(host: str) -> bool:
    """Whether only this machine can connect there."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _names(host: str) -> tuple[str, ...]:
    """How others may call this machine: the address that was given, or any of its numeric ones."""
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return (host.lower(),)
    if address.is_unspecified:
        return ("*",)
    return (f"[{address}]" if address.version == 6 else str(address),)


def bind(host: str, port: int) -> list[socket.socket]:
    """The sockets to listen on: both loopback addresses, or the one asked for.  Raises StartError in one line."""
    wanted = ["127.0.0.1", "::1"] if is_loopback(host) else [host.strip("[]")]
    for attempt in range(10):  # with port 0, a port that is free on one address may be taken on the other
        found: list[socket.socket] = []
        try:
            for each in wanted:
                found += _listen(each, found[0].getsockname()[1] if found else port)
            return found
        except (OSError, OverflowError) as error:
            for one in found:
                one.close()
            if port or attempt == 9:
                raise _cannot_start(host, port, error) from None
    raise AssertionError


def _listen(host: str, port: int) -> list[socket.socket]:
    """One listening socket; none for ::1 on a machine without IPv6."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    try:
        made = socket.socket(family, kind, protocol)
    except OSError:
        if host == "::1":
            return []
        raise
    try:
        if os.name == "posix":  # elsewhere it would let another program take the port too
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind(address)
        made.listen(128)
    except OSError as error:
        made.close()
        if host == "::1" and error.errno in _NO_ADDRESS:
            return []
        raise
    made.setblocking(False)
    return [made]


def _cannot_start(host: str, port: int, error: Exception) -> StartError:
    return StartError(
        say(f"cannot listen on {host}, port {port}", f"impossible d’écouter sur {host}, port {port}"),
        getattr(error, "strerror", None) or str(error),
        say("another port: --port 0", "un autre port : --port 0"),
    )


@contextlib.contextmanager
def _announced(serving: Serving, args: argparse.Namespace) -> Iterator[None]:
    """Say where the page is: its address on stdout, everything else on stderr."""
    host = "127.0.0.1" if is_loopback(args.host) or "*" in serving.hosts else serving.hosts[-1]
    address = f"http://{host}:{serving.port}/" + (f"#t={quote(serving.token, safe='')}" if serving.token else "")
    if not is_loopback(args.host):
        note(
            say(
                f"WARNING: others on the network can connect to {args.host}. Whoever has the address below can read your "
                "conversations and files. What is sent can be read on the way: it is not encrypted.",
                f"ATTENTION : d’autres sur le réseau peuvent se connecter à {args.host}. Qui a l’adresse ci-dessous peut lire "
                "vos conversations et vos fichiers. Ce qui est envoyé peut être lu en chemin : ce n’est pas chiffré.",
            )
        )
    note(say("Necker is ready; Ctrl-C stops it.", "Necker est prêt ; Ctrl-C l’arrête."))
    print(address, flush=True)
    with tempfile.TemporaryDirectory(prefix="necker-") as folder:
        if args.open:
            webbrowser.open(_opener(Path(folder), address).as_uri())
        yield


def _opener(folder: Path, address: str) -> Path:
    """A file that leads to the page: the address itself, given to a program, could be read by every user of the machine."""
    path = folder / "necker.html"
    path.write_text(f'<!doctype html><meta http-equiv="refresh" content="0;url={address}">', "utf-8")
    return path
