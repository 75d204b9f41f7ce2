"""The data sets as the recipes read them, and which parts of them no recipe may train on.

Nothing of SQuAD dev, SST-2 dev or the held-out reviews reaches a vocabulary, a vector or a weight. What the
recipes choose by (validation) is cut from the training files, by a hash of names that stays the same everywhere.
"""
import argparse
import hashlib
import json
import re
from pathlib import Path
from typing import Iterator, NamedTuple

HELD_OUT_REVIEWS = 4000
VALIDATION_REVIEWS = 1000
VALIDATION_ARTICLES = 20
VALIDATION_SENTENCES = 1500


def folder_options(description: str | None) -> argparse.ArgumentParser:
    """A parser of the options of every step: the folders of data and of what is made from it."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--build", type=Path, default=Path("build"))
    return parser


class Review(NamedTuple):
    """A film review; label 1 is positive."""

    id: str
    text: str
    label: int


class Question(NamedTuple):
    """A question about a paragraph; `answers` are (start, text) in characters of the paragraph."""

    id: str
    title: str
    question: str
    context: str
    answers: tuple[tuple[int, str], ...]


def hash_order(name: str) -> str:
    """A place for a name in an order that has nothing to do with the data's own."""
    return hashlib.sha256(name.encode()).hexdigest()


def read_reviews(data: Path, file: str = "train") -> list[Review]:
    """The reviews of `imdb/<file>.jsonl`, line breaks as spaces."""
    with open(data / "imdb" / f"{file}.jsonl", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [Review(row["id"], row["text"].replace("<br />", " "), row["label"]) for row in rows]


def split_reviews(data: Path) -> tuple[list[Review], list[Review], list[Review]]:
    """Labelled reviews for training, for validation, and held out: the first 4,000 by SHA-256 of the id."""
    ordered = sorted(read_reviews(data), key=lambda review: hash_order(review.id))
    held_out, rest = ordered[:HELD_OUT_REVIEWS], ordered[HELD_OUT_REVIEWS:]
    return rest[VALIDATION_REVIEWS:], rest[:VALIDATION_REVIEWS], held_out


def read_sentences(data: Path, file: str) -> list[tuple[str, int]]:
    """The sentences and labels of `sst2/<file>.tsv`."""
    lines = (data / "sst2" / f"{file}.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return [(text.strip(), int(label)) for text, label in (line.split("\t") for line in lines)]


def split_sentences(data: Path) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """SST-2 train without validation, and validation: whole sentences none of whose phrases is trained on."""
    rows = read_sentences(data, "train")
    whole = sorted((row for row in rows if len(row[0].split()) >= 12), key=lambda row: hash_order(row[0]))
    validation = whole[:VALIDATION_SENTENCES]
    held = " \n ".join(text for text, _ in validation)
    train = [row for row in rows if f" {row[0]} " not in f" {held} "]
    return train, validation


def read_questions(data: Path, file: str) -> list[Question]:
    """All questions of `squad/<file>-v1.1.json`, in the file's order."""
    articles = json.loads((data / "squad" / f"{file}-v1.1.json").read_text(encoding="utf-8"))["data"]
    return [
        Question(
            entry["id"],
            article["title"],
            entry["question"],
            paragraph["context"],
            tuple((answer["answer_start"], answer["text"]) for answer in entry["answers"]),
        )
        for article in articles
        for paragraph in article["paragraphs"]
        for entry in paragraph["qas"]
    ]


def split_questions(data: Path) -> tuple[list[Question], list[Question]]:
    """SQuAD train without the 20 articles that come first by SHA-256 of their title, and those."""
    rows = read_questions(data, "train")
    titles = sorted({row.title for row in rows}, key=hash_order)[:VALIDATION_ARTICLES]
    return [row for row in rows if row.title not in titles], [row for row in rows if row.title in titles]


def plain_spelling(text: str) -> str:
    """A tokenised sentence as people write it: "do n't" → "don't", "well , yes" → "well, yes"."""
    text = re.sub(r" (n't|'s|'re|'ve|'ll|'d|'m)\b", r"\1", text)
    text = text.replace(" `` ", ' "').replace(" '' ", '" ').replace("-lrb- ", "(").replace(" -rrb-", ")")
    return re.sub(r" ([.,;:!?%)])", r"\1", text)


def unlabelled_news(data: Path) -> Iterator[str]:
    """The news articles without their highlights."""
    with open(data / "cnndm" / "train-8000.jsonl", encoding="utf-8") as lines:
        for line in lines:
            yield plain_spelling(json.loads(line)["article"])


def news_titles(data: Path) -> list[str]:
    """The headlines of Wikinews, each once."""
    with open(data / "text" / "wikinews.txt", encoding="utf-8", errors="ignore") as lines:
        titles = (line.strip() for line in lines)
        return list(dict.fromkeys(title.strip("= ") for title in titles if title.startswith("= ") and title.endswith(" =")))


def unlabelled_texts(data: Path) -> Iterator[str]:
    """The lines that vocabulary and vectors are made of."""
    for context in dict.fromkeys(row.context for row in read_questions(data, "train")):
        yield context
    for row in read_questions(data, "train"):
        yield row.question
    train, _, _ = split_reviews(data)
    for review in [*train, *read_reviews(data, "unsup")]:
        yield review.text
    for text, _ in split_sentences(data)[0]:
        yield plain_spelling(text)
    yield from unlabelled_news(data)
    for name in ("wikipedia-115MB.txt", "wikinews.txt"):
        with open(data / "text" / name, encoding="utf-8", errors="ignore") as lines:
            for line in lines:
                if len(line) >= 60:  # titles and leftovers of lists are shorter
                    yield line.strip()
