"""The teacher: espeak-ng's reading of a text, and when each of its phonemes begins.

The C structures and constants are those of espeak-ng 1.52, `speak_lib.h`.
"""

import ctypes
from dataclasses import dataclass

import espeakng_loader
import numpy as np
from numpy.typing import NDArray

_SYNCHRONOUS = 2
_PHONEME_EVENTS_IN_IPA = 1 | 2
_DONT_EXIT = 0x8000
_UTF8 = 1
_LIST_END, _PHONEME = 0, 7
_FILES = {"en": b"gmw/en-US", "vi": b"aav/vi"}


class _Name(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("text", ctypes.c_char_p), ("ipa", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    """`espeak_EVENT`."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Name),
    )


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_int16), ctypes.c_int, ctypes.POINTER(_Event)
)


@dataclass(frozen=True)
class Sounded:
    """One phoneme, or a pause where `ipa` is empty, from `start` (a sample) on."""

    ipa: str
    start: int


@dataclass(frozen=True)
class Reading:
    """What the teacher said: float32 [N] in ±1 at `Teacher.sample_rate`, and its phonemes."""

    samples: NDArray[np.float32]
    phonemes: tuple[Sounded, ...]


class Teacher:
    """espeak-ng with phoneme events, which the engine's own use of it doesn't ask for.

    One a process: the library keeps its state there. Its IPA is cut to seven bytes an event.
    """

    def __init__(self) -> None:
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        options = _PHONEME_EVENTS_IN_IPA | _DONT_EXIT
        folder = espeakng_loader.get_data_path().encode()
        self.sample_rate: int = self._library.espeak_Initialize(_SYNCHRONOUS, 0, folder, options)
        self._pieces: list[bytes] = []
        self._phonemes: list[Sounded] = []
        self._callback = _Callback(self._collect)
        self._library.espeak_SetSynthCallback(self._callback)
        self._language = ""

    def read(self, words: str, language: str) -> Reading:
        """Read `words`, which are normalized already."""
        if language != self._language:
            self._library.espeak_SetVoiceByName(_FILES[language])
            self._language = language
        self._pieces.clear()
        self._phonemes.clear()
        text = words.encode()
        self._library.espeak_Synth(text, len(text) + 1, 0, 0, 0, _UTF8, None, None)
        self._library.espeak_Synchronize()
        samples = np.frombuffer(b"".join(self._pieces), np.int16).astype(np.float32)
        samples /= 32768
        return Reading(samples, tuple(self._phonemes))

    def _collect(self, samples: "ctypes._Pointer[ctypes.c_int16]", count: int,
                 events: "ctypes._Pointer[_Event]") -> int:  # fmt: skip
        if samples and count > 0:
            self._pieces.append(ctypes.string_at(samples, 2 * count))
        index = 0
        while events[index].type != _LIST_END:
            event = events[index]
            if event.type == _PHONEME:
                ipa = bytes(event.id.ipa).split(b"\0")[0].decode("utf-8", "ignore")
                self._phonemes.append(Sounded(ipa, event.sample))
            index += 1
        return 0
