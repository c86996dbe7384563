"""The model that is packed: one that is known here, or weights that were just made."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voicefarm.errors import BadInput, UnknownName, listed
from voicefarm.models import Catalogue, Model, Voice, read_model
from voicefarm.models.presence import with_voices_here
from voicefarm.wording.paths import shown
from worker.engines.speechlm.registries import CHECKPOINT_BACKBONE, REMOTE_BACKBONE
from worker.model_tools.packing.presets import VOICES_FILE
from worker.voices.sharing import read_presets

TOKENIZER = "tokenizer.json"
SPEECH_LANGUAGE_MODEL = "speechlm"
"""The engine whose weights the tools here make."""
_UNKNOWN = re.compile(r"\bun(?:known|verified)\b", re.IGNORECASE)
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class PackageWishes:
    """What the user says of the package."""

    name: str | None = None
    """The model's name in it; by default the model's own, or the folder's."""
    like: str | None = None
    """For bare weights: the model whose settings, codec and voices they have."""
    licence: str | None = None
    description: str | None = None
    voices: tuple[str, ...] = ()
    """Enrolled voices that go in."""


def model_to_pack(source: str, catalogue: Catalogue, wishes: PackageWishes) -> Model:
    """The model called `source`, or that of a folder or GGUF file, as the package will call it.

    Raises BadInput for what can't be packed, UnknownName.
    """
    if source in catalogue:
        model = with_voices_here(catalogue[source], ())
    elif Path(source).is_dir():
        model = _of_folder(Path(source), catalogue, wishes)
    elif Path(source).is_file():
        model = _of_weights(Path(source), Path(source).stem, catalogue, wishes)
    elif Path(source).suffix == ".gguf" or Path(source).name != source:
        raise BadInput(f"There is no file or folder {shown(source)}; check its path.")
    else:
        raise UnknownName.of("Model", source, catalogue)
    changes: dict[str, Any] = {"licence": _licence(model, wishes), "name": wishes.name}
    changes["description"] = wishes.description
    model = model.model_copy(update={key: value for key, value in changes.items() if value})
    if not _NAME.fullmatch(model.name):
        raise BadInput(
            f"'{model.name}' can't be a model's name; give small letters, digits, '.', '_' or '-'.",
            field="name",
        )
    return model


def _licence(model: Model, wishes: PackageWishes) -> str:
    """The model's licence. Raises BadInput if nobody knows it."""
    if wishes.licence:
        return wishes.licence
    if not model.licence.strip() or _UNKNOWN.search(model.licence):
        said = f" (its file says '{model.licence}')" if model.licence.strip() else ""
        raise BadInput(
            f"the licence of model '{model.name}' is not known{said}; read the card of its "
            "weights and name it.",
            field="licence",
        )
    return model.licence


def _of_folder(folder: Path, catalogue: Catalogue, wishes: PackageWishes) -> Model:
    files = sorted(folder.glob("*.toml"))
    if len(files) > 1:
        raise BadInput(
            f"{shown(folder)} has {len(files)} model files; set the folder as 'models_dir' and "
            "name one of its models."
        )
    if files:
        return with_voices_here(read_model(files[0]), ())
    return _of_weights(_weights_in(folder), folder.resolve().name, catalogue, wishes, folder)


def _weights_in(folder: Path) -> Path:
    """The GGUF file in the folder, or the folder itself if it holds a checkpoint."""
    found = sorted(folder.glob("*.gguf"))
    if len(found) > 1:
        names = listed([path.name for path in found])
        raise BadInput(f"{shown(folder)} has several GGUF files ({names}); name one of them.")
    if found:
        return found[0]
    if (folder / "config.json").is_file() and any(folder.glob("*.safetensors")):
        return folder
    raise BadInput(
        f"{shown(folder)} has no weights; name a folder with a GGUF file, a checkpoint or a model "
        "file."
    )


def _of_weights(
    weights: Path,
    name: str,
    catalogue: Catalogue,
    wishes: PackageWishes,
    folder: Path | None = None,
) -> Model:
    """A model with the settings of another one, and with these weights in place of its own."""
    like = _like(weights, catalogue, wishes)
    if not wishes.licence:
        raise BadInput(
            f"the licence of {shown(weights)} is not known; name it. That of '{like.name}' is "
            f"'{like.licence}', and may hold for what was made from it.",
            field="licence",
        )
    settings = dict(like.settings) | {"weights": {"path": str(weights.absolute())}}
    if weights.is_dir():
        settings["backbone"] = CHECKPOINT_BACKBONE
    elif settings.get("backbone") in (CHECKPOINT_BACKBONE, REMOTE_BACKBONE):
        del settings["backbone"]  # it reads no GGUF file
    changes: dict[str, Any] = {
        "name": wishes.name or name.lower(),
        "licence": wishes.licence,
        "description": wishes.description or f"{wishes.name or name}, made ready as {like.name} is",
        "settings": settings,
    }
    if folder and (folder / VOICES_FILE).is_file():
        changes |= _own_voices(folder / VOICES_FILE, like)
        settings["voices_file"] = {"path": str((folder / VOICES_FILE).absolute())}
    return with_voices_here(like.model_copy(update=changes).lying_in(like.folder), ())


def _like(weights: Path, catalogue: Catalogue, wishes: PackageWishes) -> Model:
    if not weights.is_dir() and weights.suffix != ".gguf":
        raise BadInput(
            f"{shown(weights)} is neither a GGUF file nor a folder of weights; name one."
        )
    if wishes.like is None:
        raise BadInput(
            f"{shown(weights)} is weights alone; name the model whose prompt, codec and voices "
            "they have.",
            field="like",
        )
    if wishes.like not in catalogue:
        raise UnknownName.of("Model", wishes.like, catalogue, field="like")
    like = catalogue[wishes.like]
    if like.engine != SPEECH_LANGUAGE_MODEL:
        raise BadInput(
            f"'{like.name}' is no speech language model; write a model file for weights of "
            f"the engine '{like.engine}', and name the model.",
            field="like",
        )
    return like


def _own_voices(file: Path, like: Model) -> Mapping[str, Any]:
    """The voices of a voices.json, which speak what the other model speaks."""
    presets = read_presets(file, like.settings["codec"]["kind"])
    voices = {
        preset.name: Voice(languages=like.languages, settings={"name": preset.called})
        for preset in presets
    }
    return {
        "voices": voices,
        "default_voices": dict.fromkeys(like.languages, presets[0].name),
    }


def tokenizer_beside(source: str) -> Path | None:
    """The tokenizer in a folder of weights, for people; a GGUF file has it inside."""
    path = Path(source) / TOKENIZER
    return path if path.is_file() and not list(Path(source).glob("*.toml")) else None
