"""Tests of the live retriever, on a real index with an encoder of words."""

import asyncio
import threading
from collections.abc import Iterator

import pytest

from embeddings.corpus import load_corpus
from embeddings.encoder import DEFAULT_ENCODER
from embeddings.index import build_index
from embeddings.retriever import open_retriever
from embeddings.settings import load_settings
from server.content.live_retriever import LiveRetriever
from tests.factories import EXTENSION, REFUND, question_of, write_knowledge
from tests.fakes import FakeEncoder


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveRetriever]:
    folder = tmp_path_factory.mktemp("live")
    knowledge, index = write_knowledge(folder / "knowledge"), folder / "index"
    encoder = FakeEncoder(DEFAULT_ENCODER)
    build_index(load_corpus(knowledge), encoder, index)
    live = LiveRetriever(open_retriever(knowledge, index, encoder, load_settings()))
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


def test_it_has_the_entries_of_the_content(live: LiveRetriever) -> None:
    assert live.pick(EXTENSION, None).outcome == "answered"
    assert live.pick("filing/removed", None).outcome == "unanswered"
    assert live.question_of(REFUND) == "Where is my refund?"
    with pytest.raises(KeyError):
        live.answer("filing/removed", None)
