"""One chunk becomes one take."""

import time
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import structlog

from voicefarm.artifacts.keys import take_key
from voicefarm.artifacts.takes import find_take, write_take
from voicefarm.artifacts.voices import read_enrolled, with_voice
from voicefarm.errors import (
    BadSetting,
    RedisUnreachable,
    Runaway,
    StoreRefuses,
    SynthesisCancelled,
    Unreachable,
    VoicefarmError,
)
from voicefarm.ledger.previews import Previews
from voicefarm.ledger.records import ChunkRef
from voicefarm.messages import Chunk, Recipe, Take
from voicefarm.models import Model
from worker.engines import Engine, Utterance
from worker.process.runtime import Runtime
from worker.quality.examiner import Examined
from worker.slots.watch import Watch
from worker.synthesis.preview import Preview

log = structlog.get_logger()


def synthesize_chunk(runtime: Runtime, ref: ChunkRef) -> None:
    """Claim the chunk, see to it that its take exists, and count it as done.

    Whatever goes wrong is told to the ledger, which gives the chunk out again or up. Never raises:
    what can't be told either, because Redis is away, the sweep finds.
    """
    try:
        with runtime.claims.holding(ref) as first:
            _synthesize_chunk(runtime, ref, first)
    except RedisUnreachable as error:
        log.warning("left to the sweep", job=ref.job, chunk=ref.index, error=str(error))


def _synthesize_chunk(runtime: Runtime, ref: ChunkRef, first: bool) -> None:
    """`first`: no other slot of this worker is at the chunk, so a lease of it is this one's."""
    name, lease_s = runtime.name, runtime.lease_time.seconds
    attempt = runtime.outages.wait_out(
        lambda: runtime.ledger.claim(ref, name, lease_s, again=first)
    )
    if attempt is None:
        return
    watch = Watch()
    with runtime.slots.holding(ref, watch):
        try:
            _make(runtime, ref, attempt, watch)
        except Exception as error:  # noqa: BLE001 - a slot's edge: nothing may end the worker
            _settle(runtime, ref, attempt, error)
    runtime.refill()


def _make(runtime: Runtime, ref: ChunkRef, attempt: int, watch: Watch) -> None:
    wait_out = runtime.outages.wait_out
    spec = wait_out(lambda: runtime.jobs.manifest(ref.job), watch).spec
    chunk = wait_out(lambda: runtime.jobs.chunk(ref.job, ref.index), watch)
    recipe = spec.recipe_of(chunk)
    key = take_key(recipe, chunk.text)
    take = wait_out(lambda: find_take(runtime.store, key), watch)
    reused = take is not None
    if take is None:
        last = 1 < attempt == runtime.settings.max_attempts
        turn = _alone(runtime, ref, watch) if last else runtime.engine_gate.shared(watch)
        preview = Preview(Previews(runtime.ledger), ref)
        take = _synthesize(runtime, recipe, chunk, key, watch, turn, preview)
    _count(runtime, ref, take, watch, reused=reused)


def _count(runtime: Runtime, ref: ChunkRef, take: Take, watch: Watch, *, reused: bool) -> None:
    synthesis_s = 0 if reused else take.synthesis_s

    def complete() -> str:
        return runtime.ledger.complete(
            ref, samples=take.samples, synthesis_s=synthesis_s, reused=reused
        )

    outcome = runtime.outages.wait_out(complete, watch)
    runtime.counters.chunk(take, reused=reused)
    log.debug("chunk done", job=ref.job, chunk=ref.index, reused=reused, outcome=outcome)
    if outcome == "unknown":
        runtime.resume(ref.job)
    if outcome == "last":
        runtime.dispatcher.request_stitch(ref.job)


@contextmanager
def _alone(runtime: Runtime, ref: ChunkRef, watch: Watch) -> Iterator[None]:
    """Be in the engine alone. The wait for it is no attempt: a worker that another chunk ends
    meanwhile has not tried this one."""
    wait_out = runtime.outages.wait_out
    wait_out(lambda: runtime.ledger.recount(ref, -1), watch)
    with runtime.engine_gate.exclusive(watch):
        wait_out(lambda: runtime.ledger.recount(ref, 1), watch)
        yield


