"""The sources that recipes name: which files, under which licence, by whom.  The readers are elsewhere."""

from __future__ import annotations

from necker.sources.mirror import FileRef, Source

_ALL = (
    Source(
        name="toy",
        reader="toy",
        licence="CC0-1.0",
        attribution="The Necker developers (made by code)",
        files=(),
    ),
    Source(
        name="tatoeba",
        reader="tatoeba",
        licence="CC-BY-2.0",
        attribution="Tatoeba.org contributors, via manythings.org/anki",
        files=(
            FileRef(
                "text/train/tatoeba_en_fr/en_fr.tsv.xz",
                "152b8b3bb2610defbe41d41f99acfc61dcf2e4e5e9a69ac0cc6a785a041d9544",
            ),
        ),
    ),
    Source(
        name="wikipedia_lead",
        reader="wikipedia_lead",
        licence="CC-BY-SA-3.0",
        attribution="Wikipedia contributors; each document names its article",
        files=(
            FileRef(
                "text/train/wikipedia_en/wikipedia_en.jsonl.xz",
                "83945a4522ccf7983cfc6da8d61aa4a39bb2cfb39394f2f4f7f5e64e85ad711f",
            ),
        ),
    ),
    Source(
        name="emoji",
        reader="emoji",
        licence="Unicode-3.0 AND MIT AND Apache-2.0 AND CC-BY-SA-4.0 AND CC-BY-4.0",
        attribution="names: Unicode, Inc., CLDR; pictures: OpenMoji (HfG Schwäbisch Gmünd), Twemoji (Twitter, Inc and other contributors), Noto Emoji (Google Inc), Fluent Emoji (Microsoft Corporation)",
        files=(
            FileRef("media/emoji/captions.jsonl", "59b6fb360d76693bb8f9548d08fe83e052c020145dbeef690e59323ef110e4c1"),
            FileRef("media/emoji/openmoji_64.zip", "ec67c56f70d25883613acf15309fe468d78f92b2f24d403f955c1f8eef12c6cf"),
            FileRef("media/emoji/twemoji_64.zip", "6288771922800f83c1cc9995ef5774a439078f9ce36b8a744272384a558fb80b"),
            FileRef("media/emoji/noto_64.zip", "babf7d156799cc4fb2a798183d3624efbeedaa22220d5ae1815498b5fa37ee18"),
            FileRef(
                "media/emoji/fluent-emoji-flat_64.zip",
                "b18a62a167465815d2d3e0ed5c128b963a0fbc668366cd962790299281fd0461",
            ),
        ),
    ),
    Source(
        name="words",
        reader="words",
        licence="CC-BY-SA-3.0",
        attribution="Art4Apps (art4apps.org), ET4D; packaging by Gonzalo Odiard; French voices by way of Abecedarium (Lionel Laske, OLPC France)",
        files=(
            FileRef("media/art4apps/words.jsonl", "16cb62e65d1ec5801fc7e826b0484697d8b7a42f29331c1bc3519ac645563ece"),
            FileRef("media/art4apps/images_64.zip", "167a39562419d0363d198f107711e2bb9d10ad9f22a3bdab72541451061e7b63"),
            FileRef(
                "media/art4apps/audio_en_16k_ogg.zip",
                "975f114748e5eb4ef84d218a975dfd9148148c5a8eb7abe93f226878a9fba0b0",
            ),
            FileRef(
                "media/art4apps/audio_fr_16k_ogg.zip",
                "55ff340440cf4ecb8d33042641a90e4d88d1d3d08b91fed8720ac98c3e37cffe",
            ),
        ),
    ),
    Source(
        name="digits",
        reader="digits",
        licence="CC-BY-SA-4.0",
        attribution="Zohar Jackson and the contributors of the Free Spoken Digit Dataset",
        files=(
            FileRef("media/fsdd/labels.jsonl", "1621a92c7daa43e45bb7fb7c924ebdcf5c0f4a0f04038c937cbc506ec77902ac"),
            FileRef("media/fsdd/fsdd_8k_flac.zip", "5bfe7e913497e3bc184f46fd618a52562063b8039a2af0a9a0f0bde8554560ac"),
        ),
    ),
    Source(
        name="kathleen",
        reader="voice",
        licence="CC0-1.0",
        attribution="Kathleen, Rhasspy voice dataset (Michael Hansen); sentences of CMU ARCTIC",
        files=(
            FileRef(
                "media/voice_kathleen/labels.jsonl", "d8584d7f24af359f24417941c495e7602a30f4df8a865542022f2b0cececb6a0"
            ),
            FileRef(
                "media/voice_kathleen/speech_16k_opus.zip",
                "13fb09f2fee3077bae236302ed2bee6848aa081ce877abecdc9fa59d506a53cd",
            ),
        ),
    ),
    Source(
        name="asterisk",
        reader="voice",
        licence="CC-BY-SA-3.0",
        attribution="English: Allison Smith; French: June Wallack, translated by Clod Patry, Kristopher Lalletti and June Wallack; Digium, Unlimitel, BGM Informatique; converted and re-encoded",
        files=(
            FileRef(
                "media/voice_asterisk/labels.jsonl", "0625752d49f23369791b3407119cee521c52008cb5f84da2def5881d03d0b0b8"
            ),
            FileRef(
                "media/voice_asterisk/speech_en_16k_opus.zip",
                "ea5a78c518d6a386fd5fbd7837f1bd619ffa25784663bc7fdb41cd8c3b9ffc61",
            ),
            FileRef(
                "media/voice_asterisk/speech_fr_16k_opus.zip",
                "f5538e6b8b0dfe1a67adb945a7655a215fb3a5dffe01f05d7fd5b4667f9eaa16",
            ),
        ),
    ),
    Source(
        name="armelle",
        reader="voice",
        licence="LicenseRef-BSD-style-indigen",
        attribution="Michel Gutierrez; voice of Armelle Desjardins",
        files=(
            FileRef(
                "media/voice_armelle/labels.jsonl", "36b530ea4a6130bad716b9b21818a1d6ec5a9441ce5f5df95b58495620c08ec2"
            ),
            FileRef(
                "media/voice_armelle/speech_fr_16k_opus.zip",
                "7126593909f72fd27cda6bb58b7d7d48a826fbe5995394a0bb1703b3bb8403a7",
            ),
        ),
    ),
    Source(
        name="espeak",
        reader="espeak",
        licence="CC-BY-2.0",
        attribution="sentences: Tatoeba.org contributors, via manythings.org/anki; spoken by eSpeak NG",
        files=(
            FileRef(
                "text/train/tatoeba_en_fr/en_fr.tsv.xz",
                "152b8b3bb2610defbe41d41f99acfc61dcf2e4e5e9a69ac0cc6a785a041d9544",
            ),
        ),
        limit=4000,
    ),
)

SOURCES = {source.name: source for source in _ALL}
"""By name.  A recipe takes them as they are or with another `limit`."""
