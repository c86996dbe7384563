"""What version 0.1 left in a store and in a Redis is read, and finished byte for byte."""

import json
import platform
import shutil
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import soundfile
from redis import Redis

from tests.kit.commands import Commands
from tests.kit.old_version import (
    FOLDER,
    HASHED,
    KINDS,
    NAMESPACE,
    answers_json,
    load_redis,
    read_json,
)
from tests.kit.valkey_server import ValkeyServer
from tests.kit.waiting import until

JOBS, SPECS, EXPECTED = map(read_json, ("jobs.json", "specs.json", "expected.json"))
IDS: dict[str, str] = {name: expected["job"] for name, expected in EXPECTED.items()}
FINGERPRINTS: dict[str, dict[str, dict[str, str]]] = read_json("fingerprints.json")
MESSAGES: dict[str, dict[str, str]] = read_json("messages.json")
SYNTHESIZED = ("finished", "orphaned-stitch", "spoken")
"""Jobs of the old Redis whose chunks are all done."""
LEASED = {6, 7, 8}
"""Chunks of the night shift that a dead worker holds."""
UNDER_WAY = ("night-shift", "hurried")
"""Those whose chunks are not."""
OF_THE_WORK = {"synthesis_s", "attempts", "reused"}
"""What statuses and reports say of the work; it differs between two runs of one version."""
OF_THE_CLOCK = {"created", "finished"}
OF_THE_LENGTH = {"audio_s", "samples"}
"""A finished job is as long as its programme now; then it was as long as its takes."""
TAGS = {"title", "artist", "date", "genre", "comment", "language"}
THROUGH_SOXR = ("orphaned-stitch", "spoken")
"""Jobs that are resampled or limited."""
ENCODED = {".flac", ".mp3"}
"""Forms whose bytes depend on the release of libsndfile."""


@pytest.fixture
def farm(tmp_path: Path, valkey: ValkeyServer, namespace: str) -> Commands:
    """Commands on a copy of the old store, with a Redis that knows nothing of it."""
    shutil.copytree(FOLDER / "store", tmp_path / "store")
    shutil.copytree(FOLDER / "texts", tmp_path / "texts")
    settings = {
        "VOICEFARM_REDIS_URL": valkey.url,
        "VOICEFARM_NAMESPACE": namespace,
        "VOICEFARM_STORE": str(tmp_path / "store"),
        "VOICEFARM_MODELS_DIR": str(FOLDER / "models"),
        "VOICEFARM_HEARTBEAT_S": "0.2",
    }
    return Commands(tmp_path / "texts", settings)


@pytest.fixture
def middle(farm: Commands, valkey: ValkeyServer) -> Commands:
    """The same with the old Redis, whose workers were killed in the middle of several jobs."""
    load_redis(valkey.url)
    farm.settings["VOICEFARM_NAMESPACE"] = NAMESPACE
    # What the dead held is taken up soon; on a busy machine the living may lose it as soon.
    farm.settings |= {"VOICEFARM_LEASE_S": "2", "VOICEFARM_MAX_ATTEMPTS": "20"}
    return farm


def files_of(store: Path, pattern: str) -> dict[str, bytes]:
    return {str(file.relative_to(store)): file.read_bytes() for file in store.glob(pattern)}


def as_old(new: Any, old: Any) -> Any:
    """`new` without the fields that `old` has nothing of: a later version may add some."""
    if isinstance(new, dict) and isinstance(old, dict):
        return {key: as_old(value, old[key]) for key, value in new.items() if key in old}
    if isinstance(new, list) and isinstance(old, list) and len(new) == len(old):
        return [as_old(one, other) for one, other in zip(new, old, strict=True)]
    return new


def without(fields: set[str], value: Any) -> Any:
    """`value` without these fields, wherever they are."""
    if isinstance(value, dict):
        return {k: without(fields, inner) for k, inner in value.items() if k not in fields}
    return [without(fields, one) for one in value] if isinstance(value, list) else value


