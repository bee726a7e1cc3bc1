"""Data is free or refused: what is not on the list, what nobody declared, and what is no licence at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from necker.core.errors import RefusedError
from necker.sources.licences import allowed

DECLARED = {"LicenseRef-ours": "Text: LICENSE of x. Use, change and redistribution are permitted with the notice."}

FREE = (
    "CC0-1.0 CC-BY-2.0 CC-BY-4.0 CC-BY-3.0-AT CC-BY-SA-3.0 CC-BY-SA-4.0 CC-PDDC CC-PDM-1.0 MIT BSD-2-Clause BSD-3-Clause "
    "ISC Apache-2.0 MPL-2.0 GFDL-1.3-no-invariants-or-later GPL-2.0-or-later LGPL-2.1-only PSF-2.0 Unicode-3.0 "
    "etalab-2.0 OFL-1.1 ODbL-1.0 PDDL-1.0 Artistic-2.0 Zlib WTFPL LicenseRef-ours"
).split()
NOT_FREE = (
    "CC-BY-NC-4.0 CC-BY-ND-4.0 CC-BY-NC-SA-3.0 CC-BY-NC-ND-2.0 GFDL-1.3-or-later GFDL-1.2-invariants-only NOASSERTION NONE "
    "proprietary LicenseRef-other CC-BY CC-BY-5.0 CC-Sampling+ mit GPL-2.1-only GPL-2.0+ GPL-2.0 BSD-3-Clause-No-Nuclear-License JSON "
    "DocumentRef-x:LicenseRef-ours"
).split()


def is_allowed(expression: str) -> bool:
    try:
        allowed(expression, DECLARED)
    except RefusedError as error:
        assert error.what and error.why and error.do
        return False
    return True


@pytest.mark.parametrize("licence", FREE)
def test_free_licences_are_allowed(licence: str) -> None:
    assert is_allowed(licence)


@pytest.mark.parametrize("licence", NOT_FREE)
def test_others_are_refused(licence: str) -> None:
    assert not is_allowed(licence)


def test_and_asks_both_sides_or_one_and_binds_tighter() -> None:
    assert is_allowed("MIT AND CC0-1.0") and not is_allowed("MIT AND CC-BY-NC-4.0")
    assert is_allowed("CC-BY-NC-4.0 OR MIT") and not is_allowed("CC-BY-NC-4.0 OR CC-BY-ND-4.0")
    assert is_allowed("MIT OR CC-BY-NC-4.0 AND CC-BY-ND-4.0") and not is_allowed("(MIT OR ISC) AND CC-BY-NC-4.0")
    assert is_allowed("GPL-2.0-or-later WITH Classpath-exception-2.0") and not is_allowed("JSON WITH x")


@pytest.mark.parametrize(
    "expression",
    ["", " ", "()", "MIT AND", "AND MIT", "MIT MIT", "(MIT", "MIT)", "MIT/ISC", "MIT, ISC", "MIT and ISC", "MIT WITH", "MIT\0"],
)  # fmt: skip
def test_what_is_no_expression_is_refused(expression: str) -> None:
    with pytest.raises(RefusedError, match="not an SPDX expression"):
        allowed(expression, DECLARED)


def test_nobody_declared_it() -> None:
    for declared in ({}, {"LicenseRef-ours": "  "}):
        with pytest.raises(RefusedError, match="nobody declared LicenseRef-ours"):
            allowed("MIT AND LicenseRef-ours", declared)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("LicenseRef-CC-BY-NC", "allows everything"),
        ("LicenseRef-x-NoDerivatives", "allows everything"),
        ("LicenseRef-x", "for non-commercial use"),
        ("LicenseRef-x", "for research purposes only"),
        ("LicenseRef-x", "no derivative works"),
    ],
)
def test_a_declaration_opens_nothing_that_is_closed(name: str, text: str) -> None:
    with pytest.raises(RefusedError, match="forbids some uses"):
        allowed(name, {name: text})


@given(st.recursive(
    st.sampled_from(["MIT", "CC0-1.0", "CC-BY-NC-4.0", "LicenseRef-other"]).map(lambda name: (name, name in FREE)),
    lambda inner: st.tuples(inner, st.sampled_from(["AND", "OR"]), inner).map(
        lambda t: (f"({t[0][0]} {t[1]} {t[2][0]})", all((t[0][1], t[2][1])) if t[1] == "AND" else any((t[0][1], t[2][1])))
    ),
    max_leaves=12,
))  # fmt: skip
def test_it_is_the_logic_that_it_says(case: tuple[str, bool]) -> None:
    assert is_allowed(case[0]) == case[1]


@given(st.text(alphabet="MITOR AND()+-.LicenseRef:\n", max_size=40) | st.text(max_size=20))
def test_any_text_has_an_answer(text: str) -> None:
    is_allowed(text)


def test_it_is_not_lost_in_parentheses() -> None:
    assert is_allowed("(" * 20 + "MIT" + ")" * 20) and not is_allowed("(" * 50_000 + "MIT" + ")" * 50_000)
