"""Stitching: how fast takes become a programme, and in how much memory, for 1 h and for 10 h.

Each length runs in a process of its own, whose peak memory is then the stitcher's. The takes are
espeak's reading of the English example; a chunk's text, and so its take, comes again and again.
"""

import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from producer.chunking import chunk_document
from producer.documents.formats import read_document
from producer.private_farm import private_server
from voicefarm.artifacts.job_files import PAGE_SIZE, JobReader, paginate, write_job
from voicefarm.artifacts.keys import programme_key, take_key
from voicefarm.artifacts.takes import to_pcm, write_take
from voicefarm.ledger import Ledger, connect
from voicefarm.ledger.records import ChunkRef
from voicefarm.messages import Chunk, JobSpec, Manifest, Recipe, Take
from voicefarm.models import read_model, shipped_config
from voicefarm.store import Store
from voicefarm.store.opening import open_store
from worker.engines import Utterance
from worker.engines.espeak import EspeakEngine
from worker.programme.writer import write_programme
from worker.slots.watch import Watch
from worker.sound import to_wave
from worker.sound.measurement import measured

HOURS = (1, 10)


class AlwaysHeld(Watch):
    """A lease that is never lost."""

    def keep(self) -> None:
        """Held."""

    def confirm(self) -> None:
        """Held."""


def measure_stitching() -> dict[str, float]:
    """The figures of both lengths."""
    figures: dict[str, float] = {}
    with (
        tempfile.TemporaryDirectory(prefix="voicefarm-bench-") as folder,
        private_server(Path(folder)) as url,
    ):
        store = open_store(f"{folder}/store")
        for hours in HOURS:
            job = finished_job(store, connect(url, "bench"), hours)
            command = [
                sys.executable,
                "-m",
                "benchmarks.stitching",
                url,
                f"{folder}/store",
                job,
            ]
            figures_of_run = json.loads(subprocess.check_output(command))
            figures["stitch_mb_per_s"] = figures_of_run["mb_per_s"]
            figures["stitch_times_real_time"] = hours * 3600 / figures_of_run["elapsed_s"]
            figures[f"stitch_peak_mb_{hours}h"] = figures_of_run["peak_mb"]
    return figures


def finished_job(store: Store, ledger: Ledger, hours: int, **wishes: Any) -> str:
    """A job of that length whose takes are all in the store and in the ledger; its id."""
    model = read_model(shipped_config() / "models" / "espeak.toml")
    recipe = Recipe(
        model="espeak", fingerprint=model.fingerprint("en-us"), voice="en-us", language="en"
    )
    takes = _takes(store, recipe)
    chunks: list[Chunk] = []
    samples = 0
    while samples < hours * 3600 * model.sample_rate:
        chunk, take = takes[len(chunks) % len(takes)]
        chunks.append(chunk.model_copy(update={"index": len(chunks)}))
        samples += take.samples
    spec = JobSpec(title="A long programme", recipe=recipe, sample_rate=model.sample_rate, **wishes)
    manifest = Manifest(
        job=f"hours-{hours}",
        content="0" * 20,
        spec=spec,
        chunks=len(chunks),
        page_size=PAGE_SIZE,
        characters=1,
    )
    write_job(store, manifest, paginate(chunks))
    ledger.open(manifest, retention_s=3600)
    for index in range(len(chunks)):
        take = takes[index % len(takes)][1]
        ref = ChunkRef(manifest.job, index)
        ledger.complete(ref, samples=take.samples, synthesis_s=0, reused=True)
    return manifest.job


def _takes(store: Store, recipe: Recipe) -> list[tuple[Chunk, Take]]:
    model = read_model(shipped_config() / "models" / "espeak.toml")
    engine = EspeakEngine.load(model, slots=1, threads=1)
    document = read_document(Path(__file__).parents[1] / "examples" / "article_en.md")
    made = []
    for chunk in chunk_document(document, "en", model.budget):
        speech = engine.synthesize(Utterance(chunk.text, "en", "en-us"), Watch())
        pcm = to_pcm(speech.samples)
        take = Take(
            key=take_key(recipe, chunk.text),
            recipe=recipe,
            text=chunk.text,
            samples=len(pcm),
            sample_rate=model.sample_rate,
            synthesis_s=0,
            words=speech.words,
            sound=measured(to_wave(pcm), model.sample_rate),
        )
        write_take(store, take, pcm)
        made.append((chunk, take))
    return made


def _stitch(url: str, folder: str, job: str) -> dict[str, float]:
    store = open_store(folder)
    started = time.perf_counter()
    write_programme(store, JobReader(store), connect(url, "bench"), job, AlwaysHeld())
    elapsed = time.perf_counter() - started
    size = store.size(programme_key(job)) or 0
    return {
        "elapsed_s": elapsed,
        "mb_per_s": size / 1e6 / elapsed,
        "peak_mb": peak_mb(),
    }


def peak_mb() -> float:
    """This process's own peak of resident memory, MB; getrusage would count its parent's too."""
    match = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert match
    return int(match[1]) / 1024


if __name__ == "__main__":
    print(json.dumps(_stitch(*sys.argv[1:])))
