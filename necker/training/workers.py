"""Who computes the micro-batches: threads of one process, or processes under torchrun (gloo); never what is computed.

Each micro-batch runs on one thread; gradients are added in the order of the micro-batches, so that the sum has the same bits
whoever did the work.  PyTorch lets go of the interpreter inside its operators, so threads keep the cores busy.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TypeVar

import torch
import torch.distributed as dist
from torch import Tensor

from necker.core.errors import NeckerError, UsageError
from necker.core.language import say

T = TypeVar("T")

_PATIENCE = timedelta(days=7)  # for one another: a pause, or the preparation of the data, may be long


class Workers:
    """`count` threads here; `rank` of `processes`."""

    def __init__(self, count: int = 1) -> None:
        if count < 1:
            raise UsageError(say("--workers must be 1 or more", "--workers doit valoir au moins 1"))
        torch.set_num_threads(1)
        self.count = count
        self.rank, self.processes = _join()
        self._pool = ThreadPoolExecutor(count, initializer=torch.set_num_threads, initargs=(1,)) if count > 1 else None

    def map(self, work: Callable[[T], object], items: Sequence[T]) -> None:
        """`work` on every item, in any order."""
        if self._pool is None:
            for item in items:
                work(item)
        else:
            list(self._pool.map(work, items))

    def run(self, jobs: list[Callable[[], None]]) -> None:
        self.map(lambda job: job(), jobs)

    def share(self, micro_batches: int) -> list[int]:
        """The micro-batches of this process: every `processes`-th.  Raises UsageError when they cannot be shared evenly."""
        if micro_batches % self.processes:
            what = f"{micro_batches} micro-batches cannot be shared by {self.processes} processes"
            quoi = f"{micro_batches} micro-lots ne se partagent pas entre {self.processes} processus"
            raise UsageError(say(what, quoi))
        return list(range(self.rank, micro_batches, self.processes))

    def gather(self, gradients: list[Tensor]) -> list[Tensor]:
        """The gradients of all micro-batches, in their order, from those of `share`."""
        if self.processes == 1:
            return gradients
        every: list[Tensor] = []
        for mine in gradients:  # round k holds the micro-batches k * processes + rank
            round_ = [torch.empty_like(mine) for _ in range(self.processes)]
            dist.all_gather(round_, mine)
            every += round_
        return every

    def check_same(self, thing: str, what: str) -> None:
        """Raises NeckerError when the processes do not all have the same `thing`."""
        if self.processes == 1:
            return
        every: list[str] = [""] * self.processes
        dist.all_gather_object(every, thing)
        if len(set(every)) > 1:
            raise NeckerError(say(f"the processes differ in their {what}", f"les processus diffèrent : {what}"))

    def agree(self, flags: Sequence[bool]) -> list[bool]:
        """Each flag, raised where any process raised it: all stop at the same step."""
        if self.processes == 1:
            return list(flags)
        asked = torch.tensor([float(flag) for flag in flags])
        dist.all_reduce(asked, dist.ReduceOp.MAX)
        return [bool(value) for value in asked]

    def gather_figures(self, figures: list[dict[str, float]]) -> list[dict[str, float]]:
        """The log figures of all micro-batches, in their order."""
        if self.processes == 1:
            return figures
        every: list[list[dict[str, float]]] = [[] for _ in range(self.processes)]
        dist.all_gather_object(every, figures)
        return [one for round_ in zip(*every, strict=True) for one in round_]

    def barrier(self) -> None:
        if self.processes > 1:
            dist.barrier()

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown()
        if self.processes > 1 and dist.is_initialized():
            dist.destroy_process_group()


def _join() -> tuple[int, int]:
    """(rank, processes) as torchrun's environment has it.  Raises UsageError when that is not one."""
    try:
        if int(os.environ.get("WORLD_SIZE", "1")) == 1:
            return 0, 1
        if not dist.is_initialized():
            dist.init_process_group("gloo", timeout=_PATIENCE)
    except ValueError as error:
        raise UsageError(
            say("WORLD_SIZE, RANK and the like are not torchrun's", "WORLD_SIZE, RANK... ne viennent pas de torchrun"),
            str(error),
        ) from error
    return dist.get_rank(), dist.get_world_size()
