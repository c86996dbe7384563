"""Programmes from real takes in a directory, a real ledger beside them."""

import io
import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.kit.jobs import RATE, make_job
from voicefarm.artifacts.job_files import JobReader, write_job
from voicefarm.artifacts.keys import captions_key, programme_key, report_key, take_key
from voicefarm.artifacts.takes import Pcm, write_take
from voicefarm.errors import VoicefarmError
from voicefarm.forms import Output
from voicefarm.ledger import Ledger
from voicefarm.ledger.records import ChunkRef
from voicefarm.messages import FailurePolicy, Manifest, Report, Take
from voicefarm.resumption import is_finished
from voicefarm.store import Store
from voicefarm.store.opening import open_store
from worker.programme.takes.missing import MissingTake
from worker.programme.takes.read_ahead import ahead
from worker.programme.writer import write_programme
from worker.slots.watch import Watch
from worker.sound.encoders import wav

PAUSE = RATE // 4  # Pauses.sentence


class Lease(Watch):
    """A lease that is lost at the `lost_at`th question."""

    def __init__(self, lost_at: int | None = None) -> None:
        super().__init__()
        self.asked, self.lost_at = 0, lost_at

    def keep(self) -> None:
        self.asked += 1
        if self.asked == self.lost_at:
            raise VoicefarmError("fenced out")

    confirm = keep


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(str(tmp_path / "store"))


def audio_of(index: int) -> Pcm:
    """Takes of unequal length whose samples tell which one it is."""
    return np.full(100 + index, index + 1, np.int16)


def finished(
    store: Store, ledger: Ledger, count: int = 5, on_failure: FailurePolicy = "fail"
) -> Manifest:
    """A job whose takes are all made."""
    manifest, pages = make_job(count)
    spec = manifest.spec.model_copy(update={"on_failure": on_failure})
    manifest = manifest.model_copy(update={"spec": spec})
    write_job(store, manifest, pages)
    ledger.open(manifest, retention_s=1000)
    recipe = manifest.spec.recipe
    for chunk in JobReader(store).chunks(manifest.job):
        pcm, ref = audio_of(chunk.index), ChunkRef(manifest.job, chunk.index)
        key = take_key(recipe, chunk.text)
        fields = {"key": key, "recipe": recipe, "text": chunk.text, "sample_rate": RATE}
        write_take(store, Take(samples=len(pcm), synthesis_s=0.1, **fields), pcm)
        ledger.claim(ref, "w", 10)
        ledger.complete(ref, samples=len(pcm), synthesis_s=0.1, reused=chunk.index == 0)
    return manifest


def write(store: Store, ledger: Ledger, manifest: Manifest, lease: Lease | None = None) -> None:
    write_programme(store, JobReader(store), ledger, manifest.job, lease or Lease())


def samples_of(store: Store, manifest: Manifest) -> Pcm:
    wav = io.BytesIO(store.get(programme_key(manifest.job)))
    return soundfile.read(wav, dtype="int16")[0]


def test_a_programme_is_its_takes_in_order_with_their_pauses(store: Store, ledger: Ledger) -> None:
    manifest = finished(store, ledger)
    write(store, ledger, manifest)
    parts = [part for i in range(5) for part in (audio_of(i), np.zeros(PAUSE, np.int16))]
    assert np.array_equal(samples_of(store, manifest), np.concatenate(parts[:-1]))


def test_the_report_names_every_chunk_with_its_place(store: Store, ledger: Ledger) -> None:
    manifest = finished(store, ledger)
    write(store, ledger, manifest)
    report = Report.model_validate_json(store.get(report_key(manifest.job)))
    samples = samples_of(store, manifest)
    for line, chunk in zip(report.chunks, JobReader(store).chunks(manifest.job), strict=True):
        heard = samples[line.start_sample : line.end_sample]
        assert np.array_equal(heard, audio_of(chunk.index))
        assert (line.text_start, line.text_end) == (chunk.start, chunk.end)
        assert (line.attempts, line.reused) == (1, chunk.index == 0)
    assert report.summary.samples == len(samples)
    assert report.summary.synthesis_s == pytest.approx(0.5)
    assert (report.summary.chunks, report.summary.reused) == (5, 1)


