"""The desk's pages of chats: who may see them, what they show, what staff do there."""

import datetime as dt
import re

import pytest
from sqlalchemy import update

from actions.ports import TicketRequest
from server.conversations.desk_repository import MOST_CHATS
from server.conversations.models import Conversation, Turn
from server.database import utc_now
from tests.factories import rasa_message
from tests.server.running import Chat, Running, StaffBrowser, member

CHATS = "/desk/conversations"
SCRIPT = "<script>window.hacked=1</script>"


def section(html: str, heading: str) -> str:
    """The part of the lists under a heading."""
    found = re.search(rf'<h2 id="{heading}">.*?</section>', html, re.DOTALL)
    assert found is not None
    return found[0]


async def shown(browser: StaffBrowser, chat: Chat) -> str:
    response = await browser.get(f"{CHATS}/{chat.id}")
    assert response.status_code == 200
    return response.text


@pytest.mark.parametrize("path", ["", "/{id}", "/{id}/messages", "/{id}/events", "/events"])
async def test_pages_are_for_agents(server: Running, chat: Chat, path: str) -> None:
    at = CHATS + path.format(id=chat.id)
    response = await server.http.get(at)
    assert (response.status_code, response.headers["location"][:15]) == (303, "/staff/sign-in?")
    assert (await (await member(server, "eva", "editor")).get(at)).status_code == 403


@pytest.mark.parametrize("step", ["join", "messages", "leave", "pass-on", "end"])
async def test_an_unknown_chat_is_not_found(server: Running, step: str) -> None:
    admin = await member(server, "cleo", "admin")
    response = await admin.submit(f"{CHATS}/nothing/{step}", text="Hello", to="1")
    assert response.status_code in (404, 409)
    assert (await admin.get(f"{CHATS}/nothing")).status_code == 404


async def test_only_an_admin_ends_somebody_elses_takeover(server: Running, chat: Chat) -> None:
    agent, admin = await member(server), await member(server, "cleo", "admin")
    await agent.submit(f"{CHATS}/{chat.id}/join")
    other = await member(server, "ben")
    assert (await other.submit(f"{CHATS}/{chat.id}/end")).status_code == 403
    assert "out of it" not in await shown(other, chat)
    assert "Take Ana of the agency out of it" in await shown(admin, chat)
    assert (await admin.submit(f"{CHATS}/{chat.id}/end")).status_code == 303
    assert (await chat.say("hello"))["status"] == "small_talk"


async def test_who_waits_longest_comes_first_with_what_they_asked(server: Running) -> None:
    browser = await member(server)
    server.rasa.replies["a person please"] = [rasa_message("Your name?", "ticket_form")]
    for text in ("Where is my refund?", f"What is {SCRIPT}?"):
        chat = await server.chat()
        await chat.say(text)
        await chat.say("a person please")
        await server.parts.people.ask_for(chat.id)
    waiting = section((await browser.get(CHATS)).text, "waiting")
    assert SCRIPT not in waiting
    assert "a person please" not in waiting
    assert waiting.index("Where is my refund?") < waiting.index("&lt;script&gt;")
    assert waiting.count("less than a minute") == 2


async def test_who_waits_with_a_ticket_is_shown_with_its_reference(
    server: Running, chat: Chat
) -> None:
    browser = await member(server)
    told = {"type": "ticket", "reference": "T-7F3K-92QD"}
    server.rasa.replies["send it"] = [rasa_message("Sent.", "ticket_opened", custom=told)]
    await chat.say("Where is my refund?")
    await server.parts.people.ask_for(chat.id)
    await chat.say("send it")
    opened = await server.parts.tickets.open(
        TicketRequest(chat.id, "run 1", "Where is my refund?", "Eve Evans", "eve@example.org")
    )
    waiting = section((await browser.get(CHATS)).text, "waiting")
    assert f'href="/desk/tickets/{opened.reference}"' in waiting
    assert "Where is my refund?" in waiting
    assert "send it" not in waiting


async def test_the_list_does_not_lead_from_a_ticket_to_the_chat_left_out_of_it(
    server: Running, chat: Chat
) -> None:
    browser = await member(server)
    await server.parts.people.ask_for(chat.id)
    await chat.say("Where is my refund?")
    request = TicketRequest(chat.id, "run 1", "Is it late?", "", "eve@example.org", None, False)
    opened = await server.parts.tickets.open(request)
    waiting = section((await browser.get(CHATS)).text, "waiting")
    assert opened.reference not in waiting
    assert "Has a ticket without this chat" in waiting


