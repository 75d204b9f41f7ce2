"""Fine-tunes the pre-trained encoder on the labelled texts, and writes down what it thinks of unlabelled sentences.

The small network learns from these opinions (Tang and others 2019: a distilled small network gains several points).
`build/teacher.pt` is the teacher, `build/opinions.tsv` has a value from 0 to 1 and a sentence in each line.
"""
import random
import re
from pathlib import Path
from typing import Iterator

import torch
from torch import Tensor, nn

from data_sets import plain_spelling, read_questions, read_reviews, split_reviews, split_sentences, unlabelled_news
from encoder import WIDTH, Encoder
from prepare_text import new_tokenizer
from pretrained import embedding_of, pieces
from question_answering_examples import pad_rows
from rule_sentences import rule_sentences
from sentiment_examples import SURE_REVIEW, SURE_SENTENCE, Text, encode, epoch_batches, plain_texts, soft_loss, sure
from training_run import Recipe, TrainingRun, precision, training_options

CROP = 96
REVIEWS_A_TIME, RULES_A_TIME, PLAIN_A_TIME = 8000, 8000, 5000
FROM_REVIEWS, FROM_NEWS, FROM_ENCYCLOPEDIA, FROM_QUESTIONS = 200000, 50000, 20000, 8000
FROM_RULES, FROM_PHRASES, NEGATED, JOINED = 80000, 80000, 60000, 30000
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


def training_rows(data: Path, epoch: int) -> list[Text]:
    """An epoch's texts: the treebank, stretches of reviews, sentences by rule, plain ones."""
    tokenizer, source = new_tokenizer(pieces()), random.Random(1000 + epoch)
    sentences, _ = split_sentences(data)
    reviews, _, _ = split_reviews(data)
    made = rule_sentences(RULES_A_TIME, seed=1000 + epoch)
    plain = source.sample(list(plain_texts(data)), PLAIN_A_TIME)
    texts = encode(
        tokenizer,
        [text if source.random() < 0.5 else plain_spelling(text) for text, _ in sentences],
        [sure(label, SURE_SENTENCE) for _, label in sentences],
    )
    texts += encode(tokenizer, [text for text, _ in made], [value for _, value in made])
    texts += encode(tokenizer, plain, [0.5] * len(plain))
    some = source.sample(reviews, REVIEWS_A_TIME)
    for review in encode(tokenizer, [row.text for row in some], [sure(row.label, SURE_REVIEW) for row in some]):
        at = source.randint(0, max(0, len(review.ids) - CROP))
        texts.append(Text(review.ids[at : at + CROP], review.value))
    return [Text(framed(ids), value) for ids, value in texts if ids]


def validation(teacher: SentimentTeacher, data: Path, bfloat16: bool) -> float:
    """In percent."""
    _, rows = split_sentences(data)
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
            " ".join(text.split())
            for text in (
                *source.sample(from_reviews, FROM_REVIEWS),
                *source.sample(from_news, FROM_NEWS),
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


def main() -> None:
    options = training_options(__doc__, epochs=3, batch=48, rate=1e-4).parse_args()
    torch.manual_seed(2)
    teacher = SentimentTeacher()
    teacher.encoder.fill(embedding_of(pieces()))
    recipe = Recipe(
        name="teacher",
        network=teacher,
        blank=SentimentTeacher,
        batches=lambda epoch: epoch_batches(training_rows(options.data, epoch), epoch, options.batch),
        loss=soft_loss,
        check=lambda network: {"validation sentences": validation(network, options.data, options.bfloat16)},
    )
    TrainingRun(recipe, options).run()
    texts = unlabelled_sentences(options.data)
    with open(options.build / "opinions.tsv", "w", encoding="utf-8") as file:
        for text, value in zip(texts, opinions(teacher.eval(), texts, options.bfloat16)):
            file.write(f"{value:.4f}\t{text}\n")
    print(len(texts), "sentences")


if __name__ == "__main__":
    main()
