"""An audition: a model speaks its lines alone in this process, and then recognizers listen.

The model is closed before a recognizer is opened, so that the memory is the model's own.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from voicefarm.errors import BadSetting, EngineUnavailable, SynthesisFailed
from voicefarm.languages import Language
from voicefarm.languages.tags import named, primary
from voicefarm.messages import Transcript
from voicefarm.models import Model
from voicefarm.normalization.reading import read_text
from voicefarm.recognizers.choice import fitting_recognizer
from voicefarm.recognizers.recognizer import Recognizer
from voicefarm.settings import Settings
from worker import heap
from worker.engines import EngineWithFiles, engine_class
from worker.model_files.recognizer_files import recognizer_folder
from worker.quality.checks import examine
from worker.quality.checks.evidence import evidence_of
from worker.quality.checks.length import silent
from worker.quality.checks.transcript import TranscriptLimits, compare, diverging
from worker.quality.instruments.opinion_score import OpinionScore
from worker.quality.instruments.whisper import Whisper
from worker.sound import to_wave
from worker.voices.audition.lines import AuditionLine, lines_for, usual_languages
from worker.voices.audition.verdicts import Audition, LineResult
from worker.voices.soloist import Solo, Soloist, soloist

MB = 1_000_000
TRIES = 3
"""Attempts at a line before it counts as one that can't be spoken, as for a chunk."""


@dataclass(frozen=True, slots=True)
class Ears:
    """Who listens in one language."""

    whisper: Whisper | None
    name: str
    """Or why nobody does."""
    is_fit: bool = False


def hold_audition(
    settings: Settings, model: Model, languages: Sequence[str] = (), voice: str | None = None
) -> Audition:
    """Have the model speak all lines, and judge them.

    Raises UnknownName for a language or voice that it lacks, EngineUnavailable, BadSetting.
    """
    tags = [model.language_for(tag, field=("language",)) for tag in languages]
    spoken = [
        (tag, line, model.voice_for(tag, voice, field=("voice",)))
        for tag in tags or usual_languages(model)
        for line in lines_for(tag)
    ]
    store = settings.open_store()
    with soloist(settings, model, store) as solo:
        takes = [(tag, line, _attempt(solo, tag, line, name)) for tag, line, name in spoken]
        load_s, memory = solo.load_s, heap.peak_bytes()
    ears = {tag: ears_for(settings, model, tag) for tag, _, _ in takes}
    score = _opinion_score()
    return Audition(
        model=model.name,
        lines=tuple(_judged(takes, ears, score, settings)),
        load_s=load_s,
        memory_mb=memory // MB,
        memory_bound_mb=_memory_bound(model),
        recognizers={tag: one.name for tag, one in ears.items()},
        judged=frozenset(tag for tag, one in ears.items() if one.is_fit),
    )


def _attempt(solo: Soloist, language: Language, line: AuditionLine, voice: str) -> Solo | str:
    """The line as it was spoken, or why it could not be."""
    reason = ""
    for seed in range(TRIES):
        try:
            return solo.speak(line.text, language, voice, seed=seed)
        except SynthesisFailed as error:
            reason = str(error)
    return reason


def _judged(
    takes: Iterable[tuple[Language, AuditionLine, Solo | str]],
    ears: dict[Language, Ears],
    score: OpinionScore | None,
    settings: Settings,
) -> Iterator[LineResult]:
    limits = TranscriptLimits(settings.verify_error_rate, settings.verify_run)
    for language, line, solo in takes:
        if isinstance(solo, str):
            yield LineResult(language, line.kind, line.text, 0.0, 0.0, (solo,))
            continue
        wave = to_wave(solo.pcm)
        evidence = evidence_of(wave, solo.rate, solo.text, language, {})
        result = LineResult(
            language,
            line.kind,
            solo.text,
            solo.seconds,
            solo.seconds / max(solo.wall_s, 1e-6),
            tuple(finding.says for finding in examine(evidence)),
            mos=score.rating(wave, solo.rate) if score else None,
        )
        yield result if silent(evidence) else _heard(result, solo, ears[language], limits)


def _heard(result: LineResult, solo: Solo, ears: Ears, limits: TranscriptLimits) -> LineResult:
    transcript = _transcript(solo, result.language, ears)
    if transcript is None:
        return result
    faults = [finding.says for finding in diverging(transcript, limits)] if ears.is_fit else []
    return replace(
        result,
        heard=transcript.text,
        error_rate=transcript.error_rate,
        faults=(*result.faults, *faults),
    )


def letter_errors(solo: Solo, language: Language, ears: Ears) -> float | None:
    """Letters heard otherwise, as a share of the text's; None if nobody listens."""
    transcript = _transcript(solo, language, ears)
    return transcript.error_rate if transcript else None


def _transcript(solo: Solo, language: Language, ears: Ears) -> Transcript | None:
    if ears.whisper is None:
        return None
    heard = ears.whisper.written_down(to_wave(solo.pcm), solo.rate, language)
    return compare(solo.text, heard, lambda text: read_text(text, language).spoken)


def ears_for(settings: Settings, model: Model, language: Language) -> Ears:
    """The recognizer that judges the language, or one that knows it and only listens."""
    recognizers = settings.recognizers()
    try:
        fit = fitting_recognizer(settings.verify_model, recognizers, model.name, language)
        return _open(fit, settings, is_fit=True)
    except BadSetting:
        unsure = next((one for one in recognizers.values() if _knows(one, language)), None)
        if unsure is None:
            return Ears(None, f"no recognizer knows {named(language)}")
        return _open(unsure, settings, is_fit=False)


def _knows(recognizer: Recognizer, language: Language) -> bool:
    return not recognizer.languages or primary(language) in recognizer.languages


def _open(recognizer: Recognizer | None, settings: Settings, *, is_fit: bool) -> Ears:
    name = recognizer.name if recognizer else settings.verify_model
    try:
        place = recognizer_folder(recognizer) if recognizer else settings.verify_model
        return Ears(Whisper.open(name, place, settings.threads or 2), name, is_fit)
    except EngineUnavailable as error:
        return Ears(None, str(error))


def _opinion_score() -> OpinionScore | None:
    with suppress(EngineUnavailable):
        return OpinionScore.open()
    return None


def _memory_bound(model: Model) -> int | None:
    engine = engine_class(model.engine)
    if not issubclass(engine, EngineWithFiles):
        return None
    return engine.memory(model, slots=1) // MB
