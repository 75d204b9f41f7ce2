"""Teaches the shipped sentiment network what reviews of films do not: short messages, neutral texts, opinions in many fields.

Begins with the weights of a shipped folder, read back from its integers. Beside new labelled texts, neutral ones at 0.5
and sentences made by rule, it goes on reading what it knows (the treebank, labelled reviews, and reviews with its own
opinion of them), so that it forgets nothing. Run it again to go on from the last checkpoint.
"""
import hashlib
import json
import random
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from tokenizers import Tokenizer
from torch import nn

from batches import crop, length_batches
from data_sets import plain_spelling, read_questions, read_reviews, split_reviews, split_sentences
from export_models import tokenizer_json
from packed_rows import BLOCK
from prepare_text import CLS, SEP
from rule_messages import rule_messages
from rule_sentences import rule_sentences
from sentiment_examples import CROP, POOL, SURE_REVIEW, SURE_SENTENCE, Text, encode, plain_texts, soft_loss, sure
from sentiment_network import SentimentNetwork
from train_sentiment import EMBEDDING_SHARE, text_score, window_logits
from training_run import Recipe, TrainingRun, training_options

# Sets that may be trained on, and how many of their texts are read in an epoch at most.
FURTHER = {
    "amazon-blitzer-reviews": 4000, "amazon-blitzer-titles": 1500, "checklist-sentiment": 1500, "customer-review-sentences": 2600,
    "fdu-mtl-10-domains": 7000, "goemotions": 22000, "imdb-counterfactual": 2000, "movie-plots-neutral": 1700, "newsmtsc": 6500,
    "pros-cons": 7000, "semeval-tweets": 30000, "senti4sd-stackoverflow": 3000, "sst5-neutral": 1500, "uci-sentences": 2000,
    "vader-amazon": 1200, "vader-nyt-editorials": 2200, "vader-tweets": 2100,
}
VALUES = {"POSITIVE": 0.95, "NEGATIVE": 0.05, "NEUTRAL": 0.5}
HELD_OUT, VALIDATION = 0, 1  # of ten, by the first byte of a text's SHA-256
KNOWN_A_TIME, REVIEWS_A_TIME, OWN_A_TIME = 40000, 8000, 10000
RULES_A_TIME, MESSAGES_A_TIME, PLAIN_A_TIME = 10000, 14000, 7000
UNCLEAR = 0.65  # below this score of the better label the product calls a text unclear
CHECKED = 3000


def tenth_of(text: str) -> int:
    """Which tenth a text of a further set belongs to."""
    return hashlib.sha256(text.encode()).digest()[0] % 10


