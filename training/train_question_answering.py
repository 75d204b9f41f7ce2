"""Trains the question-answering network. Run it again to go on from the last checkpoint."""
import argparse
import json
import time
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from first_sketch import load_first_sketch
from question_answering_examples import Example, Sequence, epoch_batches, load_examples, pad_rows, sequence_of
from question_answering_network import QuestionAnsweringNetwork
from schedule import Average, parameter_groups, rate_at
from squad_scores import exact_match, f1

MAX_ANSWER = 21
WINDOW, OVERLAP = 384, 128
SAVE_SECONDS = 240
CHECKED = 1000


def loss_of(starts: Tensor, ends: Tensor, batch: list[Sequence]) -> Tensor:
    """Cross-entropy over the text's pieces and "not here", whose logit is 0 throughout."""
    device = starts.device
    none = torch.zeros(len(batch), 1, device=device)
    first = torch.tensor([row.first + 1 for row in batch], device=device)
    last = torch.tensor([row.last + 1 for row in batch], device=device)
    return F.cross_entropy(torch.cat([none, starts.float()], 1), first) + F.cross_entropy(
        torch.cat([none, ends.float()], 1), last
    )


def best_span(starts: Tensor, ends: Tensor) -> tuple[float, int, int]:
    """The likeliest span of at most `MAX_ANSWER` pieces: its logit, first and last piece."""
    length = len(starts)
    allowed = torch.ones(length, length).triu().tril(MAX_ANSWER - 1).bool()
    logits = (starts[:, None] + ends[None, :]).masked_fill(~allowed, -1e9)
    value, place = logits.flatten().max(0)
    return value.item(), place.item() // length, place.item() % length


def windows(example: Example) -> list[int]:
    """Where the windows of a text begin."""
    room = WINDOW - 3 - len(example.question)
    return [0, *range(room - OVERLAP, max(1, len(example.text) - OVERLAP), room - OVERLAP)]


@torch.no_grad()
def measure(network: nn.Module, examples: list[Example]) -> tuple[float, float]:
    """Exact match and F1 in percent of the best span over all windows."""
    network.eval()
    device = next(network.parameters()).device
    parts = [(index, at) for index, example in enumerate(examples) for at in windows(example)]
    rows = {}
    for index, at in parts:
        room = WINDOW - 3 - len(examples[index].question)
        rows[index, at] = sequence_of(examples[index].question, examples[index].text[at : at + room])
    parts.sort(key=lambda part: len(rows[part]))
    best: dict[int, tuple[float, int, int]] = {}
    for begin in range(0, len(parts), 32):
        some = parts[begin : begin + 32]
        ids, mask = pad_rows([rows[part] for part in some])
        starts, ends = network(ids.to(device), mask.to(device))
        for (index, at), start, end in zip(some, starts.float().cpu(), ends.float().cpu()):
            lead = len(examples[index].question) + 2
            last = len(rows[index, at]) - 1
            value, left, right = best_span(start[lead:last], end[lead:last])
            if index not in best or value > best[index][0]:
                best[index] = (value, left + at, right + at)
    network.train()
    return score([answer_text(example, *best[index][1:]) for index, example in enumerate(examples)], examples)


def answer_text(example: Example, first: int, last: int) -> str:
    """The answer in the paragraph's own characters."""
    return example.source.context[example.offsets[first][0] : example.offsets[last][1]]


def score(answers: list[str], examples: list[Example]) -> tuple[float, float]:
    """Exact match and F1 in percent."""
    accepted = [[text for _, text in example.source.answers] for example in examples]
    matches = [exact_match(answer, texts) for answer, texts in zip(answers, accepted)]
    overlaps = [f1(answer, texts) for answer, texts in zip(answers, accepted)]
    return 100 * sum(matches) / len(matches), 100 * sum(overlaps) / len(overlaps)


