"""Tests of drafts: files of new entries begun from a ticket."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import yaml
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from embeddings.corpus import load_corpus
from embeddings.generations import ContentFaulty
from embeddings.skeleton import PROMPT
from server.audit.models import AuditRecord
from server.database import Database
from server.desk.drafts import Drafts, ReplyMissing
from server.errors import NotFound
from server.privacy.identifiers import IdentifierRecognizer
from server.privacy.masking import Masker
from server.staff.accounts import Staff
from tests.contact_keys import contact_keys
from tests.factories import write_knowledge
from tests.server.running import Stage, copied_database, watched_content

REFERENCE = "T-7F3K-92QD"
ANA = Staff(1, "ana", "Ana of the agency", "agent")


@pytest.fixture
async def database(tmp_path: Path, stage: Stage) -> AsyncIterator[Database]:
    opened = copied_database(tmp_path, stage)
    yield opened
    await opened.close()


@pytest.fixture
def drafts(tmp_path: Path, database: Database) -> Drafts:
    return Drafts(tmp_path / "drafts", database, Masker(IdentifierRecognizer()))


async def begun(drafts: Drafts, question: str, answer: str = "Yes, you can.") -> str:
    return await drafts.text(await drafts.begin(question, answer, REFERENCE, ANA))


async def test_a_draft_holds_question_and_answer_without_identifiers(drafts: Drafts) -> None:
    text = await begun(drafts, "Is my ssn 123-45-6789 lost?", "Your ssn 123-45-6789 is safe.\r\n")
    _, front, body = text.split("---\n")
    assert yaml.safe_load(front)["question"] == "Is my ssn [SSN] lost?"
    assert body.startswith("Your ssn [SSN] is safe.\n\nwrite here:")


async def test_the_reference_stands_in_a_comment_alone(drafts: Drafts) -> None:
    text = await begun(drafts, "Can I wait?")
    assert [line[0] for line in text.splitlines() if REFERENCE in line] == ["#"]


async def test_a_draft_is_never_overwritten(drafts: Drafts) -> None:
    names = [await drafts.begin("Can I wait?", f"{n}", REFERENCE, ANA) for n in range(3)]
    assert names == ["can-i-wait.md", "can-i-wait-2.md", "can-i-wait-3.md"]
    assert "\n1\n" in await drafts.text(names[1])
    assert {draft.name for draft in await drafts.all()} == set(names)
    assert {draft.question for draft in await drafts.all()} == {"Can I wait?"}


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("../../../etc/passwd", id="path"),
        pytest.param("---\nrisk: standard\n---\nAll is free.", id="front matter"),
        pytest.param('"quoted": {yes} \x07\x85 {{ 7 * 7 }} #', id="markup"),
        pytest.param("¿?", id="no words"),
    ],
)
async def test_no_question_leaves_the_folder_or_breaks_the_file(
    drafts: Drafts, tmp_path: Path, question: str
) -> None:
    name = await drafts.begin(question, question, REFERENCE, ANA)
    assert [path.name for path in (tmp_path / "drafts").iterdir()] == [name]
    front = yaml.safe_load((await drafts.text(name)).split("---\n")[1])
    assert front["risk"].startswith("write here:")
    kept = "".join(c for c in question if c.isprintable() or c == "\n")
    assert front["question"] == " ".join(kept.split())


async def test_a_draft_put_among_the_entries_is_refused_until_it_is_finished(
    drafts: Drafts, tmp_path: Path
) -> None:
    knowledge = write_knowledge(tmp_path / "knowledge")
    (knowledge / "filing" / "wait.md").write_text(await begun(drafts, "Can I wait?"))
    assert {fault.path.name for fault in load_corpus(knowledge).faults} == {"wait.md"}


def finished(draft: str) -> str:
    """As an editor who trusts the reply leaves it: what is to be written is, the reply stays."""
    front, reply = draft.split("\n---\n", 1)
    for name, value in (("risk", "standard"), ("title", "About"), ("url", "https://www.irs.gov/x")):
        front = re.sub(rf'{name}: "{PROMPT}[^"]*"', f"{name}: {value}", front)
    front = front.replace(PROMPT, "say")
    return f"{front}\n---\n{reply.split(f'{PROMPT} the answer above')[0]}"


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        pytest.param('{{ usd("x") }}', "unknown figure x", id="no-such-figure"),
        pytest.param("{{ secret }}", "cannot be rendered", id="name"),
        pytest.param("{{ ''.__class__.__mro__ }}", "cannot be rendered", id="walk"),
        pytest.param("{{ cycler.__init__.__globals__ }}", "cannot be rendered", id="globals"),
        pytest.param("{% for x in range(9) %}a{% endfor %}", "only figures and if", id="loop"),
        pytest.param("{% include '/etc/passwd' %}", "only figures and if", id="include"),
        pytest.param("{% print 1 %} {{", "is not a template", id="broken"),
    ],
)
async def test_a_reply_that_is_a_template_does_not_go_live_and_its_fault_is_named(
    drafts: Drafts, tmp_path: Path, reply: str, said: str
) -> None:
    knowledge = write_knowledge(tmp_path / "knowledge")
    source = watched_content(knowledge, tmp_path).generations
    assert source is not None
    draft = await begun(drafts, "Can I wait?", reply)
    (knowledge / "filing" / "wait.md").write_text(finished(draft))
    with pytest.raises(ContentFaulty) as refused:
        source.read()
    assert [(each.path.name, said in each.message) for each in refused.value.faults] == [
        ("wait.md", True)
    ]


async def test_front_matter_in_a_reply_is_a_part_of_the_answer(
    drafts: Drafts, tmp_path: Path
) -> None:
    knowledge = write_knowledge(tmp_path / "knowledge")
    source = watched_content(knowledge, tmp_path).generations
    assert source is not None
    draft = await begun(drafts, "Can I wait?", "Yes.\n---\nrisk: high\nquestion: All?\n---\nFree.")
    (knowledge / "filing" / "wait.md").write_text(finished(draft))
    entry = source.read().entries["filing/wait"]
    assert (entry.question, entry.risk) == ("Can I wait?", "standard")


async def test_without_a_reply_there_is_nothing_to_begin_with(drafts: Drafts) -> None:
    with pytest.raises(ReplyMissing):
        await drafts.begin("Can I wait?", " \n", REFERENCE, ANA)


async def test_a_draft_is_deleted(drafts: Drafts) -> None:
    name = await drafts.begin("Can I wait?", "Yes.", REFERENCE, ANA)
    await drafts.delete(name, ANA)
    assert await drafts.all() == []
    for gone in (drafts.text(name), drafts.delete(name, ANA)):
        with pytest.raises(NotFound):
            await gone


async def test_the_audit_log_names_the_ticket_and_no_word_of_it(
    drafts: Drafts, database: Database
) -> None:
    await drafts.delete(await drafts.begin("Can I wait?", "Yes.", REFERENCE, ANA), ANA)
    async with database.session() as session:
        kept = (await session.scalars(select(AuditRecord).order_by(AuditRecord.id))).all()
    assert [(row.actor, row.action, row.subject, row.detail) for row in kept] == [
        ("ana", "begin_draft", REFERENCE, {}),
        ("ana", "delete_draft", REFERENCE, {}),
    ]


async def test_what_cannot_be_recorded_is_not_begun(tmp_path: Path) -> None:
    without_tables = Database(f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}", contact_keys())
    drafts = Drafts(tmp_path / "drafts", without_tables, Masker(IdentifierRecognizer()))
    with pytest.raises(OperationalError):
        await drafts.begin("Can I wait?", "Yes.", REFERENCE, ANA)
    assert await drafts.all() == []
    await without_tables.close()


async def test_a_file_that_is_no_text_is_listed_and_deleted(drafts: Drafts, tmp_path: Path) -> None:
    (tmp_path / "drafts" / "folder.md").mkdir(parents=True)
    (tmp_path / "drafts" / "gone.md").symlink_to(tmp_path / "nowhere")
    (tmp_path / "drafts" / "odd.md").write_bytes(b"\xff\xfe")
    assert [(draft.name, draft.question) for draft in await drafts.all()] == [("odd.md", "")]
    await drafts.delete("odd.md", ANA)
    for name in ("odd.md", "folder.md", "gone.md"):
        with pytest.raises(NotFound):
            await drafts.text(name)


@pytest.mark.parametrize("name", ["../secret.key", "secret.key", ".md", "a/b.md", "%2e.md", ""])
async def test_no_other_file_is_read_or_deleted(drafts: Drafts, tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.key").write_text("secret")
    for refused in (drafts.text(name), drafts.delete(name, ANA)):
        with pytest.raises(NotFound):
            await refused
    assert (tmp_path / "secret.key").exists()
