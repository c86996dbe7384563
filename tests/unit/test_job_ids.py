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
    "vi.txt": "Giá là năm trăm VNĐ một ký.\n\nHọ gọi cho NASA. Trời mưa.\n\nKhông ai trả lời.\n",
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
    "plain": ("3718e69883beed06a411", "8e9706836827b928fc89", "33f2fa9649a976733268"),
    "vietnamese": ("de872d40d839726070ce", "b5f2c4da748babc42692", "962e60919e7e35117260"),
    "loud": ("9b8c59734a015ac3c70a", "6ec62a700eeede829aa4", "33f2fa9649a976733268"),
    "unlevelled": ("a0ca2c8ac6df622c5743", "f7a0eee306c58be58bb6", "33f2fa9649a976733268"),
    "every form": ("3e0637e96704c9c63ef8", "d5062ece18935e2b16d7", "33f2fa9649a976733268"),
    "pauses": ("9d37334bd3818bbf1b4f", "ade3ee08daa60a25917d", "33f2fa9649a976733268"),
    "tags": ("386c09a61d7280965ac9", "0e958b1cd2dc491a224b", "33f2fa9649a976733268"),
    "cover": ("23c990f378ce10c6fa03", "f095e800ae87d8d255cc", "33f2fa9649a976733268"),
    "voice": ("b4a01a0b3e16d1c64ca7", "53ffd1289d877f998dd3", "68919ec81552eb303c22"),
    "speakers": ("cf134295d499c6244f43", "2bef56bae8ef583bb261", "23081bd2b0fdc05ebd36"),
    "script": ("5cb29be9a925819cb9d9", "d0e9b3f36e9e96282fc7", "e40f52c9fe5f42c98a0e"),
    "script with options": ("6f4e1fb57f381cdb2dfc", "b8445a6792f2ef9f3ab6", "19a0fb97ce9fd5fdfcc2"),
    # Its chunks say since what a rule changed: another id, the same takes.
    "dictionary": ("5e75d38aeb93aedb63fc", "59e04c9caceeb75de516", "de0dd3d3c1f49db1f805"),
    "marks": ("c784af5704235f472c42", "895a13e7ec286c68b08e", "e5acdd030cc1fdd93f76"),
    "scheduling": ("my-own", "7631a16781c0a8909162", "33f2fa9649a976733268"),
    "house": ("9716fb12f52536fd2c97", "3d6d5d645036228c296c", "0086bcaa8bdc2428b670"),
    "silence": ("e2146ea66a0aa7cf8f7e", "7deab12757d498a185d1", "33e7b1178b3f482c80ca"),
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
