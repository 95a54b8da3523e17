"""Who may open what, and step-up: proving again that it is you before a secret is made, shown, changed or deleted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec

from allauth.account.internal.flows.reauthentication import suspend_request
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from apps.accounts.models import Account, User
from apps.accounts.permissions import Caller, is_allowed, refusal
from apps.accounts.proofs import last_proof

if TYPE_CHECKING:
    from apps.audit.actors import Actor

Arguments = ParamSpec("Arguments")
View = Callable[..., HttpResponseBase]


def caller_of(request: HttpRequest) -> Caller:
    """The Caller that CallerMiddleware gave the request."""
    caller: Caller = request.caller  # type: ignore[attr-defined]
    return caller


def account_of(request: HttpRequest) -> Account:
    """The account that everything on this page belongs to. Raises PermissionDenied when the caller is in none."""
    account = caller_of(request).account
    if account is None:
        raise PermissionDenied
    return account


def actor_of(request: HttpRequest) -> Actor:
    return caller_of(request).actor


def user_of(request: HttpRequest) -> User | None:
    return caller_of(request).user


def is_htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def may(request: HttpRequest, module: str, action: str) -> bool:
    """Whether the caller may do `action` (view, add, edit, delete, reports) in `module`."""
    return is_allowed(caller_of(request), module, action)


def require(request: HttpRequest, module: str, action: str) -> None:
    """Raises PermissionDenied, with the Refusal that the 403 page tells in words, when the caller may not."""
    reason = refusal(caller_of(request), module, action)
    if reason:
        raise PermissionDenied(reason)


def has_stepped_up(request: HttpRequest) -> bool:
    """Whether the person proved who they are, by signing in or by confirming it, within the last ten minutes."""
    latest, lasts = last_proof(request), timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)
    return latest is not None and timezone.now() - latest < lasts


def stepped_up(view: Callable[Arguments, Any]) -> Callable[Arguments, Any]:
    """Send the person to the step-up page first, and back to where they were; what a POST held is carried along.

    Works on functions and on methods: the request is the first HttpRequest among the arguments.
    """

    @wraps(view)
    def wrapper(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Any:
        request = next(argument for argument in args if isinstance(argument, HttpRequest))
        return view(*args, **kwargs) if has_stepped_up(request) else step_up(request)

    return wrapper


def step_up(request: HttpRequest) -> HttpResponseBase:
    """The way to the step-up page; in a panel the whole window goes there."""
    place = resolve_url("account_reauthenticate")
    response = suspend_request(request, place)
    if request.method == "POST":
        # What was posted goes on at an address without a query only; its query is kept with what it held.
        response["Location"] = f"{place}?{urlencode({REDIRECT_FIELD_NAME: request.path})}"
    return HttpResponseClientRedirect(response.url) if is_htmx(request) else response
