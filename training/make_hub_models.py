"""Small models in the layout of the Hugging Face hub, none of whose settings are ours: what `transformers` saves and
`onnxruntime` quantizes, as the hub's own ONNX models were made. They are random networks that learn a little from
texts made by rule, enough to be right about texts of that kind.

    python make_hub_models.py <folder>          # all of them, each into <folder>/<owner>/<name>
    python make_hub_models.py <folder> --only distilbert-base-cased-distilled-squad
"""
import argparse
import json
import random
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import onnx
import torch
from hub_model_texts import AskedText, asked_texts
from onnxruntime.quantization import QuantType, quantize_dynamic
from rule_sentences import rule_sentences
from tokenizers import BertWordPieceTokenizer, ByteLevelBPETokenizer
from torch import nn
from transformers import (
    BartConfig,
    BartForConditionalGeneration,
    BertConfig,
    BertForQuestionAnswering,
    BertForSequenceClassification,
    BertTokenizerFast,
    DistilBertConfig,
    DistilBertForQuestionAnswering,
    DistilBertForSequenceClassification,
    DistilBertTokenizerFast,
    PreTrainedModel,
    PreTrainedTokenizerFast,
    RobertaConfig,
    RobertaForSequenceClassification,
    RobertaTokenizerFast,
)

PIECES = 2_000
WIDTH = 128
LAYERS = 2
HEADS = 4
STARS = {place: f"{place + 1} star{'s' if place else ''}" for place in range(5)}


@dataclass(frozen=True)
class HubModel:
    """A model by its id on the hub."""

    id: str
    task: str
    family: str
    is_cased: bool
    # None leaves the labels out, and transformers then names them LABEL_0, LABEL_1 …
    labels: dict[int, str] | None = None
    max_length: int = 512


MODELS = (
    HubModel("Xenova/distilbert-base-uncased-finetuned-sst-2-english", "sentiment", "distilbert", False, {0: "NEGATIVE", 1: "POSITIVE"}),
    HubModel("Xenova/distilbert-base-cased-distilled-squad", "answers", "distilbert", True),
    HubModel("test/bert-stars-uncased", "sentiment", "bert", False, STARS),
    HubModel("test/bert-three-labels-cased", "sentiment", "bert", True, {0: "positive", 1: "neutral", 2: "negative"}),
    HubModel("test/distilbert-plain-labels-cased", "sentiment", "distilbert", True),
    HubModel("test/bert-squad-uncased-128", "answers", "bert", False, None, 128),
)


def vocabulary_texts() -> list[str]:
    said = [text for text, _ in rule_sentences(20_000, 1)]
    return said + [f"{row.question} {row.text}" for row in asked_texts(20_000, 1)]


def wordpiece(model: HubModel, folder: Path) -> PreTrainedTokenizerFast:
    trained = BertWordPieceTokenizer(lowercase=not model.is_cased)
    # Single characters of other scripts are pieces of BERT's vocabularies, too.
    alphabet = [*"中文東京日本語", *"áéíóúñçßøåłžš"]
    trained.train_from_iterator(vocabulary_texts() + alphabet * 9, vocab_size=PIECES, min_frequency=2, show_progress=False)
    trained.save_model(str(folder))
    kind = BertTokenizerFast if model.family == "bert" else DistilBertTokenizerFast
    return kind(str(folder / "vocab.txt"), do_lower_case=not model.is_cased, model_max_length=model.max_length)


def new_network(model: HubModel, pieces: int) -> PreTrainedModel:
    # Attention written out: its fused form is no ONNX of the hub's.
    labels = {} if model.labels is None else {"id2label": model.labels, "label2id": {name: place for place, name in model.labels.items()}}
    if model.family == "distilbert":
        config = DistilBertConfig(vocab_size=pieces, dim=WIDTH, n_layers=LAYERS, n_heads=HEADS, hidden_dim=2 * WIDTH, dropout=0.0, attention_dropout=0.0, **labels)
        kind = DistilBertForSequenceClassification if model.task == "sentiment" else DistilBertForQuestionAnswering
    else:
        config = BertConfig(vocab_size=pieces, hidden_size=WIDTH, num_hidden_layers=LAYERS, num_attention_heads=HEADS, intermediate_size=2 * WIDTH, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0, **labels)
        kind = BertForSequenceClassification if model.task == "sentiment" else BertForQuestionAnswering
    config._attn_implementation = "eager"
    if model.task == "answers" and model.family == "distilbert":
        config.qa_dropout = 0.0
    config.seq_classif_dropout = 0.0
    network = kind(config)
    look_at_like_pieces(network)
    return network


