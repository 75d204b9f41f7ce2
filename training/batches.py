"""Rows of piece ids → batches: cropped, alike in length, padded."""
import random
from typing import Any

import torch
from torch import Tensor

from prepare_text import PAD


def crop(ids: list[int], most: int, source: random.Random) -> list[int]:
    """At most `most` pieces in a row, from anywhere."""
    at = source.randint(0, max(0, len(ids) - most))
    return ids[at : at + most]


def length_batches(rows: list[Any], size: int, pool: int, source: random.Random) -> list[list[Any]]:
    """The rows, each with `ids`, shuffled into batches whose rows are alike in length: sorted within `pool` batches."""
    source.shuffle(rows)
    batches = []
    for start in range(0, len(rows), size * pool):
        chunk = sorted(rows[start : start + size * pool], key=lambda row: len(row.ids))
        batches += [chunk[at : at + size] for at in range(0, len(chunk), size)]
    source.shuffle(batches)
    return batches


def pad_rows(
    rows: list[list[int]], multiple: int = 1, device: torch.device | str = "cpu"
) -> tuple[Tensor, Tensor]:
    """Ids and attention mask, as long as the longest row or the next multiple."""
    length = -(-max(map(len, rows)) // multiple) * multiple
    ids = torch.full((len(rows), length), PAD, dtype=torch.long)
    for index, row in enumerate(rows):
        ids[index, : len(row)] = torch.tensor(row)
    ids = ids.to(device)
    return ids, (ids != PAD).long()
