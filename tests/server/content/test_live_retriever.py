"""Tests of the live retriever, on a real index with an encoder of words."""

import asyncio
import copy
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from embeddings.confidence import Candidate
from embeddings.corpus import Corpus, load_corpus
from embeddings.encoder import DEFAULT_ENCODER, Vectors
from embeddings.index import build_index
from embeddings.recent import Recent
from embeddings.retriever import Retriever, open_retriever
from server.content.live_retriever import MOST_KEPT, EntryGone, LiveRetriever
from tests.factories import EXTENSION, REFUND, question_of, retrieval_settings, write_knowledge
from tests.fakes import FakeEncoder


class CountingEncoder(FakeEncoder):
    """Notes how many texts each call encodes, once it may go on."""

    def __init__(self) -> None:
        super().__init__(DEFAULT_ENCODER)
        self.calls: list[int] = []
        self.go_on = threading.Event()

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.calls.append(len(texts))
        self.go_on.wait(5)
        return super().encode(texts)


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveRetriever]:
    folder = tmp_path_factory.mktemp("live")
    knowledge, index = write_knowledge(folder / "knowledge"), folder / "index"
    encoder = FakeEncoder(DEFAULT_ENCODER)
    build_index(load_corpus(knowledge), encoder, index)
    live = LiveRetriever(open_retriever(knowledge, index, encoder, retrieval_settings()))
    yield live
    live.close()


@pytest.mark.parametrize("entry_id", [EXTENSION, REFUND])
async def test_the_entry_asked_for_is_the_first_candidate(
    live: LiveRetriever, entry_id: str
) -> None:
    decision = await live.ask(question_of(entry_id))
    assert decision.candidates[0].entry_id == entry_id
    assert (await live.search(question_of(entry_id)))[0].entry_id == entry_id


