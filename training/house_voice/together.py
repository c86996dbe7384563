"""Learning together: processes of one thread each that share their gradients after every step.

On few cores this is quicker than one process of several threads, which wait for each other within
every operation, and much quicker where other programs want the cores as well.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path

import torch
import torch.distributed as dist
from torch import Tensor


class Company:
    """This process among `size` others; alone, nothing is exchanged."""

    def __init__(self, rank: int, size: int, meeting: Path) -> None:
        """Meet the others by a file that must not exist before the first comes."""
        self.rank, self.size = rank, size
        if size > 1:
            # Long, since all of them may be suspended for a while and not quite at once.
            dist.init_process_group(
                "gloo",
                init_method=f"file://{meeting}",
                rank=rank,
                world_size=size,
                timeout=timedelta(hours=3),
            )

    @property
    def leads(self) -> bool:
        """Whether this is the process that decides, writes and speaks."""
        return self.rank == 0

    def agree(self, *numbers: float) -> list[float]:
        """The leader's numbers, in all processes."""
        told = torch.tensor(numbers, dtype=torch.float64)
        if self.size > 1:
            dist.broadcast(told, 0)
        return told.tolist()

    def share_gradients(self, parameters: Iterable[Tensor]) -> None:
        """Replace every gradient by the mean of all processes'."""
        if self.size == 1:
            return
        found = [parameter.grad for parameter in parameters if parameter.grad is not None]
        flat = torch.cat([gradient.flatten() for gradient in found])
        dist.all_reduce(flat)
        flat /= self.size
        for gradient, part in zip(found, flat.split([g.numel() for g in found]), strict=True):
            gradient.copy_(part.view_as(gradient))

    def spread(self, work: Callable[[Tensor], Tensor], rows: Tensor) -> Tensor:
        """`work` on rows, each process on its part of them: float32, as many rows again."""
        if self.size == 1 or len(rows) % self.size:
            return work(rows).float()
        own = work(rows.chunk(self.size)[self.rank]).float().contiguous()
        parts = [torch.empty_like(own) for _ in range(self.size)]
        dist.all_gather(parts, own)
        return torch.cat(parts)
