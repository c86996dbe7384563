"""The aligner: a small network that hears which sound a code is, so that takes can be checked.

It learns from the teacher's own alignment, in minutes. Three convolutions look 14 frames to both
sides; `worker.engines.speechlm.aligner` has what is done with its scores.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper
from torch import Tensor, nn
from torch.nn import functional

from training.house_voice.codes import CODES, LEVELS, misread, steps_of
from training.house_voice.corpus import Utterance
from training.house_voice.graph import Graph
from worker.engines.speechlm.alignment import PAUSE, aligned_sounds

WIDTH, HIDDEN, SIGHT = 48, 96, 5
DILATIONS = (1, 2, 4)
WINDOW, TOGETHER = 300, 16
"""Frames of a training example, and examples of a step."""
RATE, ERRORS = 3e-3, 0.1
EDGE = 1
"""Frames of silence at either end of a reading."""


@dataclass(frozen=True)
class Said:
    """An utterance's codes [F], and which of its sounds each frame is."""

    order: str
    codes: NDArray[np.int64]
    places: NDArray[np.int64]


class Ear(nn.Module):
    """Codes int64 [B, F] → log-probabilities of the sounds [B, F, S]."""

    def __init__(self, sounds: int) -> None:
        super().__init__()
        steps = torch.from_numpy(steps_of())
        rows = [functional.one_hot(of, count) for of, count in zip(steps.T, LEVELS, strict=True)]
        self.register_buffer("levels", torch.cat(rows, 1).float(), persistent=False)
        self.parts = nn.Parameter(torch.randn(sum(LEVELS), WIDTH) * 0.5)
        self.own = nn.Parameter(torch.randn(CODES, WIDTH) * 0.01)
        widths = (WIDTH, *(HIDDEN for _ in DILATIONS))
        self.layers = nn.ModuleList(
            nn.Conv1d(width, HIDDEN, SIGHT, dilation=dilation, padding=SIGHT // 2 * dilation)
            for width, dilation in zip(widths, DILATIONS, strict=False)
        )
        self.last = nn.Conv1d(HIDDEN, sounds, 1)

    def table(self) -> Tensor:
        """What each code looks like, of its levels and of its own: [CODES, WIDTH]."""
        return self.levels @ self.parts + self.own

    def forward(self, codes: Tensor) -> Tensor:
        stream = functional.embedding(codes, self.table()).transpose(1, 2)
        for layer in self.layers:
            stream = functional.relu(layer(stream))
        return self.last(stream).transpose(1, 2).log_softmax(-1)


def said(utterances: Sequence[Utterance]) -> list[Said]:
    """What the teachers said, frame by frame."""
    return [_said(utterance) for utterance in utterances]


def _said(utterance: Utterance) -> Said:
    order, belongs = aligned_sounds(utterance.phonemes)
    places = np.array(belongs)[utterance.places]
    # A reading begins and ends with silence, which the teachers count to its first and last sound.
    places[:EDGE], places[-EDGE:] = 0, len(order) - 1
    return Said(order, utterance.codes.astype(np.int64), places)


def inventory(heard: Sequence[Said]) -> str:
    """All sounds that there are, PAUSE first."""
    letters = {letter for one in heard for letter in one.order} - {PAUSE}
    return PAUSE + "".join(sorted(letters))


def passing(heard: Sequence[Said], sounds: str) -> NDArray[np.float32]:
    """What it costs to pass a sound over: -log of the share that has no frame, for each [S]."""
    all_, none = Counter[str](), Counter[str]()
    for one in heard:
        all_.update(one.order)
        none.update(one.order[place] for place in set(range(len(one.order))) - set(one.places))
    return np.array(
        [-np.log((none[sound] + 0.5) / (all_[sound] + 1)) for sound in sounds], np.float32
    )


def teach(heard: Sequence[Said], sounds: str, *, steps: int, seed: int) -> Ear:
    """An ear that knows the sounds of `heard`."""
    torch.manual_seed(seed)
    ear = Ear(len(sounds))
    optimizer = torch.optim.AdamW(ear.parameters(), lr=RATE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, steps, pct_start=0.1)
    examples = _examples(heard, sounds, np.random.default_rng(seed))
    for step in range(1, steps + 1):
        codes, labels = next(examples)
        loss = functional.nll_loss(ear(codes).flatten(0, 1), labels.flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        if step % 100 == 0:
            print(f"aligner: step {step} of {steps}, loss {loss.item():.3f}", flush=True)
    return ear.eval()


def _examples(
    heard: Sequence[Said], sounds: str, rng: np.random.Generator
) -> Iterator[tuple[Tensor, Tensor]]:
    """Windows of the utterances one after the other, in which some codes are a neighbour's."""
    known = {sound: index for index, sound in enumerate(sounds)}
    codes = np.concatenate([one.codes for one in heard])
    labels = np.concatenate(
        [np.array([known[sound] for sound in one.order])[one.places] for one in heard]
    )
    while True:
        starts = rng.integers(0, len(codes) - WINDOW, TOGETHER)
        taken = starts[:, None] + np.arange(WINDOW)
        read = misread(codes[taken], ERRORS, rng)
        yield torch.from_numpy(read), torch.from_numpy(labels[taken])


def write_aligner(path: Path, ear: Ear, sounds: str, costs: NDArray[np.float32]) -> None:
    """Write its ONNX file: codes int32 [B, F] → log-probabilities float32 [B, F, S].

    The weights lie in it in 16 bits; `sounds` and `costs` stand in its metadata.
    """
    graph = Graph()

    def constant(parameter: Tensor) -> str:
        return graph.cast(
            graph.constant(parameter.detach().numpy().astype(np.float16)), TensorProto.FLOAT
        )

    code = graph.cast("codes", TensorProto.INT64)
    stream = graph("Gather", constant(ear.table()), code)
    stream = graph("Transpose", stream, perm=[0, 2, 1])
    for layer, dilation in zip(ear.layers, DILATIONS, strict=True):
        around = SIGHT // 2 * dilation
        stream = graph(
            "Conv", stream, constant(layer.weight), constant(layer.bias),
            dilations=[dilation], pads=[around, around],
        )  # fmt: skip
        stream = graph("Relu", stream)
    stream = graph("Conv", stream, constant(ear.last.weight), constant(ear.last.bias))
    scores = graph("Transpose", stream, perm=[0, 2, 1])
    graph.nodes.append(helper.make_node("LogSoftmax", [scores], ["scores"], axis=-1))
    graph.save(
        path,
        ["batch", "frames"],
        ("scores", ["batch", "frames", len(sounds)]),
        {"sounds": sounds, "costs": " ".join(f"{cost:.3f}" for cost in costs)},
    )
