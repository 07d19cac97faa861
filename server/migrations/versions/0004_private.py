"""contact details encrypted, in the ticket alone"""

import json
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from server.contact.encrypted import keys_at
from server.contact.keys import ContactUnreadable

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_FIELDS = ("name", "contact", "call_between")
_BATCH = 500
_TICKETS = sa.table("tickets", sa.column("id"), *(sa.column(name) for name in _FIELDS))
_DELIVERIES = sa.table(
    "deliveries", sa.column("id"), sa.column("payload", sa.JSON), sa.column("contact")
)


def upgrade() -> None:
    op.create_table(
        "contact_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "answer_reports",
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id", "turn"], ["turns.conversation_id", "turns.number"]
        ),
        sa.PrimaryKeyConstraint("conversation_id", "turn"),
    )
    with op.batch_alter_table("feedback") as batch_op:
        batch_op.add_column(sa.Column("reason", sa.String(length=32), nullable=True))
    with op.batch_alter_table("conversations") as batch_op:
        batch_op.add_column(sa.Column("contact", sa.Text(), nullable=True))
    with op.batch_alter_table("deliveries") as batch_op:
        batch_op.add_column(sa.Column("contact", sa.Text(), nullable=True))
    _change(_TICKETS, _encrypted_ticket)
    _change(_DELIVERIES, _encrypted_delivery)


def downgrade() -> None:
    _change(_TICKETS, _plain_ticket)
    _change(_DELIVERIES, _plain_delivery)
    with op.batch_alter_table("deliveries") as batch_op:
        batch_op.drop_column("contact")
    with op.batch_alter_table("conversations") as batch_op:
        batch_op.drop_column("contact")
    with op.batch_alter_table("feedback") as batch_op:
        batch_op.drop_column("reason")
    op.drop_table("answer_reports")
    op.drop_table("contact_check")


def _change(table: sa.TableClause, changed: Callable[[Any], dict[str, Any]]) -> None:
    """Row by row, a batch at a time: keys are asked for only where there is something to do."""
    connection, last = op.get_bind(), 0
    while True:
        query = sa.select(table).where(table.c.id > last).order_by(table.c.id).limit(_BATCH)
        rows = connection.execute(query).all()
        for row in rows:
            values = changed(row)
            if values:
                connection.execute(sa.update(table).where(table.c.id == row.id).values(values))
        if len(rows) < _BATCH:
            return
        last = rows[-1].id


def _encrypted(text: str) -> str:
    """As it is where a run that was stopped has encrypted it already."""
    keys = keys_at(op.get_bind().dialect)
    try:
        keys.decrypt(text)
    except ContactUnreadable:
        return keys.encrypt(text)
    return text


def _decrypted(text: str) -> str:
    return keys_at(op.get_bind().dialect).decrypt(text)


def _encrypted_ticket(row: Any) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in _FIELDS}
    return {name: _encrypted(text) for name, text in found.items() if text is not None}


def _plain_ticket(row: Any) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in _FIELDS}
    return {name: _decrypted(text) for name, text in found.items() if text is not None}


def _encrypted_delivery(row: Any) -> dict[str, Any]:
    """What was delivered needs its contact no more; it is kept for what a downgrade restores."""
    contact = {name: row.payload[name] for name in _FIELDS if name in row.payload}
    if not contact:
        return {}
    rest = {name: value for name, value in row.payload.items() if name not in contact}
    return {"payload": rest, "contact": _encrypted(json.dumps(contact))}


def _plain_delivery(row: Any) -> dict[str, Any]:
    if row.contact is None:
        return {}
    return {"payload": {**row.payload, **json.loads(_decrypted(row.contact))}, "contact": None}
