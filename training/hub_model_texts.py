"""Texts of ours that the models of `make_hub_models.py` learn from: who lives where, since when, and as what.

Every text asks for one of its own words, and has other people's words of the same kind beside it."""
import random
from dataclasses import dataclass

NAMES = (
    "Anna Ben Carla David Emma Farid Grace Hugo Ines Jonas Kim Laura Marco Nina Omar Paula Rosa Sam Tom Yusuf Zoë José "
    "Łukasz Åsa Renée Jürgen Noé Chloé Søren Mária Pedro Olga Viktor Wanda Ruth Otto Mila Leo Karl Jack Iris Hana"
).split()
CITIES = (
    "Berlin Madrid Oslo Cairo Chicago Dublin Prague Toronto Kyoto Lima Naples Porto Riga Sydney Tunis Warsaw Zürich "
    "Málaga Vienna Lagos Boston Delhi Milan Ghent Lyon Turin Basel Bergen Malmö Cologne"
).split()
JOBS = "baker nurse pilot teacher plumber lawyer farmer painter driver singer tailor dentist judge clerk welder miller".split()
INSTRUMENTS = "piano violin flute guitar drums harp cello trumpet organ banjo oboe viola".split()
FILLERS = (
    "The train was late again.|It rained for most of the week.|Nobody knew why the shop was closed.|"
    "The old bridge is being painted.|Dinner was served at eight.|The meeting took an hour."
).split("|")


@dataclass(frozen=True)
class AskedText:
    question: str
    text: str
    start: int
    end: int

    @property
    def answer(self) -> str:
        return self.text[self.start : self.end]


# What is said of somebody, with the answer between bars, and how it is asked for.
def saying(kind: str, name: str, source: random.Random) -> tuple[str, str]:
    if kind == "city":
        return f"{name} lives in |{source.choice(CITIES)}|.", f"Where does {name} live?"
    if kind == "year":
        return f"{name} was born in |{source.randint(1900, 2019)}|.", f"When was {name} born?"
    if kind == "job":
        return f"{name} works as a |{source.choice(JOBS)}|.", f"What does {name} work as?"
    return f"{name} plays the |{source.choice(INSTRUMENTS)}|.", f"What does {name} play?"


KINDS = ("city", "year", "job", "instrument")


def asked_text(source: random.Random) -> AskedText:
    """A few sentences about people, and a question about one of them."""
    said = [
        saying(source.choice(KINDS), name, source)
        for name in source.sample(NAMES, source.randint(2, 4))
    ]
    asked = source.randrange(len(said))
    sentences = [sentence for sentence, _ in said]
    marked = [sentence if place == asked else sentence.replace("|", "") for place, sentence in enumerate(sentences)]
    if source.random() < 0.5:
        marked.insert(source.randint(0, len(marked)), source.choice(FILLERS))
    before, answer, after = " ".join(marked).split("|")
    return AskedText(said[asked][1], before + answer + after, len(before), len(before) + len(answer))


def asked_texts(count: int, seed: int) -> list[AskedText]:
    source = random.Random(seed)
    return [asked_text(source) for _ in range(count)]
