"""Setting up the second step of my sign-in, and its recovery codes. For everybody who is signed in."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts import services
from apps.accounts.models import User
from apps.accounts.two_step import codes, passkeys
from apps.accounts.two_step.pending import forget_secret, pending_secret
from apps.accounts.two_step.qr import qr_path
from apps.settings.access import actor_of, stepped_up
from apps.settings.people.duties import way_on
from apps.settings.people.my_security import HOME, person_of, saying_why_not
from apps.settings.people.two_step_forms import AppForm, NewPasskeyForm


@require_http_methods(["GET", "POST"])
@login_required
@stepped_up
def add_app(request: HttpRequest) -> HttpResponse:
    """GET shows the secret of a new app, POST takes the code that proves that the app has it."""
    user, form = person_of(request), AppForm(request.POST or None)
    secret = pending_secret(request, user, is_new=request.method == "GET")
    if not form.is_valid():
        return _show_app(request, user, secret, form)
    try:
        fresh = services.add_authenticator_app(user=user, secret=secret, by=actor_of(request), **form.cleaned_data)
    except ValidationError as error:
        form.refuse(error)
        return _show_app(request, user, secret, form)
    forget_secret(request)
    return _set_up(request, fresh, _("The authenticator app is set up. It is asked for at the next sign-in."))


def _show_app(request: HttpRequest, user: User, secret: str, form: AppForm) -> HttpResponse:
    path, size = qr_path(codes.app_url(secret, user.email))
    context = {
        "page_title": _("Set up an authenticator app"),
        "form": form,
        "secret": secret,
        "secret_words": codes.in_groups(secret),
        "qr_path": path,
        "qr_size": size,
    }
    return render(request, "mfa/add_app.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@login_required
@stepped_up
def add_passkey(request: HttpRequest) -> HttpResponse:
    user, form = person_of(request), NewPasskeyForm(request.POST or None)
    if not form.is_valid():
        return _show_passkey(request, user, form)
    try:
        fresh = services.add_passkey(user=user, by=actor_of(request), **form.cleaned_data)
    except ValidationError as error:
        form.refuse(error)
        return _show_passkey(request, user, form)
    return _set_up(request, fresh, _("The passkey is set up. You can sign in with it."))


def _show_passkey(request: HttpRequest, user: User, form: NewPasskeyForm) -> HttpResponse:
    options = json.dumps(passkeys.options_to_register(user))
    context = {"page_title": _("Set up a passkey"), "form": form, "options": options}
    return render(request, "mfa/add_passkey.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
@stepped_up
def new_recovery_codes(request: HttpRequest) -> HttpResponse:
    with saying_why_not(request):
        return _show_codes(request, services.new_recovery_codes(user=person_of(request), by=actor_of(request)))
    return redirect(HOME)


def _set_up(request: HttpRequest, fresh: list[str], words: str) -> HttpResponse:
    if fresh:
        return _show_codes(request, fresh, words)
    messages.success(request, words)
    return redirect(way_on(request) or HOME)


def _show_codes(request: HttpRequest, fresh: list[str], words: str = "") -> HttpResponse:
    # No redirect: this response is the only one that can show the codes.
    lines: dict[str, Any] = {"codes": fresh, "text": "\n".join(fresh), "rows": len(fresh), "words": words}
    context = {"page_title": _("Your recovery codes"), "done_url": way_on(request)}
    return render(request, "mfa/recovery_codes.html", context | lines)
