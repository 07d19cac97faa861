"""Owns surveys: to whom one is offered, and its one answer."""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from server.conversations.incoming import visible
from server.database import Database, utc_now
from server.errors import Conflict, Unprocessable
from server.health.metrics import SURVEY_ANSWERS
from server.privacy.masking import Masker
from server.survey import repository
from server.survey.drivers import Language, drivers_for, question
from server.survey.models import SurveyAnswer

CONVERSATION, TICKET = "conversation/", "ticket/"
_CLOSED = "closed"


class SurveyNotOffered(Conflict):
    code = "survey_not_offered"
    detail = "No survey is offered here now."


class SurveyAnswered(Conflict):
    code = "survey_answered"
    detail = "This survey was answered already. The first answer counts."


class DriverNotOffered(Unprocessable):
    code = "driver_not_offered"
    detail = "One of the drivers is not among those that were offered."


@dataclass(frozen=True)
class Survey:
    """What is asked after the question: which of the drivers the answer came from."""

    drivers: Sequence[str]


@dataclass(frozen=True)
class Given:
    """A citizen's answer, as it came."""

    trusts: bool
    drivers: Sequence[str]
    comment: str | None


class Surveys:
    """Offers surveys at a sampling rate (0 to 1), and keeps what is answered, masked."""

    def __init__(self, database: Database, masker: Masker, service_name: str, rate: float) -> None:
        self._database = database
        self._masker = masker
        self._service_name = service_name
        self._rate = rate

    def samples(self, subject: str) -> bool:
        """Decided by the subject alone, so that an offer never comes and goes."""
        drawn = int.from_bytes(hashlib.sha256(subject.encode()).digest()[:8], "big")
        return drawn < self._rate * 2**64

    def question(self, language: Language) -> str:
        return question(self._service_name, language)

    async def of_conversation(self, conversation_id: str) -> Survey | None:
        """None: none is offered, for it was answered, not sampled, or nothing was sent yet."""
        async with self._database.session() as session:
            if not await self._is_open(session, CONVERSATION + conversation_id):
                return None
            return await self._after_chat(session, conversation_id)

    async def of_ticket(self, reference: str, status: str) -> Survey | None:
        """None: none is offered, for it was answered, not sampled, or is not closed."""
        async with self._database.session() as session:
            if not await self._is_open(session, TICKET + reference):
                return None
            return await self._after_ticket(session, reference, status)

    async def answer_conversation(self, conversation_id: str, given: Given) -> None:
        """Raises SurveyNotOffered, SurveyAnswered or DriverNotOffered."""
        async with self._database.session() as session:
            survey = await self._after_chat(session, conversation_id)
        await self._keep(CONVERSATION + conversation_id, survey, given)

    async def answer_ticket(self, reference: str, status: str, given: Given) -> None:
        """Raises SurveyNotOffered, SurveyAnswered or DriverNotOffered."""
        async with self._database.session() as session:
            survey = await self._after_ticket(session, reference, status)
        await self._keep(TICKET + reference, survey, given)

    async def _is_open(self, session: AsyncSession, subject: str) -> bool:
        if not self.samples(subject):
            return False
        return await repository.of_subject(session, subject) is None

    async def _after_chat(self, session: AsyncSession, conversation_id: str) -> Survey | None:
        if not await repository.has_turns(session, conversation_id):
            return None
        with_staff = await repository.was_joined(session, conversation_id)
        return Survey(drivers_for(with_staff))

    async def _after_ticket(
        self, session: AsyncSession, reference: str, status: str
    ) -> Survey | None:
        if status != _CLOSED:
            return None
        with_staff = await repository.was_answered_by_staff(session, reference)
        return Survey(drivers_for(with_staff))

    async def _keep(self, subject: str, survey: Survey | None, given: Given) -> None:
        if survey is None or not self.samples(subject):
            raise SurveyNotOffered
        if not set(given.drivers) <= set(survey.drivers):
            raise DriverNotOffered
        answer = SurveyAnswer(
            external_id=str(uuid.uuid4()),
            subject=subject,
            trusts=given.trusts,
            offered=list(survey.drivers),
            chosen=[driver for driver in survey.drivers if driver in given.drivers],
            comment=self._masker.mask(visible(given.comment or "")).text or None,
            created_at=utc_now(),
        )
        try:
            async with self._database.session() as session:
                session.add(answer)
        except IntegrityError as error:
            raise SurveyAnswered from error
        kind = subject.partition("/")[0]
        SURVEY_ANSWERS.labels(kind, str(given.trusts).lower()).inc()
