"""StyleTTS2, read from the source of styletts2 0.1.6."""

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from styletts2.tts import SINGLE_INFERENCE_MAX_LEN, StyleTTS2


def load(options: dict[str, Any], voices: dict[str, Any], threads: int, slots: int) -> "StyleVoice":
    """Load the checkpoint, or the one that the package fetches."""
    torch.set_num_threads(threads)
    return StyleVoice(options, voices)


class StyleVoice:
    """One model, which speaks one utterance at a time."""

    together = 1
    sample_rate = 24_000

    def __init__(self, options: dict[str, Any], voices: dict[str, Any]) -> None:
        self._options = options
        self._model = StyleTTS2(
            model_checkpoint_path=options.get("checkpoint"), config_path=options.get("config")
        )
        self._styles = {
            name: self._model.compute_style(voice["reference"])
            for name, voice in voices.items()
            if voice.get("reference")
        }
        self._progress: Callable[[], None] = lambda: None
        parts = self._model.model
        # What is called on the way: its text, each step of the diffusion, its lengths, its sound.
        for part in (
            parts.bert,
            parts.diffusion.unet,
            parts.predictor.text_encoder,
            parts.decoder,
        ):
            part.register_forward_pre_hook(lambda *_: self._progress())

    def speak(self, request: dict[str, Any], progress: Callable[[], None]) -> Any:
        """The sound, float32 [N]."""
        text = request["text"]
        if len(text) > SINGLE_INFERENCE_MAX_LEN:
            raise ValueError(
                f"StyleTTS2 speaks at most {SINGLE_INFERENCE_MAX_LEN} characters at once; lower "
                "'budget' in the model file."
            )
        random.seed(request["seed"])
        np.random.seed(request["seed"])
        torch.manual_seed(request["seed"])
        self._progress = progress
        try:
            return self._model.inference(
                text,
                ref_s=self._styles.get(request["voice"]),
                alpha=self._options["alpha"],
                beta=self._options["beta"],
                diffusion_steps=self._options["diffusion_steps"],
                embedding_scale=self._options["embedding_scale"],
            )
        finally:
            self._progress = lambda: None
