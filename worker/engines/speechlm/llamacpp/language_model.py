"""A GGUF language model in memory: its weights and its vocabulary, by llama.cpp."""

import ctypes
import threading
from pathlib import Path
from typing import Any, Self

import llama_cpp
import structlog

from voicefarm.errors import EngineUnavailable
from worker.engines.speechlm.llamacpp.dimensions import Dimensions

log = structlog.get_logger()
ALL_LAYERS = -1
_LEVELS = {3: "warning", 4: "error"}


@llama_cpp.llama_log_callback  # type: ignore[untyped-decorator]
def _to_log(level: int, text: bytes, _data: Any) -> None:
    """Hand llama.cpp's own log lines on; what is not a warning is of interest to nobody."""
    if level in _LEVELS and text.strip():
        getattr(log, _LEVELS[level])("llama.cpp", said=text.decode("utf-8", "replace").strip())


_started = threading.Lock()
_running = False


def start_backend() -> None:
    """Start llama.cpp, once per process. Safe to call from any thread."""
    global _running
    with _started:
        if not _running:
            llama_cpp.llama_log_set(_to_log, ctypes.c_void_p(0))
            llama_cpp.llama_backend_init()
            _running = True


def _built_with_amx() -> bool:
    """Whether this llama.cpp multiplies 8-bit weights by AMX, a path that crashes as vendored.

    Without its repacked buffers it doesn't take that path, and is slower than one that was built
    without AMX: docs/performance.md says how.
    """
    if b"AMX_INT8 = 1" not in llama_cpp.llama_print_system_info():
        return False
    log.warning(
        "llama.cpp was built with AMX and runs without repacked weights; see performance.md"
    )
    return True


def load_params(*, offload: bool) -> Any:
    """How llama.cpp shall load: all layers on the GPU, or none."""
    params = llama_cpp.llama_model_default_params()
    params.n_gpu_layers = ALL_LAYERS if offload else 0
    # Read, not mapped: llama.cpp repacks the weights for the CPU, and would keep both copies.
    params.load_mode = llama_cpp.LLAMA_LOAD_MODE_NONE
    params.use_extra_bufts = not _built_with_amx()
    return params


class LanguageModel:
    """The weights and the vocabulary. Tokenizing is thread-safe; a context is not."""

    def __init__(self, handle: Any) -> None:
        self.handle = handle
        self._vocab = llama_cpp.llama_model_get_vocab(handle)
        self.size: int = llama_cpp.llama_vocab_n_tokens(self._vocab)
        header = _Header(handle)
        self.dimensions = Dimensions.of(header, self.size)
        self.trained_context: int = header.number("context_length") or 0

    @classmethod
    def load(cls, path: Path, *, offload: bool = False, vocabulary_only: bool = False) -> Self:
        """Open a GGUF file, with all layers on the GPU when `offload`, or without its weights.

        Raises EngineUnavailable when llama.cpp can't read it.
        """
        start_backend()
        if offload and not llama_cpp.llama_supports_gpu_offload():
            raise EngineUnavailable(
                "device = 'cuda' needs a llama-cpp-python built with CUDA: "
                "CMAKE_ARGS='-DGGML_CUDA=on' pip install --no-binary :all: llama-cpp-python."
            )
        params = load_params(offload=offload)
        params.vocab_only = vocabulary_only
        handle = llama_cpp.llama_model_load_from_file(str(path).encode(), params)
        if not handle:
            raise EngineUnavailable(
                f"llama.cpp can't read {path}: fetch it again, or convert it with this version's "
                "convert_hf_to_gguf.py."
            )
        return cls(handle)

    def token_text(self, token: int) -> str:
        """A token as the vocabulary spells it."""
        text: bytes = llama_cpp.llama_vocab_get_text(self._vocab, token)
        return text.decode("utf-8", "replace")

    def tokenize(self, text: str) -> list[int]:
        """The ids of a prompt; special tokens are read as such, and BOS as the file asks.

        A lone surrogate, which UTF-8 can't hold, is read as a question mark.
        """
        prompt = text.encode("utf-8", "replace")
        room = len(prompt) + 8
        ids = (llama_cpp.llama_token * room)()
        count = llama_cpp.llama_tokenize(self._vocab, prompt, len(prompt), ids, room, True, True)
        if count < 0:
            raise RuntimeError(f"llama.cpp gave {-count} tokens for {len(prompt)} bytes.")
        return list(ids[:count])

    def text_of(self, ids: list[int]) -> str:
        """The text that gives these ids, without the BOS that `tokenize` puts in front."""
        given = (llama_cpp.llama_token * len(ids))(*ids)
        room = 64 + 32 * len(ids)
        buffer = ctypes.create_string_buffer(room)
        length = llama_cpp.llama_detokenize(self._vocab, given, len(ids), buffer, room, True, True)
        if length < 0:
            raise RuntimeError(f"llama.cpp has {-length} bytes for {len(ids)} tokens.")
        return buffer.raw[:length].decode("utf-8", "replace")

    def close(self) -> None:
        """Free the weights; every context over them is freed before."""
        if self.handle:
            llama_cpp.llama_model_free(self.handle)
            self.handle = None


def read_vocabulary(path: Path) -> LanguageModel:
    """The vocabulary of a GGUF file, whose weights are left alone. Raises as `load` does."""
    return LanguageModel.load(path, vocabulary_only=True)


class _Header:
    """The header of an open model, as llama.cpp read it."""

    def __init__(self, handle: Any) -> None:
        self._handle = handle
        self._architecture = self._text("general.architecture")

    def number(self, key: str) -> int | None:
        text = self._text(f"{self._architecture}.{key}")
        return int(text) if text.isdigit() else None

    def _text(self, key: str) -> str:
        buffer = ctypes.create_string_buffer(128)
        length = llama_cpp.llama_model_meta_val_str(self._handle, key.encode(), buffer, 128)
        return buffer.value.decode("utf-8", "replace") if length >= 0 else ""
