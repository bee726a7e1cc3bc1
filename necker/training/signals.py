"""What a person may ask of a training process: SIGUSR1 to write a checkpoint and wait, SIGTERM or Ctrl-C to write one and stop."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from types import FrameType

from necker.core.console import note
from necker.core.errors import NeckerError
from necker.core.language import say

_WAIT = 0.2  # seconds between two looks while paused


class Stopped(NeckerError):
    """Training stopped where it was told to; the next call goes on from there."""

    exit_code = 130


class Requests:
    """Listens while a `with` block runs, in the main thread only; elsewhere nothing is ever asked."""

    def __init__(self) -> None:
        self.stop = False
        self.pause = False
        self._before: dict[int, object] = {}

    def __enter__(self) -> Requests:
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGUSR1", None)):
                if number is not None:
                    self._before[number] = signal.signal(number, self._heard)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler or signal.SIG_DFL)  # type: ignore[arg-type]

    def _heard(self, number: int, _: FrameType | None) -> None:
        if number in (signal.SIGINT, signal.SIGTERM):
            if self.stop and number == signal.SIGINT:  # asked twice: at once
                raise KeyboardInterrupt
            self.stop = True
        else:
            self.pause = not self.pause

    def wait(self, agree: Callable[[list[bool]], list[bool]] = list) -> bool:
        """Sleep until SIGUSR1 comes again, or a stop; returns whether to stop.  `agree` is asked what all processes heard."""
        note(say("paused; SIGUSR1 goes on", "en pause ; SIGUSR1 pour reprendre"))
        while True:
            stop, pause = agree([self.stop, self.pause])
            if stop or not pause:
                return stop
            time.sleep(_WAIT)

    def check(self) -> None:
        """Between two pieces of work that are kept or done again: wait or stop here where that was asked."""
        if self.pause:
            self.wait()
        if self.stop:
            raise Stopped(
                say("stopped between two stages", "arrêté entre deux étapes"),
                do=say("the same command goes on from there", "la même commande reprend à cet endroit"),
            )


def stopped(step: int, steps: int) -> Stopped:
    return Stopped(
        say(f"stopped after step {step} of {steps}", f"arrêté après le pas {step} sur {steps}"),
        do=say("the same command goes on from there", "la même commande reprend à cet endroit"),
    )
