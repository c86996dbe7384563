"""What a codec promises, and what is known of it before its file is opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from worker.engines import Samples
from worker.engines.speechlm.codecs.reference_encoder import Enrolment
from worker.engines.speechlm.codecs.signature import Signature
from worker.engines.speechlm.registries import CODECS
from worker.engines.speechlm.settings import Device


@dataclass(frozen=True, slots=True)
class Sounding:
    """What is to sound: the codes of one utterance, and the voice where the codec wants one."""

    codes: tuple[int, ...]
    embedding: tuple[float, ...] | None = None


class Codec(Protocol):
    """A decoder, loaded. `decode` is called from one thread at a time."""

    longest: int
    """Most codes of one utterance."""
    together: int
    """Most utterances that one call may carry; those of a call have equally many codes."""

    def decode(self, soundings: Sequence[Sounding]) -> list[Samples]:
        """Sound of each, float32 [N]. Raises SynthesisFailed when it isn't sound."""
        ...


class CodecLoader(Protocol):
    """Opens a decoder's file."""

    def __call__(self, path: Path, *, threads: int, device: Device) -> Codec:
        """Open and check it. Raises EngineUnavailable or BadSetting."""
        ...


@dataclass(frozen=True, slots=True)
class CodecKind:
    """What is known of a kind of codec without its file or its library."""

    signature: Signature
    load: CodecLoader
    embedding_size: int | None = None
    """Numbers of the voice embedding that the decoder takes. None if codes alone make the sound:
    a voice is then a reference in codes, for the language model to imitate."""
    enrolment: Enrolment | None = None
    """How a recording becomes a voice; None if that can't be done here."""


def codec_kind(name: str) -> CodecKind:
    """The kind called `name`. Raises UnknownName."""
    kind: CodecKind = CODECS.load(name)
    return kind
