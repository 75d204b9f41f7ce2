"""What both recipes share about optimizing: learning rate, weight decay, averaged weights."""
import math

import torch
from torch import Tensor, nn

WARM_UP_STEPS = 500
DECAY = 0.01
AVERAGE_DECAY = 0.999


def rate_at(progress: float, step: int, highest: float, warm_up: int = WARM_UP_STEPS) -> float:
    """A short warm-up, then a cosine down to 0 at progress 1."""
    return highest * min(1.0, (step + 1) / warm_up) * 0.5 * (1 + math.cos(math.pi * min(1.0, progress)))


def parameter_groups(network: nn.Module, table: Tensor | None = None, table_share: float = 1.0) -> list[dict]:
    """Matrices with weight decay, vectors without; `share` is a group's part of the learning rate, and the embedding's
    `table` may have one of its own."""
    matrices = [weights for weights in network.parameters() if weights.ndim > 1 and weights is not table]
    vectors = [weights for weights in network.parameters() if weights.ndim < 2]
    groups = [
        {"params": matrices, "weight_decay": DECAY, "share": 1.0},
        {"params": vectors, "weight_decay": 0.0, "share": 1.0},
    ]
    return groups if table is None else [*groups, {"params": [table], "weight_decay": DECAY, "share": table_share}]


class Average:
    """An exponential moving average of a network's weights, faster in the first steps."""

    def __init__(self, network: nn.Module):
        self.names = [name for name, _ in network.named_parameters()]
        self.weights = [weights.detach().clone() for weights in network.parameters()]
        self.fixed = dict(network.named_buffers())

    @torch.no_grad()
    def update(self, network: nn.Module, step: int) -> None:
        keep = min(AVERAGE_DECAY, (1 + step) / (10 + step))
        torch._foreach_lerp_(self.weights, list(network.parameters()), 1 - keep)

    def state(self) -> dict[str, Tensor]:
        """The averaged weights, and what is not trained as it is."""
        return dict(zip(self.names, self.weights)) | self.fixed

    def load(self, state: dict[str, Tensor]) -> None:
        self.weights = [state[name] for name in self.names]

    def apply(self, network: nn.Module) -> nn.Module:
        """The given network with the averaged weights."""
        network.load_state_dict(self.state())
        return network.eval()
