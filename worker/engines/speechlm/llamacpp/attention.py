"""Which attention is fastest on this machine: tried out when a worker loads its model.

On one CPU flash attention was a third faster than the plain product. On another the plain product
took a tenth of its time over caches of 500 tokens (docs/performance.md). No header tells which.
Flash attention passes over what lies beyond a sequence's own end; the plain product computes every
sequence as long as the longest. So the trial's sequences are of unequal lengths, as chunks are.
"""

import time
from dataclasses import replace

import numpy as np
import structlog

from worker.engines.speechlm.batching.rows import Rows
from worker.engines.speechlm.llamacpp.context import FLASH, PLAIN, Attention, Context
from worker.engines.speechlm.llamacpp.language_model import LanguageModel
from worker.engines.speechlm.llamacpp.shape import Shape
from worker.engines.speechlm.settings import KeyKind

log = structlog.get_logger()

LENGTHS = (1000, 250, 500, 750)
"""Tokens in the caches of the trial's slots."""
STEPS = 4
"""The fastest of these counts."""
CONTEXT = 1024


def fastest(model: LanguageModel, threads: int, keys: KeyKind = "f16") -> Attention:
    """Try each way on some steps and return the one that takes least CPU time: a second or two.

    A model whose context is too short for the trial gets flash attention.
    """
    choices = [replace(way, keys=keys) for way in (FLASH, PLAIN)]
    if model.trained_context < CONTEXT:
        return choices[0]
    took = {choice: _trial(model, threads, choice) for choice in choices}
    best = min(choices, key=took.__getitem__)
    step_ms = {choice.name: round(took[choice] * 1e3, 1) for choice in choices}
    log.info("attention chosen", attention=best.name, step_ms=step_ms, slots=len(LENGTHS))
    return best


def _trial(model: LanguageModel, threads: int, attention: Attention) -> float:
    """CPU seconds of the fastest step over long caches."""
    context = Context(model, Shape(len(LENGTHS), CONTEXT, LENGTHS[0], threads), attention)
    try:
        _fill(context, model.size)
        return min(_step(context, step) for step in range(STEPS))
    finally:
        context.close()


def _fill(context: Context, vocabulary: int) -> None:
    longest = LENGTHS[0]
    places = np.arange(longest, dtype=np.int32)
    tokens = places % vocabulary  # a small voice may have fewer tokens than the trial is long
    context.decode(Rows(tokens, places, np.zeros_like(places), places == longest - 1))
    for slot, length in enumerate(LENGTHS[1:], 1):
        context.copy(0, slot)
        context.trim(slot, length)


def _step(context: Context, step: int) -> float:
    slots = np.arange(len(LENGTHS), dtype=np.int32)
    rows = Rows(slots, np.array(LENGTHS, np.int32) + step, slots, np.ones(len(slots), np.bool_))
    # Not the clock: a neighbour on the same cores would decide for us.
    began = time.process_time()
    context.decode(rows)
    return time.process_time() - began
