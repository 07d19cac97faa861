"""The built index with the deployed numbers, on all held-out questions of the repository."""

from embeddings.corpus import load_corpus
from embeddings.encoder import RememberedEncoder
from embeddings.evaluation import evaluate
from embeddings.evaluation_drift import drift, drift_message
from embeddings.evaluation_run import known_questions, texts_of
from embeddings.evaluation_timing import RememberingRetriever
from embeddings.exported import open_encoder
from embeddings.index import build_index, load_index
from embeddings.settings import load_settings
from server.settings import ROOT


def test_the_deployed_numbers_hold_on_the_held_out_questions() -> None:
    encoder, folder = open_encoder(), ROOT / "var" / "index"
    corpus, settings = load_corpus(ROOT / "knowledge"), load_settings()
    build_index(corpus, encoder, folder)
    index = load_index(folder, corpus, encoder.name)
    questions = known_questions((ROOT / "tests" / "knowledge", ROOT / "tests" / "questions"))
    assert len(questions) > 1000
    remembered = RememberedEncoder(encoder, texts_of(questions))
    report = evaluate(RememberingRetriever(corpus, index, remembered, settings), questions)
    faults = drift(report, settings)
    assert not faults, drift_message(report, settings, faults)
