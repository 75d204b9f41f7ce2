"""SQuAD's questions as piece ids: encoded once, cropped near the answer for training, in windows for reading."""
import lzma
import pickle
import random
from pathlib import Path
from typing import NamedTuple

from batches import crop, length_batches
from data_sets import Question, read_questions, split_questions
from prepare_text import CLS, SEP, new_tokenizer, read_vocabulary

MAX_QUESTION = 40
# Pieces of text in training, epoch by epoch: short at first, where the words of a question are learnt to be
# found at less cost, then nearly whole paragraphs.
TRAINING_TEXT = (128, 160, 200)
NO_ANSWER = -1
POOL = 60  # batches among which lengths are sorted


class Example(NamedTuple):
    """A question and its paragraph in pieces; `span` is the answer's first and last piece, or None if no piece fits or there is no answer."""

    source: Question
    question: list[int]
    text: list[int]
    offsets: list[tuple[int, int]]
    span: tuple[int, int] | None


class Sequence(NamedTuple):
    """What the network reads in training, and where the answer is; `NO_ANSWER` twice when it is not there."""

    ids: list[int]
    first: int
    last: int


def encode_questions(rows: list[Question], build: Path) -> list[Example]:
    """The examples in the order of the rows."""
    tokenizer = new_tokenizer(read_vocabulary(build, "answer-vocab.txt"))
    contexts = list(dict.fromkeys(row.context for row in rows))
    encodings = tokenizer.encode_batch(contexts, add_special_tokens=False)
    # Once a paragraph: its questions share the lists.
    texts = {text: (encoding.ids, encoding.offsets) for text, encoding in zip(contexts, encodings)}
    questions = tokenizer.encode_batch([row.question for row in rows], add_special_tokens=False)
    return [make_example(row, question.ids, *texts[row.context]) for row, question in zip(rows, questions)]


def make_example(row: Question, question: list[int], text: list[int], offsets: list[tuple[int, int]]) -> Example:
    """The example of a question, given its paragraph's pieces."""
    if not row.answers:
        return Example(row, question[-MAX_QUESTION:], text, offsets, None)
    start, answer = row.answers[0]
    end = start + len(answer)
    inside = [index for index, (left, right) in enumerate(offsets) if left < end and right > start]
    span = (inside[0], inside[-1]) if inside else None
    return Example(row, question[-MAX_QUESTION:], text, offsets, span)


def load_examples(data: Path, build: Path) -> dict[str, list[Example]]:
    """Training, validation and dev examples, from `build` when they were made before."""
    cache = build / "questions.pkl.xz"  # small enough to travel to a machine with a GPU
    if not cache.exists():
        train, validation = split_questions(data)
        parts = {"train": train, "validation": validation, "dev": read_questions(data, "dev")}
        examples = {name: encode_questions(rows, build) for name, rows in parts.items()}
        cache.write_bytes(lzma.compress(pickle.dumps(examples), preset=1))
    return pickle.loads(lzma.decompress(cache.read_bytes()))


def sequence_of(question: list[int], text: list[int]) -> list[int]:
    """The input ids of a question and a piece of text."""
    return [CLS, *question, SEP, *text, SEP]


def training_sequence(example: Example, most: int, source: random.Random) -> Sequence | None:
    """The example with `most` pieces of its text, the answer among them; None when the answer does not fit."""
    if example.span is None:
        return None
    first, last = example.span
    room = len(example.text) - most
    offset = 0
    if room > 0:
        low, high = max(0, last + 1 - most), min(room, first)
        if low > high:
            return None
        offset = source.randint(low, high)
    text = example.text[offset : offset + most]
    lead = len(example.question) + 2 - offset
    return Sequence(sequence_of(example.question, text), first + lead, last + lead)


def unanswerable_sequence(
    question: list[int], text: list[int], most: int, source: random.Random
) -> Sequence:
    """A question with a stretch of a text that does not answer it."""
    return Sequence(sequence_of(question, crop(text, most, source)), NO_ANSWER, NO_ANSWER)


def epoch_batches(examples: list[Example], epoch: int, size: int, negative: float) -> list[list[Sequence]]:
    """An epoch's batches: crops drawn anew, after the first epoch `negative` of the questions once more beside a
    paragraph that is not theirs, rows of a batch alike in length. The same for the same epoch."""
    source = random.Random(epoch)
    most = TRAINING_TEXT[min(epoch, len(TRAINING_TEXT) - 1)]
    rows = [row for example in examples if (row := training_sequence(example, most, source))]
    if epoch > 0:
        rows += unanswerable_rows(examples, negative, most, source)
    return [batch for batch in length_batches(rows, size, POOL, source) if len(batch) == size]


def unanswerable_rows(
    examples: list[Example], share: float, most: int, source: random.Random
) -> list[Sequence]:
    """A share of the questions beside another paragraph of their article."""
    articles: dict[str, list[Example]] = {}
    for example in examples:
        articles.setdefault(example.source.title, []).append(example)
    rows = []
    for example in examples:
        other = source.choice(articles[example.source.title])
        if source.random() < share and other.source.context != example.source.context:
            rows.append(unanswerable_sequence(example.question, other.text, most, source))
    return rows
