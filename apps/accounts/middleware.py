"""Who is asking in the portal, and in which language and time zone they are answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.functional import SimpleLazyObject

from apps.accounts.models import Account, User
from apps.accounts.permissions import Caller, caller_of_user
from apps.accounts.reading import clock_of
from apps.audit.actors import Actor, ActorKind
from apps.common import walls
from apps.common.addresses import address_in

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ENTERED = "entered_account"
"""The session's key for the account that an operator is inside."""
OPEN_DOORS = ("/api/", "/oauth/", "/.well-known/", "/sign-in/", "/password/reset/", "/guest/", "/logo/")
"""Where the request itself says whom it is about: another program, or another person than the one who is signed in."""


class CallerMiddleware:
    """Gives every request of a person `request.caller`: what apps.accounts.permissions is asked about.

    Everywhere but at OPEN_DOORS the request is held to the account that the person is in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.caller = SimpleLazyObject(lambda: caller_of_request(request))  # type: ignore[attr-defined]
        if not request.session.session_key or not request.user.is_authenticated:
            return self.get_response(request)
        account = request.caller.account  # type: ignore[attr-defined]
        if account and not request.path_info.startswith(OPEN_DOORS):
            walls.stand_for(account.pk, is_operator=request.user.is_operator)
        translation.activate(_language(request.user, account))
        with clock_of(account):
            return self.get_response(request)


def caller_of_request(request: HttpRequest) -> Caller:
    address = address_in(request.META)
    if not request.user.is_authenticated:
        return Caller(None, frozenset(), Actor(ActorKind.SYSTEM, address=address))
    return caller_of_user(request.user, address=address, entered=_entered(request, request.user))


def _entered(request: HttpRequest, user: User) -> Account | None:
    if not user.is_operator or ENTERED not in request.session:
        return None
    return Account.objects.filter(pk=request.session[ENTERED]).first()


def _language(user: User, account: Account | None) -> str:
    return user.language or (account.language if account else translation.get_language())
