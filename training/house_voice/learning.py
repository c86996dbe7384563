"""Learning: the language model's steps on one device, for as long as it is given.

The learning rate is steady for a part of the time and then falls to zero. Much is learned only
then.
"""

import itertools
import queue
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from training.house_voice.batches import Batch, Example, batches, collated
from training.house_voice.muon import Muon
from training.house_voice.network import Network, Shape
from training.house_voice.vocabulary import Vocabulary


@dataclass(frozen=True)
class Course:
    """How to learn."""

    seconds: float = 240
    steps: int = 0
    """Where above 0, so many steps instead of seconds."""
    ending: float = 0.5
    """Share of the course in which the rate falls."""
    warming: int = 100
    tokens: int = 24_576
    """Of a step, padding included."""
    rate: float = 4e-3
    """For matrices by Muon, scaled as AdamW's; embeddings take AdamW at the same."""
    decay: float = 0.02
    guidance: float = 0.3
    """Weight of the guiding loss."""
    errors: float = 0.08
    """Share of codes read back that are a neighbour's."""
    dropped: float = 0.08
    told_every: int = 500
    ahead: int = 24
    """Batches that are made before they are wanted."""
    seed: int = 1


class Learner:
    """A network on its way."""

    def __init__(self, words: Vocabulary, course: Course, device: str) -> None:
        torch.manual_seed(course.seed)
        self.words, self.course, self.device = words, course, device
        shape = Shape(dropped=course.dropped)
        self.network = Network(len(words.tokens), words.first_code, shape).to(device)
        named = dict(self.network.named_parameters())
        matrices = [p for name, p in named.items() if name.startswith("blocks")]
        others = [p for name, p in named.items() if not name.startswith("blocks")]
        self.optimizers = [
            Muon(matrices, decay=course.decay),
            torch.optim.AdamW(others, lr=1.0, betas=(0.9, 0.95), weight_decay=0.0),
        ]

    def learn(self, examples: Sequence[Example], held: Sequence[Example], path: Path) -> None:
        """Take steps until the course is over, and write the network down."""
        losses: list[Tensor] = []
        began = time.monotonic()
        for step, batch in enumerate(self._batches(examples)):
            share = self._share(step, time.monotonic() - began)
            if share >= 1:
                break
            losses.append(self._take_step(batch.to(self.device), self._rate(step, share)))
            if (step + 1) % self.course.told_every == 0:
                mean = torch.stack(losses).mean(0).tolist()
                losses.clear()
                print(f"step {step + 1}, {share:.1%}: loss and guide {mean}, held out "
                      f"{self.examine(held)}", flush=True)  # fmt: skip
        torch.save({name: part.half() for name, part in self.network.state_dict().items()}, path)

    def _share(self, step: int, seconds: float) -> float:
        """Of the course that is behind."""
        steps = self.course.steps
        return step / steps if steps else seconds / self.course.seconds

    def _rate(self, step: int, share: float) -> float:
        rising = min(1, (step + 1) / self.course.warming)
        return self.course.rate * rising * min(1, (1 - share) / self.course.ending)

    def _take_step(self, batch: Batch, rate: float) -> Tensor:
        """The loss and the guiding loss: [2]."""
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = rate
        self.network.train()
        read = self.network.embedding.misread(batch.inputs, self.course.errors)
        loss, guide, _ = self._losses(Batch(read, batch.targets, batch.due))
        (loss + self.course.guidance * guide).backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        for optimizer in self.optimizers:
            optimizer.step()
            optimizer.zero_grad()
        return torch.stack([loss.detach(), guide.detach()])

    def _losses(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        """The loss, the guiding loss, and the share of codes that are likeliest."""
        with torch.autocast(self.device, torch.bfloat16):
            hidden, table, guide = self.network(batch.inputs, batch.due)
            rows = batch.targets >= 0
            logits = (hidden[rows] @ table.to(hidden.dtype).T).float()
        wanted = batch.targets[rows]
        right = (logits.detach().argmax(-1) == wanted).float().mean()
        return functional.cross_entropy(logits, wanted), guide, right

    @torch.no_grad()
    def examine(self, held: Sequence[Example]) -> list[float]:
        """Loss, guiding loss and share of right codes on what no step has seen."""
        self.network.eval()
        found = [
            torch.stack(self._losses(collated(group, self.words).to(self.device)))
            for group in batches(held, self.course.tokens, np.random.default_rng(0))
        ]
        return torch.stack(found).mean(0).tolist() if found else []

    def _batches(self, examples: Sequence[Example]) -> Iterator[Batch]:
        """Passes without end. Batches are made ahead by a thread, so that no step waits for one."""
        made: queue.Queue[Batch] = queue.Queue(self.course.ahead)

        def make() -> None:
            for number in itertools.count():
                rng = np.random.default_rng([self.course.seed, number])
                for group in batches(examples, self.course.tokens, rng):
                    made.put(collated(group, self.words))

        threading.Thread(target=make, daemon=True).start()
        while True:
            yield made.get()


def read_network(path: Path, words: Vocabulary) -> Network:
    """The network that `learn` wrote."""
    network = Network(len(words.tokens), words.first_code, Shape())
    stored = torch.load(path, map_location="cpu")
    network.load_state_dict({name: part.float() for name, part in stored.items()})
    return network.eval()
