"""Chatterbox Turbo on onnxruntime, without torch, by its four public graphs.

- `speech_encoder`: `audio_values` [1, N], 24 kHz → four conditions of a voice
- `embed_tokens`: `input_ids` [1, L] → rows [1, L, 1024]
- `language_model`: `inputs_embeds`, `attention_mask`, `position_ids`, `past_key_values.*` → logits
- `conditional_decoder`: `speech_tokens`, `speaker_embeddings`, `speaker_features` → samples
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import soundfile
import tokenizers

REPOSITORY = "ResembleAI/chatterbox-turbo-ONNX"
USUAL_VOICE = ("onnx-community/chatterbox-multilingual-ONNX", "default_voice.wav")
RATE = 24_000
START, STOP, SILENCE = 6561, 6562, 4299
MOST_TOKENS = 1000
SHORTEST_S = 5.0
PENALTY, TOP_K, TOP_P = 1.2, 1000, 0.95
GRAPHS = ("speech_encoder", "embed_tokens", "language_model", "conditional_decoder")
ENDINGS = {"fp32": "", "fp16": "_fp16", "q8": "_quantized", "q4": "_q4", "q4f16": "_q4f16"}
HEADS, HEAD_SIZE = 16, 64


def load(options: dict[str, Any], voices: dict[str, Any], threads: int, slots: int) -> "TurboVoice":
    """Open the graphs in a folder, or fetch them from the hub."""
    return TurboVoice(options, voices, threads)


class TurboVoice:
    """The graphs. They speak one utterance at a time."""

    together = 1
    sample_rate = RATE

    def __init__(self, options: dict[str, Any], voices: dict[str, Any], threads: int) -> None:
        self._options, self._voices = options, voices
        ending = ENDINGS[options["precision"]]
        files = _files(options.get("folder"), [f"{graph}{ending}" for graph in GRAPHS])
        self._tokenizer = tokenizers.Tokenizer.from_file(str(files.pop("tokenizer.json")))
        opened = [_session(path, threads) for path in files.values()]
        self._encoder, self._embedder, self._model, self._decoder = opened
        self._past = [port for port in self._model.get_inputs() if "past_key_values" in port.name]
        self._prepared: dict[str, list[Any]] = {}

    @property
    def dice(self) -> bool:
        """Whether the seed has a say."""
        return bool(self._options["temperature"] > 0)

    def speak(self, request: dict[str, Any], progress: Callable[[], None]) -> Any:
        """The sound, float32 [N]. It has no watermark."""
        condition, prompt, embedding, features = self._voice(request["voice"])
        tokens = self._tokens(condition, request, progress)
        spoken = np.concatenate([prompt, np.array([tokens + 3 * [SILENCE]], np.int64)], axis=1)
        feeds = {
            "speech_tokens": spoken,
            "speaker_embeddings": embedding,
            "speaker_features": features,
        }
        return self._decoder.run(None, feeds)[0].reshape(-1)

    def _tokens(
        self, condition: Any, request: dict[str, Any], progress: Callable[[], None]
    ) -> list[int]:
        """The tokens of a text, without the one that ends it. Raises ValueError without an end."""
        dice = np.random.default_rng(request["seed"])
        ids = np.array([self._tokenizer.encode(request["text"]).ids], np.int64)
        rows = np.concatenate([condition, self._embedded(ids)], axis=1)
        past = {port.name: _nothing(port) for port in self._past}
        places = np.arange(rows.shape[1], dtype=np.int64)[None]
        tokens: list[int] = []
        for _ in range(MOST_TOKENS):
            feeds = {
                "inputs_embeds": rows,
                "attention_mask": np.ones((1, int(places[0, -1]) + 1), np.int64),
                "position_ids": places,
            }
            logits, *present = self._model.run(None, feeds | past)
            token = _chosen(logits[0, -1], tokens or [START], self._options["temperature"], dice)
            progress()
            if token == STOP:
                return tokens
            if token < START:  # others have no sound
                tokens.append(token)
            past = dict(zip(past, present, strict=True))
            places = places[:, -1:] + 1
            rows = self._embedded(np.array([[token]], np.int64))
        raise ValueError("The speech had no end; write a shorter sentence.")

    def _embedded(self, ids: Any) -> Any:
        return self._embedder.run(None, {"input_ids": ids})[0]

    def _voice(self, name: str) -> list[Any]:
        """A voice's conditions. Its recording is read once. Raises ValueError."""
        if name not in self._prepared:
            path = self._voices[name].get("reference") or _fetched(*USUAL_VOICE)
            recording = _recording(path)
            self._prepared[name] = self._encoder.run(None, {"audio_values": recording[None]})
        return self._prepared[name]


def _chosen(logits: Any, behind: list[int], temperature: float, dice: Any) -> int:
    """A token by temperature, top-k, top-p and then the penalty for what was said before."""
    odds = logits.astype(np.float64)
    if temperature > 0:
        odds = odds / temperature
        order = np.argsort(-odds, kind="stable")
        shares = np.exp(odds[order] - odds[order[0]])
        ahead = np.cumsum(shares / shares.sum()) - shares / shares.sum()
        kept = int(np.count_nonzero(ahead[:TOP_K] < TOP_P))
        odds[order[kept:]] = -np.inf
    said = np.unique(behind)
    odds[said] = np.where(odds[said] < 0, odds[said] * PENALTY, odds[said] / PENALTY)
    if temperature <= 0:
        return int(odds.argmax())
    shares = np.exp(odds - odds.max())
    return int(dice.choice(len(odds), p=shares / shares.sum()))


def _recording(path: str) -> Any:
    """A recording, mono, at 24 kHz, float32 [N]. Raises ValueError."""
    try:
        sound, rate = soundfile.read(path, dtype="float32", always_2d=True)
    except soundfile.LibsndfileError as error:
        raise ValueError(f"The recording {path} can't be read ({error}).") from error
    mono: Any = sound.mean(axis=1)
    if rate != RATE:
        import soxr

        mono = soxr.resample(mono, rate, RATE)
    if len(mono) <= SHORTEST_S * RATE:
        raise ValueError(f"The recording {path} must be longer than {SHORTEST_S:.0f} seconds.")
    return mono


def _files(folder: str | None, graphs: list[str]) -> dict[str, Path]:
    """The files by their names; on the hub each graph has its weights in a file of their own."""
    names = [f"onnx/{graph}.onnx" for graph in graphs]
    if folder:
        return {name: Path(folder, name) for name in [*names, "tokenizer.json"]}
    for name in names:
        _fetched(REPOSITORY, f"{name}_data")
    return {name: Path(_fetched(REPOSITORY, name)) for name in [*names, "tokenizer.json"]}


def _fetched(repository: str, file: str) -> str:
    from huggingface_hub import hf_hub_download

    path: str = hf_hub_download(repository, file)
    return path


def _session(path: Path, threads: int) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _nothing(port: Any) -> Any:
    kind = np.float16 if port.type == "tensor(float16)" else np.float32
    return np.zeros((1, HEADS, 0, HEAD_SIZE), kind)
