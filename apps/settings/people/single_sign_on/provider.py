"""allauth's OpenID Connect client with what the standard demands besides, and without keeping what it hears."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.urls import reverse

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialLogin
    from django.http import HttpRequest


class CompanyClient(OpenIDConnectOAuth2Adapter):
    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """At the configured origin, as it is registered with the provider, whatever Host was sent."""
        return callback_url(self.provider_id)


class CompanyProvider(OpenIDConnectProvider):
    oauth2_adapter_class = CompanyClient

    def get_default_scope(self) -> list[str]:
        return ["openid", "email"]

    def sociallogin_from_response(self, request: HttpRequest, response: dict[str, Any]) -> SocialLogin:
        """`response` holds `id_token` and `userinfo`. Raises OAuth2Error.

        Both must be there and speak of the same person (OpenID Connect Core section 5.3.2).
        """
        token, told = response.get("id_token") or {}, response.get("userinfo") or {}
        if not token.get("sub") or told.get("sub") != token["sub"]:
            raise OAuth2Error("ID token and userinfo are not of one subject")
        login = super().sociallogin_from_response(request, response)
        login.claims = told | token
        return login

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Names and pictures of people are the provider's, not ours."""
        return {}


def callback_url(provider_id: str) -> str:
    path = reverse("openid_connect_callback", kwargs={"provider_id": provider_id})
    return f"{settings.PUBLIC_URL}{path}"


def proved_at(claims: dict[str, Any]) -> datetime | None:
    """When the person last proved to the provider who they are, if it says so."""
    told = claims.get("auth_time")
    return datetime.fromtimestamp(told, UTC) if isinstance(told, int) and 0 < told < 2**40 else None