def check_results(store: Path, name: str, of_the_run: set[str]) -> None:
    """All that the old version made of the job is there, and equal.

    `of_the_run` names fields of the report that are left out.
    """
    results, old_results = store / "jobs" / IDS[name], FOLDER / "results" / name
    for file, digest in EXPECTED[name]["sha256"].items():
        new, old = results / file, old_results / file
        if file == "report.json":
            report, was = (json.loads(path.read_text("utf-8")) for path in (new, old))
            assert without(of_the_run, as_old(report, was)) == without(of_the_run, was)
        elif old.suffix in (".m4b", ".opus"):
            check_played(new, old)
        elif is_exact_here(name, new.suffix):
            assert sha256(new.read_bytes()).hexdigest() == digest, new
        else:
            check_sound(new, results / "programme.wav")
    assert (results / "report.html").stat().st_size > 0


def is_exact_here(name: str, suffix: str) -> bool:
    """Whether the libraries of this machine can be expected to give equal bytes.

    Disabling AVX2, AVX-512 and FMA in numpy, OpenBLAS and glibc changed no byte; soxr without SIMD
    did change some, by one step of 16 bits.
    """
    made_by = read_json("made_by.json")
    same_machine: bool = platform.machine() == made_by["machine"]
    if suffix in ENCODED:
        return same_machine and bool(soundfile.__libsndfile_version__ == made_by["libsndfile"])
    return same_machine or not (suffix == ".wav" and name in THROUGH_SOXR)


def check_sound(encoded: Path, wav: Path) -> None:
    """It is what the WAV is, as far as an encoder keeps it."""
    sound, rate = soundfile.read(encoded)
    exact, exact_rate = soundfile.read(wav)
    assert len(sound) / rate == pytest.approx(len(exact) / exact_rate, abs=0.2)
    assert np.std(sound) == pytest.approx(np.std(exact), rel=0.1)


def check_played(new: Path, old: Path) -> None:
    """What a player gets of both is the same.

    The bytes of these two forms may differ. Where an M4B has its index, and how it is written, is
    the writer's own affair; and an Ogg stream has a number that is drawn anew each time. Sound
    that another release of a library encoded or decoded differs a little.
    """
    (facts, sound), (old_facts, old_sound) = played(new), played(old)
    assert facts == old_facts
    assert sound.shape == old_sound.shape
    assert np.std(sound - old_sound) < 0.01 * np.std(old_sound)


def played(programme: Path) -> tuple[dict[str, Any], Any]:
    """Tags, chapters and cover of an M4B or an Opus; its samples."""
    with av.open(str(programme)) as file:
        tags = file.metadata | file.streams.audio[0].metadata
        facts = {
            "tags": {tag.lower(): value for tag, value in tags.items() if tag.lower() in TAGS},
            "chapters": [
                (
                    chapter["metadata"]["title"],
                    *(float(chapter[end] * chapter["time_base"]) for end in ("start", "end")),
                )
                for chapter in file.chapters()
            ],
            "cover": [
                bytes(packet) for video in file.streams.video for packet in file.demux(video)
            ],
            "rate": file.streams.audio[0].rate,
        }
    with av.open(str(programme)) as file:
        frames = [frame.to_ndarray() for frame in file.decode(file.streams.audio[0])]
    return facts, np.concatenate(frames, axis=1)


def test_a_half_done_store_is_finished(farm: Commands, tmp_path: Path) -> None:
    store, half, finished = tmp_path / "store", IDS["half-done"], IDS["finished"]
    before = files_of(store, "takes/**/*.*")
    resumed, submitted = answers_json(farm, [["resume", half], ["submit", *JOBS["finished"]]])
    assert resumed == {"resumed": [half]}
    assert (submitted["job"], submitted["new"]) == (finished, False)
    with farm.worker("--model", "murmur", "--slots", "8"):
        ended = answers_json(farm, [["wait", half], ["wait", finished]])
    assert [status["state"] for status in ended] == ["done", "done"]
    # Nothing that the old version had synthesized is synthesized again.
    assert [status["reused"] for status in ended] == [6, submitted["chunks"]]
    assert files_of(store, "takes/**/*.*").items() >= before.items()
    check_results(store, "half-done", OF_THE_WORK)
    check_results(store, "finished", OF_THE_WORK)


