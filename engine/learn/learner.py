"""A learner: a module in training with its optimiser, its average, where it stands and the best it has been."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from engine.learn.averaging import Average
from engine.learn.tables.optimisers import OPTIMISERS
from engine.learn.tables.schedules import SCHEDULES
from engine.ranks import ALONE, Ranks

if TYPE_CHECKING:
    from engine.learn.batches import Batch
    from engine.learn.recipe import TrainingRecipe
    from engine.learn.tables.optimisers import Groups


@dataclass(slots=True)
class Position:
    """Where a training stands: `epoch` epochs are over, and `step` batches of the next; sums over those batches.

    `stale`: epochs since the best. `score`: the best's (accuracy, −loss) on the validation part, at `best_epoch`.
    """

    epoch: int = 0
    step: int = 0
    loss: float = 0.0
    right: int = 0
    seen: int = 0
    first_loss: float | None = None
    stale: int = 0
    score: tuple[float, float] | None = None
    best_epoch: int = 0
    best: dict[str, float] = field(default_factory=dict)
    ended: str | None = None

    def took(self, taken: Taken) -> None:
        """A step is done."""
        self.step += 1
        self.loss += taken.loss * taken.seen
        self.right += taken.right
        self.seen += taken.seen
        if self.first_loss is None:
            self.first_loss = taken.loss

    def judge(self, scores: dict[str, float]) -> bool:
        """An epoch is over, with these scores; whether they are the best so far (the loss decides among equals)."""
        self.epoch += 1
        self.step, self.loss, self.right, self.seen = 0, 0.0, 0, 0
        score = (scores["accuracy.validation"], -scores["loss.validation"])
        if self.score is not None and not score > self.score:
            self.stale += 1
            return False
        self.score, self.best, self.best_epoch, self.stale = score, scores, self.epoch, 0
        return True


@dataclass(frozen=True, slots=True)
class Taken:
    """What one step showed: the mean loss, right answers, the gradient's norm before clipping, on `seen` photos."""

    loss: float
    right: int
    gradient_norm: float
    seen: int