def _synthesize(
    runtime: Runtime,
    recipe: Recipe,
    chunk: Chunk,
    key: str,
    watch: Watch,
    turn: AbstractContextManager[None],
    preview: Preview,
) -> Take:
    wait_out = runtime.outages.wait_out
    model, engine = wait_out(lambda: _model_for(runtime, recipe), watch)
    utterance = _utterance(runtime, model, recipe, chunk, watch)
    with turn:
        watch.deadline = time.monotonic() + runtime.settings.chunk_deadline_s
        best = runtime.examiner.best_take(
            utterance,
            lambda told: preview.speak(engine, told, watch),
            # What a voice is calibrated with is no part of the job: nobody hears it.
            lambda: runtime.calibration.profile(
                recipe, utterance, lambda told: engine.synthesize(told, watch), watch
            ),
            watch,
        )
    take = _take(key, recipe, chunk, model, best)
    wait_out(lambda: write_take(runtime.store, take, best.pcm), watch)
    if preview.over and take.rejected:
        log.info("heard before it was made again", take=key)
    if take.findings:
        log.warning("take flagged", take=key, findings=[found.says for found in take.findings])
    return take


def _utterance(
    runtime: Runtime, model: Model, recipe: Recipe, chunk: Chunk, watch: Watch
) -> Utterance:
    enrolled = None
    if recipe.voice not in model.voices:
        enrolled = runtime.outages.wait_out(
            lambda: read_enrolled(runtime.store, model, recipe.voice), watch
        )
    return Utterance(
        text=chunk.text,
        language=recipe.language,
        voice=recipe.voice,
        speed=recipe.speed,
        seed=recipe.seed ^ zlib.crc32(chunk.text.encode()),
        enrolled=enrolled,
    )


def _take(key: str, recipe: Recipe, chunk: Chunk, model: Model, best: Examined) -> Take:
    return Take(
        key=key,
        recipe=recipe,
        text=chunk.text,
        samples=len(best.pcm),
        sample_rate=model.sample_rate,
        synthesis_s=best.synthesis_s,
        facts=dict(best.speech.facts),
        words=best.speech.words,
        sound=best.sound,
        findings=best.findings,
        rejected=best.rejected,
        transcript=best.transcript,
        mos=best.mos,
    )


def _model_for(runtime: Runtime, recipe: Recipe) -> tuple[Model, Engine]:
    model, engine = runtime.model, runtime.engine
    if model and engine:
        speaking = with_voice(model, runtime.store, recipe.voice)
        known = recipe.voice in speaking.voices
        if known and speaking.fingerprint(recipe.voice) == recipe.fingerprint:
            return model, engine
    raise BadSetting(
        f"The worker's file for model '{recipe.model}', or its voice '{recipe.voice}', is not the "
        "one that the job was made with; give producer and workers the same and submit again."
    )


def _settle(runtime: Runtime, ref: ChunkRef, attempt: int, error: Exception) -> None:
    """Tell the ledger what became of a chunk that has no take."""
    told = log.bind(job=ref.job, chunk=ref.index, attempt=attempt)
    if isinstance(error, SynthesisCancelled):
        told.info("chunk stopped: its job ended")
        runtime.ledger.release([ref], runtime.name)
    elif isinstance(error, Unreachable) and not isinstance(error, StoreRefuses):
        told.warning("chunk given back", error=str(error))
        runtime.ledger.release([ref], runtime.name)
    else:
        known = isinstance(error, VoicefarmError)
        told.error("chunk failed", error=str(error), exc_info=not known)
        reason = f"Chunk {ref.number} failed: {error if known else repr(error)}"
        # Neither ends otherwise when it is done again: every seed that may be used was.
        in_vain = isinstance(error, BadSetting | Runaway)
        limit = 1 if in_vain else runtime.settings.max_attempts
        outcome = runtime.ledger.fail(ref, runtime.name, reason, limit)
        runtime.counters.failure(given_up=outcome == "given up")
