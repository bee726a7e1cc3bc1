"""A pack appears whole or not at all, whatever happens while it is built, and says exactly what its source said."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import textwrap
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from necker.core.errors import MissingError, NeckerError, UsageError
from necker.knowledge.build import BATCH, build_pack
from necker.knowledge.check import verify_pack
from necker.knowledge.pack import Pack, installed_packs, pack_path, remove_pack
from necker.knowledge.passage import PackInfo, Passage, Source, passage_of, sha256_of

from .sample import PAGES, Sample, many, page


def everything(info: PackInfo) -> list[Passage]:
    pack = Pack(info.path)
    return [passage for number in range(1, info.pages + 1) for passage in pack.page(number)]


def test_a_pack_says_what_its_source_said(tmp_path: Path) -> None:
    info = build_pack("sample", Sample(), folder=tmp_path)
    passages = everything(info)
    given_texts = [(p.title, g.kind, g.text) for p in PAGES for g in p.passages]
    assert [(p.title, p.kind, p.text) for p in passages] == [
        (unicodedata.normalize("NFC", title), kind, unicodedata.normalize("NFC", text))
        for title, kind, text in given_texts
    ]
    assert (info.pages, info.passages, info.languages) == (20, len(passages), {"en": 10, "fr": 10})
    assert info.size == info.path.stat().st_size and info.source == "pages for tests" and info.fingerprint == "1"
    for each in passages:
        assert each.sha256 == sha256_of(each.text)
        assert (each.licence, each.attribution, each.source) == ("CC-BY-4.0", "the authors of these tests", "wikipedia")
    assert verify_pack(info.path) == info.passages


@pytest.mark.skipif(sys.platform == "win32", reason="no permissions of this kind")
@pytest.mark.parametrize(("kind", "mode"), [("file", 0o600), ("note", 0o600), ("wikipedia", 0o644)])
def test_a_pack_of_the_users_own_texts_is_for_the_user_alone(tmp_path: Path, kind: Source, mode: int) -> None:
    """At every moment of its building too, and when an interrupted build left a file that anybody could read."""
    folder = tmp_path / "data" / "packs"
    seen: set[int] = set()
    modes: set[int] = set()

    def look(done: int, total: int | None) -> None:
        modes.update(path.stat().st_mode & 0o777 for path in folder.iterdir())
        seen.add(len(list(folder.iterdir())))

    mask = os.umask(0o022)
    try:
        for left in (False, True):
            if left:
                (folder / ".sample.building").write_bytes(b"left over")
                (folder / ".sample.building").chmod(0o644)
            info = build_pack("sample", Sample(many(2 * BATCH), kind=kind), folder=folder, progress=look)
            assert info.path.stat().st_mode & 0o777 == mode
    finally:
        os.umask(mask)
    assert modes == {mode} and max(seen) >= 2  # the half-built pack beside its journal, or beside the old pack
    assert {path.stat().st_mode & 0o777 for path in (folder, folder.parent)} == {0o700}


def test_a_page_may_have_a_licence_and_an_author_of_its_own(tmp_path: Path) -> None:
    own = PAGES[0].__class__("fr", "À part", None, 12, "CC0-1.0", "someone", PAGES[0].passages)
    first, *_ = everything(build_pack("sample", Sample([own]), folder=tmp_path))
    assert (first.licence, first.attribution, first.revision, first.url) == ("CC0-1.0", "someone", 12, None)


def test_ids_are_readable_unique_and_survive_a_rebuild(tmp_path: Path) -> None:
    pages = [*PAGES, page("fr", "Fennec", "", "Une autre page du même titre.")]
    before = everything(build_pack("sample", Sample(pages), folder=tmp_path))
    after = everything(build_pack("sample", Sample(pages[::-1], mark="2"), folder=tmp_path))
    assert before[0].id == "sample/fr/Tour Eiffel#0"
    assert len({p.id for p in before}) == len(before)
    twins = {"Fennec", "Fennec (2)"}
    assert {p.id: p.text for p in before if p.title not in twins} == {
        p.id: p.text for p in after if p.title not in twins
    }


def test_a_passage_outside_any_pack_is_the_same_passage() -> None:
    source = Sample()
    loose = passage_of(PAGES[5], 1, pack="live", source=source)
    assert loose.title == "Café" and loose.text.startswith("Le café est") and loose.sha256 == sha256_of(loose.text)
    assert loose.licence == source.licence and [loose.text[a:b] for a, b in loose.sentences] == [loose.text]


@given(texts=st.lists(st.text(min_size=1, max_size=300), min_size=1, max_size=4), title=st.text(max_size=30))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_kept_to_the_character(tmp_path: Path, texts: list[str], title: str) -> None:
    """Stored text is the NFC of what was given, and sentences are ordered spans of it without space at their ends."""
    source = Sample([page("fr", title, "", *texts), page("en", "Anchor", "", "An anchor.")])
    remove_pack("any", tmp_path) if "any" in installed_packs(tmp_path) else None
    info = build_pack("any", source, folder=tmp_path)
    kept = [p for p in everything(info) if p.title != "Anchor"]
    wanted = [unicodedata.normalize("NFC", t) for t in texts if t.strip()]
    assert [p.text for p in kept if p.title == unicodedata.normalize("NFC", title)] == (
        wanted if title != "Anchor" else []
    )
    for each in kept:
        last = 0
        for start, end in each.sentences:
            quote = each.text[start:end]
            assert last <= start < end and quote == quote.strip() != ""
            last = end
    assert verify_pack(info.path) == info.passages


def test_half_surrogates_become_the_replacement_character(tmp_path: Path) -> None:
    info = build_pack("odd", Sample([page("en", "A\ud800", "", "Half \udc00 a pair.")]), folder=tmp_path)
    assert everything(info)[0].text == "Half \ufffd a pair."
    assert info.oddities["undecodable"] == 1


def test_oddities_are_counted_not_removed(tmp_path: Path) -> None:
    texts = [
        "See [[this]] and {{that}} page.",
        "[object Object] is not a text.",
        "A chair ( ) is a type of seat.",
        "Short.",
    ]
    info = build_pack(
        "odd", Sample([page("en", t, "", t) for t in texts] + [page("en", "E", "", " \n")]), folder=tmp_path
    )
    found = {key: count for key, count in info.oddities.items() if count}
    assert found == {"markup": 1, "object": 1, "hollow": 1, "short": 1, "empty": 1}
    assert [p.text for p in everything(info)] == texts


def test_progress_goes_from_nothing_to_everything(tmp_path: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    build_pack(
        "sample", Sample(many(BATCH + 20)), folder=tmp_path, progress=lambda done, total: seen.append((done, total))
    )
    total = BATCH + 20
    assert seen == [(0, total), (BATCH, total), (total, total)]


def test_an_empty_source_leaves_nothing_behind(tmp_path: Path) -> None:
    for pages in ([], [page("fr", "Vide", "", " ")]):
        with pytest.raises(MissingError, match="nothing to read"):
            build_pack("sample", Sample(pages), folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["", "../up", "a/b", "x" * 65, ".hidden", "a b", "é", "con\0"])
def test_names_that_could_lead_elsewhere_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError):
        build_pack(name, Sample(), folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


class Interrupted(Exception):
    pass


def stop_at(limit: int) -> Sample:
    def before(number: int) -> None:
        if number == limit:
            raise Interrupted

    return Sample(many(3 * BATCH), before=before)


def test_an_interrupted_build_hides_nothing_and_goes_on(tmp_path: Path) -> None:
    old = build_pack("big", Sample(), folder=tmp_path)
    with pytest.raises(Interrupted):
        build_pack("big", stop_at(2 * BATCH + 7), folder=tmp_path)
    assert installed_packs(tmp_path) == ["big"] and Pack(old.path).info.content == old.content
    again = Sample(many(3 * BATCH))
    resumed = build_pack("big", again, folder=tmp_path)
    assert again.skipped == 2 * BATCH
    whole = build_pack("whole", Sample(many(3 * BATCH)), folder=tmp_path)
    assert resumed.content == whole.content and resumed.oddities == whole.oddities
    assert sorted(path.name for path in tmp_path.iterdir()) == ["big.pack", "whole.pack"]


def test_a_source_that_changed_meanwhile_starts_anew(tmp_path: Path) -> None:
    with pytest.raises(Interrupted):
        build_pack("big", stop_at(BATCH + 7), folder=tmp_path)
    other = Sample(PAGES, mark="2")
    assert build_pack("big", other, folder=tmp_path).pages == 20 and other.skipped == 0


def test_a_damaged_half_pack_is_thrown_away(tmp_path: Path) -> None:
    (tmp_path / ".big.building").write_bytes(b"not a database, " * 500)
    assert build_pack("big", Sample(), folder=tmp_path).pages == 20


def test_a_pack_is_built_once_at_a_time(tmp_path: Path) -> None:
    def meddle(number: int) -> None:
        if number == BATCH + 1:
            with pytest.raises(NeckerError, match="being built already"):
                build_pack("big", Sample(), folder=tmp_path)

    assert build_pack("big", Sample(many(BATCH + 9), before=meddle), folder=tmp_path).pages == BATCH + 9


BUILDER = """
    import sys
    from pathlib import Path
    from necker.knowledge.build import build_pack
    from tests.knowledge.sample import Sample, many
    print("go", flush=True)
    build_pack("big", Sample(many(2500), mark="new"), folder=Path(sys.argv[1]))
