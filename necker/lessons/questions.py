"""Questions in French and English made into statements with a place for the answer.  Knows no passages and no labels.

A statement is None when the question has no form that is known here, or when it would hang on something said before it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from necker.core.language import Lang
from necker.lessons.changed import capital


class Asked(NamedTuple):
    """`claims` hold "{}" for the answer; `wants` is what kind of answer: who, when, where, many, or the noun asked for."""

    wants: str
    claims: tuple[str, ...]


_FR_HANGS = re.compile(
    r"\b(?:ce|cet|cette|ces|celui|celle|ceux|celles|on|ils|il|elle|elles|lui|leur|leurs|nous|vous|y)\b", re.I
)
_S = r"(?P<s>(?:[LlUu][aen]s? |[Ll]es |[Ll]['’]|[Uu]ne? |[Dd]es |[A-ZÀ-Ý])[^?,;]*?)"
_INVERTED = re.compile(
    rf"^{_S} (?P<pre>(?:n['’]|ne |s['’]|se |l['’])?)(?P<v>[\w]+)-(?:t-)?(?:il|elle|ils|elles)(?![\w-])(?P<rest>.*)$"
)
_STYLISTIC = re.compile(
    r"^(?P<v>(?:est|était|fut|furent|sont|étaient|a|ont|avait|s['’]est|se|commence|débute|meurt|naît|paraît|vit|vivait|apparaît)\b[^?]*)$"
)  # fmt: skip


def _plain_fr(text: str) -> str | None:
    """The words behind the question word in the order of a statement, fit to follow "que"."""
    text = text.removeprefix("est-ce que ").removeprefix("est-ce qu'").strip()
    if match := _INVERTED.match(text):
        plain = f"{match['s']} {match['pre']}{match['v']}{match['rest']}"
        return None if _FR_HANGS.search(plain) else plain
    if "-t-" in text or re.search(r"\w-(?:ils?|elles?|on)\b", text) or _FR_HANGS.search(text):
        return None
    return text if _STYLISTIC.match(text) else None


def _lowered(text: str) -> str:
    return text[0].lower() + text[1:] if re.match(r"(?:L[aes]s?|Les|Une?|Des) |L['’]", text) else text


def _fr_who(text: str) -> Asked | None:
    match = re.match(
        r"^(?:Qui|Qui est-ce qui) (?P<vp>(?:(?:n['’]|ne |s['’]|se |l['’])?(?:est|était|fut|a|avait|ont|\w+[aeit])) (?!-)[^?]{4,110})$",
        text,
    )
    if match is None or _FR_HANGS.search(match["vp"]) or re.search(r"-(?:t-)?(?:il|elle)", match["vp"]):
        return None
    vp = match["vp"]
    found = [f"{{}} {vp}", f"C'est {{}} qui {vp}"]
    if noun := re.match(r"(est|était|fut) ((?:le|la) [^,]{4,80}|l['’][^,]{4,80})$", vp):
        found += [f"{noun[2]} {noun[1]} {{}}"]
    if re.match(r"(?:est|était|fut) [A-ZÀ-Ý]", vp):
        return None
    return Asked("who", tuple(found))


def _fr_what_is(text: str) -> Asked | None:
    match = re.match(r"^Quel(?:le)?s? (?P<be>est|était|fut) (?P<np>(?:le |la |l['’])(?P<noun>\w+)[^?,]{3,90})$", text)
    if match is None or _FR_HANGS.search(match["np"]) or re.search(r"-(?:t-)?(?:il|elle)", match["np"]):
        return None
    return Asked(
        match["noun"],
        (f"{match['np']} {match['be']} {{}}", f"{{}} : c'{'est' if match['be'] == 'est' else 'était'} {match['np']}"),
    )


def _fr_which(text: str) -> Asked | None:
    match = re.match(
        r"^Quel(?:le)? (?P<noun>[a-zéèêœç]+)(?P<more>(?: [a-zéèêç]+)?) (?P<vp>(?:n['’]|s['’]|se |l['’])?(?:est|était|fut|a|avait|permet|donne|porte|dirige|possède|sert|désigne|abrite|relie|[a-z]+ait) [^?]{4,100})$",
        text,
    )
    if match is None or _FR_HANGS.search(match["vp"]) or re.search(r"-(?:t-)?(?:il|elle)", match["vp"]):
        return None
    the = "la" if text.startswith("Quelle") else "le"
    the = "l'" if re.match(r"[aeiouéèêhœ]", match["noun"]) else the + " "
    return Asked(
        match["noun"],
        (f"C'est {{}} qui {match['vp']}", f"{the}{match['noun']}{match['more']} qui {match['vp']} est {{}}"),
    )


_AT = r"(?:En|Dans|À|A|Par|Sur|Avec|Pour|Sous|Chez|Vers|Depuis|Lors de|De|Contre|Pendant|Durant)"


def _fr_when(text: str) -> Asked | None:
    match = re.match(
        r"^(?:(?P<when>Quand|En quelle année|À quelle date|A quelle date|En quel mois|En quelle saison|À quelle époque|Quel jour|À quel siècle|Au cours de quel siècle)|(?P<where>Où|Dans quel(?:le)? (?P<noun>ville|pays|région|lieu|état|village|département|quartier|continent|province|commune|établissement|université|école))) (?P<rest>[^?]{5,120})$",
        text,
    )
    plain = _plain_fr(match["rest"]) if match else None
    if match is None or plain is None:
        return None
    wants = "when" if match["when"] else "where"
    found = [f"C'est {{}} que {_lowered(plain)}"]
    if not _STYLISTIC.match(plain):
        found += [f"{plain} {{}}", f"{{}}, {_lowered(plain)}"]
    return Asked(wants, tuple(re.sub(r"\bque (?=[aeiouéèêœAEIOUÉ])", "qu'", form) for form in found))


_FR_COUNTS = re.compile(
    r"^(compte|comptait|possède|comprend|contient|a|comporte|abrite) ((?:le |la |les |l['’]|[A-ZÀ-Ý])[^?]{2,60})$"
)


def _fr_many(text: str) -> Asked | None:
    for words in ("[a-zéèêç]+", "[a-zéèêç]+ [a-zéèêç]+"):
        match = re.match(rf"^Combien (?:de |d['’])(?P<n>{words}) (?P<rest>[^?]{{4,100}})$", text)
        claims = _fr_counted(match["n"], match["rest"]) if match else None
        if match is not None and claims is not None:
            return Asked("many " + match["n"], claims)
    return None


def _fr_counted(noun: str, rest: str) -> tuple[str, ...] | None:
    """Claims with a number of a noun, from what stands behind it in the question."""
    there = re.match(r"^(?:y a-t-il|y avait-il|existe-t-il|compte-t-on|dénombre-t-on) (.+)$", rest)
    if _FR_HANGS.search(there[1] if there else re.sub(r"-(?:t-)?(?:ils?|elles?)\b", "", rest)):
        return None
    if there:
        return f"Il y a {{}} {noun} {there[1]}", f"On compte {{}} {noun} {there[1]}"
    if inverted := _INVERTED.match(rest):
        return (f"{inverted['s']} {inverted['pre']}{inverted['v']} {{}} {noun}{inverted['rest']}",)
    if stylistic := _FR_COUNTS.match(rest):
        return (f"{stylistic[2]} {stylistic[1]} {{}} {noun}",)
    if re.match(r"(?:ont|sont|furent|étaient|vivent|participent)\b", rest):
        return (f"{{}} {noun} {rest}",)
    return None


def _fr_named(text: str) -> Asked | None:
    match = re.match(
        r"^Comment (?P<v>s['’]appelle|se nomme|s['’]appelait|se nommait) (?P<np>(?:le |la |l['’]|les )[^?]{3,90})$",
        text,
    )
    if match is None or _FR_HANGS.search(match["np"]):
        return None
    return Asked("name", (f"{match['np']} {match['v']} {{}}", f"{{}} est le nom que porte {match['np']}"))


_EN_HANGS = re.compile(r"\b(?:he|she|it|they|this|these|that one|his|her|its|their|you|your|i|my|we|our)\b", re.I)
_BE = r"is|was|are|were"
_PAST = {
    "begin": "began", "become": "became", "win": "won", "write": "wrote", "die": "died", "come": "came", "start": "started", "take": "took",
    "get": "got", "leave": "left", "make": "made", "build": "built", "end": "ended", "happen": "happened", "open": "opened", "move": "moved",
    "join": "joined", "play": "played", "live": "lived", "go": "went", "lose": "lost", "gain": "gained", "sing": "sang", "originate": "originated",
    "invent": "invented", "discover": "discovered", "become part of": "became part of", "marry": "married", "fall": "fell", "occur": "occurred",
    "release": "released", "found": "founded", "sign": "signed", "enter": "entered", "appear": "appeared", "land": "landed", "launch": "launched",
    "host": "hosted", "attend": "attended", "grow": "grew", "serve": "served", "stop": "stopped", "close": "closed", "change": "changed",
    "introduce": "introduced", "adopt": "adopted", "publish": "published", "rule": "ruled", "fight": "fought", "give": "gave", "hold": "held",
}  # fmt: skip


def _en_plain(text: str) -> str | None:
    """ "NP was found in X" from "was NP found in X", "NP began in X" from "did NP begin in X"."""
    match = re.match(
        rf"^(?P<aux>{_BE}|has|have|had|can|will) (?P<np>(?:the |a |an )?[^?]{{2,70}}?) (?P<rest>(?:been |first |originally |most |located|\w+ed|born|built|made|found|written|set|held|won|known|taken|sung|shot|spoken|grown|given|drawn|sent|fought|cut|put|from)\b[^?]*)$",
        text,
    )
    if match:
        return f"{match['np']} {match['aux']} {match['rest']}"
    if did := re.match(
        rf"^did (?P<np>[^?]{{2,60}}?) (?:first |last )?(?P<v>{'|'.join(sorted(_PAST, key=len, reverse=True))})\b(?P<rest>[^?]*)$",
        text,
    ):
        return f"{did['np']} {_PAST[did['v']]}{did['rest']}"
    return None


def _en_who(text: str) -> Asked | None:
    match = re.match(
        rf"^who (?P<vp>(?:(?:first|originally|actually) )?(?P<v>{_BE}|has|had|plays?|played|sang|sings|wrote|won|invented|discovered|founded|directed|painted|designed|composed|became|created|built|led|made|produced|developed|wins|scored|killed|ruled|owns|started|introduced|appoints|elects|came|got|did|holds?|held|said|recorded) [^?]{{4,100}})$",
        text,
        re.I,
    )
    if match is None or re.match(
        r"(?:did|is|was) (?:\w+ )?(?:in\b|on\b|he|she|[A-Z][a-z]+ [A-Z])|did\b|(?:is|was|are|were) the voice",
        match["vp"],
    ):
        return None
    vp = match["vp"]
    found = [
        f"{{}} {vp}",
        f"It was {{}} who {vp}" if not vp.startswith(("is ", "are ", "plays ", "sings ")) else f"It is {{}} who {vp}",
    ]
    if noun := re.match(r"(is|was) (the [^,]{4,80})$", vp):
        found += [f"{noun[2]} {noun[1]} {{}}"]
    return Asked("who", tuple(found))


_ODD = re.compile(
    r"\b(?:the first|the last|being|last time|first time|the only) (?:is|was|are|were)\b|\bbeing\b|\b(?:first|last) time\b"
)


def _en_when(text: str) -> Asked | None:
    match = re.match(
        r"^(?P<w>when|where|(?:in )?(?:what|which) year|in (?:what|which) (?:city|country|state|year|town|century|month|decade|county|continent|province|region)|what (?:city|country|state) ) ?(?P<rest>[^?]{6,110})$",
        text,
        re.I,
    )
    plain = _en_plain(match["rest"]) if match else None
    if (
        match is None
        or plain is None
        or plain.endswith((" in", " from", " at", " on", " to"))
        or " or " in plain
        or _ODD.search(plain)
    ):
        return None
    wants = "when" if re.search(r"when|year|century|month|decade", match["w"], re.I) else "where"
    return Asked(
        wants,
        (
            f"{plain} {{}}",
            f"It {'is' if re.search(r' (?:is|are|has|have|can|will) ', plain) else 'was'} {{}} that {plain}",
        ),
    )


def _en_many(text: str) -> Asked | None:
    match = re.match(
        r"^how many (?P<n>[a-z' -]{3,40}?) (?:(?P<are>are|were)(?: there)? (?P<rest>(?:in|on|at|of) [^?]{3,80})|(?:does|do|did) (?P<np>[^?]{3,60}?) (?P<v>have|has|contain|win|include|play)\b(?P<more>[^?]*)|(?P<v2>have|has|had|died|took|were|was|make|makes) (?P<vp>[^?]{3,80}))$",
        text,
        re.I,
    )
    if match is None:
        return None
    noun = match["n"]
    if match["are"]:
        return Asked("many " + noun, (f"there {match['are']} {{}} {noun} {match['rest']}",))
    if match["np"]:
        verb = {
            "have": "has",
            "has": "has",
            "contain": "contains",
            "include": "includes",
            "win": "won",
            "play": "plays",
        }[match["v"].lower()]
        verb = (
            {"has": "had", "contains": "contained", "includes": "included", "plays": "played"}.get(verb, verb)
            if " did " in text
            else verb
        )
        return Asked("many " + noun, (f"{match['np']} {verb} {{}} {noun}{match['more']}",))
    return Asked("many " + noun, (f"{{}} {noun} {match['v2']} {match['vp']}",))


def _en_what(text: str) -> Asked | None:
    if text.endswith((" of", " for", " in", " to", " from", " on", " with", " by", " as", " like")):
        return None
    match = re.match(
        r"^(?:what|which) (?P<be>is|was) (?P<np>(?:the )(?P<adj>(?:[a-z]+ ){0,2}?)(?P<noun>[a-z]+) (?:of|in|for|to|on|that|with) [^?]{3,80})$",
        text,
        re.I,
    )
    if match:
        return Asked(match["noun"], (f"{match['np']} {match['be']} {{}}", f"{{}} {match['be']} {match['np']}"))
    return _en_which(text)


def _en_which(text: str) -> Asked | None:
    match = re.match(
        rf"^(?:what|which) (?P<noun>[a-z]+(?: [a-z]+)?) (?P<vp>(?:{_BE}|has|had|plays|played|won|wrote|became|borders|hosted|makes|made|did not) [^?]{{4,90}})$",
        text,
        re.I,
    )
    if match is None or match["noun"].split()[0] in (
        "is",
        "was",
        "are",
        "were",
        "does",
        "did",
        "do",
        "kind",
        "type",
        "time",
        "part",
        "day",
        "percent",
    ):
        return None
    if re.match(
        r"(?:is|was|are|were|has|had) (?:the |a |an )?[\w' ]+ (?:in|from|on|to|for|of|known as|called|named|born|set|located|made|spoken|found|played|filmed)\b",
        match["vp"],
    ) and not re.match(r"(?:is|was|are|were) (?:the|known|called|named|located|found|used|a|an)\b", match["vp"]):
        return None
    if re.search(r"\b(?:in|from|on|to|for|of|by|with)$", match["vp"]):
        return None
    return Asked(
        match["noun"],
        (f"{{}} is the {match['noun']} that {match['vp']}", f"the {match['noun']} that {match['vp']} is {{}}"),
    )


_WAYS = {
    "fr": (_fr_many, _fr_when, _fr_named, _fr_what_is, _fr_who, _fr_which),
    "en": (_en_many, _en_when, _en_who, _en_what),
}


def stated(question: str, lang: Lang) -> Asked | None:
    """The question as statements."""
    text = re.sub(r"\s+", " ", question.replace("’", "'")).strip().rstrip("?").strip()
    if len(text) > 150 or '"' in text or (lang == "en" and _EN_HANGS.search(text)):
        return None
    for way in _WAYS[lang]:
        asked = way(text)
        if asked is not None:
            return Asked(asked.wants, tuple(capital(claim) + "." for claim in asked.claims))
    return None
