"""Processes that work for this one, and never outlive it: neither Ctrl-C nor kill -9 leaves one behind.

What they do is told by whoever gives them tasks.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import Connection
from typing import TypeVar

from necker.core.errors import NeckerError
from necker.core.language import say, set_language

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")


class Pool:
    """`workers` processes, begun when there is a first task."""

    def __init__(self, workers: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._theirs, self._ours = context.Pipe(duplex=False)
        self._pool = ProcessPoolExecutor(workers, context, _begin, (self._theirs,))

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is not None:
            self._ours.close()  # which ends what is under way
        self._pool.shutdown(cancel_futures=True)
        self._ours.close()
        self._theirs.close()

    def each(self, function: Callable[[_Task], _Result], tasks: Iterable[_Task]) -> Iterator[_Result]:
        """What `function` gives of each task, as it comes.  Raises NeckerError when a process dies."""
        try:
            for future in as_completed([self._pool.submit(function, task) for task in tasks]):
                yield future.result()
        except BrokenProcessPool as error:
            raise NeckerError(
                say("a working process has died", "un processus de travail est mort"),
                say("perhaps there was not enough memory", "peut-être par manque de mémoire"),
                say("run the same command again, with fewer --workers", "relancez, avec moins de --workers"),
            ) from error


def _begin(parent: Connection) -> None:
    """Reasons that are kept are English, whoever asks; and a worker goes when its parent does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it too, and says what becomes of us
    set_language("en")
    threading.Thread(target=_leave, args=(parent,), daemon=True).start()


def _leave(parent: Connection) -> None:
    try:
        parent.recv_bytes()  # nobody ever sends anything: this ends with the other side
    except (EOFError, OSError):
        os._exit(1)
