"""Tests of the signature of webhooks."""

import base64

import pytest

from server.helpdesk.signature import key_of, signed_headers

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_the_example_of_the_specifications_libraries() -> None:
    headers = signed_headers(
        [key_of(SECRET)], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
    )
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_two_keys_make_two_signatures() -> None:
    keys = [b"a" * 24, b"b" * 24]
    both = signed_headers(keys, "msg_1", 1, b"{}")["webhook-signature"].split(" ")
    alone = [signed_headers([key], "msg_1", 1, b"{}")["webhook-signature"] for key in keys]
    assert both == alone
    assert len(set(both)) == 2


@pytest.mark.parametrize("length", [24, 64])
def test_keys_have_24_to_64_bytes(length: int) -> None:
    key = b"k" * length
    assert key_of(f"whsec_{base64.b64encode(key).decode()}") == key


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "whsec_",
        "secret",
        "whsec_not base64",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        f"whsec_{base64.b64encode(b'k' * 23).decode()}",
        f"whsec_{base64.b64encode(b'k' * 65).decode()}",
    ],
)
def test_other_secrets_are_refused_without_being_repeated(secret: str) -> None:
    with pytest.raises(ValueError, match="24 to 64 random bytes") as caught:
        key_of(secret)
    assert len(secret) < 8 or secret not in str(caught.value)
