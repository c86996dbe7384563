"""What a recognizer's file says: its weights, its languages, and which voices it can judge."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError

from voicefarm.errors import BadSetting, UnknownName
from voicefarm.languages import GivenLanguage, Language
from voicefarm.languages.tags import named, primary
from voicefarm.weights import places
from voicefarm.wording.paths import read_named_file
from voicefarm.wording.validation import first_fault

OTHERS = "others"
"""Stands for the models that no measurement was made for."""


class HearingLimits(BaseModel):
    """How far a take may be from its text before a recognizer accuses it. All measured."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    word: float = Field(gt=0)
    """How doubtful a word may be (`worker.quality.checks.words` has the formula)."""
    missing: float | None = Field(None, gt=0)
    """How much likelier the sound may be without its most doubtful word; None: not asked."""
    passage: float = Field(gt=0)
    """How doubtful three words running may be, in the mean."""
    unexplained_s: float = Field(gt=0)
    """Most seconds of speech that may fall to one token of the text beyond its letters, or to
    none, at speed 1."""

    def at_speed(self, speed: float) -> "HearingLimits":
        """The same for another speed: slow speech has long tokens."""
        slower = min(speed, 1.0)
        return self.model_copy(update={"unexplained_s": self.unexplained_s / slower})


class Recognizer(BaseModel):
    """One recognizer's file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")
    """The file's name without `.toml`; the setting `verify_model` gives it."""
    description: str
    licence: str
    """Licence of the weights, as SPDX identifier or words."""
    memory_mb: int = Field(gt=0)
    """Resident memory that listening adds to a worker, measured."""
    languages: tuple[GivenLanguage, ...] = ()
    """Those that it knows; empty if there are too many to list."""
    files: dict[str, dict[str, Any]] = Field(min_length=1)
    """Where each file of its folder comes from, by the file's name there."""
    fit: dict[GivenLanguage, dict[str, HearingLimits]] = Field(default_factory=dict)
    """Limits by language, then by model; `others` are models that were not measured."""
    unfit: dict[GivenLanguage, str] = Field(default_factory=dict)
    """Languages that were measured and failed, with what was measured."""
    _folder: Path = PrivateAttr(default=Path())

    @property
    def folder(self) -> Path:
        """Where its file lies, and so where relative paths in it start."""
        return self._folder

    def lying_in(self, folder: Path) -> "Recognizer":
        """The same recognizer, with its file in `folder`."""
        recognizer = self.model_copy()
        recognizer._folder = folder
        return recognizer

    @property
    def installed(self) -> bool:
        """Whether its files are on this machine. Nothing is fetched for it."""
        return all(places.is_here(source, self.folder) for source in self.files.values())

    def limits(self, model: str, language: Language) -> HearingLimits | None:
        """The limits for takes of `model` in `language`; None where it can't judge them."""
        fit = self.fit.get(language) or self.fit.get(primary(language)) or {}
        return fit.get(model) or fit.get(OTHERS)

    def check_fit(self, model: str, language: Language) -> None:
        """Raise BadSetting if it can't judge takes of `model` in `language`."""
        if self.limits(model, language) is not None:
            return
        raise BadSetting(f"{self._objection(model, language)} {REMEDY}")

    def _objection(self, model: str, language: Language) -> str:
        tongue, it = named(language), f"Recognizer '{self.name}'"
        if self.languages and primary(language) not in self.languages:
            known = ", ".join(named(tag) for tag in self.languages)
            return f"{it} knows {known} alone, not {tongue}."
        if reason := self.unfit.get(primary(language)):
            return f"{it} can't judge {tongue}: {reason}."
        if primary(language) in self.fit:
            return f"{it} can't judge the model '{model}' in {tongue}."
        return f"{it} was not measured for {tongue}."


REMEDY = "Set 'verify' to 0, or name another recognizer in 'verify_model'."


class Recognizers(Mapping[str, Recognizer]):
    """The recognizers of one or more folders; a later folder overrides an earlier one."""

    def __init__(self, *folders: Path) -> None:
        self._paths = {
            path.stem: path for folder in folders for path in sorted(folder.glob("*.toml"))
        }

    def __getitem__(self, name: str) -> Recognizer:
        """Raises UnknownName when there is no such file, BadSetting when it is not valid."""
        if name not in self._paths:
            raise UnknownName.of("Recognizer", name, self._paths)
        return read_recognizer(self._paths[name])

    def __contains__(self, name: object) -> bool:
        return name in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def read_recognizer(path: Path) -> Recognizer:
    """Read one recognizer's file. Raises BadSetting with the file, the key and what is wrong."""
    data = read_named_file(path, f"Recognizer file {path}")
    try:
        fields = tomllib.loads(data.decode("utf-8"))
        recognizer = Recognizer.model_validate({"name": path.stem, **fields})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"Recognizer file {path} is not valid TOML: {error}; correct it."
        raise BadSetting(message) from error
    except ValidationError as error:
        fault = first_fault(error, Recognizer)
        raise BadSetting(f"Recognizer file {path}: {fault}.") from error
    return recognizer.lying_in(path.parent)
