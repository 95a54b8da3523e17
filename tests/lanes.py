"""The test client's way into the OAuth door: as a server's, by the short lane first; or past it, by the toolkit."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.test.client import ClientHandler

from apps.common import walls
from apps.oauth import wsgi

SHORT, TOOLKIT = LANES = ("short", "toolkit")


def open_short_lane(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every request of a test client be asked of the short lane before Django, as config/wsgi.py does."""
    django = ClientHandler.__call__

    def call(handler: ClientHandler, environ: dict[str, Any]) -> Any:
        environ.setdefault("HTTP_HOST", environ["SERVER_NAME"])
        answer = wsgi.answered(environ)
        walls.fall_with_the_request()
        if answer is None:
            return django(handler, environ)
        status, headers, body = answer
        response: Any = HttpResponse(body, status=status, headers=dict(headers))
        response.wsgi_request = WSGIRequest(environ)
        return response

    monkeypatch.setattr(ClientHandler, "__call__", call)
