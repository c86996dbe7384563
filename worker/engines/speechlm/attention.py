"""Which attention is fastest on this machine: tried out when a worker loads its model.

On one CPU flash attention was a third faster than the plain product, on another the plain product
took a tenth of its time over caches of 500 tokens (docs/performance.md). No header tells which.
"""

import logging
import resource
from dataclasses import replace

import numpy as np

from worker.engines.speechlm.batch import Rows
from worker.engines.speechlm.context import FLASH, PLAIN, Attention, Context, Shape
from worker.engines.speechlm.language_model import LanguageModel
from worker.engines.speechlm.settings import KeyKind

log = logging.getLogger(__name__)

SLOTS, LENGTH, STEPS = 4, 500, 4
"""The trial: as many slots, tokens in each cache, and steps, the fastest of which counts."""
CONTEXT = 512


def fastest(model: LanguageModel, threads: int, keys: KeyKind = "f16") -> Attention:
    """Try each way on some steps and return the one that takes least CPU time: a second or two.

    A model whose context is too short for the trial gets flash attention.
    """
    choices = [replace(way, keys=keys) for way in (FLASH, PLAIN)]
    if model.trained_context < CONTEXT:
        return choices[0]
    took = {choice: _trial(model, threads, choice) for choice in choices}
    best = min(choices, key=took.__getitem__)
    figures = ", ".join(f"{choice.name} {took[choice] * 1e3:.1f} ms" for choice in choices)
    log.info("Attention: %s (%s a step of %d slots).", best.name, figures, SLOTS)
    return best


def _trial(model: LanguageModel, threads: int, attention: Attention) -> float:
    """CPU seconds of the fastest step over long caches."""
    context = Context(model, Shape(SLOTS, CONTEXT, LENGTH, threads), attention)
    try:
        _fill(context)
        return min(_step(context, LENGTH + step) for step in range(STEPS))
    finally:
        context.close()


def _fill(context: Context) -> None:
    tokens = np.arange(LENGTH, dtype=np.int32)
    context.decode(Rows(tokens, tokens, np.zeros_like(tokens), tokens == LENGTH - 1))
    for slot in range(1, SLOTS):
        context.copy(0, slot)


def _step(context: Context, position: int) -> float:
    slots = np.arange(SLOTS, dtype=np.int32)
    rows = Rows(slots, np.full_like(slots, position), slots, np.ones(SLOTS, np.bool_))
    began = _cpu_seconds()
    context.decode(rows)
    return _cpu_seconds() - began


def _cpu_seconds() -> float:
    # Not the clock: a neighbour on the same cores would decide for us.
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
