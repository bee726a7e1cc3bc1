"""What is fetched is what was asked for, byte for byte, whatever servers and kills do on the way; and only when allowed."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from necker.core.errors import MissingError, NeckerError, RefusedError
from necker.core.network import requests_sent
from necker.sources import fetch
from necker.sources.fetch import cached, fetched, next_url
from necker.sources.mirror import FileRef, PackageRef, open_file
from tests.sources.file_server import FileServer

CONTENT = bytes(range(256)) * 400  # 102,400 bytes
SHA = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("NECKER_MIRROR", "NECKER_OFFLINE", "HF_HUB_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NECKER_HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.fixture
def server() -> Iterator[FileServer]:
    with FileServer({"/a/b": CONTENT}) as one:
        yield one


def ref(*urls: str) -> FileRef:
    return FileRef("a/b", SHA, len(CONTENT), urls)


def package(registry: str, name: str, version: str, file: str) -> PackageRef:
    return PackageRef(registry, name, version, file, SHA, len(CONTENT))


def part() -> Path:
    return cached(SHA).with_name(f"{SHA}.part")


def begin(data: bytes) -> None:
    part().parent.mkdir(parents=True)
    part().write_bytes(data)


def nothing_is_left() -> bool:
    return not cached(SHA).exists() and not part().exists()


# ---- this machine first


def test_the_folder_of_the_mirror_is_asked_first(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "mirror" / "a").mkdir(parents=True)
    (home / "mirror" / "a" / "b").write_bytes(CONTENT)
    monkeypatch.setenv("NECKER_MIRROR", str(home / "mirror"))
    assert fetched(ref("http://127.0.0.1:9/no")) == open_file(ref()) == home / "mirror" / "a" / "b"
    where = home / "mirror" / "packages" / "npm"
    where.mkdir(parents=True)
    (where / "x-1.tgz").write_bytes(CONTENT)
    assert fetched(package("npm", "x", "1", "x-1.tgz")) == where / "x-1.tgz"


def test_a_mirror_with_other_bytes_is_passed_over_and_left_alone(
    home: Path, monkeypatch: pytest.MonkeyPatch, server: FileServer
) -> None:
    (home / "a").mkdir()
    (home / "a" / "b").write_bytes(b"other")
    monkeypatch.setenv("NECKER_MIRROR", str(home))
    with pytest.raises(NeckerError, match="not the expected one"):
        fetched(ref())
    lines: list[str] = []
    assert fetched(ref(f"{server.url}/a/b"), announce=lines.append) == cached(SHA)
    assert (home / "a" / "b").read_bytes() == b"other" and "wrong bytes" in lines[0]


def test_the_cache_is_asked_before_the_network(server: FileServer) -> None:
    begin(b"")
    cached(SHA).write_bytes(CONTENT)
    assert fetched(ref(f"{server.url}/a/b"), offline=True) == cached(SHA) and not server.seen


def test_a_cache_with_other_bytes_is_emptied_and_said(server: FileServer) -> None:
    begin(b"")
    cached(SHA).write_bytes(CONTENT[:-1] + b"?")
    lines: list[str] = []
    assert fetched(ref(f"{server.url}/a/b"), announce=lines.append).read_bytes() == CONTENT
    assert lines[0].startswith("deleted") and len(server.seen) == 1


def test_what_is_nowhere_is_said() -> None:
    with pytest.raises(MissingError, match=r"a/b.*NECKER_MIRROR"):
        fetched(ref())


# ---- the network, when allowed


def test_off_means_off(server: FileServer, monkeypatch: pytest.MonkeyPatch) -> None:
    here = ref(f"{server.url}/a/b")
    for look in (lambda: fetched(here, offline=True), lambda: open_file(here)):  # readers download nothing
        with pytest.raises(RefusedError, match="data fetch"):
            look()
    monkeypatch.setenv("NECKER_OFFLINE", "1")
    with pytest.raises(RefusedError, match="network is switched off"):
        fetched(here)
    with pytest.raises(RefusedError):
        fetched(package("pypi", "x", "1", "x-1.whl"))
    assert not server.seen and nothing_is_left()


def test_a_download_is_verified_kept_counted_and_private(server: FileServer) -> None:
    before = requests_sent().get("127.0.0.1", 0)
    here, lines = ref(f"{server.url}/a/b"), list[str]()
    path = fetched(here, announce=lines.append)
    assert path == cached(SHA) and path.read_bytes() == CONTENT and not part().exists()
    assert fetched(here) == path and len(server.seen) == 1 and server.seen[0].agent.startswith("necker/")
    assert lines == [f"downloading {server.url}/a/b"] and requests_sent()["127.0.0.1"] == before + 1
    assert os.name != "posix" or path.parent.stat().st_mode & 0o077 == 0


def test_a_mirror_may_be_an_address(server: FileServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NECKER_MIRROR", server.url + "/")
    assert fetched(ref()).read_bytes() == CONTENT


def test_the_next_address_is_asked_when_one_fails(server: FileServer) -> None:
    server.bad_days.extend(["404", "wrong", "500"])
    lines: list[str] = []
    urls = [f"{server.url}/a/b", "http://127.0.0.1:9/a", "nonsense://x", *[f"{server.url}/a/b"] * 3]
    assert fetched(ref(*urls), announce=lines.append).read_bytes() == CONTENT
    assert [line.split()[0] for line in lines] == [*["downloading"] * 4, "deleted,", *["downloading"] * 2]


def test_wrong_bytes_are_deleted_and_said(server: FileServer) -> None:
    server.bad_days.extend(["wrong"] * 10)
    lines: list[str] = []
    with pytest.raises(NeckerError, match="not the expected one"):
        fetched(ref(f"{server.url}/a/b"), announce=lines.append)
    assert lines[-1].startswith("deleted") and nothing_is_left() and len(server.seen) == 1


@pytest.mark.parametrize("day", ["more", "long"])
def test_no_more_is_taken_than_was_promised(server: FileServer, day: str) -> None:
    server.bad_days.append(day)
    with pytest.raises(MissingError, match="more than 102400 bytes"):
        fetched(ref(f"{server.url}/a/b"))
    assert nothing_is_left()


def test_fewer_bytes_are_not_the_file(server: FileServer) -> None:
    server.files["/a/b"] = CONTENT[:-1]
    with pytest.raises(MissingError, match="broke off"):
        fetched(ref(f"{server.url}/a/b"))
    assert not cached(SHA).exists()


# ---- going on


def test_a_download_that_breaks_off_goes_on_where_it_was(server: FileServer) -> None:
    server.bad_days.extend(["cut 50000", "cut 30000"])
    assert fetched(ref(f"{server.url}/a/b")).read_bytes() == CONTENT
    assert [one.start for one in server.seen] == [None, 50_000, 80_000]


def test_a_server_that_knows_no_range_begins_again(server: FileServer) -> None:
    begin(CONTENT[:70_000])
    server.bad_days.append("whole")
    assert fetched(ref(f"{server.url}/a/b")).read_bytes() == CONTENT


@pytest.mark.parametrize("day", ["elsewhere", "refused"])
def test_an_answer_to_another_question_is_not_appended(server: FileServer, day: str) -> None:
    begin(CONTENT[:70_000])
    server.bad_days.append(day)
    assert fetched(ref(f"{server.url}/a/b")).read_bytes() == CONTENT
    assert [one.start for one in server.seen] == [70_000, None]


def test_a_spoilt_beginning_does_not_spoil_the_file(server: FileServer) -> None:
    begin(b"?" * 70_000)
    assert fetched(ref(f"{server.url}/a/b")).read_bytes() == CONTENT
    assert [one.start for one in server.seen] == [70_000, None]


def test_what_had_all_come_is_asked_for_no_more(server: FileServer) -> None:
    begin(CONTENT)
    assert fetched(ref(f"{server.url}/a/b")).read_bytes() == CONTENT and not server.seen


def test_a_server_that_always_breaks_off_is_left(server: FileServer) -> None:
    server.bad_days.extend(["cut 100"] * 50)
    with pytest.raises(MissingError):
        fetched(ref(f"{server.url}/a/b"))
    assert len(server.seen) < 10 and part().stat().st_size == 100 * len(server.seen)  # for next time


def test_what_another_address_began_is_gone_on_with(server: FileServer) -> None:
    server.files["/other"] = CONTENT
    server.bad_days.extend(["cut 10000"] * 4)
    assert fetched(ref(f"{server.url}/a/b", f"{server.url}/other")).read_bytes() == CONTENT
    assert server.seen[-1].path == "/other" and server.seen[-1].start == 40_000


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_killed_download_goes_on(server: FileServer) -> None:
    server.bad_days.append("slow")
    code = (
        "from necker.sources.fetch import fetched; from necker.sources.mirror import FileRef;"
        f"fetched(FileRef('a/b', {SHA!r}, {len(CONTENT)}, ({server.url + '/a/b'!r},)))"
    )
    child = subprocess.Popen([sys.executable, "-c", code])
    until = time.monotonic() + 30
    while time.monotonic() < until and not (part().exists() and part().stat().st_size > 20_000):
        time.sleep(0.01)
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert not cached(SHA).exists()
    assert fetched(ref(f"{server.url}/a/b")).read_bytes() == CONTENT
    assert (server.seen[-1].start or 0) > 20_000


def test_two_at_a_time_download_once(server: FileServer) -> None:
    pytest.importorskip("fcntl")
    server.bad_days.append("slow")
    found: list[Path] = []
    threads = [threading.Thread(target=lambda: found.append(fetched(ref(f"{server.url}/a/b")))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert found == [cached(SHA)] * 3 and len(server.seen) == 1 and cached(SHA).read_bytes() == CONTENT
    assert not part().exists()


DAYS = st.sampled_from(
    ["", "wrong", "cut 0", "cut 1", "cut 60000", "whole", "elsewhere", "refused", "more", "long", "404", "503", "redirect /a/b"]
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(DAYS, max_size=12), st.binary(max_size=40) | st.integers(0, len(CONTENT)).map(lambda n: CONTENT[:n]))
def test_whatever_happens_only_the_right_bytes_get_the_name(
    server: FileServer, days: list[str], beginning: bytes
) -> None:
    cached(SHA).unlink(missing_ok=True)
    part().parent.mkdir(parents=True, exist_ok=True)
    part().write_bytes(beginning)
    server.bad_days.clear()
    server.bad_days.extend(days)
    try:
        path = fetched(ref(f"{server.url}/a/b"))
    except NeckerError:
        assert not cached(SHA).exists()
    else:
        assert path.read_bytes() == CONTENT
    server.bad_days.clear()
    assert fetched(ref(f"{server.url}/a/b")).read_bytes() == CONTENT  # and no bad day is for ever


# ---- redirects


def test_redirects_are_followed_but_not_for_ever(server: FileServer) -> None:
    server.bad_days.extend([f"redirect {server.url}/other", "redirect /a/b"])
    server.files["/other"] = b""
    assert fetched(ref(f"{server.url}/a/b")).read_bytes() == CONTENT
    cached(SHA).unlink()
    server.bad_days.extend(["redirect /a/b"] * 100)
    with pytest.raises(MissingError, match="without end"):
        fetched(ref(f"{server.url}/a/b"))
    assert len(server.seen) < 20


@pytest.mark.parametrize("where", ["", "file:///etc/passwd", "ftp://127.0.0.1/a", "http:///"])
def test_redirects_lead_to_the_web_only(server: FileServer, where: str) -> None:
    server.bad_days.append(f"redirect {where}")
    with pytest.raises(MissingError):
        fetched(ref(f"{server.url}/a/b"))
    assert nothing_is_left()


def test_redirects_keep_encryption() -> None:
    assert next_url("https://a.org/b", "/c") == "https://a.org/c"
    assert next_url("http://a.org/b", "https://c.org") == "https://c.org"
    with pytest.raises(Exception, match="HTTPS"):
        next_url("https://a.org/b", "http://a.org/b")


# ---- registries


@pytest.fixture
def registries(server: FileServer, monkeypatch: pytest.MonkeyPatch) -> FileServer:
    for name in ("PYPI", "NPM", "SNAPSHOT", "DEBIAN"):
        monkeypatch.setattr(fetch, name, f"{server.url}/{name.lower()}")
    return server


def test_pypi_is_asked_where_its_files_are(registries: FileServer) -> None:
    registries.files["/files/x-1.0-py3-none-any.whl"] = CONTENT
    files = [
        {"filename": "x-1.0.tar.gz", "url": "http://127.0.0.1:9/no"},
        {"filename": "x-1.0-py3-none-any.whl", "url": f"{registries.url}/files/x-1.0-py3-none-any.whl"},
    ]
    registries.files["/pypi/pypi/x/1.0/json"] = json.dumps({"urls": files}).encode()
    assert fetched(package("pypi", "x", "1.0", "x-1.0-py3-none-any.whl")).read_bytes() == CONTENT


def test_pypi_may_have_its_simple_index_only(registries: FileServer) -> None:
    registries.files["/pypi/simple/x-y-z/files/x.whl"] = CONTENT
    files = [{"filename": "x_y_z-1.0.whl", "url": "files/x.whl"}, {"filename": "x_y_z-2.0.whl", "url": "files/no"}]
    registries.files["/pypi/simple/x-y-z/"] = json.dumps({"files": files}).encode()
    assert fetched(package("pypi", "X_y.-z", "1.0", "x_y_z-1.0.whl")).read_bytes() == CONTENT
    assert registries.seen[0].path == "/pypi/pypi/X_y.-z/1.0/json"


@pytest.mark.parametrize(
    "answer", [b"", b"[]", b"{", b'{"urls": [1, {}]}', b'{"urls": {"a": 1}}', b"\xff", b" " * 9_000_000]
)
def test_an_index_that_talks_nonsense_is_left(registries: FileServer, answer: bytes) -> None:
    registries.files["/pypi/pypi/x/1.0/json"] = answer
    with pytest.raises(MissingError):
        fetched(package("pypi", "x", "1.0", "x-1.0.whl"))
    assert nothing_is_left()


@pytest.mark.parametrize(("name", "path"), [("x", "/npm/x/-/x-1.2.3.tgz"), ("@a/x", "/npm/@a/x/-/x-1.2.3.tgz")])
def test_npm(registries: FileServer, name: str, path: str) -> None:
    registries.files[path] = CONTENT
    assert fetched(package("npm", name, "1.2.3", "x-1.2.3.tgz")).read_bytes() == CONTENT


def test_debian_is_asked_for_that_version_and_then_in_the_pool(registries: FileServer) -> None:
    here = package("debian", "libx", "1:2.0-3", "libx_2.0-3_all.deb")
    registries.files["/debian/pool/main/libx/libx/libx_2.0-3_all.deb"] = CONTENT
    assert fetched(here).read_bytes() == CONTENT
    asked = "/snapshot/mr/binary/libx/1%3A2.0-3/binfiles?fileinfo=1"
    assert registries.seen[0].path == asked
    cached(SHA).unlink()
    info = {"fileinfo": {"ab12": [{"name": "other.deb"}], "cd34": [{"name": "libx_2.0-3_all.deb"}]}}
    registries.files |= {asked: json.dumps(info).encode(), "/snapshot/file/cd34": CONTENT}
    assert fetched(here).read_bytes() == CONTENT and registries.seen[-1].path == "/snapshot/file/cd34"


def test_the_addresses_of_a_package_come_before_its_registry(registries: FileServer) -> None:
    here = PackageRef("npm", "x", "1", "x-1.tgz", SHA, len(CONTENT), (), (f"{registries.url}/a/b",))
    assert fetched(here).read_bytes() == CONTENT and [one.path for one in registries.seen] == ["/a/b"]
