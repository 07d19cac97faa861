"""Owns how the messages of a conversation are described: one type for each thing to show."""

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from server.api_description import DescribedAs

Author = Literal["citizen", "assistant", "staff"]
Text = Annotated[str, Field(description="The words alone; always there.")]
Html = Annotated[str, Field(description="The same with paragraphs, lists and links; sanitized.")]

Language = Annotated[str, Field(description="The language of the words, such as `en` or `es`.")]


class Source(BaseModel):
    title: str
    url: str


class Choice(BaseModel):
    """`title` is shown; `payload` is sent back when it is picked."""

    title: str
    payload: str


class Line(BaseModel):
    author: Author
    text: str


class TextMessage(BaseModel):
    """Words. `name` is that of the staff who wrote them."""

    type: Literal["text"]
    text: Text
    html: Html = ""
    name: str = ""
    language: Language = "en"


class AnswerMessage(BaseModel):
    """A reviewed answer to `question`, with the tax year it is for, and where it comes from.

    `related` are questions to go on with; each is picked like a choice.
    """

    type: Literal["answer"]
    text: Text
    html: Html
    question: str
    tax_year: int | None
    reviewed_on: dt.date
    sources: list[Source]
    related: list[Choice] = []


class ChoicesMessage(BaseModel):
    """A question to choose an answer of."""

    type: Literal["choices"]
    text: Text
    html: Html = ""
    language: Language = "en"
    choices: list[Choice]


class TicketMessage(BaseModel):
    """A ticket that was opened, and the address at which its citizen follows it."""

    type: Literal["ticket"]
    text: Text
    reference: str
    url: str


class TicketPreviewMessage(BaseModel):
    """What staff will see of a ticket, before it is sent. `chat` is empty where it is left out."""

    type: Literal["ticket_preview"]
    text: Text
    question: str
    name: str | None
    contact: str
    call_between: str | None
    shares_chat: bool
    chat: list[Line]


class StaffMessage(BaseModel):
    """A person of the agency joined the chat, or left it."""

    type: Literal["joined", "left"]
    text: Text
    name: str


class InTranscript(BaseModel):
    """What a message has besides in a transcript and in live events. Ids rise with time."""

    model_config = ConfigDict(title="InTranscript")

    id: int
    turn: int
    author: Author


_Any = Annotated[
    TextMessage
    | AnswerMessage
    | ChoicesMessage
    | TicketMessage
    | TicketPreviewMessage
    | StaffMessage,
    Field(discriminator="type"),
]
SentMessage = Annotated[dict[str, Any], DescribedAs(_Any)]
ShownMessage = Annotated[dict[str, Any], DescribedAs(_Any, InTranscript)]
