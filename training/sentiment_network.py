"""The network that judges a text: piece ids in, two logits (negative, positive) out."""
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from prepare_text import PAD, VOCABULARY

FAR = -1e4
DILATIONS = (1, 2, 4)
POOLS = 4


class SentimentNetwork(nn.Module):
    """Embedding, three gated convolutions, attention pooling beside max pooling, two layers."""

    def __init__(self, width: int = 128, dropout: float = 0.35):
        super().__init__()
        self.embedding = nn.Embedding(VOCABULARY, width, padding_idx=PAD)
        self.convolutions = nn.ModuleList(
            nn.Conv1d(width, 2 * width, 3, padding=dilation, dilation=dilation) for dilation in DILATIONS
        )
        self.look = nn.Linear(width, POOLS, bias=False)
        self.hidden = nn.Linear((POOLS + 1) * width, 64)
        self.out = nn.Linear(64, 2)
        self.dropout = dropout

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        mask = attention_mask.float().unsqueeze(1)
        h = F.dropout(self.embedding(input_ids), self.dropout, self.training).transpose(1, 2) * mask
        for convolution in self.convolutions:
            gated = F.glu(convolution(F.dropout(h, 0.1, self.training)), 1)
            h = (h + gated) * mask * 0.5**0.5
        rows = h.transpose(1, 2)
        weights = torch.softmax(self.look(torch.tanh(rows)) + (mask.transpose(1, 2) - 1) * -FAR, 1)
        looked = torch.matmul(weights.transpose(1, 2), rows).flatten(1)
        highest = (h + (mask - 1) * -FAR).amax(2)
        pooled = F.dropout(torch.cat([looked, highest], 1), self.dropout, self.training)
        return self.out(F.dropout(torch.relu(self.hidden(pooled)), 0.3, self.training))
