"""What the sentiment network learns from and is checked by, as piece ids with how positive they are."""
import random
import re
from pathlib import Path
from typing import Iterator, NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from tokenizers import Tokenizer

from batches import crop, length_batches, pad_rows
from data_sets import plain_spelling, read_questions, read_reviews, split_reviews, split_sentences
from prepare_text import CLS, SEP, new_tokenizer, read_vocabulary
from rule_sentences import rule_sentences

CROP = 128  # pieces of a review in training
POOL = 80  # batches among which lengths are sorted
SURE_SENTENCE, SURE_REVIEW = 0.96, 0.93
RULES_A_TIME, PLAIN_A_TIME, OPINIONS_A_TIME = 14000, 4000, 300000
LABELLED_A_TIME, UNLABELLED_A_TIME = 16000, 16000  # reviews
PLAIN_SENTENCES = 40000


class Text(NamedTuple):
    """Piece ids without special tokens, and how positive the text is (0 to 1)."""

    ids: list[int]
    value: float


class Sources(NamedTuple):
    """All that training draws from, and both validation sets."""

    sentences: list[tuple[Text, Text]]  # as the treebank spells them and as people do
    opinions: list[Text]  # sentences with what the teacher thinks of them
    reviews: list[Text]
    unlabelled: list[Text]
    plain: list[Text]
    checked_sentences: list[Text]
    checked_reviews: list[Text]


def sure(label: int, most: float) -> float:
    """How positive a labelled text is taken to be: never wholly."""
    return most if label == 1 else 1 - most


def soft_loss(network: nn.Module, batch: list[Text]) -> Tensor:
    """Cross-entropy with how positive each text of framed pieces is."""
    device = next(network.parameters()).device
    logits = network(*pad_rows([row.ids for row in batch], 4, device))
    positive = torch.tensor([row.value for row in batch], device=device)
    return F.cross_entropy(logits.float(), torch.stack([1 - positive, positive], 1))


def encode(tokenizer: Tokenizer, texts: list[str], values: list[float]) -> list[Text]:
    """The texts in their order."""
    encodings = tokenizer.encode_batch(texts, add_special_tokens=False)
    return [Text(encoding.ids, value) for encoding, value in zip(encodings, values)]


def plain_texts(data: Path) -> Iterator[str]:
    """Sentences of an encyclopedia, of 5 to 25 words, and people's questions about it: mostly without opinion."""
    with open(data / "text" / "wikipedia-115MB.txt", encoding="utf-8", errors="ignore") as lines:
        for line in lines:
            for sentence in re.split(r"(?<=[a-z)]\.) (?=[A-Z])", line.strip()):
                if 5 <= len(sentence.split()) <= 25 and sentence.endswith("."):
                    yield sentence


def load_checked(data: Path, build: Path) -> tuple[list[Text], list[Text]]:
    """The validation sentences and the validation reviews."""
    tokenizer = new_tokenizer(read_vocabulary(build))
    _, sentences = split_sentences(data)
    _, reviews, _ = split_reviews(data)
    return (
        encode(tokenizer, [text for text, _ in sentences], [label for _, label in sentences]),
        encode(tokenizer, [row.text for row in reviews], [row.label for row in reviews]),
    )


def in_one_line(text: str) -> str:
    """A sentence as the file of opinions has it: words with one space between."""
    return " ".join(text.split())


def read_opinions(build: Path) -> dict[str, float]:
    """Sentence → how positive the teacher finds it."""
    with open(build / "opinions.tsv", encoding="utf-8") as lines:
        rows = (line.rstrip("\n").split("\t", 1) for line in lines)
        return {text: float(value) for value, text in rows}


def load_sources(data: Path, build: Path) -> Sources:
    """Reads and encodes everything, about a minute."""
    tokenizer = new_tokenizer(read_vocabulary(build))
    train, _ = split_sentences(data)
    reviews, _, _ = split_reviews(data)
    source = random.Random(0)
    plain = list(plain_texts(data))
    questions = list(dict.fromkeys(row.question for row in read_questions(data, "train")))
    plain = source.sample(plain, PLAIN_SENTENCES) + source.sample(questions, PLAIN_SENTENCES // 4)
    opinions = read_opinions(build)
    spelt = [plain_spelling(text) for text, _ in train]
    # Half the label, half the teacher.
    values = [
        (sure(label, SURE_SENTENCE) + opinions[in_one_line(text)]) / 2 for text, (_, label) in zip(spelt, train)
    ]
    firm = [sure(row.label, SURE_REVIEW) for row in reviews]
    both = zip(encode(tokenizer, [text for text, _ in train], values), encode(tokenizer, spelt, values))
    return Sources(
        list(both),
        encode(tokenizer, list(opinions), list(opinions.values())),
        encode(tokenizer, [row.text for row in reviews], firm),
        encode(tokenizer, [row.text for row in read_reviews(data, "unsup")], np.load(build / "reviews-unsup.npy").tolist()),
        encode(tokenizer, plain, [0.5] * len(plain)),
        *load_checked(data, build),
    )


def epoch_rows(sources: Sources, tokenizer: Tokenizer, epoch: int) -> list[Text]:
    """An epoch's texts with special tokens, the same for the same epoch."""
    source = random.Random(epoch)
    made = rule_sentences(RULES_A_TIME, seed=epoch)
    texts = [source.choice(pair) for pair in sources.sentences]
    texts += source.sample(sources.opinions, OPINIONS_A_TIME)
    texts += encode(tokenizer, [text for text, _ in made], [value for _, value in made])
    texts += source.sample(sources.plain, PLAIN_A_TIME)
    labelled = source.sample(sources.reviews, LABELLED_A_TIME)
    for review in labelled + source.sample(sources.unlabelled, UNLABELLED_A_TIME):
        texts.append(Text(crop(review.ids, CROP, source), review.value))
    return [Text([CLS, *ids, SEP], value) for ids, value in texts if ids]


def epoch_batches(rows: list[Text], epoch: int, size: int) -> list[list[Text]]:
    """Batches of texts alike in length, in an order that is the same for the same epoch."""
    return length_batches(rows, size, POOL, random.Random(epoch))
