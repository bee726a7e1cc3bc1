"""Questions become texts that people can read, with all that their source knows of the answer."""

from __future__ import annotations

import json
from typing import Any

from tests.sources.readers.made import Made, lines, texts


def asked(made: Made, row: dict[str, Any], **how: Any) -> str:
    found = texts(made.read("questions", {"a.jsonl.xz": lines(row)}, **how))
    assert len(found) == 1
    return found[0]


def test_a_question_in_each_language(made: Made) -> None:
    row = {"q": "Qui ?", "a": "Moi", "k": "au bureau"}
    assert asked(made, row, question="q", answer="a") == "Question: Qui ?\nAnswer: Moi"
    assert (
        asked(made, row, question="q", answer="a", qualifier="k", lang="fr")
        == "Question : Qui ? (au bureau)\nRéponse : Moi"
    )


def test_all_that_is_known_is_there(made: Made) -> None:
    row = {
        **{"t": "Rome", "c": ["A city.", "In Italy."], "q": "Is it old?", "a": True, "s": ["How old?", "Is it much?"]},
        **{"e": {"x": "Founded long ago."}, "v": ["assert True"]},
    }
    how = {"title": "t", "context": "c", "question": "q", "answer": "a", "steps": "s", "support": "e.x", "tests": "v"}
    assert asked(made, row, lang="en", **how) == (
        "Rome\nA city. In Italy.\nQuestion: Is it old?\nSteps:\nHow old?\nIs it much?\nEvidence: Founded long ago.\n"
        "Answer: yes\nTests: assert True"
    )
    assert "Réponse : oui" in asked(made, row, lang="fr", **how)


def test_several_answers_each_once(made: Made) -> None:
    row = {"q": "Where?", "a": [[{"s": "Paris"}], [{"s": "Rome"}, {"s": "Paris"}]], "told": ["A is.", "B is."]}
    assert asked(made, row, question="q", answers="a.*.*.s").endswith("Answer: Paris; Rome")
    assert asked(made, row, question="q", answers="told").endswith("Answer: A is. B is.")
    row = {"q": "Where?", "c": ["No.", "Here.", "There."], "at": [1, 2]}
    assert asked(made, row, question="q", context="c", answers_at="at").endswith(
        "Question: Where?\nAnswer: Here. There."
    )


def test_sums(made: Made) -> None:
    row = {"q": "How many?", "a": "6/2 = <<6/2=3>>3 each.\n3+1 = <<3+1=4>>4.\n#### 4"}
    assert asked(made, row, question="q", answer="a") == (
        "Question: How many?\nSolution:\n6/2 = 3 each.\n3+1 = 4.\nAnswer: 4"
    )
    row = {"b": "Ten books", "q": "How many?", "a": 10.0, "e": "( 9 + 1 )"}
    assert asked(made, row, question=["b", "q"], answer="a", equation="e") == (
        "Question: Ten books. How many?\nEquation: ( 9 + 1 )\nAnswer: 10"
    )


def test_code_goes_on_where_it_breaks_off(made: Made) -> None:
    row = {"q": "\ndef f(x):\n    '''Twice.'''\n", "a": "    return 2 * x\n", "t": "assert f(1) == 2\nassert f(2) == 4"}
    assert asked(made, row, question="q", answer="a", tests="t") == (
        "def f(x):\n    '''Twice.'''\n    return 2 * x\nTests:\nassert f(1) == 2\nassert f(2) == 4"
    )


def test_a_table_and_its_text(made: Made) -> None:
    row = {"q": "Ages | (Benin, 18)", "a": ["It is 18."], "t": "Ages"}
    how = {"question": "q", "answers": "a", "title": "t", "tasks": ("table to text",)}
    assert asked(made, row, lang="fr", **how) == "Tableau : Ages | (Benin, 18)\nTexte : It is 18."


def test_a_label_has_its_name(made: Made) -> None:
    row = {"q": "Who?", "a": "Nobody", "hallucination": "yes"}
    assert asked(made, row, question="q", answer="a", label="hallucination").endswith("\nHallucination: yes")


def test_the_questions_on_a_paragraph_stand_together(made: Made) -> None:
    asks = [{"question": "Où ?", "answers": [{"text": "Ici"}]}, {"question": "Quand ?", "answers": []}]
    data = {
        "data": [{"title": "Lieu", "paragraphs": [{"context": "C'est ici.", "qas": asks}, {"context": "x", "qas": []}]}]
    }
    found = made.read("questions", {"a.json": json.dumps(data).encode()}, format="squad", lang="fr")
    assert texts(found) == ["Lieu\nC'est ici.\nQuestion : Où ?\nRéponse : Ici"]
    assert found[0].id == "made/0/0" and set(made.broken) == {"made/0/0/1", "made/0/1"}


def test_without_question_or_answer_it_is_told(made: Made) -> None:
    rows = lines({"q": "", "a": "x"}, {"q": "x", "a": ""}, {"q": "x"}, {"q": "x", "a": {"b": []}}, {"q": "x", "a": 0})
    assert len(made.read("questions", {"a.jsonl.xz": rows}, question="q", answer="a")) == 2
    assert list(made.broken) == ["made/0", "made/1", "made/2"]
