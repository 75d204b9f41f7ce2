"""SQuAD's own measure of an answer: exact match and F1 after its normalisation (Rajpurkar et al. 2016)."""
import re
import string
from collections import Counter


def normalise(text: str) -> str:
    """Lower case, no punctuation, no articles, single spaces."""
    text = "".join(char for char in text.lower() if char not in string.punctuation)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", text).split())


def exact_match(answer: str, accepted: list[str]) -> float:
    """1 when the answer equals one of the accepted answers, else 0."""
    return float(any(normalise(answer) == normalise(other) for other in accepted))


def f1(answer: str, accepted: list[str]) -> float:
    """The best F1 of words with one of the accepted answers."""
    return max(f1_of_words(normalise(answer).split(), normalise(other).split()) for other in accepted)


def f1_of_words(words: list[str], accepted: list[str]) -> float:
    """The F1 of two bags of words; 1 when both are empty."""
    common = sum((Counter(words) & Counter(accepted)).values())
    if not words or not accepted:
        return float(words == accepted)
    return 2 * common / (len(words) + len(accepted))
