"""What lies inside files of packages is read as files, and a damaged one is an error, never an endless loop."""

from __future__ import annotations

import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from necker.sources.readers.unfold import unfolded
from tests.sources.readers.made import resources

FILES = {"cat_txt": b"a cat", "dog_txt": b"a dog" * 100, "empty_txt": b""}


def test_qt_resources() -> None:
    found = dict(unfolded("x/y.rcc", resources(**FILES)))
    assert found == {f"a/{name.replace('_', '.')}": content for name, content in FILES.items()}


def test_a_collection_of_icons() -> None:
    icons = {"cat": {"body": "<g/>"}, "wide": {"body": "<path/>", "width": 9, "left": -1}}
    data = json.dumps({"prefix": "p", "icons": icons, "width": 64, "height": 32}).encode()
    found = dict(unfolded("package/icons.json", data))
    assert list(found) == ["package/cat.svg", "package/wide.svg"]
    assert b'viewBox="0 0 64 32"><g/></svg>' in found["package/cat.svg"]
    assert b'viewBox="-1 0 9 32"><path/></svg>' in found["package/wide.svg"]


def test_other_files_are_themselves() -> None:
    assert list(unfolded("a.txt", b"x")) == [("a.txt", b"x")]


def test_a_folder_that_holds_itself_ends() -> None:
    whole = bytearray(resources(**FILES))
    struct.pack_into(">II", whole, 20 + 14 + 6, 1, 0)  # the folder `a`: one child, the root
    with pytest.raises(ValueError, match="damaged"):
        dict(unfolded("y.rcc", bytes(whole)))


@given(st.integers(0, 400), st.integers(0, 255))
def test_damage_is_an_error_of_values(place: int, byte: int) -> None:
    whole = bytearray(resources(**FILES))
    whole[place % len(whole)] = byte
    try:
        dict(unfolded("y.rcc", bytes(whole)))
    except ValueError:  # UnicodeDecodeError is one
        return


def test_what_is_no_resource_file_is_said() -> None:
    with pytest.raises(ValueError, match="no Qt resource file"):
        dict(unfolded("y.rcc", b"PK"))
