"""Fine-tunes the pre-trained encoder on the labelled texts, and writes down what it thinks of unlabelled sentences.

The small network learns from these opinions (Tang and others 2019: a distilled small network gains several points).
`build/teacher.pt` is the teacher, `build/opinions.tsv` has a value from 0 to 1 and a sentence in each line.
"""
import argparse
import random
import re
from pathlib import Path
from typing import Iterator, NamedTuple

import torch
from torch import Tensor, nn

from batches import crop, pad_rows
from data_sets import (
    news_titles,
    plain_spelling,
    read_questions,
    read_reviews,
    split_reviews,
    split_sentences,
    unlabelled_news,
)
from encoder import WIDTH, Encoder
from prepare_text import new_tokenizer
from pretrained import embedding_of, pieces
from rule_sentences import rule_sentences
from sentiment_examples import (
    SURE_REVIEW,
    SURE_SENTENCE,
    Text,
    encode,
    epoch_batches,
    in_one_line,
    plain_texts,
    read_opinions,
    soft_loss,
    sure,
)
from training_run import Recipe, TrainingRun, precision, training_options

CROP = 96
REVIEWS_A_TIME, RULES_A_TIME, PLAIN_A_TIME = 8000, 8000, 5000
FROM_REVIEWS, FROM_NEWS, FROM_ENCYCLOPEDIA, FROM_QUESTIONS = 400000, 150000, 40000, 8000
FROM_RULES, FROM_PHRASES, NEGATED, JOINED = 120000, 200000, 150000, 70000
OPINIONS_AT_ONCE = 20000
MASKED, CUT = 0.1, 0.25  # Tang and others 2019: of the words, of the phrases
# A verb or word, and the same negated; where the second stands it becomes the first.
TURNS = tuple(
    pair.split("|")
    for pair in (
        "is|is not,is|isn't,was|was not,was|wasn't,are|are not,were|were not,does|does not,did|did not,do|don't,"
        "can|cannot,can|can't,would|would not,would|wouldn't,could|could not,will|won't,has|has never,have|have never,"
        "a|not a,very|not very,always|never,everyone|nobody,everything|nothing,ever|never,with|without,all|hardly any"
    ).split(",")
)
JOINTS = (", but ", " but ", ", yet ", ". Still, ", ", though ", " although ", " even though ", "; however, ")


class SentimentTeacher(nn.Module):
    """The whole pre-trained encoder, the mean of its vectors, two logits."""

    def __init__(self):
        super().__init__()
        self.encoder = Encoder(len(pieces()), layers=6)
        self.out = nn.Linear(WIDTH, 2)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        x = self.encoder(input_ids, attention_mask, torch.zeros_like(input_ids))
        mask = attention_mask.unsqueeze(2).to(x.dtype)
        return self.out((x * mask).sum(1) / mask.sum(1))


def framed(ids: list[int]) -> list[int]:
    """Between BERT's own special pieces."""
    return [pieces()["[CLS]"], *ids, pieces()["[SEP]"]]


def sentences_of(text: str) -> Iterator[str]:
    """The sentences of 3 to 40 words."""
    for sentence in re.split(r"(?<=[a-z)\"'][.!?])\s+(?=[A-Za-z\"'])", text.strip()):
        if 3 <= len(sentence.split()) <= 40:
            yield sentence


class TeacherTexts(NamedTuple):
    """What the teacher learns from and is checked by."""

    sentences: list[tuple[Text, Text]]  # as the treebank spells them and as people do
    reviews: list[Text]
    plain: list[str]
    checked: list[tuple[str, int]]


def load_texts(data: Path) -> TeacherTexts:
    """Reads and encodes everything once."""
    tokenizer = new_tokenizer(pieces())
    sentences, checked = split_sentences(data)
    reviews, _, _ = split_reviews(data)
    values = [sure(label, SURE_SENTENCE) for _, label in sentences]
    spellings = [text for text, _ in sentences], [plain_spelling(text) for text, _ in sentences]
    return TeacherTexts(
        list(zip(*(encode(tokenizer, texts, values) for texts in spellings))),
        encode(tokenizer, [row.text for row in reviews], [sure(row.label, SURE_REVIEW) for row in reviews]),
        list(plain_texts(data)),
        checked,
    )


def epoch_rows(texts: TeacherTexts, epoch: int) -> list[Text]:
    """An epoch's texts: the treebank, stretches of reviews, sentences by rule, plain ones; the same for the same epoch."""
    tokenizer, source = new_tokenizer(pieces()), random.Random(1000 + epoch)
    made = rule_sentences(RULES_A_TIME, seed=1000 + epoch)
    plain = source.sample(texts.plain, PLAIN_A_TIME)
    rows = [source.choice(pair) for pair in texts.sentences]
    rows += encode(tokenizer, [text for text, _ in made], [value for _, value in made])
    rows += encode(tokenizer, plain, [0.5] * len(plain))
    some = source.sample(texts.reviews, REVIEWS_A_TIME)
    rows += [Text(crop(review.ids, CROP, source), review.value) for review in some]
    return [Text(framed(ids), value) for ids, value in rows if ids]


