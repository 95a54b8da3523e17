"""What a signed request was signed for: method, path and query as sent, and the public host and port."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.http import HttpRequest

from apps.connections.hawk import Target

PORTS = {"http": 80, "https": 443}
ORIGIN = re.compile(rb"https?://[^/?#]*", re.IGNORECASE)
# What encodeURI and most clients leave alone in a path.
SAFE = "/~!$&'()*+,;=:@"


def target_of(request: HttpRequest) -> Target:
    """Host and port come from PUBLIC_URL: a Host header is the caller's word, and a proxy may listen elsewhere."""
    public = urlsplit(settings.PUBLIC_URL)
    port = public.port or PORTS[public.scheme]
    return Target(request.method or "", resource_of(request), public.hostname or "", port)


def resource_of(request: HttpRequest) -> bytes:
    """Path and query exactly as sent, where the server tells them (gunicorn: RAW_URI, uWSGI and Apache: REQUEST_URI).

    Django's own development server only tells the decoded path: there it is encoded again in the usual way, so that a
    path which was encoded in another way does not verify.
    """
    sent = request.META.get("RAW_URI") or request.META.get("REQUEST_URI")
    if not sent:
        query = request.META.get("QUERY_STRING", "")
        sent = quote(request.path, safe=SAFE) + (f"?{query}" if query else "")
    # WSGI hands bytes over as Latin-1; a request line may also hold the whole URL.
    return ORIGIN.sub(b"", sent.encode("latin-1"), count=1) or b"/"
