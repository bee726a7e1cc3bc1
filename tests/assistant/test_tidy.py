"""What is kept of a model's words: statements, all of which can be verified; nothing else, and not too many."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from necker.assistant.tidy import LONGEST, tidy

PARIS = "Paris is the capital of France."


@pytest.mark.parametrize(
    "text",
    [
        "<think>Berlin? No.</think>" + PARIS,
        "<think>\nBerlin is the capital.\n\n</think>\n\n" + PARIS,
        "Berlin is the capital. Wait.</think>" + PARIS,
        "<thinking>Lyon.</thinking>\n" + PARIS + "<think>Rome is the",
        "[THINK]Madrid is the capital.[/THINK]" + PARIS,
        PARIS + "\n<tool_call>\n<function=search>\n<parameter=query>Berlin</parameter></function> Rome.</tool_call>",
        '<tool_call>{"name": "search"}</tool_call>\n' + PARIS,
        PARIS + '\n<tool_call>{"name": "search", "arguments": {"query": "Berlin"',
        "<|channel|>analysis<|message|>Berlin.<|end|><|start|>assistant<|channel|>final<|message|>"
        + PARIS
        + "<|return|>",
        "<|im_start|>assistant\n" + PARIS + "<|im_end|>\n<|im_start|>user\nAnd Spain? Madrid is the capital of Spain.",
        PARIS + "</s>Rome is the capital of Italy.",
        PARIS + "<end_of_turn>\n<start_of_turn>user",
        PARIS + '[TOOL_CALLS][{"name": "search"}]',
        "# Rome was built in a day\n" + PARIS,
        "```python\nprint('Rome is in Spain')\n```\n" + PARIS,
        PARIS + "\n~~~\nRome is in Spain",
        "- **Paris** is the capital of `France`.",
        "1. " + PARIS + "\n---\n" + PARIS,
        "> " + PARIS,
        "\u202eParis is\u200b the\x1b capital of France.\x07",
        PARIS[:-1] + " (vital/en/Paris#0).",
        PARIS + " [id: vital/en/Paris#0]",
        PARIS + " " + PARIS,
    ],
)
def test_only_what_is_stated_is_kept(text: str) -> None:
    assert tidy(text, "en", ["vital/en/Paris#0"]) == PARIS


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n\n",
        "<think>Berlin is the capital",
        '{"name": "search", "arguments": {"query": "Paris"}}',
        '[{"name": "python", "arguments": {"code": "1"}}]',
        'search(query="Paris",\n lang="fr")',
        "```\nParis is the capital of France.\n```",
        "---",
        "# Paris",
        "<|python_tag|>print(1)",
        '{"name": "search", "arguments": ' * 2000,
        "[" * 90_000,
    ],
)
def test_nothing_is_kept_of_what_states_nothing(text: str) -> None:
    assert tidy(text, "en") == ""


def test_french_quotation_marks_and_spaces_survive() -> None:
    text = "Il dit : « Paris vaut bien une messe. » Henri IV naît en 1553."
    assert tidy(text, "fr") == text


def test_items_of_a_list_stay_lines() -> None:
    assert tidy("* Paris\n* Lyon\n", "en") == "Paris\nLyon"


def test_long_texts_end_with_a_sentence() -> None:
    text = " ".join(f"The number {n} comes after {n - 1}." for n in range(1, 500))
    kept = tidy(text, "en")
    assert LONGEST - 60 < len(kept) <= LONGEST and kept.endswith(".") and text.startswith(kept)


def test_a_sentence_that_never_ends_is_not_one() -> None:
    assert tidy("la femme " * 2000, "fr") == ""


def test_what_the_limit_of_tokens_broke_off_is_left_out() -> None:
    assert tidy(PARIS + " It did not lose the war, it", "en", cut=True) == PARIS
    assert tidy(PARIS + " It lies on the Seine.", "en", cut=True) == PARIS + " It lies on the Seine."
    assert tidy("It did not lose", "en", cut=True) == ""


@given(
    st.lists(
        st.sampled_from(
            [
                "<think>",
                "</think>",
                "<tool_call>",
                "</tool_call>",
                "<|im_end|>",
                "```",
                "\n",
                "# ",
                "- ",
                PARIS,
                " ",
                "é",
            ]
        )
        | st.text(max_size=8),
        max_size=40,
    ).map("".join)
)
@example("\ud800 is the capital of \udfff France.")
def test_any_text_gives_a_bounded_printable_one(text: str) -> None:
    kept = tidy(text, "en")
    assert len(kept) <= LONGEST
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs") and c != "\n" for c in kept)


@pytest.mark.parametrize(
    "piece", ["<think>", "</think>", "<think", "[THINK]", "<|a", "(id: ", "# ", "- ", "> ", "a. ", "**", "```\n"]
)
def test_hostile_texts_take_no_time(piece: str) -> None:
    started = time.perf_counter()
    tidy(piece * (100_000 // len(piece)), "en", ["vital/en/Paris#0"])
    assert time.perf_counter() - started < 5
