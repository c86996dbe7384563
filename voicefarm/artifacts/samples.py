"""Samples of voices in the store: one WAV a voice and language, for the page and the commands.

The key holds the voice's fingerprint, so a voice that was changed has no sample until it is heard
again.
"""

import io

import soundfile

from voicefarm.artifacts.keys import sample_key
from voicefarm.artifacts.takes import Pcm
from voicefarm.errors import ObjectMissing
from voicefarm.languages import Language
from voicefarm.models import Model
from voicefarm.store import Store


def read_sample(store: Store, model: Model, voice: str, language: Language) -> bytes | None:
    """The voice's sample as a WAV; None if nobody has heard it yet. Raises UnknownName."""
    try:
        return store.get(sample_key(model.fingerprint(voice), language))
    except ObjectMissing:
        return None


def keep_sample(store: Store, model: Model, voice: str, language: Language, wav: bytes) -> str:
    """Keep the voice's sample; where it lies. Raises UnknownName, StoreUnreachable."""
    key = sample_key(model.fingerprint(voice), language)
    store.put(key, wav, "audio/wav")
    return store.locate(key)


def wav_of(pcm: Pcm, rate: int) -> bytes:
    """The sound as a 16-bit WAV file."""
    file = io.BytesIO()
    soundfile.write(file, pcm, rate, format="WAV", subtype="PCM_16")
    return file.getvalue()
