"""Archives give the files that are asked for, and nothing else: no bomb, no path out of them, no silence about what is broken."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import io
import lzma
import struct
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from necker.core.errors import MissingError
from necker.sources import archive
from necker.sources.archive import Broken, members
from necker.sources.mirror import PackageRef

FILES = {
    "usr/share/x/a.txt": b"a" * 100,
    "usr/share/x/deep/er/b.txt": "é".encode() * 50,
    "usr/lib/c.bin": bytes(range(256)),
}
KINDS = {"deb": "x.deb", "whl": "x.whl", "tgz": "x.tgz", "tar": "x.tar"}


def entry(name: str, content: bytes = b"", **more: object) -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    for key, value in more.items():
        setattr(info, key, value)
    return info, content


def tar(*entries: tuple[tarfile.TarInfo, bytes], format: int = tarfile.GNU_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=format) as file:
        for info, content in entries:
            file.addfile(info, io.BytesIO(content))
    return out.getvalue()


def deb(data: bytes, name: str = "data.tar.xz", before: bytes = b"2.0\n") -> bytes:
    """ar(5): odd sizes are padded."""
    out = b"!<arch>\n"
    for member, content in (("debian-binary", before), (name, data)):
        out += (
            f"{member:<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(content):<10}`\n".encode()
            + content
            + b"\n" * (len(content) % 2)
        )
    return out


def zipped(*entries: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, content in entries:
            file.writestr(name, content)
    return out.getvalue()


def made(kind: str, files: dict[str, bytes]) -> bytes:
    if kind == "whl":
        return zipped(*files.items())
    plain = tar(*(entry(f"./{name}", content) for name, content in files.items()))
    return {"deb": lambda: deb(lzma.compress(plain)), "tgz": lambda: gzip.compress(plain), "tar": lambda: plain}[kind]()


Read = Callable[..., tuple[dict[str, bytes], list[Broken]]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read(data: bytes, file: str = "x.deb", *globs: str) -> tuple[dict[str, bytes], list[Broken]]:
        path = tmp_path / "named-by-hash"
        path.write_bytes(data)
        told: list[Broken] = []
        ref = PackageRef("debian", "x", "1", file, "0" * 64, len(data), globs)
        found = list(members(ref, path, told.append))
        assert len(dict(found)) == len(found)
        return dict(found), told

    return read


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_gives_its_files(read: Read, kind: str) -> None:
    assert read(made(kind, FILES), KINDS[kind]) == (FILES, [])


@pytest.mark.parametrize(
    ("name", "pack"), [("data.tar.gz", gzip.compress), ("data.tar.bz2", bz2.compress), ("data.tar", bytes), ("data.tar.xz/", lzma.compress)]
)  # fmt: skip
@pytest.mark.parametrize("before", [b"2.0\n", b"odd"])
def test_packages_of_debian_are_packed_in_many_ways(
    read: Read, name: str, pack: Callable[[bytes], bytes], before: bytes
) -> None:
    plain = tar(*(entry(f"./{name}", content) for name, content in FILES.items()))
    assert read(deb(pack(plain), name, before)) == (FILES, [])


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="Python knows zstd")
def test_zstd_needs_what_it_says(read: Read) -> None:
    try:
        import pyarrow
    except ImportError:
        with pytest.raises(MissingError, match="pyarrow"):
            read(deb(b"\x28\xb5\x2f\xfd" + b"\0" * 50, "data.tar.zst"))
    else:
        plain = tar(*(entry(name, content) for name, content in FILES.items()))
        assert read(deb(pyarrow.compress(plain, "zstd", asbytes=True), "data.tar.zst")) == (FILES, [])


@pytest.mark.parametrize(
    ("glob", "wanted"),
    [
        ("usr/share/**/*.txt", {"usr/share/x/a.txt", "usr/share/x/deep/er/b.txt"}),
        ("usr/share/x/*.txt", {"usr/share/x/a.txt"}),
        ("usr/share/x/?.txt", {"usr/share/x/a.txt"}),
        ("usr/**", set(FILES)),
        ("**/b.txt", {"usr/share/x/deep/er/b.txt"}),
        ("*", set()),
        ("usr/share/x/a.tx", set()),
        ("usr.share.x.a.txt", set()),
    ],
)
@pytest.mark.parametrize("kind", KINDS)
def test_globs(read: Read, kind: str, glob: str, wanted: set[str]) -> None:
    assert set(read(made(kind, FILES), KINDS[kind], glob)[0]) == wanted


TRICKS = ["/etc/passwd", "../up", "a/../../up", "./../up", "..", "a\\b", "C:/x", "c:x", "a\nb", "a\x1bb"]


@pytest.mark.parametrize("name", TRICKS)
@pytest.mark.parametrize("kind", ["tar", "whl"])
def test_names_that_lead_out_are_left_out(read: Read, kind: str, name: str) -> None:
    data = zipped((name, b"x"), ("good", b"y")) if kind == "whl" else tar(entry(name, b"x"), entry("good", b"y"))
    found, told = read(data, KINDS[kind])
    assert found == {"good": b"y"} and len(told) == 1 and "leads out" in told[0].reason and told[0].name.isascii()


def test_names_that_are_no_text_are_left_out(read: Read) -> None:
    found, told = read(tar(entry("caf\udce9", b"x"), entry("café", b"y")), "x.tar")
    assert found == {"café": b"y"} and len(told) == 1


@pytest.mark.parametrize(
    "more", [{"type": tarfile.SYMTYPE, "linkname": "/etc/passwd"}, {"type": tarfile.LNKTYPE, "linkname": "good"},
             {"type": tarfile.CHRTYPE}, {"type": tarfile.FIFOTYPE}],
)  # fmt: skip
def test_links_and_devices_are_no_files(read: Read, more: dict[str, object]) -> None:
    found, told = read(tar(entry("link", **more), entry("good", b"y"), entry("dir", type=tarfile.DIRTYPE)), "x.tar")
    assert found == {"good": b"y"} and [one.name for one in told] == ["link"]
    assert told[0].link == (more["type"] == tarfile.SYMTYPE)


def test_links_in_zips_are_no_files(read: Read) -> None:
    info = zipfile.ZipInfo("link")
    info.external_attr = 0o120777 << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr(info, "/etc/passwd")
        file.writestr("dir/", b"")
    found, told = read(out.getvalue(), "x.zip")
    assert found == {} and [one.name for one in told] == ["link"]


def test_the_first_of_two_with_a_name_counts(read: Read) -> None:
    found, told = read(tar(entry("a", b"1"), entry("./a", b"2")), "x.tar")
    assert found == {"a": b"1"} and "twice" in told[0].reason


# ---- bombs


@pytest.mark.parametrize("kind", ["deb", "whl", "tgz"])
def test_what_unpacks_to_far_more_than_it_is(read: Read, kind: str) -> None:
    found, told = read(made(kind, {"good": b"x" * 100, "zeros": b"\0" * 30_000_000}), KINDS[kind])
    assert found.keys() <= {"good"} and told and sum(map(len, found.values())) < 1000


def test_a_member_may_not_be_too_big(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_MEMBER", 1000)
    files = {"big": bytes(range(256)) * 4, "good": b"y"}
    for kind, name in KINDS.items():
        found, told = read(made(kind, files), name)
        assert found == {"good": b"y"} and told == [Broken("big", "it is too big")]


def test_all_together_may_not_be_too_big(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_ALL", 3 * 2**20)
    monkeypatch.setattr(archive, "_SMALL", 2**20)
    files = {str(n): struct.pack("<Q", n) * 2**16 for n in range(20)}
    for kind, name in KINDS.items():
        found, told = read(made(kind, files), name)
        assert sum(map(len, found.values())) <= 5 * 2**20 and told[-1].name == ""


def test_too_many_members(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_MEMBERS", 2)
    for kind, name in KINDS.items():
        found, told = read(made(kind, FILES), name)
        assert len(found) <= 2 and told[-1].name == ""


def test_entries_of_a_zip_that_share_their_bytes(read: Read) -> None:
    """A better zip bomb (Fifield 2019): every entry points to the same data."""
    data = zipped(("a", b"\0" * 1_000_000))
    at = data.index(b"PK\1\2")
    central = data[at : at + 46 + 1]
    count = 2000
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(central) * count, at, 0)
    many = b"".join(central[:46] + bytes([33 + n % 90]) for n in range(count))
    found, told = read(data[:at] + many + end, "x.zip")
    assert sum(map(len, found.values())) <= 50_000_000 and told


def test_a_zip_that_asks_for_a_newer_unpacker_is_told(read: Read) -> None:
    data = bytearray(zipped(("a.txt", b"x")))
    struct.pack_into("<H", data, data.index(b"PK\x01\x02") + 6, 99)  # version needed to extract, of the directory
    found, told = read(bytes(data), "x.whl")
    assert not found and len(told) == 1 and "version 9.9" in told[0].reason


def test_headers_of_a_tar_are_bounded(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long name or a table of them is read into memory before there is any member."""
    monkeypatch.setattr(archive, "_HEADERS", 200_000)
    big = tar(entry("x" * 1_000_000, b"y"), format=tarfile.PAX_FORMAT)
    found, told = read(big, "x.tar")
    assert found == {} and told[-1] == Broken("", "the archive unpacks to too much")


