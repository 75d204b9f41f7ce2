"""Checkpoints → the files that the product ships, in the layout that transformers.js and packages/core read.

Matrices are kept as 8-bit integers with one scale a row. Embeddings stay so in memory, a row at a time becoming
numbers. The sentiment network's others are multiplied out when the file is loaded, so that no call pays for it; the
question-answering network, whose matrices are many, multiplies in integers (ONNX Runtime's dynamic quantisation).
"""
import argparse
import json
from pathlib import Path

import onnx
import torch
from torch import Tensor, nn

from prepare_text import CLS, PAD, SEP, SPECIAL, VOCABULARY, new_tokenizer, read_vocabulary
from question_answering_network import QuestionAnsweringNetwork
from sentiment_network import SentimentNetwork

OPSET = 17
BASE_CONFIG = {"model_type": "distilbert", "vocab_size": VOCABULARY, "max_position_embeddings": 512, "pad_token_id": PAD}
RECORDED_TEXTS = (
    "The rooms were lovely and the staff was kind.",
    "I can't recommend it; the café’s coffee was cold…",
    "The meeting is on Tuesday.",
    "Naïve plot, great songs — not bad at all! 🎬",
)
RECORDED_STORY = (
    "The lighthouse of Port Ansel was built in 1874 by Mary Okonkwo-Reyes. It stands on a rock called “the Café”. "
    "A storm destroyed the first lamp in 1911, and the town bought a new one for £2,300."
)
RECORDED_QUESTIONS = ("Who built the lighthouse?", "When was the first lamp destroyed?", "What did a new lamp cost?")
LABELS = {0: "NEGATIVE", 1: "POSITIVE"}


class Rows(nn.Module):
    """An embedding whose table is int8."""

    def __init__(self, weight: Tensor):
        super().__init__()
        values, scale = quantise(weight)
        self.register_buffer("values", values)
        self.register_buffer("scale", scale)

    def forward(self, ids: Tensor) -> Tensor:
        return self.values[ids].float() * self.scale[ids]


def quantise(weight: Tensor) -> tuple[Tensor, Tensor]:
    """The rows as integers of -127 to 127 and what to multiply each row with."""
    flat = weight.detach().flatten(1)
    scale = flat.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
    shape = [len(weight)] + [1] * (weight.ndim - 1)
    return torch.round(flat / scale).to(torch.int8).view_as(weight), scale.view(shape)


def multiply_out(module: nn.Module, _) -> None:
    """Before a layer runs: its weights from their integers."""
    module.weight = module.values.float() * module.scale


def quantise_network(network: nn.Module) -> nn.Module:
    """The same network with int8 matrices."""
    network.embedding = network.embedding.packed()
    for module in network.modules():
        weight = module._parameters.get("weight")
        if weight is not None and weight.ndim > 1:
            del module._parameters["weight"]
            values, scale = quantise(weight)
            module.register_buffer("values", values)
            module.register_buffer("scale", scale)
            module.register_forward_pre_hook(multiply_out)
    return network.eval()


def mixed(network: nn.Module, others: dict[str, Tensor], share: float) -> nn.Module:
    """The network with each trained weight between its own, at `share`, and that of another (Wortsman and others 2022:
    such a mean keeps most of what was learnt and forgets less of what was known)."""
    with torch.no_grad():
        for name, weight in network.named_parameters():
            weight.lerp_(others[name], 1 - share)
    return network


def load_checkpoint(network: nn.Module, path: Path) -> nn.Module:
    """The network with a checkpoint's averaged weights."""
    network.load_state_dict(torch.load(path, weights_only=True)["average"])
    return network.eval()


def write_onnx(network: nn.Module, path: Path, outputs: dict[str, dict[int, str]], fold: bool = False) -> None:
    """`outputs` names the outputs and their axes that vary; `fold` works out what depends on weights alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    ids = torch.tensor([[CLS, 100, 200, SEP, 100, 300, 301, 302, SEP], [CLS, 100, 200, SEP, 100, 300, 301, SEP, PAD]])
    sequence = {0: "batch", 1: "sequence"}
    torch.onnx.export(
        network,
        (ids, (ids != PAD).long()),
        str(path),
        input_names=["input_ids", "attention_mask"],
        output_names=list(outputs),
        dynamic_axes={"input_ids": sequence, "attention_mask": sequence, **outputs},
        opset_version=OPSET,
        do_constant_folding=fold,  # it would turn the sentiment network's integers back into numbers of 32 bits
        dynamo=False,
    )
    onnx.checker.check_model(onnx.load(str(path)))


def tokenizer_json(vocabulary: dict[str, int]) -> dict:
    """A tokenizer.json of BERT's kind."""
    special = [
        {"id": index, "content": piece, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
        for index, piece in enumerate(SPECIAL)
    ]
    mark = lambda name, kind: {"SpecialToken": {"id": name, "type_id": kind}}  # noqa: E731
    text = lambda name, kind: {"Sequence": {"id": name, "type_id": kind}}  # noqa: E731
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": special,
        "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None, "lowercase": True},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [mark("[CLS]", 0), text("A", 0), mark("[SEP]", 0)],
            "pair": [mark("[CLS]", 0), text("A", 0), mark("[SEP]", 0), text("B", 1), mark("[SEP]", 1)],
            "special_tokens": {
                name: {"id": name, "ids": [vocabulary[name]], "tokens": [name]} for name in ("[CLS]", "[SEP]")
            },
        },
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {
            "type": "WordPiece",
            "unk_token": "[UNK]",
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": vocabulary,
        },
    }


