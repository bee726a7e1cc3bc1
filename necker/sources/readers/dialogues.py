"""Readers of conversations: a line for each turn, and for each call of a tool with what it gave.

Tool RentalCars_1.ReserveCar(pickup_location, pickup_date): Book a rental car
User: I need a car
Assistant: When do you need it?
Call: RentalCars_1.ReserveCar(pickup_date = 2019-03-09)
Result: car_name = Bolt
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from necker.core.language import Lang
from necker.sources.document import Document
from necker.sources.mirror import Source, open_file
from necker.sources.readers.files import unpacked
from necker.sources.readers.records import Record, document, each, field, flat, records
from necker.sources.readers.written import line, prose

_SPEAKERS = {"en": ("User", "Assistant"), "fr": ("Utilisateur", "Assistant")}
_USERS = {"user", "human", "customer", "utilisateur"}
_CALL, _RESULT = {"en": "Call", "fr": "Appel"}, {"en": "Result", "fr": "Résultat"}


def read_dialogues(source: Source) -> Iterator[Document]:
    """One document a conversation; turns without a speaker are the user's and the assistant's in turn.

    `schemas`: the number, among the files, of the one that describes the services; the conversations stand before it.
    """
    most = source.options.get("schemas")
    tools = _tools(source, int(most)) if most is not None else {}
    yield from each(source, records(source, most), partial(_dialogue, source, tools))


def _tools(source: Source, at: int) -> dict[str, list[str]]:
    """For each service, its methods, a line each."""
    with unpacked(open_file(source.files[at])) as stream:
        services = json.load(stream)
    return {service["service_name"]: [_tool(service, method) for method in service["intents"]] for service in services}


def _tool(service: Any, method: Any) -> str:
    given = ", ".join(
        [*method["required_slots"], *(f"{name} = {flat(value)}" for name, value in method["optional_slots"].items())]
    )
    return line("en", f"Tool {service['service_name']}.{method['name']}({given})", flat(method["description"]))


def _dialogue(source: Source, tools: dict[str, list[str]], record: Record) -> list[Document]:
    turns = record.fields[source.options["turns"]]
    lines = [tool for service in record.fields.get("services", ()) for tool in tools.get(service, ())]
    said = [one for place, turn in enumerate(turns) for one in _turn(source, place, turn, record.lang or "en")]
    return [document(source, record, ("\n".join(lines + said),), record.lang)] if said else []


def _turn(source: Source, place: int, turn: Any, lang: Lang) -> list[str]:
    options = source.options
    user, assistant = _SPEAKERS[lang]
    if isinstance(turn, str):
        text = prose(turn)
        return [line(lang, assistant if place % 2 else user, text)] if text else []
    speaker = flat(field(turn, options.get("speaker"))).lower()
    asks = speaker in _USERS
    text = prose(field(turn, options.get("text", "text")))
    spoken = [line(lang, user if asks else assistant, text)] if text else []
    calls = _calls(turn, options, lang)
    return spoken + calls if asks else calls + spoken  # an assistant calls, then tells


def _calls(turn: Any, options: Any, lang: Lang) -> list[str]:
    called = field(turn, options.get("call"))
    out = [_called(called["service"] + "." + called["method"], called["parameters"], lang)] if called else []
    results = field(turn, options.get("results"))
    out += [line(lang, _RESULT[lang], _said(result)) for result in results or ()]
    if called and not results:
        out.append(line(lang, _RESULT[lang], "-"))
    for each_call in field(turn, options.get("calls")) or ():
        out.append(_called(each_call["call"], _loaded(each_call.get("request")), lang))
        out.append(line(lang, _RESULT[lang], _said(_loaded(each_call.get("response"))) or "-"))
    return out


def _called(name: str, given: Any, lang: Lang) -> str:
    return line(lang, _CALL[lang], f"{name}({_said(given)})")


def _said(value: Any, inside: bool = False) -> str:
    """What was asked or given, names before values; lists and tables in others have brackets."""
    if isinstance(value, dict):
        words = ", ".join(f"{name} = {_said(one, True)}" for name, one in value.items())
        return f"({words})" if inside else words
    if isinstance(value, list):
        return f"[{', '.join(_said(one, True) for one in value)}]"
    return str(value).lower() if isinstance(value, bool) else flat(value)


def _loaded(value: Any) -> Any:
    """What a text of JSON holds; another text as it is."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        return value
