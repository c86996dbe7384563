"""voices.json of VieNeu-TTS, in and out: enrolled voices carried from one system to another.

    {"meta": {"spec": "vieneu.voice.presets", "spec_version": "1.0", …},
     "default_voice": "Binh",
     "presets": {"Binh": {"codes": [1, 2, …], "text": "…", "description": "…"}}}

A preset is an enrolled voice word for word, so what was imported is exported as it was. `codes` are
a reference's codes or, for a codec whose voices are points in a space, that many numbers.
"""

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from voicefarm.artifacts.keys import enrolled_key, enrolled_prefix
from voicefarm.artifacts.voices import checked_voice_name
from voicefarm.errors import BadInput, UnknownName, listed
from voicefarm.store import JSON, Store
from voicefarm.wording.paths import read_named_file, shown
from voicefarm.wording.validation import first_fault
from worker.engines.speechlm.codecs.codec import codec_kind
from worker.engines.speechlm.voices import EmbeddingPreset, ReferencePreset

META = {"spec": "vieneu.voice.presets", "spec_version": "1.0", "engine": "voicefarm"}


@dataclass(frozen=True, slots=True)
class ImportedVoice:
    """A voice that was read from a file."""

    name: str
    """Here."""
    called: str
    """In the file."""
    content: bytes
    """The enrolled voice's JSON."""


def read_presets(file: Path, codec: str) -> list[ImportedVoice]:
    """The voices in a voices.json, checked for the codec. Raises BadInput with the fault.

    Spaces and the like in a name become hyphens: "Hải Đăng" is "Hải-Đăng" here.
    """
    data = read_named_file(file, f"{shown(file)}")
    try:
        fields = json.loads(data)
    except ValueError as error:
        raise BadInput(f"{shown(file)} is not valid JSON ({error}); export it again.") from error
    presets = fields.get("presets") if isinstance(fields, dict) else None
    if not isinstance(presets, dict) or not presets:
        raise BadInput(
            f"{shown(file)} has no 'presets'; give a voices.json of VieNeu-TTS's format."
        )
    voices = [_imported(file, name, preset, codec) for name, preset in presets.items()]
    names = [voice.name for voice in voices]
    if twice := {name for name in names if names.count(name) > 1}:
        raise BadInput(f"{shown(file)} has two voices called {listed(sorted(twice))}; rename one.")
    return voices


def store_presets(
    store: Store, codec: str, voices: Iterable[ImportedVoice], *, replace: bool
) -> dict[str, str]:
    """Enrol the voices; where each lies. Nothing is written if one exists, unless `replace` is on.

    Raises BadInput.
    """
    voices = list(voices)
    known = {_name_of(key) for key in store.list(enrolled_prefix(codec))}
    if not replace and (there := [voice.name for voice in voices if voice.name in known]):
        raise BadInput(
            f"{listed(there)}: enrolled already; allow them to be replaced, or name the others."
        )
    for voice in voices:
        store.put(enrolled_key(codec, voice.name), voice.content, JSON)
    return {voice.name: store.locate(enrolled_key(codec, voice.name)) for voice in voices}


def exported(store: Store, codec: str, names: Iterable[str] = ()) -> bytes:
    """The enrolled voices of a codec, or the named ones, as a voices.json.

    Raises UnknownName, also for the codec, and BadInput if there are none.
    """
    codec_kind(codec)
    known = {_name_of(key): key for key in store.list(enrolled_prefix(codec))}
    wanted = list(names) or sorted(known)
    for name in wanted:
        if name not in known:
            raise UnknownName.of("Voice", name, known, f" to codec '{codec}'")
    if not wanted:
        raise BadInput(f"No voice is enrolled for codec '{codec}'; `voicefarm voices add` does it.")
    presets = {name: json.loads(store.get(known[name])) for name in wanted}
    content = {"meta": META, "default_voice": wanted[0], "presets": presets}
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def chosen(voices: Iterable[ImportedVoice], names: Iterable[str]) -> list[ImportedVoice]:
    """Those of the voices that are named as here or as in the file; all without names.

    Raises UnknownName.
    """
    by_name = {name: voice for voice in voices for name in (voice.called, voice.name)}
    wanted = list(names) or list(dict.fromkeys(voice.name for voice in by_name.values()))
    for name in wanted:
        if name not in by_name:
            raise UnknownName.of("Voice", name, by_name, " to the file")
    return [by_name[name] for name in wanted]


def _imported(file: Path, called: str, preset: Any, codec: str) -> ImportedVoice:
    where = f"{shown(file)}, voice '{called}'"
    size = codec_kind(codec).embedding_size
    try:
        checked = (ReferencePreset if size is None else EmbeddingPreset).model_validate(preset)
    except ValidationError as error:
        fault = first_fault(error, ReferencePreset)
        raise BadInput(f"{where}: {fault} (voices of codec '{codec}').") from error
    if size is not None and len(checked.codes) != size:
        raise BadInput(
            f"{where}: 'codes' has {len(checked.codes)} numbers, and voices of codec '{codec}' "
            f"have {size}; name the codec that its voices are for."
        )
    enrolment = codec_kind(codec).enrolment
    if enrolment and (top := max(checked.codes)) >= enrolment.codes:
        raise BadInput(
            f"{where}: code {top} is none of codec '{codec}', which has {enrolment.codes}."
        )
    return ImportedVoice(_here(called), called, _content(preset))


def _content(preset: Mapping[str, Any]) -> bytes:
    return json.dumps(preset, ensure_ascii=False).encode()


def _here(called: str) -> str:
    composed = unicodedata.normalize("NFC", called).strip()
    name = "".join(one if one.isalnum() or one in "-_" else "-" for one in composed)
    return checked_voice_name(name.strip("-"))


def _name_of(key: str) -> str:
    return key.rpartition("/")[2].removesuffix(".json")