class Training:
    """A run's network, optimizer and place, and its checkpoint."""

    def __init__(self, options: argparse.Namespace, examples: list[Example]):
        torch.manual_seed(1)
        self.options, self.examples = options, examples
        self.network = QuestionAnsweringNetwork()
        if options.begin:
            load_first_sketch(self.network, options.begin)
        else:
            vectors = torch.from_numpy(np.load(options.build / "vectors.npy"))
            self.network.embedding.weight.data.copy_(vectors)
        self.network.to(options.device)
        self.average = Average(self.network)
        self.optimizer = torch.optim.AdamW(parameter_groups(self.network), betas=(0.9, 0.98))
        self.epoch, self.at, self.step, self.seconds = 0, 0, 0, 0.0
        self.steps = options.epochs * len(self.batches())
        self.path = options.build / "question-answering.pt"

    def batches(self) -> list[list[Sequence]]:
        return epoch_batches(self.examples, self.epoch, self.options.batch, self.options.negative)

    def resume(self) -> None:
        if not self.path.exists():
            return
        saved = torch.load(self.path, weights_only=True, map_location=self.options.device)
        self.network.load_state_dict(saved["network"])
        self.average.load(saved["average"])
        self.optimizer.load_state_dict(saved["optimizer"])
        self.epoch, self.at, self.step, self.seconds = saved["place"]
        torch.set_rng_state(saved["random"].cpu())

    def save(self) -> None:
        saved = {
            "network": self.network.state_dict(),
            "average": self.average.state(),
            "optimizer": self.optimizer.state_dict(),
            "place": (self.epoch, self.at, self.step, self.seconds),
            "random": torch.get_rng_state(),
        }
        torch.save(saved, self.path.with_suffix(".new"))
        self.path.with_suffix(".new").replace(self.path)

    @property
    def progress(self) -> float:
        """How much of the run is done: by steps, or by time where a limit is set."""
        return max(self.step / self.steps, self.seconds / (self.options.minutes * 60))

    def train(self, batch: list[Sequence]) -> float:
        """One step; the loss."""
        for group in self.optimizer.param_groups:
            group["lr"] = rate_at(self.progress, self.step, self.options.rate)
        ids, mask = pad_rows([row.ids for row in batch], self.options.multiple)
        device = self.options.device
        with torch.autocast(device, torch.bfloat16) if self.options.bfloat16 else nullcontext():
            starts, ends = self.network(ids.to(device), mask.to(device))
        loss = loss_of(starts, ends, batch)
        self.optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), 2.0)
        self.optimizer.step()
        self.step += 1
        self.average.update(self.network, self.step)
        return loss.item()


def check(training: Training, parts: dict[str, list[Example]], mean: float) -> None:
    """Adds a point to the learning curve: the averaged weights on 1,000 questions of validation and of dev."""
    network = training.average.apply(QuestionAnsweringNetwork().to(training.options.device))
    point = {"step": training.step, "epoch": training.epoch, "minutes": round(training.seconds / 60, 1), "loss": round(mean, 3)}
    for name in ("validation", "dev"):
        match, overlap = measure(network, parts[name][:: max(1, len(parts[name]) // CHECKED)][:CHECKED])
        point |= {f"{name} EM": round(match, 2), f"{name} F1": round(overlap, 2)}
    print(json.dumps(point), flush=True)
    with open(training.options.build / "question-answering-curve.jsonl", "a") as curve:
        curve.write(json.dumps(point) + "\n")


def run(training: Training, parts: dict[str, list[Example]]) -> None:
    """Trains until the last step or the time limit."""
    mean, saved, begun = 0.0, time.time(), time.time()
    every = max(1, training.steps // training.options.epochs // 2)
    while training.progress < 1:
        for batch in training.batches()[training.at :]:
            loss = training.train(batch)
            mean = loss if mean == 0 else 0.99 * mean + 0.01 * loss
            training.at += 1
            training.seconds += time.time() - begun
            begun = time.time()
            if training.step % 100 == 0:
                print(training.step, training.steps, round(mean, 3), round(training.seconds), flush=True)
            if time.time() - saved > SAVE_SECONDS:
                training.save()
                saved = time.time()
            if training.step % every == 0:
                check(training, parts, mean)
                begun = time.time()
            if training.progress >= 1:
                break
        training.epoch, training.at = training.epoch + 1, 0
    training.save()
    check(training, parts, mean)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--build", type=Path, default=Path("build"))
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--minutes", type=float, default=1e6, help="end by then, with the learning rate at 0")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--negative", type=float, default=0.12, help="share of questions that also come without answer")
    parser.add_argument("--multiple", type=int, default=32, help="lengths are padded to a multiple")
    parser.add_argument("--begin", type=Path, help="the first sketch's checkpoint to begin with; needs its vocabulary")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    parser.add_argument("--bfloat16", action="store_true", help="matrices in 16 bits, for a GPU")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    parts = load_examples(options.data, options.build)
    training = Training(options, parts["train"])
    training.resume()
    run(training, parts)


if __name__ == "__main__":
    main()
