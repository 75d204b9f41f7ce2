"""Trains the sentiment network. Run it again to go on from the last checkpoint."""
import numpy as np
import torch
from torch import nn

from batches import pad_rows
from prepare_text import CLS, SEP, new_tokenizer, read_vocabulary
from sentiment_examples import Text, epoch_batches, epoch_rows, load_sources, soft_loss
from sentiment_network import SentimentNetwork
from training_run import Recipe, TrainingRun, training_options

EMBEDDING_SHARE = 0.5  # of the learning rate: the vectors start from far more text than there are labels
WINDOW = 256


def windows(ids: list[int], size: int = WINDOW) -> list[list[int]]:
    """A text's windows as the product cuts them: as equal in length as can be, none longer than the size."""
    count = -(-len(ids) // (size - 2))
    cuts = [round(index * len(ids) / count) for index in range(count + 1)]
    return [[CLS, *ids[left:right], SEP] for left, right in zip(cuts, cuts[1:])]


@torch.no_grad()
def window_logits(network: nn.Module, texts: list[Text], size: int = WINDOW) -> list[list[tuple[float, int]]]:
    """For each text its windows' logit of positive against negative, with their length, from a network in `eval` state."""
    device = next(network.parameters()).device
    parts = [(index, window) for index, text in enumerate(texts) for window in windows(text.ids, size)]
    found: list[list[tuple[float, int]]] = [[] for _ in texts]
    ordered = sorted(range(len(parts)), key=lambda part: len(parts[part][1]))
    logits = torch.zeros(len(parts))
    for start in range(0, len(ordered), 64):
        some = ordered[start : start + 64]
        out = network(*pad_rows([parts[part][1] for part in some], device=device)).cpu()
        logits[some] = out[:, 1] - out[:, 0]
    for (index, window), logit in zip(parts, logits.tolist()):
        found[index].append((logit, len(window) - 2))
    return found


def text_score(found: list[tuple[float, int]], temperature: float = 1.0) -> float:
    """How positive a text is: the mean of its windows' scores, longer ones counting more."""
    total = sum(length for _, length in found)
    return sum(length / (1 + np.exp(-logit / temperature)) for logit, length in found) / total


def accuracy(network: nn.Module, texts: list[Text]) -> float:
    """In percent."""
    found = window_logits(network, texts)
    return 100 * sum((text_score(parts) > 0.5) == (text.value > 0.5) for parts, text in zip(found, texts)) / len(texts)


def main() -> None:
    parser = training_options(__doc__, epochs=10, batch=64, rate=1e-3)
    options = parser.parse_args()
    torch.manual_seed(0)
    network = SentimentNetwork()
    network.embedding.weight.data.copy_(torch.from_numpy(np.load(options.build / "vectors.npy")))
    tokenizer = new_tokenizer(read_vocabulary(options.build))
    sources = load_sources(options.data, options.build)
    recipe = Recipe(
        name="sentiment",
        network=network,
        blank=SentimentNetwork,
        batches=lambda epoch: epoch_batches(epoch_rows(sources, tokenizer, epoch), epoch, options.batch),
        loss=soft_loss,
        check=lambda network: {
            "validation sentences": round(accuracy(network, sources.checked_sentences), 2),
            "validation reviews": round(accuracy(network, sources.checked_reviews), 2),
        },
        table=network.embedding.weight,
        table_share=EMBEDDING_SHARE,
        clip=2.0,
    )
    TrainingRun(recipe, options).run()


if __name__ == "__main__":
    main()
