"""The test client's way into the OAuth door: as a server's, by the short lane first; or past it, by the toolkit."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.test.client import ClientHandler

from apps.common import walls
from apps.oauth import short_lane

SHORT, TOOLKIT = LANES = ("short", "toolkit")


def open_short_lane(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let every request of a test client be asked of the short lane before Django, as config/wsgi.py does.

    Returns the addresses with a lane that were asked, as soon as they are.
    """
    django, asked = ClientHandler.__call__, []

    def call(handler: ClientHandler, environ: dict[str, Any]) -> Any:
        environ.setdefault("HTTP_HOST", environ["SERVER_NAME"])
        if environ["PATH_INFO"].removesuffix("/") in short_lane.LANES:
            asked.append(environ["PATH_INFO"])
        answer = short_lane.answered(environ)
        walls.fall_with_the_request()
        if answer is None:
            return django(handler, environ)
        status, headers, body = answer
        response: Any = HttpResponse(body, status=int(status.split()[0]), headers=dict(headers))
        response.wsgi_request = WSGIRequest(environ)
        return response

    monkeypatch.setattr(ClientHandler, "__call__", call)
    return asked
