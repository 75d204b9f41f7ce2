"""The files that the product ships say what the checkpoints said."""
import json
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from tokenizers import Tokenizer

TRAINING = Path(__file__).parent
MODELS = TRAINING.parent / "apps" / "web" / "static" / "models"
# Against 32 bits: the largest difference of a logit that is let through. The sentiment file only keeps its weights in
# 8 bits; the answering file multiplies in them, and its logits spread over ten times as much.
ALLOWED = {"sentiment": 0.1, "question-answering": 1.5}
FOLDERS = {"sentiment": "pilotlight-sentiment-v4", "question-answering": "pilotlight-qa-v2"}


def recorded(name: str) -> list[dict]:
    return json.loads((TRAINING / "checkpoint_outputs" / f"{name}.json").read_text(encoding="utf-8"))


def run(name: str, ids: list[int], padding: int = 0) -> dict[str, np.ndarray]:
    session = onnxruntime.InferenceSession(MODELS / FOLDERS[name] / "onnx" / "model_quantized.onnx")
    row = np.array([ids + [0] * padding, ids + [0] * padding], dtype=np.int64)
    mask = np.array([[1] * len(ids) + [0] * padding] * 2, dtype=np.int64)
    outputs = session.run(None, {"input_ids": row, "attention_mask": mask})
    return {output.name: value[0] for output, value in zip(session.get_outputs(), outputs)}


@pytest.mark.parametrize("name", FOLDERS)
def test_the_shipped_tokenizer_gives_the_ids_that_the_network_learned_from(name):
    tokenizer = Tokenizer.from_file(str(MODELS / FOLDERS[name] / "tokenizer.json"))
    for row in recorded(name):
        pair = (row["question"], row["text"]) if "question" in row else (row["text"],)
        assert tokenizer.encode(*pair).ids == row["ids"]


@pytest.mark.parametrize("padding", [0, 7])
def test_the_sentiment_file_gives_the_checkpoints_logits_padded_or_not(padding):
    for row in recorded("sentiment"):
        logits = run("sentiment", row["ids"], padding)["logits"]
        assert np.abs(logits - row["logits"]).max() < ALLOWED["sentiment"]


@pytest.mark.parametrize("padding", [0, 7])
def test_the_answering_file_gives_the_checkpoints_logits_padded_or_not(padding):
    for row in recorded("question-answering"):
        outputs = run("question-answering", row["ids"], padding)
        first = row["ids"].index(3) + 1
        for name in ("start_logits", "end_logits"):
            inside = outputs[name][first : first + len(row[name])]
            assert np.abs(inside - row[name]).max() < ALLOWED["question-answering"]
