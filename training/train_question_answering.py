"""Trains the question-answering network. Run it again to go on from the last checkpoint."""
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from batches import pad_rows
from prepare_text import read_vocabulary
from pretrained import embedding_of
from question_answering_examples import Example, Sequence, epoch_batches, load_examples, sequence_of
from question_answering_network import QuestionAnsweringNetwork
from squad_scores import exact_match, f1
from training_run import Recipe, TrainingRun, training_options

MAX_ANSWER = 21
WINDOW, OVERLAP = 384, 128
CHECKED = 1000


def loss_of(starts: Tensor, ends: Tensor, batch: list[Sequence]) -> Tensor:
    """Cross-entropy over the text's pieces and "not here", whose logit is 0 throughout."""
    device = starts.device
    none = torch.zeros(len(batch), 1, device=device)
    first = torch.tensor([row.first + 1 for row in batch], device=device)
    last = torch.tensor([row.last + 1 for row in batch], device=device)
    return F.cross_entropy(torch.cat([none, starts.float()], 1), first) + F.cross_entropy(
        torch.cat([none, ends.float()], 1), last
    )


def best_span(starts: Tensor, ends: Tensor) -> tuple[float, int, int]:
    """The likeliest span of at most `MAX_ANSWER` pieces: its logit, first and last piece."""
    length = len(starts)
    allowed = torch.ones(length, length).triu().tril(MAX_ANSWER - 1).bool()
    logits = (starts[:, None] + ends[None, :]).masked_fill(~allowed, -1e9)
    value, place = logits.flatten().max(0)
    return value.item(), place.item() // length, place.item() % length


def windows(example: Example) -> list[int]:
    """Where the windows of a text begin."""
    room = WINDOW - 3 - len(example.question)
    return [0, *range(room - OVERLAP, max(1, len(example.text) - OVERLAP), room - OVERLAP)]


@torch.no_grad()
def read(network: nn.Module, examples: list[Example]) -> list[tuple[float, int, int]]:
    """Of each example the best span over all windows: its logit, first and last piece; of a network in its `eval` state."""
    device = next(network.parameters()).device
    parts = [(index, at) for index, example in enumerate(examples) for at in windows(example)]
    rows = {}
    for index, at in parts:
        room = WINDOW - 3 - len(examples[index].question)
        rows[index, at] = sequence_of(examples[index].question, examples[index].text[at : at + room])
    parts.sort(key=lambda part: len(rows[part]))
    best: dict[int, tuple[float, int, int]] = {}
    for begin in range(0, len(parts), 32):
        some = parts[begin : begin + 32]
        starts, ends = network(*pad_rows([rows[part] for part in some], device=device))
        for (index, at), start, end in zip(some, starts.float().cpu(), ends.float().cpu()):
            lead = len(examples[index].question) + 2
            last = len(rows[index, at]) - 1
            value, left, right = best_span(start[lead:last], end[lead:last])
            if index not in best or value > best[index][0]:
                best[index] = (value, left + at, right + at)
    return [best[index] for index in range(len(examples))]


def measure(network: nn.Module, examples: list[Example]) -> tuple[float, float]:
    """Exact match and F1 in percent of the best span over all windows, of a network in its `eval` state."""
    return score([answer_text(example, *span[1:]) for example, span in zip(examples, read(network, examples))], examples)


def answer_text(example: Example, first: int, last: int) -> str:
    """The answer in the paragraph's own characters."""
    return example.source.context[example.offsets[first][0] : example.offsets[last][1]]


def score(answers: list[str], examples: list[Example]) -> tuple[float, float]:
    """Exact match and F1 in percent."""
    accepted = [[text for _, text in example.source.answers] for example in examples]
    matches = [exact_match(answer, texts) for answer, texts in zip(answers, accepted)]
    overlaps = [f1(answer, texts) for answer, texts in zip(answers, accepted)]
    return 100 * sum(matches) / len(matches), 100 * sum(overlaps) / len(overlaps)


def checked(network: nn.Module, parts: dict[str, list[Example]]) -> dict[str, float]:
    """Exact match and F1 on about 1,000 questions of validation and of dev."""
    point = {}
    for name in ("validation", "dev"):
        match, overlap = measure(network, parts[name][:: max(1, len(parts[name]) // CHECKED)][:CHECKED])
        point |= {f"{name} EM": round(match, 2), f"{name} F1": round(overlap, 2)}
    return point


def batch_loss(network: nn.Module, batch: list[Sequence], multiple: int) -> Tensor:
    """The loss of a batch, its lengths padded to a multiple."""
    device = next(network.parameters()).device
    return loss_of(*network(*pad_rows([row.ids for row in batch], multiple, device)), batch)


def main() -> None:
    parser = training_options(__doc__, epochs=3, batch=24, rate=2e-4)
    parser.add_argument("--negative", type=float, default=0.1, help="share of questions that also come without answer")
    parser.add_argument("--multiple", type=int, default=8, help="lengths are padded to a multiple")
    options = parser.parse_args()
    torch.manual_seed(1)
    network = QuestionAnsweringNetwork()
    network.encoder.fill(embedding_of(read_vocabulary(options.build, "answer-vocab.txt")))
    parts = load_examples(options.data, options.build)
    recipe = Recipe(
        name="question-answering",
        network=network,
        blank=QuestionAnsweringNetwork,
        batches=lambda epoch: epoch_batches(parts["train"], epoch, options.batch, options.negative),
        loss=lambda network, batch: batch_loss(network, batch, options.multiple),
        check=lambda network: checked(network, parts),
        checks_an_epoch=2,
    )
    TrainingRun(recipe, options).run()


if __name__ == "__main__":
    main()
