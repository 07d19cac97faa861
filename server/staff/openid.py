"""Owns talking to an OpenID Connect provider: where it is, its keys, who it says somebody is."""

import time
from dataclasses import dataclass
from typing import Any

import httpx2
from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from server.errors import AssistantError, Forbidden
from server.settings import Settings, is_provider_address
from server.staff.accounts import Role

SCOPE = "openid profile"
TIMEOUT_SECONDS = 10.0
# Signatures with a key that the provider publishes; none with the client's secret, and never none.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
LEEWAY_SECONDS = 60
KEPT_SECONDS = 3600.0
LONGEST_SUBJECT = 255
_NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class ProviderUnavailable(AssistantError):
    status, code = 503, "provider_unavailable"
    detail = "The sign-in service does not answer. Please try again in a minute."


class SignInRejected(Forbidden):
    code = "sign_in_rejected"
    detail = "The sign-in service's answer could not be trusted. Please sign in again."


@dataclass(frozen=True)
class OpenIdConfig:
    """`roles` are in order: of several that fit, the first counts."""

    issuer: str
    client_id: str
    client_secret: str
    role_claim: str
    roles: tuple[tuple[str, Role], ...]

    @classmethod
    def of(cls, settings: Settings) -> "OpenIdConfig | None":
        """None where no provider is set."""
        if not settings.oidc_issuer:
            return None
        return cls(
            settings.oidc_issuer,
            settings.oidc_client_id,
            settings.oidc_client_secret.get_secret_value(),
            settings.oidc_role_claim,
            tuple(settings.oidc_roles.items()),
        )


@dataclass(frozen=True)
class Attempt:
    """What one sign-in must come back with, or prove."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Identity:
    """Who the provider says somebody is. `subject` names the issuer too; `role` may be None."""

    subject: str
    login: str
    name: str
    role: Role | None


@dataclass(frozen=True)
class _Known:
    """What the provider published, and when it was read."""

    metadata: dict[str, Any]
    keys: KeySet
    at: float


class OpenIdProvider:
    """The authorization code flow with PKCE, state and nonce, for one provider."""

    def __init__(self, config: OpenIdConfig) -> None:
        self._config = config
        self._known: _Known | None = None

    async def begin(self, redirect_uri: str) -> tuple[str, Attempt]:
        """Where to send the browser. Raises ProviderUnavailable."""
        attempt = Attempt(generate_token(32), generate_token(32), generate_token(64))
        async with self._client(redirect_uri) as client:
            known = await self._published(client)
            url, _ = client.create_authorization_url(
                known.metadata["authorization_endpoint"],
                state=attempt.state,
                nonce=attempt.nonce,
                code_verifier=attempt.verifier,
            )
        return str(url), attempt

    async def identity(self, redirect_uri: str, code: str, attempt: Attempt) -> Identity:
        """Raises ProviderUnavailable or SignInRejected."""
        async with self._client(redirect_uri) as client:
            known = await self._published(client)
            try:
                token = await client.fetch_token(
                    known.metadata["token_endpoint"], code=code, code_verifier=attempt.verifier
                )
            except (httpx2.HTTPError, ValueError) as error:
                raise ProviderUnavailable from error
            except OAuthError as error:
                raise SignInRejected from error
            claims = await self._claims(client, token, attempt.nonce)
        return identity_of(claims, self._config)

    def _client(self, redirect_uri: str) -> Any:
        return AsyncOAuth2Client(
            self._config.client_id,
            self._config.client_secret,
            scope=SCOPE,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            timeout=TIMEOUT_SECONDS,
        )

    async def _claims(self, client: Any, token: dict[str, Any], nonce: str) -> dict[str, Any]:
        """Those of the ID token, once signature, issuer, audience, times and nonce are right."""
        text = token.get("id_token")
        if not isinstance(text, str):
            raise SignInRejected
        known = await self._published(client)
        try:
            try:
                found = jwt.decode(text, known.keys, algorithms=ALGORITHMS)
            except (JoseError, ValueError):
                # The provider may have changed its keys since they were read.
                known = await self._published(client, anew=True)
                found = jwt.decode(text, known.keys, algorithms=ALGORITHMS)
            claims = CodeIDToken(
                found.claims,
                found.header,
                {
                    "iss": {"essential": True, "value": self._config.issuer},
                    "aud": {"essential": True, "value": self._config.client_id},
                },
                {
                    "nonce": nonce,
                    "client_id": self._config.client_id,
                    "access_token": token.get("access_token"),
                },
            )
            claims.validate(leeway=LEEWAY_SECONDS)
        except (JoseError, ValueError) as error:
            raise SignInRejected from error
        return dict(claims)

    async def _published(self, client: Any, *, anew: bool = False) -> _Known:
        """Read at most once an hour, unless it is wanted anew. Raises ProviderUnavailable."""
        known = self._known
        if known is not None and not anew and time.monotonic() < known.at + KEPT_SECONDS:
            return known
        address = f"{self._config.issuer.rstrip('/')}/.well-known/openid-configuration"
        try:
            metadata = await _json(client, address)
            if metadata.get("issuer") != self._config.issuer:
                raise ProviderUnavailable
            if not all(is_provider_address(str(metadata.get(name))) for name in _NEEDED):
                raise ProviderUnavailable
            keys = KeySet.import_key_set(await _json(client, metadata["jwks_uri"]))  # type: ignore[arg-type]
        except (httpx2.HTTPError, JoseError, ValueError, TypeError, KeyError) as error:
            raise ProviderUnavailable from error
        self._known = _Known(metadata, keys, time.monotonic())
        return self._known


async def _json(client: Any, address: str) -> dict[str, Any]:
    response = await client.request("GET", address, withhold_token=True)
    response.raise_for_status()
    found = response.json()
    if not isinstance(found, dict):
        raise ValueError("no object")
    return found


def identity_of(claims: dict[str, Any], config: OpenIdConfig) -> Identity:
    """Raises SignInRejected where the claims name nobody."""
    sub = _text(claims, "sub")
    subject = f"{config.issuer} {sub}"
    if not sub or len(subject) > LONGEST_SUBJECT:
        raise SignInRejected
    login = _text(claims, "preferred_username") or _text(claims, "email") or "staff"
    values = _values(claims, config.role_claim)
    role = next((role for value, role in config.roles if value in values), None)
    return Identity(subject, login, _text(claims, "name") or login, role)


def _text(claims: dict[str, Any], name: str) -> str:
    value = claims.get(name)
    return value.strip() if isinstance(value, str) else ""


def _values(claims: dict[str, Any], name: str) -> list[str]:
    """Of the claim with this name, or of that at this path: "realm_access.roles"."""
    value: Any = claims.get(name)
    if value is None:
        value = claims
        for part in name.split("."):
            value = value.get(part) if isinstance(value, dict) else None
    if isinstance(value, str):
        return [value]
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
