"""What is held out: never trained on, and nothing of it is.

A thing is held out with all its documents: one in twenty, by its hash (document.py).  Where more is known of a document (who
speaks, who drew it, which word it is) the manifest says in [[held]] by what it is held out instead; a document is when any
of these says so.  An evaluation of new speakers then takes the documents that are held by `speaker`, which `meta` tells.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from necker.sources.document import is_held_out
from necker.sources.mirror import Source
from necker.text.normal import fold

Meta = tuple[tuple[str, str], ...]


def held(source: Source, thing: str, known: Mapping[str, str]) -> tuple[bool, Meta]:
    """Whether a document is held out; what its meta says: by what its source holds out, and by which of these it is.

    `known` has a value for each.  Raises KeyError where it has none.
    """
    if not source.held:
        return is_held_out(thing), ()
    by: dict[str, None] = {}
    for rule in source.held:
        value = known[rule.by]
        if value in rule.values if rule.values else is_held_out(f"{rule.by}/{value}"):
            by[rule.by] = None
    meta = {rule.by: known[rule.by] for rule in source.held} | ({"held_by": ", ".join(by)} if by else {})
    return bool(by), tuple(meta.items())


def said(text: str) -> str:
    """The words alone: "Thank you!" is "thank you"."""
    return " ".join(re.findall(r"[^\W_]+", fold(text)))