async def test_searches_leave_the_event_loop_free(
    live: LiveRetriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    monkeypatch.setattr(FakeEncoder, "before_encoding", lambda _: go_on.wait(5))
    searching = asyncio.create_task(live.ask("refund"))
    await asyncio.sleep(0.01)
    assert not searching.done()
    go_on.set()
    assert (await searching).candidates


async def test_many_searches_at_once_all_get_their_own_answer(live: LiveRetriever) -> None:
    questions = [question_of(EXTENSION), question_of(REFUND)] * 20
    found = await asyncio.gather(*map(live.ask, questions))
    assert [decision.candidates[0].entry_id for decision in found] == [EXTENSION, REFUND] * 20


@pytest.fixture
def encoder() -> CountingEncoder:
    return CountingEncoder()


@pytest.fixture
def waiting(live: LiveRetriever, encoder: CountingEncoder) -> Iterator[LiveRetriever]:
    """Its encoder encodes nothing before it may go on."""
    retriever = copy.copy(live._retriever)
    retriever._encoder, retriever._vectors = encoder, Recent(100)
    own = LiveRetriever(retriever)
    yield own
    own.close()


async def test_messages_that_wait_are_encoded_together(
    waiting: LiveRetriever, encoder: CountingEncoder
) -> None:
    asking = [asyncio.create_task(waiting.search(f"question {at}")) for at in range(9)]
    await asyncio.sleep(0.01)
    encoder.go_on.set()
    await asyncio.gather(*asking)
    assert encoder.calls == [1, 8]


async def test_a_message_is_encoded_while_another_is_searched(
    live: LiveRetriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    first_searched, second_encoded = threading.Event(), threading.Event()
    retriever = copy.copy(live._retriever)
    found = retriever.search

    def search(text: str) -> list[Candidate]:
        if text == "first":
            first_searched.set()
            assert second_encoded.wait(5), "the second waits for the first"
        return found(text)

    def prepare(texts: Sequence[str]) -> None:
        if "second" in texts and first_searched.is_set():
            second_encoded.set()

    monkeypatch.setattr(retriever, "search", search)
    monkeypatch.setattr(retriever, "prepare", prepare)
    own = LiveRetriever(retriever)
    first = asyncio.create_task(own.search("first"))
    await asyncio.to_thread(first_searched.wait, 5)
    await own.search("second")
    await first
    own.close()


async def test_closed_it_ends_what_waits(waiting: LiveRetriever, encoder: CountingEncoder) -> None:
    asking = [asyncio.create_task(waiting.search(f"question {at}")) for at in range(3)]
    await asyncio.sleep(0.01)
    waiting.close()
    encoder.go_on.set()
    ended = await asyncio.wait_for(asyncio.gather(*asking, return_exceptions=True), 5)
    assert [type(each) for each in ended[1:]] == [asyncio.CancelledError] * 2


def test_it_has_the_entries_of_the_content(live: LiveRetriever) -> None:
    assert live.pick(EXTENSION, None).outcome == "answered"
    assert live.pick("filing/removed", None).outcome == "unanswered"
    assert live.question_of(REFUND) == "Where is my refund?"
    with pytest.raises(KeyError):
        live.answer("filing/removed", None)


def without(retriever: Retriever, entry_id: str) -> Retriever:
    """The next generation: the entry is gone, the others' answers are as they were."""
    entries = {key: entry for key, entry in retriever.corpus.entries.items() if key != entry_id}
    return changed(retriever, replace(retriever.corpus, entries=entries, digest="without"))


def changed(retriever: Retriever, corpus: Corpus) -> Retriever:
    following = copy.copy(retriever)
    following.corpus = corpus
    return following


@pytest.fixture
def first(live: LiveRetriever) -> Retriever:
    return live._retriever


@pytest.fixture
def swapped(first: Retriever) -> Iterator[LiveRetriever]:
    """A live retriever of its own, which the test may publish to."""
    own = LiveRetriever(first)
    yield own
    own.close()


async def test_a_turn_ends_with_the_generation_it_began_with(
    swapped: LiveRetriever, first: Retriever
) -> None:
    decided = await swapped.ask(question_of(EXTENSION))
    entries = dict(first.corpus.entries)
    entries[EXTENSION] = replace(entries[EXTENSION], question="Another?", paused="Wait")
    swapped.publish(changed(first, replace(first.corpus, entries=entries, digest="paused")))
    assert decided.generation == first.corpus.digest
    assert swapped.question_of(EXTENSION, decided.generation) == question_of(EXTENSION)
    assert swapped.answer(EXTENSION, None, decided.generation).entry.paused is None
    assert swapped.question_of(EXTENSION) == "Another?"
    assert swapped.pick(EXTENSION, None).notice == "Wait"


def test_what_is_gone_is_given_while_a_generation_that_had_it_is_kept(
    swapped: LiveRetriever, first: Retriever
) -> None:
    swapped.publish(without(first, EXTENSION))
    assert swapped.pick(EXTENSION, None).outcome == "unanswered"
    assert swapped.answer(EXTENSION, None, first.corpus.digest).entry.id == EXTENSION
    for _ in range(MOST_KEPT):
        swapped.publish(without(first, EXTENSION))
    with pytest.raises(EntryGone):
        swapped.answer(EXTENSION, None, first.corpus.digest)


def test_another_generation_gives_only_what_it_would_give_itself(
    swapped: LiveRetriever, first: Retriever
) -> None:
    entries = dict(first.corpus.entries)
    entries[EXTENSION] = replace(entries[EXTENSION], paused="Wait")
    entries[REFUND] = replace(entries[REFUND], tax_years=frozenset({2020}))
    for _ in range(MOST_KEPT):
        swapped.publish(changed(first, replace(first.corpus, entries=entries, digest="later")))
    with pytest.raises(EntryGone):
        swapped.answer(EXTENSION, None, "a generation of another process")
    with pytest.raises(EntryGone):
        swapped.answer(REFUND, 2025, "a generation of another process")


async def test_other_texts_are_encoded_between_the_searches(live: LiveRetriever) -> None:
    texts = [f"text {number}" for number in range(11)]
    found, vectors = await asyncio.gather(
        live.ask(question_of(REFUND)), asyncio.to_thread(live.encode, texts)
    )
    assert found.candidates
    assert vectors.shape == (11, FakeEncoder.DIMENSION)