def look_at_like_pieces(network: PreTrainedModel) -> None:
    """Lets the first layer's attention begin with equal pieces, so that a name of the question finds itself in the text."""
    for name, weight in network.named_parameters():
        is_first = ".layer.0." in name and name.endswith("weight")
        if is_first and any(part in name for part in ("q_lin", "k_lin", "attention.self.query", "attention.self.key")):
            with torch.no_grad():
                weight.copy_(1.5 * torch.eye(WIDTH) + 0.02 * torch.randn(WIDTH, WIDTH))
        if "word_embeddings" in name:
            with torch.no_grad():
                weight.mul_(4)


def save_config(network: PreTrainedModel, target: Path) -> None:
    network.config.architectures = [type(network).__name__]
    network.config.save_pretrained(target)


Batch = dict[str, torch.Tensor]


def sentiment_batch(model: HubModel, tokenizer: PreTrainedTokenizerFast, rows: list[tuple[str, float]]) -> Batch:
    encoded = tokenizer([text for text, _ in rows], padding=True, truncation=True, max_length=64, return_tensors="pt")
    count = 2 if model.labels is None else len(model.labels)
    names = [] if model.labels is None else [name.lower() for name in model.labels.values()]

    def label(positive: float) -> int:
        if "neutral" in names:
            return names.index("negative" if positive < 0.35 else "positive" if positive > 0.65 else "neutral")
        return min(count - 1, int(positive * count))

    return {**encoded, "labels": torch.tensor([label(positive) for _, positive in rows])}


def answer_batch(tokenizer: PreTrainedTokenizerFast, rows: list[AskedText]) -> Batch:
    encoded = tokenizer([row.question for row in rows], [row.text for row in rows], padding=True, truncation="only_second", max_length=128, return_tensors="pt")
    ends = [(encoded.char_to_token(i, row.start, 1), encoded.char_to_token(i, row.end - 1, 1)) for i, row in enumerate(rows)]
    starts, lasts = zip(*ends)
    return {**encoded, "start_positions": torch.tensor(starts), "end_positions": torch.tensor(lasts)}


def train(network: nn.Module, batch_of: Callable[[int], Batch], steps: int, rate: float) -> None:
    optimizer = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps, pct_start=0.1)
    network.train()
    started, shown = time.time(), 0.0
    for step in range(1, steps + 1):
        loss = network(**batch_of(step)).loss
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        shown += loss.item()
        if step % 100 == 0:
            print(f"  step {step} of {steps}: loss {shown / 100:.3f}, {time.time() - started:.0f} s", flush=True)
            shown = 0.0


