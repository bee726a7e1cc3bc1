"""The live Wikipedia: true revisions, good manners, one clear line for every failure, the same answer offline later."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from necker.core.errors import BackendError, RefusedError, UsageError
from necker.core.language import Lang, set_language
from necker.core.network import set_offline
from necker.knowledge.fetch import next_url, retry_after
from necker.knowledge.library import Library
from necker.knowledge.live import LIVE, LiveWikipedia
from necker.knowledge.pack import Pack, pack_path, remove_pack
from tests.knowledge.wiki_server import WikiServer


@pytest.fixture
def wiki(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WikiServer]:
    """A wiki on this machine, a home of our own, messages in English."""
    set_language("en")
    set_offline(False)
    for name in ("NECKER_OFFLINE", "HF_HUB_OFFLINE", "NECKER_WIKI_CONTACT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NECKER_HOME", str(tmp_path))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")  # never used for this machine
    with WikiServer(retry_after="0") as server:
        monkeypatch.setenv("NECKER_WIKI_API", server.url)
        yield server
    set_language(None)
    set_offline(False)


def client(deadline: float = 10.0, interval: float = 0.0) -> LiveWikipedia:
    return LiveWikipedia(interval=interval, timeout=5.0, deadline=deadline)


def test_a_search_gives_leads_with_revision_address_and_description(wiki: WikiServer) -> None:
    first, second = client().search("Qui a peint la Joconde ?", "fr")
    assert (first.lang, first.title, first.revision) == ("fr", "La Joconde", 231_501_999)
    assert first.url == "https://fr.wikipedia.org/wiki/La_Joconde?oldid=231501999"
    assert [(p.kind, p.text) for p in first.passages] == [
        ("description", "tableau de Léonard de Vinci"),
        (
            "text",
            "La Joconde, ou Portrait de Mona Lisa, est un tableau de Léonard de Vinci.\nIl est exposé au Louvre.",
        ),
    ]
    assert second.title == "Louvre"


def test_the_order_is_that_of_the_search_and_the_limit_holds(wiki: WikiServer) -> None:
    assert [page.title for page in client().search("pont Seine", "fr", 3)] == ["Pont 1", "Pont 2", "Pont 3"]
    assert len(wiki.seen) == 1, "an offer of more results is not followed"


def test_what_a_request_asks_and_says(wiki: WikiServer) -> None:
    client().search('Joconde" intitle:x -louvre OR tableau', "fr", 50)
    LiveWikipedia("https://example.org/me\r\nX-Evil: 1", interval=0).search("Mona", "en")
    first, last = wiki.seen[0], wiki.seen[-1]
    assert first.path == "/fr/w/api.php" and last.path == "/en/w/api.php"
    assert first.params["gsrsearch"] == "joconde intitle x louvre or tableau", "no operator of the search survives"
    assert first.params["gsrlimit"] == "20" and first.params["maxlag"] == "5"
    assert first.headers["user-agent"].startswith("necker/") and "gzip" in first.headers["accept-encoding"]
    assert "https://example.org/me" in last.headers["user-agent"] and "x-evil" not in last.headers


def test_any_word_when_not_all_are_found_together(wiki: WikiServer) -> None:
    assert [page.title for page in client().search("Joconde xylophone", "fr")] == ["La Joconde", "Louvre"]
    assert [seen.params["gsrsearch"] for seen in wiki.seen] == ["joconde xylophone", "joconde OR xylophone"]
    assert client().search("xylophone", "fr") == []
    assert len(wiki.seen) == 3, "one word is not asked for twice"


def test_nothing_to_look_for_asks_nothing(wiki: WikiServer) -> None:
    assert client().search(" ?! … ", "fr") == [] and wiki.seen == []


def test_a_very_long_question_is_cut_to_what_the_search_takes(wiki: WikiServer) -> None:
    client().search(" ".join(f"mot{n}" for n in range(5000)), "fr")
    assert all(0 < len(seen.params["gsrsearch"]) <= 300 for seen in wiki.seen)


def test_extracts_that_come_in_parts_are_put_together(wiki: WikiServer) -> None:
    wiki.extracts = 8
    assert len(client().search("pont Seine", "fr", 20)) == 20
    assert [seen.params.get("excontinue") for seen in wiki.seen] == [None, "8", "16"]


def test_lists_of_meanings_other_namespaces_and_empty_pages_are_left_out(wiki: WikiServer) -> None:
    assert client().search("Mercure", "fr") == []
    assert "Discussion:Louvre" not in [page.title for page in client().search("Louvre", "fr")]
    assert client().search("Vide", "fr") == []


def test_a_whole_article_with_its_sections_through_a_redirect(wiki: WikiServer) -> None:
    page = client().page("mona Lisa", "fr")
    assert (page.title, page.aliases, page.revision) == ("La Joconde", ("Mona Lisa",), 231_501_999)
    assert [p.text for p in page.passages[2:]] == [
        "Histoire\nLe tableau fut volé le 21 août 1911.",
        "Retour\nIl revint en 1914.",
    ], "notes and references are no prose"


@pytest.mark.parametrize(
    ("title", "why"), [("Nulle part", "no article"), ("Mercure", "several meanings"), ("a|b", "title"), (" ", "title")]
)
def test_titles_that_lead_nowhere(wiki: WikiServer, title: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        client().page(title, "fr")


def test_offline_nothing_is_sent(wiki: WikiServer) -> None:
    set_offline(True)
    for ask in (lambda: client().search("Joconde", "fr"), lambda: client().page("Louvre", "fr")):
        with pytest.raises(RefusedError, match="network is switched off"):
            ask()
    assert wiki.seen == []


FAILURES: dict[str, str | None] = {
    "html": "web page",
    "refusal": "readapidenied: You need read permission",
    "half": "cut short",
    "broken_off": None,
    "list": "agreed form",
    "odd": "agreed form",
    "unrevised": "revision",
    "nested": "damaged",
    "huge": "8 MB",
    "bomb": "8 MB",
    "half_gzip": "cut short",
    "not_gzip": None,
    "forbidden": "HTTP 403",
    "round": "redirects without end",
    "lost": "nowhere",
}


@pytest.mark.parametrize("day", FAILURES)
def test_every_failure_is_one_clear_line(wiki: WikiServer, day: str) -> None:
    wiki.bad_days.append(day)
    with pytest.raises(BackendError, match=FAILURES[day]) as caught:
        client().search("Joconde", "fr")
    assert "\n" not in str(caught.value) and caught.value.exit_code == 4
    assert not pack_path(LIVE).exists()


@pytest.mark.parametrize("day", ["drip", "slow_head"])
def test_a_server_that_drips_is_left_at_the_deadline(wiki: WikiServer, day: str) -> None:
    wiki.bad_days.append(day)
    started = time.monotonic()
    with pytest.raises(BackendError, match="too slow"):
        client(deadline=0.4).search("Joconde", "fr")
    assert time.monotonic() - started < 2


def test_a_server_that_is_down(wiki: WikiServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NECKER_WIKI_API", "http://127.0.0.1:9/w/api.php")
    with pytest.raises(BackendError, match="cannot read Wikipedia"):
        client().search("Joconde", "fr")
    for impossible in ("not a url", "http://[::1", "ftp://127.0.0.1/x", "http://a b/"):
        monkeypatch.setenv("NECKER_WIKI_API", impossible)
        with pytest.raises(BackendError):
            client().search("Joconde", "fr")


@pytest.mark.parametrize(("day", "wait"), [("too_many", 1), ("maintenance", 0), ("ratelimited", 0)])
def test_a_busy_server_is_asked_again_when_it_says(wiki: WikiServer, day: str, wait: int) -> None:
    wiki.retry_after = str(wait)
    wiki.bad_days.append(day)
    assert client().search("Joconde", "fr")[0].title == "La Joconde"
    assert wiki.seen[1].time - wiki.seen[0].time >= 0.95 * wait


def test_lagging_servers_are_waited_for(wiki: WikiServer) -> None:
    wiki.lag = 7.5
    assert client().search("Joconde", "fr") and len(wiki.seen) == 2


def test_waiting_longer_than_the_deadline_is_not_begun(wiki: WikiServer) -> None:
    wiki.retry_after = "3600"
    wiki.bad_days.append("too_many")
    with pytest.raises(BackendError, match="3600 s"):
        client().search("Joconde", "fr")
    assert len(wiki.seen) == 1


def test_a_server_that_stays_busy_is_left_alone(wiki: WikiServer) -> None:
    wiki.bad_days.extend(["too_many"] * 9)
    with pytest.raises(BackendError, match="busy"):
        client().search("Joconde", "fr")
    assert len(wiki.seen) == 3


def test_one_request_at_a_time_with_a_pause_between(wiki: WikiServer) -> None:
    threads = [
        threading.Thread(target=lambda: client(interval=0.1).search("Joconde", "fr"), daemon=True) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    times = sorted(seen.time for seen in wiki.seen)
    assert len(times) == 4 and wiki.busiest == 1
    assert all(later - sooner >= 0.09 for sooner, later in pairwise(times))


def test_a_redirect_on_the_same_server_is_followed(wiki: WikiServer) -> None:
    wiki.bad_days.append("moved")
    assert client().search("mona", "fr")[0].title == "Mona Lisa"


@pytest.mark.parametrize(
    "location",
    [
        "https://127.0.0.1/x",
        "https://10.0.0.1/",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://[fd00::1]/",
        "https://localhost/",
        "http://fr.wikipedia.org/",
        "file:///etc/passwd",
        "",
    ],
)
def test_no_wiki_can_send_us_into_a_private_network(wiki: WikiServer, location: str) -> None:
    with pytest.raises(BackendError):
        next_url("https://fr.wikipedia.org/w/api.php", location)


def test_redirects_that_may_be_followed(wiki: WikiServer) -> None:
    here = "https://fr.wikipedia.org/w/api.php?a=1"
    assert next_url(here, "/w/api.php?b=2") == "https://fr.wikipedia.org/w/api.php?b=2"
    assert next_url(here, "https://198.41.0.4/") == "https://198.41.0.4/"
    assert next_url("http://127.0.0.1:80/", "http://127.0.0.2/") == "http://127.0.0.2/"


def test_retry_after() -> None:
    assert retry_after({"retry-after": "7"}) == 7
    assert retry_after({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0
    assert retry_after({}) == retry_after({"retry-after": "soon"}) == 5


def test_the_same_question_is_answered_offline_with_the_revision(wiki: WikiServer) -> None:
    live = client()
    live.remember(live.search("Qui a peint la Joconde ?", "fr"))
    set_offline(True)
    hit = Library.open([LIVE]).search("Qui a peint la Joconde ?", "fr")[0]
    assert hit.passage.title == "La Joconde" and hit.passage.revision == 231_501_999
    assert hit.passage.url == "https://fr.wikipedia.org/wiki/La_Joconde?oldid=231501999"
    assert (hit.passage.licence, hit.passage.attribution) == ("CC-BY-SA-4.0", "Wikipedia contributors")
    assert hit.passage.source == "wikipedia"


def test_pages_add_up_and_a_lead_does_not_replace_a_whole_article(wiki: WikiServer, tmp_path: Path) -> None:
    live = client()
    live.remember([live.page("La Joconde", "fr")], whole=True)
    live.remember(live.search("Joconde", "fr"))
    live.remember(live.search("Mona", "en"))
    pack = Pack(pack_path(LIVE))
    assert pack.info.languages == {"en": 1, "fr": 2}
    found = Library.open().search("quand la Joconde fut volée", "fr")
    assert any("1911" in hit.passage.text for hit in found)
    assert pack_path(LIVE).stat().st_mode & 0o077 == 0 and (tmp_path / "cache" / "live.db").stat().st_mode & 0o077 == 0


def test_what_is_known_already_does_not_rebuild_the_pack(wiki: WikiServer) -> None:
    live = client()
    live.remember(live.search("Joconde", "fr"))
    before = pack_path(LIVE).stat().st_mtime_ns
    live.remember(live.search("Joconde", "fr"))
    live.remember([])
    assert pack_path(LIVE).stat().st_mtime_ns == before


def test_a_removed_pack_does_not_come_back_with_the_next_page(wiki: WikiServer) -> None:
    live = client()
    live.remember(live.search("Joconde", "fr"))
    remove_pack(LIVE)
    live.remember(live.search("Mona", "en"))
    assert Pack(pack_path(LIVE)).info.pages == 1


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_hostile_text_is_only_text(wiki: WikiServer, lang: Lang) -> None:
    wiki.bad_days.append("surrogate")
    [page] = client().search("x", lang)
    assert page.url is None and page.title == "Drôle\ufffd"
    assert page.passages[0].text == "Une moitié \ufffd de caractère."
    client().remember([page])
    assert Library.open().search("moitié", "fr")[0].passage.text == page.passages[0].text
