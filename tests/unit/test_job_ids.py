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
    "en.md": "# The lighthouse\n\nThe lamp was lit at dusk. Nobody had asked for it. Dr. Brown "
    "paid $3.50 for the oil on 4 May.\n\n## After the storm\n\nTwo ships came in. One of them had "
    "lost its mast; the other had lost its captain.\n",
    "vi.txt": "Giá là 500 VNĐ một ký.\n\nHọ gọi cho NASA. Trời mưa.\n\nKhông ai trả lời.\n",
    "talk.txt": "Hai người gặp nhau.\n\n[Binh] Chào Lan.\n[Lan] Chào anh. [cười] Khỏe không?\n\n"
    "Rồi họ đi.\n",
    "marks.txt": "One. [pause 800ms] Two. The [spell]VAT[/spell] rose. [pause 2s]\n\nThree.\n",
    "script.json": '{"title": "Muối", "language": "vi", "speakers": {"Binh": {"voice": "vi-south", '
    '"speed": 1.2, "level_db": -2, "pauses": {"paragraph": 200}}, "Lan": {"voice": "vi-central"}}, '
    '"lines": [{"chapter": "Chương một"}, '
    '{"text": "Hai người gặp nhau. [pause 1500ms] Trời mưa."}, '
    '{"speaker": "Binh", "text": "Chào Lan.", "pause_ms": 800}, '
    '{"speaker": "Lan", "text": "Chào anh! [Binh] khỏe không?"}]}',
    "words.toml": '[words]\n"VNĐ" = "đồng"\nNASA = { phonemes = \'nˈaː sˈaː\' }\n\n'
    "[patterns]\n'(\\d+) ký' = '\\1 ki lô'\n",
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
    "plain": ("175015509e0e5edc160b", "0693d7756d0e8124da7d", "1fd300267efa5cc241f0"),
    "vietnamese": ("8fdf1b1b2b489da93dc2", "7dbdc7fdc42b90a732e2", "04014d0007a820db21a8"),
    "loud": ("7adfeb1966b1d9c6ac54", "c07ff63d1f093d83aeae", "1fd300267efa5cc241f0"),
    "unlevelled": ("53193618fd020ff13b82", "02df9d4d0ae5fdab2969", "1fd300267efa5cc241f0"),
    "every form": ("e561fec2172618c769e4", "8554a61e769a6f9495c7", "1fd300267efa5cc241f0"),
    "pauses": ("29324b52ded6c057bb40", "ed3171ca9937791b4f22", "1fd300267efa5cc241f0"),
    "tags": ("72ece3e4b4240e8b1e2c", "7bc79a1ac5fd7c009757", "1fd300267efa5cc241f0"),
    "cover": ("85de6b3a480af23469b0", "9cda3ea21b71a06182dc", "1fd300267efa5cc241f0"),
    "voice": ("ff20a39a5d701303785c", "fdd2c20ae9541f7267af", "0ff6dc814dc3bd048b11"),
    "speakers": ("cf134295d499c6244f43", "2bef56bae8ef583bb261", "23081bd2b0fdc05ebd36"),
    "script": ("5cb29be9a925819cb9d9", "d0e9b3f36e9e96282fc7", "e40f52c9fe5f42c98a0e"),
    "script with options": ("6f4e1fb57f381cdb2dfc", "b8445a6792f2ef9f3ab6", "19a0fb97ce9fd5fdfcc2"),
    "dictionary": ("4e03d699aa23b2220644", "42ef5c2a9354f4c36b3e", "6e8a51c38e0c87bcb919"),
    "marks": ("c784af5704235f472c42", "895a13e7ec286c68b08e", "e5acdd030cc1fdd93f76"),
    "scheduling": ("my-own", "11585f52449da3663cd3", "1fd300267efa5cc241f0"),
    "house": ("6bfe4f9380f2507e57a1", "935b9dac39df24646136", "596158515e382de9654c"),
    "silence": ("9f38c6aa19d608648541", "6e3c064ecbdbc6001f4c", "a3228985ac6696c936c1"),
}
"""Job id, and hashes of the manifest and of all take keys, as commit 8e7d56a made them."""


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
