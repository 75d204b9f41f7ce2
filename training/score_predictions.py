"""Scores what `npm run eval` wrote to bench/out/ with standard packages, apart from the benchmark's own counting."""
import argparse
import json
from pathlib import Path

import numpy as np
from rouge_score.rouge_scorer import RougeScorer
from sklearn.metrics import accuracy_score, roc_auc_score

from data_sets import read_questions
from fit_sentiment_settings import calibration_error
from squad_scores import exact_match, f1

ROUGE = ("rouge1", "rouge2", "rougeL", "rougeLsum")
OUT = Path(__file__).parent.parent / "bench" / "out"


def predictions(task: str) -> list[dict] | dict[str, list[dict]]:
    """What was written for a task."""
    return json.loads((OUT / f"{task}.json").read_text(encoding="utf-8"))["predictions"]


def score_answers(data: Path) -> dict[str, float]:
    """EM and F1 after SQuAD's normalisation, and the area under the curve of own paragraph against another."""
    answers = {row["id"]: row for row in predictions("question-answering")}
    rows = [row for row in read_questions(data, "dev") if row.id in answers]
    accepted = [[text for _, text in row.answers] for row in rows]
    said = [answers[row.id]["answer"] for row in rows]
    own = [row["score"] for row in answers.values()]
    other = [row["otherScore"] for row in answers.values() if row["otherScore"] is not None]
    return {
        "questions": len(rows),
        "EM": 100 * float(np.mean([exact_match(*pair) for pair in zip(said, accepted)])),
        "F1": 100 * float(np.mean([f1(*pair) for pair in zip(said, accepted)])),
        "AUC": float(roc_auc_score([1] * len(own) + [0] * len(other), own + other)),
    }


def score_sentiment() -> dict[str, float]:
    """Accuracy and calibration error of each set; a neutral sentence is right when its better label is unclear."""
    rows = predictions("sentiment-analysis")
    figures = {}
    for data in dict.fromkeys(row["data"] for row in rows):
        some = [row for row in rows if row["data"] == data]
        figures[f"{data}, right"] = 100 * float(np.mean([row["isRight"] for row in some]))
        opinions = [row for row in some if row["stance"] != "neutral"]
        labels = [row["stance"] == "positive" for row in opinions]
        said = [row["positive"] > 0.5 for row in opinions]
        figures[f"{data}, accuracy without neutral"] = 100 * accuracy_score(labels, said)
        right = np.array(labels) == np.array(said)
        scores = np.array([row["score"] for row in opinions])
        figures[f"{data}, calibration error"] = 100 * calibration_error(scores, right)
    return figures


def score_summaries() -> dict[str, float]:
    """ROUGE F1 of the ranking's summaries and of Lead-3 in as many words, words as they are."""
    scorer = RougeScorer(list(ROUGE), use_stemmer=False)
    figures = {}
    for data, rows in predictions("summarization").items():
        for side in ("summary", "lead"):
            scores = [scorer.score("\n".join(row["reference"]), "\n".join(row[side])) for row in rows]
            for name in ROUGE:
                figures[f"{data}, {side}, {name}"] = 100 * float(np.mean([score[name].fmeasure for score in scores]))
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args()
    scorers = {
        "question-answering": lambda: score_answers(options.data),
        "sentiment-analysis": score_sentiment,
        "summarization": score_summaries,
    }
    for task, scorer in scorers.items():
        if (OUT / f"{task}.json").exists():
            print(task, {name: round(value, 3) for name, value in scorer().items()})


if __name__ == "__main__":
    main()
