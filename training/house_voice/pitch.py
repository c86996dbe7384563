"""Pitch and rate: espeak-ng's sound at 24 kHz, and the pitch of it."""

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from training.house_voice.frames import RATE, STEP

DOWN, UP = 147, 160
"""22,050 Hz to 24,000 Hz."""
_REACH = 24
_CUTOFF = 0.99
_ROUGH = 6000
"""Hz at which pitch is looked for."""
_LOW, _HIGH = 65.0, 230.0
_SPAN = 240
"""Samples at 6 kHz that are compared with as many later ones: 40 ms."""
_LONG_COSTS = 0.2
"""Taken off the likeness of the longest period: twice a period is as like as the period."""
_LIKE, _LOUD = 0.6, 0.02


def resampled(samples: Tensor) -> Tensor:
    """[N] at 22,050 Hz, N a multiple of 147 → [N · 160 / 147] at 24 kHz."""
    taps = torch.arange(-_REACH, DOWN + _REACH, dtype=torch.float64)
    away = taps[None] - (torch.arange(UP, dtype=torch.float64) * DOWN / UP)[:, None]
    fade = torch.cos((away / _REACH).clamp(-1, 1) * math.pi / 2) ** 2
    kernel = (torch.sinc(away * _CUTOFF) * _CUTOFF * fade).float().to(samples.device)
    padded = functional.pad(samples, (_REACH, _REACH))[None, None]
    return functional.conv1d(padded, kernel[:, None], stride=DOWN)[0].T.flatten()


def heard_pitch(wave: Tensor) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Hz every 10 ms of a sound at 24 kHz [240·N], and whether there is voice: [N] each.

    The lag at which a stretch of sound is most like itself, between those of 65 and 230 Hz.
    """
    count = len(wave) // STEP
    shortest, longest = int(_ROUGH / _HIGH), int(_ROUGH / _LOW) + 1
    frames = _stretches(wave, count, _SPAN + longest)
    size = 1 << (2 * (_SPAN + longest) - 1).bit_length()
    first = torch.fft.rfft(frames[:, :_SPAN], size).conj()
    alike = torch.fft.irfft(first * torch.fft.rfft(frames, size), size)[:, : longest + 1]
    power = functional.pad((frames**2).cumsum(1), (1, 0))
    own, later = power[:, _SPAN : _SPAN + 1], power[:, _SPAN:] - power[:, : longest + 1]
    alike = alike / (own * later + 1e-6).sqrt()
    costs = _LONG_COSTS * torch.arange(longest + 1, device=wave.device) / longest
    weighed = alike * (1 - costs)
    weighed[:, :shortest] = -1
    best = weighed[:, 1:-1].argmax(1) + 1
    before, top, after = (alike.gather(1, (best + by)[:, None])[:, 0] for by in (-1, 0, 1))
    bend = (before - 2 * top + after).clamp(max=-1e-4)
    hertz = _ROUGH / (best + (0.5 * (before - after) / bend).clamp(-0.5, 0.5))
    hertz = functional.pad(hertz[None], (1, 1), mode="replicate")[0].unfold(0, 3, 1).median(1)[0]
    voiced = (top > _LIKE) & (own[:, 0] > _LOUD * own.mean())
    return hertz.cpu().numpy(), voiced.cpu().numpy()


def continuous(
    hertz: NDArray[np.floating], voiced: NDArray[np.bool_], at: NDArray[np.floating] | None = None
) -> NDArray[np.float16]:
    """log2 of pitch / 100 Hz, with straight lines where there is no voice; at places `at`."""
    places = np.arange(len(hertz)) if at is None else at
    known = np.flatnonzero(voiced)
    return np.interp(places, known, np.log2(hertz[known] / 100)).astype(np.float16)


def _stretches(wave: Tensor, count: int, length: int) -> Tensor:
    """Stretches around the middles of frames, at 6 kHz and without its upper part: [N, length]."""
    window = torch.hann_window(33, device=wave.device)
    soft = functional.conv1d(wave[None, None], (window / window.sum())[None, None], padding=16)
    rough = functional.pad(soft[0, 0, :: RATE // _ROUGH], (length // 2, length))
    step = STEP * _ROUGH // RATE
    return rough[step // 2 :].unfold(0, length, step)[:count]
