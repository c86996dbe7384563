"""A chunk heard while it is made: a real engine, a real Valkey, and a store that can be held."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("llama_cpp", reason="an extra: speechlm")
pytest.importorskip("onnxruntime", reason="an extra: speechlm")

from producer.farm import Farm
from producer.listening.live_audio import LiveAudio
from tests.kit.forge.codecs import heard
from tests.kit.forge.engines import model_file
from tests.kit.forge.gguf_models import LETTERS
from tests.kit.forge.letters import chain
from tests.kit.stepped_worker import quick_settings
from tests.kit.valkey_server import ValkeyServer
from tests.kit.waiting import PATIENCE_S
from voicefarm.artifacts.job_files import PAGE_SIZE, JobReader, content_digest, paginate, write_job
from voicefarm.artifacts.keys import take_key
from voicefarm.artifacts.takes import find_take, from_pcm
from voicefarm.broker.celery_app import celery_app
from voicefarm.broker.dispatcher import Dispatcher
from voicefarm.ledger import Ledger, connect
from voicefarm.ledger.previews import Previews
from voicefarm.ledger.records import ChunkRef
from voicefarm.messages import Chunk, JobSpec, Manifest, Pause, Pauses, Recipe
from voicefarm.models import Model
from voicefarm.store.directory import DirectoryStore
from worker.engines import Utterance
from worker.engines.speechlm.engine import SpeechLMEngine
from worker.process.runtime import Runtime
from worker.quality.calibration import Calibration
from worker.quality.examiner import Examiner
from worker.slots.held import Slots
from worker.slots.outages import Outages
from worker.slots.watch import Watch
from worker.synthesis.chunk import synthesize_chunk
from worker.synthesis.preview import Preview

SMALL = replace(LETTERS, codes=7168)
TEXTS = [f"the cat {letter} sat on the mat" for letter in "YX"]


@dataclass
class HeldStore(DirectoryStore):
    """A store that puts no take away before it may."""

    folder: Path
    may: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        super().__init__(self.folder)

    def put(self, key: str, data: bytes, content_type: str = "") -> None:
        if key.startswith("takes/"):
            assert self.may.wait(PATIENCE_S)
        super().put(key, data, content_type)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    # One frame a second: however slow the machine, this model is faster than its speech.
    short = {"piece": 10, "look_forward": 5, "look_back": 20}
    folder = tmp_path_factory.mktemp("model")
    return model_file(folder, SMALL, streaming=short, frames_per_second=1)


@pytest.fixture(scope="module")
def engine(model: Model) -> Iterator[SpeechLMEngine]:
    loaded = SpeechLMEngine.load(model, slots=2, threads=1)
    yield loaded
    loaded.close()


@dataclass
class Scene:
    """A job of two chunks on a farm whose worker is the test."""

    runtime: Runtime
    farm: Farm
    manifest: Manifest
    held: HeldStore

    def take(self, index: int) -> bool:
        """Whether the chunk's take is in the store."""
        recipe = self.manifest.spec.recipe
        return find_take(self.held, take_key(recipe, TEXTS[index])) is not None

    def make(self, index: int) -> None:
        """Do a worker's work."""
        synthesize_chunk(self.runtime, ChunkRef(self.manifest.job, index))


@pytest.fixture
def scene(
    model: Model, engine: SpeechLMEngine, ledger: Ledger, namespace: str, tmp_path: Path
) -> Scene:
    settings = quick_settings("redis://127.0.0.1:1", namespace, tmp_path, lease_s=60)
    store = HeldStore(tmp_path / "store")
    dispatcher = Dispatcher(celery_app(settings), ledger, settings)
    runtime = Runtime(
        settings=settings,
        model=model,
        engine=engine,
        ledger=ledger,
        store=store,
        jobs=JobReader(store),
        dispatcher=dispatcher,
        slots=Slots(2),
        examiner=Examiner(model.sample_rate),
        calibration=Calibration(store, model.sample_rate, Outages(0)),
        outages=Outages(0),
    )
    manifest, pages = job(model)
    write_job(store, manifest, pages)
    ledger.open(manifest, retention_s=60, delay_s=3600)  # the test alone hands chunks out
    return Scene(runtime, Farm(settings, ledger, store, dispatcher), manifest, store)


