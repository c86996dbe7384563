"""Equal requests are equal jobs: ids, manifests and take keys of the first version stay."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from producer.cli.job_options import JobOptions, read_job
from tests.kit.pictures import png
from voicefarm.artifacts.keys import take_key
from voicefarm.messages import Chunk, Scheduling

FILES = {
    "en.md": "# The lighthouse\n\nThe lamp was lit at dusk. Nobody had asked for it. Mister "
    "Brown paid a crown for the oil.\n\n## After the storm\n\nTwo ships came in. One of them had "
    "lost its mast; the other had lost its captain.\n",
    "vi.txt": "Giá là năm trăm quan một ký.\n\nHọ gọi cho NASA. Trời mưa.\n\nKhông ai trả lời.\n",
    "talk.txt": "Hai người gặp nhau.\n\n[Binh] Chào Lan.\n[Lan] Chào anh. [cười] Khỏe không?\n\n"
    "Rồi họ đi.\n",
    "marks.txt": "One. [pause 800ms] Two. The [spell]VAT[/spell] rose. [pause 2s]\n\nThree.\n",
    "script.json": '{"title": "Muối", "language": "vi", "speakers": {"Binh": {"voice": "vi-south", '
    '"speed": 1.2, "level_db": -2, "pauses": {"paragraph": 200}}, "Lan": {"voice": "vi-central"}}, '
    '"lines": [{"chapter": "Chương một"}, '
    '{"text": "Hai người gặp nhau. [pause 1500ms] Trời mưa."}, '
    '{"speaker": "Binh", "text": "Chào Lan.", "pause_ms": 800}, '
    '{"speaker": "Lan", "text": "Chào anh! [Binh] khỏe không?"}]}',
    "words.toml": '[words]\n"quan" = "đồng"\nNASA = { phonemes = \'nˈaː sˈaː\' }\n\n'
    "[patterns]\n'(\\w+) ký' = '\\1 ki lô'\n",
}
EVERY_FORM = ["wav", "flac", "mp3", "opus", "m4b"]
LAN_ALOUD = ["Lan=vi-central speed=1.3"]
TWO = ["Binh=vi-south speed=1.1 level=-3 sentence=400", "Lan=vi-central"]
TAGS = {"title": "A title", "author": "An author", "date": "2026-11-05", "word_times": True}
SHARE = Scheduling(tenant="ana", job_class="interactive", weight=3, in_flight=5)

REQUESTS: dict[str, tuple[str, dict[str, Any]]] = {
    "plain": ("en.md", {}),
    "vietnamese": ("vi.txt", {}),
    "loud": ("en.md", {"loudness": "-18.5", "true_peak": -2.0}),
    "unlevelled": ("en.md", {"loudness": "off"}),
    "every form": ("en.md", {"outputs": EVERY_FORM, "rate": 24000, "bits": 24, "stereo": True}),
    "pauses": ("en.md", {"pause": ["paragraph=800", "sentence=300ms"], "pause_variation": 0.0}),
    "tags": ("en.md", TAGS),
    "cover": ("en.md", {"outputs": ["mp3"], "cover": Path("cover.png")}),
    "voice": ("vi.txt", {"voice": "vi-south", "speed": 1.2, "seed": 7, "language": "vi"}),
    "speakers": ("talk.txt", {"speaker": TWO}),
    "script": ("script.json", {}),
    "script with options": ("script.json", {"speaker": LAN_ALOUD}),
    "dictionary": ("vi.txt", {"dictionary": Path("words.toml")}),
    "marks": ("marks.txt", {}),
    "scheduling": ("en.md", {"job": "my-own", "on_failure": "skip", "share": SHARE}),
    "house": ("en.md", {"model": "house"}),
    "silence": ("en.md", {"model": "silence"}),
}

MADE_BY_THE_FIRST_VERSION = {
    "plain": ("fedeea79d5401ad70e10", "d8f42db5831fdbafe3a1", "3654c30e4dbc26b728d2"),
    "vietnamese": ("ea4bcb91b901780ceade", "e7024c38d2de6406cdd9", "302b4effb85e1dc368a3"),
    "loud": ("b6f27d8892a8cdf73a4e", "01db150597612ebaa4c8", "3654c30e4dbc26b728d2"),
    "unlevelled": ("9ae6875d024c3f34515c", "ffe4ea863fe7f8df3ba6", "3654c30e4dbc26b728d2"),
    # Its forms are no part of an id since, here and below.
    "every form": ("6a937155002e7caf8998", "69767b3e8181543efd32", "3654c30e4dbc26b728d2"),
    "pauses": ("c32737c51f725a5b3c79", "38666103477ad668e87b", "3654c30e4dbc26b728d2"),
    "tags": ("07748f84101979ba4f92", "e5de3d62bec5176903b5", "3654c30e4dbc26b728d2"),
    "cover": ("95d4212689ddc5d20bde", "2999a664c596de643662", "3654c30e4dbc26b728d2"),
    "voice": ("1d91cfbdff7996b321bf", "e949838037ade3a99648", "8deea7ec70e6fab83814"),
    "speakers": ("cf134295d499c6244f43", "2bef56bae8ef583bb261", "23081bd2b0fdc05ebd36"),
    "script": ("5cb29be9a925819cb9d9", "d0e9b3f36e9e96282fc7", "e40f52c9fe5f42c98a0e"),
    "script with options": ("6f4e1fb57f381cdb2dfc", "b8445a6792f2ef9f3ab6", "19a0fb97ce9fd5fdfcc2"),
    # Its chunks say since what a rule changed: another id, the same takes.
    "dictionary": ("e74190c8251e63de9961", "c01a22a3bf9dfc787dd6", "de0dd3d3c1f49db1f805"),
    "marks": ("c784af5704235f472c42", "895a13e7ec286c68b08e", "e5acdd030cc1fdd93f76"),
    "scheduling": ("my-own", "3e9b5eb2d2c12eab7160", "3654c30e4dbc26b728d2"),
    # The voice has other weights since.
    "house": ("65c306c9fbb448a9ba92", "fcb696e442448bd50ab7", "513793a60ecb55adf303"),
    "silence": ("6341785c3793ae52f739", "f8ebc8fb54f438432fe4", "e58ad030b3e7cc8dde55"),
}
"""Job id, and hashes of the manifest and of all take keys, as version 0.1 (commit 46639db)
made them. They are of prose: figures are read otherwise since."""


@pytest.fixture(autouse=True)
def in_a_folder_with_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        Path(name).write_text(text, "utf-8")
    Path("cover.png").write_bytes(png(64, 64))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:20]


@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_has_the_id_and_the_takes_that_it_always_had(name: str) -> None:
    file, options = REQUESTS[name]
    given = {"model": "espeak", **options}
    queued = {key: given.pop(key) for key in ("job", "on_failure", "share") if key in given}
    outputs = given.pop("outputs", ["wav"])
    reading = JobOptions(**given)
    prepared = read_job(reading.load_settings(), file, reading, outputs, **queued)
    manifest, spec = prepared.manifest, prepared.manifest.spec
    chunks = [
        Chunk.model_validate_json(line) for page in prepared.pages for line in page.splitlines()
    ]
    takes = [take_key(spec.recipe_of(chunk), chunk.text) for chunk in chunks]
    made = (manifest.job, digest(manifest.model_dump_json()), digest("\n".join(takes)))
    assert made == MADE_BY_THE_FIRST_VERSION[name]
