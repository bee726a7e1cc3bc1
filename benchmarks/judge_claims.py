"""Claims made by rule for the evaluation of judges: facts changed or said otherwise, questions with answers as statements.

All rules are of English and few enough to be checked by eye.  Nothing here is used for training.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from necker.lessons.changed import capital, put
from necker.text.words import content_stems

Change = Callable[[str], str | None]
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"

# --- a fact made false

_NUMBER = re.compile(r"(?<![\w.,$£€/’'-])\d[\d,]*(?![\w/’'-]|[.,]\d)")
_BOUNDED = re.compile(
    r"\b(?:over|under|more|less|fewer|least|most|up to|almost|nearly|between|from|to|or|above|below|exceed\w*|minimum|maximum|"
    r"through|until|as of|since|after|before|by|within|some|many)\b",
    re.IGNORECASE,
)
_NAMES_IT = re.compile(
    rf"\b(?!(?:In|On|By|Since|The|About|Around|{_MONTHS}) )[A-Z][\w'-]*\.? $|\b(?:act|part|number|type|season|chapter|level) $"
)


def other_number(fact: str) -> str | None:
    """The last number changed: the third digit of a year, the first digit of another one; none beside "over", "at least"."""
    found = [m for m in _NUMBER.finditer(fact) if not _NAMES_IT.search(fact[: m.start()])]
    if _BOUNDED.search(fact) or not found:
        return None
    match = found[-1]
    said = match[0].rstrip(",")
    at = 2 if re.fullmatch(r"1\d{3}|20[0-2]\d", said) else 0
    new = (int(said[at]) + 4) % 10 if at else (int(said[at]) + 3) % 9 + 1
    return put(fact, match.start(), match.start() + len(said), f"{said[:at]}{new}{said[at + 1 :]}")


_UNSURE = re.compile(
    r"^(?:some|many|most|all|every|each|few|several|both|no|not|one|there|if|when|while|since|because|although|as|in|on|at|"
    r"during|after|before|another|any)\b|\b(?:only|not|never|no|none|cannot|either|neither|nor|may|might|often|usually|"
    r"sometimes|commonly|typically|generally|mostly|some|many|most|considered|known|would|could|can be)\b|n['’]t\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,:;(]|\b(?:that|which|who|whom|whose|what|where|when|if|because|since|as|than|and|or|but)\b")
_AUXILIARY = re.compile(r"(?<=\w )(?:is|are|was|were|can|will|has been|have been)(?= [a-z])")
_DENIALS = {"can": "cannot", "has been": "has not been", "have been": "have not been"}


def denied(fact: str) -> str | None:
    """ "not" after the verb of the first clause, when that is an auxiliary and nothing before it hedges or counts."""
    match = _AUXILIARY.search(fact)
    if match is None or _UNSURE.search(fact) or _CLAUSE.search(fact[: match.start()]):
        return None
    return put(fact, *match.span(), _DENIALS.get(match[0], f"{match[0]} not"))


_OPPOSITES = (
    "more less", "larger smaller", "largest smallest", "before after", "oldest youngest", "older younger",
    "northern southern", "eastern western", "highest lowest", "higher lower", "mother father", "sister brother", "son daughter",
    "male female", "hot cold", "always never", "increase decrease", "increases decreases", "taller shorter",
    "longer shorter", "began ended", "won lost", "legal illegal", "above below", "allowed forbidden", "requires forbids",
    "wealthy poor", "strong weak", "warm cold", "high low", "large small", "possible impossible", "safe dangerous",
    "heavy light", "wild tame", "heavier lighter", "wet dry", "north south", "east west", "hard soft",
)  # fmt: skip
_OTHER = {a: b for pair in _OPPOSITES for a, b in (pair.split(), pair.split()[::-1])}
_NOT_ALONE = re.compile(r"\b(?:more|less) (?:than|or)\b|\b(?:first|last) (?:name|aid|lady|nations?)\b|\band\b.*\bor\b")


def opposite(fact: str) -> str | None:
    """The only word with a listed opposite, replaced by it."""
    found = [m for m in re.finditer(r"\b[a-z]+\b", fact) if m[0] in _OTHER]
    if len(found) != 1 or _UNSURE.search(fact) or _NOT_ALONE.search(fact):
        return None
    return put(fact, *found[0].span(), _OTHER[found[0][0]])


FALSE: dict[str, Change] = {"number": other_number, "negation": denied, "opposite": opposite}

# --- a fact said otherwise

_SAME = (
    (r"\bis located in\b", "lies in"), (r"\bare located in\b", "lie in"), (r"\btook place\b", "happened"), (r"\boccurred\b", "took place"),
    (r"\bapproximately\b", "about"), (r"\baround (?=\d)", "about "), (r"\babout (?=\d)", "around "), (r"\bpassed away\b", "died"),
    (r"\bmovies\b", "films"), (r"\bmovie\b", "film"), (r"\bfilm\b", "movie"), (r"\bfounded\b", "established"), (r"\bbegan\b", "started"),
    (r"\brequires\b", "needs"), (r"\brequire\b", "need"), (r"\bfamous\b", "well-known"), (r"\bphysician\b", "doctor"),
    (r"\bthe United States\b(?! of)", "the US"), (r"\bthe US\b", "the United States"), (r"\bUSA\b", "United States"), (r"\boften\b", "frequently"),
    (r"\bpurchased\b", "bought"), (r"\bkids\b", "children"), (r"\bchildren\b", "kids"), (r"\bcontains\b", "holds"),
    (r"\bdoes not\b", "doesn't"), (r"\bdo not\b", "don't"), (r"\bis not\b", "isn't"), (r"\bcannot\b", "can't"),
    (r"\bwas released\b", "came out"), (r"\bcreated by\b", "made by"), (r"\bprior to\b", "before"), (r"\butilizes\b", "uses"),
    (r"\ba large\b", "a big"), (r"\bprimarily\b", "mainly"), (r"\bconsists of\b", "is made up of"), (r"\bsuch as\b", "like"),
    (r"\bis comprised of\b", "is made up of"), (r"\btypically\b", "usually"), (r"\btype of\b", "kind of"), (r"\bentire\b", "whole"),
)  # fmt: skip
_DIGITS = {
    str(n): word for n, word in enumerate("two three four five six seven eight nine ten eleven twelve".split(), 2)
}
_WRITTEN = {word: digit for digit, word in _DIGITS.items()}
_TAIL = re.compile(r"(?<=\w), (?:which|who|where|including|such as|especially)\b[^,;]*?(?=\.?$)|(?<=\w) \([^()]*\)")
_COUNT = re.compile(r"(?<=[a-z] )(?<!\bor )\d{1,2}(?= (?!or\b)[a-z])")
_COUNTING = re.compile(r"(?<=[a-z] )(?<!ty )(?<!\bor )[a-z]+(?= (?!or\b)[a-z])")
_CALLED = re.compile(r"[A-Z][\w-]* $")


def said_otherwise(fact: str) -> str:
    """The same without a remark at its end, with one number up to twelve written otherwise, and one listed word exchanged."""
    bare = _TAIL.sub("", fact)
    text = bare
    for pattern, table in ((_COUNT, _DIGITS), (_COUNTING, _WRITTEN)):
        found = [m for m in pattern.finditer(bare) if m[0] in table and not _CALLED.search(bare[: m.start()])]
        if found and text == bare and not re.search(rf"\b(?:{_MONTHS}) \d", bare):
            text = put(bare, *found[0].span(), table[found[0][0]])
    for pattern, other in _SAME:
        changed = re.sub(pattern, other, text, count=1)
        if changed != text:
            return changed
    return text


def beside(fact: str, others: Sequence[str]) -> bool:
    """Whether a fact shares a word of content with others, so that they must be read, and none holds half of it."""
    mine = set(content_stems(fact, "en"))
    shares = [len(mine & set(content_stems(other, "en"))) / max(1, len(mine)) for other in others]
    return 0 < max(shares, default=0.0) <= 0.5


# --- a question with its answer

_WHO = (
    "is|was|wrote|played|plays|sang|sings|invented|discovered|founded|directed|painted|designed|composed|won|became|created|"
    "established|led|developed|coined|produced|owns|owned|built|published|hosts|hosted|defeated|introduced|recorded|voices|"
    "voiced|conducted|proposed|succeeded|starred|killed|runs|commissioned|portrayed|portrays|narrated|scored|hit|holds"
)
_PAST = {
    "start": "started", "begin": "began", "win": "won", "come": "came", "die": "died", "end": "ended", "happen": "happened",
    "take": "took", "become": "became", "invade": "invaded", "open": "opened", "close": "closed", "join": "joined",
    "play": "played", "release": "released", "move": "moved", "leave": "left", "get": "got", "go": "went", "appear": "appeared",
    "originate": "originated", "make": "made", "premiere": "premiered", "air": "aired", "change": "changed", "lose": "lost",
    "sign": "signed", "marry": "married", "publish": "published", "debut": "debuted", "buy": "bought", "sell": "sold",
    "launch": "launched", "receive": "received", "host": "hosted", "arrive": "arrived", "retire": "retired", "graduate": "graduated",
    "establish": "established", "introduce": "introduced", "enter": "entered", "occur": "occurred", "return": "returned",
    "build": "built", "found": "founded", "write": "wrote", "gain": "gained", "adopt": "adopted", "perform": "performed",
}  # fmt: skip
_PARTICIPLE = r"(?!united|red|naked|sacred|hundred\b)[a-z]+ed|built|born|made|written|won|held|sung|shot|found|cut|lost|sold|given|begun"
_NO_STATEMENT = re.compile(
    r"\b(?:they|he|she|it|this|these|that|those|his|her|their|its|you|your|we|our|i|my|used)\b|\bwas the \w+ time\b|"
    r"\b(?:after|from|of|by|for|with|to|about|against|there|now|first)$|^where (?:is|are) .*\b(?:who|highest)\b",
    re.IGNORECASE,
)
_AFTER = r"(?: (?:in|by|at|on|to|into|for|from|of|as|with|out|up|over)\b[^?]*)?"
_READ_AND_LEFT_OUT = (  # by eye: the sentence that the set gives as the answer does not say it
    "brownie", "Once upon a time", "Cathedral of Notre Dame", "congressman", "Dance Central 2", "Picasso exhibit",
    "Peoples' Choice", "An extended version of", "killed by an ice cream bar", "first nuclear power plant",
    "head a in", "is the Presiding officer", "celebrities", "Buenos Aires' constitution", "SOLAS", "films publicist",
    "rugby", "book Social", "us mint", "greatest pool", "test cricket", "king of erebor", "NHL hockey", "over the counter", "Rosencrantz", "Macarthur Park", "ice cream jingle", "first toy", "stephanie", "sensitive to histamines",
)  # fmt: skip
_FORMS = (
    ("name", re.compile(rf"^who (?P<rest>(?:{_WHO}) (?!in\b|on\b|the voice)[^?]{{5,80}})$"), "{} {rest}."),
    ("name", re.compile(r"^(?:which|what) (?:country|team|city|state|company|band|actor|actress|president|artist|album|film|movie|river) (?P<rest>(?:is|was|has|won|wrote|sang|hosted|became|produces|produced|directed|holds|owns) [^?]{5,80})$"), "{} {rest}."),
    ("date", re.compile(rf"^(?:when|(?:in )?(?:what|which) year) (?P<be>was|were) (?P<subject>.+) (?P<verb>{_PARTICIPLE})(?P<rest>{_AFTER})$"), "{subject} {be} {verb}{rest} {}."),
    ("date", re.compile(rf"^(?:when|(?:in )?(?:what|which) year) did (?P<subject>.+?) (?P<past>{'|'.join(_PAST)})(?P<rest>(?: [^?]*)?)$"), "{subject} {past}{rest} {}."),
    ("place", re.compile(rf"^where (?P<be>is|was|are|were) (?P<subject>.+) (?P<verb>{_PARTICIPLE})(?P<rest>{_AFTER})$"), "{subject} {be} {verb}{rest} {}."),
    ("place", re.compile(r"^where (?P<be>is|are) (?P<subject>(?:the )?[^?]{3,50}?)(?: at)?$"), "{subject} {be} {}."),
    ("number", re.compile(r"^how many (?P<what>[\w' -]{3,40}?) (?P<be>are|were) (?:there )?(?P<rest>(?:in|on|at|of) [^?]{3,60})$"), "There {be} {} {what} {rest}."),
    ("number", re.compile(r"^how many (?P<what>(?!.* (?:did|do|does|have|has) )[\w' -]{3,40}?) (?P<rest>(?:are|were|participated|compete|live|died|attended|served) [^?]{3,60})$"), "{} {what} {rest}."),
    ("thing", re.compile(r"^what (?P<be>is|was) (?P<subject>the (?:capital|name|birthplace|nickname|population|title|currency|nationality|largest|highest|longest|oldest|smallest|real name|full name|occupation|birth name|official language|length|height)\b[^?]{3,60})$"), "{subject} {be} {}."),
)  # fmt: skip
_YEAR = r"(?:1\d{3}|20[0-2]\d)"
_DATE = re.compile(
    rf"(?P<day>(?:{_MONTHS}) \d{{1,2}} ?, {_YEAR}|\d{{1,2}} (?:{_MONTHS}) {_YEAR}|(?:{_MONTHS}) \d{{1,2}}(?!\d))|(?:(?:{_MONTHS}),? )?{_YEAR}(?![\ds])"
)
_COUNTED = re.compile(
    r"\d[\d,]*(?: (?:million|billion))?(?![\d%]| ?percent)|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b"
)
_NAME = re.compile(
    r"(?:[Tt]he )?[A-Z][\w.’'-]*(?: (?:(?:of|de|von|van|the|and|al) )?[A-Z][\w.’'-]*){0,4}(?:, [A-Z]\w+(?: [A-Z]\w+)?)?"
)


def _fits(kind: str, answer: str) -> str | None:
    """The answer as it goes into its form, with its preposition; None when it is of another kind."""
    if kind == "date":
        match = _DATE.fullmatch(answer)
        return None if match is None else ("on " if match["day"] else "in ") + answer.replace(" ,", ",")
    if kind == "number":
        return answer if _COUNTED.fullmatch(answer) else None
    if not _NAME.fullmatch(answer) or len(answer) < 3:
        return None
    return f"in {answer}" if kind == "place" else answer


def _plain(question: str) -> str:
    text = re.sub(r"\s*\?\s*$", "", question.strip())
    return text[:1].lower() + text[1:]


def statement(question: str, answer: str) -> tuple[str, str] | None:
    """(kind of answer, the question as a statement with "{}" where the answer goes), or None without a plain form."""
    plain = _plain(question)
    if any(name.lower() in plain.lower() for name in _READ_AND_LEFT_OUT):
        return None
    for kind, pattern, form in _FORMS:
        match = pattern.match(plain)
        if match is None or _fits(kind, answer) is None or _NO_STATEMENT.search(plain) or answer in plain:
            continue
        parts = {name: text or "" for name, text in match.groupdict().items()}
        parts["past"] = _PAST.get(parts.get("past", ""), "")
        for name, text in parts.items():
            form = form.replace(f"{{{name}}}", text.strip() if name != "rest" else text)
        return kind, capital(re.sub(r"\s+", " ", form))
    return None


def filled(kind: str, form: str, answer: str) -> str | None:
    """The statement with an answer put into it; None when the answer is of another kind."""
    said = _fits(kind, answer)
    return None if said is None else capital(form.replace("{}", said))


_BEFORE = {
    "date": re.compile(r"(?:(?:\b[Ii]n|\b[Oo]n|,|\() ?(?:the )?|^\W*)$"),
    "place": re.compile(r"\b(?:in|at|near) (?:the )?$"),
}


def short_answer(kind: str, sentence: str, question: str) -> str | None:
    """The only date, number, place or name of a sentence that its question does not hold; None when there are several or none."""
    if kind == "thing" or len(content_stems(sentence, "en")) < 3:
        return None
    pattern = {"date": _DATE, "number": _COUNTED}.get(kind, _NAME)
    asked, new = set(content_stems(question, "en")), []
    for match in pattern.finditer(sentence):
        mine = set(content_stems(match[0], "en"))
        if pattern is not _NAME or (mine and not asked & mine):
            new.append(match)
    if len(new) != 1 or new[0][0] in question:
        return None
    match = new[0]
    before = sentence[: match.start()]
    if kind in _BEFORE and not _BEFORE[kind].search(before):
        return None
    starts = re.fullmatch(r"\W*|.*[.\"”] ?", before) is not None
    return None if kind == "name" and starts and " " not in match[0] else re.sub(r"['’.]+$", "", match[0])


def kind_asked(question: str) -> str | None:
    """What a question of a plain form asks for."""
    plain = _plain(question)
    return next((kind for kind, pattern, _ in _FORMS if pattern.match(plain)), None)
