"""Synthesis: pulses at a pitch and noise, each under a filter, as torch learns with it.

The phase of the pulses runs through the utterance. So the network needn't learn phases, as other
small codecs do, and a few minutes of learning are enough. `decoder.py` writes the same as ONNX.
"""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.house_voice.filters import (
    BANDS,
    HARMONICS_TO,
    band_map,
    minimum_phase,
    turn_map,
    window,
)
from training.house_voice.frames import FFT, RATE, STEP

FLAT = 1e-5
"""A sine below which Dirichlet's kernel is at its top."""


class Synthesis(nn.Module):
    """Frames at 100 a second → sound, from the middle of the first to that of the last."""

    def __init__(self) -> None:
        super().__init__()
        bands = band_map(BANDS)
        matrices = {"bands": bands, "phases": minimum_phase(bands), "turns": turn_map(),
                    "window": window()}  # fmt: skip
        for name, matrix in matrices.items():
            self.register_buffer(name, torch.from_numpy(matrix), persistent=False)

    def forward(
        self, pitch: Tensor, tone: Tensor, noise: Tensor, turns: Tensor, hiss: Tensor | None = None
    ) -> Tensor:
        """What `Shaper` tells of N frames → [B, 240·(N - 1)]; the noise is drawn without `hiss`."""
        pulses = pulses_of(pitch)
        hiss = torch.randn_like(pulses) if hiss is None else hiss
        phase = tone @ self.phases + turns @ self.turns
        voiced = self._framed(pulses) * torch.polar((tone @ self.bands).exp(), phase)
        breath = torch.polar((noise @ self.bands).exp(), noise @ self.phases)
        frames = torch.fft.irfft(voiced + self._framed(hiss) * breath, FFT)
        length = STEP * (frames.shape[1] - 1) + FFT
        laid = functional.fold(
            frames.transpose(1, 2), (1, length), (1, FFT), stride=(1, STEP)
        )[:, 0, 0]  # fmt: skip
        # A frame's window begins one step before its middle.
        return laid[:, STEP : STEP + pulses.shape[1]]

    def _framed(self, wave: Tensor) -> Tensor:
        framed = functional.pad(wave, (STEP, STEP)).unfold(1, 2 * STEP, STEP) * self.window
        return torch.fft.rfft(framed, FFT)


def pulses_of(pitch: Tensor) -> Tensor:
    """Harmonics of equal strength and power 1, from log2 of pitch / 100 Hz: [B, 240·(N - 1)].

    Their sum has a closed form, Dirichlet's kernel, of which the constant is taken away.
    """
    hertz = 100 * torch.exp2(pitch)
    ramp = (torch.arange(STEP, device=pitch.device) + 0.5) / STEP
    hertz = hertz[:, :-1, None] + (hertz[:, 1:] - hertz[:, :-1])[..., None] * ramp
    hertz = hertz.flatten(1)
    cycles = (hertz.double() / RATE).cumsum(1)
    angle = ((cycles - cycles.floor()) * math.pi).float()
    both = 2 * (HARMONICS_TO / hertz).floor() + 1
    below = angle.sin()
    flat = below.abs() < FLAT
    kernel = torch.where(flat, both, (angle * both).sin() / below.masked_fill(flat, 1))
    return (kernel - 1) * (hertz / RATE).sqrt()
