"""What we ask of allauth besides its settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy

from apps.accounts import guessing
from apps.accounts.backends import may_be_signed_in
from apps.accounts.mails import send_safely
from apps.accounts.models import SingleSignOn, User
from apps.accounts.permissions import actor_of_user
from apps.accounts.reading import as_read_by
from apps.accounts.services.passwords import fill_password, keep_password
from apps.accounts.single_sign_on.bindings import binding
from apps.audit.record import record
from apps.common.addresses import address_in

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest, HttpResponse


COMPANY = "company"
WAYS = {
    "reauthenticate": gettext_lazy("Use your password"),
    "mfa_reauthenticate": gettext_lazy("Use a code"),
    "mfa_reauthenticate:webauthn": gettext_lazy("Use a passkey"),
    COMPANY: gettext_lazy("Use your company's sign-in"),
}


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody registers themselves: a Super Administrator makes users, `createaccount` makes accounts."""
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        """These are pages for people; what a caller asks for in its headers changes nothing."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only a path of this site: an absolute URL is never needed, and every allowed host is one more to trust."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_in(request.META) or "0.0.0.0"  # noqa: S104 - an unknown address, not a binding

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """allauth also returns who knows the password of a closed account, to tell them; here they learn nothing.

        Signing in, step-up and a new password all come here. Raises TooManyFailures.
        """

        def check() -> User | None:
            user: User | None = super(AccountAdapter, self).authenticate(request, **credentials)
            return user if user is not None and may_be_signed_in(user) else None

        return guessing.checked(request, str(credentials.get("email", "")), check)

    def pre_login(self, request: HttpRequest, user: User, **hook: Any) -> HttpResponse | None:
        """Whoever must sign in at their company is led there: neither a password nor a passkey of here is enough."""
        if "sociallogin" in (hook.get("signal_kwargs") or {}) or not SingleSignOn.objects.binds(user):
            answer: HttpResponse | None = super().pre_login(request, user, **hook)
            return answer
        actor = actor_of_user(user, address=address_in(request.META))
        record("session.sign_in_refused", account=user.account, actor=actor, target=user)
        return redirect(f"{reverse('single-sign-on')}?required")

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, Any]]:
        """The ways to step up that this person has, in our words."""
        found: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if user.is_authenticated and binding(user):
            found.append({"id": COMPANY, "url": reverse("confirm-at-company")})
        return [way | {"description": WAYS[way["id"]]} for way in found]

    def set_password(self, user: User, password: str) -> None:
        """`password` has passed the form."""
        before = user.password
        fill_password(user, password)
        keep_password(user=user, before=before)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """`key` is "uid-token". The origin is configured: a forged Host header must not lead the link elsewhere."""
        user_id, _, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_id, "key": token})
        return f"{settings.PUBLIC_URL}{path}"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def format_email_subject(self, subject: str) -> str:
        return subject

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        super().send_notification_mail(template_prefix, user, {**(context or {}), "user": user}, email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """As its reader reads. A mail server that fails must not show who has an account here, so it only logs."""
        with as_read_by(context["user"]):
            send_safely(self.render_mail(template_prefix, email, context))
