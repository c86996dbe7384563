"""The espeak-ng library, loaded once a process: synthesis and phonemes behind one lock.

The C functions and constants are those of espeak-ng 1.52, `speak_lib.h`.
"""

import _ctypes
import ctypes
import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from voicefarm.errors import EngineUnavailable, SynthesisFailed
from voicefarm.extras import install_advice
from worker.language.espeak_words import PHONEME, WORD, Event

# Mode 2, AUDIO_OUTPUT_SYNCHRONOUS: the callback runs on the caller's thread, and one
# initialisation serves synthesis and phonemes alike.
_SYNCHRONOUS = 2
# Phonemes among the events, in IPA.
_PHONEME_EVENTS, _IPA_EVENTS = 1, 2
_DONT_EXIT = 0x8000
_UTF8 = 1
_PHONEMES = 0x100
_IPA = 2
_RATE = 1
USUAL_RATE = 175
"""Words a minute; espeak-ng's own default."""
_STATES = {-1: "an internal error", 1: "a full buffer", 2: "nothing of that name"}

# espeak-ng marks where it changes language inside a text: "(en)ˈiːmeɪl(vi)".
_LANGUAGE_SWITCH = re.compile(r"\([a-z]{2,3}(?:-[a-z0-9-]+)?\)")


class _Event(ctypes.Structure):
    """`espeak_EVENT`; a list of them ends with type 0."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("message", ctypes.c_uint),
        ("text_position", ctypes.c_int),  # in characters, from 1
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),  # in milliseconds
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_int16), ctypes.c_int, ctypes.POINTER(_Event)
)


class _VoiceEntry(ctypes.Structure):
    """`espeak_VOICE`, as far as it is read here."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        # A priority byte before each language code: "\x02en-gb\0\x03en\0\0".
        ("languages", ctypes.c_void_p),
        ("identifier", ctypes.c_char_p),
    )


class ListedVoice(NamedTuple):
    """A voice as espeak-ng lists it."""

    name: str
    codes: tuple[str, ...]
    """Its language codes, the one that it is known by first."""
    ranks: tuple[int, ...]
    """How well it fits each of them; lower is better."""
    file: str


