"""The pages of the authorization endpoint that people see."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from oauthlib.oauth2 import OAuth2Error
from oauthlib.oauth2.rfc6749 import errors

from apps.oauth.answers import origin_of
from apps.oauth.consent import ConsentForm
from apps.oauth.interaction import Interaction
from apps.oauth.lives import in_words, lives_of
from apps.oauth.pushed import RequestGone
from apps.oauth.request import OAuthRequest

ABOUT_THE_APP = (errors.InvalidClientIdError, errors.MissingClientIdError)
ABOUT_THE_CALLBACK = (
    errors.InvalidRedirectURIError, errors.MismatchingRedirectURIError, errors.MissingRedirectURIError,
)  # fmt: skip


def consent(
    request: HttpRequest, asked: OAuthRequest, form: ConsentForm, request_id: str, interaction: Interaction
) -> HttpResponse:
    """Who asks, as whom, for what, for how long; Allow and Deny. `request_id` is where the answer finds the request."""
    is_meant = interaction.is_about(request.user)  # type: ignore[arg-type]
    context = {
        "page_title": _("%(app)s asks for access") % {"app": asked.client.name},
        "consumer": asked.client,
        "account": asked.client.account,
        "host": urlsplit(asked.redirect_uri).netloc,
        "form": form,
        "request_id": request_id,
        "lives": in_words(lives_of(asked)),
        "meant_for": None if is_meant else interaction.login_hint,
    }
    response = render(request, "oauth/consent.html", context)
    # Chromium holds form-action against the redirect that follows the form.
    response._csp_update = {"form-action": [origin_of(asked.redirect_uri)]}  # type: ignore[attr-defined]
    return response


def go_on(request: HttpRequest) -> HttpResponse:
    """Loads this address again, by itself or by a link."""
    return render(request, "oauth/go_on.html", {"page_title": _("You are signed in")})


def cannot_be_answered(request: HttpRequest, error: OAuth2Error) -> HttpResponse:
    """The app cannot be told, because nobody knows who or where it is."""
    detail = f"{error.error}: {error.description}".removesuffix(": ")
    title, words = _("The app's request cannot be answered"), {"detail": detail, "consequence": _nothing_allowed()}
    return _error(request, title, _reason(error), error.status_code, **words)


def other_account(request: HttpRequest) -> HttpResponse:
    """As if the app did not exist, which in this user's account is true."""
    text = _("This app is not known in your account. If it belongs to another one, sign in as a user of that account.")
    title, words = _("You cannot use this app"), {"consequence": _nothing_allowed(), "may_switch": "yes"}
    return _error(request, title, text, 404, **words)


def too_old(request: HttpRequest) -> HttpResponse:
    text = _("This request was answered already, or is too old. Go back to the app and start again.")
    return _error(request, _("Nothing to answer"), text, 400)


def _reason(error: OAuth2Error) -> str:
    if isinstance(error, ABOUT_THE_APP):
        return _("The app that sent you here is not known, or is disabled.")
    if isinstance(error, ABOUT_THE_CALLBACK):
        return _("The app wants the answer at an address that is not registered for it.")
    if isinstance(error, RequestGone):
        return _("This request was answered already, or is too old. Go back to the app and start again.")
    return _("The app that sent you here made a mistake in its request.")


def _nothing_allowed() -> str:
    return _("Nothing was allowed, and nothing was sent to the app.")


def _error(request: HttpRequest, title: str, text: str, status: int, **words: str) -> HttpResponse:
    return render(request, "oauth/error.html", {"page_title": title, "text": text, **words}, status=status)
