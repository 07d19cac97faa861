"""Owns the statements that every turn makes: on the tables alone, and written once."""

from typing import cast

from sqlalchemy import BindParameter, Table, bindparam, insert, select, update

from server.conversations.models import Conversation, Message, Turn

_conversations = cast("Table", Conversation.__table__)
_turns = cast("Table", Turn.__table__)
_messages = cast("Table", Message.__table__)

_its_id: BindParameter[str] = bindparam("conversation")
_is_it = _conversations.c.id == _its_id
_of_turn = (_turns.c.conversation_id == _its_id) & (_turns.c.number == bindparam("turn"))

TOKEN = select(_conversations.c.token_hash, _conversations.c.created_at).where(_is_it)
CONTEXT = select(_conversations.c.context).where(_is_it)

# Holds the row until the transaction ends, as those of `ownership` do.
NEXT_TURN = (
    update(_conversations)
    .where(_is_it)
    .values(last_turn=_conversations.c.last_turn + 1)
    .returning(
        _conversations.c.last_turn,
        _conversations.c.draft,
        _conversations.c.context,
        _conversations.c.owner_id,
        _conversations.c.stop_due,
    )
)
NO_TURN = update(_conversations).where(_is_it).values(last_turn=_conversations.c.last_turn - 1)
# To be given the values.
CONVERSATION = update(_conversations).where(_is_it)

TURN_BY_KEY = select(_turns.c.number, _turns.c.status, _turns.c.notices).where(
    _turns.c.conversation_id == _its_id, _turns.c.idempotency_key == bindparam("key")
)
STATUS = select(_turns.c.status).where(_of_turn)
ADD_TURN = insert(_turns)
# Only one that nobody settled. To be given the values.
SETTLE_TURN = update(_turns).where(_of_turn, _turns.c.status.is_(None))

ADD_MESSAGES = insert(_messages)
# In each row where the conversation stands, and whether its last turn has no reply yet; and what
# its citizen typed or picked last before a turn, newest first. One row where that is nothing.
BEFORE = (
    select(
        _conversations.c.draft,
        _conversations.c.context,
        _conversations.c.owner_id,
        _conversations.c.stop_due,
        (_turns.c.number.is_not(None) & _turns.c.status.is_(None)).label("is_unfinished"),
        _messages.c.id.label("message"),
        _messages.c.body,
    )
    .outerjoin(
        _turns,
        (_turns.c.conversation_id == _conversations.c.id)
        & (_turns.c.number == _conversations.c.last_turn),
    )
    .outerjoin(
        _messages,
        (_messages.c.conversation_id == _conversations.c.id)
        & (_messages.c.author == "citizen")
        & (_messages.c.turn < bindparam("turn")),
    )
    .where(_is_it)
    .order_by(_messages.c.id.desc())
    .limit(bindparam("count"))
)
REPLACE_BODY = (
    update(_messages).where(_messages.c.id == bindparam("message")).values(body=bindparam("new"))
)
