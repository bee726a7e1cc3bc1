"""Lessons on speech that is hard to hear: noise, echoes, another speed.  What is said is what it was, and certain.

Speech and noise come from other sources, of which the option `made_from` has the names.  What these hold out (a speaker, a
word, a recording) is held out here, under conditions that are not trained on either; `meta` says them all.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace

from necker.lessons.dice import Dice
from necker.lessons.noise import MADE, Samples, Wide, at_speed, echoed, energy, fitted, looped, mixed
from necker.sources.document import Document, Sound, rank
from necker.sources.manifest import Manifest, manifest
from necker.sources.mirror import Source
from necker.sources.readers import documents

_TOGETHER = 4  # voices of a babble


@dataclass(frozen=True, slots=True)
class Conditions:
    """What may be done to speech: kinds of made noise, decibels of the speech above it, echoes in ms, speeds in percent."""

    made: tuple[str, ...]
    decibels: tuple[int, ...]
    echoes: tuple[int, ...]
    speeds: tuple[int, ...]


TRAIN = Conditions(("white", "pink", "hum", "babble"), (5, 10, 15, 20), (0, 0, 0, 100, 200, 300, 450), (100, 100, 90, 95, 105, 110))  # fmt: skip
TEST = Conditions(("crackle",), (0, 10, 20), (0, 250, 400), (100, 85, 115))


@dataclass(frozen=True, slots=True)
class Noise:
    """A recording, what is heard in it, whom to name."""

    samples: Samples
    kind: str
    licence: str
    attribution: str


def read(source: Source) -> Iterator[Document]:
    """Options: `made_from`; `side`: train has all of it, test what is held out; `seed`; `limit` counts things of each source."""
    bases = [manifest(name) for name in source.options["made_from"]]
    noises: dict[bool, list[Noise]] = {False: [], True: []}
    for base in bases:
        if "speech" not in base.modalities:
            for one in _read(source, base, None):
                if one.lang == "en":  # once, though it is told in two languages
                    noises[one.held_out].append(_noise(one, base))
    for base in bases:
        if "speech" in base.modalities:
            yield from _changed(source, base, noises)


def _read(source: Source, base: Manifest, limit: int | None) -> Iterator[Document]:
    return documents(replace(base.source(limit), broken=source.broken))


def _noise(one: Document, base: Manifest) -> Noise:
    sound, kind = one.parts
    assert isinstance(sound, Sound) and isinstance(kind, str)
    return Noise(sound.samples, kind, one.licence, dict(one.meta).get("attribution", base.attribution))


def _changed(source: Source, base: Manifest, noises: dict[bool, list[Noise]]) -> Iterator[Document]:
    """Each recording once, in its order; the voices of a babble are those before it, of its own side."""
    before: dict[bool, deque[Samples]] = {side: deque(maxlen=_TOGETHER) for side in (False, True)}
    for one in _read(source, base, source.limit):
        if (source.options["side"] == "test" and not one.held_out) or not isinstance(one.parts[0], Sound):
            continue
        clean = one.parts[0].samples
        if not energy(clean):
            source.broken(f"{source.name}/{one.id}", "silence")
            continue
        dice = Dice("noisy", source.options["seed"], one.id)
        samples, licence, said = heard(clean, dice, TEST if one.held_out else TRAIN, noises[one.held_out], list(before[one.held_out]))  # fmt: skip
        before[one.held_out].append(clean)
        licences = dict.fromkeys([*one.licence.split(" AND "), *licence.split(" AND ")])
        named = dict(one.meta).get("attribution", base.attribution)
        said["attribution"] = f"{named}; noise: {said['attribution']}" if said.get("attribution") else named
        meta = {**dict(one.meta), "speech": one.id, **said}
        parts = (Sound(samples), *one.parts[1:])
        id = f"{source.name}/{one.id}"
        yield replace(one, id=id, parts=parts, source=source.name, licence=" AND ".join(filter(None, licences)), meta=tuple(meta.items()))  # fmt: skip


def heard(
    clean: Samples, dice: Dice, conditions: Conditions, noises: list[Noise], voices: list[Samples]
) -> tuple[Samples, str, dict[str, str]]:
    """Speech under drawn conditions, the licence of the noise ("" when it is ours), and what was done to it."""
    percent, echo = dice.pick(conditions.speeds), dice.pick(conditions.echoes)
    speech: Samples | Wide = at_speed(clean, percent)
    if echo:
        speech = echoed(at_speed(clean, percent), _key(dice), echo)
    said = {"speed_percent": str(percent), "echo_ms": str(echo), "snr_db": str(dice.pick(conditions.decibels))}
    made = [kind for kind in conditions.made if kind != "babble" or len(voices) == _TOGETHER]
    found = dice.pick(noises) if noises and (not made or dice.below(2)) else None
    if found is not None and energy(found.samples):
        noise = looped(found.samples, len(speech), dice.below(len(found.samples)))
        said |= {"noise": found.kind, "attribution": found.attribution}
    else:
        found, kind = None, dice.pick(made or ("white",))
        noise = _babble(voices, len(speech)) if kind == "babble" else MADE[kind](_key(dice), len(speech))
        said["noise"] = kind
    if not energy(noise):  # a recording with silence where it was cut
        noise = MADE["white"](_key(dice), len(speech))
        found, said["noise"] = None, "white"
        said.pop("attribution", None)
    both = mixed(speech, noise, int(said["snr_db"]))
    return fitted(both[0] + both[1]), found.licence if found else "", said


def _key(dice: Dice) -> int:
    return rank(f"noise/{dice.below(2**24)}/{dice.below(2**24)}") % 2**63


def _babble(voices: list[Samples], count: int) -> Wide:
    """Several voices at once, each over and over."""
    return sum((looped(one, count) for one in voices[1:]), start=looped(voices[0], count))
