"""Learning the codec: encoder and shaper together, with a judge from the middle on."""

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from training.house_voice.codec import Encoder, Shaper, codes_of, quantized
from training.house_voice.frames import HOP, STEP
from training.house_voice.kokoro import Reading
from training.house_voice.losses import Judge, Spectra, codec_loss, judge_loss
from training.house_voice.synthesis import Synthesis

SHARES = {"en": 5 / 8, "vi": 3 / 8}
"""Of a step."""
TOGETHER = 32
"""Readings that are encoded at a time."""


@dataclass(frozen=True)
class CodecCourse:
    """How to learn."""

    seconds: float = 180
    steps: int = 0
    """Where above 0, so many steps instead of seconds."""
    batch: int = 64
    segment: int = 64
    """Codes of a piece: 1.28 s."""
    rate: float = 8e-4
    judge_rate: float = 3e-4
    judged_from: float = 0.5
    """Share of the course after which there is a judge, of every other piece."""
    warming: int = 100
    told_every: int = 100
    seed: int = 1


class CodecLearner:
    """Encoder and shaper on their way."""

    def __init__(self, course: CodecCourse, device: str) -> None:
        torch.manual_seed(course.seed)
        self.course, self.device = course, device
        self.encoder, self.shaper = Encoder().to(device), Shaper().to(device)
        self._synthesis, self._spectra = Synthesis().to(device), Spectra().to(device)
        self._judge = Judge().to(device)
        self._own = [*self.encoder.parameters(), *self.shaper.parameters()]
        self._optimizer = torch.optim.AdamW(self._own, betas=(0.8, 0.98), weight_decay=0.01)
        self._judges = torch.optim.AdamW(
            self._judge.parameters(), course.judge_rate, betas=(0.8, 0.98)
        )

    def learn(self, readings: Mapping[str, Sequence[Reading]]) -> None:
        """Take steps until the course is over."""
        sounds = {
            language: tuple(
                torch.from_numpy(np.concatenate([getattr(it, part) for it in own])).to(self.device)
                for part in ("samples", "pitch")
            )
            for language, own in readings.items()
        }
        began, step = time.monotonic(), 0
        while (share := self._share(step, time.monotonic() - began)) < 1:
            rising = min(1, (step + 1) / self.course.warming)
            falling = 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * share))
            for group in self._optimizer.param_groups:
                group["lr"] = self.course.rate * rising * falling
            told = self._take_step(*self._drawn(sounds), judged=share > self.course.judged_from)
            step += 1
            if step % self.course.told_every == 0:
                print(f"codec: step {step}, {share:.1%}: {told}", flush=True)
        self.encoder.eval()
        self.shaper.eval()

    def _share(self, step: int, seconds: float) -> float:
        steps = self.course.steps
        return step / steps if steps else seconds / self.course.seconds

    def _drawn(self, sounds: Mapping[str, tuple[Tensor, ...]]) -> tuple[Tensor, Tensor]:
        """Pieces of both languages: waves [B, 480·F], pitches [B, 2·F]."""
        length = self.course.segment
        waves, pitches = [], []
        for language, (samples, pitch) in sounds.items():
            count = round(self.course.batch * SHARES[language])
            starts = torch.randint(
                0, len(samples) // HOP - length, (count, 1), device=self.device
            )  # fmt: skip
            ramps = [torch.arange(per * length, device=self.device) for per in (HOP, 2)]
            waves.append(samples[starts * HOP + ramps[0]].float() / 32767)
            pitches.append(pitch[starts * 2 + ramps[1]].float())
        return torch.cat(waves), torch.cat(pitches)

    def _take_step(self, wave: Tensor, pitch: Tensor, *, judged: bool) -> str:
        """Returns a line that tells of it."""
        with self._autocast():
            levels = quantized(self.encoder(wave, pitch))
            told, tone, noise, turns = self.shaper(levels)
        # With the teacher's own pitch, so that harmonics lie where they should.
        made = self._synthesis(pitch, tone, noise, turns)
        real = wave[:, STEP // 2 : -(STEP // 2)]
        loud = functional.avg_pool1d(wave[:, None] ** 2, STEP, STEP)[:, 0] > 1e-5
        off = ((told - pitch).abs() * loud).sum() / loud.sum().clamp(min=1)
        apart = self._spectra(made, real)
        loss = 15 * apart + 10 * off
        if judged:
            loss = loss + self._judged(made[::2], real[::2])
        self._optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._own, 10.0)
        self._optimizer.step()
        return f"spectra {apart.item():.3f}, pitch {off.item():.3f} octaves off"

    def _judged(self, made: Tensor, real: Tensor) -> Tensor:
        """A step of the judge, and what it then holds against the codec."""
        with self._autocast():
            self._judges.zero_grad()
            judge_loss(self._judge(real), self._judge(made.detach())).backward()
            self._judges.step()
            with torch.no_grad():
                wanted = self._judge(real)
            self._judge.requires_grad_(False)
            held = codec_loss(wanted, self._judge(made))
            self._judge.requires_grad_(True)
        return held

    @torch.no_grad()
    def encode(self, readings: Sequence[Reading]) -> list[NDArray[np.int16]]:
        """The codes of each reading."""
        order = sorted(range(len(readings)), key=lambda index: len(readings[index].places))
        made: dict[int, NDArray[np.int16]] = {}
        for start in range(0, len(order), TOGETHER):
            group = order[start : start + TOGETHER]
            waves, pitches = _padded([readings[index] for index in group])
            with self._autocast():
                numbers = self.encoder(waves.to(self.device), pitches.to(self.device))
            codes = codes_of(quantized(numbers)).cpu().numpy().astype(np.int16)
            for row, index in enumerate(group):
                made[index] = codes[row, : len(readings[index].places)]
        return [made[index] for index in range(len(readings))]

    def _autocast(self) -> torch.autocast:
        return torch.autocast(self.device, torch.bfloat16)


def _padded(readings: Sequence[Reading]) -> tuple[Tensor, Tensor]:
    """Waves with silence and pitches held at their ends, all as long as the longest."""
    longest = max(len(it.places) for it in readings)
    waves = [np.pad(it.samples, (0, HOP * longest - len(it.samples))) for it in readings]
    pitches = [np.pad(it.pitch, (0, 2 * longest - len(it.pitch)), mode="edge") for it in readings]
    return (
        torch.from_numpy(np.stack(waves)).float() / 32767,
        torch.from_numpy(np.stack(pitches)).float(),
    )
