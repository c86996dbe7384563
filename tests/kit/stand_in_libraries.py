"""Stand-ins for the libraries of isolated engines: their signatures, and a sound of what was asked.

They say "asked" what they were called with. `tests/unit/test_isolated_adapters.py` compares their
signatures with the true sources where these are installed.
"""

import sys
from collections.abc import Callable
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from worker.engines.isolated.kinds import KINDS, Kind

RATE = 24_000


class Tensor(np.ndarray[Any, Any]):
    """As much of a tensor as the adapters touch."""

    def numpy(self) -> Any:
        """The array itself."""
        return np.asarray(self)


class Part:
    """A part of a network that can be listened to."""

    def __init__(self) -> None:
        self.hooks: list[Callable[..., None]] = []

    def register_forward_hook(self, hook: Callable[..., None]) -> None:
        self.hooks.append(hook)

    register_forward_pre_hook = register_forward_hook

    def run(self) -> None:
        """As a call of it would."""
        for hook in self.hooks:
            hook(self, ())


def _sound(text: str) -> Any:
    """[1, N]"""
    return np.full((1, 100 * len(text)), 0.5, np.float32).view(Tensor)


class _AnyChatterbox:
    """What the three versions have in common."""

    shortest_s = 0.0

    def __init__(self, where: str | None, device: str) -> None:
        self.sr, self.where, self.device = RATE, where, device
        self.t3 = SimpleNamespace(speech_head=Part())
        self.conds: Any = None if where == "voiceless" else "own"
        self.asked: list[dict[str, Any]] = []
        self.read: list[str] = []

    @classmethod
    def from_local(cls, ckpt_dir: Any, device: Any) -> Any:
        return cls(str(ckpt_dir), device)

    @classmethod
    def from_pretrained(cls, device: Any) -> Any:
        return cls(None, device)

    def _prepare(self, path: str, **how: Any) -> None:
        assert self.shortest_s == 0 or "short" not in path, "Audio prompt must be longer!"
        self.read.append(path)
        self.conds = (path, how)

    def _speak(self, text: str, **asked: Any) -> Any:
        self.asked.append({"text": text, "conds": self.conds, **asked})
        for _ in text.split():
            self.t3.speech_head.run()
        return _sound(text)


class ChatterboxTTS(_AnyChatterbox):
    def prepare_conditionals(self, wav_fpath: Any, exaggeration: Any = 0.5) -> None:
        self._prepare(wav_fpath, exaggeration=exaggeration)

    def generate(
        self,
        text: Any,
        repetition_penalty: Any = 1.2,
        min_p: Any = 0.05,
        top_p: Any = 1.0,
        audio_prompt_path: Any = None,
        exaggeration: Any = 0.5,
        cfg_weight: Any = 0.5,
        temperature: Any = 0.8,
    ) -> Any:
        asked = {"exaggeration": exaggeration, "cfg": cfg_weight, "temperature": temperature}
        return self._speak(text, **asked)


class ChatterboxMultilingualTTS(_AnyChatterbox):
    def prepare_conditionals(self, wav_fpath: Any, exaggeration: Any = 0.5) -> None:
        self._prepare(wav_fpath, exaggeration=exaggeration)

    def generate(
        self,
        text: Any,
        language_id: Any,
        audio_prompt_path: Any = None,
        exaggeration: Any = 0.5,
        cfg_weight: Any = 0.5,
        temperature: Any = 0.8,
        repetition_penalty: Any = 2.0,
        min_p: Any = 0.05,
        top_p: Any = 1.0,
    ) -> Any:
        return self._speak(text, language=language_id, exaggeration=exaggeration)


class ChatterboxTurboTTS(_AnyChatterbox):
    shortest_s = 5.0

    def prepare_conditionals(
        self, wav_fpath: Any, exaggeration: Any = 0.5, norm_loudness: Any = True
    ) -> None:
        self._prepare(wav_fpath)

    def generate(
        self,
        text: Any,
        repetition_penalty: Any = 1.2,
        min_p: Any = 0.00,
        top_p: Any = 0.95,
        audio_prompt_path: Any = None,
        exaggeration: Any = 0.0,
        cfg_weight: Any = 0.0,
        temperature: Any = 0.8,
        top_k: Any = 1000,
        norm_loudness: Any = True,
    ) -> Any:
        return self._speak(text, exaggeration=exaggeration, temperature=temperature)


class StyleTTS2:
    def __init__(
        self,
        model_checkpoint_path: Any = None,
        config_path: Any = None,
        phoneme_converter: Any = "gruut",
    ) -> None:
        self.files = (model_checkpoint_path, config_path)
        self.asked: list[dict[str, Any]] = []
        # Its predictor is never called itself, only its parts.
        self.model = SimpleNamespace(
            bert=Part(),
            diffusion=SimpleNamespace(unet=Part()),
            predictor=SimpleNamespace(text_encoder=Part()),
            decoder=Part(),
        )

    def compute_style(self, path: Any) -> Any:
        return f"style of {path}"

    def inference(
        self,
        text: Any,
        target_voice_path: Any = None,
        output_wav_file: Any = None,
        output_sample_rate: Any = 24000,
        alpha: Any = 0.3,
        beta: Any = 0.7,
        diffusion_steps: Any = 5,
        embedding_scale: Any = 1,
        ref_s: Any = None,
    ) -> Any:
        self.asked.append({"text": text, "style": ref_s, "alpha": alpha, "beta": beta})
        parts = self.model
        steps = [parts.diffusion.unet] * diffusion_steps
        for part in (parts.bert, *steps, parts.predictor.text_encoder, parts.decoder):
            part.run()
        return _sound(text)[0]


MODULES: dict[str, dict[str, Any]] = {
    "torch": {"set_num_threads": lambda _: None, "manual_seed": lambda _: None},
    "chatterbox": {},
    "chatterbox.tts": {"ChatterboxTTS": ChatterboxTTS},
    "chatterbox.mtl_tts": {"ChatterboxMultilingualTTS": ChatterboxMultilingualTTS},
    "chatterbox.tts_turbo": {"ChatterboxTurboTTS": ChatterboxTurboTTS},
    "styletts2": {},
    "styletts2.tts": {"StyleTTS2": StyleTTS2, "SINGLE_INFERENCE_MAX_LEN": 420},
}


def load_adapter(
    patch: pytest.MonkeyPatch, kind: str, voices: dict[str, Any], **options: Any
) -> Any:
    """An adapter of the project over its stand-in, loaded as a child loads it."""
    from worker.engines.isolated import child

    for name, content in MODULES.items():
        module = ModuleType(name)
        vars(module).update(content)
        patch.setitem(sys.modules, name, module)
    entry: Kind = KINDS.load(kind)
    checked = entry.options.model_validate(options).model_dump(mode="json", exclude_none=True)
    return child._adapter(str(entry.path)).load(checked, voices, 1, 2)
