"""Tests of masking: what is removed, and what a tax question needs and keeps."""

import pytest

from server.privacy.identifiers import IdentifierRecognizer
from server.privacy.masking import Masker


@pytest.fixture(scope="module")
def masker() -> Masker:
    return Masker(IdentifierRecognizer())


@pytest.mark.parametrize(
    ("typed", "kept", "kinds"),
    [
        pytest.param("my ssn is 123-45-6789", "my ssn is [SSN]", ["SSN"], id="ssn-hyphens"),
        pytest.param("123 45 6789", "[SSN]", ["SSN"], id="ssn-spaces"),
        pytest.param("123.45.6789.", "[SSN].", ["SSN"], id="ssn-dots"),
        pytest.param("ssn:123456789", "ssn:[SSN]", ["SSN"], id="ssn-digits"),
        pytest.param("123–45–6789", "[SSN]", ["SSN"], id="ssn-dashes"),
        pytest.param("123‑45‑6789", "[SSN]", ["SSN"], id="ssn-no-break-hyphens"),
        pytest.param("123\u00a045\u00a06789", "[SSN]", ["SSN"], id="ssn-no-break-spaces"),
        pytest.param("123 - 45 - 6789", "[SSN]", ["SSN"], id="ssn-spaced-hyphens"),
        pytest.param("my itin 912-70-1234", "my itin [ITIN]", ["ITIN"], id="itin"),
        pytest.param("912701234", "[ITIN]", ["ITIN"], id="itin-digits"),
        pytest.param("912 – 70 – 1234", "[ITIN]", ["ITIN"], id="itin-spaced-dashes"),
        pytest.param("EIN 12-3456789", "EIN [EIN]", ["EIN"], id="ein"),
        pytest.param("12–3456789", "[EIN]", ["EIN"], id="ein-dash"),
        pytest.param("card 4111 1111 1111 1111", "card [CARD]", ["CARD"], id="card-spaces"),
        pytest.param("4111-1111-1111-1111", "[CARD]", ["CARD"], id="card-hyphens"),
        pytest.param("5555555555554444!", "[CARD]!", ["CARD"], id="card-digits"),
        pytest.param("378282246310005", "[CARD]", ["CARD"], id="card-amex"),
        pytest.param("account 000123456789", "account [ACCOUNT]", ["ACCOUNT"], id="account"),
        pytest.param(
            "my checking number: 12345678",
            "my checking number: [ACCOUNT]",
            ["ACCOUNT"],
            id="checking",
        ),
        pytest.param(
            "123-45-6789 and wife 987-65-4321",
            "[SSN] and wife [ITIN]",
            ["SSN", "ITIN"],
            id="two",
        ),
        pytest.param(
            "routing 021000021 account 12345678",
            "routing [ROUTING] account [ACCOUNT]",
            ["ROUTING", "ACCOUNT"],
            id="routing-and-account",
        ),
    ],
)
def test_identifiers_are_replaced_by_their_kind(
    masker: Masker, typed: str, kept: str, kinds: list[str]
) -> None:
    masked = masker.mask(typed)
    assert masked.text == kept
    assert list(masked.kinds) == kinds


@pytest.mark.parametrize(
    "typed",
    [
        "what is form 1040",
        "1040-SR or 1040-NR?",
        "I got a 1099-K and a 1099-NEC",
        "Form 8862 after the EITC was denied",
        "CP2000 notice",
        "letter 5071C",
        "LT11 and CP504",
        "I owe $1,234.56",
        "$1234567 in wages",
        "income of 150000 in 2025",
        "tax years 2024, 2025 and 2026",
        "due 04/15/2027",
        "on 2027-04-15",
        "ZIP 20500-0001",
        "call 800-829-1040",
        "(800) 829-1040 or 1-800-829-1040",
        "8008291040",
        "my account shows code 846",
        "account transcript for 2025",
        "section 199A, line 12b, 401(k), 529",
        "card ending 1111",
        "4111 1111 1111 1112",
        "2024 - 25 - 2026",
        "1099 - 12 - 2025",
        "",
    ],
)
def test_what_a_tax_question_needs_survives(masker: Masker, typed: str) -> None:
    masked = masker.mask(typed)
    assert masked.text == typed
    assert masked.kinds == ()


def test_an_endless_row_of_digits_leaves_no_number(masker: Masker) -> None:
    masked = masker.mask("1 " * 900)
    assert "1 1 1 1 1 1 1 1 1" not in masked.text
    assert masker.mask(masked.text).text == masked.text
