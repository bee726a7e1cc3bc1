"""Which licences data may have: SPDX expressions against a list, and what nobody declared is refused.

Only names are compared here: whether a text really is under its licence is for the evidence of its manifest to say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from necker.core.errors import RefusedError
from necker.core.language import say

# Free of restrictions on who may use the data and for what, in the sense of the Debian guidelines; ids of
# https://spdx.org/licenses/.  The GPL and the LGPL are those of documentation.
_ALLOWED = frozenset(
    """
    0BSD Apache-2.0 Artistic-1.0-Perl Artistic-2.0 BSD-1-Clause BSD-2-Clause BSD-2-Clause-Patent BSD-2-Clause-Views
    BSD-3-Clause BSD-3-Clause-Clear BSD-4-Clause BSD-Source-Code BSL-1.0 CC-PDDC CC-PDM-1.0 CC0-1.0 CDLA-Permissive-1.0
    CDLA-Permissive-2.0 CDLA-Sharing-1.0 EUPL-1.2 FSFAP HPND ISC LPPL-1.3c Libpng MIT MIT-0 MIT-Festival MPL-1.1 MPL-2.0
    NCSA NLOD-2.0 ODC-By-1.0 ODbL-1.0 OFL-1.0 OFL-1.1 OGL-UK-3.0 PDDL-1.0 PHP-3.01 PSF-2.0 PostgreSQL Python-2.0
    Unicode-3.0 Unicode-DFS-2016 Unlicense W3C WTFPL X11 Zlib etalab-2.0
    """.split()
)
_FAMILIES = re.compile(
    r"CC-BY(-SA)?-(1\.0|2\.0|2\.5|3\.0|4\.0)(-[A-Z]{2,3})?"  # the last: a version made for one country
    r"|(GPL-[123]\.0|LGPL-(2\.0|2\.1|3\.0))-(only|or-later)"
    r"|GFDL-1\.[123]-no-invariants-(only|or-later)"
)
_NEVER = re.compile(r"(^|[-.])(NC|ND|NonCommercial|NoDerivatives|NoDerivs)([-.]|$)", re.IGNORECASE)
_NEVER_SAID = re.compile(
    r"\bnon[- ]?commercial\b|\bno[- ]deriv|\bresearch (use |purposes? )?only\b|\bpas d.utilisation commerciale\b",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"\s*(\(|\)|[A-Za-z0-9.+-]+(?::[A-Za-z0-9.+-]+)?)")
_DEEPEST = 50  # parentheses


def allowed(expression: str, declared: Mapping[str, str]) -> None:
    """Nothing when `expression` allows use, change and redistribution by anyone.  AND asks it of both sides, OR of one.

    `declared` says of each LicenseRef where its text is and what it allows.  Raises RefusedError otherwise, for an
    expression that is none too.  Grammar: SPDX 2.3, annex D.
    """
    wrong = _Expression(expression, declared).refused()
    if wrong:
        raise RefusedError(
            say(f"the licence {expression!r} is refused", f"la licence {expression!r} est refusée"),
            wrong,
            say("leave this data out", "laissez ces données de côté"),
        )


class _Expression:
    """One reading of an expression; each method gives why its part is refused, or an empty string."""

    def __init__(self, text: str, declared: Mapping[str, str]) -> None:
        self._tokens, self._at, self._depth, self._declared = _tokens(text), 0, 0, declared

    def refused(self) -> str:
        try:
            why = self._either()
            if self._at != len(self._tokens):
                raise ValueError(self._tokens[self._at])
        except (ValueError, IndexError):
            return say("it is not an SPDX expression", "ce n’est pas une expression SPDX")
        return why

    def _either(self) -> str:
        sides = [self._both()]
        while self._next("OR"):
            sides.append(self._both())
        return "" if "" in sides else sides[0]

    def _both(self) -> str:
        sides = [self._one()]
        while self._next("AND"):
            sides.append(self._one())
        return next(filter(None, sides), "")

    def _one(self) -> str:
        if self._next("("):
            self._depth += 1
            if self._depth > _DEEPEST:
                raise ValueError("too deep")
            why = self._either()
            if not self._next(")"):
                raise ValueError("open")
            self._depth -= 1
            return why
        why = self._licence(self._name())
        if self._next("WITH"):  # an exception only adds to what is allowed
            self._name()
        return why

    def _name(self) -> str:
        name = self._tokens[self._at]
        if name in ("(", ")", "AND", "OR", "WITH"):
            raise ValueError(name)
        self._at += 1
        return name

    def _next(self, token: str) -> bool:
        found = self._at < len(self._tokens) and self._tokens[self._at] == token
        self._at += found
        return found

    def _licence(self, name: str) -> str:
        if _NEVER.search(name):
            return say(f"{name} forbids some uses", f"{name} interdit certains usages")
        if name.startswith("LicenseRef-"):
            text = self._declared.get(name, "")
            if not text.strip():
                return say(f"nobody declared {name}", f"personne n’a déclaré {name}")
            if _NEVER_SAID.search(text):
                return say(f"{name} forbids some uses", f"{name} interdit certains usages")
            return ""
        if name in _ALLOWED or _FAMILIES.fullmatch(name):
            return ""
        return say(f"{name} is not on the list", f"{name} n’est pas sur la liste")


def _tokens(text: str) -> list[str]:
    found, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if not match:
            return []  # which is no expression
        found.append(match[1])
        at = match.end()
    return found
