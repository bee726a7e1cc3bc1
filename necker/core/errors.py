"""Errors a user may see: one line that says what happened, why, and what to do.

A traceback on a user's screen is a bug; everything expected to go wrong is raised as a `NeckerError`.
"""

from __future__ import annotations

from necker.core.language import say


class NeckerError(Exception):
    """An expected failure.  `str(error)` is the one line shown to the user; `exit_code` is what the command returns."""

    exit_code = 1

    def __init__(self, what: str, why: str = "", do: str = "") -> None:
        self.what, self.why, self.do = (" ".join(part.split()) for part in (what, why, do))
        line = self.what + (say(": ", " : ") + self.why if self.why else "")
        super().__init__(line + (f" → {self.do}" if self.do else ""))


class UsageError(NeckerError):
    """The command was called wrongly."""

    exit_code = 2


class StartError(NeckerError):
    """A server could not start: its port is taken.  The code is the one that servers use for it."""

    exit_code = 3


class BackendError(NeckerError):
    """A server that was asked for (model server, Wikipedia) cannot be reached or does not answer as agreed."""

    exit_code = 4


class MissingError(NeckerError):
    """Something must be installed or downloaded first: a pack, an extra, a model."""

    exit_code = 5


class RefusedError(NeckerError):
    """Refused by policy or permission: the network while offline, a sandbox that cannot be built."""

    exit_code = 6


class UnprovenError(NeckerError):
    """`--strict`, and a claim is contradicted or unsupported; or a proof that does not hold."""

    exit_code = 7
