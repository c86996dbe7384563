"""Voices that are mixed of others: `bella(2)+sky(1)` is two parts bella and one part sky."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from voicefarm.errors import BadInput, UnknownName
from voicefarm.languages import Language
from voicefarm.models import Model, Voice

MOST_VOICES = 8
"""Voices in one blend."""
_PART = re.compile(r"\s*(?P<voice>[^\s()+]+)\s*(?:\(\s*(?P<share>\d{1,4}(?:\.\d{1,4})?)\s*\))?\s*")


def with_blend(model: Model, name: str | None, *, field: Iterable[str] = ()) -> Model:
    """The model with the blend `name` among its voices, if it can blend and `name` is one.

    Raises UnknownName for a voice that the model lacks, BadInput for a blend that can't be made.
    Both name the `field` that the voice was given in.
    """
    if not model.blends or not name or name in model.voices or not {"+", "("} & set(name):
        return model
    path = tuple(field)
    shares = _shares(name, model, path)
    voice = Voice(
        languages=_common_languages(name, shares, model, path),
        description="a blend",
        settings={"blend": list(_parts(shares, model))},
    )
    return model.model_copy(update={"voices": {**model.voices, name: voice}})


def _shares(name: str, model: Model, field: tuple[str, ...]) -> dict[str, float]:
    """The share of each voice, in the order in which they are named."""
    matches = [_PART.fullmatch(part) for part in name.split("+")]
    shares: dict[str, float] = {}
    for match in matches:
        if match is None or match["voice"] in shares or float(match["share"] or 1) == 0:
            raise BadInput(
                f"'{name}' is not a blend; write different voices with their shares, such as "
                f"{_example(model)}.",
                field=field,
            )
        shares[match["voice"]] = float(match["share"] or 1)
    for voice in shares:
        if voice not in model.voices:
            where = f" to model '{model.name}', in the blend '{name}'"
            raise UnknownName.of("Voice", voice, model.voices, where, field=field)
    if len(shares) > MOST_VOICES:
        raise BadInput(f"'{name}' has more than {MOST_VOICES} voices; leave some out.", field=field)
    return shares


def _example(model: Model) -> str:
    first, second = (*model.voices, *model.voices)[:2]
    return f"'{first}(2)+{second}(1)'"


def _common_languages(
    name: str, shares: Mapping[str, float], model: Model, field: tuple[str, ...]
) -> tuple[Language, ...]:
    first, *others = (model.voices[voice].languages for voice in shares)
    common = tuple(tag for tag in first if all(tag in spoken for spoken in others))
    if not common:
        raise BadInput(
            f"the voices of '{name}' speak no common language; blend voices of one language.",
            field=field,
        )
    return common


def _parts(shares: Mapping[str, float], model: Model) -> Iterator[dict[str, Any]]:
    """The voices' settings, each with its part of the whole."""
    whole = sum(shares.values())
    for voice, share in shares.items():
        yield {"share": round(share / whole, 6), "settings": model.voices[voice].settings}