def validation(teacher: SentimentTeacher, rows: list[tuple[str, int]], bfloat16: bool) -> float:
    """In percent."""
    values = opinions(teacher, [text for text, _ in rows], bfloat16)
    return round(100 * sum((value > 0.5) == (label == 1) for value, (_, label) in zip(values, rows)) / len(rows), 2)


@torch.no_grad()
def opinions(teacher: SentimentTeacher, texts: list[str], bfloat16: bool) -> list[float]:
    """How positive the teacher finds each text."""
    encodings = new_tokenizer(pieces()).encode_batch(texts, add_special_tokens=False)
    ids = [framed(encoding.ids[:510]) for encoding in encodings]
    values = torch.zeros(len(ids))
    device = next(teacher.parameters()).device
    ordered = sorted(range(len(ids)), key=lambda index: len(ids[index]))
    for start in range(0, len(ordered), 64):
        some = ordered[start : start + 64]
        with precision(device, bfloat16):
            logits = teacher(*pad_rows([ids[index] for index in some], device=device))
        values[some] = torch.softmax(logits.float(), 1)[:, 1].cpu()
    return values.tolist()


def varied(text: str, source: random.Random) -> str:
    """A phrase with words left out or cut to some of its words."""
    words = [word for word in text.split() if source.random() > MASKED]
    if source.random() < CUT and len(words) > 3:
        size = source.randint(2, len(words) - 1)
        at = source.randint(0, len(words) - size)
        words = words[at : at + size]
    return " ".join(words)


def turned(text: str, source: random.Random) -> str | None:
    """A sentence with one negation more, or one less; None when it has no place for it."""
    for plain, negated in source.sample(TURNS, len(TURNS)):
        for old, new in ((negated, plain), (plain, negated)):
            pattern = rf"\b{re.escape(old)}\b"
            if places := list(re.finditer(pattern, text)):
                at = source.choice(places)
                return text[: at.start()] + new + text[at.end() :]
    return None


def joined(pair: tuple[str, str], source: random.Random) -> str:
    """Two statements as one, the second against the first."""
    first, second = pair
    return first.rstrip(" .!?,;") + source.choice(JOINTS) + second[:1].lower() + second[1:]


def unlabelled_sentences(data: Path) -> list[str]:
    """The sentences to have an opinion of."""
    source = random.Random(5)
    reviews, _, _ = split_reviews(data)
    from_reviews = [line for row in [*reviews, *read_reviews(data, "unsup")] for line in sentences_of(row.text)]
    from_news = [line for text in unlabelled_news(data) for line in sentences_of(text)]
    questions = list(dict.fromkeys(row.question for row in read_questions(data, "train")))
    phrases = [text for text, _ in split_sentences(data)[0]]
    made = [text for text, _ in rule_sentences(FROM_RULES, seed=7)]
    short = [text for text in [*from_reviews, *map(plain_spelling, phrases), *made] if 2 <= len(text.split()) <= 20]
    return list(
        dict.fromkeys(
            in_one_line(text)
            for text in (
                *source.sample(from_reviews, FROM_REVIEWS),
                *source.sample(from_news, FROM_NEWS),
                *news_titles(data),
                *source.sample(list(plain_texts(data)), FROM_ENCYCLOPEDIA),
                *source.sample(questions, FROM_QUESTIONS),
                *made,
                *map(plain_spelling, phrases),
                *(plain_spelling(varied(text, source)) for text in source.choices(phrases, k=FROM_PHRASES)),
                *(turned(text, source) or "" for text in source.choices(short, k=NEGATED)),
                *(joined(pair, source) for pair in zip(source.choices(short, k=JOINED), source.choices(short, k=JOINED))),
            )
            if text.strip()
        )
    )


def write_opinions(teacher: SentimentTeacher, texts: list[str], options: argparse.Namespace) -> None:
    """Adds the teacher's opinion of each text that the file does not have yet."""
    path = options.build / "opinions.tsv"
    known = read_opinions(options.build) if path.exists() else {}
    asked = [text for text in texts if text not in known]
    for start in range(0, len(asked), OPINIONS_AT_ONCE):
        some = asked[start : start + OPINIONS_AT_ONCE]
        with open(path, "a", encoding="utf-8") as file:
            file.writelines(f"{value:.4f}\t{text}\n" for text, value in zip(some, opinions(teacher, some, options.bfloat16)))
        print(start + len(some), len(asked), "opinions", flush=True)


def main() -> None:
    options = training_options(__doc__, epochs=3, batch=48, rate=1e-4).parse_args()
    torch.manual_seed(2)
    teacher = SentimentTeacher()
    teacher.encoder.fill(embedding_of(pieces()))
    texts = load_texts(options.data)
    recipe = Recipe(
        name="teacher",
        network=teacher,
        blank=SentimentTeacher,
        batches=lambda epoch: epoch_batches(epoch_rows(texts, epoch), epoch, options.batch),
        loss=soft_loss,
        check=lambda network: {"validation sentences": validation(network, texts.checked, options.bfloat16)},
    )
    run = TrainingRun(recipe, options)
    run.run()
    write_opinions(run.average.apply(teacher), unlabelled_sentences(options.data), options)


if __name__ == "__main__":
    main()
