"""What every answer carries, whichever door it leaves by."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from apps.common import request_id

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    GetResponse = Callable[[HttpRequest], HttpResponse]

DEVICES = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media",
    "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer", "microphone", "midi",
    "payment", "picture-in-picture", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
SAFE = {
    "Cache-Control": "no-store",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in DEVICES),
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}


class RequestIdMiddleware:
    """Names the request for its log lines and transactions, and tells the caller that name in X-Request-ID."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request_id.choose(request.headers.get("X-Request-ID", ""))
        # Not reset afterwards: Django writes its line about a refused request when all middleware is done.
        request_id.current.set(chosen)
        response = self.get_response(request)
        response["X-Request-ID"] = chosen
        return response


class SafeAnswerMiddleware:
    """Answers are never kept by a cache, framed, or given a device, unless the view has said otherwise."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in SAFE.items():
            response.headers.setdefault(name, value)
        return response
