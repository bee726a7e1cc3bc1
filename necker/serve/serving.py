"""What all routes share: the token, the address, the library, who drafts, who judges, what is kept, the slots for turns."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from necker.core.errors import NeckerError
from necker.knowledge.library import Library
from necker.knowledge.pack import installed_packs, pack_path
from necker.serve.store import Store
from necker.serve.turns import Turns
from necker.verify.judge import Judge, WordJudge

if TYPE_CHECKING:
    from necker.assistant.turn import Brain
    from necker.engine.bundle import Bundle

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
"""The names under which this machine reaches itself, as they stand in a Host header."""

Opener = Callable[[], Library]


@dataclass(eq=False)
class Serving:
    """One running server.  `token` None: whoever may connect may ask (`--no-auth`).  `port` is known once it is bound.

    `hosts` are the names that a Host header may hold, before the port; "*" stands for any numeric address.  `home` is the
    folder of what is kept.  `make_brain` makes who drafts one answer; None is the extractive one.
    """

    home: Path
    token: str | None
    port: int = 0
    hosts: tuple[str, ...] = LOOPBACK
    open_library: Opener = field(default_factory=lambda: LibraryOpener(None))
    judge: Judge = field(default_factory=WordJudge)
    make_brain: Callable[[], Brain | None] = lambda: None
    model_name: str = "extractive"
    upstream: str | None = None
    turns: Turns = field(default_factory=Turns)

    @cached_property
    def store(self) -> Store:
        """Conversations and blobs, opened when first needed."""
        return Store(self.home)

    @cached_property
    def bundle(self) -> Bundle:
        """The model that sees, draws, speaks and hears.  Raises MissingError when there is none."""
        from necker.engine.bundle import Bundle, installed_model

        return Bundle.open(installed_model())

    @property
    def kind(self) -> str:
        """Who drafts answers: "extractive", "openai" (the model server of the settings) or "upstream"."""
        return "upstream" if self.upstream else "extractive" if self.model_name == "extractive" else "openai"

    def media(self) -> dict[str, bool]:
        """What the model can do with pictures and sounds; nothing when there is none."""
        try:
            files = self.bundle.files
        except NeckerError:
            files = {}
        image, sound = (any(name.startswith(kind) for name in files) for kind in ("image/", "sound/"))
        return {"see": image, "draw": image, "say": sound, "hear": sound}

    @property
    def origins(self) -> list[str]:
        """The addresses of the page, as a browser writes them in Origin."""
        return [f"http://{host}:{self.port}" for host in self.hosts]

    def close(self) -> None:
        """End what runs and close what is open."""
        self.turns.close()
        if "store" in self.__dict__:
            self.store.close()


class LibraryOpener:
    """The library over the packs of these names, or all that are installed; opened anew when one of them changes."""

    def __init__(self, names: Iterable[str] | None, folder: Path | None = None) -> None:
        self._names = list(names) if names is not None else None
        self._folder = folder
        self._lock = threading.Lock()
        self._known: tuple[tuple[object, ...], ...] = ()
        self._library: Library | None = None

    def __call__(self) -> Library:
        """Raises MissingError when there is no pack, or one is damaged."""
        with self._lock:
            now = self._packs()
            if self._library is None or now != self._known:
                self._library, self._known = Library.open(self._names, self._folder), now
            return self._library

    def _packs(self) -> tuple[tuple[object, ...], ...]:
        """What changes when a pack is added, replaced or removed."""
        names = installed_packs(self._folder) if self._names is None else self._names
        found: list[tuple[object, ...]] = []
        for name in names:
            try:
                status = pack_path(name, self._folder).stat()
            except OSError:
                found.append((name,))
            else:
                found.append((name, status.st_ino, status.st_mtime_ns, status.st_size))
        return tuple(found)
