"""What a person has to do before anything else opens: another password, or a second step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django_htmx.http import HttpResponseClientRedirect

from apps.accounts.models import SingleSignOn, User
from apps.accounts.passwords import has_expired
from apps.accounts.security_policy import must_have_two_step
from apps.accounts.two_step.state import has_any
from apps.settings.access import is_htmx
from apps.settings.errors import for_program

ALWAYS_OPEN = frozenset(
    {"account_logout", "set_language", "theme", "healthz", "readyz", "guest-form", "guest-sent", "logo"}
)
HAS_TWO_STEP = "has_two_step"
"""The session's note that this person has a second factor. Whoever takes it away from them ends their sessions."""
CAME_FOR = "came_for"
"""The session's note of the page that the person was on their way to."""


@dataclass(frozen=True)
class Duty:
    """The page it is done on, and the others that it takes."""

    page: str
    others: frozenset[str] = frozenset()

    def opens(self, name: str | None) -> bool:
        return name == self.page or name in self.others


NEW_PASSWORD = Duty("account_change_password")
SECOND_STEP = Duty(
    "two-step-required",
    frozenset({"add-authenticator-app", "add-passkey", "account_reauthenticate", "mfa_reauthenticate",
               "mfa_reauthenticate_webauthn", "confirm-at-company", "confirmed-at-company", "openid_connect_callback"}),
)  # fmt: skip


class DutiesMiddleware:
    """Leads whoever has a duty to its page. Programs have none: what they may do ends with the rights of their user."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        name = request.resolver_match.view_name if request.resolver_match else None
        if name in ALWAYS_OPEN or for_program(request) or not request.session.session_key:
            return None
        duty = duty_of(request) if request.user.is_authenticated else None
        return None if duty is None or duty.opens(name) else _lead(request, duty)


def duty_of(request: HttpRequest) -> Duty | None:
    """The first thing that the signed-in person has to do."""
    user: User = request.user  # type: ignore[assignment]
    if has_expired(user) or (user.password_needs_two_step and _has_none(request, user)):
        # Whoever never types a password here need not choose another one.
        return None if SingleSignOn.objects.binds(user) else NEW_PASSWORD
    return SECOND_STEP if must_have_two_step(user) and _has_none(request, user) else None


def way_on(request: HttpRequest) -> str:
    """The page that the person was on their way to when a duty came first; "" when there was none."""
    return str(request.session.pop(CAME_FOR, ""))


def _has_none(request: HttpRequest, user: User) -> bool:
    if HAS_TWO_STEP in request.session:
        return False
    if has_any(user):
        request.session[HAS_TWO_STEP] = True
    return HAS_TWO_STEP not in request.session


def _lead(request: HttpRequest, duty: Duty) -> HttpResponse:
    if request.method == "GET" and not is_htmx(request):
        request.session.setdefault(CAME_FOR, request.get_full_path())
    url = resolve_url(duty.page)
    return HttpResponseClientRedirect(url) if is_htmx(request) else redirect(url)
