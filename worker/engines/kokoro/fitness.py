"""Whether Kokoro's files are here and fit each other, and how much memory they take."""

import importlib.util

from voicefarm.errors import BadSetting
from voicefarm.models import Model
from voicefarm.models.presence import missing_voices
from voicefarm.wording.counting import counted
from worker.engines.kokoro.accents import accent_of
from worker.engines.kokoro.network import MISSING, plan_of
from worker.engines.kokoro.settings import KokoroSettings, read_settings
from worker.engines.kokoro.styles import voice_settings
from worker.engines.kokoro.vocabulary import read_vocabulary
from worker.language.espeak_library import EspeakLibrary
from worker.model_files.local import resolve, verified
from worker.model_files.onnx_parts import OnnxGraph
from worker.model_files.problem import Problem, complaint

MB = 1_000_000
RATE = 24_000
"""Hz, of every Kokoro network."""
RUNTIME = 110 * MB
"""Python, numpy, onnxruntime and espeak-ng, without any weights."""
FILE_FACTOR = 2.6
"""Memory of a network against its file while it is loaded: its bytes, and the weights."""
SLOT, SLOT_FACTOR = 650 * MB, 7.0
"""What a slot takes for the longest passage, and against the file. It grows with the channels, and
a file in 32 bits has no more of them. Most passages are half as long: 360 MB."""


def check(model: Model) -> list[Problem]:
    """All that doesn't fit, in a sentence each; an empty list is a model that can speak.

    Raises BadSetting when the model's settings can't be read at all.
    """
    settings = read_settings(model)
    problems: list[Problem] = []
    if not importlib.util.find_spec("onnxruntime"):
        problems.append(MISSING)
    files = (settings.network, settings.vocabulary)
    missing = [fault for file in files for fault in complaint(verified, file, model.name)]
    found = missing or complaint(_compare, model, settings)
    return [*problems, *found, *_absent_voices(model)]


def check_model(model: Model) -> None:
    """Compare a model file with what the engine can do. Raises BadSetting or EngineUnavailable."""
    if model.sample_rate != RATE:
        raise BadSetting(
            f"Model '{model.name}' says {model.sample_rate} Hz but Kokoro makes {RATE}; "
            "correct 'sample_rate' in its file."
        )
    if not model.voices:
        raise BadSetting(f"Model '{model.name}' has no voice; list one under 'voices'.")
    espeak = EspeakLibrary.open()
    for name, settings in voice_settings(model).items():
        for language in model.voices[name].languages:
            accent = accent_of(language, settings.parts[0].settings.espeak)
            if accent is None or accent.espeak not in espeak.voices:
                raise BadSetting(
                    f"Model '{model.name}' has voice '{name}' speak '{language}', whose phonemes "
                    "Kokoro doesn't know; correct 'languages' in its file."
                )


def memory(model: Model, slots: int) -> int:
    """As `EngineWithFiles.memory`."""
    size = resolve(read_settings(model).network, model.name).stat().st_size
    slot = min(SLOT, int(size * SLOT_FACTOR))
    return RUNTIME + int(size * FILE_FACTOR) + slots * slot


def _compare(model: Model, settings: KokoroSettings) -> None:
    """Compare the model file with its files. Raises BadSetting or EngineUnavailable."""
    check_model(model)
    read_vocabulary(resolve(settings.vocabulary, model.name))
    path = resolve(settings.network, model.name)
    plan_of(OnnxGraph.read(path), path)


def _absent_voices(model: Model) -> list[Problem]:
    """That voices lack their files; fatal if all of them do."""
    missing = missing_voices(model)
    if not missing:
        return []
    return [
        Problem(
            f"{counted(len(missing), 'voice')} of {len(model.voices)} not on this machine, "
            f"{missing[0]} among them: run voicefarm models pull {model.name}.",
            fatal=len(missing) == len(model.voices),
        )
    ]
