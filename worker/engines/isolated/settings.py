"""The `[settings]` table of a model that speaks in a child process."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, model_validator

from voicefarm.errors import BadSetting, EngineUnavailable
from voicefarm.models import Model
from voicefarm.wording.validation import first_fault
from worker import engines
from worker.engines.isolated.kinds import KINDS, Kind
from worker.model_files.source import LocalFile, StrictTable


class IsolatedSettings(StrictTable):
    """What a model file says of its child."""

    kind: str | None = None
    """Which of the known libraries speaks; or give `adapter`."""
    adapter: LocalFile | None = None
    """A Python file of your own that speaks; see `worker/engines/isolated/child.py`."""
    python: LocalFile | None = None
    """The Python that has the library; without, the environment that `voicefarm engines install`
    made for the kind, or the worker's own Python for an adapter."""
    options: dict[str, Any] = Field(default_factory=dict)
    """What the library takes for all voices."""
    patience_s: float = Field(default=300.0, gt=0, le=3600)
    """Seconds that one utterance may take once it is begun; then the child counts as stuck."""
    start_s: float = Field(default=600.0, gt=0, le=3600)
    """Seconds that loading may take."""

    @model_validator(mode="after")
    def _one_adapter(self) -> "IsolatedSettings":
        if (self.kind is None) == (self.adapter is None):
            raise ValueError(f"give 'kind' ({', '.join(sorted(KINDS))}), or an 'adapter' file")
        return self


def read_settings(model: Model) -> IsolatedSettings:
    """The settings of a model of this engine, with those of its kind. Raises BadSetting."""
    settings = engines.read_settings(model, IsolatedSettings)
    if settings.kind is not None:
        kind = KINDS.load(settings.kind)
        _checked(model, kind.options, settings.options, "settings", "options")
        for name, voice in model.voices.items():
            _checked(model, kind.voice_options, voice.settings, "voices", name, "settings")
    return settings


def voice_options(model: Model, settings: IsolatedSettings) -> Mapping[str, Mapping[str, Any]]:
    """Each voice's options for the child, with paths as text.

    Raises BadSetting, or EngineUnavailable if a file of a voice isn't there.
    """
    if settings.kind is None:
        return {name: dict(voice.settings) for name, voice in model.voices.items()}
    kind: Kind = KINDS.load(settings.kind)
    options = {}
    for name, voice in model.voices.items():
        where = ("voices", name, "settings")
        checked = _checked(model, kind.voice_options, voice.settings, *where)
        check_files(model, checked, *where)
        options[name] = checked.model_dump(mode="json", exclude_none=True)
    return options


def check_files(model: Model, fields: StrictTable, *owner: str) -> None:
    """Raise EngineUnavailable if a path among the fields leads nowhere.

    A library may take such a path for a name on the hub, or use its own voice instead.
    """
    for key, value in fields:
        if isinstance(value, Path) and not value.exists():
            raise EngineUnavailable(
                f"Model '{model.name}': '{'.'.join([*owner, key])}' is {value}, which isn't there; "
                "bring it there, or correct the model's file."
            )


def _checked(
    model: Model, kind: type[StrictTable], fields: Mapping[str, Any], *owner: str
) -> StrictTable:
    try:
        return kind.model_validate(fields, context={"folder": model.folder})
    except ValidationError as error:
        fault = first_fault(error, kind).inside(*owner)
        raise BadSetting(f"Model '{model.name}': {fault}; correct its file.") from error
