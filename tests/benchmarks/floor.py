"""The floor: what a token, a list and a refresh cost when nothing is done but what cannot be left out.

A bare WSGI program on the rows of ours: it looks up who is calling, reads or writes what was asked for, and answers
with the same JSON. It checks no rights, counts nothing, records nothing, and knows one kind of each request.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from base64 import b64decode, urlsafe_b64decode
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

from tests.benchmarks.floor_database import Database, opened

Environment = dict[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], object]

LIFE = 7200
PEPPER = next(
    urlsafe_b64decode(entry.split(":")[2])
    for entry in os.environ["FIELD_KEYS"].split(",")
    if entry.startswith("pepper")
)
DATABASE: Database = opened(os.environ["FLOOR_DATABASE"])

CLIENT = """
SELECT c.id, c.is_enabled, a.is_active, a.access_token_minutes FROM connections_consumersecret s
JOIN connections_consumer c ON c.id = s.consumer_id JOIN accounts_account a ON a.id = c.account_id
WHERE s.digest = %s AND c.client_id = %s AND (s.expires_at IS NULL OR s.expires_at > %s)
"""
TOKEN = """
INSERT INTO connections_accesstoken
(token_checksum, application_id, user_id, authorization_id, token_family, scope, jkt, expires, created)
VALUES (%s, %s, %s, %s, %s, %s, '', %s, %s)
"""
BEARER = """
SELECT a.id, t.expires, t.scope, c.is_enabled, g.permissions FROM connections_accesstoken t
JOIN connections_consumer c ON c.id = t.application_id JOIN accounts_account a ON a.id = c.account_id
JOIN accounts_permissiongroup g ON g.id = c.permission_group_id WHERE t.token_checksum = %s AND t.expires > %s
"""
OF_ITEM = (
    "id", "code", "item_type AS id_type_item", "active", "available", "description",
    *(f"field_{n}" for n in range(1, 7)), "barcode", "notes", "is_serial_control", "groups_description",
    "groups_1_description", "groups_2_description", "units_code", "units_description", "priorities_description",
    "keywords",
    "parent_id AS id_parent", "account_id AS id_company", "initial_date_out_of_service", "last_final_date_available",
)  # fmt: skip
OF_OTHERS = (
    "CAST(i.weight AS double precision) AS weight",
    "p.description AS parent_description",
    "l.code AS location_code",
)
COLUMNS = (*(f"i.{column}" for column in OF_ITEM), *OF_OTHERS)
NAMES = tuple(column.rpartition(".")[2].rpartition(" ")[2] for column in COLUMNS)
ITEMS = f"""
SELECT {", ".join(COLUMNS)} FROM maintenance_item i LEFT JOIN maintenance_item p ON p.id = i.parent_id
LEFT JOIN maintenance_item l ON l.id = i.location_id WHERE i.account_id = %s ORDER BY i.code LIMIT 25
"""  # noqa: S608 - columns of this file
REFRESH = """
SELECT t.id, t.authorization_id, t.user_id, t.token_family, t.family_expires, t.scope
FROM connections_refreshtoken t JOIN connections_authorization a ON a.id = t.authorization_id
WHERE t.token_checksum = %s AND t.application_id = %s AND t.expires > %s AND a.revoked_at IS NULL
"""
ROTATE = "UPDATE connections_refreshtoken SET rotated = %s WHERE id = %s AND rotated IS NULL AND revoked IS NULL"
SUCCESSOR = """
INSERT INTO connections_refreshtoken (token_checksum, application_id, user_id, authorization_id, token_family, scope,
jkt, amr, expires, family_expires, created) VALUES (%s, %s, %s, %s, %s, %s, '', '', %s, %s, %s)
"""


def application(environ: Environment, start_response: StartResponse) -> Iterable[bytes]:
    found = ROUTES[environ["PATH_INFO"]](environ)
    body = json.dumps(found, separators=(",", ":"), ensure_ascii=False, default=str).encode()
    headers = [("Content-Type", "application/json"), ("Cache-Control", "no-store"), ("Content-Length", str(len(body)))]
    start_response("200 OK", headers)
    return [body]


def token(environ: Environment) -> dict[str, Any]:
    form = parse_qs(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode())
    key, _, secret = b64decode(environ["HTTP_AUTHORIZATION"][6:]).decode().partition(":")
    now = DATABASE.now()
    digest = hmac.new(PEPPER, secret.encode(), hashlib.sha256).hexdigest()
    ((client, *_),) = DATABASE.ask(CLIENT, (digest, key, DATABASE.moment(now)))
    if form["grant_type"] == ["refresh_token"]:
        return refreshed(form["refresh_token"][0], client, now)
    plain, ends = new_token("cnxat"), DATABASE.moment(now + timedelta(seconds=LIFE))
    DATABASE.do(TOKEN, (sha256(plain), client, None, None, None, "api", ends, DATABASE.moment(now)))
    return {"access_token": plain, "expires_in": LIFE, "token_type": "Bearer", "scope": "api"}


def refreshed(used: str, client: int, now: datetime) -> dict[str, Any]:
    """What is used up and what follows it are written together."""
    access, refresh = new_token("cnxat"), new_token("cnxrt")
    moment, ends = DATABASE.moment(now), DATABASE.moment(now + timedelta(seconds=LIFE))
    with DATABASE.transaction() as ask:
        ((pk, authorization, user, family, family_ends, scope),) = ask(
            REFRESH, (sha256(used), client, moment)
        ).fetchall()
        ask(ROTATE, (moment, pk))
        owner = (client, user, authorization, family, scope)
        ask(SUCCESSOR, (sha256(refresh), *owner, ends, family_ends, moment))
        ask(TOKEN, (sha256(access), *owner, ends, moment))
    return {
        "access_token": access, "expires_in": LIFE, "token_type": "Bearer", "scope": scope, "refresh_token": refresh,
    }  # fmt: skip


def items(environ: Environment) -> dict[str, Any]:
    plain = environ["HTTP_AUTHORIZATION"][7:]
    ((account, *_),) = DATABASE.ask(BEARER, (sha256(plain), DATABASE.moment(DATABASE.now())))
    rows: Sequence[Sequence[Any]] = DATABASE.ask(ITEMS, (account,))
    data = [dict(zip(NAMES, row, strict=True)) for row in rows]
    return {"success": True, "message": "200", "data": data, "total": len(data)}


def new_token(prefix: str) -> str:
    """55 characters, as ours has."""
    return f"{prefix}_{secrets.token_hex(25)[1:]}"


def sha256(plain: str) -> str:
    return hashlib.sha256(plain.encode()).hexdigest()


ROUTES: dict[str, Callable[[Environment], dict[str, Any]]] = {"/oauth/token": token, "/api/items": items}
