"""Enrolled voices: made from a recording, and kept in the store where all workers find them.

One JSON object a voice, under the kind of codec that it is for. Its digest is part of the voice's
fingerprint, so a voice that was enrolled anew is another voice to every take.
"""

import hashlib
from collections.abc import Iterable

from voicefarm.artifacts.keys import enrolled_key, enrolled_prefix
from voicefarm.errors import BadInput, ObjectMissing
from voicefarm.models import Model, Voice
from voicefarm.models.blends import with_blend
from voicefarm.store import Store

LONGEST_NAME = 64
"""Letters of a voice's name."""


def checked_voice_name(name: str, *field: str) -> str:
    """The name again. Raises BadInput if a voice can't be called so."""
    is_plain = name.replace("-", "").replace("_", "").isalnum() and not name.startswith("-")
    if not is_plain or len(name) > LONGEST_NAME:
        raise BadInput(
            f"Voice name '{name[:LONGEST_NAME]}' may have letters, digits, '-' and '_' only, at "
            f"most {LONGEST_NAME}.",
            field=field,
        )
    return name


def read_enrolled(store: Store, model: Model, name: str) -> bytes | None:
    """The voice's JSON, or None if nobody enrolled it for this model's kind of codec."""
    if model.enrols is None:
        return None
    try:
        return store.get(enrolled_key(model.enrols.codec, name))
    except ObjectMissing:
        return None


def with_voice(model: Model, store: Store, name: str | None, *, field: Iterable[str] = ()) -> Model:
    """The model with the blend or the enrolled voice `name` among its own, if there is such a one.

    Raises UnknownName or BadInput, which name the `field`, for a blend that can't be made.
    """
    model = with_blend(model, name, field=field)
    if name is None or name in model.voices:
        return model
    content = read_enrolled(store, model, name)
    if model.enrols is None or content is None:
        return model
    digest = hashlib.sha256(content).hexdigest()[:16]
    voice = Voice(
        languages=model.enrols.languages, description="enrolled", settings={"enrolled": digest}
    )
    return model.model_copy(update={"voices": {**model.voices, name: voice}})


def with_all_voices(model: Model, store: Store) -> Model:
    """The model with every voice that was enrolled for its kind of codec."""
    if model.enrols is None:
        return model
    for key in store.list(enrolled_prefix(model.enrols.codec)):
        model = with_voice(model, store, key.rpartition("/")[2].removesuffix(".json"))
    return model
