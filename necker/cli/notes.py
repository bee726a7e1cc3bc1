"""`necker remember|forget|notes`: what the user wants kept, as evidence beside the packs."""

from __future__ import annotations

import argparse
from typing import Any


def add_to(verbs: Any, shared: argparse.ArgumentParser) -> None:
    pass
