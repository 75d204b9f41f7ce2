"""The weights of the network's first sketch, in the places that they have in today's network.

The sketch had the same embedding, alignment, blocks and heads, without context-query attention, without the second
attention layer of the reader and without the start in the end's head. Those begin as if they were not there, so that
the network starts by giving the sketch's own answers.

Run as a script, it records what the sketch says for the tests of the shipped file, which is still the sketch's.
"""
import argparse
from pathlib import Path

import torch
from torch import Tensor

from export_models import answer_outputs, record_outputs
from question_answering_network import QuestionAnsweringNetwork

# Block by block: a name today, its name in the sketch.
BLOCKS = {"encoder.0": "b1.0", "encoder.1": "b1.1", "reader.0": "b2.0", "reader.1": "b2.1", "closer.0": "b3.0"}
LAYERS = {
    "norm": "n2",
    "up": "f.0",
    "down": "f.2",
    "attention.norm": "n1",
    "attention.qkv": "qkv",
    "attention.out": "o",
}
CONVOLUTION = {"norm": "n", "depth": "d", "point": "q"}
# The sketch's columns of what is known of a piece, in today's order; its last one was always 1.
FACTS = (0, 1, 2, 4, 3)


def block_weights(saved: dict[str, Tensor], name: str, old: str) -> dict[str, Tensor]:
    """The weights of one block under today's names."""
    names = dict(LAYERS)
    count = len({key.split(".")[3] for key in saved if key.startswith(f"{old}.c.")})
    for index in range(count):
        names |= {f"convolutions.{index}.{new}": f"c.{index}.{before}" for new, before in CONVOLUTION.items()}
    found = {}
    for new, before in names.items():
        for kind in ("weight", "bias"):
            if (weights := saved.get(f"{old}.{before}.{kind}")) is not None:
                found[f"{name}.{new}.{kind}"] = weights.unsqueeze(2) if weights.ndim == 3 else weights
    return found


def load_first_sketch(network: QuestionAnsweringNetwork, path: Path) -> None:
    """Sets the network's weights to the sketch's; what the sketch had not is left out of the sum."""
    saved = torch.load(path, weights_only=True)
    state = network.state_dict()
    width = state["embedding.weight"].shape[1]
    state["reader.1.attention.out.weight"].zero_()
    state["reader.1.attention.out.bias"].zero_()
    for name, old in BLOCKS.items():
        state |= block_weights(saved, name, old)
    state["embedding.weight"] = saved["emb.weight"]
    state["align.weight"] = saved["al.weight"]
    enter = saved["pr.weight"]
    facts = enter[:, 3 * width :]
    state["enter.weight"] = torch.cat([enter[:, : 3 * width], facts[:, list(FACTS)]], 1)
    state["enter.bias"] = saved["pr.bias"] + facts[:, -1]
    for name, old in (("join", "mix"), ("start", "s"), ("end", "e")):
        weights = saved[f"{old}.weight"]
        state[f"{name}.weight"].zero_()[:, : weights.shape[1]] = weights
        state[f"{name}.bias"] = saved[f"{old}.bias"]
    state["ask.weight"], state["ask.bias"] = saved["z.weight"], saved["z.bias"]
    network.load_state_dict(state)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path, help="qa.pt, with its vocab.txt beside it")
    options = parser.parse_args()
    network = QuestionAnsweringNetwork()
    load_first_sketch(network, options.checkpoint)
    record_outputs("question-answering", answer_outputs(network.eval(), options.checkpoint.parent))


if __name__ == "__main__":
    main()