class EspeakLibrary:
    """espeak-ng in this process. Safe to use from any thread: each call takes `lock` itself.

    The library keeps one voice and one wave generator for the whole process, so calls run one
    after another. That generator never returns to its first state, not by `espeak_Terminate`
    either, and would let an utterance depend on those before it. So `synthesize` loads a fresh
    copy, which costs 0.4 ms and makes equal calls give equal samples. espeak-ng loses up to 2 kB of
    memory with each (0 for Vietnamese), as it does whenever it changes voices.
    """

    lock: ClassVar[threading.RLock] = threading.RLock()
    """Held during every call; take it yourself to keep several calls together."""
    _opened: ClassVar["EspeakLibrary | None"] = None

    def __init__(self, library_path: str, data_path: str) -> None:
        """Load the library; use `open`, which does it once a process."""
        self._library_path = library_path
        self._data_path = data_path
        self._pieces: list[bytes] = []
        self._events: list[Event] = []
        self._callback = _Callback(self._collect)
        self._handle: ctypes.CDLL | None = None
        self._voice = ""
        self.sample_rate: int = 0
        """Hz of what `synthesize` gives: 22,050 for all of espeak-ng's own voices."""
        self.listed: tuple[ListedVoice, ...] = tuple(_listed_voices(self._renew()))
        """All of espeak-ng's voices, in its order."""
        self.voices: Mapping[str, str] = _voice_files(self.listed)
        """espeak-ng's voices: language code (`en-us`, `vi-vn-x-south`) → voice file."""

    @classmethod
    def open(cls) -> "EspeakLibrary":
        """The process's one library. Raises EngineUnavailable when espeak-ng is not installed."""
        with cls.lock:
            if cls._opened is None:
                cls._opened = cls(*_installed_paths())
            return cls._opened

    def phonemes(self, text: str, voice: str) -> str:
        """The IPA of `text` with stress marks; clauses joined by a space, punctuation dropped.

        Raises SynthesisFailed when espeak-ng has no such voice.
        """
        with self.lock:
            self._choose_voice(voice)
            clauses = [_LANGUAGE_SWITCH.sub("", clause) for clause in self._clauses(text)]
        return " ".join(" ".join(clauses).split())

    def synthesize(self, text: str, voice: str, words_per_minute: int) -> NDArray[np.int16]:
        """Speak `text`: mono int16 [N] at `sample_rate`. Equal calls give equal samples.

        Raises SynthesisFailed when espeak-ng has no such voice or reports an error.
        """
        return self.speak(text, voice, words_per_minute)[0]

    def speak(
        self, text: str, voice: str, words_per_minute: int, *, has_phonemes: bool = False
    ) -> tuple[NDArray[np.int16], list[Event]]:
        """The same, and what happens when. `has_phonemes` has `[[…]]` read as mnemonics, and so
        does `phonemes` until the next text is spoken."""
        flags = _UTF8 | (_PHONEMES if has_phonemes else 0)
        with self.lock, _Collecting(self._pieces, self._events):
            library = self._renew()
            self._choose_voice(voice)
            _require(library.espeak_SetParameter(_RATE, words_per_minute, 0), "the speaking rate")
            self._say(text, flags)
            return np.frombuffer(b"".join(self._pieces), np.int16), list(self._events)

    def word_events(self, text: str, voice: str) -> list[Event]:
        """The words of `text` and the phonemes of each, as events. Their samples mean nothing.

        Small words that espeak-ng joins, such as "in the", are one. Raises as `synthesize` does.
        """
        with self.lock, _Collecting(self._pieces, self._events):
            assert self._handle is not None
            self._choose_voice(voice)
            # What an earlier text was spoken at: phonemes go by the rate.
            _require(self._handle.espeak_SetParameter(_RATE, USUAL_RATE, 0), "the speaking rate")
            self._say(text, _UTF8)
            return [event for event in self._events if event.kind in (WORD, PHONEME)]

    def _say(self, text: str, flags: int) -> None:
        """Have the library call back with samples and events."""
        assert self._handle is not None
        spoken = _c_text(text)
        code = self._handle.espeak_Synth(spoken, len(spoken) + 1, 0, 0, 0, flags, None, None)
        _require(code, "the text")
        _require(self._handle.espeak_Synchronize(), "the text")

    def _renew(self) -> ctypes.CDLL:
        """Load the library in its first state, dropping the copy in use."""
        if self._handle is not None:
            self._handle.espeak_Terminate()
            _ctypes.dlclose(self._handle._handle)
            self._handle = None
        library = _declared(ctypes.CDLL(self._library_path))
        # Without its data espeak-ng reports success all the same, and crashes later.
        readable = (Path(self._data_path) / "phontab").is_file()
        rate = readable and library.espeak_Initialize(
            _SYNCHRONOUS, 0, self._data_path.encode(), _DONT_EXIT | _PHONEME_EVENTS | _IPA_EVENTS
        )
        if rate <= 0:
            _ctypes.dlclose(library._handle)  # or it would stay, and no copy be fresh any more
            raise EngineUnavailable(
                f"espeak-ng can't read its data in {self._data_path}; "
                "install the package espeakng-loader again."
            )
        library.espeak_SetSynthCallback(self._callback)
        self.sample_rate, self._handle, self._voice = rate, library, ""
        return library

    def _collect(
        self,
        samples: "ctypes._Pointer[ctypes.c_int16]",
        count: int,
        events: "ctypes._Pointer[_Event]",
    ) -> int:
        if samples and count > 0:
            self._pieces.append(ctypes.string_at(samples, 2 * count))
        number = 0
        while events and events[number].type:
            event = events[number]
            ipa = event.id.decode("utf-8", "replace") if event.type == PHONEME else ""
            self._events.append(Event(event.type, event.text_position - 1, event.sample, ipa))
            number += 1
        return 0

    def _choose_voice(self, voice: str) -> None:
        assert self._handle is not None
        if voice == self._voice:  # espeak-ng loses 1.3 kB whenever it loads a voice
            return
        # By file: espeak-ng looks codes up as names first, and so doesn't find "en-gb".
        file = self.voices.get(voice)
        if file is None or self._handle.espeak_SetVoiceByName(file.encode()) != 0:
            raise SynthesisFailed(
                f"espeak-ng has no voice '{voice}'; name one of its own in the model file, "
                "such as 'en-us' or 'vi'."
            )
        self._voice = voice

    def _clauses(self, text: str) -> Iterator[str]:
        assert self._handle is not None
        rest = ctypes.c_char_p(_c_text(text))
        while rest.value is not None:
            clause = self._handle.espeak_TextToPhonemes(ctypes.byref(rest), _UTF8, _IPA)
            yield (clause or b"").decode("utf-8", "replace")