def test_sparse_files_take_no_room_and_are_left_out(read: Read) -> None:
    info = tarfile.TarInfo("sparse")
    info.type = tarfile.GNUTYPE_SPARSE
    header = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    header[483:495] = b"00001000000\0"  # the size it says it has: 2 MB
    header[148:156] = b"        "
    header[148:156] = f"{sum(header):06o}\0 ".encode()
    found, told = read(bytes(header) + b"\0" * 1024, "x.tar")
    assert found == {} and [one.name for one in told] == ["sparse"]


# ---- broken


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_damage_is_told_or_harmless(read: Read, kind: str, data: st.DataObject) -> None:
    whole = made(kind, FILES)
    if data.draw(st.booleans()):
        broken = whole[: data.draw(st.integers(0, len(whole) - 1))]
    else:
        at = data.draw(st.integers(0, len(whole) - 1))
        broken = whole[:at] + bytes([data.draw(st.integers(0, 255))]) + whole[at + 1 :]
    found, told = read(broken, KINDS[kind])
    if kind == "whl":  # the one kind in which each file has a checksum of its own
        assert all(FILES.get(name, content) == content for name, content in found.items())
    if kind != "tar" and found != FILES:
        assert told or found.keys() - FILES.keys()


@given(st.binary(max_size=300))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_survived(read: Read, data: bytes) -> None:
    for name in KINDS.values():
        with contextlib.suppress(MissingError):  # it may look like zstd
            read(data, name)
            read(b"!<arch>\n" + data, name)


