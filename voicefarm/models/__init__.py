"""Models: an engine with its weights and settings; one file in `config/models/` describes each.

- `blends`: voices that are mixed of others
- `presence`: which voices have their files on this machine
"""

import hashlib
import importlib.util
import json
import tomllib
from collections.abc import Container, Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError, model_validator

from voicefarm.engine_environments import is_complete
from voicefarm.errors import BadSetting, UnknownName, listed
from voicefarm.languages import GivenLanguage, Language
from voicefarm.languages.tags import fitting_tag, language_name, named, primary
from voicefarm.weights import places
from voicefarm.wording.paths import read_named_file
from voicefarm.wording.validation import first_fault

SAMPLE_RATE_RANGE = (8_000, 192_000)
"""Hz, of takes and of programmes."""
MOST_LISTED = 12
"""Languages that one sentence names."""
SHAPING_NO_TAKE = frozenset({"server", "streaming"})
"""Tables of `settings` that shape no take: where a server is, how one is heard while it is made."""


class Voice(BaseModel):
    """One voice of a model: how it is called here and what its engine needs to know of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    languages: tuple[GivenLanguage, ...]
    description: str = ""
    settings: dict[str, Any] = Field(default_factory=dict)
    """What the engine reads: the name under which it knows the voice, reference codes, …"""


class Enrols(BaseModel):
    """Which enrolled voices a model can speak in."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    codec: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")
    """The kind of codec that a voice was enrolled for: that of the model's own settings."""
    languages: tuple[GivenLanguage, ...] = Field(min_length=1)


