"""What all recipes share: options, checkpoints, learning rate, the learning curve."""
import argparse
import json
import math
import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable

import torch
from torch import Tensor, nn

from data_sets import folder_options
from schedule import WARM_UP_STEPS, Average, parameter_groups, rate_at

SAVE_SECONDS = 180
REPORT_STEPS = 100


def training_options(description: str | None, *, epochs: int, batch: int, rate: float) -> argparse.ArgumentParser:
    """A parser of the options that every training has, with a recipe's own defaults."""
    parser = folder_options(description)
    parser.add_argument("--epochs", type=int, default=epochs)
    parser.add_argument("--minutes", type=float, default=1e6, help="end by then, with the learning rate at 0")
    parser.add_argument("--batch", type=int, default=batch)
    parser.add_argument("--rate", type=float, default=rate)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    parser.add_argument("--bfloat16", action="store_true", help="matrices in 16 bits, for a GPU or a CPU with AMX")
    return parser


def precision(device: str | torch.device, bfloat16: bool) -> AbstractContextManager:
    """Where matrices are multiplied in 16 bits, if asked."""
    return torch.autocast(torch.device(device).type, torch.bfloat16) if bfloat16 else nullcontext()


@dataclass
class Recipe:
    """What a training trains: the network, what it reads in an epoch, its loss, and what its curve shows."""

    name: str  # of the checkpoint in `build`
    network: nn.Module
    blank: Callable[[], nn.Module]  # a network of the same shape, for the averaged weights
    batches: Callable[[int], list[list[Any]]]  # an epoch's, the same for the same epoch
    loss: Callable[[nn.Module, list[Any]], Tensor]
    check: Callable[[nn.Module], dict[str, float]]
    checks_an_epoch: int = 1
    table: Tensor | None = None  # an embedding with a share of the learning rate of its own
    table_share: float = 1.0
    clip: float = 1.0
    warm_up: int = WARM_UP_STEPS
    choose: Callable[[dict[str, float]], float] | None = None  # of a point of the curve; the weights of the highest are kept apart


class TrainingRun:
    """A recipe on its way: optimizer, averaged weights, place, checkpoint."""

    def __init__(self, recipe: Recipe, options: argparse.Namespace):
        torch.set_num_threads(options.threads)
        self.recipe, self.options = recipe, options
        self.network = recipe.network.to(options.device)
        self.average = Average(self.network)
        groups = parameter_groups(self.network, recipe.table, recipe.table_share)
        self.optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)
        self.epoch, self.at, self.step, self.seconds = 0, 0, 0, 0.0
        self.batches = recipe.batches(0)
        self.epoch_steps = len(self.batches)
        self.path = options.build / f"{recipe.name}.pt"
        self.best_path = options.build / f"{recipe.name}.best.pt"

    @property
    def progress(self) -> float:
        """How much of the run is done: by steps, or by time where a limit is set."""
        options = self.options
        return max(self.step / (options.epochs * self.epoch_steps), self.seconds / (options.minutes * 60))

    def resume(self) -> None:
        """Goes on from the checkpoint, if there is one."""
        if not self.path.exists():
            return
        saved = torch.load(self.path, weights_only=True, map_location=self.options.device)
        self.network.load_state_dict(saved["network"])
        self.average.load(saved["average"])
        self.optimizer.load_state_dict(saved["optimizer"])
        self.epoch, self.at, self.step, self.seconds = saved["place"]
        torch.set_rng_state(saved["random"].cpu())

    def save(self) -> None:
        """Writes the checkpoint whole or not at all."""
        saved = {
            "network": self.network.state_dict(),
            "average": self.average.state(),
            "optimizer": self.optimizer.state_dict(),
            "place": (self.epoch, self.at, self.step, self.seconds),
            "random": torch.get_rng_state(),
        }
        torch.save(saved, self.path.with_suffix(".new"))
        self.path.with_suffix(".new").replace(self.path)

    def train(self, batch: list[Any]) -> float:
        """One step; the loss."""
        for group in self.optimizer.param_groups:
            group["lr"] = group["share"] * rate_at(self.progress, self.step, self.options.rate, self.recipe.warm_up)
        with precision(self.options.device, self.options.bfloat16):
            loss = self.recipe.loss(self.network, batch)
        self.optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), self.recipe.clip)
        self.optimizer.step()
        self.step += 1
        self.average.update(self.network, self.step)
        return loss.item()

    def check(self, mean: float) -> None:
        """Adds a point to the learning curve, with the averaged weights."""
        network = self.average.apply(self.recipe.blank().to(self.options.device))
        point = {"recipe": self.recipe.name, "step": self.step, "epoch": self.epoch, "loss": round(mean, 4)}
        point |= {"minutes": round(self.seconds / 60, 1), **self.recipe.check(network)}
        print(json.dumps(point), flush=True)
        with open(self.options.build / "curve.jsonl", "a") as curve:
            curve.write(json.dumps(point) + "\n")
        if self.recipe.choose is not None:
            self.keep_best(point)

    def keep_best(self, point: dict[str, float]) -> None:
        """Writes the averaged weights apart when no earlier point was chosen over this one."""
        score = self.recipe.choose(point)
        kept = torch.load(self.best_path, weights_only=True)["score"] if self.best_path.exists() else -math.inf
        if score >= kept:
            torch.save({"average": self.average.state(), "score": score, "step": self.step}, self.best_path)

    def run(self) -> None:
        """Trains until the last step or the time limit."""
        self.resume()
        if self.epoch > 0:
            self.batches = self.recipe.batches(self.epoch)
        mean, saved = 0.0, time.time()
        every = max(1, self.epoch_steps // self.recipe.checks_an_epoch)
        while self.progress < 1:
            for batch in self.batches[self.at :]:
                begun = time.time()
                loss = self.train(batch)
                mean = loss if mean == 0 else 0.99 * mean + 0.01 * loss
                self.at += 1
                self.seconds += time.time() - begun
                if self.step % REPORT_STEPS == 0:
                    print(self.step, self.options.epochs * self.epoch_steps, round(mean, 4), round(self.seconds), flush=True)
                if time.time() - saved > SAVE_SECONDS:
                    self.save()
                    saved = time.time()
                if self.step % every == 0:
                    self.check(mean)
                if self.progress >= 1:
                    break
            if self.progress < 1:
                self.epoch, self.at = self.epoch + 1, 0
                self.batches = self.recipe.batches(self.epoch)
        self.save()
        self.check(mean)
