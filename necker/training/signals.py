"""What a person may ask of a training process: SIGUSR1 to write a checkpoint and wait, SIGTERM or Ctrl-C to write one and stop."""

from __future__ import annotations

import signal
import threading
import time
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
            signal.signal(number, handler)  # type: ignore[arg-type]

    def _heard(self, number: int, _: FrameType | None) -> None:
        if number in (signal.SIGINT, signal.SIGTERM):
            if self.stop and number == signal.SIGINT:  # asked twice: at once
                raise KeyboardInterrupt
            self.stop = True
        else:
            self.pause = not self.pause

    def wait(self) -> None:
        """Sleep until SIGUSR1 comes again, or a stop."""
        note(say("paused; SIGUSR1 goes on", "en pause ; SIGUSR1 pour reprendre"))
        while self.pause and not self.stop:
            time.sleep(_WAIT)


def stopped(step: int, steps: int) -> Stopped:
    return Stopped(
        say(f"stopped after step {step} of {steps}", f"arrêté après le pas {step} sur {steps}"),
        do=say("the same command goes on from there", "la même commande reprend à cet endroit"),
    )
