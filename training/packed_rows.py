"""Embeddings whose numbers are integers of 4 bits: -7 to 7, with one scale for each 64."""
from typing import Iterable

import torch
from torch import Tensor, nn

BLOCK = 64
HIGHEST = 7
SHARES = [0.6 + 0.4 * step / 19 for step in range(20)]


def nearest(blocks: Tensor, scale: Tensor) -> Tensor:
    """The nearest integers of 4 bits, for blocks with a scale each."""
    return torch.round(blocks / scale.unsqueeze(-1)).clamp(-HIGHEST, HIGHEST)


class PackedRows(nn.Module):
    """A table of such rows, two numbers in a byte. It is not trained: a network above it learns from what is shipped."""

    def __init__(self, rows: int, width: int):
        super().__init__()
        self.width = width
        self.register_buffer("packed", torch.zeros(rows, width // 2, dtype=torch.uint8))
        self.register_buffer("scale", torch.zeros(rows, width // BLOCK, dtype=torch.float16))

    def fill(self, table: Tensor, shares: Iterable[float] = SHARES) -> None:
        """Takes the rows of a table in 32 bits. A block's highest number becomes `HIGHEST` when multiplied with one of
        the shares, the one of least squared error."""
        blocks = table.view(len(table), -1, BLOCK)
        highest = blocks.abs().amax(2).clamp(min=1e-6)
        best, least = highest / HIGHEST, torch.full_like(highest, torch.inf)
        for share in shares:
            scale = (highest * share / HIGHEST).half().float()
            error = (blocks - nearest(blocks, scale) * scale.unsqueeze(2)).square().sum(2)
            best, least = torch.where(error < least, scale, best), torch.minimum(error, least)
        values = (nearest(blocks, best) + 8).view(len(table), -1).to(torch.uint8)
        self.packed.copy_(values[:, : self.width // 2] + 16 * values[:, self.width // 2 :])
        self.scale.copy_(best.half())

    def forward(self, ids: Tensor) -> Tensor:
        pairs = self.packed[ids].float()
        high = torch.floor(pairs / 16)
        values = torch.cat([pairs - 16 * high, high], -1) - 8
        blocks = values.view(*values.shape[:-1], self.width // BLOCK, BLOCK)
        return (blocks * self.scale[ids].float().unsqueeze(-1)).flatten(-2)


class RoundedEmbedding(nn.Embedding):
    """An embedding that is trained in 32 bits and gives its rows as 4 bits will have them (a straight-through
    estimator, Bengio and others 2013: the rounding has no part in the gradient)."""

    def forward(self, input: Tensor) -> Tensor:
        rows = super().forward(input)
        with torch.no_grad():
            blocks = rows.unflatten(-1, (-1, BLOCK))
            scale = blocks.abs().amax(-1).clamp(min=1e-6) / HIGHEST
            gap = (nearest(blocks, scale) * scale.unsqueeze(-1)).flatten(-2) - rows
        return rows + gap

    def packed(self) -> PackedRows:
        """The same rows as they are shipped, with the scales that training saw."""
        table = PackedRows(*self.weight.shape)
        table.fill(self.weight.detach(), shares=[1.0])
        return table