def test_submitted_again_it_is_the_same_job(farm: Commands, tmp_path: Path) -> None:
    pattern = f"jobs/{IDS['finished']}/**/*.*"
    (again,) = answers_json(farm, [["submit", *JOBS["finished"]]])
    assert again["job"] == IDS["finished"]
    assert files_of(tmp_path / "store", pattern) == files_of(FOLDER / "store", pattern)


def test_a_redis_in_the_middle_of_its_work_is_finished(
    middle: Commands, valkey: ValkeyServer, tmp_path: Path
) -> None:
    with middle.worker("--model", "murmur", "--slots", "8"):
        ended = answers_json(middle, [["wait", IDS[name]] for name in (*SYNTHESIZED, *UNDER_WAY)])
        wait_until_empty(valkey)
    for name, status in zip((*SYNTHESIZED, *UNDER_WAY), ended, strict=True):
        was = EXPECTED[name]["status"]
        # The old version did all the work for the former, and so may say how it went.
        of_the_work = set() if name in SYNTHESIZED else OF_THE_WORK
        of_the_run = OF_THE_CLOCK | of_the_work
        if name != "finished":
            of_the_run |= OF_THE_LENGTH
            report = json.loads((FOLDER / "results" / name / "report.json").read_bytes())
            assert status["audio_s"] == pytest.approx(report["summary"]["duration_s"], abs=0.001)
        assert without(of_the_run, as_old(status, was)) == without(of_the_run, was)
        check_results(tmp_path / "store", name, of_the_work)


def wait_until_empty(valkey: ValkeyServer) -> None:
    """Wait until no message lies in a queue of the old version."""
    queues = [f"{NAMESPACE}.celery.{NAMESPACE}.{queue}" for queue in ("chunks.murmur", "stitch")]
    with Redis.from_url(valkey.url) as client:
        until(lambda: not any(map(client.llen, queues)))


def test_messages_in_the_old_queues_are_understood(middle: Commands, tmp_path: Path) -> None:
    # At this pace no sweep finds in time what a worker drops.
    middle.settings |= {"VOICEFARM_HEARTBEAT_S": "60", "VOICEFARM_LEASE_S": "600"}
    report = json.loads((FOLDER / "results" / "night-shift" / "report.json").read_bytes())
    takes = {chunk["take"] for chunk in report["chunks"] if chunk["index"] not in LEASED}
    with middle.worker("--model", "murmur", "--slots", "8"):
        (spoken,) = answers_json(middle, [["wait", "spoken"]])
        made = [tmp_path / "store" / f"{take}.json" for take in takes if take]
        until(lambda: all(take.exists() for take in made))
    assert spoken["state"] == "done"


def test_an_old_redis_says_of_its_jobs_what_it_said(middle: Commands) -> None:
    (listed,) = answers_json(middle, [["list"]])
    told = {status["job"]: status for status in listed}
    for was in read_json("listed.json").values():
        status = as_old(told.pop(was["job"]), was)
        assert without(OF_THE_CLOCK, status) == without(OF_THE_CLOCK, was)
    assert not told


def test_what_has_ended_goes_on_only_if_it_is_asked_to(middle: Commands, tmp_path: Path) -> None:
    finished, fetched = IDS["finished"], tmp_path / "fetched.wav"
    lines = [
        ["fetch", finished, "-o", str(fetched)],
        ["submit", *JOBS["finished"]],
        ["resume", finished],
        ["submit", *JOBS["failed"]],
        ["resume", "cancelled"],
    ]
    _, again, resumed, failed, cancelled = answers_json(middle, lines)
    old = FOLDER / "store" / "jobs" / finished / "programme.wav"
    assert fetched.read_bytes() == old.read_bytes()
    assert (again["job"], again["state"], again["new"]) == (finished, "done", False)
    assert resumed == {"resumed": []}
    assert (failed["job"], failed["state"], failed["new"]) == ("failed", "running", True)
    assert cancelled == {"resumed": ["cancelled"]}


