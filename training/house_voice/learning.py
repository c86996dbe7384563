"""Learning: steps at a steady rate until told to end, then to zero; stopped and resumed at will."""

import itertools
import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from training.house_voice.batches import Batch, Collator, Example, batches, encode
from training.house_voice.corpus import read_shard, shard_path
from training.house_voice.muon import Muon
from training.house_voice.network import Network, Shape
from training.house_voice.tables import Tables
from training.house_voice.together import Company
from training.house_voice.vocabulary import Vocabulary


@dataclass(frozen=True)
class Course:
    """How to learn."""

    steps: int = 6250
    """All steps; the last `ending` of them at a falling rate."""
    ending: int = 2900
    warming: int = 100
    batch: int = 3072
    """Tokens of a step in each process."""
    rate: float = 4e-3
    """For matrices by Muon, scaled as AdamW's; embeddings and norms take AdamW at the same."""
    decay: float = 0.02
    guidance: float = 0.3
    """Weight of the guiding loss."""
    errors: float = 0.06
    """Share of codes read back that are a neighbour's."""
    short_until: int = 300
    """Before this step no example is longer than `short`."""
    short: int = 260
    save_every: int = 50
    seed: int = 1


class Journal:
    """Sums up steps, and says so now and then."""

    def __init__(self) -> None:
        self._began, self._tokens = time.monotonic(), 0
        self._losses: list[tuple[float, float]] = []

    def note(self, batch: Batch, loss: float, guide: float) -> None:
        """Write a step down."""
        self._tokens += int((batch.inputs > 0).sum())
        self._losses.append((loss, guide))

    def speak(self, step: int) -> None:
        """One line on the steps since the last."""
        loss, guide = np.mean(self._losses, axis=0)
        self._losses.clear()
        speed = self._tokens / (time.monotonic() - self._began)
        print(
            f"{time.strftime('%H:%M:%S')} step {step} loss {loss:.3f} guide {guide:.3f}, "
            f"{self._tokens / 1e6:.2f} M tokens, {speed:.0f} a second (of this process)",
            flush=True,
        )


class Learner:
    """A network on its way, with all that a checkpoint must hold."""

    def __init__(
        self,
        folder: Path,
        words: Vocabulary,
        tables: Tables,
        course: Course,
        company: Company,
    ) -> None:
        torch.manual_seed(course.seed)
        self.company = company
        self.folder, self.words, self.tables, self.course = folder, words, tables, course
        self.network = Network(len(words.tokens), words.first_code, tables, Shape())
        named = dict(self.network.named_parameters())
        matrices = [p for n, p in named.items() if n.startswith("blocks") and p.ndim == 2]
        others = [p for n, p in named.items() if not n.startswith("blocks") or p.ndim < 2]
        self.optimizers = [
            Muon(matrices, company, decay=course.decay),
            torch.optim.AdamW(others, lr=1.0, betas=(0.9, 0.95), weight_decay=0.0, fused=True),
        ]
        self.step = 0
        self._collate = Collator(words, tables, course.errors)

    def plan(self) -> Course:
        """The course, with what `replan.json` in the folder says of it now."""
        changes = self.folder / "replan.json"
        found = json.loads(changes.read_text()) if changes.exists() else {}
        return Course(**(asdict(self.course) | found))

    def learn(self, corpus: Path, held: list[Example]) -> None:
        """Take steps until the course is over. New shards are taken in at every pass."""
        self.resume()
        journal = Journal()
        for batch in self._batches(corpus):
            plan = self.plan()
            rate, guidance, save_every = self.company.agree(
                self._rate(plan), plan.guidance, plan.save_every
            )
            if rate <= 0:
                break
            journal.note(batch, *self._take_step(batch, rate, guidance))
            self.step += 1
            if not self.company.leads:
                continue
            if self.step % 25 == 0:
                journal.speak(self.step)
            if self.step % int(save_every) == 0:
                self.save()
            if self.step % 250 == 0:
                print("held out:", self.examine(held), flush=True)
        if self.company.leads:
            self.save()

    def _rate(self, plan: Course) -> float:
        """Learning rate of the next step; 0 when there is none."""
        rising = min(1, (self.step + 1) / plan.warming)
        falling = min(1, max(0, (plan.steps - self.step) / plan.ending))
        return plan.rate * rising * falling

    def _take_step(self, batch: Batch, rate: float, guidance: float) -> tuple[float, float]:
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = rate
        loss, guide = self._losses(batch)
        (loss + guidance * guide).backward()
        self.company.share_gradients(self.network.parameters())
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        for optimizer in self.optimizers:
            optimizer.step()
            optimizer.zero_grad()
        return loss.item(), guide.item()

    def _losses(self, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
        with torch.autocast("cpu", torch.bfloat16):
            hidden, table, guide = self.network(batch.inputs, batch.due)
            rows = batch.targets >= 0
            logits = hidden[rows] @ table.T
        return functional.cross_entropy(logits.float(), batch.targets[rows]), guide

    @torch.no_grad()
    def examine(self, held: list[Example]) -> dict[str, float]:
        """Loss on what no step has seen, and the share of codes that are right."""
        batch = Collator(self.words, self.tables, 0.0)(held, np.random.default_rng(0))
        with torch.autocast("cpu", torch.bfloat16):
            hidden, table, guide = self.network(batch.inputs, batch.due)
            rows = batch.targets >= 0
            logits = (hidden[rows] @ table.T).float()
        right = (logits.argmax(-1) == batch.targets[rows]).float().mean()
        loss = functional.cross_entropy(logits, batch.targets[rows])
        return {"loss": float(loss), "right": float(right), "guide": float(guide)}

    def _batches(self, corpus: Path) -> Iterator[Batch]:
        examples: list[Example] = []
        read = 0
        for passes in itertools.count():
            while shard_path(corpus, read).exists():
                examples += encode(read_shard(corpus, read), self.tables, self.words)
                read += 1
            rng = np.random.default_rng([self.course.seed, self.step, passes])
            own = np.random.default_rng([self.course.seed, self.step, self.company.rank])
            starting = self.step < self.course.short_until
            limit = self.course.short if starting else 10_000
            chosen = [example for example in examples if len(example) <= limit]
            print(f"pass over {len(chosen)} of {len(examples)} examples", flush=True)
            # Batches of like length at the same time, so that no process waits for another.
            for groups in batches(chosen, self.course.batch, self.company.size, rng):
                yield self._collate(groups[self.company.rank], own)
                if starting and self.step >= self.course.short_until:
                    break

    def save(self) -> None:
        """Write `checkpoint.pt`, whole or not at all."""
        part = self.folder / "checkpoint.part"
        torch.save(
            {
                "step": self.step,
                "network": self.network.state_dict(),
                "optimizers": [optimizer.state_dict() for optimizer in self.optimizers],
            },
            part,
        )
        part.rename(self.folder / "checkpoint.pt")

    def resume(self) -> None:
        """Go on from `checkpoint.pt` where there is one."""
        path = self.folder / "checkpoint.pt"
        if not path.exists():
            return
        stored = torch.load(path)
        self.step = stored["step"]
        self.network.load_state_dict(stored["network"])
        for optimizer, state in zip(self.optimizers, stored["optimizers"], strict=True):
            optimizer.load_state_dict(state)


def read_network(folder: Path, words: Vocabulary, tables: Tables) -> Network:
    """The network of the last checkpoint."""
    network = Network(len(words.tokens), words.first_code, tables, Shape())
    network.load_state_dict(torch.load(folder / "checkpoint.pt")["network"])
    return network.eval()
