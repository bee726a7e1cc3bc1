"""How answers and verified texts look in a terminal.  Shared by ask, chat and verify."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from necker.assistant.answer import Answer
from necker.core.console import colourful, paint, printable
from necker.core.language import say
from necker.verify.claim import Claim, Evidence, Verdict

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


def verdict_word(verdict: Verdict) -> str:
    """The verdict in the language of the interface."""
    return {
        "supported": say("supported", "confirmé"),
        "contradicted": say("contradicted", "contredit"),
        "conflict": say("sources disagree", "sources en désaccord"),
        "not_enough": say("no source found", "aucune source"),
        "computed": say("calculated", "calculé"),
        "not_checkable": say("not checkable", "non vérifiable"),
    }[verdict]


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
    icon, colour = _LOOK[claim.verdict]
    head = paint(f"{icon} {verdict_word(claim.verdict)}", colour)
    text = claim.text if len(claim.text) <= _LONGEST else claim.text[:_LONGEST] + "…"
    print(f"\n  {head}" + (f"  {printable(text)}" if quote_text else ""))
    if claim.code is not None:
        for line in claim.code.splitlines():
            print(f"      {paint('>>>', 'grey')} {printable(line)}")
        print(f"      {printable(claim.output or '')}")
    for one in claim.evidence:
        if one.source != "python":
            show_evidence(one, lang)
    if claim.verdict in ("contradicted", "not_enough") and claim.reason:
        print(paint(f"      ({printable(claim.reason)})", "grey"))


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
