"""Second factors for tests: an authenticator app, and a passkey whose device is these few lines."""

from __future__ import annotations

import json
import time
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from apps.accounts.models import User
from apps.accounts.services import add_authenticator_app
from apps.accounts.two_step import codes
from tests.factories import PASSWORD, TESTER

FLAG = AuthenticatorData.FLAG
ORIGIN = "http://localhost"
STEP, PASSKEY_STEP, PASSKEY_SIGN_IN = "/sign-in/second-step/", "/sign-in/second-step/passkey/", "/sign-in/passkey/"


def code_of(secret: str, ahead: int = 0, *, within: float = 1) -> str:
    """What the app shows now, or `ahead` half minutes later.

    One of the half minute before counts until this one ends: for as many seconds as it takes to type it.
    """
    left = codes.STEP_SECONDS - time.time() % codes.STEP_SECONDS
    if ahead < 0 and left < within:
        time.sleep(left)
    return codes.code_at(secret, codes.step_now() + ahead)


def with_app(user: User) -> tuple[str, list[str]]:
    """Give `user` an authenticator app; its secret, and the recovery codes. The code of this moment is unused."""
    secret = codes.new_secret()
    return secret, add_authenticator_app(user=user, secret=secret, code=code_of(secret, -1), by=TESTER)


def half_signed_in(user: User, password: str = PASSWORD) -> Client:
    """A browser in which the password was right, and the second step is missing."""
    client = Client()
    response = client.post("/sign-in/", {"login": user.email, "password": password})
    assert response["Location"].startswith(STEP), response["Location"]
    return client


def signed_in_with(user: User, code: str) -> Client:
    client = half_signed_in(user)
    assert client.post(STEP, {"code": code}).status_code == 302
    return client


class Device:
    """Makes passkeys and proves them, as a telephone would."""

    def __init__(self, *, origin: str = ORIGIN, verifies: bool = True, counts: bool = True) -> None:
        self.origin, self.flags = origin, FLAG.UP | (FLAG.UV if verifies else FLAG(0))
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = b"device-" + str(id(self)).encode()
        self.sign_count, self.step = 0, int(counts)
        self.user_handle = b""

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        wanted = options["publicKey"]
        self.user_handle = websafe_decode(wanted["user"]["id"])
        public = ES256.from_cryptography_key(self.key.public_key())  # type: ignore[no-untyped-call]
        made = AttestedCredentialData.create(b"\0" * 16, self.id, public)
        data = AuthenticatorData.create(_hash(wanted["rp"]["id"]), self.flags | FLAG.AT, 0, made)
        client_data = self._client_data("webauthn.create", wanted["challenge"])
        attestation = AttestationObject.create("none", data, {})
        return self._answer(clientDataJSON=bytes(client_data), attestationObject=bytes(attestation))

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        wanted = options["publicKey"]
        self.sign_count += self.step
        data = AuthenticatorData.create(_hash(wanted["rpId"]), self.flags, self.sign_count)
        client_data = self._client_data("webauthn.get", wanted["challenge"])
        signature = self.key.sign(bytes(data) + client_data.hash, ec.ECDSA(hashes.SHA256()))
        return self._answer(
            clientDataJSON=bytes(client_data), authenticatorData=bytes(data), signature=signature,
            userHandle=self.user_handle,
        )  # fmt: skip

    def _client_data(self, kind: str, challenge: str) -> CollectedClientData:
        return CollectedClientData.create(kind, challenge, self.origin)

    def _answer(self, **response: bytes) -> dict[str, Any]:
        written = {name: websafe_encode(value) for name, value in response.items()}
        name = websafe_encode(self.id)
        return {"id": name, "rawId": name, "type": "public-key", "response": written, "clientExtensionResults": {}}


def _hash(site: str) -> bytes:
    digest = hashes.Hash(hashes.SHA256())
    digest.update(site.encode())
    return digest.finalize()


def options_on(client: Client, path: str) -> dict[str, Any]:
    """What the page tells the browser."""
    found: dict[str, Any] = json.loads(client.get(path).context["options"])
    return found


def prove(client: Client, path: str, device: Device, **more: Any) -> Any:
    """Answer the challenge of the page at `path`."""
    credential = json.dumps(device.get(options_on(client, path)))
    return client.post(path, {"credential": credential} | more)


def with_passkey(client: Client, name: str = "Laptop", device: Device | None = None) -> Device:
    """Set a passkey up for whoever is signed in there."""
    device = device or Device()
    credential = json.dumps(device.create(options_on(client, "/my-security/passkeys/")))
    response = client.post("/my-security/passkeys/", {"name": name, "credential": credential})
    assert response.status_code in (200, 302), response.content
    return device
