"""How a text is read and how it sounds: one set of options for every command that makes a job."""

import inspect
import sys
from collections.abc import Callable, Iterable
from dataclasses import MISSING, dataclass, field, fields
from functools import wraps
from inspect import Parameter
from typing import Any

from producer.cli import options
from producer.cli.parsing import read_loudness, read_pauses, read_speakers
from producer.documents.document import Document
from producer.documents.formats import parse_document
from producer.documents.policies import USUAL_POLICIES, ReadingPolicies
from producer.documents.sources import read_source
from producer.jobs.input_file import read_input_file
from producer.jobs.request import USUAL_LOUDNESS, USUAL_SCHEDULING, USUAL_VARIATION, JobRequest
from producer.jobs.submission import PreparedJob, prepare
from voicefarm.console import complain
from voicefarm.messages import (
    HEADING_LEVELS,
    USUAL_MAX_SPEED,
    USUAL_TRUE_PEAK,
    FailurePolicy,
    Scheduling,
)
from voicefarm.settings import Settings, load_settings
from voicefarm.wording.validation import validated

_TYPED = (
    *("model", "voice", "language", "force", "speed", "seed", "title", "true_peak", "rate", "bits"),
    *("bitrate", "stereo", "pause_variation", "author", "date", "album", "track", "genre"),
    "word_times",
    *("emoji", "notes", "tables", "code", "front_matter", "chapters", "from_part", "to_part"),
    *("timing", "max_speed"),
)
"""Options that Typer parses, and that are called as their fields are."""


@dataclass(frozen=True, slots=True)
class JobOptions:
    """The options, as `with_job_options` gives them to a command."""

    input_format: options.InputFormat = None
    model: options.Model = None
    voice: options.Voice = None
    language: options.Language = None
    force: options.Force = False
    speed: options.Speed = 1.0
    seed: options.Seed = 0
    title: options.Title = None
    speaker: options.Speakers = field(default_factory=list)
    dictionary: options.Dictionary = None
    normalize: options.Normalize = "on"
    emoji: options.Emoji = "skip"
    notes: options.Notes = USUAL_POLICIES.notes
    tables: options.Tables = USUAL_POLICIES.tables
    code: options.Code = USUAL_POLICIES.code
    front_matter: options.FrontMatter = USUAL_POLICIES.front_matter
    timing: options.Timing = USUAL_POLICIES.timing
    max_speed: options.MaxSpeed = USUAL_MAX_SPEED
    chapters: options.Chapters = HEADING_LEVELS[1]
    from_part: options.FromPart = None
    to_part: options.ToPart = None
    loudness: options.Loudness = f"{USUAL_LOUDNESS:g}"
    true_peak: options.TruePeak = USUAL_TRUE_PEAK
    rate: options.Rate = None
    bits: options.Bits = 16
    bitrate: options.Bitrate = None
    stereo: options.Stereo = False
    pause: options.PauseLengths = field(default_factory=list)
    pause_variation: options.Variation = USUAL_VARIATION
    author: options.Author = ""
    date: options.Date = ""
    album: options.Album = ""
    track: options.Track = ""
    genre: options.Genre = ""
    cover: options.Cover = None
    word_times: options.WordTimes = False

    def load_settings(self) -> Settings:
        """The settings with the model that is to speak. Raises BadSetting."""
        return load_settings(model=self.model)

    def request(self, outputs: Iterable[str], **queued: Any) -> JobRequest:
        """The options as a request for these forms; `queued` are its fields for the queue.

        Raises BadInput with the field.
        """
        return validated(JobRequest, {**self.fields(**queued), "outputs": tuple(outputs)})

    def check_word_times(self, suffixes: Iterable[str]) -> None:
        """Say so if none of the results has word times."""
        if self.word_times and "vtt" not in suffixes:
            complain("--word-times has an effect on WebVTT alone; add a result that ends in .vtt.")

    def fields(self, **queued: Any) -> dict[str, Any]:
        """The fields of a request, and those for the queue. Raises BadInput."""
        return {
            **queued,
            **{name: getattr(self, name) for name in _TYPED},
            "normalize": self.normalize == "on",
            "loudness": read_loudness(self.loudness),
            "pauses": read_pauses(self.pause),
            "speakers": read_speakers(self.speaker),
            "dictionary": self.dictionary and read_input_file(self.dictionary, "dictionary"),
            "cover": self.cover and read_input_file(self.cover, "cover"),
        }


def with_job_options(command: Callable[..., None]) -> Callable[..., None]:
    """`command` with the fields of JobOptions as options, in place of its parameter `reading`."""
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
    settings: Settings,
    file: str,
    reading: JobOptions,
    outputs: Iterable[str],
    *,
    job: str | None = None,
    chapter_outputs: Iterable[str] = (),
    on_failure: FailurePolicy = "fail",
    share: Scheduling = USUAL_SCHEDULING,
) -> PreparedJob:
    """The text in `file` as a job that can be submitted. Raises BadInput or Unreachable."""
    request = reading.request(
        outputs,
        chapter_outputs=tuple(chapter_outputs),
        job=job,
        on_failure=on_failure,
        share=share,
    )
    document = load_document(file, reading.input_format, request.policies, settings)
    prepared = prepare(settings, document, request)
    for notice in prepared.notices:
        complain(notice)
    return prepared


def load_document(
    file: str,
    format: str | None = None,
    policies: ReadingPolicies = USUAL_POLICIES,
    settings: Settings | None = None,
) -> Document:
    """The document in a file, on stdin or behind an address, in a format if it is named.

    Raises BadInput.
    """
    if file == "-":
        data = sys.stdin.buffer.read()
        return parse_document(data, format, name="The standard input", policies=policies)
    return read_source(file, format, policies, settings or load_settings())
