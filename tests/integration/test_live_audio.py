"""What a listener hears of a running job, from a real Valkey and a real store."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from producer.farm import Farm
from producer.listening.live_audio import LiveAudio
from tests.kit.jobs import RATE, make_job
from tests.kit.stepped_worker import quick_settings
from voicefarm.artifacts.job_files import JobReader, write_job
from voicefarm.artifacts.keys import take_key
from voicefarm.artifacts.takes import Pcm, write_take
from voicefarm.broker.celery_app import celery_app
from voicefarm.broker.dispatcher import Dispatcher
from voicefarm.ledger import Ledger
from voicefarm.ledger.previews import PreviewPiece, Previews
from voicefarm.ledger.records import ChunkRef
from voicefarm.messages import Finding, Manifest, Take, TakeSound
from voicefarm.store.opening import open_store

PAUSE = round(0.25 * RATE)
LEAD, TAIL = round(0.03 * RATE), round(0.06 * RATE)
LOUD: Pcm = np.arange(1000, 5000, dtype=np.int16)
"""Sound in which every sample says its place, less a thousand."""


class Stage:
    """A job of three chunks, a listener, and the two ways in which a worker lets it hear."""

    def __init__(self, farm: Farm, manifest: Manifest) -> None:
        self.farm, self.manifest = farm, manifest
        self.previews = Previews(farm.ledger)
        self.live_audio = LiveAudio(farm, manifest.job)
        self.sounds: Iterator[Pcm] = self.live_audio.sounds()

    def chunk(self, index: int) -> ChunkRef:
        return ChunkRef(self.manifest.job, index)

    def tell(self, index: int, start: int, pcm: Pcm, *, last: bool = False) -> None:
        """A piece of a preview."""
        self.previews.add(self.chunk(index), PreviewPiece(start, pcm, last))

    def take(
        self, index: int, pcm: Pcm, *, sound: TakeSound | None = None, remade: bool = False
    ) -> None:
        """A finished take."""
        chunk = JobReader(self.farm.store).chunk(self.manifest.job, index)
        recipe = self.manifest.spec.recipe_of(chunk)
        fault = Finding(check="loop", says="again and again", weight=2)
        take = Take(
            key=take_key(recipe, chunk.text),
            recipe=recipe,
            text=chunk.text,
            samples=len(pcm),
            sample_rate=RATE,
            synthesis_s=1,
            sound=sound,
            rejected=((fault,),) if remade else (),
        )
        write_take(self.farm.store, take, pcm)

    def hears(self) -> list[int]:
        """The next sound."""
        return next(self.sounds).tolist()


@pytest.fixture
def stage(ledger: Ledger, namespace: str, tmp_path: Path) -> Stage:
    settings = quick_settings("redis://127.0.0.1:1", namespace, tmp_path)
    store = open_store(settings.store)
    manifest, pages = make_job(3)
    spec = manifest.spec.model_copy(update={"on_failure": "skip"})
    manifest = manifest.model_copy(update={"spec": spec})
    write_job(store, manifest, pages)
    farm = Farm(settings, ledger, store, Dispatcher(celery_app(settings), ledger, settings))
    return Stage(farm, manifest)


def rest(silence: int) -> list[int]:
    return [0] * (PAUSE - LEAD - silence)


def test_takes_are_heard_in_order_with_their_pauses(stage: Stage) -> None:
    stage.take(1, LOUD + 1)
    stage.take(0, LOUD)
    assert stage.hears() == [*LOUD.tolist(), *rest(TAIL)]
    assert stage.hears() == [*(LOUD + 1).tolist(), *rest(TAIL)]


def test_only_the_next_chunk_is_asked_for(stage: Stage) -> None:
    asked = [stage.previews.asked(stage.chunk(index)) for index in range(3)]
    assert asked == [True, False, False]  # before a worker can have begun
    stage.take(0, LOUD)
    stage.tell(1, 0, LOUD)
    stage.hears()
    assert stage.hears() == LOUD.tolist()
    assert [stage.previews.asked(stage.chunk(index)) for index in (1, 2)] == [True, False]


def test_a_preview_is_heard_before_its_take(stage: Stage) -> None:
    stage.tell(0, 0, LOUD[:1500])
    assert stage.hears() == LOUD[:1500].tolist()
    stage.tell(0, 1500, LOUD[1500:])
    assert stage.hears() == LOUD[1500:].tolist()
    stage.tell(0, 4000, LOUD[:0], last=True)
    stage.take(0, LOUD)
    assert stage.hears() == rest(0)
    stage.take(1, LOUD)
    assert stage.hears() == [*LOUD.tolist(), *rest(TAIL)]


def test_silence_around_a_preview_is_a_part_of_the_pauses(stage: Stage) -> None:
    silence = np.zeros(700, np.int16)
    stage.tell(0, 0, np.concatenate([silence, LOUD]))
    stage.tell(0, 4700, silence)
    stage.tell(0, 5400, silence[:0], last=True)
    assert stage.hears() == [*[0] * LEAD, *LOUD.tolist()]
    assert stage.hears() == silence.tolist()
    assert stage.hears() == rest(700)


def test_a_preview_that_breaks_off_goes_on_from_the_take_at_its_sample(stage: Stage) -> None:
    stage.tell(0, 0, LOUD[:1500])
    assert stage.hears() == LOUD[:1500].tolist()
    stage.take(0, LOUD, sound=TakeSound(start=300, end=3000, level=-20, true_peak=0.1))
    assert stage.hears() == [*LOUD[1500 : 3000 + TAIL].tolist(), *rest(TAIL)]


def test_a_worker_that_begins_again_is_heard_from_where_the_dead_one_stopped(stage: Stage) -> None:
    stage.tell(0, 0, LOUD[:1500])
    assert stage.hears() == LOUD[:1500].tolist()
    stage.tell(0, 0, LOUD[:1000])
    stage.tell(0, 1000, LOUD[1000:2500])
    assert stage.hears() == LOUD[1500:2500].tolist()


def test_a_lost_piece_comes_with_the_take(stage: Stage) -> None:
    stage.tell(0, 0, LOUD[:500])
    stage.tell(0, 900, LOUD[900:1500])
    assert stage.hears() == LOUD[:500].tolist()
    stage.take(0, LOUD)
    assert stage.hears() == [*LOUD[500:].tolist(), *rest(TAIL)]


def test_what_was_heard_to_its_end_stays_as_it_was_heard(stage: Stage) -> None:
    stage.tell(0, 0, LOUD)
    stage.tell(0, 4000, LOUD[:0], last=True)
    assert [stage.hears(), stage.hears()] == [LOUD.tolist(), rest(0)]
    stage.take(0, LOUD[::-1], remade=True)
    stage.take(1, LOUD)
    assert stage.hears() == [*LOUD.tolist(), *rest(TAIL)]


def test_a_reading_that_broke_off_and_was_thrown_away_is_begun_again(stage: Stage) -> None:
    stage.tell(0, 0, LOUD[:1500])
    stage.hears()
    stage.take(0, LOUD[::-1], remade=True)
    assert stage.hears() == [*LOUD[::-1].tolist(), *rest(TAIL)]


def test_a_listener_who_comes_late_hears_the_take_and_no_old_preview(stage: Stage) -> None:
    stage.tell(0, 0, LOUD[:1500])
    stage.take(0, LOUD)
    assert stage.hears() == [*LOUD.tolist(), *rest(TAIL)]


def test_a_chunk_that_was_given_up_is_passed_over(stage: Stage) -> None:
    ledger, job = stage.farm.ledger, stage.manifest.job
    ledger.open(stage.manifest, retention_s=60)
    ledger.claim(stage.chunk(0), "worker", 60)
    ledger.fail(stage.chunk(0), "worker", "It can't be said.", max_attempts=1)
    assert list(ledger.gaps(job)) == [0]
    stage.take(1, LOUD)
    assert [stage.hears(), stage.hears()] == [rest(0), [*LOUD.tolist(), *rest(TAIL)]]


def test_a_listener_that_is_stopped_ends(stage: Stage) -> None:
    stage.take(0, LOUD)
    stage.hears()
    stage.live_audio.stop()
    assert list(stage.sounds) == []
