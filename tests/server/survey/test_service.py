"""Tests of surveys: the sample."""

import uuid

import pytest

from server.database import Database
from server.privacy.identifiers import IdentifierRecognizer
from server.privacy.masking import Masker
from server.survey.service import Surveys

SUBJECTS = [f"conversation/{uuid.UUID(int=number)}" for number in range(2000)]


@pytest.fixture(scope="module")
def masker() -> Masker:
    return Masker(IdentifierRecognizer())


def sampled(masker: Masker, rate: float) -> set[str]:
    surveys = Surveys(Database("sqlite+aiosqlite:///never-opened.db"), masker, "the agency", rate)
    return {subject for subject in SUBJECTS if surveys.samples(subject)}


def test_the_sample_is_as_large_as_the_rate_says(masker: Masker) -> None:
    assert sampled(masker, 0.0) == set()
    assert sampled(masker, 1.0) == set(SUBJECTS)
    assert 400 < len(sampled(masker, 0.25)) < 600


def test_who_is_sampled_stays_sampled(masker: Masker) -> None:
    assert sampled(masker, 0.25) == sampled(masker, 0.25)
    assert sampled(masker, 0.25) < sampled(masker, 0.5)