class UsualRates(BaseModel):
    """How fast a model usually speaks and what it costs: a plan's last resort."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pace: dict[GivenLanguage, float] = Field(default_factory=dict)
    """Seconds of speech per syllable, by language; see `voicefarm.spoken.syllables`."""
    core_s: float | None = Field(None, gt=0)
    """CPU time per second of audio, seconds."""


class Model(BaseModel):
    """One model file. The engine reads `settings`; everybody else reads the rest."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")
    """The file's name without `.toml`; also the name of the model's queue."""
    engine: str
    """The entry point in the group `voicefarm.engines` that speaks this model."""
    description: str
    licence: str
    """Licence of the weights, as SPDX identifier or words."""
    modules: tuple[str, ...] = ()
    """Python modules that its engine needs in addition to the core; an extra brings them."""
    environment: str = ""
    """The Python of its own that its engine needs: an engine of `voicefarm engines list`."""
    sample_rate: int = Field(ge=SAMPLE_RATE_RANGE[0], le=SAMPLE_RATE_RANGE[1])
    """Hz; every take of the model has it."""
    budget: int = Field(ge=20, le=5_000)
    """Most characters that a chunk may have, as `voicefarm.spoken.length` counts them."""
    voices: dict[str, Voice] = Field(default_factory=dict)
    """Its own voices. It may speak in enrolled ones too."""
    default_voices: dict[GivenLanguage, str] = Field(default_factory=dict)
    """The voice that speaks a language when none is named."""
    voices_file: str = ""
    """A TOML file, seen from this one, with further `voices` and `default_voices`."""
    blends: bool = False
    """Whether its voices can be mixed: `bella(2)+sky(1)`."""
    enrols: Enrols | None = None
    """Set if it can speak in enrolled voices."""
    speed_range: tuple[float, float] = (1.0, 1.0)
    """Slowest and fastest speaking rate the engine can make, 1.0 being the voice's own."""
    unread_scripts: dict[GivenLanguage, tuple[str, ...]] = Field(default_factory=dict)
    """Scripts (ISO 15924) that a language is written in, and that the engine can't read."""
    phonemes: dict[GivenLanguage, str] = Field(default_factory=dict)
    """The sounds, in IPA and with spaces between them, that a dictionary may write for a language;
    none for a model that reads letters alone."""
    usual: UsualRates = UsualRates()
    """How fast it speaks and what it costs, for plans before anything was measured."""
    settings: dict[str, Any] = Field(default_factory=dict)
    _folder: Path = PrivateAttr(default=Path())
    _backbone: str = PrivateAttr(default="")

    @property
    def folder(self) -> Path:
        """Where its file lies, and so where relative paths in it start.

        The file doesn't contain it, so a fingerprint is the same wherever the file lies.
        """
        return self._folder

    def lying_in(self, folder: Path) -> "Model":
        """The same model, with its file in `folder`."""
        model = self.model_copy()
        model._folder = folder
        return model

    @property
    def backbone(self) -> str:
        """The backbone that this machine's settings ask for, whatever the file says; often none.

        The file doesn't contain it: the machines of a farm differ, and share fingerprints.
        """
        return self._backbone

    def on_backbone(self, name: str) -> "Model":
        """The same model, computed by the backbone called `name`; as its file says if empty."""
        model = self.model_copy()
        model._backbone = name
        return model

    @model_validator(mode="after")
    def _default_voices_exist_and_speak_the_language(self) -> "Model":
        if not self.voices and not self.enrols:
            raise ValueError("a model needs 'voices' of its own, or 'enrols'")
        for language, name in self.default_voices.items():
            voice = self.voices.get(name)
            if voice is None or language not in voice.languages:
                raise ValueError(f"default voice '{name}' is not a voice that speaks '{language}'")
        return self

    @property
    def installed(self) -> bool:
        """Whether its modules, the files of its settings and its environment are on this machine.

        No module is imported for it, and no hub or package index is asked.
        """
        modules = (importlib.util.find_spec(module) for module in self.modules)
        sources = places.sources_in(self.settings)
        if self.environment and not is_complete(self.environment):
            return False
        return all(modules) and all(places.is_here(source, self.folder) for source in sources)

    def fingerprint(self, voice: str) -> str:
        """Hash of all in this file that shapes the voice's sound, 16 hex digits.

        Equal fingerprints, equal takes. Other voices are not in it, so that adding one spoils no
        take. Raises UnknownName.
        """
        if voice not in self.voices:
            raise UnknownName.of("Voice", voice, self.voices, f" to model '{self.name}'")
        shaping = {
            "engine": self.engine,
            "sample_rate": self.sample_rate,
            "settings": {
                k: _as_known(v) for k, v in self.settings.items() if k not in SHAPING_NO_TAKE
            },
            "voice": _as_known(self.voices[voice].settings),
        }
        canonical = json.dumps(shaping, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()[:16]

    @property
    def languages(self) -> tuple[str, ...]:
        """The tags of all languages that it speaks, in the order of its voices."""
        own = (language for voice in self.voices.values() for language in voice.languages)
        return tuple(dict.fromkeys((*own, *(self.enrols.languages if self.enrols else ()))))

    def language_for(self, wanted: str, *, field: Iterable[str] = ()) -> Language:
        """The language, as this model lists it, in which a text in the `wanted` one is read.

        Raises UnknownName, which names the `field` that the language was given in.
        """
        if fitting := fitting_tag(wanted, self.languages):
            return fitting
        subject = f"'{wanted}'" if (path := tuple(field)) else f"Language '{wanted}'"
        name = language_name(wanted)
        raise UnknownName(
            f"{subject} is not known to model '{self.name}': it speaks "
            f"{listed_languages(self.languages)}{'' if name == wanted else f', not {name}'}.",
            field=path,
        )

    def sounds(self, language: Language) -> tuple[str, ...]:
        """The sounds that it can be given in place of letters."""
        known = self.phonemes.get(language) or self.phonemes.get(primary(language), "")
        return tuple(known.split())

    def voice_for(self, language: Language, name: str | None, *, field: Iterable[str] = ()) -> str:
        """The voice called `name`, or the language's default.

        Raises UnknownName, which names the `field` that the voice was given in.
        """
        speaking = [known for known, voice in self.voices.items() if language in voice.languages]
        chosen = name or self.default_voices.get(language)
        if chosen in speaking:
            return chosen
        whose = f"model '{self.name}' for language '{language}'"
        if chosen:
            raise UnknownName.of("Voice", chosen, speaking, f" to {whose}", field=field)
        remedy = "enrol one with `voicefarm voices add` and name it" if self.enrols else "name one"
        raise UnknownName(
            f"there is no usual voice of {whose}; {remedy}. Available: {listed(speaking)}.",
            field=field,
        )


def _as_known(setting: Any) -> Any:
    """A setting as fingerprints see it: a file counts by its checksum, wherever it comes from.

    One with `known_as` counts by that path too, as it did when its first takes were made.
    """
    if isinstance(setting, list | tuple):
        return [_as_known(value) for value in setting]
    if not isinstance(setting, dict):
        return setting
    if "known_as" in setting:
        return {"path": setting["known_as"]} | _without(setting, {"path", "known_as"})
    if "sha256" in setting and places.is_source(setting):
        return _without(setting, places.PLACES)
    return {key: _as_known(value) for key, value in setting.items()}


def _without(table: Mapping[str, Any], keys: Container[str]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if key not in keys}


def listed_languages(tags: Iterable[str]) -> str:
    """Languages with their names, for the end of a sentence; regions only where nothing else is."""
    known = list(tags)
    whole = [tag for tag in known if primary(tag) == tag or primary(tag) not in known]
    if len(whole) > MOST_LISTED:
        return f"{len(whole)} languages, which `voicefarm voices` lists"
    return listed([named(tag) for tag in whole])


class Catalogue(Mapping[str, Model]):
    """The model files of one or more folders; a later folder overrides an earlier one.

    A file is read at the first use of its model, so one broken file spoils no other model.
    """

    def __init__(self, *folders: Path, backbone: str = "") -> None:
        """`backbone` is what computes the models that have a choice; empty: as their files say."""
        self._backbone = backbone
        self._paths = {
            path.stem: path for folder in folders for path in sorted(folder.glob("*.toml"))
        }
        self._models: dict[str, Model] = {}

    def __getitem__(self, name: str) -> Model:
        """Raises UnknownName when there is no such file, BadSetting when it is not valid."""
        if name not in self._paths:
            raise UnknownName.of("Model", name, self._paths)
        if name not in self._models:
            self._models[name] = read_model(self._paths[name]).on_backbone(self._backbone)
        return self._models[name]

    def __contains__(self, name: object) -> bool:
        return name in self._paths

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def read_model(path: Path) -> Model:
    """Read one model file. Raises BadSetting with the file, the key and what is wrong with it."""
    data = read_named_file(path, f"Model file {path}")
    try:
        fields = _with_further_voices(tomllib.loads(data.decode("utf-8")), path)
        model = Model.model_validate({"name": path.stem, **fields})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSetting(f"Model file {path} is not valid TOML: {error}; correct it.") from error
    except ValidationError as error:
        raise BadSetting(f"Model file {path}: {first_fault(error, Model)}.") from error
    return model.lying_in(path.parent)


def _with_further_voices(fields: dict[str, Any], path: Path) -> dict[str, Any]:
    """The model file's tables with those of its `voices_file`, over which its own go."""
    named_file = fields.get("voices_file")
    if not named_file or not isinstance(named_file, str):
        return fields
    further = tomllib.loads(
        read_named_file(path.parent / named_file, f"'voices_file' of model file {path}").decode()
    )
    return fields | {
        table: own | {name: it for name, it in further.get(table, {}).items() if name not in own}
        for table in ("voices", "default_voices")
        for own in (fields.get(table, {}),)
    }


def shipped_config() -> Path:
    """The folder `config/` of this install: in the package, or next to it in a clone."""
    package = Path(__file__).parent.parent
    inside = package / "config"
    return inside if inside.is_dir() else package.parent / "config"