def write_settings(folder: Path, config: dict, vocabulary: dict[str, int]) -> None:
    """config.json, tokenizer.json and tokenizer_config.json; settings that stand in config.json already are kept."""
    path = folder / "config.json"
    kept = json.loads(path.read_text())["pilotlight"] if path.exists() else {}
    size = (folder / "onnx" / "model_quantized.onnx").stat().st_size
    settings = {**kept, "name": folder.name, "modelBytes": size}
    path.write_text(json.dumps(BASE_CONFIG | config | {"pilotlight": settings}, indent=2) + "\n")
    tokenizer = json.dumps(tokenizer_json(vocabulary), ensure_ascii=False, separators=(",", ":"))
    (folder / "tokenizer.json").write_text(tokenizer, encoding="utf-8")
    names = {f"{name}_token": f"[{name.upper()}]" for name in ("unk", "sep", "pad", "cls", "mask")}
    names = {"tokenizer_class": "DistilBertTokenizer", "do_lower_case": True, "model_max_length": 512, **names}
    (folder / "tokenizer_config.json").write_text(json.dumps(names, indent=1))


def export_sentiment(build: Path, folder: Path) -> None:
    """Writes the sentiment model's folder."""
    network = load_checkpoint(SentimentNetwork(), build / "sentiment.pt")
    record_outputs("sentiment", sentiment_outputs(network, build))
    network = quantise_network(network)
    write_onnx(network, folder / "onnx" / "model_quantized.onnx", {"logits": {0: "batch"}})
    config = {
        "architectures": ["DistilBertForSequenceClassification"],
        "id2label": LABELS,
        "label2id": {label: index for index, label in LABELS.items()},
    }
    write_settings(folder, config, read_vocabulary(build))


def export_question_answering(build: Path, folder: Path, earlier: Path | None = None, share: float = 1.0) -> None:
    """Writes the question-answering model's folder; with `earlier`, a shipped folder, the mean of its weights and the new ones."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    best = build / "question-answering.best.pt"  # where a recipe keeps the weights of its best point apart
    network = load_checkpoint(QuestionAnsweringNetwork(), best if best.exists() else build / "question-answering.pt")
    if earlier is not None:
        # Only here: that module imports this one.
        from continue_question_answering import shipped_weights

        network = mixed(network, shipped_weights(earlier), share)
    vocabulary = read_vocabulary(build, "answer-vocab.txt")
    record_outputs("question-answering", answer_outputs(network, vocabulary))
    network.encoder.places = Rows(network.encoder.places.weight)
    axes = {0: "batch", 1: "sequence"}
    path = folder / "onnx" / "model_quantized.onnx"
    whole = build / "question-answering.onnx"
    write_onnx(network, whole, {"start_logits": axes, "end_logits": axes}, fold=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    # Seven bits: processors without VNNI add products of 8 bits in 16 and would overflow.
    quantize_dynamic(
        whole, path, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul"]
    )
    write_settings(folder, {"architectures": ["DistilBertForQuestionAnswering"]}, vocabulary)


def record_outputs(name: str, rows: list[dict]) -> None:
    """Writes what the checkpoint itself says, in 32 bits, for the tests of the shipped file."""
    folder = Path(__file__).parent / "checkpoint_outputs"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def numbers(row: Tensor) -> list[float]:
    """To four digits."""
    return [round(value, 4) for value in row.tolist()]


@torch.no_grad()
def sentiment_outputs(network: nn.Module, build: Path) -> list[dict]:
    """The logits of a few texts."""
    tokenizer = new_tokenizer(read_vocabulary(build))
    rows = []
    for text in RECORDED_TEXTS:
        ids = torch.tensor([[CLS, *tokenizer.encode(text, add_special_tokens=False).ids, SEP]])
        rows.append({"text": text, "ids": ids[0].tolist(), "logits": numbers(network(ids, torch.ones_like(ids))[0])})
    return rows


@torch.no_grad()
def answer_outputs(network: nn.Module, vocabulary: dict[str, int]) -> list[dict]:
    """The logits of a few questions about one text, the text's pieces only."""
    tokenizer = new_tokenizer(vocabulary)
    encode = lambda text: tokenizer.encode(text, add_special_tokens=False).ids  # noqa: E731
    rows = []
    for question in RECORDED_QUESTIONS:
        asked = encode(question)
        ids = torch.tensor([[CLS, *asked, SEP, *encode(RECORDED_STORY), SEP]])
        starts, ends = network(ids, torch.ones_like(ids))
        inside = slice(len(asked) + 2, -1)
        row = {"question": question, "text": RECORDED_STORY, "ids": ids[0].tolist()}
        rows.append(row | {"start_logits": numbers(starts[0, inside]), "end_logits": numbers(ends[0, inside])})
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("task", choices=["sentiment", "question-answering"])
    parser.add_argument("folder", type=Path, help="such as ../apps/web/static/models/pilotlight-qa-v1")
    parser.add_argument("--build", type=Path, default=Path("build"))
    parser.add_argument("--earlier", type=Path, help="of question answering: a shipped folder whose weights are mixed in")
    parser.add_argument("--share", type=float, default=0.5, help="of the new weights, beside an earlier folder's")
    options = parser.parse_args()
    if options.task == "sentiment":
        export_sentiment(options.build, options.folder)
    else:
        export_question_answering(options.build, options.folder, options.earlier, options.share)
    print(options.folder, sum(file.stat().st_size for file in options.folder.rglob("*.*") if file.suffix != ".md"), "bytes")


if __name__ == "__main__":
    main()
