"""Losses of the codec: spectra of several sizes, and a judge that learns to tell it from a teacher.

The judge is made after those of Vocos (H. Siuzdak, 2023) and its like, of complex spectra.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.house_voice.filters import mel_filters

_BANDS = {2048: 128, 1024: 80, 512: 48, 256: 24}
_JUDGED = (2048, 1024, 512)
_WIDTH = 32
_EAR = 0.3
"""Power of a level that ears hear as one twice as loud."""


class Spectra(nn.Module):
    """How far two sounds are apart in their levels, by bins and by bands."""

    def __init__(self) -> None:
        super().__init__()
        for size, bands in _BANDS.items():
            filters = torch.from_numpy(mel_filters(bands, size))
            self.register_buffer(f"mel{size}", filters, persistent=False)

    def forward(self, one: Tensor, other: Tensor) -> Tensor:
        """Sounds [B, N] → a loss."""
        losses = []
        for size in _BANDS:
            levels = [_spectrum(wave, size).abs() for wave in (one, other)]
            mel = getattr(self, f"mel{size}")
            bins, bands = (
                (low[0].clamp(min=floor).log() - low[1].clamp(min=floor).log()).abs().mean()
                for low, floor in ((levels, 1e-3), ([mel @ it for it in levels], 1e-4))
            )
            losses.append(0.5 * bins + bands)
        return torch.stack(losses).mean()


class Judge(nn.Module):
    """Sounds [B, N] → for each of three sizes what each layer makes of it, its verdict last."""

    def __init__(self) -> None:
        super().__init__()
        self.parts = nn.ModuleList(_part() for _ in _JUDGED)

    def forward(self, wave: Tensor) -> list[list[Tensor]]:
        return [
            _seen(part, _spectrum(wave.float(), size))
            for size, part in zip(_JUDGED, self.parts, strict=True)
        ]


def judge_loss(real: Sequence[Sequence[Tensor]], made: Sequence[Sequence[Tensor]]) -> Tensor:
    """The judge's: how ill it tells them apart."""
    margins = [
        functional.relu(1 - own[-1].float()).mean() + functional.relu(1 + other[-1].float()).mean()
        for own, other in zip(real, made, strict=True)
    ]
    return torch.stack(margins).sum()


def codec_loss(real: Sequence[Sequence[Tensor]], made: Sequence[Sequence[Tensor]]) -> Tensor:
    """The codec's: how well the judge tells them apart, and by which layers."""
    told = [-other[-1].float().mean() for other in made]
    apart = [
        (own.float() - other.float()).abs().mean()
        for owns, others in zip(real, made, strict=True)
        for own, other in zip(owns[:-1], others[:-1], strict=True)
    ]
    return torch.stack(told).sum() / 3 + 2 * torch.stack(apart).sum() / 3


def _part() -> nn.ModuleList:
    norm = nn.utils.parametrizations.weight_norm
    first = nn.Conv2d(2, _WIDTH, (3, 9), padding=(1, 4))
    inner = [nn.Conv2d(_WIDTH, _WIDTH, (3, 9), (1, 2), (1, 4)) for _ in range(3)]
    last = [nn.Conv2d(_WIDTH, _WIDTH, 3, padding=1), nn.Conv2d(_WIDTH, 1, 3, padding=1)]
    return nn.ModuleList(norm(layer) for layer in (first, *inner, *last))


def _seen(part: nn.ModuleList, spectrum: Tensor) -> list[Tensor]:
    heard = spectrum * (spectrum.abs() + 1e-5) ** (_EAR - 1)
    seen = [torch.view_as_real(heard).permute(0, 3, 2, 1)]
    for index, layer in enumerate(part):
        before = functional.leaky_relu(seen[-1], 0.1) if index else seen[-1]
        seen.append(layer(before))
    return [functional.leaky_relu(layer, 0.1) for layer in seen[1:-1]] + seen[-1:]


def _spectrum(wave: Tensor, size: int) -> Tensor:
    window = torch.hann_window(size, device=wave.device)
    return torch.stft(wave, size, size // 4, size, window, return_complex=True)
