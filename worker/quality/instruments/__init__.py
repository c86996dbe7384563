"""Instruments: networks that listen to takes. Each is an extra, which a setting switches on.

Two of them decide on retakes, so the workers of a farm should all have them, or none.

- `voice_activity`: Silero's network: where a take holds a voice
- `second_opinion`: what a recognizer hears in a take; `whisper` is the recognizer
- `opinion_score`: DNSMOS: how people would rate a take
- `network`: how their networks are opened
"""

from dataclasses import dataclass

import structlog

from voicefarm.errors import BadSetting, EngineUnavailable
from voicefarm.models import Model
from voicefarm.settings import Settings
from worker.quality.instruments.opinion_score import OpinionScore
from worker.quality.instruments.second_opinion import SecondOpinion
from worker.quality.instruments.voice_activity import VoiceActivity

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Instruments:
    """What a worker examines with, in addition to what it computes itself."""

    voice_activity: VoiceActivity | None = None
    second_opinion: SecondOpinion | None = None
    opinion_score: OpinionScore | None = None


def open_instruments(settings: Settings, threads: int, model: Model | None = None) -> Instruments:
    """Load what the settings switch on. Raises EngineUnavailable when it isn't installed.

    A recognizer listens to the takes of `model`, in the languages that it is fit for.
    """
    return Instruments(
        voice_activity=_voice_activity(settings),
        second_opinion=_second_opinion(settings, threads, model),
        opinion_score=OpinionScore.open() if settings.mos else None,
    )


def _second_opinion(settings: Settings, threads: int, model: Model | None) -> SecondOpinion | None:
    if not settings.verify:
        return None
    try:
        return SecondOpinion.open(settings, threads, model)
    except BadSetting as error:
        log.warning("no take is verified", reason=str(error))
        return None


def _voice_activity(settings: Settings) -> VoiceActivity | None:
    if settings.vad == "off":
        return None
    try:
        return VoiceActivity.open()
    except EngineUnavailable as error:
        if settings.vad == "on":
            raise
        log.warning("takes are examined without voice activity detection", reason=str(error))
        return None
