"""ETag, If-None-Match and If-Match (RFC 9110 sections 8.8.3 and 13.1): reads cost nothing, writes lose nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags

from apps.accounts.models import Account
from apps.accounts.turns import hold
from apps.api import files, once, problems
from apps.api.envelope import EnvelopeRenderer, success

READS = ("GET", "HEAD")


def tag_of(body: bytes) -> str:
    """The ETag of an answer: of its data and total, whatever status it says."""
    shown = body.partition(b'"data":')[2]
    return f'"{hashlib.sha256(shown).hexdigest()[:32]}"'


def tag_of_data(data: Any, *, total: int) -> str:
    """The ETag of the answer that shows `data`."""
    return tag_of(EnvelopeRenderer().render(success(data, total=total).data))


def apply(request: HttpRequest, response: HttpResponse) -> None:
    """Give a success its ETag, and take its body away when the caller has it already (304).

    What holds a secret is shown once: it has no tag, and nobody can have it already.
    """
    if response.status_code not in (200, 201) or once.holds_secret(response):
        return
    if "ETag" not in response:
        response["ETag"] = tag_of(response.content)
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if request.method in READS and ("*" in known or response["ETag"] in [tag.removeprefix("W/") for tag in known]):
        response.status_code = 304
        files.empty(response)
        del response["Content-Type"], response["Content-Length"]


def is_guarded(request: HttpRequest) -> bool:
    return "If-Match" in request.headers


@contextmanager
def held_still(account: Account, row: QuerySet[Any]) -> Iterator[None]:
    """Nobody else changes `row` until the block is left."""
    with transaction.atomic():
        # In the order of the services that lock the account, too.
        hold(account)
        row.select_for_update(of=("self",), no_key=True).first()
        yield


def require_match(request: HttpRequest, data: Any, *, total: int = 1) -> None:
    """Raises Changed unless `data` is still what the caller names in If-Match."""
    named = parse_etags(request.headers["If-Match"])
    if "*" not in named and tag_of_data(data, total=total) not in named:
        raise problems.Changed