def read_further(data: Path, name: str) -> list[tuple[str, str]]:
    """The texts and labels of one further set, without the tenth that is held out."""
    with open(data / "more" / name / f"{name}.jsonl", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [(row["text"], row["label"]) for row in rows if tenth_of(row["text"]) != HELD_OUT]


def shipped_weights(folder: Path) -> dict[str, torch.Tensor]:
    """The weights of a shipped sentiment network in 32 bits."""
    graph = onnx.load(str(folder / "onnx" / "model_quantized.onnx")).graph
    stored = {entry.name: torch.from_numpy(numpy_helper.to_array(entry).copy()) for entry in graph.initializer}
    weights = {}
    for name, value in stored.items():
        layer, _, kind = name.rpartition(".")
        if kind == "bias":
            weights[name] = value
        elif kind == "values":
            weights[f"{layer}.weight"] = value.float() * stored[f"{layer}.scale"]
        elif kind == "packed":
            pairs = value.to(torch.int32)
            blocks = (torch.cat([pairs % 16, pairs // 16], 1) - 8).float().unflatten(1, (-1, BLOCK))
            weights[f"{layer}.weight"] = (blocks * stored[f"{layer}.scale"].float().unsqueeze(2)).flatten(1)
    return weights


def shipped_vocabulary(folder: Path) -> dict[str, int]:
    """The pieces of a shipped tokenizer."""
    return json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]


class Sources:
    """All that is read, encoded once."""

    def __init__(self, data: Path, tokenizer: Tokenizer, network: nn.Module):
        self.tokenizer = tokenizer
        source = random.Random(0)
        further = {name: read_further(data, name) for name in FURTHER}
        self.further = {
            name: self.encode([row for row in rows if tenth_of(row[0]) != VALIDATION]) for name, rows in further.items()
        }
        checked = [row for rows in further.values() for row in rows if tenth_of(row[0]) == VALIDATION]
        self.checked = self.encode(source.sample(checked, min(CHECKED, len(checked))))
        train, sentences = split_sentences(data)
        labels = [sure(label, SURE_SENTENCE) for _, label in train]
        self.sentences = encode(tokenizer, [plain_spelling(text) for text, _ in train], labels)
        self.checked_sentences = encode(tokenizer, [text for text, _ in sentences], [label for _, label in sentences])
        reviews, checked_reviews, _ = split_reviews(data)
        firm = [sure(row.label, SURE_REVIEW) for row in reviews]
        self.reviews = encode(tokenizer, [row.text for row in reviews], firm)
        self.checked_reviews = encode(
            tokenizer, [row.text for row in checked_reviews[:500]], [row.label for row in checked_reviews[:500]]
        )
        self.own = own_opinions(network, encode(tokenizer, [row.text for row in read_reviews(data, "unsup")[:20000]], [0.0] * 20000))
        plain = source.sample(list(plain_texts(data)), 40000)
        plain += source.sample(list(dict.fromkeys(row.question for row in read_questions(data, "train"))), 10000)
        self.plain = encode(tokenizer, plain, [0.5] * len(plain))

    def encode(self, rows: list[tuple[str, str]]) -> list[Text]:
        """Labelled texts as piece ids."""
        return encode(self.tokenizer, [text for text, _ in rows], [VALUES[label] for _, label in rows])

    def epoch_rows(self, epoch: int) -> list[Text]:
        """An epoch's texts with special tokens, the same for the same epoch."""
        source = random.Random(epoch)
        texts = [text for name, rows in self.further.items() for text in source.sample(rows, min(len(rows), FURTHER[name]))]
        for made in (rule_sentences(RULES_A_TIME, 1000 + epoch), rule_messages(MESSAGES_A_TIME, epoch)):
            texts += encode(self.tokenizer, [text for text, _ in made], [value for _, value in made])
        texts += source.sample(self.plain, PLAIN_A_TIME) + source.sample(self.sentences, KNOWN_A_TIME)
        texts += source.sample(self.reviews, REVIEWS_A_TIME) + source.sample(self.own, OWN_A_TIME)
        cut = (Text(crop(text.ids, CROP, source), text.value) for text in texts)
        return [Text([CLS, *ids, SEP], value) for ids, value in cut if ids]

    def check(self, network: nn.Module) -> dict[str, float]:
        """Accuracies on what is trained on by nobody here, in percent."""
        positive = np.array([text_score(parts) for parts in window_logits(network, self.checked)])
        value = np.array([text.value for text in self.checked])
        score, opinion = np.maximum(positive, 1 - positive), value != 0.5
        right = (positive > 0.5) == (value > 0.5)
        return {
            "further, two classes": percent(right[opinion]),
            "neutral left unclear": percent(score[~opinion] < UNCLEAR),
            "opinions called": percent(right[opinion] & (score[opinion] >= UNCLEAR)),
            "sentences": percent(self.right(network, self.checked_sentences)),
            "reviews": percent(self.right(network, self.checked_reviews)),
        }

    @staticmethod
    def right(network: nn.Module, texts: list[Text]) -> np.ndarray:
        """Which texts get their label."""
        found = window_logits(network, texts)
        return np.array([(text_score(parts) > 0.5) == (text.value > 0.5) for parts, text in zip(found, texts)])


def percent(values: np.ndarray) -> float:
    """The share of true values."""
    return round(100 * float(np.mean(values)), 1)


def own_opinions(network: nn.Module, texts: list[Text]) -> list[Text]:
    """A stretch of each text with what the network thinks of it before it learns more."""
    source = random.Random(1)
    stretches = [Text(crop(text.ids, CROP, source), 0.0) for text in texts if text.ids]
    found = window_logits(network.eval(), stretches)
    return [Text(text.ids, text_score(parts)) for text, parts in zip(stretches, found)]


def main() -> None:
    parser = training_options(__doc__, epochs=4, batch=64, rate=6e-4)
    parser.add_argument("folder", type=Path, help="the shipped model to begin with")
    options = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(options.threads)
    network = SentimentNetwork()
    network.load_state_dict(shipped_weights(options.folder))
    vocabulary = shipped_vocabulary(options.folder)
    (options.build / "vocab.txt").write_text("".join(f"{piece}\n" for piece in vocabulary), encoding="utf-8")
    tokenizer = Tokenizer.from_str(json.dumps(tokenizer_json(vocabulary)))
    sources = Sources(options.data, tokenizer, network)
    print(json.dumps({"before": sources.check(network.eval())}), flush=True)
    recipe = Recipe(
        name="sentiment",
        network=network.train(),
        blank=SentimentNetwork,
        batches=lambda epoch: length_batches(sources.epoch_rows(epoch), options.batch, POOL, random.Random(epoch)),
        loss=soft_loss,
        check=sources.check,
        checks_an_epoch=4,
        table=network.embedding.weight,
        table_share=EMBEDDING_SHARE,
        clip=2.0,
    )
    TrainingRun(recipe, options).run()


if __name__ == "__main__":
    main()
