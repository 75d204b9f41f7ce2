"""A transformer encoder of BERT's shape that begins with the pre-trained weights."""
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from packed_rows import PackedRows
from pretrained import weights

WIDTH, HEAD_SIZE, INNER = 384, 32, 1536
FAR = -1e4


class Layer(nn.Module):
    """Self-attention, then a feed-forward layer; normalised after each, as in BERT."""

    def __init__(self, dropout: float):
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.out_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up = nn.Linear(WIDTH, INNER)
        self.down = nn.Linear(INNER, WIDTH)
        self.down_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = dropout

    def fill(self, index: int) -> None:
        """Takes the pre-trained weights of BERT's layer `index`."""
        known = weights()
        own = f"encoder.layer.{index}."
        names = {
            "out": "attention.output.dense",
            "out_norm": "attention.output.LayerNorm",
            "up": "intermediate.dense",
            "down": "output.dense",
            "down_norm": "output.LayerNorm",
        }
        for kind in ("weight", "bias"):
            for name, theirs in names.items():
                getattr(getattr(self, name), kind).data.copy_(known[f"{own}{theirs}.{kind}"])
            parts = [known[f"{own}attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
            getattr(self.qkv, kind).data.copy_(torch.cat(parts))

    def forward(self, x: Tensor, hidden: Tensor) -> Tensor:
        rows, length, _ = x.shape
        split = self.qkv(x).view(rows, length, 3, WIDTH // HEAD_SIZE, HEAD_SIZE)
        q, k, v = split.permute(2, 0, 3, 1, 4).unbind(0)
        # Written out: faster on a CPU, backwards, than the fused attention, and plain in the exported graph.
        seen = torch.softmax(torch.matmul(q, k.transpose(2, 3)) * HEAD_SIZE**-0.5 + hidden, 3)
        h = torch.matmul(seen, v).transpose(1, 2).reshape(rows, length, WIDTH)
        x = self.out_norm(x + F.dropout(self.out(h), self.dropout, self.training))
        h = self.down(F.gelu(self.up(x)))
        return self.down_norm(x + F.dropout(h, self.dropout, self.training))


class Encoder(nn.Module):
    """Pieces → vectors. `layers` are the first ones of the pre-trained six."""

    def __init__(self, vocabulary: int, layers: int, dropout: float = 0.1):
        super().__init__()
        self.pieces = PackedRows(vocabulary, WIDTH)
        self.places = nn.Embedding(512, WIDTH)
        self.parts = nn.Embedding(2, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(layers))
        self.dropout = dropout

    def fill(self, table: Tensor) -> None:
        """Takes the pre-trained weights, the pieces' vectors from `table`."""
        known = weights()
        self.pieces.fill(table)
        self.places.weight.data.copy_(known["embeddings.position_embeddings.weight"])
        self.parts.weight.data.copy_(known["embeddings.token_type_embeddings.weight"])
        self.norm.weight.data.copy_(known["embeddings.LayerNorm.weight"])
        self.norm.bias.data.copy_(known["embeddings.LayerNorm.bias"])
        for index, layer in enumerate(self.layers):
            layer.fill(index)

    def forward(self, ids: Tensor, mask: Tensor, parts: Tensor, extra: Tensor | None = None) -> Tensor:
        """`extra` is added to the vectors that enter the first layer."""
        x = self.pieces(ids) + self.places(torch.arange(ids.shape[1], device=ids.device)) + self.parts(parts)
        x = self.norm(x if extra is None else x + extra)
        x = F.dropout(x, self.dropout, self.training)
        hidden = ((mask.to(x.dtype) - 1) * -FAR)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, hidden)
        return x
