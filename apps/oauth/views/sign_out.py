"""Where an app sends the user to sign out of the portal too: a page that asks, and the answer."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View
from oauthlib.oauth2.rfc6749.errors import InvalidRequestFatalError

from apps.oauth import pages, parameters, signing_out
from apps.oauth.answers import origin_of
from apps.oauth.leaving import redirect_to
from apps.oauth.signing_out import SigningOut


class SignOutPage(View):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except InvalidRequestFatalError as error:
            return pages.cannot_be_answered(request, error)


@method_decorator(csrf_exempt, name="dispatch")  # whoever sends the browser here changes nothing by that
class EndSessionView(SignOutPage):
    http_method_names = ["get", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Asks, because any page of the web can send a browser here."""
        asked = signing_out.read(parameters.of_query(request))
        if request.user.is_authenticated:
            return _page(request, _("Sign out?"), asked)
        # The app itself has asked, for a session that is over: the user waits for the app, not for us.
        return (
            redirect_to(asked.back)
            if asked.back and asked.is_from_app
            else _page(request, _("You are signed out"), asked)
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """The standard's other way to send a browser here; it comes without a session, as SameSite wants it."""
        address = reverse("oauth:end-session")
        return redirect(f"{address}?{urlencode(parameters.of_body(request))}")


class SignOutView(SignOutPage):
    """The user's answer. What the app asked is in the address, and is read anew."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        asked = signing_out.read(parameters.of_query(request))
        logout(request)
        return redirect_to(asked.back) if asked.back else redirect(settings.LOGIN_URL)


def _page(request: HttpRequest, title: str, asked: SigningOut) -> HttpResponse:
    context = {
        "page_title": title,
        "back": asked.back,
        "host": urlsplit(asked.back).netloc,
        "action": f"{reverse('oauth:sign-out')}?{request.META.get('QUERY_STRING', '')}",
    }
    response = render(request, "oauth/sign_out.html", context)
    if asked.back:
        # Chromium holds form-action against the redirect that follows the form.
        response._csp_update = {"form-action": [origin_of(asked.back)]}  # type: ignore[attr-defined]
    return response
