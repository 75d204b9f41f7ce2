"""What the recipes rely on: crops that hold the answer, splits that do not touch, measures that count right."""
import random

import numpy as np
import torch
from batches import length_batches, pad_rows
from continue_question_answering import place_of, shipped_weights, taken, tempting, token_batches
from data_sets import Question, hash_order, plain_spelling
from encoder import Encoder
from export_models import mixed
from packed_rows import PackedRows, RoundedEmbedding
from prepare_pieces import cut_vocabulary
from prepare_text import VOCABULARY, new_tokenizer
from pretrained import embedding_of, pieces
from question_answering_examples import Example, Sequence, training_sequence
from question_answering_network import QuestionAnsweringNetwork
from rule_questions import rule_questions
from rule_sentences import rule_sentences
from schedule import rate_at
from sentiment_examples import Text
from sentiment_network import SentimentNetwork
from squad_scores import exact_match, f1
from train_question_answering import OVERLAP, WINDOW, best_span, windows
from train_sentiment import text_score, windows as text_windows
from test_shipped_files import ALLOWED, FOLDERS, MODELS as SHIPPED, recorded
from train_sentiment_teacher import framed, varied


def example(length: int, first: int, last: int) -> Example:
    question = Question("1", "Title", "Who?", "", ((0, ""),))
    return Example(question, [10, 11], list(range(100, 100 + length)), [(0, 0)] * length, (first, last))


def test_a_crop_holds_the_answer_wherever_it_stands():
    for first in (0, 5, 250, 498):
        row = training_sequence(example(500, first, first + 1), 112, random.Random(first))
        assert row.ids[row.first : row.last + 1] == [100 + first, 101 + first]
        assert len(row.ids) == 112 + 2 + 3


def test_an_answer_longer_than_the_crop_is_left_out():
    assert training_sequence(example(300, 0, 200), 112, random.Random(0)) is None


def test_windows_together_hold_every_piece():
    for length in (1, 200, 379, 380, 900):
        one = example(length, 0, 0)
        room = WINDOW - 3 - len(one.question)
        seen = {place for at in windows(one) for place in range(at, min(length, at + room))}
        assert seen == set(range(length))
        assert all(at + OVERLAP < length or at == 0 for at in windows(one))


def test_the_best_span_does_not_end_before_it_starts():
    starts, ends = torch.tensor([0.0, 5.0, 0.0]), torch.tensor([9.0, 0.0, 1.0])
    assert best_span(starts, ends)[1:] == (0, 0)
    assert best_span(starts, torch.tensor([3.0, 0.0, 1.0]))[1:] == (1, 2)


def test_squads_measures_ignore_case_articles_and_punctuation():
    assert exact_match("The Great Lakes.", ["great lakes"]) == 1
    assert f1("the blue house", ["red house", "a blue boat house"]) == 0.8
    assert f1("blue", ["red"]) == 0


def test_tokenised_sentences_get_the_spelling_of_people():
    assert plain_spelling("it 's n't , well , a `` joke '' .") == "it'sn't, well, a \"joke\"."
    assert plain_spelling("i do n't care !") == "i don't care!"


def test_rule_sentences_are_the_same_for_a_seed_and_take_all_values():
    made = rule_sentences(500, seed=3)
    assert made == rule_sentences(500, seed=3) != rule_sentences(500, seed=4)
    values = {value for _, value in made}
    assert 0.5 in values and min(values) < 0.1 and max(values) > 0.9


def test_the_order_of_names_is_not_the_alphabets():
    names = [f"train/{index}" for index in range(50)]
    assert sorted(names, key=hash_order) != sorted(names)


def test_the_learning_rate_ends_at_nothing():
    assert rate_at(1.0, 10_000, 1e-3) == 0
    assert rate_at(0.0, 0, 1e-3) < 1e-5
    assert rate_at(0.5, 10_000, 1e-3) == 5e-4


def test_a_text_in_windows_counts_longer_ones_more():
    assert [len(window) for window in text_windows(list(range(5, 505)), 256)] == [252, 252]
    assert abs(text_score([(20.0, 3), (-20.0, 1)]) - 0.75) < 1e-6


def test_rows_of_four_bits_are_near_the_rows_in_full():
    torch.manual_seed(0)
    table = torch.randn(40, 384) * torch.linspace(0.01, 3, 40)[:, None]
    rows = PackedRows(40, 384)
    rows.fill(table)
    ids = torch.tensor([[3, 39, 0], [7, 7, 20]])
    gap = (rows(ids) - table[ids]).norm(dim=2) / table[ids].norm(dim=2)
    assert gap.max() < 0.15


def test_the_pretrained_weights_are_in_their_places():
    # The published model finds the first pair alike (cosine 0.69) and the second not (0.26).
    encoder = Encoder(len(pieces()), layers=6).eval()
    encoder.fill(embedding_of(pieces()))

    def vector(text: str) -> torch.Tensor:
        ids = torch.tensor([framed(new_tokenizer(pieces()).encode(text, add_special_tokens=False).ids)])
        mean = encoder(ids, torch.ones_like(ids), torch.zeros_like(ids)).mean(1)[0]
        return mean / mean.norm()

    with torch.no_grad():
        person, dog, day = map(vector, ("That is a happy person", "That is a happy dog", "Today is a sunny day"))
    assert abs(person @ dog - 0.69) < 0.02
    assert abs(person @ day - 0.26) < 0.02


