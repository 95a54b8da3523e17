"""An operator's way out of the account they entered."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from apps.accounts.middleware import ENTERED
from apps.accounts.services import leave_account
from apps.settings.access import caller_of


@require_POST
@login_required
def leave(request: HttpRequest) -> HttpResponse:
    caller = caller_of(request)
    if request.session.pop(ENTERED, None) and caller.account:
        leave_account(account=caller.account, by=caller.actor)
    return redirect("settings:index")
