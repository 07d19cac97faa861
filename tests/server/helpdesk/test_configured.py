"""Tests of which help desks the settings set up."""

import base64
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from server.helpdesk.configured import configured
from tests.factories import server_settings

SECRET = f"whsec_{base64.b64encode(b'k' * 32).decode()}"
WEBHOOK = {
    "webhook_url": "https://desk.example/hook",
    "webhook_secret": SecretStr(f"{SECRET}, {SECRET}"),
}
MAIL = {
    "smtp_url": SecretStr("smtps://clerk:hunter2@mail.example"),
    "mail_from": "Tax Agency <no-reply@agency.example>",
    "public_url": "https://assistant.example/",
}
STAFF = {"mail_staff": "tickets@agency.example"}


async def no_contact(reference: str) -> None:
    return None


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({}, ["local"]),
        (WEBHOOK, ["webhook"]),
        (MAIL, ["citizen_email"]),
        (MAIL | STAFF, ["email", "citizen_email"]),
        (WEBHOOK | MAIL | STAFF, ["webhook", "email", "citizen_email"]),
    ],
)
def test_what_is_set_up(tmp_path: Path, given: dict[str, Any], names: list[str]) -> None:
    found = configured(server_settings(tmp_path, **given), no_contact, str)
    assert [helpdesk.name for helpdesk in found] == names


@pytest.mark.parametrize(
    ("given", "named", "reason"),
    [
        (
            {"webhook_url": "https://desk.example/hook"},
            "webhook_secret",
            "needs ASSISTANT_WEBHOOK_URL",
        ),
        ({"webhook_secret": SecretStr(SECRET)}, "webhook_secret", "needs ASSISTANT_WEBHOOK_URL"),
        (WEBHOOK | {"webhook_url": "http://desk.example/hook"}, "webhook_url", "https://host/path"),
        (
            WEBHOOK | {"webhook_secret": SecretStr("hunter2")},
            "webhook_secret",
            "24 to 64 random bytes",
        ),
        (
            WEBHOOK | {"webhook_secret": SecretStr(f"{SECRET},hunter2")},
            "webhook_secret",
            "24 to 64 random bytes",
        ),
        (STAFF, "mail_staff", "ASSISTANT_SMTP_URL"),
        (MAIL | {"mail_from": ""}, "mail_from", "an e-mail address is needed"),
        (MAIL | {"mail_staff": "agency"}, "mail_staff", "an e-mail address is needed"),
        (MAIL | {"public_url": ""}, "smtp_url", "ASSISTANT_PUBLIC_URL"),
        (MAIL | {"public_url": "https://assistant.example/path"}, "public_url", "without a path"),
        (
            MAIL | {"smtp_url": SecretStr("smtp://clerk:hunter2@mail.example")},
            "smtp_url",
            "a password is sent",
        ),
    ],
)
def test_faulty_settings_are_refused_and_not_repeated(
    tmp_path: Path, given: dict[str, Any], named: str, reason: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        server_settings(tmp_path, **given)
    (fault,) = caught.value.errors()
    assert fault["loc"] == (named,)
    assert reason in fault["msg"]
    assert "hunter2" not in str(caught.value)
