"""Personal data in texts, hidden behind marks: e-mail and IP addresses, phone, card, bank account and social security numbers.

What a number is must be shown by its check digits where it has some (IBAN, cards, the French NIR), and by its form where
it has none.  A mark is never longer than what it hides, nothing beside it changes, and hiding twice is hiding once.
What belongs to nobody stays: reserved networks and domains (RFC 6890, RFC 2606), names of files, accounts of machines.
"""

from __future__ import annotations

import ipaddress
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator

MARKS = {"e-mail": "⟨mail⟩", "ip": "⟨IP⟩", "phone": "⟨tel⟩", "iban": "⟨IBAN⟩", "card": "⟨card⟩", "nir": "⟨NIR⟩"}
_ZEROS = bytes(0x30 if 0x30 <= byte <= 0x39 else byte for byte in range(256))  # every digit as 0
_BETWEEN = " .-/()\u00a0\u202f".encode()  # what may stand between digits, and bytes of other signs with it
_COLONS = re.compile(rb":[0-9A-Fa-f]{0,4}:")  # as in every IPv6 address
_DIGITS = 7  # fewer are no number of a person: years, versions, sections
_STRETCH = re.compile(f"[0-9](?:[ .\\-/()\u00a0\u202f]{{0,3}}[0-9]){{{_DIGITS - 1},}}")
_AROUND = 24  # characters beside a stretch of digits that may belong to the number: the country of an IBAN, `+`, `2A`

_LOCAL = re.compile(r"[^\W_][\w.+%-]{0,63}\Z")
_DOMAIN = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_]{2,24}(?![\w-])")
_NOBODY = re.compile(r"(?:.*\.)?(?:example\.(?:com|net|org)|example|test|invalid|localhost|local)\Z", re.I)
_MACHINES = frozenset(("git", "noreply", "no-reply"))
_FILES = frozenset("png jpg jpeg gif webp svg pdf js css html py ts md txt json xml toml yml yaml service".split())

_GAP = "[ .\\-\u00a0\u202f]?"
_CLEAR, _OVER = f"(?<![\\w+])(?<![0-9]{_GAP[:-1]})", f"(?!\\w)(?!{_GAP}[0-9])"  # no longer row of numbers
_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_IPV4 = re.compile(rf"(?<![\w.-])(?:{_OCTET}\.){{3}}{_OCTET}(?!\.?[\w-])")
_IPV6 = re.compile(
    r"[23][0-9A-Fa-f]{3}:[0-9A-Fa-f:]{2,34}(?![\w:])"
)  # all public addresses begin with these (RFC 4291)
_IBAN = re.compile("(?<![^\\W_])[A-Z]{2}[0-9]{2}(?:[ \u00a0\u202f]?[A-Z0-9]){11,30}")
_CARD = re.compile(
    r"(?<![\w+])(?:[0-9]{13,19}|[0-9]{4}([ -])[0-9]{4}\1[0-9]{4}\1[0-9]{1,4}(?:\1[0-9]{3})?"
    r"|[0-9]{4}([ -])[0-9]{6}\2[0-9]{4,5})(?!\w)"
)
_NIR = re.compile(
    rf"(?<![\w+])([1-478]{_GAP}[0-9]{{2}}{_GAP}(?:0[1-9]|1[0-2]|[2-9][0-9]){_GAP}(?:[0-9]{{2}}|2[ABab]){_GAP}"
    rf"[0-9]{{3}}{_GAP}[0-9]{{3}}){_GAP}([0-9]{{2}})(?!\w)"
)
_FRENCH = rf"(?:(?<![\w+])(?:\+|00)33{_GAP}(?:\(0\){_GAP})?[1-9]|{_CLEAR}0[1-9])(?:{_GAP}[0-9]{{2}}){{4}}{_OVER}"
_ABROAD = rf"(?<![\w+])\+[1-9][0-9]{{0,2}}(?:{_GAP}\(?[0-9]{{1,4}}\)?){{2,6}}{_OVER}"
_AMERICAN = rf"{_CLEAR}(?:\([2-9][0-9]{{2}}\) ?|[2-9][0-9]{{2}}[ .-])[0-9]{{3}}[ .-][0-9]{{4}}{_OVER}"
_PHONE = re.compile(f"{_FRENCH}|{_ABROAD}|{_AMERICAN}")
# Visa, Mastercard, American Express, Discover, Diners Club, JCB: first digits and lengths.
_ISSUED = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}|3[47]\d{13}"
    r"|6(?:011|5\d\d)\d{12}|3(?:0[0-5]|[68]\d)\d{11}|35\d{14}"
)
# Countries and lengths in the registry of ISO 13616.
_LENGTHS = {
    country: int(length)
    for country, length in re.findall(
        r"([A-Z]{2})(\d\d)",
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 "
        "GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 MC27 MD24 "
        "ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 "
        "TR26 UA29 VA22 VG24 XK20",
    )
}
# Networks that are no one's address (RFC 6890), written here because Python's own list changes with its version.
_RESERVED = tuple(
    ipaddress.IPv4Network(net)
    for net in "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 "
    "192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3".split()
)
_RESERVED6 = (ipaddress.IPv6Network("2001:db8::/32"), ipaddress.IPv6Network("3fff::/20"))


def masked(text: str) -> tuple[str, Counter[str]]:
    """The text with marks for personal data, and how many of each kind (the keys of `MARKS`) were hidden."""
    counts: Counter[str] = Counter()
    while found := _found(text):  # a number may stand clear once its neighbour is hidden
        parts: list[str] = []
        at = 0
        for start, end, kind in found:
            parts += (text[at:start], MARKS[kind])
            counts[kind] += 1
            at = end
        text = "".join(parts) + text[at:]
    return text, counts


