"""One chunk becomes one take."""

import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from typing import ParamSpec, TypeVar

import structlog

from voicefarm.artifacts.keys import take_key
from voicefarm.artifacts.takes import find_take, write_take
from voicefarm.artifacts.voices import read_enrolled, with_voice
from voicefarm.errors import (
    BadSetting,
    OtherModel,
    RedisUnreachable,
    Runaway,
    StoreRefuses,
    SynthesisCancelled,
    SynthesisFailed,
    Unreachable,
    VoicefarmError,
)
from voicefarm.ledger.previews import Previews
from voicefarm.ledger.records import ChunkRef
from voicefarm.messages import Chunk, Finding, JobSpec, Manifest, Recipe, Take
from voicefarm.models import Model
from voicefarm.normalization.reading import read_text
from voicefarm.spoken.text import SpokenText
from worker.engines import Engine, Utterance
from worker.language.word_times import written_words
from worker.process.runtime import Runtime
from worker.quality.examiner import Examined, runaway_findings
from worker.slots.watch import Watch
from worker.synthesis.halves import Halves, HalvingSpeaker, halves_of
from worker.synthesis.preview import Preview
from worker.synthesis.speaker import ChunkSpeaker

T = TypeVar("T")
P = ParamSpec("P")

log = structlog.get_logger()


def synthesize_chunk(runtime: Runtime, ref: ChunkRef, *, sent: float = 0.0) -> None:
    """Claim the chunk, see to it that its take exists, and count it as done.

    `sent` is when its message was sent, in seconds since 1970, for a trace.

    Reports every failure to the ledger, which hands the chunk out again or gives it up. Never
    raises: if Redis is away and the failure can't be reported, the sweep finds the chunk.
    """
    try:
        with runtime.claims.holding(ref) as first:
            _synthesize_claimed(runtime, ref, first, sent)
    except RedisUnreachable as error:
        log.warning("left to the sweep", job=ref.job, chunk=ref.index, error=str(error))


def _synthesize_claimed(runtime: Runtime, ref: ChunkRef, first: bool, sent: float) -> None:
    """`first`: no other slot of this worker holds the chunk, so a lease of it is this slot's."""
    terms = (runtime.name, runtime.lease_time.seconds, runtime.settings.max_attempts)
    claim = partial(runtime.ledger.claim, ref, *terms, again=first, counts=runtime.attempts_count)
    attempt = runtime.outages.wait_out(claim)
    if attempt is None:
        return
    work = ChunkWork(runtime, ref, attempt)
    with runtime.slots.holding(ref, work.watch):
        try:
            with (
                runtime.traces.chunk(ref, attempt=attempt, sent=sent),
                work.turn(),
            ):
                work.do()
        except Exception as error:  # noqa: BLE001 - a slot's edge: nothing may end the worker
            work.report(error)
    runtime.refill()


