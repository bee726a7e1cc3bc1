"""The one training loop: a leg from a file of weights to a file of weights, the same bits for any number of workers.

start.safetensors   weights in bf16: the end of the leg before, or checkpoint 0
chain.jsonl         one line per link: state, batches and log since the last
log.jsonl           one line per step: loss and figures (no clock in it: it is hashed)
state.safetensors   the full state, while the leg is under way; gone when it is done
end.safetensors     weights in bf16
receipt.json        what was done, with hashes, class and seconds
"""

from __future__ import annotations

import hashlib
import json
import math
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import torch

from necker.core.errors import NeckerError
from necker.core.files import write_aside
from necker.core.language import say
from necker.training.chain import Chain, Journal, Line, read_chain
from necker.training.checkpoint import read_checkpoint, read_weights, write_checkpoint, write_weights
from necker.training.flat import Flat
from necker.training.numeric import numeric_class
from necker.training.plan import LegPlan
from necker.training.signals import Requests, stopped
from necker.training.task import Task
from necker.training.workers import Workers

CHECKPOINT_SECONDS = 30.0
"""A crash loses at most this much work; writing the state of 2M parameters takes about 0.03 s."""

OnStep = Callable[[int, int, dict[str, float]], None]
OnLink = Callable[[Line], None]


def file_hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def train_leg(
    task: Task,
    plan: LegPlan,
    folder: Path,
    identity: dict[str, str],
    workers: Workers,
    *,
    on_step: OnStep | None = None,
    on_link: OnLink | None = None,
    requests: Requests | None = None,
) -> dict[str, Any]:
    """Train from `folder/start.safetensors`, or go on from the checkpoint there; returns the receipt.

    `identity` names what the chain's first line binds besides: recipe, code, data.  `on_link` may raise to end early.
    Raises Stopped when a signal asked for it, NeckerError when a file is damaged or the loss is no longer a number.
    """
    done = folder / "receipt.json"
    if done.exists():
        receipt: dict[str, Any] = json.loads(done.read_text("utf-8"))
        return receipt
    with ExitStack() as stack:
        heard = requests or stack.enter_context(Requests())
        leg = stack.enter_context(closing(_Leg(task, plan, folder, identity, workers, on_step, on_link)))
        leg.begin()
        while leg.step < plan.steps:
            leg.train_step()
            leg.after_step(heard)
        return leg.finish()


