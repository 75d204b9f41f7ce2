"""The network that answers questions: piece ids in, a start and an end logit for each piece out.

Which pieces are the question's, and which of the text's pieces occur in the question, is worked out in the graph
from the ids, so that callers pass what they would pass to DistilBERT.
"""
import torch
from torch import Tensor, nn

from encoder import FAR, WIDTH, Encoder
from prepare_text import CLS, SEP, VOCABULARY

LAYERS = 3


class QuestionAnsweringNetwork(nn.Module):
    """The encoder over question and text together, and a logit for start and end."""

    def __init__(self, layers: int = LAYERS, dropout: float = 0.1):
        super().__init__()
        self.encoder = Encoder(VOCABULARY, layers, dropout)
        self.occurs = nn.Parameter(torch.zeros(WIDTH))
        self.span = nn.Linear(WIDTH, 2)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor]:
        is_separator = (input_ids == SEP).long()
        part = torch.cumsum(is_separator, 1)
        in_question = (part == 0) & (input_ids != CLS)
        in_text = (part == 1) & (is_separator == 0) & (attention_mask > 0)
        # The question stands first: what compares with it looks at the first places only.
        places = torch.arange((part == 0).sum(1).amax(), device=input_ids.device)
        same = input_ids.unsqueeze(2) == input_ids.index_select(1, places).unsqueeze(1)
        asked = in_question.index_select(1, places).float().unsqueeze(1)
        occurs = (same.float() * asked).amax(2) * in_text.float()
        # BERT's second part begins after the first separator.
        parts = (part - is_separator).clamp(0, 1)
        x = self.encoder(input_ids, attention_mask, parts, occurs.unsqueeze(2) * self.occurs)
        starts, ends = self.span(x).unbind(2)
        outside = (in_text.to(starts.dtype) - 1) * -FAR
        return starts + outside, ends + outside
