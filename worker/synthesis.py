"""One chunk becomes one take."""

import time
import zlib

import structlog

from voicefarm.errors import BadSetting, SynthesisCancelled, VoicefarmError
from voicefarm.ledger import ChunkRef
from voicefarm.messages import Chunk, Recipe, Take
from voicefarm.models import Model
from voicefarm.takes import find_take, write_take
from worker.engines import Engine, Utterance, Watch
from worker.runtime import Runtime

log = structlog.get_logger()


def synthesize_chunk(runtime: Runtime, chunk: ChunkRef) -> None:
    """Claim the chunk, see to it that its take exists, and count it as done.

    Whatever goes wrong is told to the ledger, which gives the chunk out again or ends its job.
    """
    attempt = runtime.ledger.claim(chunk, runtime.name, runtime.settings.lease_s)
    if attempt is None:
        return
    watch = Watch(deadline=time.monotonic() + runtime.settings.chunk_deadline_s)
    with runtime.slots.holding(chunk, watch):
        try:
            _make(runtime, chunk, watch)
        except SynthesisCancelled:
            log.info("chunk stopped: its job ended", job=chunk.job, chunk=chunk.index)
        except Exception as error:  # noqa: BLE001 - a slot's edge: nothing may end the worker
            _give_back(runtime, chunk, attempt, error)
    runtime.refill()


def _make(runtime: Runtime, ref: ChunkRef, watch: Watch) -> None:
    chunk = runtime.jobs.chunk(ref.job, ref.index)
    recipe = runtime.jobs.manifest(ref.job).spec.recipe_of(chunk)
    key = recipe.take_key(chunk.text)
    take = find_take(runtime.store, key)
    reused = take is not None
    if take is None:
        take = _synthesize(runtime, recipe, chunk, key, watch)
    outcome = runtime.ledger.complete(
        ref, samples=take.samples, synthesis_s=0 if reused else take.synthesis_s, reused=reused
    )
    log.debug("chunk done", job=ref.job, chunk=ref.index, reused=reused, outcome=outcome)
    if outcome == "last":
        runtime.dispatcher.request_stitch(ref.job)


def _synthesize(runtime: Runtime, recipe: Recipe, chunk: Chunk, key: str, watch: Watch) -> Take:
    model, engine = _model_for(runtime, recipe)
    utterance = Utterance(
        text=chunk.text,
        language=recipe.language,
        voice=recipe.voice,
        speed=recipe.speed,
        seed=recipe.seed ^ zlib.crc32(chunk.text.encode()),
    )
    best = runtime.examiner.best_take(
        utterance, recipe, lambda attempt: engine.synthesize(attempt, watch)
    )
    take = Take(
        key=key,
        recipe=recipe,
        text=chunk.text,
        samples=len(best.pcm),
        sample_rate=model.sample_rate,
        synthesis_s=best.synthesis_s,
        facts=dict(best.speech.facts),
        sound=best.sound,
        findings=best.findings,
        rejected=best.rejected,
    )
    write_take(runtime.store, take, best.pcm)
    if best.findings:
        log.warning("take flagged", take=key, findings=[found.says for found in best.findings])
    return take


def _model_for(runtime: Runtime, recipe: Recipe) -> tuple[Model, Engine]:
    model, engine = runtime.model, runtime.engine
    known = model is not None and recipe.voice in model.voices
    if not (model and engine and known and model.fingerprint(recipe.voice) == recipe.fingerprint):
        raise BadSetting(
            f"The worker's file for model '{recipe.model}' is not the one that the job was made "
            "with; give producer and workers the same model files and submit again."
        )
    return model, engine


def _give_back(runtime: Runtime, chunk: ChunkRef, attempt: int, error: Exception) -> None:
    known = isinstance(error, VoicefarmError)
    log.error(
        "chunk failed",
        job=chunk.job,
        chunk=chunk.index,
        attempt=attempt,
        error=str(error),
        exc_info=not known,
    )
    reason = f"Chunk {chunk.index} failed: {error if known else repr(error)}"
    limit = 1 if isinstance(error, BadSetting) else runtime.settings.max_attempts
    runtime.ledger.fail(chunk, reason, limit)
