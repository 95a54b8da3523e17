"""My security: my password, and the second step of my sign-in. For everybody who is signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts import services
from apps.accounts.code_factors import CodeFactor, CodeKind
from apps.accounts.models import User
from apps.accounts.passwords import expires_at
from apps.accounts.security_policy import must_have_two_step
from apps.accounts.two_step.state import has_any, passkeys_of
from apps.settings.access import actor_of, stepped_up, user_of
from apps.settings.people.duties import HAS_TWO_STEP
from apps.settings.people.two_step_forms import ChosenPasskeyForm, PasskeyNameForm

HOME = "my-security"


def person_of(request: HttpRequest) -> User:
    user = user_of(request)
    if user is None:
        raise PermissionDenied
    return user


@contextmanager
def saying_why_not(request: HttpRequest) -> Iterator[None]:
    """What a rule refuses inside is said on the next page, and goes no further."""
    try:
        yield
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))


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
    by = actor_of(request)
    return _remove(request, lambda here: services.remove_passkey(passkey=passkey, by=by, here=here))


@require_POST
@login_required
@stepped_up
def remove_app(request: HttpRequest) -> HttpResponse:
    user, by = person_of(request), actor_of(request)
    return _remove(request, lambda here: services.remove_authenticator_app(user=user, by=by, here=here))


def _remove(request: HttpRequest, remove: Callable[[str], None]) -> HttpResponse:
    with saying_why_not(request):
        remove(request.session.key_digest)  # type: ignore[attr-defined]
        request.session.pop(HAS_TWO_STEP, None)
        messages.success(request, _removed(is_last=not has_any(person_of(request))))
    return redirect(HOME)


def _removed(*, is_last: bool) -> str:
    if is_last:
        return _("It is removed, and opens nothing any more. Wherever else you were signed in, you are signed out.")
    return _("It is removed, and opens nothing any more.")


def _chosen(request: HttpRequest) -> Authenticator:
    """The passkey that the form names. Anybody else's does not exist here."""
    form = ChosenPasskeyForm(request.POST)
    if not form.is_valid():
        raise Http404
    return get_object_or_404(passkeys_of(person_of(request)), pk=form.cleaned_data["passkey"])