def job(model: Model) -> tuple[Manifest, list[bytes]]:
    print_ = model.fingerprint("forged")
    recipe = Recipe(model=model.name, fingerprint=print_, voice="forged", language="en")
    spec = JobSpec(
        title="A test", recipe=recipe, sample_rate=model.sample_rate, pauses=Pauses(sentence=0)
    )
    chunks = [
        Chunk(index=i, start=30 * i, end=30 * i + 30, text=text, pause=Pause.SENTENCE)
        for i, text in enumerate(TEXTS)
    ]
    pages = paginate(chunks)
    digest = content_digest(spec, pages)
    page = {"chunks": 2, "page_size": PAGE_SIZE, "characters": 60}
    return Manifest(job=digest, content=digest, spec=spec, **page), pages


def test_a_chunk_is_heard_before_its_take_is_in_the_store(scene: Scene) -> None:
    live_audio = LiveAudio(scene.farm, scene.manifest.job)
    sounds = live_audio.sounds()
    with ThreadPoolExecutor(1) as slot:
        made = slot.submit(scene.make, 0)
        first = next(sounds)
        assert not scene.take(0)
        pieces = [first]
        while sum(map(len, pieces)) < 480 * len(chain("Y")):
            pieces.append(next(sounds))
        assert not scene.take(0)
        scene.held.may.set()
        made.result()
    assert scene.take(0)
    # The constant frames that say the codes are no silence, and 16 bits tell every other one.
    assert heard(from_pcm(np.concatenate(pieces))) == pytest.approx(chain("Y"), abs=1)
    scene.make(1)
    assert len(next(sounds)) > 0


def test_nothing_of_a_chunk_goes_to_redis_that_nobody_asks_for(
    scene: Scene, valkey: ValkeyServer, namespace: str
) -> None:
    scene.held.may.set()
    scene.make(0)
    assert scene.take(0)
    assert Previews(scene.farm.ledger).read(ChunkRef(scene.manifest.job, 0), "0", 0) == []


def test_takes_are_the_same_bytes_whether_anybody_listened(scene: Scene, tmp_path: Path) -> None:
    scene.held.may.set()
    key = take_key(scene.manifest.spec.recipe, TEXTS[0])
    Previews(scene.farm.ledger).ask(ChunkRef(scene.manifest.job, 0))
    scene.make(0)
    aloud = scene.held.get(f"{key}.flac")
    scene.held.delete(f"{key}.json")
    scene.farm.ledger.cancel(scene.manifest.job)
    again = scene.manifest.model_copy(update={"job": "again"})
    write_job(scene.held, again, job(scene.runtime.model)[1])  # type: ignore[arg-type]
    scene.farm.ledger.open(again, retention_s=60, delay_s=3600)
    synthesize_chunk(scene.runtime, ChunkRef("again", 0))
    assert scene.take(0)
    assert scene.held.get(f"{key}.flac") == aloud


def test_without_redis_nothing_is_heard_and_the_chunk_is_spoken(engine: SpeechLMEngine) -> None:
    away = connect("redis://127.0.0.1:1", "away")
    preview = Preview(Previews(away), ChunkRef("job", 0))
    spoken = preview.speak(engine, Utterance(TEXTS[0], "en", "forged"), Watch())
    assert heard(spoken.samples) == list(chain("Y"))
    assert not preview.over


def test_what_is_made_again_after_it_was_heard_is_not_heard(
    scene: Scene, engine: SpeechLMEngine
) -> None:
    ref, previews = ChunkRef(scene.manifest.job, 0), Previews(scene.farm.ledger)
    previews.ask(ref)
    preview = Preview(previews, ref)
    preview.speak(engine, Utterance(TEXTS[0], "en", "forged"), Watch())
    told = previews.read(ref, "0", 0)
    assert told[-1][1].last
    assert preview.over
    preview.speak(engine, Utterance(TEXTS[0], "en", "forged", seed=1), Watch())
    assert len(previews.read(ref, "0", 0)) == len(told)
