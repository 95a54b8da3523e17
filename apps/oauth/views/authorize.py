"""The authorization endpoint: the app's request, the user's answer on the consent page, and back to the app."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from oauth2_provider.exceptions import FatalClientError, OAuthToolkitError
from oauth2_provider.http import OAuth2ResponseRedirect
from oauth2_provider.views.base import BaseAuthorizationView
from oauthlib.oauth2 import AccessDeniedError, InvalidScopeError

from apps.connections.models import Authorization
from apps.connections.scopes import may_authorize, named_scopes, remembered_consent
from apps.connections.services.authorizations import OtherAccount, grant_authorization
from apps.oauth import pages, pending
from apps.oauth.answers import answer_url
from apps.oauth.consent import ConsentForm
from apps.oauth.core import BrowserCore
from apps.oauth.request import OAuthRequest

SIGNING_IN = "oauth_signing_in"
"""The session's key for a browser that was sent to sign in and is on its way back."""


class AuthorizationView(BaseAuthorizationView):
    http_method_names = ["get", "post"]
    oauthlib_backend_class = BrowserCore

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """What cannot be told to the app is told to the user, everything else to the app (RFC 6749 4.1.2.1)."""
        try:
            return super().dispatch(request, *args, **kwargs)  # type: ignore[no-any-return]
        except FatalClientError as error:
            return pages.cannot_be_answered(request, error.oauthlib_error)
        except OtherAccount:
            return pages.other_account(request)
        except OAuthToolkitError as error:
            refusal = error.oauthlib_error
            return self._leave(lambda: answer_url(refusal.redirect_uri, refusal.twotuples))

    def handle_no_permission(self) -> HttpResponseBase:
        """Sign in first; but a request that leads nowhere is told so at once."""
        try:
            self.validate_authorization_request(self.request)
        except FatalClientError:
            raise
        except OAuthToolkitError:
            pass  # only somebody who is signed in is sent to the app (RFC 9700 section 4.11.2)
        self.request.session[SIGNING_IN] = True
        return super().handle_no_permission()  # type: ignore[no-any-return]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        asked = self._asked()
        consent = remembered_consent(asked.client, request.user, asked.scopes)  # type: ignore[arg-type]
        if consent is None:
            return self._consent_page(asked, ConsentForm(asked.scopes))
        return self._leave(lambda: self._code_url(consent, asked.scopes))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """The user's answer, to the request that was kept when they were asked; the form says nothing else."""
        found = pending.take(request.session, request.POST.get("request", ""))
        if found is None:
            return pages.too_old(request)
        request.oauth_parameters = found["parameters"]  # type: ignore[attr-defined]
        asked = self._asked()
        if request.POST.get("decision") != "allow":
            raise OAuthToolkitError(AccessDeniedError(request=asked))
        # When what can be agreed to has changed since the page was made, the page is shown anew.
        form = ConsentForm(asked.scopes, request.POST if found["scopes"] == asked.scopes else None)
        if not form.is_valid():
            return self._consent_page(asked, form)
        return redirect_to(self._agree(asked, form))

    def _asked(self) -> OAuthRequest:
        """The app's request, its scopes being those that this user can agree to.

        Raises FatalClientError, OAuthToolkitError, OtherAccount.
        """
        scopes, credentials = self.validate_authorization_request(self.request)
        asked: OAuthRequest = credentials["request"]
        if not may_authorize(self.request.user, asked.client):
            raise OtherAccount
        asked.scopes = sorted(named_scopes(asked.client, self.request.user, scopes))
        if not asked.scopes:
            raise OAuthToolkitError(InvalidScopeError("The user holds none of these permissions.", request=asked))
        return asked

    def _consent_page(self, asked: OAuthRequest, form: ConsentForm) -> HttpResponse:
        self.request.session.pop(SIGNING_IN, None)
        kept = pending.keep(self.request.session, self.request.oauth_parameters, form.offered)
        return pages.consent(self.request, asked, form, kept)

    def _agree(self, asked: OAuthRequest, form: ConsentForm) -> str:
        scopes = form.cleaned_data["scope"]
        with transaction.atomic():
            authorization = grant_authorization(
                consumer=asked.client,
                user=self.request.user,
                scopes=scopes,
                asked=form.offered,
                by=self.request.caller.actor,
            )
            return self._code_url(authorization, scopes)

    def _code_url(self, authorization: Authorization, scopes: Iterable[str]) -> str:
        credentials = {"authorization": authorization}
        url: str = self.create_authorization_response(self.request, " ".join(sorted(scopes)), credentials, allow=True)
        return url

    def _leave(self, make_url: Callable[[], str]) -> HttpResponse:
        # Chromium holds the sign-in page's form-action against every redirect that follows its form, so a browser that
        # comes from there must load one page before it may go to the app.
        if self.request.session.pop(SIGNING_IN, False):
            return pages.go_on(self.request)
        return redirect_to(make_url())


def redirect_to(url: str) -> HttpResponse:
    """`url` is a registered callback: https, or http on the user's own machine."""
    response: HttpResponse = OAuth2ResponseRedirect(url, ["https", "http"])
    return response
