"""Packs a model: a folder that has all that a worker needs, and appears whole or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voicefarm.errors import BadInput
from voicefarm.models import Model, read_model
from voicefarm.settings import Settings
from voicefarm.wording.paths import shown
from worker.engines import EngineWithFiles, engine_class
from worker.model_files.outputs import whole_folder
from worker.model_tools.packing.card import CARD, card
from worker.model_tools.packing.contents import PackageContents, PackedFile
from worker.model_tools.packing.origin import PackageWishes, model_to_pack, tokenizer_beside
from worker.model_tools.packing.presets import voice_tables, with_enrolled
from worker.model_tools.packing.toml_text import toml_text

PAPERS = ("LICENSE*", "LICENCE*", "NOTICE*", "MODEL_CARD*", "README*")
"""What goes with weights that lie on this machine: their licence, and what was said of them."""
_OF_THE_HUB = "huggingface_hub"
_OTHERS = ("name", "voices_file", "voices", "settings")


@dataclass(frozen=True, slots=True)
class PackedModel:
    """A package that was written."""

    model: Model
    """As its own file describes it."""
    folder: Path
    files: tuple[PackedFile, ...]


def pack(settings: Settings, source: str, target: Path, wishes: PackageWishes) -> PackedModel:
    """Pack the model called `source`, or the weights that lie there, into the folder `target`.

    Raises BadInput for what can't be packed and for a folder that isn't empty, EngineUnavailable
    for weights that aren't here or don't fit.
    """
    check_empty(target)
    model = model_to_pack(source, settings.catalogue(), wishes)
    model, presets = with_enrolled(model, settings.open_store(), wishes.voices)
    engine = engine_class(model.engine)
    if not issubclass(engine, EngineWithFiles):
        raise BadInput(f"Model '{model.name}' has no files of its own to pack; install its engine.")
    if not model.voices:
        raise BadInput(
            f"model '{model.name}' has no voice of its own; name an enrolled one that goes in.",
            field="voice",
        )
    contents = PackageContents(model)
    fields = _fields(model, contents, presets)
    if tokenizer := tokenizer_beside(source):
        contents.add(tokenizer, tokenizer.name, "tokenizer", "the folder of the weights")
    _add_papers(contents)
    with whole_folder(target) as folder:
        contents.copy_to(folder)
        (folder / f"{model.name}.toml").write_text(_model_file(model, fields), "utf-8")
        packed = read_model(folder / f"{model.name}.toml")
        _check(packed)
        files = tuple(contents.files.values())
        (folder / CARD).write_text(card(packed, files), "utf-8")
    return PackedModel(read_model(target / f"{model.name}.toml"), target, files)


def note_figures(packed: PackedModel, figures: Mapping[str, Any]) -> None:
    """Write what was measured of a package into its card."""
    (packed.folder / CARD).write_text(card(packed.model, packed.files, figures), "utf-8")


def check_empty(folder: Path) -> None:
    """Raise BadInput when something lies in the folder, or the one above it is missing."""
    if folder.is_dir() and not any(folder.iterdir()):
        return
    if folder.exists():
        kind = "is not empty" if folder.is_dir() else "is a file"
        raise BadInput(f"{shown(folder)} {kind}; name a new folder.")
    if not folder.absolute().parent.is_dir():
        raise BadInput(f"There is no folder {shown(folder.absolute().parent)}; make it first.")


def _fields(
    model: Model, contents: PackageContents, presets: Mapping[str, dict[str, Any]]
) -> dict[str, Any]:
    """The model file's tables, with paths within the package."""
    told = {key: value for key, value in model.settings.items() if key != "voices_file"}
    settings = contents.packed(told)
    tables, voices_file = voice_tables(contents, presets)
    fields = model.model_dump(mode="json", exclude=set(_OTHERS), exclude_defaults=True)
    fields["modules"] = [name for name in model.modules if name != _OF_THE_HUB]
    fields["voices"] = {
        name: _without_empty(voice.model_dump(mode="json") | {"settings": tables[name]})
        for name, voice in model.voices.items()
    }
    return _without_empty(fields) | {"settings": settings | voices_file}


def _without_empty(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if value not in ("", [], {}, None)}


def _model_file(model: Model, fields: Mapping[str, Any]) -> str:
    about = f"# {model.name}, packed with all its files; {CARD} says what it is.\n"
    return about + toml_text(fields)


def _add_papers(contents: PackageContents) -> None:
    for folder in sorted(contents.folders):
        for path in sorted({path for kind in PAPERS for path in folder.glob(kind)}):
            if path.is_file():
                name = path.name if path.name != CARD else f"ORIGINAL_{CARD}"
                contents.add(path, name, "paper", "with the weights")


def _check(model: Model) -> None:
    """Raise what the engine finds wrong with the packed files."""
    engine = engine_class(model.engine)
    assert issubclass(engine, EngineWithFiles)
    for problem in engine.check(model, slots=1):
        if problem.fatal:
            raise BadInput(f"The model can't be packed: {problem.text}")
