"""Readings: both teachers at work, in processes of their own, for as long as they are given."""

import pickle
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.multiprocessing as processes
from numpy.typing import NDArray

from training.house_voice.alignment import align
from training.house_voice.corpus import Line
from training.house_voice.frames import HOP, RATE
from training.house_voice.kokoro import Kokoro, Reading
from training.house_voice.pitch import continuous, heard_pitch, resampled
from training.house_voice.teacher import Teacher

PART = 40
"""Readings of a file."""
BLOCK = 441
"""Samples at 22,050 Hz of one code."""
_CHUNK = 30_000
"""Codes of which the pitch is looked for at a time."""


@dataclass(frozen=True)
class Files:
    """What Kokoro is made of."""

    graph: Path
    vocabulary: Path
    style: Path


Numbered = tuple[int, str, str]
"""A line's number, what is spoken, its phonemes."""
Raw = tuple[int, NDArray[np.float32], NDArray[np.int16]]
"""A line's number, espeak-ng's sound at 22,050 Hz, the places of its codes."""


def have_read(
    folder: Path, texts: Sequence[Line], files: Files, device: str, *, workers: int, seconds: float
) -> None:
    """Have Kokoro read the English texts in `workers` processes, espeak-ng the others in as many.

    The sentences kept from training come first, the others in their order, until time is over.
    """
    folder.mkdir(parents=True, exist_ok=True)
    until = time.time() + seconds
    lines = {
        language: [(number, it.spoken, it.phonemes) for number, it in enumerate(texts)
                   if it.language == language]
        for language in ("en", "vi")
    }  # fmt: skip
    context = processes.get_context("spawn")
    started = []
    for rank in range(workers):
        for target, given in ((_kokoro, (files, device)), (_espeak, ())):
            own = lines["en" if target is _kokoro else "vi"][rank::workers]
            started.append(context.Process(target=target, args=(folder, rank, own, until, *given)))
            started[-1].start()
    for process in started:
        process.join()


def read_english(folder: Path) -> dict[int, Reading]:
    """Kokoro's readings by the numbers of their lines."""
    return dict(it for path in sorted(folder.glob("en-*.pickle")) for it in _read(path))


def read_vietnamese(folder: Path, level: float, device: str) -> dict[int, Reading]:
    """espeak-ng's readings at 24 kHz, as loud as `level` (a root mean square), with their pitch."""
    raw: list[Raw] = [it for path in sorted(folder.glob("vi-*.pickle")) for it in _read(path)]
    own = float(np.sqrt(np.mean([samples.var() for _, samples, _ in raw[:200]])))
    # A code of silence on either side: the teacher begins and ends in the midst of sound.
    counts = [len(places) + 2 for _, _, places in raw]
    starts = np.cumsum([0, *counts])
    whole = np.zeros(BLOCK * starts[-1], np.float32)
    for (_, samples, places), start in zip(raw, starts, strict=False):
        kept = samples[: BLOCK * len(places)]
        whole[BLOCK * (start + 1) :][: len(kept)] = kept * (level / own)
    sound, pitch = _at_our_rate(whole, device)
    return {
        number: Reading(
            sound[HOP * start : HOP * (start + count)],
            pitch[2 * start : 2 * (start + count)],
            np.pad(places, 1, mode="edge"),
        )
        for (number, _, places), start, count in zip(raw, starts, counts, strict=False)
    }


def level_of(readings: Sequence[Reading]) -> float:
    """The root mean square of some."""
    levels = [(it.samples.astype(np.float32) / 32767).var() for it in readings[:200]]
    return float(np.sqrt(np.mean(levels)))


def _at_our_rate(
    whole: NDArray[np.float32], device: str
) -> tuple[NDArray[np.int16], NDArray[np.float16]]:
    sounds, pitches, voices = [], [], []
    for start in range(0, len(whole), BLOCK * _CHUNK):
        piece = torch.from_numpy(whole[start : start + BLOCK * _CHUNK]).to(device)
        sound = resampled(piece)
        hertz, voiced = heard_pitch(sound)
        sounds.append((sound.clamp(-1, 1) * 32767).to(torch.int16).cpu().numpy())
        pitches.append(hertz)
        voices.append(voiced)
    return np.concatenate(sounds), continuous(np.concatenate(pitches), np.concatenate(voices))


def _kokoro(
    folder: Path, rank: int, lines: Sequence[Numbered], until: float, files: Files, device: str
) -> None:
    torch.set_num_threads(1)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    teacher = Kokoro(files.graph, files.vocabulary, files.style, device)

    def read(line: Numbered) -> tuple[int, Reading] | None:
        made = teacher.read(line[2])
        return (line[0], made) if made else None

    _write(folder / f"en-{rank:02d}", lines, until, read)


def _espeak(folder: Path, rank: int, lines: Sequence[Numbered], until: float) -> None:
    torch.set_num_threads(1)
    teacher = Teacher()
    step = HOP * teacher.sample_rate / RATE

    def read(line: Numbered) -> Raw | None:
        number, spoken, phonemes = line
        reading = teacher.read(spoken, "vi")
        count = -(-len(reading.samples) // BLOCK)
        if count < PART // 10:
            return None
        return number, reading.samples, align(phonemes, reading.phonemes, count, step)

    _write(folder / f"vi-{rank:02d}", lines, until, read)


def _write(
    stem: Path, lines: Sequence[Numbered], until: float, read: Callable[[Numbered], object]
) -> None:
    """Read until time is over; write every `PART` readings down, whole or not at all."""
    made: list[object] = []

    def flush() -> None:
        path = stem.with_name(f"{stem.name}-{time.monotonic_ns()}.pickle")
        part = path.with_suffix(".part")
        part.write_bytes(pickle.dumps(made))
        part.rename(path)
        made.clear()

    for line in lines:
        if time.time() > until:
            break
        if found := read(line):
            made.append(found)
        if len(made) == PART:
            flush()
    flush()


def _read(path: Path) -> list:  # type: ignore[type-arg]
    """A file of this recipe's own."""
    return list(pickle.loads(path.read_bytes()))