"""


def builder(folder: Path, before: str = "") -> subprocess.Popen[bytes]:
    code = textwrap.dedent(before) + textwrap.dedent(BUILDER)
    root = Path(__file__).parents[2]
    return subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def test_kill_9_at_any_moment_leaves_a_whole_pack(tmp_path: Path) -> None:
    """Killed again and again at random moments: the old pack or the new one is there, whole."""
    old = build_pack("big", Sample(), folder=tmp_path)
    wanted = build_pack("other", Sample(many(2500)), folder=tmp_path / "aside").content
    chance = random.Random(7)
    for _ in range(7):
        process = builder(tmp_path)
        assert process.stdout is not None and process.stdout.readline() == b"go\n"
        time.sleep(chance.uniform(0.0, 0.9))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        verify_pack(old.path)
        assert installed_packs(tmp_path) == ["big"]
        assert Pack(old.path).info.content in (old.content, wanted)
    last = builder(tmp_path)
    assert last.communicate()[1] == b"" and last.returncode == 0
    assert Pack(old.path).info.content == wanted and verify_pack(old.path) == 5000
    assert sorted(path.name for path in tmp_path.iterdir()) == ["aside", "big.pack"]


@pytest.mark.skipif(sys.platform == "win32", reason="resource limits")
def test_a_full_disk_is_one_line_and_the_old_pack_stays(tmp_path: Path) -> None:
    old = build_pack("big", Sample(), folder=tmp_path)
    limits = """
        import resource, signal
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
    """
    _, errors = builder(tmp_path, before=limits).communicate()
    assert errors.decode().splitlines()[-1].startswith("necker.core.errors.NeckerError: cannot build pack big: ")
    assert Pack(pack_path("big", tmp_path)).info.content == old.content
    verify_pack(old.path)
