"""How a text is read and how it sounds: one set of options for every command that makes a job."""

import inspect
import sys
from collections.abc import Callable, Sequence
from dataclasses import MISSING, dataclass, field, fields
from functools import wraps
from inspect import Parameter
from pathlib import Path
from typing import Any

from producer.cli import options
from producer.documents.document import Document
from producer.documents.formats import parse_document, read_document
from producer.jobs.sound_request import USUAL_VARIATION, SoundRequest
from producer.jobs.submission import (
    USUAL_SCHEDULING,
    JobRequest,
    PreparedJob,
    prepare_job,
    speakers_of,
)
from voicefarm.artifacts.voices import with_voice
from voicefarm.errors import BadInput
from voicefarm.messages import FailurePolicy, Scheduling
from voicefarm.models import Model
from voicefarm.settings import Settings, load_settings


@dataclass(frozen=True, slots=True)
class JobOptions:
    """The options, as `with_job_options` gives them to a command."""

    model: options.Model = None
    voice: options.Voice = None
    language: options.Language = None
    speed: options.Speed = 1.0
    seed: options.Seed = 0
    title: options.Title = None
    speaker: options.Speakers = field(default_factory=list)
    dictionary: options.Dictionary = None
    loudness: options.Loudness = "-16"
    true_peak: options.TruePeak = -1.0
    rate: options.Rate = None
    bits: options.Bits = 16
    stereo: options.Stereo = False
    pause: options.PauseLengths = field(default_factory=list)
    pause_variation: options.Variation = USUAL_VARIATION
    author: options.Author = ""
    date: options.Date = ""
    cover: options.Cover = None
    word_times: options.WordTimes = False

    @property
    def settings(self) -> Settings:
        """The settings with the model that is to speak. Raises BadSetting."""
        return load_settings(model=self.model)

    def sound(self, outputs: Sequence[str]) -> SoundRequest:
        """What is heard beside the voice, in these forms."""
        return SoundRequest(
            outputs=tuple(outputs),
            loudness=self.loudness,
            true_peak=self.true_peak,
            rate=self.rate,
            bits=self.bits,
            stereo=self.stereo,
            pauses=tuple(self.pause),
            variation=self.pause_variation,
            author=self.author,
            date=self.date,
            cover=self.cover,
            word_times=self.word_times,
        )


def with_job_options(command: Callable[..., None]) -> Callable[..., None]:
    """`command` with the fields of Reading as options, in place of its parameter `reading`."""
    signature = inspect.signature(command)
    names = [shared.name for shared in fields(JobOptions)]
    parameters = [
        spread
        for own in signature.parameters.values()
        for spread in (_as_parameters() if own.name == "reading" else [own])
    ]

    @wraps(command)
    def with_options(**given: Any) -> None:
        shared = {name: given.pop(name) for name in names}
        command(reading=JobOptions(**shared), **given)

    with_options.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    return with_options


def _as_parameters() -> list[Parameter]:
    return [
        Parameter(
            option.name,
            Parameter.KEYWORD_ONLY,
            default=option.default if option.default_factory is MISSING else [],
            annotation=option.type,
        )
        for option in fields(JobOptions)
    ]


def read_job(
    file: str,
    reading: JobOptions,
    outputs: Sequence[str],
    *,
    job: str | None = None,
    on_failure: FailurePolicy = "fail",
    share: Scheduling = USUAL_SCHEDULING,
    models: Sequence[str] = (),
) -> PreparedJob:
    """The text in `file` as a job that can be submitted. Raises BadInput or Unreachable.

    The first of `models` speaks that can read it as wished; without them, the one that is set.
    """
    document = load_document(file)
    request = JobRequest(
        title=reading.title or document.title or (None if file == "-" else Path(file).stem),
        language=reading.language,
        voice=reading.voice,
        speed=reading.speed,
        seed=reading.seed,
        job=job,
        sound=reading.sound(outputs),
        speakers=tuple(reading.speaker),
        dictionary=reading.dictionary,
        on_failure=on_failure,
        share=share,
    )
    return prepare_with_first(models or (reading.settings.model,), reading, document, request)


def prepare_with_first(
    models: Sequence[str], reading: JobOptions, document: Document, request: JobRequest
) -> PreparedJob:
    """The job with the first of the models that can read the document as wished.

    If none can, raises BadInput with what the first one lacks.
    """
    refusals: list[BadInput] = []
    for name in models:
        settings = reading.settings.model_copy(update={"model": name})
        try:
            return prepare_job(document, load_model(settings, document, request), request)
        except BadInput as refusal:
            refusals.append(refusal)
    raise refusals[0]


def load_document(file: str) -> Document:
    """The document in a file or on stdin. Raises BadInput."""
    if file == "-":
        return parse_document(sys.stdin.buffer.read(), name="The standard input")
    return read_document(Path(file))


def load_model(settings: Settings, document: Document, request: JobRequest) -> Model:
    """The model that is to speak, with those of the wished voices that are enrolled ones.

    Raises BadInput, UnknownName or Unreachable.
    """
    model, store = settings.catalogue()[settings.model], settings.open_store()
    parts = speakers_of(document, request).values()
    for voice in (request.voice, *(part.voice or None for part in parts)):
        model = with_voice(model, store, voice)
    return model
