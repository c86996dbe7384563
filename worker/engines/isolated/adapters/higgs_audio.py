"""Higgs Audio V2, by the classes of transformers 5.23."""

from collections.abc import Callable
from typing import Any

import torch
from transformers import (
    AutoProcessor,
    HiggsAudioV2ForConditionalGeneration,
    StoppingCriteria,
    StoppingCriteriaList,
)

RATE = 24_000


def load(options: dict[str, Any], voices: dict[str, Any], threads: int, slots: int) -> "Higgs":
    """Load model and processor from a folder or the hub."""
    torch.set_num_threads(threads)
    return Higgs(options, voices)


class _Steps(StoppingCriteria):  # type: ignore[misc]
    """Tells of every step, and never stops."""

    def __init__(self, progress: Callable[[], None]) -> None:
        self._progress = progress

    def __call__(self, input_ids: Any, scores: Any, **_: Any) -> Any:
        self._progress()
        return torch.zeros(input_ids.shape[0], dtype=torch.bool, device=input_ids.device)


class Higgs:
    """One model, which speaks one utterance at a time."""

    together = 1
    sample_rate = RATE

    def __init__(self, options: dict[str, Any], voices: dict[str, Any]) -> None:
        self._options, self._voices = options, voices
        where, device = options["repository"], options["device"]
        kind = torch.bfloat16 if device == "cuda" else torch.float32
        self._processor = AutoProcessor.from_pretrained(where, device_map=device)
        self._model = HiggsAudioV2ForConditionalGeneration.from_pretrained(
            where, device_map=device, dtype=kind
        ).eval()

    @property
    def dice(self) -> bool:
        """Whether the seed has a say."""
        return bool(self._options["temperature"] > 0)

    def speak(self, request: dict[str, Any], progress: Callable[[], None]) -> Any:
        """The sound, float32 [N]."""
        torch.manual_seed(request["seed"])
        inputs = self._processor.apply_chat_template(
            self._conversation(request),
            add_generation_prompt=True,
            tokenize=True,
            return_dict=True,
            sampling_rate=RATE,
            return_tensors="pt",
        ).to(self._model.device)
        with torch.inference_mode():
            codes = self._model.generate(
                **inputs,
                **self._sampling(),
                max_new_tokens=self._options["most_tokens"],
                stopping_criteria=StoppingCriteriaList([_Steps(progress)]),
            )
        (sound,) = self._processor.batch_decode(codes)
        return sound.float().numpy()

    def _sampling(self) -> dict[str, Any]:
        if not self.dice:
            return {"do_sample": False}
        options = self._options
        return {"do_sample": True, "temperature": options["temperature"], "top_p": options["top_p"]}

    def _conversation(self, request: dict[str, Any]) -> list[dict[str, Any]]:
        voice = self._voices[request["voice"]]
        told = [_said("system", "Generate audio following instruction.")]
        if reference := voice.get("reference"):
            if not voice.get("reference_text"):
                raise ValueError("A voice with a 'reference' needs its 'reference_text'.")
            sound = {"role": "assistant", "content": [{"type": "audio", "url": reference}]}
            told += [_said("user", voice["reference_text"]), sound]
        return [*told, _said("user", request["text"])]


def _said(role: str, text: str) -> dict[str, Any]:
    return {"role": role, "content": [{"type": "text", "text": text}]}
