"""Owns the bodies of the conversation calls."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

LONGEST_MESSAGE = 2000
Status = Literal[
    "answered",
    "choices",
    "unanswered",
    "out_of_scope",
    "ticket_form",
    "ticket_opened",
    "handed_off",
    "small_talk",
    "error",
]
# A person owns the conversation; the assistant is silent.
HANDED_OFF: Status = "handed_off"


class NewConversation(BaseModel):
    model_config = ConfigDict(extra="forbid")

    language: Annotated[str, Field(pattern="^[a-z]{2}(-[A-Z]{2})?$")] = "en"


class NewMessage(BaseModel):
    """Either what a person typed, or the payload of a choice the assistant offered."""

    model_config = ConfigDict(extra="forbid")

    # Longer than the limit on purpose: the service says how long a message may be.
    text: Annotated[str | None, Field(max_length=20_000)] = None
    payload: Annotated[str | None, Field(min_length=1, max_length=500)] = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "NewMessage":
        if (self.text is None) == (self.payload is None):
            raise ValueError("send either text or payload")
        return self


class ConversationCreated(BaseModel):
    conversation_id: str
    token: str
    messages: list[dict[str, Any]]


class TurnOut(BaseModel):
    turn: int
    status: Status
    degraded: bool
    confidence: float | None
    entry_id: str | None
    notices: list[str]
    messages: list[dict[str, Any]]


class Transcript(BaseModel):
    """Messages of turns after the one asked for, oldest first; each has author and turn."""

    messages: list[dict[str, Any]]
    last_turn: int
