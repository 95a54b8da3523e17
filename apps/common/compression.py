"""Pages are compressed where that tells nobody anything.

Whoever can make a browser ask for pages with text of their choosing, and see how long the answers are, can guess from
compressed ones what else stands in them (BREACH). So a page is compressed for a visitor who asked for it here or typed
its address, never when another site did; and only as the answer to GET, for whatever shows a secret answers a POST.
What programs are answered, tokens among it, is never compressed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.middleware.gzip import GZipMiddleware

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

OWN_WISH = ("same-origin", "none")
"""What Sec-Fetch-Site says when no other site took part (W3C Fetch Metadata section 2.4)."""


class PageCompressionMiddleware(GZipMiddleware):
    """Django's own, which adds a random length to each answer as well."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not (is_page(request, response) and request.headers.get("Sec-Fetch-Site") in OWN_WISH):
            return response
        return super().process_response(request, response)


def is_page(request: HttpRequest, response: HttpResponseBase) -> bool:
    return request.method == "GET" and response.get("Content-Type", "").startswith("text/html")
