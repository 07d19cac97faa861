"""Owns the bodies of the conversation calls."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from server.conversations.message_schemas import SentMessage, ShownMessage

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


Notice = Literal["identifier_removed"]
EXAMPLE_ID = "6f1d5f0e-7a53-4a0e-9a4e-2f0c1f6f4b11"


class NewConversation(BaseModel):
    model_config = ConfigDict(extra="forbid")

    language: Annotated[
        str,
        Field(
            pattern="^[a-z]{2}(-[A-Z]{2})?$",
            description="The language of the page the chat is on.",
            examples=["en"],
        ),
    ] = "en"


class NewMessage(BaseModel):
    """Either what a person typed, or the payload of a choice the assistant offered."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "oneOf": [
                {
                    "required": [sent],
                    "properties": {sent: {"type": "string"}, other: {"type": "null"}},
                }
                for sent, other in (("text", "payload"), ("payload", "text"))
            ],
            "examples": [{"text": "How do I get more time to file?"}],
        },
    )

    # Longer than the limit on purpose: the service says how long a message may be.
    text: Annotated[
        str | None,
        Field(
            max_length=20_000,
            description=f"At most {LONGEST_MESSAGE:,} visible characters. Identifiers, such as a "
            "Social Security number, are removed before anything is stored.",
        ),
    ] = None
    payload: Annotated[
        str | None,
        Field(min_length=1, max_length=500, description="As it came with the choice."),
    ] = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "NewMessage":
        if (self.text is None) == (self.payload is None):
            raise ValueError("send either text or payload")
        return self


class ConversationCreated(BaseModel):
    """`token` is shown once. `messages` is the greeting."""

    conversation_id: Annotated[str, Field(examples=[EXAMPLE_ID])]
    token: str
    messages: list[SentMessage]


class TurnOut(BaseModel):
    """What came of a message."""

    turn: Annotated[int, Field(description="Counts from 1 in each conversation.")]
    status: Annotated[
        Status,
        Field(
            description="`unanswered`: a person is offered. `ticket_form`: the reply is part of "
            "the ticket being written. `handed_off`: a person of the agency is in the chat, and "
            "the assistant is silent."
        ),
    ]
    degraded: Annotated[
        bool, Field(description="Whether the turn was served without the dialogue model.")
    ]
    confidence: Annotated[
        float | None,
        Field(description="The probability that the answer is right; null without a search."),
    ]
    entry_id: Annotated[str | None, Field(description="The answer given; null unless `answered`.")]
    notices: Annotated[
        list[Notice],
        Field(description="`identifier_removed`: tell the citizen that a number was taken out."),
    ]
    messages: list[SentMessage]


class Transcript(BaseModel):
    """Messages of turns after the one asked for, oldest first; each has author and turn."""

    model_config = ConfigDict(from_attributes=True)

    messages: list[ShownMessage]
    last_turn: int
    last_status: Annotated[
        Status | None,
        Field(description="That of the last turn; null before the first, and until its reply."),
    ]
