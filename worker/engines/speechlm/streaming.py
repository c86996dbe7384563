"""Sound before the end: pieces of an utterance while its codes are still drawn.

A codec that looks at its whole window, as NeuCodec does with attention in both directions, decodes
a piece differently from the whole. So a piece is decoded with the codes before and after it, whose
own sound is thrown away. It is laid over its neighbour for a code or two. Pieces are a preview: the
take is decoded whole when the last code is there, and the last piece is cut from that.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import structlog

from voicefarm.errors import SynthesisFailed
from worker.engines import AudioSink, Samples
from worker.engines.speechlm.settings import Streaming
from worker.engines.speechlm.tape import Tape

log = structlog.get_logger()

CHARACTERS_PER_S = 15.0
"""Of read speech; tells, roughly, how long an utterance will be."""

Sound = Callable[[tuple[int, ...]], Samples]


@dataclass(slots=True)
class Pieces:
    """Cuts an utterance into pieces for an ear. Used by the utterance's own thread."""

    settings: Streaming
    sink: AudioSink
    sound: Sound
    """The codec's sound of some codes, float32 [samples per code × codes]."""
    expected_s: float
    """How long the utterance will be, roughly."""
    frames_per_second: int
    frame: int = 1
    """Codes that sound together; pieces are whole frames."""
    _handed_out: int = 0
    """Codes whose sound was handed out."""
    _per_frame: int = 0
    """Samples."""
    _tail: Samples = field(default_factory=lambda: np.zeros(0, np.float32))
    """Sound of the codes that follow, by the last window."""

    def follow(self, tape: Tape) -> None:
        """Hand out pieces until the tape ends. A codec that fails here only ends the preview."""
        ahead = self.settings.overlap + self.settings.look_forward
        wanted = self.settings.piece + ahead
        try:
            while codes := self._whole_frames(tape.wait(wanted)):
                if self.sink.wanted() and self._in_time(len(codes), tape.running_s):
                    self._hand_out(codes, len(codes) - ahead)
                wanted = len(codes) + self.settings.piece
        except SynthesisFailed as error:
            log.warning("a preview broke off", error=str(error))

    def end(self, whole: Samples) -> None:
        """Hand out what is left, cut from the sound of the whole utterance."""
        if self.sink.wanted():
            self.sink.write(self._join(whole[self._samples(self._handed_out) :]))

    def _in_time(self, drawn: int, running_s: float) -> bool:
        """Whether the rest will be drawn before its turn to be heard, at the pace so far.

        A voice that stops in the middle of a word is worse than one that begins late.
        """
        left_s = max(0.0, self.expected_s - drawn / self.frames_per_second)
        pace = drawn / self.frames_per_second / max(running_s, 1e-9)
        return self._handed_out > 0 or left_s / pace <= self.expected_s

    def _hand_out(self, codes: tuple[int, ...], until: int) -> None:
        """Decode and hand out the piece from where the last one ended up to code `until`."""
        begin = max(0, self._handed_out - self.settings.look_back)
        window = self.sound(codes[begin:])
        self._per_frame, rest = divmod(len(window), (len(codes) - begin) // self.frame)
        if rest:
            raise SynthesisFailed(
                f"the codec made {len(window)} samples of {len(codes) - begin} codes, which can't "
                "be cut at codes; its chunks are heard as takes."
            )
        handed, own, tail = (
            self._samples(code - begin)
            for code in (self._handed_out, until, until + self.settings.overlap)
        )
        piece = self._join(window[handed:own])
        self._tail, self._handed_out = window[own:tail], until
        self.sink.write(piece)

    def _whole_frames(self, codes: tuple[int, ...]) -> tuple[int, ...]:
        return codes[: len(codes) - len(codes) % self.frame]

    def _samples(self, codes: int) -> int:
        """How long these codes sound, in samples."""
        return codes // self.frame * self._per_frame

    def _join(self, piece: Samples) -> Samples:
        """Fade from the last window's sound into this one's.

        Windows of the triangle 0.5-|t-0.5| over two pieces of equal length, divided by their sum,
        come to this straight fade where the pieces overlap. It keeps the level, since both sides
        are nearly the same sound.
        """
        length = min(len(self._tail), len(piece))
        fade = (np.arange(length, dtype=np.float32) + 0.5) / max(length, 1)
        joined = piece.copy()
        joined[:length] = self._tail[:length] * (1 - fade) + piece[:length] * fade
        return joined
