"""Personal data is hidden where it is shown to be some; nothing else is touched."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from necker.sources.clean.personal import MARKS, is_card, is_iban, is_nir, masked

HIDDEN = [
    ("Écrivez à jean.dupont+x@orange.fr.", "Écrivez à ⟨mail⟩.", "e-mail"),
    ("l’adresse d’alice@site.co.uk, merci", "l’adresse d’⟨mail⟩, merci", "e-mail"),
    ("mail a@b.fr", "mail ⟨mail⟩", "e-mail"),
    ("Tél. 01 42 34 56 78", "Tél. ⟨tel⟩", "phone"),
    ("Tél. : 01.42.34.56.78.", "Tél. : ⟨tel⟩.", "phone"),
    ("(0612345678)", "(⟨tel⟩)", "phone"),
    ("+33 (0)6 12 34 56 78", "⟨tel⟩", "phone"),
    ("0033 1\u00a042\u00a034\u00a056\u00a078", "⟨tel⟩", "phone"),
    ("call +44 20 7946 0958 now", "call ⟨tel⟩ now", "phone"),
    ("call (415) 555-2671 or 415-555-2672", "call ⟨tel⟩ or ⟨tel⟩", "phone"),
    ("IBAN FR76 3000 6000 0112 3456 7890 189 ET BIC", "IBAN ⟨IBAN⟩ ET BIC", "iban"),
    ("GB29NWBK60161331926819", "⟨IBAN⟩", "iban"),
    ("card 4111 1111 1111 1111 12/27", "card ⟨card⟩ 12/27", "card"),
    ("378282246310005", "⟨card⟩", "card"),
    ("NIR 1 85 05 78 006 084 91 ;", "NIR ⟨NIR⟩ ;", "nir"),
    ("2 55 08 2A 004 025 70", "⟨NIR⟩", "nir"),
    ("from 82.64.12.199.", "from ⟨IP⟩.", "ip"),
    ("from 2a01:e0a:1b2:c3d0::1: refused", "from ⟨IP⟩: refused", "ip"),
]


@pytest.mark.parametrize(("text", "result", "kind"), HIDDEN)
def test_hides(text: str, result: str, kind: str) -> None:
    assert masked(text) == (result, Counter({kind: result.count(MARKS[kind])}))


@pytest.mark.parametrize(
    "text",
    [
        "user@example.com, root@localhost, git@github.com:a/b.git, icon@2x.png, @name, a@b",
        "192.168.1.20 127.0.0.1 198.51.100.178 1.2.3.4 3.11.10.2 2001:db8::17 300.400.500.600",
        "std::vector<int> 12:30:45 fe80::1 ::1 2000-2010: 20:15",
        "de 1756 à 1791, 1 234 567 habitants, 3,141592653589793, 2024-05-17T12:30:45",
        "FR76 3000 6000 0112 3456 7890 188 et 4111 1111 1111 1112 et 1 85 05 78 006 084 92",
        "0123456789 ISBN 0198534531 ISBN 978-2-07-036024-5",
        "04 12 17 23 31 42 et 01 02 03 04 05 06 07",
        "x = y +1000000 + 12",
    ],
)
def test_leaves_what_is_nobodys_and_what_does_not_check(text: str) -> None:
    assert masked(text) == (text, Counter())


@settings(deadline=None)
@given(st.integers(0, 10**23 - 1))
def test_iban_checks_and_every_wrong_digit_is_seen(number: int) -> None:
    account = f"{number:023}"
    key = 98 - int(account + "152700") % 97
    assert is_iban(f"FR{key:02}{account}")
    wrong = account[:5] + str((int(account[5]) + 1) % 10) + account[6:]
    assert not is_iban(f"FR{key:02}{wrong}")


@settings(deadline=None)
@given(st.integers(0, 10**14 - 1), st.integers(0, 14), st.integers(1, 9))
def test_card_checks_and_every_wrong_digit_is_seen(number: int, place: int, change: int) -> None:
    digits = f"4{number:014}"
    total = sum(sum(divmod(2 * int(d), 10)) if i % 2 == 0 else int(d) for i, d in enumerate(reversed(digits)))
    card = digits + str(-total % 10)
    assert is_card(card)
    place = max(1, place)
    assert not is_card(card[:place] + str((int(card[place]) + change) % 10) + card[place + 1 :])
    assert not is_card("9" + card[1:])


@settings(deadline=None)
@given(
    st.sampled_from("12"),
    st.integers(0, 99),
    st.integers(1, 12),
    st.sampled_from(["75", "2A", "2B", "99"]),
    st.integers(1, 999),
    st.integers(1, 999),
)
def test_nir_checks_and_every_wrong_key_is_seen(
    sex: str, year: int, month: int, place: str, town: int, order: int
) -> None:
    body = f"{sex}{year:02}{month:02}{place}{town:03}{order:03}"
    key = 97 - int(body.replace("2A", "19").replace("2B", "18") if place[0] == "2" else body) % 97
    assert is_nir(f"{body}{key:02}")
    assert not is_nir(f"{body}{key % 97 + 1:02}")


PIECES = st.sampled_from(
    [text for text, _, _ in HIDDEN] + ["4111 1111 1111 1111", "01 42 34 56 78", "a@b.fr", "2a01:e0a::1"]
)
MESSY = st.lists(PIECES | st.text(alphabet="0149afFR@.:+-/() \u00a0é", max_size=12), max_size=5).map("".join)


@settings(deadline=None)
@given(MESSY)
def test_marks_never_grow_the_text_and_nothing_beside_them_changes(text: str) -> None:
    result, counts = masked(text)
    assert len(result) <= len(text)
    assert sum(counts.values()) == sum(result.count(mark) for mark in MARKS.values())
    beside = "(?s:.+)".join(map(re.escape, re.split("⟨[^⟩]*⟩", result)))
    assert re.fullmatch(beside, text)


@settings(deadline=None)
@given(MESSY)
def test_hiding_twice_is_hiding_once(text: str) -> None:
    result = masked(text)[0]
    assert masked(result) == (result, Counter())


def test_long_runs_take_no_time() -> None:
    for run in (
        "a" * 200_000 + "@",
        "@" * 100_000,
        "1" * 200_000,
        "1 " * 100_000,
        "a@" * 50_000,
        "2001:" * 40_000,
        "a." * 50_000 + "@b",
    ):
        masked(run)