def taught(model: HubModel, tokenizer: PreTrainedTokenizerFast, steps: int) -> PreTrainedModel:
    network = new_network(model, len(tokenizer))
    if model.task == "sentiment":
        rows = [row for row in rule_sentences(12_000, 2) if not 0.35 < row[1] < 0.65 or "neutral" in str(model.labels) or model.labels == STARS]
        train(network, lambda step: sentiment_batch(model, tokenizer, random.Random(step).sample(rows, 32)), steps // 2, 2e-3)
    else:
        train(network, lambda step: answer_batch(tokenizer, asked_texts(48, 1_000_000 + step)), steps, 1e-3)
    network.eval()
    return network


def checked(model: HubModel, network: PreTrainedModel, tokenizer: PreTrainedTokenizerFast) -> float:
    """The share of new texts that the network is right about."""
    with torch.no_grad():
        if model.task == "sentiment":
            batch = sentiment_batch(model, tokenizer, rule_sentences(400, 3))
            labels = batch.pop("labels")
            return (network(**batch).logits.argmax(-1) == labels).float().mean().item()
        batch = answer_batch(tokenizer, asked_texts(400, 3))
        starts, ends = batch.pop("start_positions"), batch.pop("end_positions")
        found = network(**batch)
        return ((found.start_logits.argmax(-1) == starts) & (found.end_logits.argmax(-1) == ends)).float().mean().item()


class Outputs(nn.Module):
    """A network whose outputs are a tuple, as the exporter wants them."""

    def __init__(self, network: PreTrainedModel, inputs: list[str], outputs: list[str]) -> None:
        super().__init__()
        self.network, self.inputs, self.outputs = network, inputs, outputs

    def forward(self, *tensors: torch.Tensor) -> tuple[torch.Tensor, ...]:
        found = self.network(**dict(zip(self.inputs, tensors)))
        return tuple(found[name] for name in self.outputs)


def export(network: PreTrainedModel, inputs: list[str], outputs: list[str], target: Path) -> None:
    """The network as the hub has it: ONNX whose weights onnxruntime made 8-bit."""
    target.parent.mkdir(parents=True, exist_ok=True)
    example = tuple(torch.ones(2, 9, dtype=torch.long) for _ in inputs)
    axes = {name: {0: "batch_size", 1: "sequence_length"} for name in inputs}
    axes |= {name: {0: "batch_size"} | ({} if name == "logits" else {1: "sequence_length"}) for name in outputs}
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "model.onnx"
        torch.onnx.export(Outputs(network, inputs, outputs), example, str(whole), input_names=inputs, output_names=outputs, dynamic_axes=axes, opset_version=14, do_constant_folding=True, dynamo=False)
        onnx.checker.check_model(onnx.load(whole))
        quantize_dynamic(whole, target, weight_type=QuantType.QInt8, per_channel=False, reduce_range=False, extra_options={"EnableSubgraph": True})


def make(model: HubModel, target: Path, steps: int) -> None:
    print(model.id, flush=True)
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as folder:
        tokenizer = wordpiece(model, Path(folder))
    network = taught(model, tokenizer, steps)
    target.mkdir(parents=True, exist_ok=True)
    tokenizer.save_pretrained(target)
    save_config(network, target)
    inputs = ["input_ids", "attention_mask", *(["token_type_ids"] if model.family == "bert" else [])]
    outputs = ["logits"] if model.task == "sentiment" else ["start_logits", "end_logits"]
    export(network, inputs, outputs, target / "onnx/model_quantized.onnx")
    card = "---\nlicense: apache-2.0\n---\n\nA small network that knows texts made by rule.\n"
    (target / "README.md").write_text(card)
    print(f"  right about {100 * checked(model, network, tokenizer):.1f} % of 400 new texts, before 8 bits", flush=True)


def make_refused(folder: Path) -> None:
    """Models of the hub that Pilotlight does not run, each for another reason; they know nothing."""
    torch.manual_seed(0)
    topics = HubModel("test/topics", "sentiment", "distilbert", False, {0: "sports", 1: "business", 2: "science"})
    make_untaught(topics, folder / topics.id)

    byte_pairs = ByteLevelBPETokenizer()
    byte_pairs.train_from_iterator(vocabulary_texts(), vocab_size=600, special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"], show_progress=False)
    target = folder / "test/roberta-sentiment"
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as files:
        byte_pairs.save_model(files)
        RobertaTokenizerFast(f"{files}/vocab.json", f"{files}/merges.txt").save_pretrained(target)
    config = RobertaConfig(vocab_size=600, hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32, max_position_embeddings=130, id2label={0: "NEGATIVE", 1: "POSITIVE"}, label2id={"NEGATIVE": 0, "POSITIVE": 1})
    config._attn_implementation = "eager"
    roberta = RobertaForSequenceClassification(config).eval()
    save_config(roberta, target)
    export(roberta, ["input_ids", "attention_mask"], ["logits"], target / "onnx/model_quantized.onnx")

    # A model that writes has two graphs, and none of them is called model_quantized.onnx.
    target = folder / "test/bart-summaries"
    target.mkdir(parents=True, exist_ok=True)
    shutil.copytree(folder / "test/roberta-sentiment", target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("onnx", "config.json"))
    config = BartConfig(vocab_size=600, d_model=32, encoder_layers=1, decoder_layers=1, encoder_attention_heads=2, decoder_attention_heads=2, encoder_ffn_dim=32, decoder_ffn_dim=32, max_position_embeddings=130, attn_implementation="eager")
    bart = BartForConditionalGeneration(config).eval()
    save_config(bart, target)
    export(bart.get_encoder(), ["input_ids", "attention_mask"], ["last_hidden_state"], target / "onnx/encoder_model_quantized.onnx")
    export(bart, ["input_ids", "attention_mask", "decoder_input_ids"], ["logits"], target / "onnx/decoder_model_merged_quantized.onnx")


def make_untaught(model: HubModel, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        tokenizer = wordpiece(model, Path(folder))
    tokenizer.save_pretrained(target)
    network = new_network(model, len(tokenizer)).eval()
    save_config(network, target)
    export(network, ["input_ids", "attention_mask"], ["logits"], target / "onnx/model_quantized.onnx")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", help="the end of a model's id")
    parser.add_argument("--steps", type=int, default=800)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    for model in MODELS:
        if options.only is None or model.id.endswith(options.only):
            make(model, options.folder / model.id, options.steps)
    if options.only is None:
        make_refused(options.folder)
    listed = {model.id: {"task": "sentiment-analysis" if model.task == "sentiment" else "question-answering"} for model in MODELS}
    (options.folder / "models.json").write_text(json.dumps(listed, indent=2) + "\n")


if __name__ == "__main__":
    main()
