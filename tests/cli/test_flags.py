"""What --strict means, for answers and for verified texts alike."""

from __future__ import annotations

import pytest

from necker.assistant.answer import Answer
from necker.cli.flags import hold_strictly
from necker.core.errors import UnprovenError
from necker.verify.claim import Claim, Verdict
from necker.verify.split import PassedOver

ALL = PassedOver(0, 0, 0, 0)


def answer(verdict: Verdict, abstained: bool = False) -> Answer:
    return Answer("", "en", "It sank.", abstained, "text", "words", [Claim(0, 8, "It sank.", "en", verdict=verdict)])


@pytest.mark.parametrize("passed", [ALL, PassedOver(3, 2, 0, 0)])
@pytest.mark.parametrize("verdict", ["supported", "computed", "not_checkable"])
def test_what_holds_passes_beside_code_and_headings(verdict: Verdict, passed: PassedOver) -> None:
    hold_strictly(answer(verdict), passed)


@pytest.mark.parametrize("verdict", ["contradicted", "conflict", "not_enough"])
def test_a_claim_that_does_not_hold_fails(verdict: Verdict) -> None:
    with pytest.raises(UnprovenError, match="not every claim holds"):
        hold_strictly(answer(verdict), ALL)


@pytest.mark.parametrize("passed", [PassedOver(0, 0, 1, 0), PassedOver(0, 0, 0, 1)])
def test_what_nobody_looked_at_fails(passed: PassedOver) -> None:
    with pytest.raises(UnprovenError, match="not every claim was checked"):
        hold_strictly(answer("supported"), passed)


def test_not_knowing_fails() -> None:
    with pytest.raises(UnprovenError):
        hold_strictly(answer("supported", abstained=True), ALL)
