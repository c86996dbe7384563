"""A file with several voices, as VieNeu v3 writes it: `presets`, and which of them is the usual."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from voicefarm.errors import BadSetting, UnknownName
from worker.model_files.local import read_json


class PresetFile:
    """The voices of one file, as yet unread."""

    def __init__(self, path: Path, content: Mapping[str, Any]) -> None:
        presets = content.get("presets")
        if not isinstance(presets, dict) or not presets:
            raise BadSetting(f"{path} has no 'presets'; give the file of voices of VieNeu v3.")
        self._path, self._presets = path, presets
        self._default = content.get("default_voice") or next(iter(presets))

    @classmethod
    def read(cls, path: Path) -> Self:
        """Open a file. Raises EngineUnavailable or BadSetting."""
        return cls(path, read_fields(path))

    def fields(self, name: str | None) -> tuple[Any, str]:
        """What the file says of a voice of this name, or that had it once, and where.

        Without a name, of its default voice. Raises UnknownName.
        """
        wanted = name or self._default
        if wanted not in self._presets:
            renamed = [new for new, preset in self._presets.items() if wanted in _aliases(preset)]
            if not renamed:
                raise UnknownName.of("Voice", wanted, self._presets, f" in {self._path}")
            wanted = renamed[0]
        return self._presets[wanted], f"{self._path}: voice '{wanted}'"


def read_fields(path: Path) -> dict[str, Any]:
    """A JSON object in a file of voices. Raises EngineUnavailable or BadSetting."""
    content = read_json(path, "voice file")
    if not isinstance(content, dict):
        raise BadSetting(f"{path} holds no JSON object; give a file of voices.")
    return content


def _aliases(preset: Any) -> list[Any]:
    aliases = preset.get("aliases", []) if isinstance(preset, dict) else []
    return aliases if isinstance(aliases, list) else []
