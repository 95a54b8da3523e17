"""A company's OpenID provider that says whatever a test lets it say: a real server on a port of its own."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from jwcrypto.jwk import JWK
from jwcrypto.jwt import JWT

CLIENT_ID, CLIENT_SECRET = "portal", "the secret of the portal at its provider"
WELL_KNOWN = "/.well-known/openid-configuration"


@dataclass
class Provider:
    """`document`, `claims`, `userinfo` and `token` change what it says; `asked` is what it was sent, by path."""

    issuer: str = ""
    subject: str = "subject-1"
    email: str = "bruno@aguas.example"
    document: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    token: dict[str, Any] = field(default_factory=dict)
    padding: str = ""
    status: int = 200
    asked: list[tuple[str, dict[str, list[str]]]] = field(default_factory=list)
    key: JWK = field(default_factory=lambda: JWK.generate(kty="EC", crv="P-256"))

    def answer(self, path: str) -> dict[str, Any]:
        answers = {WELL_KNOWN: self._document, "/token": self._token, "/userinfo": self._userinfo}
        return without_none(answers[path]()) | ({"padding": self.padding} if self.padding else {})

    def _document(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token", "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks", "token_endpoint_auth_methods_supported": ["client_secret_post"],
        } | self.document  # fmt: skip

    def _token(self) -> dict[str, Any]:
        now = int(time.time())
        said = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": self.subject,
            "iat": now,
            "exp": now + 60,
            "auth_time": now,
        }
        token = JWT(header={"alg": "ES256"}, claims=without_none(said | self.claims))
        token.make_signed_token(self.key)
        return {"access_token": "opens userinfo", "token_type": "Bearer", "id_token": token.serialize()} | self.token

    def _userinfo(self) -> dict[str, Any]:
        return {"sub": self.subject, "email": self.email} | self.userinfo


def without_none(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value is not None}


@contextmanager
def provider_running() -> Iterator[Provider]:
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            self._answer(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))

        def _answer(self, sent: dict[str, list[str]]) -> None:
            path = urlsplit(self.path).path
            provider.asked.append((path, sent))
            body = json.dumps(provider.answer(path)).encode()
            self.send_response(provider.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
