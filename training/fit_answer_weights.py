"""Fits how a candidate's facts become the score of an answer, and writes the weights into the model's config.json.

Reads bench/out/answer-facts.json, which bench/src/write-answer-facts.ts made with the shipped file on texts that the
training left out. Two losses share the weights: that the right candidate of a text is its best (a softmax over its
candidates), and that a score is the chance of being right (logistic). A candidate counts as right when its F1 is above 0.5.
No weight may have the wrong sign: what is asked for can only speak for a candidate. Some facts hardly occur in these
texts, such as addresses and numbered steps; their weights are set, not fitted (SET).

The threshold, below which a text reads "not found", is the one that lets the given share of right answers through.
"""
import argparse
import json
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score

FITTED = ("span", "window", "near", "nearRare", "unit", "unitGap", "close", "missing", "echo", "form", "breaks", "windows")
SET = {"address": 3.0, "negation": 0.8, "ordinal": 1.5, "code": 1.5, "key": 3.0}
BELOW_ZERO = ("missing", "echo", "breaks")
FREE = ("span", "window", "windows")
FACTS = Path(__file__).parent.parent / "bench" / "out" / "answer-facts.json"
RIGHT = 0.5
KEPT_RIGHT = 0.91  # share of the right answers in their own paragraph that must read "found"
LOGISTIC, DECAY = 0.3, 1e-3
# What a text of each kind counts; the others are short sets of many kinds of text.
COUNTS = {"own": 1.0, "other": 0.6, "unanswerable": 0.6, "long": 2.0}
OTHERS = 2.0


class Rows:
    """The candidates of all texts, one row each, with where each text's rows begin."""

    def __init__(self, entries: list[dict]):
        candidates = [candidate for entry in entries for candidate in entry["candidates"]]
        self.facts = np.array([[candidate["facts"][name] for name in FITTED] for candidate in candidates])
        self.set = np.array([sum(SET[name] * candidate["facts"][name] for name in SET) for candidate in candidates])
        self.f1 = np.array([candidate["f1"] for candidate in candidates])
        sizes = [len(entry["candidates"]) for entry in entries]
        self.text = np.repeat(np.arange(len(entries)), sizes)
        self.starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        self.kinds = [entry["kind"] for entry in entries]
        self.counts = np.array([COUNTS.get(kind, OTHERS) for kind in self.kinds])[self.text]

    def sum(self, values: np.ndarray) -> np.ndarray:
        """Per text."""
        return np.add.reduceat(values, self.starts)

    def best(self, scores: np.ndarray) -> np.ndarray:
        """The row of each text's best candidate."""
        return np.array([start + scores[start:end].argmax() for start, end in zip(self.starts, [*self.starts[1:], len(scores)])])


def fit(rows: Rows) -> tuple[np.ndarray, float]:
    """The weights of the fitted facts, and the bias."""
    mean, spread = rows.facts.mean(0), rows.facts.std(0) + 1e-9
    facts = (rows.facts - mean) / spread
    right = (rows.f1 > RIGHT).astype(float)
    wanted = rows.f1 * right
    has = rows.sum(right) > 0
    share = wanted / np.maximum(rows.sum(wanted), 1e-9)[rows.text]

    def loss(values: np.ndarray) -> tuple[float, np.ndarray]:
        scores = facts @ values[:-1] + values[-1] + rows.set
        highest = np.maximum.reduceat(scores, rows.starts)[rows.text]
        chances = np.exp(scores - highest)
        chances /= rows.sum(chances)[rows.text]
        sure = 1 / (1 + np.exp(-scores))
        among = -(share * np.log(chances + 1e-12) * rows.counts).sum()
        alone = -((right * np.log(sure + 1e-12) + (1 - right) * np.log(1 - sure + 1e-12)) * rows.counts).sum()
        slope = ((chances * has[rows.text] - share) + LOGISTIC * (sure - right)) * rows.counts
        gradient = np.append(facts.T @ slope / len(rows.starts) + 2 * DECAY * values[:-1], slope.sum() / len(rows.starts))
        return (among + LOGISTIC * alone) / len(rows.starts) + DECAY * (values[:-1] ** 2).sum(), gradient

    bounds = [(None, None) if name in FREE else (None, 0) if name in BELOW_ZERO else (0, None) for name in FITTED]
    found = minimize(loss, np.zeros(len(FITTED) + 1), jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)]).x
    weights = found[:-1] / spread
    return weights, float(found[-1] - weights @ mean)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="the model's folder")
    options = parser.parse_args()
    rows = Rows([entry for entry in json.loads(FACTS.read_text()) if entry["candidates"]])
    weights, bias = fit(rows)
    scores = 1 / (1 + np.exp(-(rows.facts @ weights + bias + rows.set)))
    best = rows.best(scores)
    kinds = np.array(rows.kinds)
    own = kinds == "own"
    right = rows.f1[best] > RIGHT
    threshold = float(np.quantile(scores[best][own & right], 1 - KEPT_RIGHT))
    for kind in sorted(set(rows.kinds)):
        some = kinds == kind
        found = np.mean(scores[best][some] >= threshold)
        line = f"{kind}: {some.sum()} texts, F1 of the best {rows.f1[best][some].mean():.3f}, found {found:.3f}"
        if kind in ("other", "unanswerable"):
            labels = [1] * int(own.sum()) + [0] * int(some.sum())
            line += f", AUC against own {roc_auc_score(labels, [*scores[best][own], *scores[best][some]]):.3f}"
        print(line)
    named = {name: round(float(value), 3) for name, value in zip(FITTED, weights)} | SET | {"bias": round(bias, 3)}
    path = options.folder / "config.json"
    config = json.loads(path.read_text())
    config["pilotlight"] |= {"answerThreshold": round(threshold, 3), "answerWeights": named}
    path.write_text(json.dumps(config, indent=2) + "\n")


if __name__ == "__main__":
    main()
