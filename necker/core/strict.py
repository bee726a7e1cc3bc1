"""A dataclass from a table of TOML or JSON, strictly: an unknown key, a missing one or a wrong type is an error with its place."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from typing import Any, TypeVar

from necker.core.errors import UsageError
from necker.core.language import say

T = TypeVar("T")


def build(kind: type[T], table: Any, where: str) -> T:
    """An instance of the dataclass `kind`; tables inside it, and lists of them, are built in turn.

    `where` names the table for the message ("seed.toml: model").  Raises UsageError.
    """
    if not isinstance(table, Mapping):
        raise _wrong(where, say("a table is expected", "une table est attendue"))
    hints = typing.get_type_hints(kind)
    fields = {field.name: field for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    for key in table:
        if key not in fields:
            raise _wrong(f"{where}.{key}", say("unknown key", "clé inconnue"), ", ".join(fields))
    values = {}
    for name, field in fields.items():
        if name in table:
            values[name] = _value(hints[name], table[name], f"{where}.{name}")
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise _wrong(f"{where}.{name}", say("missing", "absent"))
    try:
        return kind(**values)
    except ValueError as error:
        raise _wrong(where, str(error)) from error


def _value(hint: Any, value: Any, where: str) -> Any:
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        options = [option for option in typing.get_args(hint) if option is not type(None)]
        return _value(options[0], value, where)
    if typing.get_origin(hint) is tuple:
        if not isinstance(value, list):
            raise _wrong(where, say("a list is expected", "une liste est attendue"))
        inner = typing.get_args(hint)[0]
        return tuple(_value(inner, one, f"{where}[{i}]") for i, one in enumerate(value))
    if dataclasses.is_dataclass(hint):
        return build(hint, value, where)  # type: ignore[arg-type]
    if hint is float and type(value) is int:
        return float(value)
    if type(value) is not hint:
        raise _wrong(where, say(f"{hint.__name__} expected", f"{hint.__name__} attendu"))
    return value


def _wrong(where: str, why: str, known: str = "") -> UsageError:
    return UsageError(where, why, say(f"known keys: {known}", f"clés connues : {known}") if known else "")
