"""My security: my password, and the second step of my sign-in. For everybody who is signed in."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts import services
from apps.accounts.code_factors import CodeFactor, CodeKind
from apps.accounts.models import User
from apps.accounts.passwords import expires_at
from apps.accounts.security_policy import must_have_two_step
from apps.accounts.two_step import codes, passkeys
from apps.accounts.two_step.pending import forget_secret, pending_secret
from apps.accounts.two_step.qr import qr_path
from apps.accounts.two_step.state import passkeys_of
from apps.settings.access import actor_of, stepped_up, user_of
from apps.settings.people.duties import HAS_TWO_STEP, way_on
from apps.settings.people.two_step_forms import AppForm, ChosenPasskeyForm, NewPasskeyForm, PasskeyNameForm

HOME = "my-security"


def person_of(request: HttpRequest) -> User:
    user = user_of(request)
    if user is None:
        raise PermissionDenied
    return user


@require_safe
@login_required
def my_security(request: HttpRequest) -> HttpResponse:
    user = person_of(request)
    factors = {factor.kind: factor for factor in CodeFactor.objects.filter(user=user)}
    recovery = factors.get(CodeKind.RECOVERY_CODES)
    context = {
        "page_title": _("My security"),
        "person": user,
        "expires_at": expires_at(user),
        "must_have": must_have_two_step(user),
        "app": factors.get(CodeKind.TOTP),
        "passkeys": list(passkeys_of(user)),
        "recovery": recovery,
        "codes_left": len(recovery.opened().split()) if recovery else 0,
    }
    return render(request, "mfa/my_security.html", context)


@require_safe
@login_required
def required(request: HttpRequest) -> HttpResponse:
    """Where whoever must have a second step and has none is led."""
    return render(request, "mfa/required.html", {"page_title": _("Set up your second step")})


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
def rename_passkey(request: HttpRequest) -> HttpResponse:
    passkey, form = _chosen(request), PasskeyNameForm(request.POST)
    if form.is_valid():
        services.rename_passkey(passkey=passkey, by=actor_of(request), name=form.cleaned_data["name"])
        messages.success(request, _("The passkey has its new name."))
    else:
        messages.error(request, " ".join(str(error) for error in form.errors["name"]))
    return redirect(HOME)


@require_POST
@login_required
@stepped_up
def remove_passkey(request: HttpRequest) -> HttpResponse:
    passkey = _chosen(request)
    return _remove(request, lambda: services.remove_passkey(passkey=passkey, by=actor_of(request)))


@require_POST
@login_required
@stepped_up
def remove_app(request: HttpRequest) -> HttpResponse:
    user = person_of(request)
    return _remove(request, lambda: services.remove_authenticator_app(user=user, by=actor_of(request)))


@require_POST
@login_required
@stepped_up
def new_recovery_codes(request: HttpRequest) -> HttpResponse:
    try:
        fresh = services.new_recovery_codes(user=person_of(request), by=actor_of(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(HOME)
    return _show_codes(request, fresh)


def _set_up(request: HttpRequest, fresh: list[str], words: str) -> HttpResponse:
    messages.success(request, words)
    return _show_codes(request, fresh) if fresh else redirect(way_on(request) or HOME)


def _show_codes(request: HttpRequest, fresh: list[str]) -> HttpResponse:
    # No redirect: this response is the only one that can show the codes.
    lines: dict[str, Any] = {"codes": fresh, "text": "\n".join(fresh), "rows": len(fresh)}
    context = {"page_title": _("Your recovery codes"), "done_url": way_on(request)}
    return render(request, "mfa/recovery_codes.html", context | lines)


def _remove(request: HttpRequest, remove: Callable[[], None]) -> HttpResponse:
    try:
        remove()
        request.session.pop(HAS_TWO_STEP, None)
        messages.success(request, _("It is removed, and opens nothing any more."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(HOME)


def _chosen(request: HttpRequest) -> Authenticator:
    """The passkey that the form names. Anybody else's does not exist here."""
    form = ChosenPasskeyForm(request.POST)
    if not form.is_valid():
        raise Http404
    return get_object_or_404(passkeys_of(person_of(request)), pk=form.cleaned_data["passkey"])
