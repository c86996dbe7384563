"""Log-mel features as Kaldi makes them, which NeuCodec's semantic encoder was trained on.

Made with numpy, since torchaudio, which others take for this, has no build that goes with every
torch. The formulas are Kaldi's (`feat/feature-fbank.cc`, `feat/mel-computations.cc`).
"""

import numpy as np
import numpy.typing as npt
from numpy.typing import NDArray

RATE = 16_000
BINS = 80
FRAME, SHIFT, FFT = 400, 160, 512
_LOWEST, _HIGHEST = 20.0, RATE / 2
_PREEMPHASIS = 0.97
_FLOOR = np.float64(np.finfo(np.float32).eps)

Features = NDArray[np.float32]
"""Float32 [frames, 80], a frame every 10 ms."""


def log_mel(samples: NDArray[np.float32]) -> Features:
    """Features of mono samples at 16 kHz, full scale ±1.0, as whole frames of 25 ms."""
    frames = np.lib.stride_tricks.sliding_window_view(samples.astype(np.float64), FRAME)[::SHIFT]
    frames = frames * 32_768.0
    frames = frames - frames.mean(axis=1, keepdims=True)
    before = np.concatenate([frames[:, :1], frames[:, :-1]], axis=1)
    windowed = (frames - _PREEMPHASIS * before) * _window()
    power = np.abs(np.fft.rfft(windowed, FFT)) ** 2
    energies = power[:, : FFT // 2] @ _triangles().T
    features: Features = np.log(np.maximum(energies, _FLOOR)).astype(np.float32)
    return features


def normalized(features: Features) -> Features:
    """Each bin with mean 0 and variance 1 over time."""
    spread = np.sqrt(features.var(axis=0, ddof=1) + 1e-7)
    flat: Features = ((features - features.mean(axis=0)) / spread).astype(np.float32)
    return flat


def _window() -> NDArray[np.float64]:
    """Kaldi's "povey" window: Hann's to the power of 0.85."""
    window: NDArray[np.float64] = np.hanning(FRAME) ** 0.85
    return window


def _triangles() -> NDArray[np.float64]:
    """Weights [80, 256]: triangles of equal width in mel, over the FFT's bins without the last."""
    edges = np.linspace(_mel(np.float64(_LOWEST)), _mel(np.float64(_HIGHEST)), BINS + 2)
    left, centre, right = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    at = _mel(np.arange(FFT // 2) * (RATE / FFT))[None, :]
    rising, falling = (at - left) / (centre - left), (right - at) / (right - centre)
    weights: NDArray[np.float64] = np.maximum(np.minimum(rising, falling), 0.0)
    return weights


def _mel(hertz: npt.ArrayLike) -> NDArray[np.float64]:
    mel: NDArray[np.float64] = 1127.0 * np.log1p(np.asarray(hertz) / 700.0)
    return mel
