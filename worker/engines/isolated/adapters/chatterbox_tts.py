"""Chatterbox, read from the source of chatterbox-tts 0.1.7: original, multilingual and turbo."""

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import torch


def load(options: dict[str, Any], voices: dict[str, Any], threads: int, slots: int) -> "Chatterbox":
    """Load the chosen version from a folder or the hub."""
    torch.set_num_threads(threads)
    return Chatterbox(options, voices)


def _version(name: str) -> Any:
    if name == "multilingual":
        from chatterbox.mtl_tts import ChatterboxMultilingualTTS

        return ChatterboxMultilingualTTS
    if name == "turbo":
        from chatterbox.tts_turbo import ChatterboxTurboTTS

        return ChatterboxTurboTTS
    from chatterbox.tts import ChatterboxTTS

    return ChatterboxTTS


class Chatterbox:
    """One model. It keeps the voice of its last utterance, so it speaks one at a time."""

    together = 1

    def __init__(self, options: dict[str, Any], voices: dict[str, Any]) -> None:
        self._options, self._voices = options, voices
        version = _version(options["version"])
        if folder := options.get("folder"):
            self._model = version.from_local(folder, options["device"])
        else:
            self._model = version.from_pretrained(options["device"])
        self._prepared: dict[str | None, Any] = {}
        if self._model.conds is not None:
            self._prepared[None] = self._model.conds
        self.sample_rate = self._model.sr
        self._progress: Callable[[], None] = lambda: None
        # The head makes the scores of every code, so it tells how the work goes on.
        self._model.t3.speech_head.register_forward_hook(lambda *_: self._progress())

    def speak(self, request: dict[str, Any], progress: Callable[[], None]) -> Any:
        """The sound, float32 [N]. Its makers' watermark is in it."""
        self._model.conds = self._voice(request["voice"])
        random.seed(request["seed"])
        np.random.seed(request["seed"])
        torch.manual_seed(request["seed"])
        self._progress = progress
        try:
            sound = self._model.generate(request["text"], **self._how(request))
        finally:
            self._progress = lambda: None
        return sound.squeeze(0).numpy()

    def _how(self, request: dict[str, Any]) -> dict[str, Any]:
        options = self._options
        how: dict[str, Any] = {"temperature": options["temperature"]}
        if options["version"] != "turbo":
            how |= {**self._strength(), "cfg_weight": options["cfg_weight"]}
        if options["version"] == "multilingual":
            how["language_id"] = request["language"].split("-")[0]
        return how

    def _voice(self, name: str) -> Any:
        """A voice as the model takes it. Its recording is read once. Raises ValueError."""
        reference = self._voices[name].get("reference")
        if reference not in self._prepared:
            if reference is None:
                raise ValueError(
                    "This model has no voice of its own; give its voice a 'reference'."
                )
            try:
                self._model.prepare_conditionals(reference, **self._strength())
            except AssertionError as error:  # turbo wants more than 5 seconds
                raise ValueError(str(error)) from error
            self._prepared[reference] = self._model.conds
        return self._prepared[reference]

    def _strength(self) -> dict[str, Any]:
        """Turbo has none."""
        if self._options["version"] == "turbo":
            return {}
        return {"exaggeration": self._options["exaggeration"]}
