"""What allauth asks where somebody comes back from their company's provider: who it is, and whether they may come in.

A binding of `sub` and user decides; only the first time the address does, and only one at a domain that the account has
tied to this provider: an address alone is nobody (OpenID Connect Core section 5.7).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NoReturn

from allauth.account.internal.flows.login import record_authentication
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from apps.accounts.backends import may_be_signed_in
from apps.accounts.models import SingleSignOn, User
from apps.accounts.services import bind_sign_on, note_refused_sign_on
from apps.accounts.single_sign_on.issuers import ProviderSession
from apps.audit.actors import Actor, ActorKind
from apps.common.addresses import address_in
from apps.settings.people.single_sign_on.provider import CompanyProvider, proved_at
from apps.settings.people.single_sign_on.refusals import Refused, refuse

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialApp, SocialLogin
    from django.http import HttpRequest


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """A provider vouches for people; only the account makes them."""
        return False

    def get_requests_session(self) -> ProviderSession:
        return ProviderSession()

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """The provider of the account that `provider` names; allauth's own table of them stays empty."""
        found = SingleSignOn.objects.of_provider(provider or "")
        return [_app_of(found)] if found else []

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> CompanyProvider:
        """Raises SocialApp.DoesNotExist."""
        return CompanyProvider(request, app=self.get_app(request, provider, client_id))

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let in, or into step-up, exactly whom provider and account agree on. Raises ImmediateHttpResponse."""
        found = SingleSignOn.objects.of_provider(sociallogin.account.provider)
        if found is None:
            refuse(request, Refused.OFF)
        if not sociallogin.is_existing:
            _bind(request, sociallogin, found)
        user: User = sociallogin.user
        if user.account_id != found.account_id or not may_be_signed_in(user):
            _refuse(request, found, Refused.NOBODY, user)
        if sociallogin.state.get("process") == AuthProcess.REDIRECT:
            _confirm(request, sociallogin)

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: str | None = None, exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:  # fmt: skip
        refuse(request, Refused.CANCELLED if error == AuthError.CANCELLED else Refused.FAILED)


def _app_of(found: SingleSignOn) -> SocialApp:
    from allauth.socialaccount.models import SocialApp

    return SocialApp(
        provider=CompanyProvider.id,
        provider_id=found.provider_id,
        name=found.name,
        client_id=found.client_id,
        secret=found.open(),
        settings={"server_url": found.issuer, "oauth_pkce_enabled": True},
    )


def _bind(request: HttpRequest, sociallogin: SocialLogin, found: SingleSignOn) -> None:
    """Find the account's person by their address, once. Raises ImmediateHttpResponse when there is none."""
    email = str(sociallogin.claims.get("email", "")).lower()
    if sociallogin.claims.get("email_verified") is False or email.rpartition("@")[2] not in found.domains:
        _refuse(request, found, Refused.ADDRESS)
    user = User.objects.of(found.account).filter(email=email).first()
    if user is None or not may_be_signed_in(user):
        _refuse(request, found, Refused.NOBODY, user)
    subject, by = sociallogin.account.uid, _provider_at(request, found)
    try:
        bind_sign_on(user=user, provider_id=found.provider_id, subject=subject, by=by)
    except ValidationError:
        _refuse(request, found, Refused.BOUND, user)
    sociallogin.lookup()


def _confirm(request: HttpRequest, sociallogin: SocialLogin) -> None:
    """Step-up: the same person, who proved it to the provider just now. Raises ImmediateHttpResponse."""
    proof = proved_at(sociallogin.claims)
    if request.user != sociallogin.user:
        refuse(request, Refused.ANOTHER)
    if proof is None or timezone.now() - proof > timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT):
        refuse(request, Refused.OLD)
    record_authentication(request, sociallogin.user, "socialaccount", reauthenticated=True)


def _refuse(request: HttpRequest, found: SingleSignOn, reason: Refused, user: User | None = None) -> NoReturn:
    """On the account's record, and in words to whoever came."""
    note_refused_sign_on(account=found.account, by=_provider_at(request, found), user=user, reason=reason.value)
    refuse(request, reason)


def _provider_at(request: HttpRequest, found: SingleSignOn) -> Actor:
    return Actor(ActorKind.SYSTEM, name=found.name, address=address_in(request.META))