class _Leg:
    """A leg under way.  `step` counts the steps done."""

    def __init__(
        self,
        task: Task,
        plan: LegPlan,
        folder: Path,
        identity: dict[str, str],
        workers: Workers,
        on_step: OnStep | None,
        on_link: OnLink | None,
    ) -> None:
        self.task, self.plan, self.folder, self.workers = task, plan, folder, workers
        self.on_step, self.on_link = on_step, on_link
        self.writes = workers.rank == 0
        self.state_file = folder / "state.safetensors"
        read_weights(task.module, folder / "start.safetensors")
        self.flat = Flat(task.module)
        self.mine = workers.share(task.micro_batches)
        self.gradients = [torch.empty_like(self.flat.values) for _ in self.mine]
        self.figures: list[dict[str, float]] = [{} for _ in self.mine]
        self.numeric = numeric_class(self.flat.values.device.type)
        workers.check_same(self.numeric["class"], say("numeric class", "classe numérique"))
        start = file_hash(folder / "start.safetensors")
        self.bound = {"start": start, "task": task.name, "numeric": self.numeric["class"], **identity}
        self.began = self.saved = time.monotonic()
        self.seconds_before = 0.0
        self.step = 0
        self.chain: Chain | None = None
        self.log: Journal | None = None

    def begin(self) -> None:
        """From the checkpoint when there is one, otherwise from the start."""
        if self.state_file.exists():
            self._go_on()
            return
        self.linked_at, self.last_state = 0, self.flat.hash(0)
        if self.writes:
            self.chain, self.log = Chain(self.folder / "chain.jsonl"), Journal(self.folder / "log.jsonl")
            line = self.chain.link(step=0, state=self.last_state, **self.bound)
            self.log_linked = self.log.flush()
            self._announce(line)

    def _go_on(self) -> None:
        """Load the checkpoint, cut chain and log back to it, and see again what came since the last link."""
        kept = read_checkpoint(self.flat, self.state_file)
        begun = read_chain(self.folder / "chain.jsonl", first=True)[0]
        other = [name for name, now in self.bound.items() if begun.get(name) != now]
        if other:
            raise NeckerError(
                say(f"cannot go on with {self.folder}", f"impossible de reprendre {self.folder}"),
                say(f"it was begun with another {other[0]}", f"l'étape a été commencée avec autre chose : {other[0]}"),
                say(f"remove {self.state_file} to begin it again", f"supprimez {self.state_file} pour la recommencer"),
            )
        self.step, self.linked_at, self.last_state = int(kept["step"]), int(kept["linked_at"]), kept["last_state"]
        self.seconds_before = float(kept["seconds"])
        if not self.writes:
            return
        self.log_linked = int(kept["log_linked"])
        self.chain = Chain(self.folder / "chain.jsonl", int(kept["chain_length"]), kept["previous"])
        length = int(kept["log_length"])
        self.log = Journal(self.folder / "log.jsonl", length)
        self.log.remember((self.folder / "log.jsonl").read_bytes()[self.log_linked : length])
        for step in range(self.linked_at, self.step):
            self._see(step)

    def _see(self, step: int) -> None:
        assert self.chain
        for micro in range(self.task.micro_batches):
            self.chain.batch(self.task.batch_hash(step, micro))

    def _announce(self, line: Line) -> None:
        if self.on_link:
            self.on_link(line)

    def _micro_batch(self, place: int) -> None:
        loss, figures = self.task.loss(self.task.batch(self.step, self.mine[place]))
        gradients = torch.autograd.grad(loss, self.flat.parameters, allow_unused=True)
        self.flat.write_gradients(gradients, self.gradients[place])
        self.figures[place] = {"loss": float(loss.detach()), **figures}

    def train_step(self) -> None:
        """One step of the optimiser: all micro-batches, their gradients added in order, the update."""
        self.workers.map(self._micro_batch, range(len(self.mine)))
        every = self.workers.gather(self.gradients)
        norm = self.flat.update(self.flat.mean(every, self.workers.run), self.step, self.plan, self.workers.run)
        figures = _mean(self.workers.gather_figures(self.figures))
        if not math.isfinite(norm + figures["loss"]):
            raise NeckerError(
                say(
                    f"{self.task.name}: training broke at step {self.step + 1}",
                    f"{self.task.name} : échec au pas {self.step + 1}",
                ),
                say("loss or gradient are no longer numbers", "perte ou gradient ne sont plus des nombres"),
                say("lower the rate in the recipe", "baissez le taux (rate) dans la recette"),
            )
        self.step += 1
        shown = {"step": self.step, "rate": self.plan.rate_at(self.step - 1), "norm": norm, **figures}
        if self.log:
            self._see(self.step - 1)
            self.log.write(shown)
        if self.step % self.plan.hash_every == 0 or self.step == self.plan.steps:
            self._link()
        if self.on_step:
            self.on_step(self.step, self.plan.steps, shown)

    def _link(self) -> None:
        self.linked_at = self.step
        if self.chain and self.log:
            self.last_state = self.flat.hash(self.step)
            line = self.chain.link(step=self.step, state=self.last_state, log=self.log.take_hash())
            self.log_linked = self.log.flush()
            self._announce(line)

    def after_step(self, requests: Requests) -> None:
        """Write the checkpoint when it is time or a signal asks; wait or stop where one asked for that."""
        due = time.monotonic() - self.saved > CHECKPOINT_SECONDS
        stop, pause, due = self.workers.agree([requests.stop, requests.pause, due])
        if self.step == self.plan.steps or not (stop or pause or due):
            return
        if self.writes:
            self._save()
        if pause:
            began = time.monotonic()
            stop = requests.wait(self.workers.agree)
            self.began += time.monotonic() - began
        self.saved = time.monotonic()
        if stop:
            raise stopped(self.step, self.plan.steps)

    def _save(self) -> None:
        assert self.chain and self.log
        metadata = {
            "step": self.step,
            "state": self.flat.hash(self.step),
            "linked_at": self.linked_at,
            "last_state": self.last_state,
            "previous": self.chain.previous,
            "chain_length": self.chain.journal.flush(),
            "log_length": self.log.flush(),
            "log_linked": self.log_linked,
            "seconds": self._seconds(),
        }
        write_checkpoint(self.flat, self.state_file, {key: str(value) for key, value in metadata.items()})

    def _seconds(self) -> float:
        return self.seconds_before + time.monotonic() - self.began

    def finish(self) -> dict[str, Any]:
        """Write the end, the time and the receipt; the local state is no longer needed."""
        if self.chain and self.log:
            if not bool(torch.isfinite(self.flat.values).all()):
                raise NeckerError(say("the last step broke the weights", "le dernier pas a cassé les poids"))
            write_weights(self.task.module, self.folder / "end.safetensors")
            self.log.flush()
            seconds = json.dumps({"seconds": round(self._seconds(), 3)}) + "\n"
            write_aside(self.folder / "timing.json", seconds.encode())
            write_aside(self.folder / "receipt.json", (json.dumps(self._receipt(self.chain), indent=1) + "\n").encode())
            self.state_file.unlink(missing_ok=True)
        self.workers.barrier()
        return dict(json.loads((self.folder / "receipt.json").read_text("utf-8")))

    def _receipt(self, chain: Chain) -> dict[str, Any]:
        return {
            "task": self.task.name,
            "steps": self.plan.steps,
            "start": file_hash(self.folder / "start.safetensors"),
            "end": file_hash(self.folder / "end.safetensors"),
            "state_hash": self.last_state,
            "link": chain.previous,
            "log": file_hash(self.folder / "log.jsonl"),
            "numeric": self.numeric,
            "parameters": self.flat.values.numel(),
        }

    def close(self) -> None:
        for journal in (self.chain.journal if self.chain else None, self.log):
            if journal:
                journal.close()


def _mean(figures: list[dict[str, float]]) -> dict[str, float]:
    """Each figure averaged over the micro-batches that have it, in their order."""
    names = dict.fromkeys(name for one in figures for name in one)
    found = {name: [one[name] for one in figures if name in one] for name in names}
    return {name: sum(values) / len(values) for name, values in found.items()}