def test_one_broken_entry_leaves_the_others(read: Read) -> None:
    data = bytearray(zipped(("a", b"first" * 10), ("b", b"second" * 10), method=zipfile.ZIP_STORED))
    data[data.index(b"first") + 3] ^= 1
    found, told = read(bytes(data), "x.whl")
    assert found == {"b": b"second" * 10} and [one.name for one in told] == ["a"] and "CRC" in told[0].reason


def test_a_password_is_told(read: Read) -> None:
    data = bytearray(zipped(("a", b"first")))
    for magic, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(magic) + offset] |= 1
    found, told = read(bytes(data), "x.zip")
    assert found == {} and [one.name for one in told] == ["a"]


@pytest.mark.parametrize("kind", ["deb", "tgz"])
def test_what_is_cut_short_gives_what_came_before(read: Read, kind: str) -> None:
    files = {f"{n}.bin": bytes((n * i * i) % 251 for i in range(40_000)) for n in range(1, 6)}
    whole = made(kind, files)
    found, told = read(whole[: len(whole) * 2 // 3], KINDS[kind])
    assert told and 0 < len(found) < 5 and all(files[name] == content for name, content in found.items())


def test_a_package_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(members(PackageRef("npm", "x", "1", "x.tgz", "0" * 64, 1), tmp_path / "none"))
