"""What a Piper network is given for sentences: the inputs of its ONNX file."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from voicefarm.models import Model
from voicefarm.normalization.reading import read_text
from worker.engines.piper.engine import scales_of, speakers_of
from worker.engines.piper.network import SPEAKER
from worker.engines.piper.script import passages_of, read
from worker.engines.piper.settings import read_settings
from worker.engines.piper.voice_file import read_voice_file
from worker.model_files.local import verified
from worker.voices.audition.lines import lines_for, usual_languages

MOST_FEEDS = 8
"""Sentences are enough for ranges: more took longer and changed nothing that was heard."""


def calibration_feeds(model: Model) -> list[dict[str, Any]]:
    """The inputs for the model's first lines. Raises EngineUnavailable, BadSetting."""
    return [feed for feed, _ in zip(_feeds(model), range(MOST_FEEDS), strict=False)]


def _feeds(model: Model) -> Iterator[dict[str, Any]]:
    settings = read_settings(model)
    voice = read_voice_file(verified(settings.voice, model.name))
    scales, speakers = scales_of(settings, voice), speakers_of(model, voice)
    for language in usual_languages(model):
        speaker = speakers[model.voice_for(language, None)]
        for line in lines_for(language):
            said = read(read_text(line.text, language).spoken, voice)
            for passage in passages_of(said, voice):
                ids = passage.symbols.ids
                feed: dict[str, Any] = {
                    "input": np.array([ids], np.int64),
                    "input_lengths": np.array([len(ids)], np.int64),
                    "scales": np.array([scales.noise, scales.length, scales.noise_w], np.float32),
                }
                if len(voice.speaker_id_map) > 1 or voice.num_speakers > 1:
                    feed[SPEAKER] = np.array([speaker], np.int64)
                yield feed
