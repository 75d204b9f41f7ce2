"""A linear teacher (naive-Bayes weighted n-grams, Wang and Manning 2012) and its opinion of the unlabelled reviews.

Writes `build/reviews-unsup.npy`: how positive each of the 50,000 reviews is, between 0 and 1. It learns from the
training reviews alone.
"""
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from data_sets import Review, folder_options, read_reviews, split_reviews

STRENGTH = 4.0  # of the evidence, inverse of the regularisation; validation's best of 1, 4, 16


def log_ratios(counts: csr_matrix, labels: np.ndarray) -> np.ndarray:
    """How much oftener each n-gram is in positive reviews than in negative ones, as a logarithm."""
    positive = 1 + np.asarray(counts[labels == 1].sum(0)).ravel()
    negative = 1 + np.asarray(counts[labels == 0].sum(0)).ravel()
    return np.log((positive / positive.sum()) / (negative / negative.sum()))


def main() -> None:
    options = folder_options(__doc__).parse_args()
    train, validation, _ = split_reviews(options.data)
    vectorizer = CountVectorizer(
        ngram_range=(1, 2), binary=True, min_df=3, token_pattern=r"\w+|[!?.,;]", dtype=np.float32
    )
    counts = vectorizer.fit_transform(review.text for review in train)
    labels = np.array([review.label for review in train])
    weights = log_ratios(counts, labels)
    teacher = LogisticRegression(C=STRENGTH, solver="liblinear", dual=True, max_iter=200)
    teacher.fit(counts.multiply(weights).tocsr(), labels)

    def judge(reviews: list[Review]) -> np.ndarray:
        seen = vectorizer.transform(review.text for review in reviews).multiply(weights).tocsr()
        return teacher.predict_proba(seen)[:, 1]

    right = (judge(validation) > 0.5) == np.array([review.label == 1 for review in validation])
    print(f"The teacher is right on {100 * right.mean():.1f} % of the validation reviews.")
    np.save(options.build / "reviews-unsup.npy", judge(read_reviews(options.data, "unsup")).astype(np.float32))


if __name__ == "__main__":
    main()
