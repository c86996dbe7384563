"""The engine whose models speak in a child process."""

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from voicefarm.errors import EngineUnavailable, SynthesisFailed
from voicefarm.models import Model
from worker.engines import Speech, Utterance, check_voice, closed_error
from worker.engines.isolated.child_process import Child, ChildGone, check_rate
from worker.engines.isolated.environments import python_of
from worker.engines.isolated.kinds import KINDS, Kind, LibraryOptions
from worker.engines.isolated.settings import (
    IsolatedSettings,
    check_files,
    read_settings,
    voice_options,
)
from worker.engines.isolated.sounds import with_known_sounds
from worker.engines.recording import nothing_said
from worker.slots.watch import Watch

_CHILDREN = 5
"""Children that a chunk may outlive while it waits."""


class IsolatedEngine:
    """Speaks by a library in a Python of its own. Safe from any thread.

    The child is started anew when it dies. What was in it fails, and is tried again as any failed
    take is.
    """

    def __init__(self, model: Model, settings: IsolatedSettings, start: Mapping[str, Any]) -> None:
        self._model, self._settings, self._start = model, settings, start
        self._python, self._adapter = _program(settings)
        self._starting = threading.Lock()
        self._closed = False
        self._child = self._new_child()

    @classmethod
    def suggest_slots(cls, model: Model, *, threads: int) -> int:
        """One in work, and one that waits behind it. Raises BadSetting."""
        read_settings(model)
        return 2

    @classmethod
    def load(cls, model: Model, *, slots: int, threads: int) -> Self:
        """Start the child and wait until it can speak."""
        settings = read_settings(model)
        start = {
            "options": _options(settings, model),
            "voices": voice_options(model, settings),
            "threads": threads,
            "slots": slots,
        }
        engine = cls(model, settings, start)
        try:
            check_rate(engine._child.wait_until_loaded(), model.sample_rate, model.name)
        except BaseException:
            engine.close()
            raise
        return engine

    def synthesize(self, utterance: Utterance, watch: Watch) -> Speech:
        """Speak one utterance. Raises SynthesisFailed too when the child dies of it."""
        if self._closed:
            raise closed_error()
        check_voice(self._model, utterance)
        watch.check()
        text = text_for(self._settings, self._model, utterance.text)
        if not any(sign.isalnum() for sign in text):
            return nothing_said(text, self._model, None)
        request = {
            "text": text,
            "language": utterance.language,
            "voice": utterance.voice,
            "speed": utterance.speed,
            "seed": utterance.seed,
        }
        for _ in range(_CHILDREN):
            child = self._living_child()
            loaded = child.wait_until_loaded(watch)
            try:
                samples = child.speak(request, watch, self._settings.patience_s)
            except ChildGone:
                continue
            return Speech(samples, dice=bool(loaded["dice"]))
        raise SynthesisFailed(
            f"{_CHILDREN} processes of the engine ended before they came to this chunk; look at "
            "the worker's log."
        )

    def close(self) -> None:
        """End the child."""
        with self._starting:
            self._closed = True
            self._child.close()

    def _living_child(self) -> Child:
        with self._starting:
            if self._closed:
                raise closed_error()
            if not self._child.alive:
                self._child.close()
                self._child = self._new_child()
            return self._child

    def _new_child(self) -> Child:
        return Child(self._python, self._adapter, self._start, start_s=self._settings.start_s)


def text_for(settings: IsolatedSettings, model: Model, text: str) -> str:
    """What the library gets of a text. An adapter of one's own gets it as it is."""
    if settings.kind is None:
        return text
    return with_known_sounds(text, _checked_options(settings, model).sounds)


def _program(settings: IsolatedSettings) -> tuple[Path, Path]:
    """The Python and the adapter. Raises EngineUnavailable."""
    python = settings.python or python_of(settings.kind)
    adapter = settings.adapter or _kind(settings).path
    for path in (python, adapter):
        if not path.exists():
            raise EngineUnavailable(f"{path} doesn't exist; correct the model file.")
    return python, adapter


def _kind(settings: IsolatedSettings) -> Kind:
    kind: Kind = KINDS.load(settings.kind or "")
    return kind


def _options(settings: IsolatedSettings, model: Model) -> Mapping[str, Any]:
    if settings.kind is None:
        return settings.options
    options = _checked_options(settings, model)
    check_files(model, options, "settings", "options")
    return options.model_dump(mode="json", exclude_none=True)


def _checked_options(settings: IsolatedSettings, model: Model) -> LibraryOptions:
    """The options of a known kind, which were checked when they were read."""
    return _kind(settings).options.model_validate(
        settings.options, context={"folder": model.folder}
    )