async def test_a_chat_does_not_lead_to_a_ticket_that_it_was_left_out_of(
    server: Running, chat: Chat
) -> None:
    browser = await member(server)
    request = TicketRequest(chat.id, "run 1", "Is it late?", "", "eve@example.org", None, False)
    opened = await server.parts.tickets.open(request)
    told = {"type": "ticket", "reference": opened.reference}
    text = f"Your reference is {opened.reference}."
    server.rasa.replies["send it"] = [rasa_message(text, "ticket_opened", custom=told)]
    await chat.say("send it")
    await chat.say(f"what about {opened.reference.lower()}?")
    html = await shown(browser, chat)
    newer = (await browser.get(f"{CHATS}/{chat.id}/messages")).text
    for page in (html, newer):
        assert opened.reference not in page.upper()
        assert "Your reference is [ticket]." in page
    assert "Has a ticket without this chat" in html


async def age(server: Running, chat: Chat, minutes: int, **values: object) -> None:
    """As if it had been begun, and all been typed, so long ago."""
    then = utc_now() - dt.timedelta(minutes=minutes)
    async with server.parts.database.session() as session:
        kept = update(Conversation).where(Conversation.id == chat.id)
        await session.execute(kept.values(created_at=then, **values))
        turns = update(Turn).where(Turn.conversation_id == chat.id)
        await session.execute(turns.values(created_at=then))


@pytest.mark.parametrize("path", ["", "/messages"])
async def test_a_chat_that_is_over_is_not_opened(server: Running, chat: Chat, path: str) -> None:
    browser = await member(server, "cleo", "admin")
    await chat.say("Where is my refund?")
    at = f"{CHATS}/{chat.id}{path}"
    await age(server, chat, 14)
    assert (await browser.get(at)).status_code == 200
    await age(server, chat, 16)
    refused = await browser.get(at)
    assert refused.status_code == 404
    assert "This chat is over." in refused.text
    assert "Where is my refund?" not in refused.text
    assert (await browser.submit(f"{CHATS}/{chat.id}/join")).status_code == 404
    await chat.say("still there?")
    assert (await browser.get(at)).status_code == 200


async def test_a_chat_stays_open_while_it_waits_or_is_somebodys(
    server: Running, chat: Chat
) -> None:
    browser = await member(server)
    await chat.say("Where is my refund?")
    await server.parts.people.ask_for(chat.id)
    await age(server, chat, 60)
    await browser.submit(f"{CHATS}/{chat.id}/join")
    assert "You are in it" in await shown(browser, chat)
    left = await browser.submit(f"{CHATS}/{chat.id}/leave")
    assert left.status_code == 303
    assert (await browser.get(f"{CHATS}/{chat.id}")).status_code == 404
    wanted = utc_now() - dt.timedelta(minutes=31)
    await age(server, chat, 60, person_wanted_at=wanted)
    assert (await browser.get(f"{CHATS}/{chat.id}")).status_code == 404


async def test_what_was_typed_into_the_form_is_in_no_list(server: Running, chat: Chat) -> None:
    browser = await member(server)
    for text in ("a person please", "eve@example.org"):
        server.rasa.replies[text] = [rasa_message("Go on.", "ticket_form")]
        await chat.say(text)
    await server.parts.people.ask_for(chat.id)
    page = (await browser.get(CHATS)).text
    assert "a person please" in section(page, "waiting")
    assert "eve@example.org" not in page


async def test_who_asked_for_a_person_a_day_ago_waits_no_more_until_they_ask_again(
    server: Running, chat: Chat
) -> None:
    browser = await member(server)
    await server.parts.people.ask_for(chat.id)
    async with server.parts.database.session() as session:
        yesterday = utc_now() - dt.timedelta(days=1)
        await session.execute(update(Conversation).values(person_wanted_at=yesterday))
    await chat.say("Where is my refund?")
    page = (await browser.get(CHATS)).text
    assert "Nobody waits" in section(page, "waiting")
    assert "Where is my refund?" in section(page, "live")
    await server.parts.people.ask_for(chat.id)
    assert "less than a minute" in section((await browser.get(CHATS)).text, "waiting")


async def test_a_busy_desk_still_shows_who_waits_and_whose_a_chat_is(
    server: Running, chat: Chat
) -> None:
    browser, mine = await member(server), await server.chat()
    await chat.say("Where is my refund?")
    await server.parts.people.ask_for(chat.id)
    await mine.say("When is the deadline?")
    await server.parts.takeovers.join(mine.id, browser.staff)
    async with server.parts.database.session() as session:
        for number in range(MOST_CHATS):
            values = {"token_hash": "0" * 64, "language": "en", "created_at": utc_now()}
            session.add(Conversation(id=f"later-{number}", last_turn=1, **values))
            await session.flush()
            turn = Turn(conversation_id=f"later-{number}", number=1, created_at=utc_now())
            session.add(turn)
    page = (await browser.get(CHATS)).text
    assert "Where is my refund?" in section(page, "waiting")
    assert "When is the deadline?" in section(page, "mine")


