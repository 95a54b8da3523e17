"""A client that did not prove who it is, and one that fails so often that it has to wait."""

from __future__ import annotations

from oauthlib.oauth2 import OAuth2Error

from apps.common.addresses import address_in
from apps.common.limit_headers import wait_headers
from apps.common.throttle import FREE
from apps.connections.services.failures import client_failed
from apps.oauth.request import OAuthRequest


class TooManyFailures(OAuth2Error):
    """429 (RFC 6585 section 4). RFC 6749 section 5.2 has no word for it; of the standard's words this one fits."""

    error = "temporarily_unavailable"
    status_code = 429

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"Too many attempts. Try again in {retry_after} seconds.")
        self.retry_after = retry_after

    @property
    def headers(self) -> dict[str, str]:
        return wait_headers(limit=FREE, seconds=self.retry_after)


def count(request: OAuthRequest, client_id: str | None) -> None:
    """Count that whoever calls itself `client_id` is not. Raises TooManyFailures."""
    retry_after = client_failed(client_id=client_id, address=address_in(request.headers))
    if retry_after:
        raise TooManyFailures(retry_after)
