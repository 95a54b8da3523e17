"""The plainest request of all: a program that proves itself by its secret asks for a token, and for nothing else.

Then the token is issued by the query that finds out whose secret it is. That query looks at everything that could
refuse such a request, so that nothing which is checked after it does.
"""

from __future__ import annotations

from django.db import IntegrityError
from oauthlib.oauth2.rfc6749 import errors

from apps.connections.callers import EVERYTHING
from apps.connections.models import Consumer
from apps.connections.services.own_tokens import Nobody, issue_at_once
from apps.oauth import dpop
from apps.oauth.credentials import Credentials
from apps.oauth.generators import access_token
from apps.oauth.request import OAuthRequest

__all__ = ["Nobody", "client_with_token"]


def client_with_token(request: OAuthRequest, sent: Credentials) -> Consumer | None:
    """The client, whose new token (RFC 6749 section 4.4) is then on the request, as `issued_at_once`.

    None, and nothing was done, when the request has to be looked at closely. Raises Nobody, InvalidGrantError.
    """
    is_plain = request.grant_type == "client_credentials" and request.scope in (None, EVERYTHING)
    if not is_plain or dpop.HEADER in request.headers or sent.secret is None or sent.client_id is None:
        return None
    plain = access_token(request)
    try:
        found = issue_at_once(client_id=sent.client_id, secret=sent.secret, plain=plain, scope=EVERYTHING)
    # The consumer was deleted while this request was under way.
    except IntegrityError as refused:
        raise errors.InvalidGrantError(request=request) from refused
    if found is not None:
        request.issued_at_once = plain
    return found
