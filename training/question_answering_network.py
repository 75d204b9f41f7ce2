"""The network that answers questions: piece ids in, a start and an end logit for each piece out.

All that it knows of the question's words in the text (the same piece, a piece of like meaning, many of them
near) is worked out in the graph from the ids, so that callers pass what they would pass to DistilBERT.
"""
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from prepare_text import CLS, PAD, SEP, VOCABULARY

FAR = -1e4
HEADS = 4


class Convolution(nn.Module):
    """A depthwise-separable convolution with a residual path."""

    def __init__(self, width: int, size: int = 7):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.depth = nn.Conv2d(width, width, (1, size), padding=(0, size // 2), groups=width)
        self.point = nn.Linear(width, width)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        # As an image of one row whose channels lie together: nothing is copied to turn it round.
        image = (self.norm(x) * mask).unsqueeze(1).permute(0, 3, 1, 2)
        h = self.depth(image).permute(0, 2, 3, 1).squeeze(1)
        return x + torch.relu(self.point(h))


class Attention(nn.Module):
    """Self-attention over question and text together, with a residual path."""

    def __init__(self, width: int, dropout: float):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.dropout = dropout

    def forward(self, x: Tensor, hidden: Tensor) -> Tensor:
        rows, length, width = x.shape
        size = width // HEADS
        q, k, v = self.qkv(self.norm(x)).view(rows, length, 3, HEADS, size).permute(2, 0, 3, 1, 4).unbind(0)
        if torch.onnx.is_in_onnx_export():
            weights = torch.softmax(torch.matmul(q, k.transpose(2, 3)) * size**-0.5 + hidden, 3)
            h = torch.matmul(weights, v)
        else:
            h = F.scaled_dot_product_attention(q, k, v, hidden)
        h = h.transpose(1, 2).reshape(rows, length, width)
        return x + F.dropout(self.out(h), self.dropout, self.training)


class Block(nn.Module):
    """Convolutions, then attention where asked, then a feed-forward layer."""

    def __init__(self, width: int, convolutions: int, dropout: float, has_attention: bool = True):
        super().__init__()
        self.convolutions = nn.ModuleList(Convolution(width) for _ in range(convolutions))
        self.attention = Attention(width, dropout) if has_attention else None
        self.norm = nn.LayerNorm(width)
        self.up = nn.Linear(width, 2 * width)
        self.down = nn.Linear(2 * width, width)
        self.dropout = dropout

    def forward(self, x: Tensor, mask: Tensor, hidden: Tensor) -> Tensor:
        for convolution in self.convolutions:
            x = convolution(x, mask)
        x = F.dropout(x, self.dropout, self.training)
        if self.attention is not None:
            x = self.attention(x, hidden)
        h = self.down(torch.relu(self.up(self.norm(x))))
        return x + F.dropout(h, self.dropout, self.training)


class QuestionAnsweringNetwork(nn.Module):
    """Embedding, alignment with the question, one encoder, context-query attention, two encoders, two heads."""

    def __init__(self, width: int = 128, dropout: float = 0.1, word_dropout: float = 0.15):
        super().__init__()
        self.embedding = nn.Embedding(VOCABULARY, width, padding_idx=PAD)
        self.align = nn.Linear(width, width, bias=False)
        self.enter = nn.Linear(3 * width + 5, width)
        self.encoder = nn.ModuleList([Block(width, 3, dropout, False), Block(width, 2, dropout)])
        self.similar = nn.Linear(width, width, bias=False)
        self.similar_bias = nn.Linear(width, 1)
        self.ask = nn.Linear(width, 1)
        self.join = nn.Linear(6 * width, width)
        self.reader = nn.ModuleList([Block(width, 3, dropout), Block(width, 3, dropout)])
        self.closer = nn.ModuleList([Block(width, 2, dropout, False)])
        self.start = nn.Linear(2 * width, 1)
        self.end = nn.Linear(3 * width, 1)
        self.dropout, self.word_dropout = dropout, word_dropout

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor]:
        is_separator = (input_ids == SEP).long()
        part = torch.cumsum(is_separator, 1)
        in_question = ((part == 0) & (input_ids != CLS)).float()
        in_text = ((part == 1) & (is_separator == 0)).float() * attention_mask.float()
        mask = attention_mask.float().unsqueeze(2)
        hidden = ((attention_mask.float() - 1) * -FAR)[:, None, None, :]
        # The question stands first: what compares with it looks at the first places only.
        places = torch.arange((part == 0).sum(1).amax(), device=input_ids.device)
        not_asked = ((in_question.index_select(1, places) - 1) * -FAR).unsqueeze(1)

        x = F.dropout(self.embedding(input_ids) * mask, self.word_dropout, self.training)
        h = self.meet(input_ids, x, Parts(in_question, in_text, places, not_asked))
        for block in self.encoder:
            h = block(h, mask, hidden)
        h, asked = self.attend(h, Parts(in_question, in_text, places, not_asked))
        for block in self.reader:
            h = block(h, mask, hidden)
        outside = (in_text - 1) * -FAR
        starts = self.start(torch.cat([h, h * asked], 2)).squeeze(2) + outside
        begin = torch.matmul(torch.softmax(starts.float(), 1).unsqueeze(1), h)
        for block in self.closer:
            h = block(h, mask, hidden)
        ends = self.end(torch.cat([h, h * asked, h * begin], 2)).squeeze(2) + outside
        return starts, ends

    def meet(self, ids: Tensor, x: Tensor, parts: "Parts") -> Tensor:
        """The embedding beside the question's words that are the same or alike."""
        asked = parts.in_question.index_select(1, parts.places).unsqueeze(1)
        same = (ids.unsqueeze(2) == ids.index_select(1, parts.places).unsqueeze(1)).to(x.dtype) * asked
        occurs = same.amax(2) * parts.in_text
        near = F.avg_pool1d(occurs.float().unsqueeze(1), 11, 1, 5).squeeze(1).to(x.dtype) * 3
        key = torch.relu(self.align(x))
        question = key.index_select(1, parts.places).transpose(1, 2)
        score = torch.matmul(key, question) * x.shape[2] ** -0.5 + parts.not_asked
        aligned = torch.matmul(torch.softmax(score, 2), x.index_select(1, parts.places)) * parts.in_text.unsqueeze(2)
        alike = torch.relu(score).amax(2) * parts.in_text * 0.2
        facts = torch.stack([parts.in_question, parts.in_text, occurs, near, alike], 2)
        return self.enter(torch.cat([x, aligned, x * aligned, facts], 2))

    def attend(self, h: Tensor, parts: "Parts") -> tuple[Tensor, Tensor]:
        """Each piece beside what of the question it resembles, and the question as one vector."""
        weights = torch.softmax(self.ask(h).squeeze(2) + (parts.in_question - 1) * -FAR, 1)
        asked = torch.matmul(weights.unsqueeze(1), h)
        question = h.index_select(1, parts.places)
        score = torch.matmul(self.similar(h), question.transpose(1, 2)) * h.shape[2] ** -0.5
        score = score + self.similar_bias(question).transpose(1, 2)
        to_question = torch.softmax(score + parts.not_asked, 2)
        to_text = torch.softmax(score + ((parts.in_text - 1) * -FAR).unsqueeze(2), 1)
        read = torch.matmul(to_question, question)
        told = torch.matmul(to_question, torch.matmul(to_text.transpose(1, 2), h))
        joined = torch.cat([h, h * asked, asked.expand_as(h), read, h * read, h * told], 2)
        return self.join(F.dropout(joined, self.dropout, self.training)), asked


class Parts(NamedTuple):
    """Which pieces are the question's and which the text's (1 or 0); the first `places` hold the question."""

    in_question: Tensor
    in_text: Tensor
    places: Tensor
    not_asked: Tensor
