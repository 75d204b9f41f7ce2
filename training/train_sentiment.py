"""Trains the sentiment network. Run it again to go on from the last checkpoint."""
import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from prepare_text import CLS, SEP, new_tokenizer, read_vocabulary
from question_answering_examples import pad_rows
from schedule import Average, parameter_groups, rate_at
from sentiment_examples import Sources, Text, epoch_batches, epoch_rows, load_sources
from sentiment_network import SentimentNetwork

SAVE_SECONDS = 180
EMBEDDING_SHARE = 0.5  # of the learning rate: the vectors start from far more text than there are labels
WINDOW = 256


def windows(ids: list[int], size: int = WINDOW) -> list[list[int]]:
    """A text's windows as the product cuts them: as equal in length as can be, none longer than the size."""
    count = -(-len(ids) // (size - 2))
    cuts = [round(index * len(ids) / count) for index in range(count + 1)]
    return [[CLS, *ids[left:right], SEP] for left, right in zip(cuts, cuts[1:])]


@torch.no_grad()
def window_logits(network: nn.Module, texts: list[Text], size: int = WINDOW) -> list[list[tuple[float, int]]]:
    """For each text its windows' logit of positive against negative, with their length."""
    network.eval()
    parts = [(index, window) for index, text in enumerate(texts) for window in windows(text.ids, size)]
    found: list[list[tuple[float, int]]] = [[] for _ in texts]
    ordered = sorted(range(len(parts)), key=lambda part: len(parts[part][1]))
    logits = torch.zeros(len(parts))
    for start in range(0, len(ordered), 64):
        some = ordered[start : start + 64]
        out = network(*pad_rows([parts[part][1] for part in some]))
        logits[some] = out[:, 1] - out[:, 0]
    for (index, window), logit in zip(parts, logits.tolist()):
        found[index].append((logit, len(window) - 2))
    network.train()
    return found


def text_score(found: list[tuple[float, int]], temperature: float = 1.0) -> float:
    """How positive a text is: the mean of its windows' scores, longer ones counting more."""
    total = sum(length for _, length in found)
    return sum(length / (1 + np.exp(-logit / temperature)) for logit, length in found) / total


def accuracy(network: nn.Module, texts: list[Text]) -> float:
    """In percent."""
    found = window_logits(network, texts)
    return 100 * sum((text_score(parts) > 0.5) == (text.value > 0.5) for parts, text in zip(found, texts)) / len(texts)


class Training:
    """A run's network, optimizer and place, and its checkpoint."""

    def __init__(self, options: argparse.Namespace, sources: Sources):
        torch.manual_seed(options.seed)
        self.options, self.sources = options, sources
        self.tokenizer = new_tokenizer(read_vocabulary(options.build))
        self.network = SentimentNetwork()
        if options.stage == 1:
            self.network.embedding.weight.data.copy_(torch.from_numpy(np.load(options.build / "vectors.npy")))
        else:
            self.network.load_state_dict(torch.load(options.build / "sentiment-1.pt", weights_only=True)["average"])
        self.average = Average(self.network)
        self.optimizer = torch.optim.AdamW(parameter_groups(self.network, EMBEDDING_SHARE), betas=(0.9, 0.98))
        self.epoch, self.at, self.step, self.seconds = 0, 0, 0, 0.0
        self.steps = options.epochs * len(self.batches())
        self.path = options.build / f"sentiment-{options.stage}.pt"

    def batches(self) -> list[list[Text]]:
        return epoch_batches(self.rows(), self.epoch, self.options.batch)

    def rows(self) -> list[Text]:
        return epoch_rows(self.sources, self.tokenizer, self.epoch, self.options.stage)

    def resume(self) -> None:
        if not self.path.exists():
            return
        saved = torch.load(self.path, weights_only=True)
        self.network.load_state_dict(saved["network"])
        self.average.load(saved["average"])
        self.optimizer.load_state_dict(saved["optimizer"])
        self.epoch, self.at, self.step, self.seconds = saved["place"]
        torch.set_rng_state(saved["random"])

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

    def train(self, batch: list[Text]) -> float:
        """One step; the loss."""
        for group in self.optimizer.param_groups:
            group["lr"] = group["share"] * rate_at(self.progress, self.step, self.options.rate)
        loss = soft_loss(self.network(*pad_rows([row.ids for row in batch])), batch)
        self.optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), 2.0)
        self.optimizer.step()
        self.step += 1
        self.average.update(self.network, self.step)
        return loss.item()


def soft_loss(logits: Tensor, batch: list[Text]) -> Tensor:
    """Cross-entropy with how positive each text is."""
    positive = torch.tensor([row.value for row in batch])
    return F.cross_entropy(logits, torch.stack([1 - positive, positive], 1))


def check(training: Training, mean: float) -> None:
    """Adds a point to the learning curve: the averaged weights on both validation sets."""
    network = training.average.apply(SentimentNetwork())
    point = {
        "stage": training.options.stage,
        "step": training.step,
        "epoch": training.epoch,
        "minutes": round(training.seconds / 60, 1),
        "loss": round(mean, 4),
        "validation sentences": round(accuracy(network, training.sources.checked_sentences), 2),
        "validation reviews": round(accuracy(network, training.sources.checked_reviews), 2),
    }
    print(json.dumps(point), flush=True)
    with open(training.options.build / "sentiment-curve.jsonl", "a") as curve:
        curve.write(json.dumps(point) + "\n")


def run(training: Training) -> None:
    """Trains until the last step or the time limit; a point of the curve after each epoch."""
    mean, saved, begun = 0.0, time.time(), time.time()
    while training.progress < 1:
        for batch in training.batches()[training.at :]:
            loss = training.train(batch)
            mean = loss if mean == 0 else 0.995 * mean + 0.005 * loss
            training.at += 1
            training.seconds += time.time() - begun
            begun = time.time()
            if training.step % 100 == 0:
                print(training.step, training.steps, round(mean, 4), round(training.seconds), flush=True)
            if time.time() - saved > SAVE_SECONDS:
                training.save()
                saved = time.time()
            if training.progress >= 1:
                break
        training.epoch, training.at = training.epoch + 1, 0
        check(training, mean)
        begun = time.time()
    training.save()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--build", type=Path, default=Path("build"))
    parser.add_argument("--stage", type=int, choices=[1, 2], default=1, help="2 goes on from 1, mostly with sentences")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--minutes", type=float, default=1e6, help="end by then, with the learning rate at 0")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    training = Training(options, load_sources(options.data, options.build))
    training.resume()
    run(training)


if __name__ == "__main__":
    main()