def _found(text: str) -> list[tuple[int, int, str]]:
    """What is to be hidden, in order, nothing twice; where two kinds could be meant, the one with check digits.

    The first look, at bytes, is all that most texts need: an @, two colons, or seven digits together.
    """
    data = text.encode("utf-8", "replace")
    candidates: list[tuple[int, int, str]] = []
    if b"@" in data:
        candidates += _mails(text)
    if _COLONS.search(data):
        candidates += _ipv6(text)
    if b"0" * _DIGITS in data.translate(_ZEROS, _BETWEEN):
        for low, high in _windows(text):
            candidates += (*_ibans(text, low, high), *_numbers(text, low, high))
    starts: list[int] = []
    spans: dict[int, tuple[int, int, str]] = {}
    for start, end, kind in candidates:
        place = bisect_left(starts, start)
        clear = place == len(starts) or end <= starts[place]
        if clear and (not place or spans[starts[place - 1]][1] <= start):
            starts.insert(place, start)
            spans[start] = (start, end, kind)
    return [spans[start] for start in starts]


def _mails(text: str) -> Iterator[tuple[int, int, str]]:
    at = text.find("@")
    while at >= 0:
        domain, local = _DOMAIN.match(text, at + 1), _LOCAL.search(text[max(0, at - 64) : at])
        if domain and local and local[0].lower() not in _MACHINES and not _is_nobodys(domain[0]):
            yield at - len(local[0]), domain.end(), "e-mail"
        at = text.find("@", at + 1)


def _is_nobodys(domain: str) -> bool:
    return bool(_NOBODY.match(domain)) or domain.rpartition(".")[2].lower() in _FILES


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """Where enough digits stand together, with what is beside them."""
    low = high = -1
    for match in _STRETCH.finditer(text):
        if match.start() - _AROUND > high:
            if high >= 0:
                yield low, high
            low = max(0, match.start() - _AROUND)
        high = match.end() + _AROUND
    if high >= 0:
        yield low, high


def _ipv6(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _IPV6.finditer(text):
        before = text[match.start() - 1 : match.start()]
        if not (before.isalnum() or before in tuple("_:.")):
            address = match[0][:-1] if match[0].endswith(":") and not match[0].endswith("::") else match[0]
            if _public(address):
                yield match.start(), match.start() + len(address), "ip"


def _public(address: str) -> bool:
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(read, ipaddress.IPv4Address):
        return not any(read in net for net in _RESERVED)
    return not any(read in net for net in _RESERVED6)


def _ibans(text: str, low: int, high: int) -> Iterator[tuple[int, int, str]]:
    for match in _IBAN.finditer(text, low, high):
        length, end, letters = _LENGTHS.get(match[0][:2], 0), match.start(), ""
        while len(letters) < length and end < match.end():
            letters += text[end] if text[end].isalnum() else ""
            end += 1
        if len(letters) == length and is_iban(letters) and not text[end : end + 1].isalnum():
            yield match.start(), end, "iban"


def _numbers(text: str, low: int, high: int) -> Iterator[tuple[int, int, str]]:
    for match in _NIR.finditer(text, low, high):
        if is_nir(match[0]):
            yield *match.span(), "nir"
    for match in _CARD.finditer(text, low, high):
        if is_card(match[0]):
            yield *match.span(), "card"
    for match in _IPV4.finditer(text, low, high):
        if _digits(match[0]) >= _DIGITS and _public(match[0]):
            yield *match.span(), "ip"
    for match in _PHONE.finditer(text, low, high):
        if _is_phone(match[0]) and "isbn" not in text[max(0, match.start() - 12) : match.start()].lower():
            yield *match.span(), "phone"


def _digits(text: str) -> int:
    return sum(c in "0123456789" for c in text)


def _is_phone(text: str) -> bool:
    """Not the ten digits in a row, and long enough to be dialled (ITU-T E.164: fifteen at most)."""
    digits = "".join(c for c in text if c in "0123456789")
    return (
        8 <= len(digits) <= 15
        and digits != "0123456789"
        and (text[0] != "+" or len(digits) >= 10 or not text[1:].isdigit())
    )


def is_iban(text: str) -> bool:
    """The check of ISO 7064 (97-10) on an account number without spaces."""
    return text.isascii() and text.isalnum() and int("".join(str(int(c, 36)) for c in text[4:] + text[:4])) % 97 == 1


def is_card(text: str) -> bool:
    """The first digits of an issuer, its length, and the check of ISO/IEC 7812 (Luhn)."""
    digits = [int(c) for c in text if c in "0123456789"]
    if not _ISSUED.fullmatch("".join(map(str, digits))):
        return False
    return sum(d if i % 2 == 0 else sum(divmod(2 * d, 10)) for i, d in enumerate(reversed(digits))) % 10 == 0


def is_nir(text: str) -> bool:
    """The key of a French social security number: 97 less the rest modulo 97, `2A` read as 19 and `2B` as 18."""
    plain = "".join(c for c in text if c.isalnum()).upper()
    number = (
        plain[:13].replace("2A", "19").replace("2B", "18") if plain[6:7] == "B" or plain[6:7] == "A" else plain[:13]
    )
    return len(plain) == 15 and number.isdigit() and plain[13:].isdigit() and 97 - int(number) % 97 == int(plain[13:])
