"""An error a user sees is one line: what, why, what to do; each kind has its documented exit code."""

from __future__ import annotations

import pytest

from necker.core import errors
from necker.core.language import set_language


def test_one_line_of_three_parts() -> None:
    set_language("en")
    error = errors.NeckerError("pack x\nis missing", "  it was\tremoved ", "necker wiki add x")
    assert str(error) == "pack x is missing: it was removed → necker wiki add x"
    assert str(errors.NeckerError("alone")) == "alone" and str(errors.NeckerError("a", do="b")) == "a → b"
    set_language("fr")
    assert str(errors.NeckerError("quoi", "pourquoi")) == "quoi : pourquoi"
    set_language(None)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("NeckerError", 1),
        ("UsageError", 2),
        ("BackendError", 4),
        ("MissingError", 5),
        ("RefusedError", 6),
        ("UnprovenError", 7),
    ],
)
def test_exit_codes(kind: str, code: int) -> None:
    assert getattr(errors, kind).exit_code == code
