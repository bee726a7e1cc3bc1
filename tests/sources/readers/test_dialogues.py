"""Conversations have a line for each turn, each call and each result."""

from __future__ import annotations

import json

from tests.sources.readers.made import Made, lines, texts


def test_turns_without_speakers_alternate(made: Made) -> None:
    row = {"topic": "salut", "turns": ["Bonjour", "Bonjour à vous", "Ça va ?"]}
    found = made.read("dialogues", {"a.jsonl.xz": lines(row)}, turns="turns", topic="topic", lang="fr")
    assert texts(found) == ["Utilisateur : Bonjour\nAssistant : Bonjour à vous\nUtilisateur : Ça va ?"]
    assert found[0].meta == (("topic", "salut"),)


def test_an_assistant_calls_then_tells(made: Made) -> None:
    call = {"service": "Cars_1", "method": "Find", "parameters": {"city": "Lyon", "doors": 5}}
    turns = [
        {"speaker": "USER", "text": "A car in Lyon"},
        {"speaker": "SYSTEM", "text": "A Bolt", "call": call, "results": [{"name": "Bolt", "free": True}]},
        {"speaker": "SYSTEM", "text": "None", "call": call, "results": []},
    ]
    schema = [
        {
            "service_name": "Cars_1",
            "intents": [
                {
                    "name": "Find",
                    "description": "Find a car",
                    "required_slots": ["city"],
                    "optional_slots": {"doors": "4"},
                }
            ],
        }
    ]
    files = {
        "a.jsonl.xz": lines({"id": "x", "services": ["Cars_1"], "turns": turns}),
        "s.json": json.dumps(schema).encode(),
    }
    how = {"turns": "turns", "speaker": "speaker", "text": "text", "call": "call", "results": "results", "id": "id"}
    found = made.read("dialogues", files, schemas=1, lang="en", **how)
    assert [d.id for d in found] == ["made/x"]
    assert texts(found)[0].splitlines() == [
        "Tool Cars_1.Find(city, doors = 4): Find a car",
        "User: A car in Lyon",
        "Call: Cars_1.Find(city = Lyon, doors = 5)",
        "Result: name = Bolt, free = true",
        "Assistant: A Bolt",
        "Call: Cars_1.Find(city = Lyon, doors = 5)",
        "Result: -",
        "Assistant: None",
    ]


def test_calls_as_texts_of_json(made: Made) -> None:
    calls = [{"call": "menu", "request": '{"q": ["tea"]}', "response": '{"items": [{"id": 1, "name": "Earl Grey"}]}'}]
    turns = [
        {"speaker": "user", "text": "Tea?", "calls": [*calls, {"call": "stop"}]},
        {"speaker": "assistant", "text": "Yes"},
    ]
    how = {"turns": "turns", "speaker": "speaker", "text": "text", "calls": "calls"}
    assert texts(made.read("dialogues", {"a.jsonl.xz": lines({"turns": turns})}, **how))[0].splitlines() == [
        "User: Tea?",
        "Call: menu(q = [tea])",
        "Result: items = [(id = 1, name = Earl Grey)]",
        "Call: stop()",
        "Result: -",
        "Assistant: Yes",
    ]


def test_what_says_nothing_is_told(made: Made) -> None:
    rows = lines({"turns": []}, {"turns": None}, {}, {"turns": ["", None]}, {"turns": ["Hello"]})
    assert texts(made.read("dialogues", {"a.jsonl.xz": rows}, turns="turns")) == ["User: Hello"]
    assert list(made.broken) == ["made/0", "made/1", "made/2", "made/3"]
