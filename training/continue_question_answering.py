"""Teaches the shipped reader when a text does not answer, and to read texts that are no paragraphs of an encyclopedia.

Begins with the weights of a shipped folder, read back from its integers; the pieces' vectors stay as they are, in 4 bits.
It reads unanswerable questions of SQuAD 2 beside answerable ones about the same paragraphs, further sets of questions,
and questions made by rule. Run it again to go on from the last checkpoint.
"""
import hashlib
import json
import math
import random
import re
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from sklearn.metrics import roc_auc_score
from torch import nn

from continue_sentiment import HELD_OUT, VALIDATION, percent, shipped_vocabulary, tenth_of
from data_sets import Question, split_questions
from question_answering_examples import (
    NO_ANSWER, Example, Sequence, encode_questions, sequence_of, training_sequence,
)
from question_answering_network import QuestionAnsweringNetwork
from rule_questions import rule_questions
from train_question_answering import answer_text, batch_loss, measure, read, score
from training_run import Recipe, TrainingRun, training_options

UNANSWERABLE = "squad2-train-unanswerable"
# Sets that may be trained on, and how many of their questions are read in an epoch. An epoch takes about four minutes
# of a core; each goes on in the set where the one before it ended.
FURTHER = {
    "babi-extractive": 90, "checklist-squad": 170, "e2e-two-venues": 70, "multiwoz-schedules-records": 110, "qamr-sentences": 150,
    "qed-natural-questions": 65, "squadshifts-amazon-reviews": 40, "squadshifts-new-wiki": 25, "squadshifts-reddit": 40,
    "wikitables-natural": 20, "wikitables-template": 110,
}
UNANSWERABLE_A_TIME, BESIDE_A_TIME, SQUAD_A_TIME, RULES_A_TIME = 700, 600, 600, 320
# Pieces of a text in training: of paragraphs that SQuAD 2 asks about without an answer, and of others.
CLOSE_TEXT, TRAINING_TEXT = 112, 136
POOL = 40  # batches among which lengths are sorted
CHECKED, CHECKED_FURTHER = 240, 12  # questions of each kind that a point of the curve is made of