READ_OTHERWISE = {
    *("vietnamese", "an enrolled voice, in Vietnamese", "a real voice with phonemes"),
    *("speakers", "a dictionary and every form", "a book of several pages"),
}
"""Their texts have figures, abbreviations or words of a dictionary. These are read before a text is
cut, which makes other jobs of them on purpose."""
SOUNDS_OTHERWISE = {(model, voice) for model in ("house", "house-q4") for voice in ("en", "vi")}
"""Since they were taught anew."""


def test_equal_specs_are_equal_jobs_and_equal_takes(farm: Commands, tmp_path: Path) -> None:
    store, expected = tmp_path / "store", read_json("expected_specs.json")
    specs = {name: arguments for name, arguments in SPECS.items() if name not in READ_OTHERWISE}
    expected = {name: was for name, was in expected.items() if name in specs}
    submitted = answers_json(farm, (["submit", *arguments] for arguments in specs.values()))
    for name, status in zip(specs, submitted, strict=True):
        was, files = expected[name], store / "jobs" / status["job"]
        assert (files / "manifest.json").read_text("utf-8") == was["manifest"], name
        pages = [sha256(page.read_bytes()).hexdigest() for page in sorted(files.glob("chunks/*"))]
        assert (status["job"], pages) == (was["job"], was["pages"]), name
    before = set(files_of(store, "takes/*/*.json"))
    wanted = {f"{key}.json" for was in expected.values() for key in was.get("takes", []) if key}
    with farm.worker("--model", "murmur", "--slots", "8", "--queues", "chunks"):
        end = time.monotonic() + farm.timeout_s
        while not all(map(is_synthesized, answers_json(farm, [["list"]])[0])):
            assert time.monotonic() < end, "Some chunks were not made."
    assert set(files_of(store, "takes/*/*.json")) - before == wanted - before


def is_synthesized(status: dict[str, Any]) -> bool:
    return bool(status["model"] != "murmur" or status["done"] == status["chunks"])


def test_the_shipped_models_have_their_fingerprints(farm: Commands, tmp_path: Path) -> None:
    expected = {
        f"{model}-{voice}": ("--model", model, "--voice", voice, "--language", known["language"])
        for model, voices in FINGERPRINTS.items()
        for voice, known in voices.items()
    }
    answers_json(
        farm, (["submit", "dropped.txt", "--job", job, *of] for job, of in expected.items())
    )
    for job, (_, model, _, voice, *_) in expected.items():
        manifest = json.loads((tmp_path / "store" / "jobs" / job / "manifest.json").read_bytes())
        fingerprint = manifest["spec"]["recipe"]["fingerprint"]
        is_equal = fingerprint == FINGERPRINTS[model][voice]["fingerprint"]
        assert is_equal == ((model, voice) not in SOUNDS_OTHERWISE), (model, voice)


@pytest.mark.parametrize("name", MESSAGES)
def test_an_old_message_is_read_and_written_as_it_was(name: str) -> None:
    message = MESSAGES[name]
    check_message(name, message["full"], message["full"])
    check_message(name, message["least"], message["written"])


def test_every_message_of_the_old_store_is_read_and_written_as_it_was() -> None:
    messages = list(stored_messages())
    assert {name for name, _ in messages} == {"Manifest", "Chunk", "Take", "VoiceHabits"}
    for name, text in messages:
        check_message(name, text, text)


def stored_messages() -> Iterator[tuple[str, str]]:
    patterns = {
        "Manifest": "jobs/*/manifest.json",
        "Chunk": "jobs/*/chunks/*.jsonl",
        "Take": "takes/*/*.json",
        "VoiceHabits": "habits/**/*.json",
    }
    for name, pattern in patterns.items():
        for content in files_of(FOLDER / "store", pattern).values():
            yield from ((name, line) for line in content.decode().splitlines())


def check_message(name: str, text: str, expected: str) -> None:
    """`text` is read, and what is written of it is `expected`, to the byte.

    A kind that is no part of any hash may have got fields since; they are left out.
    """
    written = KINDS[name].model_validate_json(text).model_dump_json()
    if name not in HASHED:
        left = as_old(json.loads(written), json.loads(expected))
        written = json.dumps(left, ensure_ascii=False, separators=(",", ":"))
    assert written == expected
