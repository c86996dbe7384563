"""The text after an option becomes the typed value of a request's field."""

import re
from collections.abc import Iterable
from typing import Any

from producer.documents.speakers import SpeakerSettings
from voicefarm.errors import BadInput, UnknownName
from voicefarm.messages import Pause
from voicefarm.wording.validation import validated

BOUNDARIES = tuple(kind.value for kind in Pause)
_SETTING = re.compile(r"(\w+)=(-?\d+(?:\.\d+)?)")
_OF_A_SPEAKER = {"speed": "speed", "level": "level_db"}
"""Settings after a speaker's voice, and their fields; the others are pauses."""
_WORDS = ("model", "language")
"""Settings of a speaker that are words."""


def read_loudness(text: str) -> float | None:
    """`-16`, in LUFS, or `off`. Raises BadInput."""
    if text == "off":
        return None
    try:
        return float(text)
    except ValueError:
        sentence = f"'{text}' is not a number; give LUFS such as -16, or 'off'."
        raise BadInput(sentence, field="loudness") from None


def read_pauses(options: Iterable[str]) -> dict[Pause, int]:
    """`paragraph=800` or `paragraph=800ms`, in milliseconds. Raises BadInput."""
    return dict(map(_read_pause, options))


def read_speakers(options: Iterable[str]) -> dict[str, SpeakerSettings]:
    """`NAME=VOICE model=joe language=vi level=-3 sentence=400`; only what is named is set.

    Raises BadInput.
    """
    return dict(map(_read_speaker, options))


def _read_pause(option: str) -> tuple[Pause, int]:
    kind, _, length = option.partition("=")
    if kind not in BOUNDARIES:
        raise UnknownName.of("Pause", kind, BOUNDARIES, field="pauses")
    milliseconds = length.removesuffix("ms").strip()
    if not milliseconds.isdecimal():
        raise BadInput(f"'{option}' has no length; write {kind}=600.", field="pauses")
    return Pause(kind), int(milliseconds)


def _read_speaker(option: str) -> tuple[str, SpeakerSettings]:
    name, equals, rest = (part.strip() for part in option.partition("="))
    voice, *settings = rest.split() or [""]
    if _SETTING.fullmatch(voice) or _is_word(voice):
        voice, settings = "", [voice, *settings]
    if not (name and equals and (voice or settings)):
        raise BadInput(f"'{option}' has no voice; write Name=voice.", field="speakers")
    fields: dict[str, Any] = {"voice": voice} if voice else {}
    fields |= dict(setting.split("=", 1) for setting in settings if _is_word(setting))
    for setting in (setting for setting in settings if not _is_word(setting)):
        key, number = _read_setting(option, setting)
        if key in _OF_A_SPEAKER:
            fields[_OF_A_SPEAKER[key]] = number
        else:
            fields.setdefault("pauses", {})[key] = round(number)
    return name, validated(SpeakerSettings, fields, inside=("speakers", name))


def _is_word(setting: str) -> bool:
    return setting.partition("=")[0] in _WORDS and "=" in setting


def _read_setting(option: str, setting: str) -> tuple[str, float]:
    match = _SETTING.fullmatch(setting)
    if match is None:
        raise BadInput(
            f"'{setting}' in '{option}' is not a setting; write speed=1.1 or level=-3.",
            field="speakers",
        )
    known = [*_WORDS, *_OF_A_SPEAKER, *BOUNDARIES]
    if match[1] not in known:
        raise UnknownName.of("Setting", match[1], known, f" in '{option}'", field="speakers")
    return match[1], float(match[2])
