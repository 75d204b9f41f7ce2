"""The network that judges a text: piece ids in, two logits (negative, positive) out."""
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from packed_rows import RoundedEmbedding
from prepare_text import PAD, VOCABULARY
from prepare_text import WIDTH as VECTOR

FAR = -1e4
WIDTH = 192
DILATIONS = (1, 2, 4, 8)
POOLS = 4


def drop_channels(x: Tensor, share: float, training: bool) -> Tensor:
    """Dropout of whole channels of a text's pieces (batch, piece, channel): cheaper than of single numbers, and stricter."""
    if not training:
        return x
    kept = torch.rand(x.shape[0], 1, x.shape[2], device=x.device) >= share
    return x * (kept / (1 - share)).to(x.dtype)


class GatedConvolution(nn.Module):
    """Three pieces, `dilation` apart, mixed and gated (Dauphin and others 2017); nothing stands outside the text."""

    def __init__(self, width: int, dilation: int):
        super().__init__()
        self.mix = nn.Linear(3 * width, 2 * width)
        self.dilation = dilation

    def forward(self, x: Tensor) -> Tensor:
        around = F.pad(x, (0, 0, self.dilation, self.dilation))
        before, after = around[:, : -2 * self.dilation], around[:, 2 * self.dilation :]
        return F.glu(self.mix(torch.cat([before, x, after], 2)), 2)


class SentimentNetwork(nn.Module):
    """Embedding, four gated convolutions, attention pooling beside max pooling, two layers."""

    def __init__(self, dropout: float = 0.2):
        super().__init__()
        self.embedding = RoundedEmbedding(VOCABULARY, VECTOR, padding_idx=PAD)
        self.widen = nn.Linear(VECTOR, WIDTH)
        self.convolutions = nn.ModuleList(GatedConvolution(WIDTH, dilation) for dilation in DILATIONS)
        self.look = nn.Linear(WIDTH, POOLS, bias=False)
        self.hidden = nn.Linear((POOLS + 1) * WIDTH, 64)
        self.out = nn.Linear(64, 2)
        self.dropout = dropout

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        x = self.widen(drop_channels(self.embedding(input_ids), self.dropout, self.training))
        mask = attention_mask.to(x.dtype).unsqueeze(2)
        x = x * mask
        for convolution in self.convolutions:
            x = (x + convolution(drop_channels(x, 0.1, self.training))) * (mask * 0.5**0.5)
        hidden = (mask - 1) * -FAR
        weights = torch.softmax(self.look(torch.tanh(x)) + hidden, 1).to(x.dtype)
        looked = torch.matmul(weights.transpose(1, 2), x).flatten(1)
        pooled = torch.cat([looked, (x + hidden).amax(1)], 1)
        pooled = F.dropout(pooled, self.dropout, self.training)
        return self.out(F.dropout(torch.relu(self.hidden(pooled)), 0.2, self.training))
