"""Voices that lie in files of their own or in the store, gathered in the package's voices.json."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from voicefarm.artifacts.voices import read_enrolled
from voicefarm.errors import BadInput, EngineUnavailable, UnknownName
from voicefarm.models import Model, Voice
from voicefarm.store import Store
from worker.model_tools.packing.contents import PackageContents
from worker.voices.sharing import META

VOICES_FILE = "voices.json"


def with_enrolled(
    model: Model, store: Store, names: Iterable[str]
) -> tuple[Model, dict[str, dict[str, Any]]]:
    """The model with enrolled voices as its own, and their presets by name.

    Raises UnknownName for a voice that nobody enrolled, BadInput for a model that takes none.
    """
    presets: dict[str, dict[str, Any]] = {}
    for name in names:
        if name in model.voices:
            continue
        if model.enrols is None:
            raise BadInput(
                f"model '{model.name}' takes no enrolled voices; leave '{name}' out.",
                field="voice",
            )
        content = read_enrolled(store, model, name)
        if content is None:
            where = f", which nobody enrolled for codec '{model.enrols.codec}'"
            raise UnknownName.of("Voice", name, model.voices, where, field="voice")
        presets[name] = json.loads(content)
        model = _with_voice(model, name, presets[name])
    return model, presets


def _with_voice(model: Model, name: str, preset: Mapping[str, Any]) -> Model:
    assert model.enrols is not None
    voice = Voice(
        languages=model.enrols.languages,
        description=str(preset.get("description") or "enrolled from a recording"),
        settings={"name": name},
    )
    usual = {language: name for language in model.enrols.languages} | model.default_voices
    voices = {**model.voices, name: voice}
    return model.model_copy(update={"voices": voices, "default_voices": usual})


def voice_tables(
    contents: PackageContents, enrolled: Mapping[str, dict[str, Any]]
) -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    """The settings of each voice, and those of the model that name the voices.json, if any.

    A voice with a `file` of its own is found by its name in the voices.json afterwards.
    """
    model = contents.model
    presets = dict(enrolled)
    tables = {}
    for name, voice in model.voices.items():
        table = dict(voice.settings)
        own = table.get("file")
        if isinstance(own, str) and set(table).isdisjoint({"repo", "package", "parts"}):
            presets[name] = _read_preset(model.folder / Path(own).expanduser(), name)
            del table["file"]
            table["name"] = name
        tables[name] = contents.packed(table, f"voices.{name}")
    return tables, _voices_file(contents, presets)


def _voices_file(
    contents: PackageContents, presets: Mapping[str, dict[str, Any]]
) -> dict[str, Any]:
    source = contents.model.settings.get("voices_file")
    if not presets:
        return {"voices_file": _renamed(contents, source)} if source else {}
    known: dict[str, Any] = {"meta": META, "default_voice": next(iter(presets)), "presets": {}}
    if source is not None:
        known = json.loads(_path_of(contents, source).read_bytes())
    known["presets"] = {**known["presets"], **presets}
    text = json.dumps(known, ensure_ascii=False, indent=1).encode()
    return {"voices_file": contents.write(VOICES_FILE, "voices_file", text, "gathered here")}


def _renamed(contents: PackageContents, source: Mapping[str, Any]) -> dict[str, Any]:
    table: dict[str, Any] = contents.packed(source, "voices_file")
    return table


def _path_of(contents: PackageContents, source: Mapping[str, Any]) -> Path:
    """The file of a source. It leaves the package again, as another one stands in for it."""
    file = contents.files.pop(_renamed(contents, source)["path"])
    assert file.path is not None
    return file.path


def _read_preset(path: Path, voice: str) -> dict[str, Any]:
    try:
        preset: dict[str, Any] = json.loads(path.read_bytes())
    except OSError as error:
        raise EngineUnavailable(
            f"The file {path} of voice '{voice}' can't be read ({error.strerror}); bring it there."
        ) from error
    except ValueError as error:
        raise BadInput(f"{path} is not valid JSON ({error}); make the voice again.") from error
    return preset
