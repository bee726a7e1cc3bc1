"""A text into claims that stay spans of it: sentences, cut further where a second statement about the same subject begins.

Says of each span whether it can be checked at all (`kind`), and of the whole text what was passed over.  Looks for no
evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from necker.core.language import Lang
from necker.text.language import identify
from necker.text.normal import fold
from necker.text.sentences import sentences
from necker.text.words import content_stems, words
from necker.verify.claim import Claim, Kind
from necker.verify.match import read

MOST_CLAIMS = 400
"""Claims checked in one text; what follows is left out, and `passed_over` says how much."""

MOST_CHARACTERS = 3000
"""A longer "sentence" is not one (a table, code, a dump): it is not checked, and `passed_over` counts it."""

# List marks, headings, quotation marks of Markdown at the head of a line: not part of a claim.
_HEAD = re.compile(r"(?:[>\s]*(?:[-*+•–]|\d{1,3}[.)]|#{1,6})\s+)+|[>\s]+")
_HEADING = re.compile(r"\s*#{1,6}\s")
_FENCE = re.compile(r"\s*(`{3,}(?=[^`]*$)|~{3,})")
_RULE = re.compile(r"[\s|:*_=\-]+$")
_MARK = re.compile(r"\[\d{1,3}\]$")
_MARK_LENGTH = 5

# A second statement about the same subject: ", and was ...", " et a reçu ...", "; il ...".
_CUT = re.compile(
    r"(?P<cut>\s*;\s+|,?\s+(?:and|but|while|et|mais|puis|tandis qu[e'’])\s+)(?="
    r"(?:he|she|it|they|il|elle|ils|elles)\b|(?:later|then|also|ensuite|aussi)?\s*"
    r"(?:was|were|is|has|had|became|won|wrote|died|lived|received|married|moved|studied|founded|discovered|painted|composed|"
    r"directed|published|led|lies|flows|covers|borders|served|ruled|reigned|began|ended|"
    r"est|était|fut|furent|sont|a|ont|avait|devint|devient|mourut|meurt|naît|naquit|vécut|reçut|épousa|étudia|fonda|"
    r"découvrit|peignit|composa|publia|dirigea|régna|débuta|se|s['’])\b)",
    re.IGNORECASE,
)
_WORD_BEFORE_CUT = 3  # both sides of a cut need this many words to be statements

_META = re.compile(
    r"(sure|certainly|of course|hello|hi|thanks?|thank you|here (is|are|'s)|let me|i hope|note that|in summary|in conclusion|"
    r"please|see|feel free|if you|would you|do you|sources?\s*:|references?\s*:|bien sur|bonjour|salut|merci|voici|voila|"
    r"j'espere|n'hesitez|si vous|veuillez|en resume|en conclusion|je (peux|vais|suis|ne)|"
    r"i (can|will|am|don't|do not|would|could)|as an ai|en tant qu)\b"
)
_OPINION = re.compile(
    r"\b(i (think|believe|feel|find|like|love|prefer|guess|suppose|admire|adore|hate|enjoy|hope|wish|recommend)|in my (opinion|view)|imho|personally|"
    r"je (pense|crois|trouve|prefere|suppose|deteste|souhaite|recommande)|a mon avis|selon moi|personnellement|j'(aime|adore|admire|espere)|"
    r"(should|ought to)|il (faut|faudrait|vaudrait)|on devrait|"
    r"(most|more|very|truly|so|absolutely|simply) (beautiful|wonderful|boring|amazing|delicious|fascinating|lovely|interesting)|"
    r"(is|are|was|were) (beautiful|wonderful|boring|amazing|delicious|fascinating|lovely|great|awesome|terrible|overrated)|"
    r"(le|la|les) plus (beau|belle|beaux|belles|passionnante?s?|merveilleu(x|se)s?)|"
    r"(est|sont|etait) (magnifiques?|merveilleu(x|se)s?|geniale?s?|ennuyeu(x|se)s?|fascinante?s?|delicieu(x|se)s?|superbes?))\b"
)
_PRONOUN = re.compile(
    r"(?:(?:in|en|at|à) \d{4},? )?(?:he|she|it|they|his|her|its|their|this|these|il|elle|ils|elles|son|sa|ses|leur|leurs|"
    r"ce|cette|cet|ces|celui-ci|celle-ci)\b",
    re.IGNORECASE,
)
# Those that stand for somebody or something named before, unlike "cette bataille de ..."; "il existe", "it was X who" do not.
_PERSON = re.compile(
    r"(?:(?:in|en|at|à) \d{4},? )?(?!il (?:n['’])?(?:y a|existe|faut|s['’]agit|est (?:\w+ )?qu[e'’])|"
    r"it (?:is|was)\b.* (?:that|who)\b)"
    r"(?:he|she|it|they|his|her|its|their|il|elle|ils|elles|son|sa|ses|leur|leurs)\b",
    re.IGNORECASE,
)


def split(text: str, lang: Lang | None = None) -> list[Claim]:
    """The claims of an NFC text in order, never overlapping; `claim.text == text[claim.start:claim.end]`.

    `lang` forces the language; otherwise each sentence's own is used, or the whole text's where it cannot tell.
    At most MOST_CLAIMS are returned.
    """
    whole = _whole(text, lang)
    found: list[Claim] = []
    for a, b, continues in islice(_pieces(text, whole), MOST_CLAIMS):
        one = text[a:b]
        own = lang or _language(one, whole)
        found.append(Claim(a, b, one, own, kind=kind_of(one, own), continues=continues))
    return found


@dataclass(frozen=True, slots=True)
class PassedOver:
    """What of a text was not checked: lines of code, headings, sentences over MOST_CHARACTERS, and the characters (code
    points) after the first MOST_CLAIMS claims."""

    code: int
    headings: int
    overlong: int
    beyond: int

    @property
    def failed(self) -> bool:
        """Whether statements were left unchecked, so that nobody can say that every claim of the text holds.

        Code and headings do not count: what stands between two fences was marked as no prose by its author, and a
        heading names what follows rather than states it.  Both are in nearly every Markdown text, so that a check that
        failed on them would be of no use; they are told all the same, since either could be misused to hide a statement.
        """
        return bool(self.overlong or self.beyond)

    def said(self, lang: Lang) -> str:
        """One line in the language given; empty when all was checked."""
        rows = (
            (self.code, "line of code|lines of code", "ligne de code|lignes de code"),
            (self.headings, "heading|headings", "titre|titres"),
            (
                self.overlong,
                f"sentence over {MOST_CHARACTERS} characters|sentences over {MOST_CHARACTERS} characters",
                f"phrase de plus de {MOST_CHARACTERS} caractères|phrases de plus de {MOST_CHARACTERS} caractères",
            ),
            (
                self.beyond,
                f"character after the first {MOST_CLAIMS} claims|characters after the first {MOST_CLAIMS} claims",
                f"caractère après les {MOST_CLAIMS} premières affirmations|"
                f"caractères après les {MOST_CLAIMS} premières affirmations",
            ),
        )
        told = [f"{n} {(fr if lang == 'fr' else en).split('|')[n > 1]}" for n, en, fr in rows if n]
        return (("non vérifié : " if lang == "fr" else "not checked: ") + ", ".join(told)) if told else ""


def passed_over(text: str, claims: Sequence[Claim], lang: Lang | None = None) -> PassedOver:
    """What `split(text, lang)`, which gave these claims, passed over.  Every word of the text is in a claim or told here."""
    lines = text.splitlines(keepends=True)
    fenced = _fenced(lines)
    code = sum(bool(line.strip(" \t\r\n`~")) for line, inside in zip(lines, fenced, strict=True) if inside)
    headings = sum(bool(_HEADING.match(line)) for line, inside in zip(lines, fenced, strict=True) if not inside)
    left = islice(_pieces(text, _whole(text, lang)), MOST_CLAIMS, None) if len(claims) == MOST_CLAIMS else iter(())
    beyond = next((len(text.rstrip()) - start for start, _, _ in left), 0)
    return PassedOver(code, headings, sum(len(claim.text) > MOST_CHARACTERS for claim in claims), beyond)


def _whole(text: str, lang: Lang | None) -> Lang:
    """The language of a text."""
    return lang or identify(text[:5000])[0] or "en"


def _pieces(text: str, whole: Lang) -> Iterator[tuple[int, int, bool]]:
    """(start, end, whether it goes on with the sentence before) of every claim, without end."""
    for start, end in _lines(text):
        for s, e in sentences(text[start:end], whole):
            for a, b in _cut(text, start + s, _without_marks(text, start + s, start + e)):
                yield a, b, a > start + s


def _language(text: str, default: Lang) -> Lang:
    lang, sure = identify(text)
    return lang if lang and sure >= 0.8 else default


def _lines(text: str) -> list[tuple[int, int]]:
    """Lines without list marks, fences and what they hold, and rules."""
    spans, position = [], 0
    lines = text.splitlines(keepends=True)
    for line, inside in zip(lines, _fenced(lines), strict=True):
        start, end = position, position + len(line.rstrip())
        position += len(line)
        if inside or not line.strip() or _HEADING.match(line) or _RULE.match(line):
            continue
        head = _HEAD.match(text, start, end)
        start = head.end() if head else start
        mark = _FENCE.match(text[start:end])  # of a fence that is none: what follows it is read
        start = start + mark.end() if mark else start
        start += len(text[start:end]) - len(text[start:end].lstrip())
        if start < end:
            spans.append((start, end))
    return spans


def _fenced(lines: Sequence[str]) -> list[bool]:
    """For every line, whether it belongs to a fence: its two marks and what stands between them.

    As in CommonMark, a fence is closed by a mark alone on its line, of the same sign and no shorter.  Otherwise than
    there, one that is never closed is none: it would hide the rest of the text.
    """
    marks = [
        (n, m[1], not line[m.end() :].strip()) for n, line in enumerate(lines) if (m := _FENCE.match(line.rstrip()))
    ]
    longest, closed = {"`": 0, "~": 0}, []  # the longest closing mark further down; whether one there closes this one
    for _, mark, alone in reversed(marks):
        closed.append(longest[mark[0]] >= len(mark))
        longest[mark[0]] = max(longest[mark[0]], len(mark) * alone)
    inside = [False] * len(lines)
    first, fence = 0, ""
    for (number, mark, alone), closes in zip(marks, reversed(closed), strict=True):
        if not fence and closes:
            first, fence = number, mark
        elif fence and alone and mark.startswith(fence):
            inside[first : number + 1] = [True] * (number + 1 - first)
            fence = ""
    return inside


def _without_marks(text: str, start: int, end: int) -> int:
    """The end of a sentence without the marks `[1] [2]` that follow it."""
    at = end
    while match := _MARK.search(text, max(start, at - _MARK_LENGTH), at):
        at = match.start()
        while at > start and text[at - 1].isspace():
            at -= 1
    return at


def _cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """One sentence at its cuts, each side a statement of its own; quotations and brackets are never cut."""
    pieces, begin = [], start
    if start == end or end - start > MOST_CHARACTERS:
        return [(start, end)] if start < end else []
    for match in _CUT.finditer(text, start, end):
        before, after = text[begin : match.start()], text[match.end() : end]
        inside = text[start : match.start()]
        open_quote = (
            inside.count("«") > inside.count("»") or inside.count("(") > inside.count(")") or inside.count('"') % 2
        )
        if not open_quote and min(len(words(before)), len(words(after))) >= _WORD_BEFORE_CUT:
            pieces.append((begin, match.start()))
            begin = match.end()
    pieces.append((begin, end))
    return pieces


def kind_of(text: str, lang: Lang) -> Kind:
    """What kind of statement this is; "meta" and "opinion" are not checkable."""
    plain = fold(text).strip(" *_\"'«»")
    if len(text) > MOST_CHARACTERS or "?" in text[-3:] or _META.match(plain) or len(content_stems(text, lang)) == 0:
        return "meta"
    if _OPINION.search(plain):
        return "opinion"
    if plain.endswith(":") or (len(words(text)) < 3 and not any(c.isdigit() for c in text)):
        return "meta"
    reading = read(text, lang)
    return "number" if reading.numbers else "date" if reading.dates else "fact"


def starts_with_pronoun(text: str) -> bool:
    """True when the statement's subject stands in an earlier one ("He was born ...", "Sa mère ...")."""
    return bool(_PRONOUN.match(text.lstrip(" *_\"'«")))


def starts_with_person(text: str) -> bool:
    """True when a pronoun at the head stands for somebody or something named before, whatever else the statement names."""
    return bool(_PERSON.match(text.lstrip(" *_\"'«")))
