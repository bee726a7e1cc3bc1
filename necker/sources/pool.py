"""Processes that work for this one, and never outlive it: neither Ctrl-C nor kill -9 leaves one behind.

What they do is told by whoever gives them tasks.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing.connection import Connection
from typing import TypeVar

from necker.core.errors import NeckerError
from necker.core.language import say, set_language

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")


class Pool:
    """`workers` processes, begun when there are tasks, and begun again when they die."""

    def __init__(self, workers: int) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._theirs, self._ours = self._context.Pipe(duplex=False)
        self._workers: list[ProcessPoolExecutor | None] = [None] * workers  # each alone, so that one death is one loss

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is not None:
            self._ours.close()  # which ends what is under way
        for worker in self._workers:
            if worker is not None:
                worker.shutdown(cancel_futures=True)
        self._ours.close()
        self._theirs.close()

    def each(
        self,
        function: Callable[[_Task], _Result],
        tasks: Iterable[_Task],
        lost: Callable[[_Task], None] | None = None,
    ) -> Iterator[_Result]:
        """What `function` gives of each task, as it comes.

        `lost` is told the task of a process that died, which gives nothing; without it NeckerError is raised.
        """
        todo, running = iter(tasks), dict[Future[_Result], tuple[int, _Task]]()
        free = list(range(len(self._workers)))
        while True:
            for task in islice(todo, len(free)):
                slot = free.pop()
                running[self._submit(slot, function, task)] = slot, task
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                slot, task = running.pop(future)
                free.append(slot)
                try:
                    result = future.result()
                except BrokenProcessPool as error:
                    self._workers[slot] = None
                    if lost is None:
                        raise _died() from error
                    lost(task)
                else:
                    yield result

    def _submit(self, slot: int, function: Callable[[_Task], _Result], task: _Task) -> Future[_Result]:
        worker = self._workers[slot]
        if worker is None:
            worker = self._workers[slot] = ProcessPoolExecutor(1, self._context, _begin, (self._theirs,))
        try:
            return worker.submit(function, task)
        except BrokenProcessPool:  # it died with nothing to do
            self._workers[slot] = None
            return self._submit(slot, function, task)


def _died() -> NeckerError:
    return NeckerError(
        say("a working process has died", "un processus de travail est mort"),
        say("perhaps there was not enough memory", "peut-être par manque de mémoire"),
        say("run the same command again, with fewer --workers", "relancez, avec moins de --workers"),
    )


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