@dataclass(frozen=True, slots=True)
class ChunkWork:
    """A slot's work on one claimed chunk, from its manifest to its count in the ledger."""

    runtime: Runtime
    ref: ChunkRef
    attempt: int
    """Which attempt at the chunk this is, from 1."""
    watch: Watch = field(default_factory=Watch)

    def wait_out(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a store or Redis, and wait out its outages. Raises as `Outages.wait_out` does."""
        return self.runtime.outages.wait_out(partial(call, *args, **kwargs), watch=self.watch)

    def turn(self) -> AbstractContextManager[None]:
        """Be in the worker alone if this is the last of several attempts.

        The ledger counts that attempt when it is alone. If another chunk ends the worker during the
        wait, this one isn't blamed.
        """
        return self._alone() if self._is_last else nullcontext()

    def do(self) -> None:
        """Make the chunk's take unless the store has it, and count the chunk as done."""
        jobs, ref = self.runtime.jobs, self.ref
        manifest = self.wait_out(jobs.manifest, ref.job)
        chunk = self.wait_out(jobs.chunk, ref.job, ref.index)
        recipe = manifest.spec.recipe_of(chunk)
        key = take_key(recipe, chunk.text)
        kept = self.wait_out(find_take, self.runtime.store, key)
        if kept:
            self._count(kept, manifest.spec, reused=True)
        else:
            text, rate = self._text(manifest, recipe, chunk), manifest.spec.sample_rate
            self._count(self._make(recipe, text, key, rate), manifest.spec, reused=False)

    def report(self, error: Exception) -> None:
        """Tell the ledger why the chunk has no take. Raises RedisUnreachable."""
        ledger, name = self.runtime.ledger, self.runtime.name
        chunk_log = log.bind(job=self.ref.job, chunk=self.ref.index, attempt=self.attempt)
        if isinstance(error, SynthesisCancelled):
            chunk_log.info("chunk stopped: its job ended")
            ledger.release([self.ref], name)
        elif isinstance(error, Unreachable) and not isinstance(error, StoreRefuses):
            chunk_log.warning("chunk given back", error=str(error))
            ledger.release([self.ref], name)
        elif self._was_stopped_past_its_deadline(error):
            chunk_log.warning("chunk given back: this process was stopped for long")
            ledger.release([self.ref], name)
        else:
            known = isinstance(error, VoicefarmError)
            chunk_log.error("chunk failed", error=str(error), exc_info=not known)
            self._fail(error, str(error) if known else repr(error))

    def _was_stopped_past_its_deadline(self, error: Exception) -> bool:
        now_s = time.monotonic()
        late = isinstance(error, SynthesisFailed) and now_s > self.watch.deadline
        return late and self.runtime.lease_time.was_stopped(now_s)

    def _fail(self, error: Exception, sentence: str) -> None:
        # Both end the same way in every attempt: a Runaway has used up its seeds already.
        in_vain = isinstance(error, BadSetting | Runaway)
        limit = 1 if in_vain else self.runtime.settings.max_attempts
        reason = f"Chunk {self.ref.number} failed: {sentence}"
        own = self.runtime.is_own_fault(error)
        # First, so that this worker doesn't take the chunk again that it is about to give back.
        if own and self.runtime.fitness.failed(self.ref, error, sentence):
            self.runtime.counters.failure(given_up=False)
            self.runtime.ledger.release([self.ref], self.runtime.name)
            return
        outcome = self.runtime.ledger.fail(self.ref, self.runtime.name, reason, limit, own=own)
        self.runtime.counters.failure(given_up=outcome == "given up")

    def _count(self, take: Take, spec: JobSpec, *, reused: bool) -> None:
        outcome = self.wait_out(
            self.runtime.ledger.complete,
            self.ref,
            samples=take.at_rate(spec.sample_rate).samples,
            synthesis_s=0 if reused else take.synthesis_s,
            reused=reused,
        )
        self.runtime.counters.chunk(take, reused=reused)
        self.runtime.fitness.succeeded()
        log.debug(
            "chunk done", job=self.ref.job, chunk=self.ref.index, reused=reused, outcome=outcome
        )
        if outcome == "unknown":
            self.runtime.resume(self.ref.job)
        if outcome == "last":
            self.runtime.dispatcher.request_stitch(self.ref.job)

    def best_take(self, utterance: Utterance, speaker: ChunkSpeaker) -> Examined:
        """The best take of the text, or of its two halves if a model loses its place in the whole.

        Raises what the engine raises; a Runaway where the halves have no end either.
        """
        examiner, halves = self.runtime.examiner, halves_of(utterance.text)
        try:
            whole = examiner.best_take(utterance, speaker, self.watch)
        except Runaway as error:
            if halves is None:
                raise
            return self._halved(utterance, speaker, halves, (runaway_findings(error),))
        if not whole.findings or not whole.speech.dice or not halves or halves.are_short:
            return whole
        try:
            rejected = (*whole.rejected, whole.findings)
            halved = self._halved(utterance, speaker, halves, rejected)
        except SynthesisFailed:
            return whole  # a flagged take is better than none
        return min(whole, halved, key=lambda take: take.badness)

    def _halved(
        self,
        utterance: Utterance,
        speaker: ChunkSpeaker,
        halves: Halves,
        rejected: tuple[tuple[Finding, ...], ...],
    ) -> Examined:
        examiner = self.runtime.examiner
        halving = HalvingSpeaker(speaker, halves, examiner.sample_rate)
        best = examiner.best_take(utterance, halving, self.watch)
        return replace(best, rejected=(*rejected, *best.rejected))

    def _text(self, manifest: Manifest, recipe: Recipe, chunk: Chunk) -> SpokenText:
        """The chunk as it is spoken: its own text, except in a job of version 0.1."""
        model = self.runtime.model
        # Version 0.1 normalized for these engines alone. espeak-ng read figures by itself.
        if manifest.version == 1 and model and model.engine == "speechlm":
            return read_text(chunk.text, recipe.language)
        return SpokenText(chunk.text, chunk.text)

    def _make(self, recipe: Recipe, text: SpokenText, key: str, rate: int) -> Take:
        """Speak the chunk's text and write its take. Listeners hear it at `rate` Hz or not yet."""
        model, engine = self.wait_out(_model_for, self.runtime, recipe)
        utterance = self._utterance(model, recipe, text)
        is_audible = model.sample_rate == rate
        preview = Preview(Previews(self.runtime.ledger), self.ref, is_audible=is_audible)
        speaker = ChunkSpeaker(
            engine, preview, self.runtime.calibration, recipe, utterance, self.watch
        )
        shared = self.runtime.engine_gate.shared(self.watch)
        with nullcontext() if self._is_last else shared:
            self.watch.deadline = time.monotonic() + self.runtime.settings.chunk_deadline_s
            best = self.best_take(utterance, speaker)
        take = _take(key, recipe, text, model, best)
        self.wait_out(write_take, self.runtime.store, take, best.pcm)
        _log_flaws(take, heard=preview.over)
        return take

    def _utterance(self, model: Model, recipe: Recipe, text: SpokenText) -> Utterance:
        enrolled = None
        if recipe.voice not in model.voices:
            enrolled = self.wait_out(read_enrolled, self.runtime.store, model, recipe.voice)
        return Utterance(
            text=text.spoken,
            language=recipe.language,
            voice=recipe.voice,
            speed=recipe.speed,
            seed=recipe.seed ^ zlib.crc32(text.written.encode()),
            enrolled=enrolled,
        )

    @property
    def _is_last(self) -> bool:
        return 1 < self.attempt == self.runtime.settings.max_attempts

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self.runtime.engine_gate.exclusive(self.watch):
            if self.runtime.attempts_count:
                self.wait_out(self.runtime.ledger.count, self.ref, self.runtime.name)
            yield


def _take(key: str, recipe: Recipe, text: SpokenText, model: Model, best: Examined) -> Take:
    return Take(
        key=key,
        recipe=recipe,
        text=text.written,
        samples=len(best.pcm),
        sample_rate=model.sample_rate,
        synthesis_s=best.synthesis_s,
        facts=dict(best.speech.facts),
        words=written_words(best.speech.words, text.written, text.changes),
        sound=best.sound,
        findings=best.findings,
        rejected=best.rejected,
        transcript=best.transcript,
        hearing=best.hearing,
        mos=best.mos,
    )


def _log_flaws(take: Take, *, heard: bool) -> None:
    """`heard`: whether listeners heard the first attempt to its end."""
    if heard and take.rejected:
        log.info("heard before it was made again", take=take.key)
    if take.findings:
        flaws = [finding.says for finding in take.findings]
        log.warning("take flagged", take=take.key, findings=flaws)


def _model_for(runtime: Runtime, recipe: Recipe) -> tuple[Model, Engine]:
    """The worker's model and engine. Raises OtherModel if the job was made with another file."""
    model, engine = runtime.model, runtime.engine
    if model and engine:
        speaking = with_voice(model, runtime.store, recipe.voice)
        known = recipe.voice in speaking.voices
        if known and speaking.fingerprint(recipe.voice) == recipe.fingerprint:
            return model, engine
    raise OtherModel(
        f"The worker's file for model '{recipe.model}', or its voice '{recipe.voice}', is not the "
        "one that the job was made with; give producer and workers the same and submit again."
    )