def test_a_cut_vocabulary_spells_what_it_left_out():
    counts = np.zeros(len(pieces()))
    counts[pieces()["light"]] = 5
    kept = cut_vocabulary(counts, 300)
    assert len(set(kept)) == 300 and kept[:5] == ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokenizer = new_tokenizer({piece: index for index, piece in enumerate(kept)})
    assert tokenizer.encode("Light!").tokens == ["light", "!"]
    assert "[UNK]" not in tokenizer.encode("lighthouse").tokens


def test_a_varied_phrase_has_only_the_phrases_words():
    for seed in range(50):
        assert set(varied("not a bad film at all", random.Random(seed)).split()) <= set("not a bad film at all".split())


def test_padding_does_not_change_what_the_networks_say():
    torch.manual_seed(0)
    answering, sentiment = QuestionAnsweringNetwork().eval(), SentimentNetwork().eval()
    answering.encoder.pieces.fill(torch.randn(VOCABULARY, 384) * 0.05)
    alone, mask = pad_rows([[2, 50, 60, 3, 70, 50, 80, 3]])
    both, masks = pad_rows([[2, 50, 60, 3, 70, 50, 80, 3], [2, 50, 3, *range(100, 120), 3]])
    with torch.no_grad():
        assert torch.allclose(answering(alone, mask)[0][0], answering(both, masks)[0][0, :8], atol=1e-4)
        assert torch.allclose(sentiment(alone, mask)[0], sentiment(both, masks)[0], atol=1e-4)


def test_an_embedding_is_trained_through_its_rounding_and_shipped_as_it_was_rounded():
    torch.manual_seed(0)
    rows = RoundedEmbedding(30, 128)
    ids = torch.tensor([[4, 9, 4]])
    rows(ids).sum().backward()
    assert torch.equal(rows.weight.grad[9], torch.ones(128)) and torch.equal(rows.weight.grad[4], torch.full((128,), 2.0))
    with torch.no_grad():
        table, rounded, packed = rows.weight[ids], rows(ids), rows.packed()(ids)
    assert (packed - rounded).norm() < 0.002 * rounded.norm() < 0.02 * (rounded - table).norm()


def test_batches_hold_every_row_once_with_rows_of_like_length():
    rows = [Text([5] * size, 0.5) for size in random.Random(1).choices(range(1, 60), k=480)]
    batches = length_batches(rows, 16, 10, random.Random(2))
    assert sorted(len(row.ids) for batch in batches for row in batch) == sorted(len(row.ids) for row in rows)
    assert max(len(batch[-1].ids) - len(batch[0].ids) for batch in batches) < 15


def test_questions_made_by_rule_have_their_answers_in_place_or_none_at_all():
    made = rule_questions(3000, seed=5)
    assert made == rule_questions(3000, seed=5) != rule_questions(3000, seed=6)
    assert all(row.text[row.start : row.start + len(row.answer)] == row.answer for row in made if row.answer)
    assert 0.2 < sum(not row.answer for row in made) / len(made) < 0.5
    assert all(row.question.strip() and row.text.strip() and len(row.text) < 900 for row in made)


def test_an_answer_stands_where_the_question_speaks_of_it():
    text = "Alpha\n  area = north\n  stars = 4\nBeta\n  area = north\n  stars = 4\nGamma\n  area = north"
    assert place_of("north", "What is the area of Beta?", text) == text.index("north", text.index("Beta"))
    assert place_of("4", "How many stars has Alpha?", text) == text.index("4")
    assert place_of("Ann", "Who?", "Annual: Ann") == 8


def test_the_tempting_part_of_a_text_has_what_the_question_has():
    text = [*range(100, 160), 7, 8, *range(200, 260)]
    assert {7, 8} <= set(tempting([7, 8, 9], text, 20))
    assert tempting([7], [1, 2, 3], 20) == [1, 2, 3]


def test_epochs_take_up_a_set_where_the_last_one_ended():
    rows = [Question(str(index), "", "", "", ()) for index in range(5)]
    assert [row.id for row in taken(rows, 3, 0) + taken(rows, 3, 1)] == ["0", "1", "2", "3", "4", "0"]


def test_batches_of_pieces_hold_every_row_once_within_their_size():
    rows = [Sequence([5] * size, 0, 0) for size in random.Random(3).choices(range(4, 130), k=600)]
    batches = token_batches(list(rows), 1000, random.Random(4))
    assert sorted(len(row.ids) for batch in batches for row in batch) == sorted(len(row.ids) for row in rows)
    assert all(len(batch) * max(len(row.ids) for row in batch) <= 1000 for batch in batches)


def test_the_shipped_reader_is_read_back_as_the_network_that_it_was():
    folder = SHIPPED / FOLDERS["question-answering"]
    network = QuestionAnsweringNetwork().eval()
    network.load_state_dict(shipped_weights(folder))
    for row in recorded("question-answering"):
        ids = torch.tensor([row["ids"]])
        with torch.no_grad():
            starts, _ = network(ids, torch.ones_like(ids))
        first = row["ids"].index(3) + 1
        inside = starts[0, first : first + len(row["start_logits"])].numpy()
        assert np.abs(inside - row["start_logits"]).max() < ALLOWED["question-answering"]


def test_mixed_weights_lie_between_the_two():
    own, other = torch.nn.Linear(2, 2), torch.nn.Linear(2, 2)
    wanted = 0.25 * own.weight.detach() + 0.75 * other.weight.detach()
    assert torch.allclose(mixed(own, other.state_dict(), 0.25).weight, wanted)
