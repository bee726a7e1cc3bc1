"""How answers and verified texts look in a terminal.  Shared by ask, chat and verify."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from necker.assistant.answer import Answer
from necker.core.console import colourful, one_line, paint, printable
from necker.core.language import say
from necker.verify.claim import Claim, Evidence, Look, Verdict, verdict_word

# Verdict: icon, colour; the word is always there too, so that colour never carries meaning alone.
_LOOK: dict[Verdict, tuple[str, str]] = {
    "supported": ("✔", "green"),
    "contradicted": ("✘", "red"),
    "conflict": ("≠", "yellow"),
    "not_enough": ("?", "yellow"),
    "computed": ("ƒ", "blue"),
    "not_checkable": ("–", "grey"),
}


_LONGEST = 400
"""Characters of a claim that are shown; a longer one is no sentence, and its place is known."""


def verdict_mark(verdict: Verdict) -> tuple[str, str]:
    """ "✔ supported" in the language of the interface, and its colour."""
    icon, colour = _LOOK[verdict]
    return f"{icon} {verdict_word(verdict)}", colour


def show_answer(answer: Answer) -> None:
    """The answer, then its sources, on stdout; notices on stderr."""
    print(printable(answer.text))
    if answer.notice:
        print(printable(answer.notice), file=sys.stderr)
    for claim in answer.claims:
        show_claim(claim, answer.lang, quote_text=len(answer.claims) > 1)
    if answer.abstained and answer.closest:
        print(say("\nClosest pages:", "\nPages les plus proches :"))
        for one in answer.closest:
            print(f"  – {printable(one.title)} ({one.lang})  {printable(one.url or '')}".rstrip())
    summary = summary_line(answer.claims)
    if summary and colourful(sys.stdout):
        print(summary, file=sys.stderr)


def show_claim(claim: Claim, lang: str | None, *, quote_text: bool) -> None:
    """One claim: its verdict, its words when there are several, its evidence."""
    head = paint(*verdict_mark(claim.verdict))
    print(f"\n  {head}" + (f"  {marked(claim)}" if quote_text else ""))
    if claim.code is not None:
        for line in claim.code.splitlines():
            print(f"      {paint('>>>', 'grey')} {printable(line)}")
        print(f"      {printable(claim.output or '')}")
    for one in claim.evidence:
        if one.source != "python":
            show_evidence(one, lang)
    if claim.verdict in ("contradicted", "not_enough") and claim.reason:
        print(paint(f"      ({printable(claim.reason)})", "grey"))
    for look in claim.explained or ():
        show_look(look, lang)


def marked(claim: Claim) -> str:
    """The beginning of the claim's text, safe for a terminal; the part that nothing was found for stands between ⟨ and ⟩."""
    text, shown, at = claim.text[:_LONGEST], "", 0
    whole = sum(end - start for start, end in claim.unsupported) > 0.9 * len(claim.text)
    for start, end in () if whole else claim.unsupported:
        if start < len(text):
            shown += printable(text[at:start]) + paint(f"⟨{printable(text[start:end])}⟩", "yellow")
            at = min(end, len(text))
    return shown + printable(text[at:]) + ("…" if len(claim.text) > _LONGEST else "")


def show_look(look: Look, lang: str | None) -> None:
    """A sentence that the judge looked at, what the rules object to, what each network says of it."""
    other = f" [{look.lang}]" if look.lang != lang else ""
    sentence = look.sentence if len(look.sentence) <= _LONGEST else look.sentence[:_LONGEST] + "…"
    print(f"      · {one_line(look.title)}{other} : {one_line(sentence)}")
    for rule, said, found in look.rules:
        told = one_line(found) if found is not None else say("not there", "absent")
        print(paint(f"          {say('rule', 'règle')} {rule}: {one_line(said)} / {told}", "grey"))
    for name, (yes, no, neither) in look.scores:
        told = say(
            "supported {:.2f}, contradicted {:.2f}, neither {:.2f}",
            "confirmé {:.2f}, contredit {:.2f}, ni l’un ni l’autre {:.2f}",
        )
        print(paint(f"          {one_line(name)}: {told.format(yes, no, neither)}", "grey"))


def show_evidence(one: Evidence, lang: str | None) -> None:
    """The exact quotation and where it stands; evidence in the other language is said to be."""
    sign = {"supports": "", "contradicts": "✘ "}[one.stance]
    other = f" [{one.lang}]" if one.lang != lang else ""
    print(f"      {sign}« {printable(one.quote)} »")
    shown = str(one.revision)[:16] if one.source == "file" else one.revision  # of a file: the head of its sha256
    revision = f", {say('revision', 'révision')} {shown}" if one.revision else ""
    where = f"{printable(one.title)}{other}{revision}, {one.licence or '?'}"
    print(paint(f"        {where}" + (f"  {printable(one.url)}" if one.url else ""), "grey"))


def summary_line(claims: Sequence[Claim]) -> str:
    """ "5 claims: ✔ 4 supported  ✘ 1 contradicted"; empty without claims."""
    if not claims:
        return ""
    parts = []
    for verdict, (icon, colour) in _LOOK.items():
        count = sum(c.verdict == verdict for c in claims)
        if count:
            parts.append(paint(f"{icon} {count} {verdict_word(verdict)}", colour, sys.stderr))
    many = len(claims) > 1
    counted = say("claims" if many else "claim", "affirmations" if many else "affirmation")
    return f"{len(claims)} {counted}: " + "  ".join(parts)