class Learner:
    """The mutable state of a training.

    `class_weights`: what each class counts in the loss; None: all alike.
    `set_training` puts the module into its training mode (some layers may rest). `threads`: how many compute a step, 0
    for as many as torch has: a small module is done sooner by one than several take to wait for each other. `ranks`:
    who else learns the same from other shares of each batch.
    """

    def __init__(
        self,
        module: nn.Module,
        groups: Groups,
        recipe: TrainingRecipe,
        *,
        class_weights: tuple[float, ...] | None = None,
        set_training: Callable[[nn.Module], object] = nn.Module.train,
        autocast: torch.dtype | None = None,
        threads: int = 0,
        ranks: Ranks = ALONE,
    ) -> None:
        self.module = module
        self.recipe = recipe
        self.ranks = ranks
        self.position = Position()
        self.average = Average(module, recipe.averaging) if recipe.averaging else None
        self.pieces = 1  # a batch is computed in so many pieces; more when memory is short or a step would take long
        self.mid_step = False  # an exception now would leave weights that belong to no step
        self.best_weights: dict[str, Tensor] = {}
        self._set_training = set_training
        self._autocast = autocast
        self._threads = threads
        self._optimiser = OPTIMISERS[recipe.optimiser].make(groups, recipe.momentum)
        self._rates = [float(group["lr"]) for group in self._optimiser.param_groups]
        self._learnt = [p for group in self._optimiser.param_groups for p in group["params"]]
        self._device = self._learnt[0].device
        self._class_weights = None if class_weights is None else torch.tensor(class_weights, device=self._device)

    @property
    def judged(self) -> nn.Module:
        """The module that validation looks at: the averaged one where there is an average."""
        return self.module if self.average is None else self.average.module

    def train(self) -> None:
        """Readies the module for steps."""
        self._set_training(self.module)

    def learning_rate(self, step: int, total: int) -> float:
        """Sets the rates for a step; gives the highest of them."""
        factor = SCHEDULES[self.recipe.schedule].factor(step, total)
        for group, rate in zip(self._optimiser.param_groups, self._rates, strict=True):
            group["lr"] = rate * factor
        return max(self._rates) * factor

    def step(self, batch: Batch) -> Taken:
        """One step down the gradient of a batch. Nothing changes where it is empty or loss or gradient not finite.

        Ranks that learn together give each their share of a batch; what is taken is the same for all.
        """
        pieces = self.step_in_pieces(batch)
        while True:
            try:
                next(pieces)
            except StopIteration as end:
                taken: Taken = end.value
                return taken

    def step_in_pieces(self, batch: Batch) -> Generator[None, None, Taken]:
        """A step that stops between two pieces of the batch: whoever waits for this thread can have it meanwhile.

        What is computed does not depend on what happens there; a step that is not gone on with has changed nothing.
        """
        self._optimiser.zero_grad(set_to_none=True)
        whole = self._weight(batch.targets)
        loss, right = torch.zeros((), device=self._device), torch.zeros((), dtype=torch.long, device=self._device)
        for number, (inputs, targets) in enumerate(self._in_pieces(batch)):
            if not len(targets):
                continue
            if number:
                yield
            with _computing_with(self._threads), self._randomness_of(number):
                part, answers = self._backward(inputs, targets, whole)
            loss += part
            right += answers
        with _computing_with(self._threads):
            return self._take(batch, float(loss), int(right))

    def _randomness_of(self, piece: int) -> AbstractContextManager[None]:
        return _own_randomness(self.recipe.seed, self.position.epoch, self.position.step, piece, self._device)

    def _take(self, batch: Batch, loss: float, right: int) -> Taken:
        """The step that the gradients of a whole batch ask for."""
        seen = len(batch.targets)
        if self.ranks.world > 1:
            loss, right, seen = self._shared(self._weight(batch.targets), loss, right, seen)
        if not seen:
            return Taken(0.0, 0, 0.0, 0)
        norm = nn.utils.get_total_norm([p.grad for p in self._learnt if p.grad is not None])
        taken = Taken(loss, right, float(norm), seen)
        if math.isfinite(taken.loss) and math.isfinite(taken.gradient_norm):
            self._move(norm, taken)
        return taken

    def _move(self, norm: Tensor, taken: Taken) -> None:
        if self.recipe.clip_norm:
            nn.utils.clip_grads_with_norm_(self._learnt, self.recipe.clip_norm, norm)
        self.mid_step = True
        self._optimiser.step()
        if self.average is not None:
            self.average.update(self.module)
        self.position.took(taken)
        self.mid_step = False

    def _shared(self, whole: float, loss: float, right: int, seen: int) -> tuple[float, int, int]:
        """Mean loss, right answers and photos of all ranks' shares; the gradients become those of the whole batch."""
        own = whole if seen else 0.0
        total, summed, right_all, seen_all = self.ranks.total(own, loss * own, right, seen)
        if not seen_all:
            return 0.0, 0, 0
        for parameter in self._learnt:
            if parameter.grad is None:
                parameter.grad = torch.zeros_like(parameter)
            parameter.grad.mul_(own / total)
        self.ranks.all_reduce([parameter.grad for parameter in self._learnt if parameter.grad is not None])
        return summed / total, int(right_all), int(seen_all)

    def _backward(self, inputs: Tensor, targets: Tensor, whole: float) -> tuple[Tensor, Tensor]:
        """A piece's share of the mean loss and its right answers; its gradients are added to what is there."""
        logits = self._forward(self.module, inputs)
        part = self._loss(logits, targets) / whole
        part.backward()  # type: ignore[no-untyped-call]
        return part.detach(), (logits.detach().argmax(1) == targets).sum()

    def judge(self, batch: Batch) -> Tensor:
        """Logits (B, C) of the judged module, float32, without gradients. The module must be in evaluation mode."""
        with torch.no_grad(), _computing_with(self._threads):
            pieces = [self._forward(self.judged, inputs) for inputs, _ in self._in_pieces(batch)]
            return torch.cat(pieces)

    def validation_loss(self, logits: Tensor, targets: Tensor) -> float:
        """The summed plain cross-entropy (no smoothing, no class weights) of some answers."""
        return float(cross_entropy(logits, targets, reduction="sum"))

    def _forward(self, module: nn.Module, inputs: Tensor) -> Tensor:
        if self._autocast is None:
            return module(inputs)  # type: ignore[no-any-return]
        with torch.autocast(self._device.type, self._autocast):
            logits: Tensor = module(inputs)
        return logits.float()

    def _in_pieces(self, batch: Batch) -> Iterator[tuple[Tensor, Tensor]]:
        return zip(batch.inputs.chunk(self.pieces), batch.targets.chunk(self.pieces), strict=True)

    def _loss(self, logits: Tensor, targets: Tensor) -> Tensor:
        smoothing = self.recipe.label_smoothing
        return cross_entropy(logits, targets, self._class_weights, reduction="sum", label_smoothing=smoothing)

    def _weight(self, targets: Tensor) -> float:
        if self._class_weights is None:
            return float(len(targets))
        return max(float(self._class_weights[targets].sum()), 1e-12)

    # Keeping and going on

    def keep_best(self) -> None:
        """Remembers the judged weights of now as the best."""
        self.best_weights = {name: value.clone() for name, value in self._changing(self.judged).items()}

    def take_best(self) -> None:
        """Puts the best weights into the module (where there are any)."""
        self._put(self.module, self.best_weights)

    def tensors(self) -> dict[str, Tensor]:
        """All that changes while training, by name: weights, their average, the optimiser's memory."""
        kept = {f"module/{name}": value for name, value in self._changing(self.module).items()}
        if self.average is not None:
            kept |= {f"average/{name}": value for name, value in self._changing(self.average.module).items()}
        for index, state in self._optimiser.state_dict()["state"].items():
            kept |= {f"optimiser/{index}/{key}": v for key, v in state.items() if isinstance(v, Tensor)}
        return kept

    def restore(self, tensors: Mapping[str, Tensor], average_steps: int, best: Mapping[str, Tensor]) -> None:
        """Takes back what `tensors` gave. Raises KeyError or RuntimeError where it does not fit."""
        self._put(self.module, _under("module/", tensors))
        if self.average is not None:
            self._put(self.average.module, _under("average/", tensors))
            self.average.steps = average_steps
        state: dict[int, dict[str, Tensor]] = {}
        for name, value in _under("optimiser/", tensors).items():
            index, _, key = name.partition("/")
            state.setdefault(int(index), {})[key] = value
        groups = self._optimiser.state_dict()["param_groups"]
        self._optimiser.load_state_dict({"state": state, "param_groups": groups})
        self.best_weights = {name: value.to(self._device) for name, value in best.items()}

    def _changing(self, module: nn.Module) -> dict[str, Tensor]:
        """The learnt parameters and the buffers: frozen weights come from the backbone's own file."""
        learnt = {name for name, parameter in self.module.named_parameters() if parameter.requires_grad}
        values = {name: p.detach() for name, p in module.named_parameters() if name in learnt}
        return values | {name: buffer.detach() for name, buffer in module.named_buffers()}

    def _put(self, module: nn.Module, values: Mapping[str, Tensor]) -> None:
        own = self._changing(module)
        if values.keys() != own.keys():
            raise KeyError(f"other weights than these: {sorted(values.keys() ^ own.keys())[:5]}")
        with torch.no_grad():
            for name, value in values.items():
                own[name].copy_(value)


def _under(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}


@contextmanager
def _computing_with(threads: int) -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(threads or before)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextmanager
def _own_randomness(seed: int, epoch: int, step: int, piece: int, device: torch.device) -> Iterator[None]:
    """What is drawn inside (dropout) depends on the seed and the place alone; the draws of others are left as they are.

    So a training that goes on after a crash draws what it would have drawn, and no generator's state needs keeping.
    """
    devices = [device] if device.type == "cuda" else []
    drawn_from = ((seed * 1_000_003 + epoch) * 1_000_003 + step + piece * 999_983_000_003) % 2**63
    with torch.random.fork_rng(devices):
        torch.default_generator.manual_seed(drawn_from)  # torch.manual_seed would add to a list of CUDA's each step
        if device.type == "cuda":
            torch.cuda.manual_seed(drawn_from)
        elif device.type == "mps":
            torch.mps.manual_seed(drawn_from)
        yield
