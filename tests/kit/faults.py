"""A fault engine: damages sound takes on purpose, each fault in many sizes.

Every function takes a wave (float32 [N]), its rate and a random generator, and returns the damaged
one; what it does is what speech engines do on a bad night.
"""

from collections.abc import Callable

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Wave = NDArray[np.float32]


def truncated(wave: Wave, rate: int, dice: Generator) -> Wave:
    """It ends after 20 to 80 % of its length."""
    return wave[: int(len(wave) * dice.uniform(0.2, 0.8))].copy()


def looped(wave: Wave, rate: int, dice: Generator) -> Wave:
    """It is stuck on 0.25 to 1 s, three to eight times more; half of the time for good."""
    length = int(min(rate * dice.uniform(0.25, 1.0), len(wave) / 2))
    start = _in_speech(wave, length, dice)
    passage = wave[start : start + length]
    again = [_varied(passage, dice) for _ in range(dice.integers(3, 9))]
    rest = wave[start + length :] if dice.random() < 0.5 else wave[:0]
    return np.concatenate([wave[: start + length], *again, rest])


def silent(wave: Wave, rate: int, dice: Generator) -> Wave:
    """Nothing but faint noise, all along or after the first 10 to 60 %."""
    noise = dice.standard_normal(len(wave)).astype(np.float32) * 10 ** dice.uniform(-5, -3.7)
    if dice.random() < 0.5:
        return noise
    dead = int(len(wave) * dice.uniform(0.1, 0.6))
    return np.concatenate([wave[:dead], noise[dead:]])


def clipped(wave: Wave, rate: int, dice: Generator) -> Wave:
    """Overdriven by 6 to 18 dB, its tops cut at 50 to 100 % of full scale."""
    top = dice.uniform(0.5, 1.0)
    driven = wave / np.abs(wave).max() * top * 10 ** (dice.uniform(6, 18) / 20)
    return np.clip(driven, -top, top).astype(np.float32)


def babbled(wave: Wave, rate: int, dice: Generator) -> Wave:
    """It goes on after the end: syllables without words, 30 to 100 % of its length, 1 s or more."""
    wanted = max(rate, int(len(wave) * dice.uniform(0.3, 1.0)))
    parts: list[Wave] = []
    while sum(map(len, parts)) < wanted:
        length = int(min(rate * dice.uniform(0.06, 0.2), len(wave) // 2))
        start = _in_speech(wave, length, dice)
        parts.append(wave[start : start + length] * np.hanning(length).astype(np.float32) ** 0.5)
    return np.concatenate([wave, *parts, np.zeros(rate // 50, np.float32)])


def level_jump(wave: Wave, rate: int, dice: Generator) -> Wave:
    """9 to 20 dB fainter, or as much louder relative to the rest, as a whole or in part."""
    gain = 10 ** (-dice.uniform(9, 20) / 20)
    kind = dice.integers(3)
    if kind == 0:
        return (wave * gain).astype(np.float32)
    place = int(len(wave) * dice.uniform(0.3, 0.7))
    gains = np.ones(len(wave), np.float32)
    gains[slice(place, None) if kind == 1 else slice(0, place)] = gain
    return wave * gains


def click(wave: Wave, rate: int, dice: Generator) -> Wave:
    """One to four samples of 0.5 to 1 of full scale within 10 ms of one end."""
    damaged, length = wave.copy(), int(dice.integers(1, 5))
    place = int(rate * dice.uniform(0, 0.01))
    start = place if dice.random() < 0.5 else len(wave) - place - length
    damaged[start : start + length] = dice.choice([-1, 1]) * dice.uniform(0.5, 1.0)
    return damaged


def offset(wave: Wave, rate: int, dice: Generator) -> Wave:
    """3 to 20 % of full scale off zero."""
    return np.clip(wave * 0.7 + dice.choice([-1, 1]) * dice.uniform(0.03, 0.2), -1, 1).astype("f4")


def noise(wave: Wave, rate: int, dice: Generator) -> Wave:
    """It falls into hiss, hum or a whistle of its own loudness, for 0.9 to 3 s, in place of speech
    or behind it."""
    length = int(rate * dice.uniform(0.9, 3.0))
    times = np.arange(length) / rate
    kind = dice.integers(3)
    if kind == 0:
        made = dice.standard_normal(length)
    elif kind == 1:
        made = np.sign(np.sin(2 * np.pi * dice.uniform(50, 120) * times))
    else:
        made = np.sin(
            2 * np.pi * np.cumsum(dice.uniform(600, 3000) + 200 * np.sin(9 * times)) / rate
        )
    loud = float(np.sqrt(np.mean(wave[np.abs(wave) > 0.02] ** 2)))
    made = np.clip(made / np.sqrt(np.mean(made**2)) * loud, -0.95, 0.95).astype(np.float32)
    start = len(wave) if dice.random() < 0.5 else int(len(wave) * dice.uniform(0, 0.9))
    return np.concatenate([wave[:start], made, wave[start + length :], np.zeros(rate // 50, "f4")])


FAULTS: dict[str, Callable[[Wave, int, Generator], Wave]] = {
    "truncated": truncated,
    "looped": looped,
    "silent": silent,
    "clipped": clipped,
    "babbled tail": babbled,
    "level jump": level_jump,
    "click at the edge": click,
    "offset": offset,
    "noise": noise,
}


def _varied(passage: Wave, dice: Generator) -> Wave:
    """A repetition as a model makes it: not quite as loud, not quite the same, joined softly."""
    noise = dice.standard_normal(len(passage)) * np.abs(passage).mean() * 0.1
    fade = np.minimum(1.0, np.arange(len(passage)) / 100)
    return ((passage + noise) * dice.uniform(0.85, 1.0) * fade * fade[::-1]).astype(np.float32)


def _in_speech(wave: Wave, length: int, dice: Generator) -> int:
    """Where a passage of that length begins that is not mostly a pause."""
    best, loudest = 0, -1.0
    for start in dice.integers(0, max(1, len(wave) - length), 4):
        level = float(np.median(np.abs(wave[start : start + length])))
        if level > loudest:
            best, loudest = int(start), level
    return best
