"""The codec: an encoder to one code of 20 ms, and a shaper that tells what a sound is made of.

Their blocks are ConvNeXt's (Z. Liu and others, "A ConvNet for the 2020s", 2022). Only the shaper is
part of the voice.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.house_voice.codes import LEVELS, STRIDES
from training.house_voice.filters import BANDS, TURNS, mel_filters
from training.house_voice.frames import FFT, STEP

MELS = 80
WIDTH, WIDE = 256, 768
SIGHT = 7
SLOW, FAST = 4, 3
"""The shaper's blocks at 50 and at 100 frames a second."""
EPSILON = 1e-5
_QUIET = -5.0
"""Log level of both filters at the start."""


class Block(nn.Module):
    """A deep convolution, a norm, and two matrices with a GELU between."""

    def __init__(self, width: int, wide: int, sight: int) -> None:
        super().__init__()
        self.sight = nn.Conv1d(width, width, sight, padding=sight // 2, groups=width)
        self.norm = nn.LayerNorm(width, eps=EPSILON)
        self.up = nn.Linear(width, wide)
        self.down = nn.Linear(wide, width)
        nn.init.normal_(self.down.weight, std=0.01)

    def forward(self, stream: Tensor) -> Tensor:
        """[B, F, width] → the same."""
        seen = self.sight(stream.transpose(1, 2)).transpose(1, 2)
        return stream + self.down(functional.gelu(self.up(self.norm(seen))))


class Encoder(nn.Module):
    """Sound and pitch → five numbers, not quantized yet."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("mel", torch.from_numpy(mel_filters(MELS, FFT)), persistent=False)
        self.first = nn.Conv1d(MELS + 1, WIDTH, 5, padding=2)
        self.fast = nn.Sequential(*(Block(WIDTH, 2 * WIDTH, 5) for _ in range(2)))
        self.halve = nn.Conv1d(WIDTH, WIDTH, 4, 2, 1)
        self.slow = nn.Sequential(*(Block(WIDTH, WIDE, 5) for _ in range(4)))
        self.norm = nn.LayerNorm(WIDTH)
        self.last = nn.Linear(WIDTH, len(LEVELS))

    def forward(self, wave: Tensor, pitch: Tensor) -> Tensor:
        """wave [B, 480·F], log2 of pitch / 100 Hz [B, 2·F] → [B, F, 5]."""
        seen = torch.cat([_log_mel(wave, self.mel), pitch[:, None]], 1)
        stream = self.fast(functional.gelu(self.first(seen).transpose(1, 2)))
        stream = self.halve(stream.transpose(1, 2)).transpose(1, 2)
        return self.last(self.norm(self.slow(stream))).float()


class Shaper(nn.Module):
    """Levels → a pitch and two filters, 100 times a second."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv1d(len(LEVELS), WIDTH, SIGHT, padding=SIGHT // 2)
        self.slow = nn.Sequential(*(Block(WIDTH, WIDE, SIGHT) for _ in range(SLOW)))
        self.twice = nn.Linear(WIDTH, 2 * WIDTH)
        self.fast = nn.Sequential(*(Block(WIDTH, WIDE, SIGHT) for _ in range(FAST)))
        self.norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.last = nn.Linear(WIDTH, 1 + 2 * BANDS + TURNS)
        with torch.no_grad():
            self.last.weight.mul_(0.3)
            self.last.bias.zero_()
            self.last.bias[1 : 1 + 2 * BANDS] = _QUIET

    def forward(self, levels: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """[B, F, 5] → log2 of pitch / 100 Hz [B, 2·F]; log levels of tone and noise; turns."""
        stream = self.first(levels.transpose(1, 2)).transpose(1, 2)
        stream = self.twice(self.slow(stream))
        stream = stream.reshape(stream.shape[0], -1, WIDTH)
        made = self.last(self.norm(self.fast(stream))).float()
        tone, noise, turns = made[..., 1:].split([BANDS, BANDS, TURNS], -1)
        return made[..., 0], tone, noise, turns


def quantized(numbers: Tensor) -> Tensor:
    """Every number at one of its levels, in -1 … 1; gradients pass."""
    half = (torch.tensor(LEVELS, device=numbers.device) - 1) / 2
    soft = torch.tanh(numbers) * half
    return (soft + (soft.round() - soft).detach()) / half


def codes_of(levels: Tensor) -> Tensor:
    """Levels [B, F, 5] in -1 … 1 → codes [B, F]."""
    half = (torch.tensor(LEVELS, device=levels.device) - 1) / 2
    steps = ((levels + 1) * half).round().long()
    return (steps * torch.tensor(STRIDES, device=levels.device)).sum(-1)


def _log_mel(wave: Tensor, filters: Tensor) -> Tensor:
    """[B, 240·N] → about -2 … 2: [B, MELS, N]."""
    pad = (FFT - STEP) // 2
    padded = functional.pad(wave[:, None], (pad, pad), mode="reflect")[:, 0]
    window = torch.hann_window(FFT, device=wave.device)
    spectrum = torch.stft(padded, FFT, STEP, FFT, window, center=False, return_complex=True)
    return ((filters @ spectrum.abs()).clamp(min=1e-4).log() + 4) / 3
