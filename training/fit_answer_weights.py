"""Fits how a candidate's facts become the score of an answer, and writes the weights into the model's config.json.

Reads bench/out/answer-facts.json, which bench/src/write-answer-facts.ts made with the shipped file on articles of
SQuAD train that the training left out. A candidate counts as right when its F1 is above 0.5. The threshold, below
which a text reads "not found", lets 96 % of the right answers in their own paragraph through.
"""
import argparse
import json
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

NAMES = ("span", "window", "near", "nearRare", "windows")
FACTS = Path(__file__).parent.parent / "bench" / "out" / "answer-facts.json"
RIGHT = 0.5
KEPT_RIGHT = 0.96  # share of the right answers in their own paragraph that must read "found"


def rows_of(entries: list[dict]) -> tuple[np.ndarray, np.ndarray]:
    """The facts of all candidates, and which of them are right."""
    candidates = [candidate for entry in entries for candidate in entry["candidates"]]
    facts = np.array([[candidate["facts"][name] for name in NAMES] for candidate in candidates])
    return facts, np.array([candidate["f1"] > RIGHT for candidate in candidates])


def best_of(entries: list[dict], model: LogisticRegression) -> tuple[np.ndarray, np.ndarray]:
    """Each text's best score, and whether that candidate is right."""
    scores, right = [], []
    for entry in entries:
        facts, labels = rows_of([entry])
        chances = model.predict_proba(facts)[:, 1]
        scores.append(chances.max())
        right.append(labels[chances.argmax()])
    return np.array(scores), np.array(right)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="the model's folder")
    options = parser.parse_args()
    entries = [entry for entry in json.loads(FACTS.read_text()) if entry["candidates"]]
    model = LogisticRegression(C=10.0, max_iter=1000).fit(*rows_of(entries))
    kinds = {kind: [entry for entry in entries if entry["kind"] == kind] for kind in ("own", "other", "long")}
    own, right = best_of(kinds["own"], model)
    other, _ = best_of(kinds["other"], model)
    threshold = float(np.quantile(own[right], 1 - KEPT_RIGHT))
    weights = {name: round(float(value), 3) for name, value in zip(NAMES, model.coef_[0])}
    weights["bias"] = round(float(model.intercept_[0]), 3)
    area = roc_auc_score([1] * len(own) + [0] * len(other), [*own, *other])
    print(f"AUC own against other {area:.3f}; own found {np.mean(own >= threshold):.3f}, other {np.mean(other >= threshold):.3f}")
    print(f"right: own {right.mean():.3f}, long {best_of(kinds['long'], model)[1].mean():.3f}")
    path = options.folder / "config.json"
    config = json.loads(path.read_text())
    config["pilotlight"] |= {"answerThreshold": round(threshold, 3), "answerWeights": weights}
    path.write_text(json.dumps(config, indent=2) + "\n")


if __name__ == "__main__":
    main()
