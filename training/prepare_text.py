"""Data sets → vocabulary, corpus as piece ids, word vectors. About 3 minutes on two cores, 8 GB of memory."""
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch

from data_sets import folder_options, unlabelled_texts

if TYPE_CHECKING:
    from tokenizers import Tokenizer

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
PAD, UNK, CLS, SEP, MASK = range(5)
VOCABULARY = 16000
ALPHABET = 300
WIDTH = 128
WINDOW = 5
CONTEXT_POWER = 0.75  # Levy, Goldberg and Dagan 2015: rare contexts would otherwise count too much


def new_tokenizer(vocabulary: dict[str, int] | None = None) -> "Tokenizer":
    """BERT's lower-case WordPiece tokenizer, as packages/core has it."""
    # Only here: a machine that gets its examples encoded needs no tokenizer.
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer


def read_vocabulary(build: Path, file: str = "vocab.txt") -> dict[str, int]:
    """Piece → id."""
    pieces = (build / file).read_text(encoding="utf-8").splitlines()
    return {piece: index for index, piece in enumerate(pieces)}


def train_vocabulary(data: Path, build: Path) -> None:
    """Writes vocab.txt, one piece a line."""
    from tokenizers import trainers

    tokenizer = new_tokenizer()
    trainer = trainers.WordPieceTrainer(
        vocab_size=VOCABULARY, special_tokens=SPECIAL, limit_alphabet=ALPHABET, min_frequency=3, show_progress=False
    )
    tokenizer.train_from_iterator(unlabelled_texts(data), trainer)
    pieces = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    (build / "vocab.txt").write_text("".join(f"{piece}\n" for piece, _ in pieces), encoding="utf-8")


def write_corpus(data: Path, build: Path) -> int:
    """Writes the corpus as ids of 16 bits (corpus.u16), a [SEP] after each text."""
    tokenizer = new_tokenizer(read_vocabulary(build))
    texts, total = unlabelled_texts(data), 0
    with open(build / "corpus.u16", "wb") as packed:
        while batch := list(islice(texts, 4000)):
            for encoding in tokenizer.encode_batch(batch, add_special_tokens=False):
                np.array([*encoding.ids, SEP], dtype=np.uint16).tofile(packed)
                total += len(encoding.ids)
    return total


def train_vectors(build: Path) -> None:
    """Writes vectors.npy: the square-rooted singular vectors of how much more often than by chance two pieces meet."""
    ids = torch.from_numpy(np.fromfile(build / "corpus.u16", dtype=np.uint16).astype(np.int64))
    counts = torch.zeros(VOCABULARY * VOCABULARY)
    for distance in range(1, WINDOW + 1):
        pairs = ids[:-distance] * VOCABULARY + ids[distance:]
        counts += torch.bincount(pairs, minlength=len(counts)) * ((WINDOW + 1 - distance) / WINDOW)
    counts = counts.view(VOCABULARY, VOCABULARY)
    counts = counts + counts.T
    counts[: len(SPECIAL)], counts[:, : len(SPECIAL)] = 0, 0
    own, context = counts.sum(1), counts.sum(0) ** CONTEXT_POWER
    chance = own[:, None] * (context / context.sum())[None, :]
    information = torch.log(counts / chance.clamp(min=1e-9)).clamp(min=0)
    torch.manual_seed(0)
    left, values, _ = torch.svd_lowrank(information, q=WIDTH + 32, niter=4)
    vectors = left[:, :WIDTH] * values[:WIDTH].sqrt()
    vectors *= WIDTH**0.5 / vectors.norm(dim=1, keepdim=True).clamp(min=1e-6) / 4
    np.save(build / "vectors.npy", vectors.numpy())


def main() -> None:
    options = folder_options(__doc__).parse_args()
    options.build.mkdir(exist_ok=True)
    if not (options.build / "vocab.txt").exists():
        train_vocabulary(options.data, options.build)
    if not (options.build / "corpus.u16").exists():
        print(write_corpus(options.data, options.build), "pieces")
    train_vectors(options.build)


if __name__ == "__main__":
    main()
