"""Chooses the sentiment model's window and temperature on the validation sets and writes them into its config.json.

Of the windows with nearly the most validation reviews right, and of the temperatures, those pairs are looked at whose
calibration error is low enough on validation sentences and validation reviews alike. The highest temperature among them
is taken, that is the least sure: validation sentences share wording with training phrases, so they make a model look
surer with right than it is elsewhere.
"""
import json
from pathlib import Path

import numpy as np
import torch

from data_sets import folder_options
from export_models import load_checkpoint
from sentiment_examples import Text, load_checked
from sentiment_network import SentimentNetwork
from train_sentiment import text_score, window_logits

WINDOWS = (128, 192, 256, 384, 512)
TEMPERATURES = np.arange(0.2, 1.61, 0.05)
BINS = 10
NEARLY = 0.006  # of the reviews
LOW_ENOUGH = 0.03  # the calibration error that is asked for


def calibration_error(scores: np.ndarray, right: np.ndarray) -> float:
    """The mean distance between score and share of right ones over ten bins (expected calibration error)."""
    bins = np.minimum((scores * BINS).astype(int), BINS - 1)
    return sum(abs((scores[bins == index] - right[bins == index]).sum()) for index in range(BINS)) / len(scores)


def judged(found: list, texts: list[Text], temperature: float) -> tuple[np.ndarray, np.ndarray]:
    """The better label's score of each text, and whether it is the text's."""
    positive = np.array([text_score(parts, temperature) for parts in found])
    labels = np.array([text.value > 0.5 for text in texts])
    return np.maximum(positive, 1 - positive), (positive > 0.5) == labels


def main() -> None:
    parser = folder_options(__doc__)
    parser.add_argument("folder", type=Path, help="the model's folder")
    options = parser.parse_args()
    network = load_checkpoint(SentimentNetwork(), options.build / "sentiment.pt")
    torch.set_num_threads(1)
    sentences, reviews = load_checked(options.data, options.build)
    by_window = {window: window_logits(network, reviews, window) for window in WINDOWS}
    shares = {window: judged(found, reviews, 1.0)[1].mean() for window, found in by_window.items()}
    near = [size for size, share in shares.items() if share >= max(shares.values()) - NEARLY]
    by_sentence = {size: window_logits(network, sentences, size) for size in near}
    errors = {
        (size, round(float(value), 2)): max(
            calibration_error(*judged(by_sentence[size], sentences, value)),
            calibration_error(*judged(by_window[size], reviews, value)),
        )
        for size in near
        for value in TEMPERATURES
    }
    low = [pair for pair, error in errors.items() if error <= LOW_ENOUGH] or [min(errors, key=errors.get)]
    window, temperature = min(low, key=lambda pair: (-pair[1], errors[pair]))
    right = judged(by_sentence[window], sentences, 1.0)[1].mean()
    print("sentences right:", round(100 * float(right), 1))
    print("reviews right by window:", {size: round(100 * float(share), 1) for size, share in shares.items()})
    print(f"window {window}, temperature {temperature}: calibration error at most {100 * errors[window, temperature]:.2f} %")
    path = options.folder / "config.json"
    config = json.loads(path.read_text())
    config["pilotlight"] |= {"windowTokens": window, "temperature": temperature}
    path.write_text(json.dumps(config, indent=2) + "\n")


if __name__ == "__main__":
    main()
