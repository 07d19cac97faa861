"""Owns a small, real OpenID Connect provider on loopback, that can be made to answer wrongly."""

import asyncio
import base64
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import uvicorn
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from joserfc import jwt
from joserfc.jwk import RSAKey

from server.launch.plan import free_port
from server.staff.forms import form_fields

CLIENT_ID, CLIENT_SECRET = "assistant", "the client's secret"
_SECONDS = 30


class Provider:
    """`person` are the claims of who is signed in there; `wrong` replaces claims of ID tokens.

    `refuses` is the error the provider sends the browser back with; `signs_with` may be another
    key than the one it publishes.
    """

    def __init__(self, port: int) -> None:
        self.issuer = f"http://127.0.0.1:{port}"
        self.key = new_key()
        self._codes: dict[str, dict[str, str]] = {}
        self.tell_the_truth()

    def tell_the_truth(self) -> None:
        self.person: dict[str, Any] = {
            "sub": "user-1",
            "name": "Ana Ruiz",
            "preferred_username": "Ana.Ruiz",
            "roles": ["staff", "tax-desk"],
        }
        self.wrong: dict[str, Any] = {}
        self.publishes: dict[str, str] = {}
        self.algorithm = "RS256"
        self.refuses: str | None = None
        self.signs_with: Any = None

    def settings(self, **more: Any) -> dict[str, Any]:
        """Of a server that signs in here."""
        return {
            "oidc_issuer": self.issuer,
            "oidc_client_id": CLIENT_ID,
            "oidc_client_secret": CLIENT_SECRET,
            "oidc_roles": "tax-admins=admin,tax-desk=agent,tax-editors=editor",
            **more,
        }

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            **self.publishes,
        }

    def authorize(self, query: dict[str, str]) -> str:
        """The address the browser is sent back to: whoever asks is signed in already."""
        if self.refuses:
            answer = {"error": self.refuses, "state": query["state"]}
        else:
            code = secrets.token_urlsafe(16)
            self._codes[code] = query
            answer = {"code": code, "state": query["state"]}
        return f"{query['redirect_uri']}?{urlencode(answer)}"

    def token(self, code: str, verifier: str, redirect_uri: str) -> dict[str, Any] | None:
        """None unless all fits what the code was made for; a code is good once."""
        query = self._codes.pop(code, None)
        if query is None or query["redirect_uri"] != redirect_uri:
            return None
        if create_s256_code_challenge(verifier) != query["code_challenge"]:
            return None
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": query["client_id"],
            "iat": now,
            "exp": now + 300,
            "nonce": query["nonce"],
            **self.person,
            **self.wrong,
        }
        id_token = self._signed(claims)
        return {"access_token": "none of ours", "token_type": "Bearer", "id_token": id_token}

    def _signed(self, claims: dict[str, Any]) -> str:
        if self.algorithm == "none":
            parts = (json.dumps(part).encode() for part in ({"alg": "none"}, claims))
            texts = [base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts]
            return f"{texts[0]}.{texts[1]}."
        key = self.signs_with or self.key
        header = {"alg": self.algorithm, **({"kid": key.kid} if key.kid else {})}
        return jwt.encode(header, claims, key, algorithms=[self.algorithm])

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/.well-known/openid-configuration")
        def discovery() -> dict[str, Any]:
            return self.discovery()

        @app.get("/jwks")
        def jwks() -> dict[str, Any]:
            return {"keys": [self.key.as_dict(private=False)]}

        @app.get("/authorize")
        def authorize(
            client_id: str,
            redirect_uri: str,
            state: str,
            nonce: str,
            code_challenge: str,
            code_challenge_method: str,
            response_type: str,
            scope: str,
        ) -> Response:
            assert (client_id, response_type) == (CLIENT_ID, "code")
            assert code_challenge_method == "S256"
            assert "openid" in scope.split()
            query = {
                "client_id": client_id,
                "redirect_uri": redirect_uri,
                "state": state,
                "nonce": nonce,
                "code_challenge": code_challenge,
            }
            return RedirectResponse(self.authorize(query), 303)

        @app.post("/token")
        async def token(request: Request) -> Response:
            expected = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
            if request.headers.get("authorization") != f"Basic {expected}":
                return JSONResponse({"error": "invalid_client"}, 401)
            form = {name: values[0] for name, values in (await form_fields(request)).items()}
            answer = self.token(form["code"], form["code_verifier"], form["redirect_uri"])
            if answer is None or form["grant_type"] != "authorization_code":
                return JSONResponse({"error": "invalid_grant"}, 400)
            return JSONResponse(answer)

        return app


def new_key() -> RSAKey:
    key = RSAKey.generate_key(2048, auto_kid=True)
    assert key.kid
    return key


@contextmanager
def provider() -> Iterator[Provider]:
    """Run by a thread of its own until the end."""
    port = free_port()
    made = Provider(port)
    server = uvicorn.Server(uvicorn.Config(made.app(), port=port, log_config=None, ws="none"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()))
    thread.start()
    try:
        deadline = time.monotonic() + _SECONDS
        while not server.started:
            assert time.monotonic() < deadline, "the provider did not start"
            time.sleep(0.01)
        yield made
    finally:
        server.should_exit = True
        thread.join(_SECONDS)
