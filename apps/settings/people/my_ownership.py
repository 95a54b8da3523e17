"""The account is offered to me: taking it over, or not."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.models import User
from apps.accounts.services import accept_ownership, decline_ownership
from apps.settings.access import actor_of, stepped_up, user_of


@require_safe
@login_required
def ownership(request: HttpRequest) -> HttpResponse:
    """What it means, and the two answers; says so when nothing is offered."""
    user = user_of(request)
    owner = User.objects.of(user.account).owner() if user and user.account and user.is_offered_ownership else None
    return render(
        request, "settings/account/offer.html", {"page_title": _("Offer of the account"), "user": user, "owner": owner}
    )


@login_required
@stepped_up
def accept(request: HttpRequest) -> HttpResponse:
    """POST makes me the owner."""
    by = actor_of(request)
    return _answer(request, lambda user: accept_ownership(user=user, by=by), _("You are the owner of the account now."))


@require_POST
@login_required
def decline(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    return _answer(request, lambda user: decline_ownership(user=user, by=by), _("You declined. Nothing has changed."))


def _answer(request: HttpRequest, do: Callable[[User], object], done: str) -> HttpResponse:
    user = user_of(request)
    if request.method != "POST" or user is None:
        return redirect("ownership")
    try:
        do(user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("ownership")
    messages.success(request, done)
    return redirect("settings:index")
