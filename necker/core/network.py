"""The network switch.  Everything that would leave the machine asks here first, and every request is counted here."""

from __future__ import annotations

import os
import threading
from collections import Counter

from necker.core.errors import RefusedError
from necker.core.language import say

_forced = False
_requests: Counter[str] = Counter()
_counting = threading.Lock()


def set_offline(offline: bool) -> None:
    """Turn the network off for this process (the `--offline` flag, or `offline = true` in the configuration)."""
    global _forced
    _forced = offline


def is_offline() -> bool:
    """True when nothing may leave this machine.  `NECKER_OFFLINE=1` and `HF_HUB_OFFLINE=1` are honoured."""
    return bool(offline_because())


def offline_because() -> str | None:
    """What switched the network off: "--offline" (the flag or the configuration), a variable's name, or None."""
    if _forced:
        return "--offline"
    for name in ("NECKER_OFFLINE", "HF_HUB_OFFLINE"):
        if os.environ.get(name, "").strip().lower() not in ("", "0", "false", "no", "off"):
            return name
    return None


def require_network(purpose: str) -> None:
    """Raise RefusedError when offline; `purpose` completes "cannot ..." ."""
    reason = offline_because()
    if reason:
        raise RefusedError(
            say(f"cannot {purpose}", f"impossible de {purpose}"),
            say("the network is switched off", "le réseau est coupé"),
            say(f"run again without {reason}", f"relancez sans {reason}"),
        )


def record_request(host: str) -> None:
    """Count a request that is about to be sent to `host`; those to this machine too.  Kept in memory only."""
    with _counting:
        _requests[host] += 1


def requests_sent() -> dict[str, int]:
    """How many requests this process has sent, by host, in the order of the first to each."""
    with _counting:
        return dict(_requests)