def read_rows(data: Path, name: str) -> list[Question]:
    """The questions of a further set, without the tenth that is held out."""
    with open(data / "more" / name / f"{name}.jsonl", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [question_of(name, row) for row in rows if tenth_of(row["context"]) != HELD_OUT]


def question_of(name: str, row: dict) -> Question:
    """A row as SQuAD has it; the sets do not say where in the text an answer stands."""
    question, context = row["question"], row["context"]
    answers = [(place_of(answer, question, context), answer) for answer in row["answers"]]
    return Question(row["id"], name, question, context, tuple(answers))


def place_of(answer: str, question: str, context: str) -> int:
    """Where an answer most probably stands: of all its places, the one nearest to rare words of the question."""
    bounded = rf"(?<!\w){re.escape(answer)}(?!\w)"
    places = [found.start() for found in re.finditer(bounded, context)] or [context.index(answer)]
    if len(places) == 1:
        return places[0]
    mentions = [
        [found.start() for found in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", context, re.IGNORECASE)]
        for word in set(re.findall(r"\w+", question))
    ]

    def nearness(place: int) -> float:
        # What stands behind an answer counts less: records and rows begin with their names.
        gaps = [min(place - at if at <= place else 2 * (at - place) for at in all_) for all_ in mentions if all_]
        return sum(math.exp(-gap / 80) / len(all_) for gap, all_ in zip(gaps, [all_ for all_ in mentions if all_]))

    return max(places, key=nearness)


def shipped_weights(folder: Path) -> dict[str, torch.Tensor]:
    """The weights of a shipped question-answering network in 32 bits, the pieces' packed vectors as they are."""
    graph = onnx.load(str(folder / "onnx" / "model_quantized.onnx")).graph
    stored = {entry.name: torch.from_numpy(numpy_helper.to_array(entry).copy()) for entry in graph.initializer}
    weights = {name: value for name, value in stored.items() if not name.startswith("onnx::") and "places" not in name}
    weights["encoder.places.weight"] = stored["encoder.places.values"].float() * stored["encoder.places.scale"]
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            # "/encoder/layers.0/qkv/MatMul_quant" multiplies with "onnx::MatMul_397_quantized".
            layer = ".".join(node.name.strip("/").split("/")[:-1])
            name = node.input[1].removesuffix("_quantized")
            # Columns are the layer's rows.
            weights[f"{layer}.weight"] = (stored[node.input[1]].float() * stored[f"{name}_scale"]).T.contiguous()
    return weights


class Sources:
    """All that is read. Texts are encoded when an epoch needs them."""

    def __init__(self, data: Path, build: Path):
        self.build = build
        train, validation = split_questions(data)
        left_out = {row.context for row in validation}
        unanswerable = read_rows(data, UNANSWERABLE)
        self.unanswerable = shuffled(
            [row for row in unanswerable if row.context not in left_out and tenth_of(row.context) != VALIDATION]
        )
        contexts = {row.context for row in self.unanswerable}
        known = [row for row in train if tenth_of(row.context) not in (HELD_OUT, VALIDATION)]
        # Answerable questions about the same paragraphs: what tells the two apart is all that differs.
        self.beside = shuffled([row for row in known if row.context in contexts])
        self.squad = shuffled(train)
        further = {name: read_rows(data, name) for name in FURTHER}
        self.further = {name: shuffled([row for row in rows if tenth_of(row.context) != VALIDATION]) for name, rows in further.items()}
        source = random.Random(0)
        self.checked = encode_questions(source.sample(validation, CHECKED), build)
        without = [row for row in unanswerable if row.context in left_out]
        self.checked_without = encode_questions(source.sample(without, min(CHECKED, len(without))), build)
        self.checked_further = {name: self.checked_of(rows, source) for name, rows in further.items()}

    def checked_of(self, rows: list[Question], source: random.Random) -> list[Example]:
        """A few answerable questions of a set's validation tenth."""
        kept = [row for row in rows if tenth_of(row.context) == VALIDATION and row.answers]
        return encode_questions(source.sample(kept, min(CHECKED_FURTHER, len(kept))), self.build)

    def epoch_rows(self, epoch: int) -> list[Sequence]:
        """An epoch's questions with their texts, the same for the same epoch."""
        source = random.Random(epoch)
        close = taken(self.unanswerable, UNANSWERABLE_A_TIME, epoch) + taken(self.beside, BESIDE_A_TIME, epoch)
        rows = taken(self.squad, SQUAD_A_TIME, epoch)
        for name, count in FURTHER.items():
            rows += taken(self.further[name], count, epoch)
        for made in rule_questions(RULES_A_TIME, f"reader {epoch}"):
            answers = ((made.start, made.answer),) if made.answer else ()
            rows.append(Question("", "rules", made.question, made.text, answers))
        found = [sequence(example, CLOSE_TEXT, source) for example in encode_questions(close, self.build)]
        found += [sequence(example, TRAINING_TEXT, source) for example in encode_questions(rows, self.build)]
        return [row for row in found if row]

    def batches(self, epoch: int, size: int) -> list[list[Sequence]]:
        """An epoch's batches of about as many pieces each, so that short texts come many at a time."""
        return token_batches(self.epoch_rows(epoch), size * TRAINING_TEXT, random.Random(epoch))

    def check(self, network: nn.Module) -> dict[str, float]:
        """What is shown of questions that nothing here is trained on."""
        spans = read(network, self.checked)
        own = [value for value, *_ in spans]
        match, overlap = score([answer_text(example, *span[1:]) for example, span in zip(self.checked, spans)], self.checked)
        without = [value for value, *_ in read(network, self.checked_without)]
        order = [1] * len(own) + [0] * len(without)
        further = {name: measure(network, rows)[1] for name, rows in self.checked_further.items()}
        return {
            "validation EM": round(match, 2),
            "validation F1": round(overlap, 2),
            "AUC": round(float(roc_auc_score(order, [*own, *without])), 4),
            "not here, without": percent(np.array(without) < 0),
            "here, with": percent(np.array(own) >= 0),
            "further F1": round(float(np.mean(list(further.values()))), 2),
            **{name: round(value, 1) for name, value in further.items()},
        }


def sequence(example: Example, most: int, source: random.Random) -> Sequence | None:
    """What the network reads of an example; None when its answer does not fit."""
    if example.source.answers:
        return training_sequence(example, most, source)
    text = tempting(example.question, example.text, most)
    return Sequence(sequence_of(example.question, text), NO_ANSWER, NO_ANSWER)


def chosen_by(point: dict[str, float]) -> float:
    """Which point of the curve is best: F1 of SQuAD's kind and of the further sets and the AUC count alike."""
    return point["validation F1"] + point["further F1"] + 100 * point["AUC"]


def shuffled(rows: list[Question]) -> list[Question]:
    """In an order that has nothing to do with the set's own, the same everywhere."""
    return sorted(rows, key=lambda row: hashlib.sha256(f"{row.question} {row.context}".encode()).digest())


def taken(rows: list[Question], count: int, epoch: int) -> list[Question]:
    """An epoch's share: where the last one ended, from the beginning again at the end."""
    return [rows[index % len(rows)] for index in range(epoch * count, (epoch + 1) * count)]


def tempting(question: list[int], text: list[int], most: int) -> list[int]:
    """The `most` pieces in a row that have most of the question: what does not answer should not be easy."""
    if len(text) <= most:
        return text
    asked = set(question)
    has = np.cumsum([0, *(piece in asked for piece in text)])
    at = int(np.argmax(has[most:] - has[:-most]))
    return text[at : at + most]


def token_batches(rows: list[Sequence], tokens: int, source: random.Random) -> list[list[Sequence]]:
    """Shuffled batches of rows alike in length, each of at most so many pieces with its padding."""
    source.shuffle(rows)
    pool = POOL * tokens
    batches: list[list[Sequence]] = []
    for chunk in chunks(rows, pool):
        batch: list[Sequence] = []
        for row in sorted(chunk, key=lambda row: len(row.ids)):
            if batch and (len(batch) + 1) * len(row.ids) > tokens:
                batches.append(batch)
                batch = []
            batch.append(row)
        batches.append(batch)
    source.shuffle(batches)
    return batches


def chunks(rows: list[Sequence], tokens: int) -> list[list[Sequence]]:
    """The rows in their order, so many pieces at a time."""
    found: list[list[Sequence]] = [[]]
    room = tokens
    for row in rows:
        room -= len(row.ids)
        if room < 0:
            found.append([])
            room = tokens - len(row.ids)
        found[-1].append(row)
    return found


def main() -> None:
    parser = training_options(__doc__, epochs=30, batch=16, rate=8e-5)
    parser.add_argument("folder", type=Path, help="the shipped model to begin with")
    parser.add_argument("--check-first", action="store_true", help="show how the shipped model does before it learns more")
    options = parser.parse_args()
    options.build.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(1)
    torch.set_num_threads(options.threads)
    vocabulary = shipped_vocabulary(options.folder)
    (options.build / "answer-vocab.txt").write_text("".join(f"{piece}\n" for piece in vocabulary), encoding="utf-8")
    blank = lambda: QuestionAnsweringNetwork(dropout=0.0)  # noqa: E731  few epochs: nothing is learnt by heart
    network = blank()
    network.load_state_dict(shipped_weights(options.folder))
    sources = Sources(options.data, options.build)
    if options.check_first:
        print(json.dumps({"before": sources.check(network.eval())}), flush=True)
    recipe = Recipe(
        name="question-answering",
        network=network.train(),
        blank=blank,
        batches=lambda epoch: sources.batches(epoch, options.batch),
        loss=lambda network, batch: batch_loss(network, batch, 8),
        check=sources.check,
        warm_up=40,
        choose=chosen_by,
    )
    TrainingRun(recipe, options).run()


if __name__ == "__main__":
    main()
