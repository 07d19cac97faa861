"""Owns the cookie that a sign-in elsewhere carries along: signed, and good for ten minutes."""

import hashlib
import hmac
import time
from collections.abc import Callable

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from server.staff.openid import Attempt

LASTS_SECONDS = 600
_ALGORITHM = "HS256"


class AttemptCookies:
    """`key` is the server's; what is signed here opens nothing else."""

    def __init__(self, key: bytes, now: Callable[[], float] = time.time) -> None:
        derived = hmac.new(key, b"openid attempt", hashlib.sha256).digest()
        self._key = OctKey.import_key(derived)
        self._now = now

    def seal(self, attempt: Attempt, goes_on: str) -> str:
        claims = {
            "state": attempt.state,
            "nonce": attempt.nonce,
            "verifier": attempt.verifier,
            "goes_on": goes_on,
            "exp": int(self._now()) + LASTS_SECONDS,
        }
        return jwt.encode({"alg": _ALGORITHM}, claims, self._key)

    def open(self, cookie: str) -> tuple[Attempt, str] | None:
        """The attempt and where it goes on; None when it is not ours or too old."""
        try:
            claims = jwt.decode(cookie, self._key, algorithms=[_ALGORITHM]).claims
            jwt.JWTClaimsRegistry(int(self._now()), exp={"essential": True}).validate(claims)
        except (JoseError, ValueError):
            return None
        attempt = Attempt(claims["state"], claims["nonce"], claims["verifier"])
        return attempt, str(claims["goes_on"])