async def test_joining_writing_and_leaving_without_javascript(server: Running, chat: Chat) -> None:
    browser = await member(server)
    await chat.say("Where is my refund?")
    assert "Where is my refund?" in section((await browser.get(CHATS)).text, "live")
    joined = await browser.submit(f"{CHATS}/{chat.id}/join")
    assert joined.headers["location"] == f"{CHATS}/{chat.id}#text"
    assert "Where is my refund?" in section((await browser.get(CHATS)).text, "mine")
    await browser.submit(f"{CHATS}/{chat.id}/messages", text="Hello, this is Ana.")
    await chat.say("Hello Ana, my SSN is 524-71-9083")
    html = await shown(browser, chat)
    assert "Hello, this is Ana." in html
    assert "my SSN is [SSN]" in html
    assert (await browser.submit(f"{CHATS}/{chat.id}/leave")).headers["location"] == CHATS
    late = await browser.submit(f"{CHATS}/{chat.id}/messages", text="One more thing")
    assert late.status_code == 409
    assert "was not sent" in late.text


async def test_a_form_sent_twice_is_one_message(server: Running, chat: Chat) -> None:
    browser = await member(server)
    await browser.submit(f"{CHATS}/{chat.id}/join")
    keys = [
        re.findall(r'name="key" value="(\w+)"', await shown(browser, chat))[0] for _ in range(2)
    ]
    assert keys[0] != keys[1]
    first, second = [
        await browser.submit(f"{CHATS}/{chat.id}/messages", text="Hello, it is Ana.", key=keys[0])
        for _ in range(2)
    ]
    assert first.status_code == second.status_code == 303
    assert first.headers["location"] == second.headers["location"]
    assert (await shown(browser, chat)).count("Hello, it is Ana.") == 1


async def test_a_page_that_listens_gets_only_newer_messages(server: Running, chat: Chat) -> None:
    browser = await member(server)
    await chat.say("one")
    first = await browser.get(f"{CHATS}/{chat.id}/messages")
    newest = re.findall(r'data-id="(\d+)"', first.text)[-1]
    assert first.headers["x-chat-state"] == "free"
    await chat.say(f"two {SCRIPT}")
    await browser.submit(f"{CHATS}/{chat.id}/join")
    newer = await browser.get(f"{CHATS}/{chat.id}/messages", after=newest)
    assert newer.headers["x-chat-state"] == "mine"
    assert "one" not in re.findall(r'class="said">(.*?)<', newer.text)
    assert "two &lt;script&gt;" in newer.text
    assert len(re.findall(r"data-id", newer.text)) == 3
    beyond = await browser.get(f"{CHATS}/{chat.id}/messages", after=10**20)
    assert beyond.status_code == 422


async def test_a_colleague_sees_whom_a_chat_comes_from(server: Running, chat: Chat) -> None:
    first, second = await member(server), await member(server, "ben")
    await chat.say("Where is my refund?")
    await first.submit(f"{CHATS}/{chat.id}/join")
    assert "With Ana of the agency" in await shown(second, chat)
    passed = await first.submit(f"{CHATS}/{chat.id}/pass-on", to=second.staff.id)
    assert passed.status_code == 303
    mine = section((await second.get(CHATS)).text, "mine")
    assert "from Ana of the agency" in mine
    for nobody in ("", "99999999999999999999", "ben", str(second.staff.id)):
        refused = await second.submit(f"{CHATS}/{chat.id}/pass-on", to=nobody)
        assert refused.status_code == 409


async def test_taking_chats_is_switched_by_oneself(server: Running) -> None:
    browser = await member(server)
    assert "Nobody is free" in (await browser.get(CHATS)).text
    await browser.submit(f"{CHATS}/presence", takes="yes")
    page = (await browser.get(CHATS)).text
    assert "You take chats" in page
    assert "Somebody is free" in page
    await browser.submit(f"{CHATS}/presence", takes="no")
    assert "Nobody is free" in (await browser.get(CHATS)).text


async def test_a_form_without_proof_changes_nothing(server: Running, chat: Chat) -> None:
    browser = await member(server)
    response = await browser.http.post(f"{CHATS}/{chat.id}/join")
    assert response.status_code == 403
    assert (await chat.say("hello"))["status"] == "small_talk"
