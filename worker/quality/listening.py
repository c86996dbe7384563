"""A finished programme, heard from its file: which of its words a recognizer hears otherwise."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile

from voicefarm.errors import BadInput
from voicefarm.languages import Language
from voicefarm.normalization.reading import read_text
from voicefarm.wording.paths import shown
from worker.quality.checks.word_errors import HeardPiece, WordErrors, word_errors
from worker.quality.instruments.whisper import WINDOW_S, Whisper
from worker.sound import Wave
from worker.sound.windows import cut_at_pauses

BLOCK_S = 2 * WINDOW_S
"""What is read at a time, so that a programme of any length takes little memory."""


def listen(file: Path, text: str, language: Language, whisper: Whisper) -> WordErrors:
    """Compare the programme in `file` with `text`, which is as it is spoken. Raises BadInput."""
    return word_errors(
        text, list(_heard(file, language, whisper)), lambda w: read_text(w, language)
    )


def _heard(file: Path, language: Language, whisper: Whisper) -> Iterator[HeardPiece]:
    for start_s, wave, rate in sound_windows(file):
        written = whisper.written_down(wave, rate, language)
        yield HeardPiece(written, start_s, start_s + len(wave) / rate)


def sound_windows(file: Path) -> Iterator[tuple[float, Wave, int]]:
    """The programme in pieces of at most WINDOW_S, cut at pauses, each with its start."""
    if not file.exists():
        raise BadInput(f"{shown(file)} doesn't exist; check the spelling and the folder.")
    try:
        with soundfile.SoundFile(file) as sound:
            rate, done, rest = sound.samplerate, 0, np.zeros(0, np.float32)
            while True:
                block = sound.read(round(BLOCK_S * rate), dtype="float32", always_2d=True)
                rest = np.concatenate([rest, block.mean(axis=1, dtype=np.float32)])
                is_end = len(block) < round(BLOCK_S * rate)
                for start, end in list(cut_at_pauses(rest, rate, WINDOW_S)):
                    if is_end or end < len(rest):
                        yield (done + start) / rate, rest[start:end], rate
                        left = end
                done, rest = done + left, rest[left:]
                if is_end:
                    return
    except soundfile.LibsndfileError as error:
        raise BadInput(
            f"{shown(file)} is not sound that can be read ({error.error_string}); give a WAV, "
            "FLAC or MP3 file."
        ) from error
