"""Whether a Piper model's files are here and fit each other, and how much memory they take."""

import importlib.util
from collections.abc import Collection

from voicefarm.errors import BadSetting
from voicefarm.models import Model
from worker.engines.piper.network import INPUTS, MISSING, SPEAKER, plan_of
from worker.engines.piper.settings import read_settings, read_voice_settings
from worker.engines.piper.voice_file import VoiceFile, read_voice_file
from worker.language.espeak_library import EspeakLibrary
from worker.model_files.local import resolve, verified
from worker.model_files.onnx_header import read_onnx_header
from worker.model_files.onnx_parts import OnnxGraph
from worker.model_files.problem import Problem, complaint

MB = 1_000_000
RUNTIME = 110 * MB
"""Python, numpy, onnxruntime and espeak-ng, without any weights."""
FILE_FACTOR = 3.2
"""Memory of a network against its file while it is loaded: the file, a part's bytes, weights."""
SLOT = 10 * MB
SLOT_FACTOR = 1.5
"""What a slot's windows take in the decoder, against the file: both grow with the channels."""


def check(model: Model) -> list[Problem]:
    """All that doesn't fit, in a sentence each; an empty list is a model that can speak.

    Raises BadSetting when the model's settings can't be read at all.
    """
    settings = read_settings(model)
    problems: list[Problem] = []
    if not importlib.util.find_spec("onnxruntime"):
        problems.append(MISSING)

    files = (settings.network, settings.voice)
    missing = [fault for file in files for fault in complaint(verified, file, model.name)]
    return [*problems, *(missing or complaint(_compare, model))]


def _compare(model: Model) -> None:
    """Compare the model file with both of its files. Raises BadSetting or EngineUnavailable."""
    settings = read_settings(model)
    voice = read_voice_file(resolve(settings.voice, model.name))
    check_model(model, voice)
    path = resolve(settings.network, model.name)
    plan_of(OnnxGraph.read(path), path)
    check_network([port.name for port in read_onnx_header(path).inputs], voice, model)


def check_model(model: Model, voice: VoiceFile) -> None:
    """Compare a model file with the JSON file. Raises BadSetting, or EngineUnavailable."""
    if voice.audio.sample_rate != model.sample_rate:
        raise BadSetting(
            f"Model '{model.name}' says {model.sample_rate} Hz but its voice has "
            f"{voice.audio.sample_rate}; correct 'sample_rate' in its file."
        )
    if not model.voices:
        raise BadSetting(f"Model '{model.name}' has no voice; list one under 'voices'.")
    for name, one in model.voices.items():
        voice.speaker(read_voice_settings(model, name, one).speaker, model.name)
    if voice.phoneme_type == "text" and model.phonemes:
        raise BadSetting(
            f"Model '{model.name}' lists 'phonemes', and its voice reads letters; "
            "take 'phonemes' out of its file."
        )
    if voice.phoneme_type == "espeak" and voice.espeak.voice not in EspeakLibrary.open().voices:
        raise BadSetting(
            f"Model '{model.name}' was trained on phonemes of espeak-ng's voice "
            f"'{voice.espeak.voice}', which this espeak-ng lacks; install another version of it."
        )


def check_network(inputs: Collection[str], voice: VoiceFile, model: Model) -> None:
    """Compare the inputs of the ONNX file with the JSON file. Raises BadSetting."""
    wanted = {*INPUTS, *([SPEAKER] if voice.num_speakers > 1 else [])}
    if set(inputs) != wanted:
        raise BadSetting(
            f"The network of model '{model.name}' takes {', '.join(sorted(inputs)) or 'nothing'}, "
            f"and its JSON file speaks of one that takes {', '.join(sorted(wanted))}; "
            "give the two files of one voice."
        )


def memory(model: Model, slots: int) -> int:
    """As `EngineWithFiles.memory`."""
    size = resolve(read_settings(model).network, model.name).stat().st_size
    return RUNTIME + int(size * FILE_FACTOR) + slots * (SLOT + int(size * SLOT_FACTOR))