class _Collecting:
    """Empty lists of pieces and events for the length of one synthesis."""

    def __init__(self, *lists: list[Any]) -> None:
        self._lists = lists

    def __enter__(self) -> Self:
        for collected in self._lists:
            collected.clear()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.__enter__()


def _installed_paths() -> tuple[str, str]:
    """Library and data folder of the package espeakng-loader."""
    try:
        import espeakng_loader  # an extra: imported where it is used

        return espeakng_loader.get_library_path(), espeakng_loader.get_data_path()
    except (ModuleNotFoundError, RuntimeError) as error:
        raise EngineUnavailable(
            f"espeak-ng is not installed; {install_advice('espeak')}."
        ) from error


def _declared(library: ctypes.CDLL) -> ctypes.CDLL:
    """Give the C functions their types, so that a wrong call fails in Python and not in C."""
    text, number, address = ctypes.c_char_p, ctypes.c_int, ctypes.c_void_p
    unsigned = ctypes.c_uint
    library.espeak_Initialize.argtypes = [number, number, text, number]
    library.espeak_SetSynthCallback.argtypes = [_Callback]
    library.espeak_SetVoiceByName.argtypes = [text]
    library.espeak_ListVoices.argtypes = [address]
    library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_VoiceEntry))
    library.espeak_SetParameter.argtypes = [number, number, number]
    library.espeak_Synth.argtypes = [
        text, ctypes.c_size_t, unsigned, number, unsigned, unsigned, address, address,
    ]  # fmt: skip
    library.espeak_TextToPhonemes.argtypes = [ctypes.POINTER(text), number, number]
    library.espeak_TextToPhonemes.restype = text
    return library


def _listed_voices(library: ctypes.CDLL) -> Iterator[ListedVoice]:
    entries = library.espeak_ListVoices(None)
    for index in range(10_000):  # the array ends with a null pointer
        if not entries[index]:
            break
        entry = entries[index].contents
        ranks, codes = zip(*_ranked_codes(entry.languages), strict=True)
        yield ListedVoice(entry.name.decode().strip(), codes, ranks, entry.identifier.decode())


def _ranked_codes(address: int) -> Iterator[tuple[int, str]]:
    """The codes of a voice: each behind a byte for its rank, a zero byte behind the last."""
    while rank := ctypes.string_at(address, 1)[0]:
        code = ctypes.string_at(address + 1)
        yield rank, code.decode()
        address += len(code) + 2


def _voice_files(listed: Iterable[ListedVoice]) -> dict[str, str]:
    """Voice file of each code: of the voice known by it, or without one of the best fit."""
    files: dict[str, str] = {}
    for voice in listed:
        files.setdefault(voice.codes[0], voice.file)
    others = [
        (rank, code, voice.file)
        for voice in listed
        for rank, code in zip(voice.ranks, voice.codes, strict=True)
    ]
    for _, code, file in sorted(others, key=lambda voice: voice[0]):
        files.setdefault(code, file)
    return files


def _c_text(text: str) -> bytes:
    """UTF-8 without NUL, at which C would stop, and without lone surrogates."""
    return text.replace("\0", " ").encode("utf-8", "replace")


def _require(code: int, what: str) -> None:
    if code != 0:
        state = _STATES.get(code, f"code {code}")
        raise SynthesisFailed(f"espeak-ng refused {what} with {state}; shorten or change the text.")
