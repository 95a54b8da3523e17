"""How a program and a browser walk through the OAuth door, for the tests."""

from base64 import b64encode, urlsafe_b64encode
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.http import HttpResponse
from django.test import Client

from apps.accounts.models import User
from apps.connections.models import Consumer
from apps.connections.services.secrets import NewSecret
from tests.factories import CALLBACK

FORM = "application/x-www-form-urlencoded"
VERIFIER = "a-verifier-of-at-least-43-characters.as~it_must-be"
CHALLENGE = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
STATE = "a b+c/d=é%20"

App = NewSecret[Consumer]


def basic(client_id: str, secret: str) -> dict[str, str]:
    return {"Authorization": f"Basic {b64encode(f'{client_id}:{secret}'.encode()).decode()}"}


def post(path: str, parameters: dict[str, str] | str, headers: dict[str, str] | None = None) -> Any:
    body = parameters if isinstance(parameters, str) else urlencode(parameters)
    return Client().post(path, body, content_type=FORM, headers=headers)


def token(app: App, **parameters: str) -> Any:
    """Asks the token endpoint with Basic, by client credentials unless told otherwise."""
    asked = {"grant_type": "client_credentials"} | parameters
    return post("/oauth/token", asked, basic(app.owner.client_id, app.plain))


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def request_of(app: App, **changes: str | None) -> dict[str, str]:
    """The parameters of an authorization request; None leaves one out."""
    asked = {
        "response_type": "code", "client_id": app.owner.client_id, "redirect_uri": CALLBACK, "state": STATE,
        "code_challenge": CHALLENGE, "code_challenge_method": "S256",
    } | changes  # fmt: skip
    return {name: value for name, value in asked.items() if value is not None}


def ask(client: Client, app: App, **changes: str | None) -> Any:
    return client.get("/oauth/authorize", request_of(app, **changes), headers={"Accept-Language": "en"})


def decide(client: Client, page: Any, decision: str = "allow", **changes: Any) -> Any:
    """Answers a consent page as the browser would, with the boxes as they are ticked on it."""
    choices = [choice for group in page.context["form"].groups for choice in group.choices]
    ticked = [choice.scope for choice in choices if choice.is_ticked and not choice.is_required]
    form = {"request": page.context["request_id"], "scope": ticked, "decision": decision} | changes
    return client.post("/oauth/authorize", form)


def answer(response: Any) -> dict[str, str]:
    """What the browser carries back to the app."""
    assert response.status_code == 302, response.content
    assert not isinstance(response, HttpResponse) or response["Location"].startswith(CALLBACK)
    return dict(parse_qsl(urlsplit(response["Location"]).query, strict_parsing=True))


def code(app: App, user: User, **changes: str | None) -> str:
    client = browser(user)
    page = ask(client, app, **changes)
    return answer(decide(client, page) if page.status_code == 200 else page)["code"]


def redeem(app: App, plain: str, **changes: str | None) -> Any:
    asked = {"grant_type": "authorization_code", "code": plain, "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
    return token(app, **{name: value for name, value in (asked | changes).items() if value is not None})


def tokens(app: App, user: User, **changes: str | None) -> dict[str, Any]:
    response = redeem(app, code(app, user, **changes))
    assert response.status_code == 200, response.content
    content: dict[str, Any] = response.json()
    return content


def refresh(app: App, plain: str, **changes: str) -> Any:
    return token(app, grant_type="refresh_token", refresh_token=plain, **changes)


def introspect(app: App, plain: str) -> dict[str, Any]:
    response = post("/oauth/introspect", {"token": plain}, basic(app.owner.client_id, app.plain))
    assert response.status_code == 200, response.content
    content: dict[str, Any] = response.json()
    return content


def is_active(app: App, plain: str) -> bool:
    return bool(introspect(app, plain)["active"])
