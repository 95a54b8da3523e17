"""A client that is not ours signs requests and checks our answers: mohawk, over the wire, against a running server."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import pytest
from mohawk import Sender
from mohawk.exc import InvalidCredentials, MacMismatch, MisComputedContentHash

from apps.accounts.models import Account
from apps.maintenance.models import Item
from tests.api.helpers import new_item
from tests.factories import new_api_key
from tests.flows.servers import gunicorn

NEW = {"code": "EQ-1", "id_type_item": 2, "field_1": "Bomba centrífuga"}
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
# Of signatures and what they are made of; what the database decides, replays, is asked of both elsewhere.
pytestmark = pytest.mark.any_database


class MohawkClient:
    """Signs with mohawk and sends the target exactly as it was signed."""

    def __init__(self, url: str, key_id: str, key: str) -> None:
        self.url, self.credentials = url, {"id": key_id, "key": key, "algorithm": "sha256"}

    def call(self, method: str, path: str, body: Any = None, *, with_hash: bool = True, **options: Any) -> Any:
        content = "" if body is None else json.dumps(body)
        signed = {"content": content, "content_type": JSON} if with_hash else {"always_hash_content": False}
        self.sender = Sender(self.credentials, self.url + path, method, **signed, **options)
        return self.send(method, path, content, self.sender.request_header)

    def send(self, method: str, path: str, content: str, header: str) -> Any:
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=30)
        connection.request(method, path, content.encode(), {"Authorization": header, "Content-Type": JSON})
        response = connection.getresponse()
        self.status, self.headers, self.content = response.status, response.headers, response.read()
        connection.close()
        return json.loads(self.content)

    def check_answer(self, content: bytes | None = None) -> None:
        self.sender.accept_response(
            self.headers["Server-Authorization"],
            content=self.content if content is None else content,
            content_type=self.headers["Content-Type"],
        )


@pytest.fixture
def client(live_server: Any, account: Account, settings: Any) -> MohawkClient:
    settings.PUBLIC_URL = live_server.url
    made = new_api_key(account)
    return MohawkClient(live_server.url, made.owner.key, made.plain)


@pytest.fixture
def outside(transactional_db: None, account: Account) -> Iterator[MohawkClient]:
    """Against gunicorn, which hands the target over as it was sent."""
    made = new_api_key(account)
    with gunicorn() as url:
        yield MohawkClient(url, made.owner.key, made.plain)


def test_mohawk_reads_writes_and_verifies_the_answers(client: MohawkClient) -> None:
    assert client.call("POST", "/api/items", NEW)["data"][0]["code"] == "EQ-1"
    assert client.status == 201
    client.check_answer()
    assert client.call("GET", "/api/items?limit=1&start=0")["total"] == 1
    client.check_answer()
    assert client.call("PUT", "/api/items/EQ-1/", {"notes": "revisada"})["data"][0]["notes"] == "revisada"
    client.check_answer()


def test_mohawk_without_a_payload_hash_as_most_clients_send_it(client: MohawkClient) -> None:
    assert client.call("POST", "/api/items/", NEW, with_hash=False)["success"] is True
    client.check_answer()
    assert client.call("GET", "/api/items", with_hash=False, ext="some ext", app="app", dlg="dlg")["total"] == 1
    client.check_answer()


def test_mohawk_notices_an_altered_answer(client: MohawkClient) -> None:
    client.call("GET", "/api/items")
    with pytest.raises(MisComputedContentHash):
        client.check_answer(client.content + b" ")


def test_mohawk_verifies_an_error_too(client: MohawkClient) -> None:
    assert client.call("GET", "/api/items/NONE")["code"] == "not_found"
    client.check_answer()


def test_mohawk_learns_our_clock_from_a_stale_answer(client: MohawkClient) -> None:
    answer = client.call("GET", "/api/items", _timestamp=int(time.time()) - 3600)
    assert (client.status, answer["code"]) == (401, "stale_timestamp")
    assert 'error="Stale timestamp"' in client.headers["WWW-Authenticate"]


def test_a_key_of_somebody_else_is_refused(client: MohawkClient) -> None:
    client.credentials["key"] = "another key"
    assert client.call("GET", "/api/items")["code"] == "invalid_signature"


PATHS = ["Planta%20Norte", "A%2FB", "%C3%B1and%C3%BA", "%e6%b0%b4", "50%25", "a'b(c)!*~", "%61bc", "x%2fy/"]


def test_paths_are_verified_exactly_as_they_were_sent(outside: MohawkClient, account: Account) -> None:
    for path in PATHS:
        code = unquote(path).rstrip("/")
        new_item(account, code)
        row = outside.call("PUT", f"/api/items/{path}", {"notes": "revisada"})["data"][0]
        assert (outside.status, row["code"], row["notes"]) == (200, code, "revisada")
        outside.check_answer()
    assert Item.objects.filter(notes="revisada").count() == len(PATHS)


def test_a_path_encoded_in_another_way_than_it_was_signed_is_refused(outside: MohawkClient, account: Account) -> None:
    new_item(account, "abc")
    sender = Sender(outside.credentials, outside.url + "/api/items/abc", "GET", content="", content_type=JSON)
    assert outside.send("GET", "/api/items/%61bc", "", sender.request_header)["code"] == "invalid_signature"
    assert outside.send("GET", "/api/items/abc", "", sender.request_header)["success"] is True
    assert outside.send("GET", "/api/items/abc", "", sender.request_header)["code"] == "invalid_signature"


def raw_status(client: MohawkClient, method: str, path: str, headers: list[tuple[str, str]], body: str = "") -> int:
    """The status of a request with exactly these headers, one of them twice if need be."""
    connection = http.client.HTTPConnection(urlsplit(client.url).netloc, timeout=30)
    connection.putrequest(method, path)
    for name, value in (*headers, ("Content-Length", str(len(body)))):
        connection.putheader(name, value)
    connection.endheaders(body.encode())
    status = connection.getresponse().status
    connection.close()
    return status


def test_two_content_types_and_a_body_in_either_form_are_read(outside: MohawkClient) -> None:
    for code, first, second, body in (
        ("A", JSON, FORM, json.dumps(NEW | {"code": "A"})),
        ("B", FORM, JSON, json.dumps(NEW | {"code": "B"})),
        ("C", FORM, JSON, f"code=C&id_type_item=2&field_1={quote('ñ')}"),
    ):
        sender = Sender(outside.credentials, outside.url + "/api/items", "POST", always_hash_content=False)
        headers = [("Content-Type", first), ("Content-Type", second), ("Authorization", sender.request_header)]
        assert raw_status(outside, "POST", "/api/items", headers, body) == 201, code
    assert Item.objects.count() == 3


def test_two_authorization_headers_are_refused(outside: MohawkClient) -> None:
    url = outside.url + "/api/me"
    senders = [Sender(outside.credentials, url, "GET", always_hash_content=False) for _ in range(3)]
    headers = [("Authorization", sender.request_header) for sender in senders]
    assert raw_status(outside, "GET", "/api/me", headers[:1]) == 200
    assert raw_status(outside, "GET", "/api/me", headers[1:]) == 401


def test_mohawk_refuses_an_answer_of_somebody_without_the_key(client: MohawkClient) -> None:
    client.call("GET", "/api/items")
    client.sender = Sender(
        client.credentials | {"key": "x"}, client.url + "/api/items", "GET", content="", content_type=JSON
    )
    with pytest.raises((MacMismatch, InvalidCredentials)):
        client.check_answer()
