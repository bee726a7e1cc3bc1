"""The samples in the documentation are what the code gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from necker.lessons.turns.read import MADE, lesson
from necker.sources.document import Mark, Part

PAGE = Path(__file__).parents[3] / "docs/reference/lessons-samples.md"


def line(parts: tuple[Part, ...]) -> str:
    return " ".join(f"<{part.name}>" if isinstance(part, Mark) else str(part).replace("\n", " ⏎ ") for part in parts)


@pytest.mark.parametrize("name", MADE)
def test_ten_of_each(name: str) -> None:
    blocks = PAGE.read_text("utf-8").split("\n## ")
    (block,) = (block for block in blocks if block.startswith(f"lessons_{name}\n"))
    assert block.split("```text\n")[1].split("\n```")[0].splitlines() == [
        line(lesson(name, 7, number, "train").parts) for number in range(10)
    ]