def test_two_runs_write_the_same_bytes(store: Store, ledger: Ledger) -> None:
    manifest = finished(store, ledger)
    keys = programme_key(manifest.job), report_key(manifest.job)
    write(store, ledger, manifest)
    first = [store.get(key) for key in keys]
    write(store, ledger, manifest)
    assert [store.get(key) for key in keys] == first


def test_a_stitcher_that_lost_its_lease_leaves_nothing(
    store: Store, ledger: Ledger, tmp_path: Path
) -> None:
    manifest = finished(store, ledger)
    before = sorted(tmp_path.rglob("*"))
    # At the first take's facts, at the last's, in the middle of writing, just before it is visible.
    for lost_at in (1, 5, 8, 11):
        with pytest.raises(VoicefarmError, match="fenced out"):
            write(store, ledger, manifest, Lease(lost_at))
        assert sorted(tmp_path.rglob("*")) == before


def test_a_missing_take_is_named(store: Store, ledger: Ledger) -> None:
    manifest = finished(store, ledger)
    chunk = JobReader(store).chunk(manifest.job, 3)
    store.delete(f"{take_key(manifest.spec.recipe, chunk.text)}.flac")
    with pytest.raises(MissingTake) as caught:
        write(store, ledger, manifest)
    assert caught.value.index == 3
    assert store.size(programme_key(manifest.job)) is None


@pytest.mark.parametrize(("policy", "silent"), [("silence", 18), ("skip", 0)])
@pytest.mark.parametrize("given_up", [0, 2, 4])
def test_a_chunk_that_was_given_up_is_silent_or_left_out(
    store: Store, ledger: Ledger, policy: FailurePolicy, silent: int, given_up: int
) -> None:
    manifest = finished(store, ledger, on_failure=policy)
    ledger.gaps = lambda _: {given_up: "No."}  # type: ignore[method-assign, assignment]
    gap = np.zeros(round(silent * 0.065 * RATE), np.int16)
    parts = [gap if index == given_up else audio_of(index) for index in range(5)]
    heard = [part for sound in parts if len(sound) for part in (sound, np.zeros(PAUSE, np.int16))]
    write(store, ledger, manifest)
    assert np.array_equal(samples_of(store, manifest), np.concatenate(heard[:-1]))
    report = Report.model_validate_json(store.get(report_key(manifest.job)))
    assert [line.gap for line in report.chunks if line.gap] == ["No."]
    assert (report.chunks[given_up].take, report.summary.gaps) == ("", 1)
    cues = json.loads(store.get(captions_key(manifest.job, "json")))["cues"]
    assert len(cues) == (5 if silent else 4)


def test_a_programme_is_finished_when_all_its_forms_are_there(store: Store) -> None:
    manifest, pages = make_job(1)
    spec = manifest.spec.model_copy(update={"outputs": (Output.FLAC, Output.MP3)})
    write_job(store, manifest.model_copy(update={"spec": spec}), pages)
    told = []
    for form in ("mp3", "flac"):
        told.append(is_finished(store, manifest.job))
        store.put(programme_key(manifest.job, form), b"sound", "audio/*")
    assert (told, is_finished(store, manifest.job)) == ([False, False], True)


def test_past_the_limit_of_wav_it_is_rf64(
    store: Store, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = finished(store, ledger)
    monkeypatch.setattr(wav, "WAV_LIMIT", 1000)
    write(store, ledger, manifest)
    assert store.get(programme_key(manifest.job))[:4] == b"RF64"
    assert len(samples_of(store, manifest)) == sum(100 + i for i in range(5)) + 4 * PAUSE


def test_a_long_job_is_read_page_by_page(store: Store, ledger: Ledger) -> None:
    manifest = finished(store, ledger, count=600)
    write(store, ledger, manifest)
    report = json.loads(store.get(report_key(manifest.job)))
    assert [line["index"] for line in report["chunks"]] == list(range(600))


def test_reading_ahead_keeps_the_order_and_passes_errors_on() -> None:
    def call(number: int) -> int:
        if number == 30:
            raise ValueError("thirty")
        return number * 2

    assert list(ahead(call, range(20))) == [number * 2 for number in range(20)]
    with pytest.raises(ValueError, match="thirty"):
        list(ahead(call, range(40)))
