"""BERT's vocabulary cut to the 16,000 pieces that English text uses most: answer-vocab.txt. About 2 minutes.

Words whose own piece is left out are spelt with smaller ones, which the encoder knows as well.
"""
import string
from itertools import islice
from pathlib import Path

import numpy as np

from data_sets import folder_options, unlabelled_texts
from prepare_text import SPECIAL, VOCABULARY, new_tokenizer
from pretrained import pieces


def count_pieces(data: Path) -> np.ndarray:
    """How often each of BERT's pieces occurs in the texts that a vocabulary may see."""
    tokenizer, texts = new_tokenizer(pieces()), unlabelled_texts(data)
    counts = np.zeros(len(pieces()), dtype=np.int64)
    while batch := list(islice(texts, 4000)):
        ids = [encoding.ids for encoding in tokenizer.encode_batch(batch, add_special_tokens=False)]
        counts += np.bincount(np.concatenate(ids).astype(np.int64), minlength=len(counts))
    return counts


def cut_vocabulary(counts: np.ndarray, size: int) -> list[str]:
    """The special pieces, every letter, digit and mark of ASCII, then the most frequent, `size` in all."""
    known = pieces()
    letters = [mark + sign for sign in string.ascii_lowercase + string.digits + string.punctuation for mark in ("", "##")]
    kept = dict.fromkeys([*SPECIAL, *(letter for letter in letters if letter in known)])
    names = sorted(known, key=lambda piece: (-counts[known[piece]], known[piece]))
    special = {name for name in known if name.startswith("[") and name.endswith("]") and len(name) > 1}
    for name in names:
        if len(kept) == size:
            break
        if name not in special:
            kept.setdefault(name)
    return list(kept)


def main() -> None:
    options = folder_options(__doc__).parse_args()
    options.build.mkdir(exist_ok=True)
    counts = count_pieces(options.data)
    kept = cut_vocabulary(counts, VOCABULARY)
    share = counts[[pieces()[piece] for piece in kept]].sum() / counts.sum()
    print(f"{len(kept)} pieces cover {100 * share:.2f} % of {counts.sum():,}")
    (options.build / "answer-vocab.txt").write_text("".join(f"{piece}\n" for piece in kept), encoding="utf-8")


if __name__ == "__main__":
    main()
